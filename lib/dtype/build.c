/*
 * dtype/build.c - makes structs and subarrays; build_leaf.c makes leaves.
 */
#include "dtype/layout.h"
#include "dtype/names.h"

#include <string.h>

/* The parts of a struct's memory, after the rc_dtype itself. */
typedef struct block_plan {
    size_t members, index, names; /* where each starts */
    size_t index_size;
    size_t total;
} block_plan;

/* Checks what can be checked field by field and adds up the bytes of the names. */
static rc_status check_fields(const rci_dtype_field_in *fields, size_t n, size_t *names,
                              size_t *bad, rc_error *err)
{
    size_t i, deep = n;
    *names = 0;
    for (i = 0; i < n; i++) {
        *bad = i;
        if (!fields[i].dtype) {
            return rci_base_fail(err, RC_EARG, "the field at index %zu has no dtype", i);
        }
        if (rci_dtype_name_check(fields[i].name, fields[i].name_length, err) != RC_OK) {
            return RC_ENAME;
        }
        if (fields[i].dtype->depth >= RC_MAX_DEPTH) {
            return rci_base_fail(err, RC_ELIMIT,
                                 "more than %d structs and subarrays inside one another",
                                 RC_MAX_DEPTH);
        }
        deep += fields[i].dtype->deep_fields;
        if (deep > RC_MAX_FIELDS) {
            return rci_base_fail(err, RC_ELIMIT, "more than %d fields in one dtype", RC_MAX_FIELDS);
        }
        if (rci_base_add_overflows(*names, fields[i].name_length + 1, names)) {
            return rci_base_fail(err, RC_ELIMIT,
                                 "the field names take more than memory can address");
        }
    }
    *bad = SIZE_MAX;
    return RC_OK;
}

/* `n` is at most RC_MAX_FIELDS, so that only the names could overflow. */
static rc_status plan_block(size_t n, size_t names, block_plan *plan, rc_error *err)
{
    plan->index_size = rci_dtype_index_size(n);
    plan->members = sizeof(struct rc_dtype);
    plan->index = plan->members + n * sizeof(rci_dtype_member);
    plan->names = plan->index + plan->index_size * sizeof(uint32_t);
    if (rci_base_add_overflows(plan->names, names, &plan->total)) {
        return rci_base_fail(err, RC_ELIMIT, "the field names take more than memory can address");
    }
    return RC_OK;
}

static rc_dtype *new_block(rc_kind kind, size_t size, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rc_dtype *dtype = rci_base_zalloc_as(allocator, RC_MEMORY_DTYPE, size, err);
    if (dtype) {
        atomic_init(&dtype->refs, 1);
        dtype->allocator = allocator;
        dtype->block_size = size;
        dtype->kind = kind;
        dtype->multiple = 1;
    }
    return dtype;
}

/* Sets the members and everything about the struct that adds up from them. Takes no references. */
static void fill_members(rc_dtype *dtype, const rci_dtype_field_in *fields, size_t n, char *names)
{
    size_t i;
    for (i = 0; i < n; i++) {
        rci_dtype_member *member = &dtype->members[i];
        const rc_dtype *type = fields[i].dtype;
        memcpy(names, fields[i].name, fields[i].name_length);
        member->name = names;
        member->name_length = fields[i].name_length;
        names += member->name_length + 1; /* the NUL is there: the block was zeroed */
        member->dtype = type;
        member->offset = fields[i].offset;
        member->nullable = fields[i].nullable;
        member->first_leaf = dtype->n_leaves;
        member->first_null = dtype->n_nulls;
        member->first_field = dtype->deep_fields;
        dtype->n_leaves += type->n_leaves;
        dtype->n_nulls += type->n_nulls + (member->nullable ? 1 : 0);
        dtype->has_str = dtype->has_str || type->has_str;
        dtype->deep_fields += type->deep_fields + 1;
        dtype->depth = type->depth + 1 > dtype->depth ? type->depth + 1 : dtype->depth;
    }
    dtype->depth = dtype->depth ? dtype->depth : 1;
    dtype->nfields = n;
}

/* Whether the offsets are given, in `*given`. RC_OK; RC_EARG for a mixture. */
static rc_status offsets_given(const rci_dtype_field_in *fields, size_t n, bool *given, size_t *bad,
                               rc_error *err)
{
    size_t i;
    *given = n > 0 && fields[0].offset != RC_AUTO;
    for (i = 1; i < n; i++) {
        if ((fields[i].offset != RC_AUTO) != *given) {
            rci_base_quoted name;
            *bad = i;
            return rci_base_fail(
                err, RC_EARG,
                *given
                    ? "field \"%s\" has no offset, but the fields before it have one: give every "
                      "field an offset, or no field"
                    : "field \"%s\" has an offset, but the fields before it have no offset: give "
                      "every field an offset, or no field",
                rci_base_quote(&name, fields[i].name, fields[i].name_length));
        }
    }
    return RC_OK;
}

static rc_status lay_out(rc_dtype *dtype, bool given, rc_align align, size_t itemsize, size_t *bad,
                         rc_error *err)
{
    rci_dtype_layout layout;
    /* The index is not filled yet: until then it serves as memory to sort in. */
    rc_status status =
        given ? rci_dtype_layout_check(dtype->members, dtype->nfields, align, dtype->index, &layout,
                                       err)
              : rci_dtype_layout_place(dtype->members, dtype->nfields, align, &layout, err);
    if (status == RC_OK && itemsize != RC_AUTO) {
        status = rci_dtype_layout_resize(&layout, align, itemsize, err);
    }
    *bad = layout.bad;
    if (status == RC_OK) {
        dtype->itemsize = layout.itemsize;
        dtype->alignment = layout.alignment;
        dtype->aligned = align == RC_ALIGNED;
    }
    return status;
}

static rc_status finish_struct(rc_dtype *dtype, const rci_dtype_field_in *fields, rc_align align,
                               size_t itemsize, size_t index_size, size_t *bad, rc_error *err)
{
    bool given;
    rc_status status = offsets_given(fields, dtype->nfields, &given, bad, err);
    if (status == RC_OK) {
        status = lay_out(dtype, given, align, itemsize, bad, err);
    }
    if (status == RC_OK) {
        memset(dtype->index, 0, index_size * sizeof *dtype->index);
        dtype->index_mask = index_size - 1;
        status = rci_dtype_index_fill(dtype, bad, err);
    }
    return status;
}

static rc_dtype *struct_new(const rci_dtype_field_in *fields, size_t n, rc_align align,
                            size_t itemsize, size_t *bad, rc_error *err)
{
    block_plan plan;
    rc_dtype *dtype;
    size_t i, names;
    if (n > RC_MAX_FIELDS) {
        rci_base_fail(err, RC_ELIMIT, "%zu fields are more than the limit of %d", n, RC_MAX_FIELDS);
        return NULL;
    }
    if (check_fields(fields, n, &names, bad, err) != RC_OK ||
        plan_block(n, names, &plan, err) != RC_OK) {
        return NULL;
    }
    dtype = new_block(RC_STRUCT, plan.total, err);
    if (!dtype) {
        return NULL;
    }
    dtype->members = (rci_dtype_member *)(void *)((char *)dtype + plan.members);
    dtype->index = (uint32_t *)(void *)((char *)dtype + plan.index);
    fill_members(dtype, fields, n, (char *)dtype + plan.names);
    if (finish_struct(dtype, fields, align, itemsize, plan.index_size, bad, err) != RC_OK) {
        rci_base_free_as(dtype->allocator, RC_MEMORY_DTYPE, dtype, dtype->block_size);
        return NULL;
    }
    for (i = 0; i < n; i++) {
        rc_dtype_ref(dtype->members[i].dtype);
    }
    return dtype;
}

rc_dtype *rci_dtype_struct_new(const rci_dtype_field_in *fields, size_t n, rc_align align,
                               size_t itemsize, size_t *bad, rc_error *err)
{
    size_t at_fault = SIZE_MAX;
    rc_dtype *dtype = struct_new(fields, n, align, itemsize, &at_fault, err);
    if (!dtype && err && at_fault != SIZE_MAX && !err->field[0]) {
        char path[sizeof err->field + 1]; /* one more, so that a cut is seen as one */
        size_t length = fields[at_fault].name_length;
        length = length < sizeof path ? length : sizeof path - 1;
        memcpy(path, length ? fields[at_fault].name : "", length);
        path[length] = '\0';
        rci_base_error_field(err, path);
    }
    if (bad) {
        *bad = at_fault;
    }
    return dtype;
}

rc_dtype *rc_dtype_struct(const rc_field_spec *fields, size_t n, rc_align align, size_t itemsize,
                          rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rci_dtype_field_in *in;
    rc_dtype *dtype = NULL;
    size_t i;
    if (n > 0 && !fields) {
        rci_dtype_fail_null(err, "fields");
        return NULL;
    }
    if (rci_dtype_check_align(align, err) != RC_OK) {
        return NULL;
    }
    if (n > RC_MAX_FIELDS) {
        rci_base_fail(err, RC_ELIMIT, "%zu fields are more than the limit of %d", n, RC_MAX_FIELDS);
        return NULL;
    }
    in = rci_base_zalloc_array(allocator, n, sizeof *in, err);
    if (!in) {
        return NULL;
    }
    for (i = 0; i < n && fields[i].name; i++) {
        in[i].name = fields[i].name;
        in[i].name_length = strlen(fields[i].name);
        in[i].dtype = fields[i].dtype;
        in[i].offset = fields[i].offset;
        in[i].nullable = fields[i].nullable != 0;
    }
    if (i < n) {
        rci_base_fail(err, RC_EARG, "the field at index %zu has no name", i);
    } else {
        dtype = rci_dtype_struct_new(in, n, align, itemsize, NULL, err);
    }
    rci_base_free(allocator, in, n * sizeof *in);
    return dtype;
}

/* Checks the shape and computes the bytes that it takes. RC_OK; RC_ELIMIT. */
static rc_status count_elements(const rc_dtype *element, size_t ndim, const size_t *shape,
                                size_t *itemsize, rc_error *err)
{
    size_t d, bytes = element->itemsize;
    bool empty = false;
    for (d = 0; d < ndim; d++) {
        if (shape[d] > (size_t)RC_MAX_ITEMSIZE) {
            return rci_base_fail(err, RC_ELIMIT,
                                 "dimension %zu of a subarray is %zu, the limit is %zu", d,
                                 shape[d], (size_t)RC_MAX_ITEMSIZE);
        }
        empty = empty || shape[d] == 0;
    }
    for (d = 0; d < ndim && !empty; d++) {
        if (rci_base_mul_overflows(bytes, shape[d], &bytes) || bytes > (size_t)RC_MAX_ITEMSIZE) {
            return rci_base_fail(err, RC_ELIMIT, "the subarray is over the limit of %zu bytes",
                                 (size_t)RC_MAX_ITEMSIZE);
        }
    }
    *itemsize = empty ? 0 : bytes;
    return RC_OK;
}

static rc_status check_subarray(const rc_dtype *element, size_t ndim, const size_t *shape,
                                rc_error *err)
{
    if (!element || ndim == 0) {
        return rci_base_fail(err, RC_EARG, "a subarray needs %s",
                             element ? "at least one dimension" : "an element dtype");
    }
    if (!shape) {
        return rci_dtype_fail_null(err, "shape");
    }
    if (ndim > RC_MAX_NDIM || ndim + element->ndim > RC_MAX_NDIM) {
        return rci_base_fail(err, RC_ELIMIT, "a subarray of %zu dimensions: the limit is %d",
                             ndim + element->ndim, RC_MAX_NDIM);
    }
    if (element->n_nulls) {
        return rci_base_fail(err, RC_EUNSUPPORTED,
                             "a subarray of structs with nullable fields: a null bitmap has one "
                             "bit for each record. "
                             "Make the subarray field itself nullable, or its fields not nullable");
    }
    if (element->kind != RC_SUBARRAY && element->depth >= RC_MAX_DEPTH) {
        return rci_base_fail(err, RC_ELIMIT,
                             "more than %d structs and subarrays inside one another", RC_MAX_DEPTH);
    }
    return RC_OK;
}

rc_dtype *rc_dtype_subarray(const rc_dtype *element, size_t ndim, const size_t *shape,
                            rc_error *err)
{
    const rc_dtype *base;
    rc_dtype *dtype;
    size_t itemsize = 0;
    if (check_subarray(element, ndim, shape, err) != RC_OK ||
        count_elements(element, ndim, shape, &itemsize, err) != RC_OK) {
        return NULL;
    }
    base = element->kind == RC_SUBARRAY ? element->element : element;
    dtype = new_block(RC_SUBARRAY, sizeof *dtype + (ndim + element->ndim) * sizeof *shape, err);
    if (!dtype) {
        return NULL;
    }
    dtype->shape = (size_t *)(void *)(dtype + 1);
    memcpy(dtype->shape, shape, ndim * sizeof *shape);
    if (element->ndim) {
        memcpy(dtype->shape + ndim, element->shape, element->ndim * sizeof *shape);
    }
    dtype->ndim = ndim + element->ndim;
    dtype->element = rc_dtype_ref(base);
    dtype->order = base->order;
    dtype->itemsize = itemsize;
    dtype->alignment = base->alignment;
    dtype->has_str = base->has_str;
    dtype->depth = base->depth + 1;
    dtype->deep_fields = base->deep_fields;
    dtype->n_leaves = 1;
    return dtype;
}
