/*
 * compute/range.h - which cells of a block are in a range: the inner loops of comparisons. Every
 * comparison of a number with a constant is a test of a range of the field's own values.
 */
#ifndef ROWCOL_COMPUTE_RANGE_H
#define ROWCOL_COMPUTE_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* `n` contiguous cells in the byte order of the host, at any alignment, are compared; bit i of
   `words` is set if cell i is in the range. Unused bits of the last word are 0. */

/* Integers of `size` bytes, 1, 2, 4 or 8: low, low + 1, ... low + width, modulo 2^(8 size). */
void rci_compute_range_integer(const void *cells, size_t size, uint64_t low, uint64_t width,
                               size_t n, uint64_t *words);

/* Floats from low to high, both included; never a NaN. */
void rci_compute_range_f4(const void *cells, float low, float high, size_t n, uint64_t *words);
void rci_compute_range_f8(const void *cells, double low, double high, size_t n, uint64_t *words);

#endif
