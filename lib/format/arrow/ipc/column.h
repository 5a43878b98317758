/*
 * format/arrow/ipc/column.h - an array that was read: immutable, with a reference counter.
 *
 * Several arrays of the C data interface may be made of one column, as all batches of a stream use
 * the same dictionaries. Unlike those arrays it has the sizes of its buffers.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_COLUMN_H
#define ROWCOL_FORMAT_ARROW_IPC_COLUMN_H

#include "format/arrow/ipc/memory.h"

#include <rowcol/arrow.h>

typedef struct rci_arrow_ipc_buffer {
    const unsigned char *data; /* NULL: an absent validity bitmap */
    size_t size;
    rci_arrow_ipc_memory *memory; /* a reference to what `data` points into; NULL: constant */
} rci_arrow_ipc_buffer;

typedef struct rci_arrow_ipc_column {
    atomic_size_t references;
    const rc_allocator *allocator;
    size_t block; /* bytes of this structure with its arrays */
    size_t length;
    size_t null_count;
    size_t n_buffers;
    rci_arrow_ipc_buffer *buffers;
    const void **pointers; /* of the buffers, for ArrowArray.buffers */
    size_t n_children;
    struct rci_arrow_ipc_column **children; /* NULL while it is not complete */
    struct rci_arrow_ipc_column *dictionary;
} rci_arrow_ipc_column;

/* A column with empty buffers and without children, to be completed by the caller, and released at
   any time. NULL: RC_ENOMEM. */
rci_arrow_ipc_column *rci_arrow_ipc_column_new(size_t length, size_t n_buffers, size_t n_children,
                                               rc_error *err);
/* Any thread. NULL is allowed in both. */
rci_arrow_ipc_column *rci_arrow_ipc_column_ref(rci_arrow_ipc_column *column);
void rci_arrow_ipc_column_unref(rci_arrow_ipc_column *column);

/* Sets a buffer; takes over the reference to `memory`. */
void rci_arrow_ipc_column_set(rci_arrow_ipc_column *column, size_t buffer, const void *data,
                              size_t size, rci_arrow_ipc_memory *memory);

/* A column of 0 values of the type of `schema`. NULL: RC_ENOMEM. */
rci_arrow_ipc_column *rci_arrow_ipc_column_empty(const struct ArrowSchema *schema, rc_error *err);

/* `n` values from `first` on as an array, which the caller releases. RC_OK; RC_ENOMEM. */
rc_status rci_arrow_ipc_column_export(rci_arrow_ipc_column *column, size_t first, size_t n,
                                      struct ArrowArray *array, rc_error *err);

#endif
