/*
 * dtype/layout.h - where the fields of a struct lie. Pure arithmetic: no allocation.
 */
#ifndef ROWCOL_DTYPE_LAYOUT_H
#define ROWCOL_DTYPE_LAYOUT_H

#include "dtype/dtype_impl.h"

typedef struct rci_dtype_layout {
    size_t itemsize;
    size_t alignment;
    size_t bad; /* on failure: the field to blame, or SIZE_MAX */
} rci_dtype_layout;

/* Sets every offset: one behind the other, aligned as C would if asked. RC_OK; RC_ELIMIT. */
rc_status rci_dtype_layout_place(rci_dtype_member *members, size_t n, rc_align align,
                                 rci_dtype_layout *layout, rc_error *err);

/*
 * Checks offsets that were given: alignment if asked for, size limit, no overlap. `scratch` has
 * room for n numbers. RC_OK; RC_EARG, RC_ELIMIT.
 */
rc_status rci_dtype_layout_check(const rci_dtype_member *members, size_t n, rc_align align,
                                 uint32_t *scratch, rci_dtype_layout *layout, rc_error *err);

/* Replaces the itemsize by the one the caller wants. RC_OK; RC_EARG, RC_ELIMIT. */
rc_status rci_dtype_layout_resize(rci_dtype_layout *layout, rc_align align, size_t itemsize,
                                  rc_error *err);

#endif
