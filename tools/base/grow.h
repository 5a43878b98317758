/* base/grow.h - arrays that grow: each time to twice the elements. */
#ifndef ROWCOL_TOOLS_BASE_GROW_H
#define ROWCOL_TOOLS_BASE_GROW_H

#include <stddef.h>

/* Makes space for one more element in an array of `n` elements of `size` bytes, which malloc made,
   or NULL for an empty one. Returns the array, which may have moved, and sets `*capacity`. NULL:
   out of memory; the array is as it was. */
void *grow(void *items, size_t n, size_t *capacity, size_t size);

#endif
