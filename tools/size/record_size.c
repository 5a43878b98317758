/* size/record_size.c - the bytes of a record of a dtype as an object of Python, in NumPy and in
 * rowcol.
 */
#include "size/record_size.h"

#include "base/sum.h"
#include "size/store_size.h"

#include <stdbool.h>

static const struct {
    const char *key, *name;
} kinds[N_RECORD_KINDS] = {
    [KIND_DICT] = {"dict", "dict"},
    [KIND_CLASS] = {"class", "class"},
    [KIND_SLOTS] = {"slots", "class, __slots__"},
    [KIND_TUPLE] = {"tuple", "tuple"},
    [KIND_NAMEDTUPLE] = {"namedtuple", "namedtuple"},
    [KIND_MUTABLETUPLE] = {"mutabletuple", "mutabletuple"},
    [KIND_DATAOBJECT] = {"dataobject", "dataobject"},
    [KIND_CYTHON] = {"cython", "Cython class"},
    [KIND_NUMPY] = {"numpy", "NumPy array"},
    [KIND_ROWS] = {"rows", "rowcol rows"},
    [KIND_COLUMNS] = {"columns", "rowcol columns"},
};

const char *record_kind_key(record_kind kind)
{
    return kinds[kind].key;
}

const char *record_kind_name(record_kind kind)
{
    return kinds[kind].name;
}

/* ----------------------------------------------------------------- values */

enum { BITS_OF_4 = 30, BITS_OF_8 = 60, BITS_OF_NS = 61 };

static python_value value_of_time(const rc_dtype *leaf)
{
    rc_unit unit = rc_dtype_unit(leaf, NULL);
    bool date = rc_dtype_kind(leaf) == RC_DATETIME;
    if (unit >= RC_UNIT_h && unit <= RC_UNIT_us) {
        return (python_value){date ? VALUE_DATETIME : VALUE_TIMEDELTA, 0};
    }
    if (unit == RC_UNIT_GENERIC || unit > RC_UNIT_us) {
        /* The nanoseconds since 1970 have 61 bits. */
        return (python_value){VALUE_INT, date ? BITS_OF_NS : BITS_OF_8};
    }
    if (date) {
        return (python_value){VALUE_DATE, 0};
    }
    return unit == RC_UNIT_Y || unit == RC_UNIT_M ? (python_value){VALUE_INT, BITS_OF_4}
                                                  : (python_value){VALUE_TIMEDELTA, 0};
}

/* Bytes or text; what is shorter than two characters exists once. */
static python_value value_of_string(value_form form, uint64_t length)
{
    return (python_value){length > 1 ? form : VALUE_SHARED, length};
}

python_value python_value_of(const rc_dtype *leaf, uint64_t text_length)
{
    switch (rc_dtype_kind(leaf)) {
    case RC_I2:
    case RC_U2:
    case RC_I4:
    case RC_U4:
        return (python_value){VALUE_INT, rc_dtype_itemsize(leaf) == 2 ? 15 : BITS_OF_4};
    case RC_I8:
    case RC_U8:
        return (python_value){VALUE_INT, BITS_OF_8};
    case RC_F2:
    case RC_F4:
    case RC_F8:
        return (python_value){VALUE_FLOAT, 0};
    case RC_C8:
    case RC_C16:
        return (python_value){VALUE_COMPLEX, 0};
    case RC_BYTES:
    case RC_RAW:
        return value_of_string(VALUE_BYTES, rc_dtype_length(leaf));
    case RC_UCS4:
        return value_of_string(VALUE_TEXT, rc_dtype_length(leaf));
    case RC_STR:
        return value_of_string(VALUE_TEXT, text_length);
    case RC_DATETIME:
    case RC_TIMEDELTA:
        return value_of_time(leaf);
    case RC_BOOL:
    case RC_I1:
    case RC_U1:
    case RC_STRUCT:
    case RC_SUBARRAY:
        break;
    }
    return (python_value){VALUE_SHARED, 0};
}

static uint64_t value_bytes(cpython v, python_value value)
{
    switch (value.form) {
    case VALUE_INT:
        return cpython_int((unsigned)value.size);
    case VALUE_FLOAT:
        return cpython_float();
    case VALUE_COMPLEX:
        return cpython_complex();
    case VALUE_BYTES:
        return cpython_bytes(value.size);
    case VALUE_TEXT:
        return cpython_ascii(v, value.size);
    case VALUE_DATE:
        return cpython_date();
    case VALUE_DATETIME:
        return cpython_datetime();
    case VALUE_TIMEDELTA:
        return cpython_timedelta();
    case VALUE_SHARED:
        break;
    }
    return 0;
}

/* ------------------------------------------------------ objects in Python */

static uint64_t container_bytes(cpython v, record_kind kind, uint64_t n)
{
    switch (kind) {
    case KIND_DICT:
        return cpython_dict(v, n);
    case KIND_CLASS:
        return sum_add(cpython_instance(v), cpython_attributes(v, n));
    case KIND_SLOTS:
        return cpython_slots(v, n);
    case KIND_TUPLE:
    case KIND_NAMEDTUPLE:
        return cpython_tuple(v, n);
    case KIND_MUTABLETUPLE:
        return cpython_mutabletuple(n);
    case KIND_DATAOBJECT:
        return cpython_dataobject(n);
    case KIND_CYTHON:
    case KIND_NUMPY:
    case KIND_ROWS:
    case KIND_COLUMNS:
    case N_RECORD_KINDS:
        break;
    }
    return 0;
}

/* Adds `times` values of the dtype. */
static void add_objects(const record_spec *spec, record_kind kind, const rc_dtype *dtype,
                        uint64_t times, record_size *sum)
{
    size_t n = rc_dtype_nfields(dtype);
    switch (rc_dtype_kind(dtype)) {
    case RC_STRUCT:
        sum->container =
            sum_add(sum->container, sum_multiply(times, container_bytes(spec->python, kind, n)));
        for (size_t i = 0; i < n; i++) {
            rc_field_info field;
            rc_dtype_field(dtype, i, &field, NULL);
            add_objects(spec, kind, field.dtype, times, sum);
        }
        return;
    case RC_SUBARRAY:
        for (size_t i = 0; i < rc_dtype_ndim(dtype); i++) {
            uint64_t extent = rc_dtype_shape(dtype)[i];
            sum->values =
                sum_add(sum->values, sum_multiply(times, cpython_list(spec->python, extent)));
            times = sum_multiply(times, extent);
        }
        add_objects(spec, kind, rc_dtype_element(dtype), times, sum);
        return;
    default:
        sum->values =
            sum_add(sum->values,
                    sum_multiply(times, value_bytes(spec->python,
                                                    python_value_of(dtype, spec->text_length))));
    }
}

/* ----------------------------------------------------- records of C values */

/* What a record has of members that are different in C, Cython and NumPy. */
typedef struct members {
    uint64_t values;  /* leaves, those in subarrays counted each */
    uint64_t strings; /* str values */
    bool nullable;    /* any field is */
} members;

static void count_members(const rc_dtype *dtype, uint64_t times, members *found)
{
    switch (rc_dtype_kind(dtype)) {
    case RC_STRUCT:
        for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
            rc_field_info field;
            rc_dtype_field(dtype, i, &field, NULL);
            found->nullable = found->nullable || field.nullable;
            count_members(field.dtype, times, found);
        }
        return;
    case RC_SUBARRAY:
        for (size_t i = 0; i < rc_dtype_ndim(dtype); i++) {
            times = sum_multiply(times, rc_dtype_shape(dtype)[i]);
        }
        count_members(rc_dtype_element(dtype), times, found);
        return;
    default:
        found->values = sum_add(found->values, times);
        found->strings = sum_add(found->strings, rc_dtype_kind(dtype) == RC_STR ? times : 0);
    }
}

/* A type in C. */
typedef struct c_type {
    uint64_t size;
    uint64_t align;
} c_type;

static c_type c_type_of(const rc_dtype *dtype);

static void add_member(c_type *all, c_type member)
{
    all->size = sum_add(all->size, member.align - 1) / member.align * member.align;
    all->size = sum_add(all->size, member.size);
    all->align = member.align > all->align ? member.align : all->align;
}

/* The struct that a C compiler makes of the fields, with a flag after each nullable one. */
static c_type c_struct(const rc_dtype *dtype)
{
    c_type all = {0, 1};
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        rc_field_info field;
        rc_dtype_field(dtype, i, &field, NULL);
        add_member(&all, c_type_of(field.dtype));
        if (field.nullable) {
            add_member(&all, (c_type){1, 1});
        }
    }
    all.size = sum_add(all.size, all.align - 1) / all.align * all.align;
    return all;
}

static c_type c_type_of(const rc_dtype *dtype)
{
    c_type element;
    switch (rc_dtype_kind(dtype)) {
    case RC_STRUCT:
        return c_struct(dtype);
    case RC_SUBARRAY:
        element = c_type_of(rc_dtype_element(dtype));
        for (size_t i = 0; i < rc_dtype_ndim(dtype); i++) {
            element.size = sum_multiply(element.size, rc_dtype_shape(dtype)[i]);
        }
        return element;
    case RC_STR:
        return (c_type){8, 8}; /* a pointer to the str */
    default:
        return (c_type){rc_dtype_itemsize(dtype), rc_dtype_alignment(dtype)};
    }
}

static record_size size_of_c_record(const record_spec *spec, record_kind kind)
{
    members found = {0, 0, false};
    record_size size = {0, 0};
    python_value text = value_of_string(VALUE_TEXT, spec->text_length);
    uint64_t itemsize = rc_dtype_itemsize(spec->dtype);
    count_members(spec->dtype, 1, &found);
    if (kind == KIND_CYTHON) {
        size.container = cpython_object(c_struct(spec->dtype).size);
    } else {
        /* A pointer instead of a cell of 16 bytes. */
        size.container = sum_add(itemsize - 8 * found.strings, found.nullable ? found.values : 0);
    }
    size.values = sum_multiply(found.strings, value_bytes(spec->python, text));
    return size;
}

/* ------------------------------------------------------------------------- */

record_size record_size_of(const record_spec *spec, record_kind kind)
{
    record_size size = {0, 0};
    if (kind == KIND_CYTHON || kind == KIND_NUMPY) {
        return size_of_c_record(spec, kind);
    }
    if (kind == KIND_ROWS || kind == KIND_COLUMNS) {
        return store_record_size(spec, kind);
    }
    add_objects(spec, kind, spec->dtype, 1, &size);
    return size;
}

uint64_t record_bytes(const record_spec *spec, record_kind kind, uint64_t n)
{
    record_size size;
    if (kind == KIND_ROWS || kind == KIND_COLUMNS) {
        return store_bytes(spec, kind, n);
    }
    size = record_size_of(spec, kind);
    return sum_multiply(n, sum_add(size.container, size.values));
}
