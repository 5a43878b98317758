/*
 * dtype/layout.h - the offsets of the fields of a struct. Pure arithmetic: no allocation.
 */
#ifndef ROWCOL_DTYPE_LAYOUT_H
#define ROWCOL_DTYPE_LAYOUT_H

#include "dtype/dtype_impl.h"

typedef struct rci_dtype_layout {
    size_t itemsize;
    size_t alignment;
    size_t bad; /* on failure: the index of the field at fault, or SIZE_MAX */
} rci_dtype_layout;

/* Sets every offset: one after the other, aligned as C would if asked. RC_OK; RC_ELIMIT. */
rc_status rci_dtype_layout_place(rci_dtype_member *members, size_t n, rc_align align,
                                 rci_dtype_layout *layout, rc_error *err);

/*
 * Checks offsets that were given: alignment if asked for, size limit, no overlap. `scratch` is
 * an array of n elements. RC_OK; RC_EARG, RC_ELIMIT.
 */
rc_status rci_dtype_layout_check(const rci_dtype_member *members, size_t n, rc_align align,
                                 uint32_t *scratch, rci_dtype_layout *layout, rc_error *err);

/* Replaces the itemsize by the one that the caller asked for. RC_OK; RC_EARG, RC_ELIMIT. */
rc_status rci_dtype_layout_resize(rci_dtype_layout *layout, rc_align align, size_t itemsize,
                                  rc_error *err);

#endif
