/*
 * store/segments.h - a value of any dtype as segments: runs of plain bytes, and str cells.
 */
#ifndef ROWCOL_STORE_SEGMENTS_H
#define ROWCOL_STORE_SEGMENTS_H

#include <rowcol/dtype.h>
#include <stdbool.h>

typedef struct rci_store_segment {
    size_t offset;
    size_t size;
    bool is_str;
} rci_store_segment;

typedef rc_status rci_store_segment_visitor(void *context, rci_store_segment segment);

/* Number of elements of a subarray, over its whole shape. */
size_t rci_store_dtype_count(const rc_dtype *subarray);

/* Whether a value has no padding at any depth. */
bool rci_store_dtype_is_packed(const rc_dtype *dtype);

/* Visits the segments of a value at `offset` in ascending order, without the padding. A part that
   is packed and without str is one segment. Stops at the first status that is not RC_OK and returns
   it. */
rc_status rci_store_each_segment(const rc_dtype *dtype, size_t offset,
                                 rci_store_segment_visitor *visit, void *context);

/* Copies a value without its padding; str cells as they are. */
void rci_store_copy_segments(const rc_dtype *dtype, unsigned char *to, const unsigned char *from);

#endif
