/*
 * mpi/type.c - a dtype as an MPI_Datatype: structs of typed fields, resized to the itemsize.
 *
 * Numbers in the byte order of the machine are the types of MPI for them; what MPI has no type for,
 * and numbers in the other order, are bytes.
 */
#include "mpi/type.h"

#include "mpi/fail.h"

#include <rowcol/mpi.h>
#include <string.h>

static bool is_native(const rc_dtype *dtype)
{
    const uint16_t one = 1;
    rc_order native = *(const unsigned char *)&one == 1 ? RC_ORDER_LITTLE : RC_ORDER_BIG;
    rc_order order = rc_dtype_order(dtype);
    return order == RC_ORDER_NONE || order == native;
}

/* The type of MPI for a leaf, or MPI_BYTE. */
static MPI_Datatype leaf_type(const rc_dtype *dtype)
{
    if (!is_native(dtype)) {
        return MPI_BYTE;
    }
    switch (rc_dtype_kind(dtype)) {
    case RC_BOOL:
        return MPI_C_BOOL;
    case RC_I1:
        return MPI_INT8_T;
    case RC_I2:
        return MPI_INT16_T;
    case RC_I4:
        return MPI_INT32_T;
    case RC_I8:
    case RC_DATETIME:
    case RC_TIMEDELTA:
        return MPI_INT64_T;
    case RC_U1:
        return MPI_UINT8_T;
    case RC_U2:
        return MPI_UINT16_T;
    case RC_U4:
        return MPI_UINT32_T;
    case RC_U8:
        return MPI_UINT64_T;
    case RC_F4:
        return MPI_FLOAT;
    case RC_F8:
        return MPI_DOUBLE;
    case RC_C8:
        return MPI_C_FLOAT_COMPLEX;
    case RC_C16:
        return MPI_C_DOUBLE_COMPLEX;
    case RC_F2:
    case RC_BYTES:
    case RC_UCS4:
    case RC_RAW:
    case RC_STR:
    case RC_STRUCT:
    case RC_SUBARRAY:
        break;
    }
    return MPI_BYTE;
}

bool rci_mpi_type_has_text(const rc_dtype *dtype)
{
    rc_field_info field;
    rc_kind kind = rc_dtype_kind(dtype);
    if (kind == RC_SUBARRAY) {
        return rci_mpi_type_has_text(rc_dtype_element(dtype));
    }
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        if (rc_dtype_field(dtype, i, &field, NULL) == RC_OK && rci_mpi_type_has_text(field.dtype)) {
            return true;
        }
    }
    return kind == RC_STR;
}

/* The tables of MPI_Type_create_struct. */
typedef struct members {
    size_t n;
    int *counts;
    MPI_Aint *offsets;
    MPI_Datatype *types; /* those before `made` are to be freed */
    size_t made;
} members;

static rc_status members_init(members *m, size_t n, rc_error *err)
{
    m->n = n;
    m->made = 0;
    m->counts = rci_mpi_alloc(n, sizeof *m->counts, err);
    m->offsets = m->counts ? rci_mpi_alloc(n, sizeof *m->offsets, err) : NULL;
    m->types = m->offsets ? rci_mpi_alloc(n, sizeof *m->types, err) : NULL;
    return m->types ? RC_OK : RC_ENOMEM;
}

static void members_release(members *m)
{
    for (size_t i = 0; i < m->made; i++) {
        MPI_Type_free(&m->types[i]);
    }
    rci_mpi_release(m->types, m->n, sizeof *m->types);
    rci_mpi_release(m->offsets, m->n, sizeof *m->offsets);
    rci_mpi_release(m->counts, m->n, sizeof *m->counts);
}

static rc_status make(const rc_dtype *dtype, MPI_Datatype *type, rc_error *err);

static rc_status make_struct(const rc_dtype *dtype, MPI_Datatype *type, rc_error *err)
{
    members m;
    rc_field_info field;
    rc_status status = members_init(&m, rc_dtype_nfields(dtype), err);
    while (status == RC_OK && m.made < m.n) {
        status = rc_dtype_field(dtype, m.made, &field, err);
        if (status == RC_OK) {
            status = make(field.dtype, &m.types[m.made], err);
        }
        if (status == RC_OK) {
            m.counts[m.made] = 1;
            m.offsets[m.made] = (MPI_Aint)field.offset;
            m.made++;
        }
    }
    if (status == RC_OK) {
        status = rci_mpi_check(MPI_Type_create_struct((int)m.n, m.counts, m.offsets, m.types, type),
                               "making a datatype", err);
    }
    members_release(&m);
    return status;
}

/* `n` of a type, one after the other. */
static rc_status repeat(size_t n, MPI_Datatype each, MPI_Datatype *type, rc_error *err)
{
    /* The itemsize of a dtype is at most INT32_MAX; elements without bytes need no type. */
    int count = n <= INT32_MAX ? (int)n : 0;
    return rci_mpi_check(MPI_Type_contiguous(count, each, type), "making a datatype", err);
}

static rc_status make_subarray(const rc_dtype *dtype, MPI_Datatype *type, rc_error *err)
{
    size_t size = rc_dtype_itemsize(rc_dtype_element(dtype));
    MPI_Datatype element;
    rc_status status = make(rc_dtype_element(dtype), &element, err);
    if (status == RC_OK) {
        status = repeat(size > 0 ? rc_dtype_itemsize(dtype) / size : 0, element, type, err);
        MPI_Type_free(&element);
    }
    return status;
}

static rc_status make_leaf(const rc_dtype *dtype, MPI_Datatype *type, rc_error *err)
{
    MPI_Datatype leaf = leaf_type(dtype);
    if (rc_dtype_kind(dtype) == RC_STR) {
        return repeat(0, MPI_BYTE, type, err);
    }
    return repeat(leaf == MPI_BYTE ? rc_dtype_itemsize(dtype) : 1, leaf, type, err);
}

/* Every type that it makes is to be freed, that of a leaf, too. */
static rc_status make(const rc_dtype *dtype, MPI_Datatype *type, rc_error *err)
{
    MPI_Datatype plain = MPI_DATATYPE_NULL;
    rc_kind kind = rc_dtype_kind(dtype);
    rc_status status = kind == RC_STRUCT     ? make_struct(dtype, &plain, err)
                       : kind == RC_SUBARRAY ? make_subarray(dtype, &plain, err)
                                             : make_leaf(dtype, &plain, err);
    if (status == RC_OK) {
        status = rci_mpi_check(
            MPI_Type_create_resized(plain, 0, (MPI_Aint)rc_dtype_itemsize(dtype), type),
            "making a datatype", err);
        MPI_Type_free(&plain);
    }
    return status;
}

rc_status rci_mpi_type_make(const rc_dtype *dtype, MPI_Datatype *type, rc_error *err)
{
    MPI_Datatype made;
    rc_status status = make(dtype, &made, err);
    if (status == RC_OK) {
        status = rci_mpi_check(MPI_Type_commit(&made), "committing a datatype", err);
        if (status == RC_OK) {
            *type = made;
        } else {
            MPI_Type_free(&made);
        }
    }
    return status;
}

/* The path of the first str, with the names between dots. */
static void name_text(const rc_dtype *dtype, rc_error *err)
{
    rc_field_info field;
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        size_t length = strlen(err->field);
        if (rc_dtype_field(dtype, i, &field, NULL) == RC_OK && rci_mpi_type_has_text(field.dtype)) {
            if (length > 0 && length + 2 < sizeof err->field) {
                err->field[length++] = '.';
            }
            rc_text_printable(field.name, strlen(field.name), err->field + length,
                              sizeof err->field - length);
            name_text(field.dtype, err);
            return;
        }
    }
}

rc_status rc_mpi_type(const rc_dtype *dtype, MPI_Datatype *type, rc_error *err)
{
    rc_error own = RC_ERROR_INIT;
    int initialized = 0;
    MPI_Initialized(&initialized);
    if (!dtype || !type || !initialized) {
        rci_mpi_fail(&own, RC_EARG, "%s",
                     !dtype  ? "the dtype is NULL"
                     : !type ? "the place for the datatype is NULL"
                             : "MPI is not initialized: call MPI_Init first");
    } else if (rci_mpi_type_has_text(dtype)) {
        rci_mpi_fail(&own, RC_EUNSUPPORTED,
                     "str has no MPI datatype: its text is not in the record (send the store with "
                     "rc_mpi_send, or use S<n>)");
        name_text(dtype, &own);
    } else {
        rci_mpi_type_make(dtype, type, &own);
    }
    return rci_mpi_report(&own, err);
}
