/*
 * store/parts.h - a value of any dtype, part by part.
 */
#ifndef ROWCOL_STORE_PARTS_H
#define ROWCOL_STORE_PARTS_H

#include <rowcol/dtype.h>
#include <stdbool.h>

/* One part: plain bytes, or a str cell. */
typedef struct rci_store_part {
    size_t offset;
    size_t size;
    bool is_str;
} rci_store_part;

typedef rc_status rci_store_part_visitor(void *context, rci_store_part part);

/* The elements of a subarray, over its whole shape. */
size_t rci_store_dtype_count(const rc_dtype *subarray);

/* No padding in it, at any depth. */
bool rci_store_dtype_is_packed(const rc_dtype *dtype);

/* Visits the parts of a value that lies at `offset`, from front to back, padding left out; what is
   packed and without str is one part. Stops at the first status that is not RC_OK and returns
   it. */
rc_status rci_store_each_part(const rc_dtype *dtype, size_t offset, rci_store_part_visitor *visit,
                              void *context);

#endif
