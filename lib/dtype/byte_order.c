/*
 * dtype/byte_order.c - the same dtype in another byte order.
 */
#include "dtype/dtype_impl.h"

#include <string.h>

static rc_dtype *reorder_struct(const rc_dtype *dtype, rc_order order, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    size_t i, made, n = dtype->nfields;
    rc_dtype *result = NULL;
    rci_dtype_field_in *fields = rci_base_zalloc_array(allocator, n, sizeof *fields, err);
    if (!fields) {
        return NULL;
    }
    for (made = 0; made < n; made++) {
        const rci_dtype_member *member = &dtype->members[made];
        rci_dtype_field_in field = {member->name, member->name_length, NULL, member->offset,
                                    member->nullable};
        field.dtype = rc_dtype_with_order(member->dtype, order, err);
        if (!field.dtype) {
            break;
        }
        fields[made] = field;
    }
    if (made == n) {
        result = rci_dtype_struct_new(fields, n, dtype->aligned ? RC_ALIGNED : RC_PACKED,
                                      dtype->itemsize, NULL, err);
    }
    for (i = 0; i < made; i++) {
        rc_dtype_unref(fields[i].dtype);
    }
    rci_base_free(allocator, fields, n * sizeof *fields);
    return result;
}

static rc_dtype *reorder_subarray(const rc_dtype *dtype, rc_order order, rc_error *err)
{
    rc_dtype *result, *element = rc_dtype_with_order(dtype->element, order, err);
    if (!element) {
        return NULL;
    }
    result = rc_dtype_subarray(element, dtype->ndim, dtype->shape, err);
    rc_dtype_unref(element);
    return result;
}

static rc_dtype *reorder_leaf(const rc_dtype *leaf, rc_order order, rc_error *err)
{
    rc_dtype *result =
        rci_dtype_leaf_new(leaf->kind, order, leaf->length, leaf->unit, leaf->multiple, err);
    rc_dtype *zoned;
    if (!result || !leaf->zone) {
        return result;
    }
    zoned = rci_dtype_leaf_in_zone(result, leaf->zone, strlen(leaf->zone), RC_EARG, err);
    rc_dtype_unref(result);
    return zoned;
}

/* Recurses at most RC_MAX_DEPTH times. */
rc_dtype *rc_dtype_with_order(const rc_dtype *dtype, rc_order order, rc_error *err)
{
    if (!dtype) {
        rci_dtype_fail_null(err, "dtype");
        return NULL;
    }
    if (order != RC_ORDER_LITTLE && order != RC_ORDER_BIG) {
        rci_base_fail(err, RC_EARG, "the byte order is RC_ORDER_LITTLE or RC_ORDER_BIG, not %d",
                      (int)order);
        return NULL;
    }
    if (dtype->kind == RC_STRUCT) {
        return reorder_struct(dtype, order, err);
    }
    if (dtype->kind == RC_SUBARRAY) {
        return reorder_subarray(dtype, order, err);
    }
    if (dtype->order == RC_ORDER_NONE || dtype->order == order) {
        return rc_dtype_ref(dtype);
    }
    return reorder_leaf(dtype, order, err);
}
