/*
 * dtype/edit.c - makes new dtypes from others: adds, drops, renames, reorders fields, extends,
 * repacks.
 */
#include "dtype/fields.h"

#include <string.h>

static rc_status need_struct(const rc_dtype *dtype, rc_error *err)
{
    if (!dtype) {
        return rci_dtype_fail_null(err, "dtype");
    }
    return dtype->kind == RC_STRUCT
               ? RC_OK
               : rci_base_fail(err, RC_EARG, "only a struct has fields: this is %s",
                               rc_kind_name(dtype->kind));
}

static rc_align align_of(const rc_dtype *dtype)
{
    return dtype->aligned ? RC_ALIGNED : RC_PACKED;
}

static rc_status add_member(rci_dtype_fields *fields, const rci_dtype_member *member, size_t offset,
                            rc_error *err)
{
    return rci_dtype_fields_add(fields, member->name, member->name_length,
                                rc_dtype_ref(member->dtype), offset, member->nullable, 0, err);
}

static rc_status add_spec(rci_dtype_fields *fields, const rc_field_spec *field, rc_error *err)
{
    return rci_dtype_fields_add(fields, field->name, strlen(field->name),
                                rc_dtype_ref(field->dtype), RC_AUTO, field->nullable != 0, 0, err);
}

/* need_struct, and the names of fields of it. */
static rc_status need_names(const rc_dtype *dtype, const char *const *names, size_t n,
                            rc_error *err)
{
    rc_status status = need_struct(dtype, err);
    size_t k;
    if (status == RC_OK && n > 0 && !names) {
        status = rci_dtype_fail_null(err, "names");
    }
    for (k = 0; k < n && status == RC_OK; k++) {
        status = names[k] ? RC_OK : rci_base_fail(err, RC_EARG, "the name at index %zu is NULL", k);
    }
    return status;
}

/* The struct of the fields if `status` is RC_OK, else NULL. Releases the fields. */
static rc_dtype *finish(rci_dtype_fields *fields, rc_status status, rc_align align, size_t itemsize,
                        rc_error *err)
{
    size_t byte;
    rc_dtype *dtype =
        status == RC_OK ? rci_dtype_fields_struct(fields, align, itemsize, &byte, err) : NULL;
    rci_dtype_fields_release(fields);
    return dtype;
}

rc_dtype *rc_dtype_add_field(const rc_dtype *dtype, const rc_field_spec *field, size_t position,
                             rc_error *err)
{
    rci_dtype_fields fields;
    size_t i;
    rc_status status = need_struct(dtype, err);
    if (status == RC_OK && !field) {
        status = rci_dtype_fail_null(err, "field");
    }
    if (status == RC_OK && (!field->name || !field->dtype || field->offset != RC_AUTO)) {
        status = rci_base_fail(err, RC_EARG,
                               "a field to be added needs a name, a dtype and the offset RC_AUTO");
    }
    if (status == RC_OK && position != RC_AUTO && position > dtype->nfields) {
        status = rci_base_fail(err, RC_EINDEX, "no position %zu: the dtype has %zu fields",
                               position, dtype->nfields);
    }
    if (status != RC_OK) {
        return NULL;
    }
    rci_dtype_fields_init(&fields);
    for (i = 0; i < dtype->nfields && status == RC_OK; i++) {
        status = i == position ? add_spec(&fields, field, err) : RC_OK;
        if (status == RC_OK) {
            status = add_member(&fields, &dtype->members[i], RC_AUTO, err);
        }
    }
    if (status == RC_OK && position >= dtype->nfields) {
        status = add_spec(&fields, field, err);
    }
    return finish(&fields, status, align_of(dtype), RC_AUTO, err);
}

rc_dtype *rc_dtype_drop_fields(const rc_dtype *dtype, const char *const *names, size_t n,
                               rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rci_dtype_fields fields;
    size_t i, k;
    rc_status status = need_names(dtype, names, n, err);
    bool *dropped;
    rc_dtype *result;
    if (status != RC_OK) {
        return NULL;
    }
    dropped = rci_base_zalloc_array(allocator, dtype->nfields, sizeof *dropped, err);
    if (!dropped) {
        return NULL;
    }
    for (k = 0; k < n && status == RC_OK; k++) {
        status = rc_dtype_field_index(dtype, names[k], &i, err);
        if (status == RC_OK) {
            dropped[i] = true;
        }
    }
    rci_dtype_fields_init(&fields);
    for (i = 0; i < dtype->nfields && status == RC_OK; i++) {
        status = dropped[i] ? RC_OK : add_member(&fields, &dtype->members[i], RC_AUTO, err);
    }
    result = finish(&fields, status, align_of(dtype), RC_AUTO, err);
    rci_base_free(allocator, dropped, dtype->nfields * sizeof *dropped);
    return result;
}

static rc_dtype *select_fields(const rc_dtype *dtype, const char *const *names, size_t n,
                               bool in_place, rc_error *err)
{
    rci_dtype_fields fields;
    size_t i, k;
    rc_status status = need_names(dtype, names, n, err);
    if (status != RC_OK) {
        return NULL;
    }
    rci_dtype_fields_init(&fields);
    for (k = 0; k < n && status == RC_OK; k++) {
        status = rc_dtype_field_index(dtype, names[k], &i, err);
        if (status == RC_OK) {
            const rci_dtype_member *member = &dtype->members[i];
            status = add_member(&fields, member, in_place ? member->offset : RC_AUTO, err);
        }
    }
    return finish(&fields, status, align_of(dtype), in_place ? dtype->itemsize : RC_AUTO, err);
}

rc_dtype *rc_dtype_select_fields(const rc_dtype *dtype, const char *const *names, size_t n,
                                 rc_error *err)
{
    return select_fields(dtype, names, n, false, err);
}

rc_dtype *rc_dtype_view_fields(const rc_dtype *dtype, const char *const *names, size_t n,
                               rc_error *err)
{
    return select_fields(dtype, names, n, true, err);
}

rc_dtype *rc_dtype_rename_field(const rc_dtype *dtype, const char *from, const char *to,
                                rc_error *err)
{
    rci_dtype_fields fields;
    size_t i, renamed;
    rc_status status = need_struct(dtype, err);
    if (status == RC_OK && !to) {
        status = rci_dtype_fail_null(err, "to");
    }
    if (status == RC_OK) {
        status = rc_dtype_field_index(dtype, from, &renamed, err);
    }
    if (status != RC_OK) {
        return NULL;
    }
    rci_dtype_fields_init(&fields);
    for (i = 0; i < dtype->nfields && status == RC_OK; i++) {
        rci_dtype_member member = dtype->members[i];
        if (i == renamed) {
            member.name = to;
            member.name_length = strlen(to);
        }
        status = add_member(&fields, &member, member.offset, err);
    }
    return finish(&fields, status, align_of(dtype), dtype->itemsize, err);
}

/* The offset of a field that follows `*end` bytes; `*end` becomes the end of the field. */
static uint64_t place_after(const rc_dtype *field, rc_align align, uint64_t *end)
{
    uint64_t unit = align == RC_ALIGNED ? field->alignment : 1;
    uint64_t offset = (*end + unit - 1) / unit * unit;
    *end = offset + field->itemsize;
    return offset;
}

rc_dtype *rc_dtype_extend(const rc_dtype *base, const rc_dtype *more, rc_error *err)
{
    rci_dtype_fields fields;
    size_t i;
    uint64_t end, alignment;
    rc_align align;
    rc_status status = need_struct(base, err);
    if (status == RC_OK) {
        status = need_struct(more, err);
    }
    if (status != RC_OK) {
        return NULL;
    }
    align = align_of(base);
    end = base->itemsize;
    alignment = base->alignment;
    rci_dtype_fields_init(&fields);
    for (i = 0; i < base->nfields && status == RC_OK; i++) {
        status = add_member(&fields, &base->members[i], base->members[i].offset, err);
    }
    for (i = 0; i < more->nfields && status == RC_OK; i++) {
        const rc_dtype *type = more->members[i].dtype;
        uint64_t offset = place_after(type, align, &end);
        alignment = type->alignment > alignment ? type->alignment : alignment;
        status = end > (uint64_t)RC_MAX_ITEMSIZE
                     ? rci_base_fail(err, RC_ELIMIT, "the record is over the limit of %zu bytes",
                                     (size_t)RC_MAX_ITEMSIZE)
                     : add_member(&fields, &more->members[i], (size_t)offset, err);
    }
    end = align == RC_ALIGNED ? (end + alignment - 1) / alignment * alignment : end;
    return finish(&fields, status, align, (size_t)end, err);
}

/* Recurses at most RC_MAX_DEPTH times. */
rc_dtype *rc_dtype_repack(const rc_dtype *dtype, rc_align align, int deep, rc_error *err)
{
    rci_dtype_fields fields;
    rc_status status = RC_OK;
    size_t i;
    if (!dtype) {
        rci_dtype_fail_null(err, "dtype");
        return NULL;
    }
    if (rci_dtype_check_align(align, err) != RC_OK) {
        return NULL;
    }
    if (dtype->kind == RC_SUBARRAY && deep) {
        rc_dtype *result = NULL, *element = rc_dtype_repack(dtype->element, align, deep, err);
        if (element) {
            result = rc_dtype_subarray(element, dtype->ndim, dtype->shape, err);
            rc_dtype_unref(element);
        }
        return result;
    }
    if (dtype->kind != RC_STRUCT) {
        return rc_dtype_ref(dtype);
    }
    rci_dtype_fields_init(&fields);
    for (i = 0; i < dtype->nfields && status == RC_OK; i++) {
        const rci_dtype_member *member = &dtype->members[i];
        rc_dtype *inner =
            deep ? rc_dtype_repack(member->dtype, align, deep, err) : rc_dtype_ref(member->dtype);
        status = inner ? rci_dtype_fields_add(&fields, member->name, member->name_length, inner,
                                              RC_AUTO, member->nullable, 0, err)
                       : RC_ENOMEM;
    }
    return finish(&fields, status, align, RC_AUTO, err);
}
