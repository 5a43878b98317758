/*
 * store/shape.h - what the store room wants to know of a dtype, worked out once for a store and its
 * slices.
 */
#ifndef ROWCOL_STORE_SHAPE_H
#define ROWCOL_STORE_SHAPE_H

#include "dtype/leaves.h"

#include <stdatomic.h>

typedef enum rci_store_cell_form {
    RCI_STORE_CELL_PLAIN, /* bytes, all of them meant */
    RCI_STORE_CELL_STR,   /* one str cell */
    RCI_STORE_CELL_MIXED  /* a subarray with padding or str cells inside: part by part
                             (store/parts.h) */
} rci_store_cell_form;

typedef struct rci_store_cell {
    size_t offset; /* in a row */
    size_t size;
    rci_store_cell_form form;
} rci_store_cell;

typedef struct rci_store_shape {
    atomic_size_t refs;
    const rc_allocator *allocator;
    const rc_dtype *dtype; /* referenced */
    size_t itemsize;
    bool packed; /* no byte of a row is padding */
    bool has_str;
    rci_dtype_leaves leaves;
    rci_store_cell *cells; /* one for each leaf */
} rci_store_shape;

/* NULL: RC_ENOMEM. */
rci_store_shape *rci_store_shape_new(const rc_dtype *dtype, rc_error *err);
rci_store_shape *rci_store_shape_ref(rci_store_shape *shape);
void rci_store_shape_unref(rci_store_shape *shape);

/* Bytes and nothing else: no str, no nullable field. */
static inline bool rci_store_shape_is_bytes(const rci_store_shape *shape)
{
    return !shape->has_str && shape->leaves.n_nulls == 0;
}

/* RC_OK or, for a shape that is more than bytes, RC_EUNSUPPORTED naming what `what` cannot hold. */
rc_status rci_store_shape_check_bytes(const rci_store_shape *shape, const char *what,
                                      rc_error *err);

#endif
