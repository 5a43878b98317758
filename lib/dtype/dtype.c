/*
 * dtype/dtype.c - lifetime and queries of dtypes.
 */
#include "dtype/dtype_impl.h"

rc_dtype *rc_dtype_ref(const rc_dtype *dtype)
{
    /* References are counted in an object that is constant in every other respect. */
    union {
        const rc_dtype *in;
        rc_dtype *out;
    } cast = {dtype};
    if (dtype && dtype->allocator) {
        atomic_fetch_add_explicit(&cast.out->refs, 1, memory_order_relaxed);
    }
    return cast.out;
}

static void release(rc_dtype *dtype)
{
    size_t i;
    for (i = 0; i < dtype->nfields; i++) {
        rc_dtype_unref(dtype->members[i].dtype);
    }
    rc_dtype_unref(dtype->element);
    rci_base_free_as(dtype->allocator, RC_MEMORY_DTYPE, dtype, dtype->block_size);
}

/* Recurses at most RC_MAX_DEPTH times. */
void rc_dtype_unref(const rc_dtype *dtype)
{
    union {
        const rc_dtype *in;
        rc_dtype *out;
    } cast = {dtype};
    if (!dtype || !dtype->allocator) {
        return;
    }
    if (atomic_fetch_sub_explicit(&cast.out->refs, 1, memory_order_acq_rel) == 1) {
        release(cast.out);
    }
}

rc_status rci_dtype_fail_null(rc_error *err, const char *argument)
{
    return rci_base_fail(err, RC_EARG, "the argument %s is NULL", argument);
}

rc_status rci_dtype_check_align(rc_align align, rc_error *err)
{
    return align == RC_PACKED || align == RC_ALIGNED
               ? RC_OK
               : rci_base_fail(err, RC_EARG, "%d is not an rc_align", (int)align);
}

rc_kind rc_dtype_kind(const rc_dtype *dtype)
{
    return dtype ? dtype->kind : (rc_kind)0;
}

size_t rc_dtype_itemsize(const rc_dtype *dtype)
{
    return dtype ? dtype->itemsize : 0;
}

size_t rc_dtype_alignment(const rc_dtype *dtype)
{
    return dtype ? dtype->alignment : 0;
}

rc_order rc_dtype_order(const rc_dtype *dtype)
{
    return dtype ? dtype->order : RC_ORDER_NONE;
}

int rc_dtype_is_aligned(const rc_dtype *dtype)
{
    return dtype && dtype->aligned;
}

size_t rc_dtype_length(const rc_dtype *dtype)
{
    return dtype ? dtype->length : 0;
}

rc_unit rc_dtype_unit(const rc_dtype *dtype, int32_t *multiple)
{
    if (multiple) {
        *multiple = dtype ? dtype->multiple : 1;
    }
    return dtype ? dtype->unit : RC_UNIT_GENERIC;
}

const char *rc_dtype_zone(const rc_dtype *dtype)
{
    return dtype ? dtype->zone : NULL;
}

size_t rc_dtype_ndim(const rc_dtype *dtype)
{
    return dtype ? dtype->ndim : 0;
}

const size_t *rc_dtype_shape(const rc_dtype *dtype)
{
    return dtype ? dtype->shape : NULL;
}

const rc_dtype *rc_dtype_element(const rc_dtype *dtype)
{
    return dtype ? dtype->element : NULL;
}

size_t rc_dtype_nfields(const rc_dtype *dtype)
{
    return dtype ? dtype->nfields : 0;
}

rc_status rc_dtype_field(const rc_dtype *dtype, size_t i, rc_field_info *info, rc_error *err)
{
    const rci_dtype_member *member;
    if (!dtype || !info) {
        return rci_dtype_fail_null(err, dtype ? "info" : "dtype");
    }
    if (i >= dtype->nfields) {
        return rci_base_fail(err, RC_EINDEX, "no field at index %zu: the dtype has %zu fields", i,
                             dtype->nfields);
    }
    member = &dtype->members[i];
    info->name = member->name;
    info->dtype = member->dtype;
    info->offset = member->offset;
    info->nullable = member->nullable;
    return RC_OK;
}
