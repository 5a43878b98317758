/*
 * format/arrow/data/array.h - arrays that this library exports: their memory and its release.
 *
 * Each array is one block that its release callback frees: references to a store and to buffers,
 * the structures of its children and the pointers to them, the pointers to its buffers. A child may
 * be moved out of its parent: it has references of its own.
 */
#ifndef ROWCOL_FORMAT_ARROW_DATA_ARRAY_H
#define ROWCOL_FORMAT_ARROW_DATA_ARRAY_H

#include "store/buffer.h"

#include <rowcol/arrow.h>

/* Buffers of an array, the first ones, that may have memory of the array's own. */
enum { RCI_ARROW_DATA_MOST_OWN = 3 };

/* The numbers of what an array has. */
typedef struct rci_arrow_data_counts {
    size_t length, n_buffers, n_children;
    size_t n_sizes; /* of the last buffer, in the block itself: int64 sizes of variadic buffers */
} rci_arrow_data_counts;

/* An array whose buffers are NULL and whose children are not filled in. It holds a reference to the
   store. RC_OK; RC_ENOMEM. */
rc_status rci_arrow_data_array_new(struct ArrowArray *array, const rc_store *store,
                                   const rci_arrow_data_counts *counts, rc_error *err);

/* Makes `size` bytes the memory of buffer `index`, below RCI_ARROW_DATA_MOST_OWN, which the
   array owns. NULL: RC_ELIMIT, RC_ENOMEM. */
void *rci_arrow_data_array_own(struct ArrowArray *array, size_t index, size_t size, rc_error *err);

/* The sizes in the block, which the last buffer becomes. */
int64_t *rci_arrow_data_array_sizes(struct ArrowArray *array);

#endif
