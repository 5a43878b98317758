/*
 * notation/cstruct.c - makes dtypes from the descriptions of C structs that the macros of
 * rowcol/cstruct.h write.
 */
#include <rowcol/cstruct.h>

#include "dtype/fields.h"
#include "notation/parse.h"

#include <string.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define HOST_ORDER RC_ORDER_BIG
#else
#define HOST_ORDER RC_ORDER_LITTLE
#endif

typedef struct describing {
    const char *type;
    const rc_c_entry *entry;
    rci_dtype_field_in *fields; /* one for each entry that is a field */
    const char **members;       /* their names in C */
    size_t n;
    rc_error *err;
} describing;

static rc_status fail(const describing *in, rc_status status, const char *what)
{
    rci_base_quoted name;
    return rci_base_fail(in->err, status, "%s: member \"%s\" %s", in->type,
                         rci_base_quote(&name, in->entry->member, strlen(in->entry->member)), what);
}

/* The element of a member the compiler knows: a char array is one S<n>, everything else a leaf. */
static rc_dtype *element_of(const describing *in, size_t bytes)
{
    rc_kind kind = (rc_kind)(in->entry->kind & ~RC_C_ARRAY);
    if (kind == RC_BYTES) {
        return rc_dtype_sized(kind, bytes, in->err);
    }
    return rci_dtype_leaf_new(kind, HOST_ORDER, 0, RC_UNIT_GENERIC, 1, in->err);
}

static rc_dtype *compiled_dtype(const describing *in)
{
    const rc_c_entry *entry = in->entry;
    size_t shape[3], ndim = 0, bytes = entry->size;
    rc_dtype *element, *result;
    for (; ndim < entry->ndim; ndim++) {
        shape[ndim] = entry->shape[ndim];
        bytes /= shape[ndim] ? shape[ndim] : 1;
    }
    element = element_of(in, bytes);
    if (element && entry->kind & RC_C_ARRAY && element->kind != RC_BYTES) {
        shape[ndim++] = bytes / element->itemsize;
    }
    if (!element || ndim == 0) {
        return element;
    }
    result = rc_dtype_subarray(element, ndim, shape, in->err);
    rc_dtype_unref(element);
    return result;
}

static rc_dtype *written_dtype(const describing *in)
{
    rc_error inner = RC_ERROR_INIT;
    const char *text = in->entry->text;
    rc_dtype *dtype = rci_notation_parse_compact(text, strlen(text), RCI_NOTATION_COMPACT,
                                                 RC_PACKED, NULL, &inner);
    if (!dtype && in->err && in->err->status == RC_OK) {
        *in->err = inner;
    }
    return dtype;
}

static rc_dtype *nested_dtype(const describing *in)
{
    const rc_c_entry *entry = in->entry;
    rc_dtype *result, *element = entry->nested(in->err);
    if (!element || entry->ndim == 0) {
        return element;
    }
    result = rc_dtype_subarray(element, entry->ndim, entry->shape, in->err);
    rc_dtype_unref(element);
    return result;
}

static rc_status add_field(describing *in)
{
    const rc_c_entry *entry = in->entry;
    rci_dtype_field_in *field = &in->fields[in->n];
    rc_dtype *dtype = entry->role == RC_C_FIELD  ? compiled_dtype(in)
                      : entry->role == RC_C_TEXT ? written_dtype(in)
                                                 : nested_dtype(in);
    if (!dtype) {
        rci_base_error_field(in->err, entry->member);
        return RC_ETYPE;
    }
    field->name = entry->member;
    field->name_length = strlen(entry->member);
    field->dtype = dtype;
    field->offset = entry->offset;
    in->members[in->n++] = entry->member;
    if (dtype->itemsize != entry->size) {
        return rci_base_fail(in->err, RC_ETYPE,
                             "%s: member \"%s\" is %zu bytes long, its description says %zu",
                             in->type, entry->member, entry->size, dtype->itemsize);
    }
    return RC_OK;
}

/* RC_NULLABLE and RC_NAME change a field that was described before, mostly the last one. */
static rc_status amend_field(const describing *in)
{
    const rc_c_entry *entry = in->entry;
    size_t i = in->n;
    while (i > 0 && strcmp(in->members[i - 1], entry->member) != 0) {
        i--;
    }
    if (i == 0) {
        return fail(in, RC_ENAME, "has no field before RC_NULLABLE or RC_NAME");
    }
    if (entry->role == RC_C_NULLABLE) {
        in->fields[i - 1].nullable = true;
    } else {
        in->fields[i - 1].name = entry->text;
        in->fields[i - 1].name_length = strlen(entry->text);
    }
    return RC_OK;
}

/* RC_ALIGNED if every offset and the size are multiples of the alignments, as in C. */
static rc_align align_of(const describing *in, size_t size)
{
    size_t i, most = 1;
    for (i = 0; i < in->n; i++) {
        size_t alignment = in->fields[i].dtype->alignment;
        if (in->fields[i].offset % alignment) {
            return RC_PACKED;
        }
        most = alignment > most ? alignment : most;
    }
    return size % most ? RC_PACKED : RC_ALIGNED;
}

/* Entries are written by macros, so that only a program that writes its own can fail here. */
static rc_status check_entry(const describing *in)
{
    const rc_c_entry *entry = in->entry;
    int kind = entry->kind & ~RC_C_ARRAY;
    bool valid = entry->member && entry->ndim <= sizeof entry->shape / sizeof entry->shape[0];
    switch (entry->role) {
    case RC_C_FIELD:
        valid = valid && ((kind >= RC_BOOL && kind <= RC_BYTES) || kind == RC_STR);
        break;
    case RC_C_TEXT:
    case RC_C_NAME:
        valid = valid && entry->text;
        break;
    case RC_C_STRUCT:
        valid = valid && entry->nested;
        break;
    case RC_C_NULLABLE:
        break;
    default:
        valid = false;
        break;
    }
    return valid
               ? RC_OK
               : rci_base_fail(in->err, RC_EARG,
                               "%s: an entry is not one that the macros of rowcol/cstruct.h write",
                               in->type);
}

static rc_dtype *describe(describing *in, size_t size, const rc_c_entry *entries, size_t n)
{
    rc_status status = RC_OK;
    rc_dtype *dtype = NULL;
    size_t i;
    for (i = 0; i < n && status == RC_OK; i++) {
        in->entry = &entries[i];
        status = check_entry(in);
        if (status != RC_OK) {
            break;
        }
        status = entries[i].role == RC_C_NULLABLE || entries[i].role == RC_C_NAME ? amend_field(in)
                                                                                  : add_field(in);
    }
    if (status == RC_OK) {
        dtype = rci_dtype_struct_new(in->fields, in->n, align_of(in, size), size, NULL, in->err);
    }
    for (i = 0; i < in->n; i++) {
        rc_dtype_unref(in->fields[i].dtype);
    }
    return dtype;
}

rc_dtype *rc_dtype_from_c(const char *type, size_t size, const rc_c_entry *entries, size_t n,
                          rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    describing in = {type, NULL, NULL, NULL, 0, err};
    rc_dtype *dtype = NULL;
    if (!type || (n > 0 && !entries)) {
        rci_dtype_fail_null(err, type ? "entries" : "type");
        return NULL;
    }
    in.fields = rci_base_zalloc_array(allocator, n, sizeof *in.fields, err);
    in.members = in.fields ? rci_base_zalloc_array(allocator, n, sizeof *in.members, err) : NULL;
    if (in.members) {
        dtype = describe(&in, size, entries, n);
    }
    rci_base_free(allocator, in.members, n * sizeof *in.members);
    rci_base_free(allocator, in.fields, n * sizeof *in.fields);
    return dtype;
}
