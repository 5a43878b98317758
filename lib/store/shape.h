/*
 * store/shape.h - what the store room wants to know of a dtype, worked out once for a store and its
 * slices.
 */
#ifndef ROWCOL_STORE_SHAPE_H
#define ROWCOL_STORE_SHAPE_H

#include "dtype/leaves.h"

#include <stdatomic.h>

typedef enum rci_cell_form {
    RCI_CELL_PLAIN, /* bytes, all of them meant */
    RCI_CELL_STR,   /* one str cell */
    RCI_CELL_MIXED  /* a subarray with padding or str cells inside: part by part (store/parts.h) */
} rci_cell_form;

typedef struct rci_cell {
    size_t offset; /* in a row */
    size_t size;
    rci_cell_form form;
} rci_cell;

typedef struct rci_shape {
    atomic_size_t refs;
    const rc_allocator *allocator;
    const rc_dtype *dtype; /* referenced */
    size_t itemsize;
    bool packed; /* no byte of a row is padding */
    bool has_str;
    rci_leaves leaves;
    rci_cell *cells; /* one for each leaf */
} rci_shape;

/* NULL: RC_ENOMEM. */
rci_shape *rci_shape_new(const rc_dtype *dtype, rc_error *err);
rci_shape *rci_shape_ref(rci_shape *shape);
void rci_shape_unref(rci_shape *shape);

/* Bytes and nothing else: no str, no nullable field. */
static inline bool rci_shape_is_bytes(const rci_shape *shape)
{
    return !shape->has_str && shape->leaves.n_nulls == 0;
}

/* RC_OK or, for a shape that is more than bytes, RC_EUNSUPPORTED naming what `what` cannot hold. */
rc_status rci_shape_check_bytes(const rci_shape *shape, const char *what, rc_error *err);

#endif
