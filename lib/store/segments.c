/* store/segments.c - divides a value of any dtype into runs of bytes and str cells. */
#include "store/segments.h"

#include "dtype/leaves.h"

#include <string.h>

size_t rci_store_dtype_count(const rc_dtype *subarray)
{
    size_t n = 1;
    for (size_t d = 0; d < rc_dtype_ndim(subarray); d++) {
        n *= rc_dtype_shape(subarray)[d];
    }
    return n;
}

bool rci_store_dtype_is_packed(const rc_dtype *dtype)
{
    size_t fields = 0;
    if (rc_dtype_kind(dtype) == RC_SUBARRAY) {
        return rci_store_dtype_is_packed(rc_dtype_element(dtype));
    }
    if (rc_dtype_kind(dtype) != RC_STRUCT) {
        return true;
    }
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        const rc_dtype *field = rci_dtype_child_at(dtype, i).info.dtype;
        if (!rci_store_dtype_is_packed(field)) {
            return false;
        }
        fields += rc_dtype_itemsize(field);
    }
    return fields == rc_dtype_itemsize(dtype);
}

static rc_status each_element(const rc_dtype *dtype, size_t offset,
                              rci_store_segment_visitor *visit, void *context)
{
    const rc_dtype *element = rc_dtype_element(dtype);
    size_t n = rci_store_dtype_count(dtype), size = rc_dtype_itemsize(element);
    rc_status status = RC_OK;
    for (size_t k = 0; k < n && status == RC_OK; k++) {
        status = rci_store_each_segment(element, offset + k * size, visit, context);
    }
    return status;
}

static rc_status each_field(const rc_dtype *dtype, size_t offset, rci_store_segment_visitor *visit,
                            void *context)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < rc_dtype_nfields(dtype) && status == RC_OK; i++) {
        rc_field_info field = rci_dtype_child_at(dtype, i).info;
        status = rci_store_each_segment(field.dtype, offset + field.offset, visit, context);
    }
    return status;
}

rc_status rci_store_each_segment(const rc_dtype *dtype, size_t offset,
                                 rci_store_segment_visitor *visit, void *context)
{
    bool has_str = rci_dtype_has_str(dtype);
    rc_kind kind = rc_dtype_kind(dtype);
    if (kind == RC_STR || (!has_str && rci_store_dtype_is_packed(dtype))) {
        rci_store_segment segment = {offset, rc_dtype_itemsize(dtype), has_str};
        return visit(context, segment);
    }
    return kind == RC_SUBARRAY ? each_element(dtype, offset, visit, context)
                               : each_field(dtype, offset, visit, context);
}

typedef struct two_cells {
    unsigned char *to;
    const unsigned char *from;
} two_cells;

static rc_status copy_segment(void *context, rci_store_segment segment)
{
    const two_cells *cells = context;
    memcpy(cells->to + segment.offset, cells->from + segment.offset, segment.size);
    return RC_OK;
}

void rci_store_copy_segments(const rc_dtype *dtype, unsigned char *to, const unsigned char *from)
{
    two_cells cells = {to, from};
    (void)rci_store_each_segment(dtype, 0, copy_segment, &cells);
}
