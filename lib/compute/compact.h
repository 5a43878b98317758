/*
 * compute/compact.h - moves the cells whose bit is set next to each other.
 */
#ifndef ROWCOL_COMPUTE_COMPACT_H
#define ROWCOL_COMPUTE_COMPACT_H

#include <stddef.h>
#include <stdint.h>

/* Cells at a stride. */
typedef struct rci_compute_cells {
    unsigned char *data;
    ptrdiff_t stride;
} rci_compute_cells;

/* Copies the cells of `size` bytes of `n` records whose bit of `words` is set from `from` to the
   first places of `to`. They do not overlap. Nothing after the last cell is written. Returns the
   number of cells. */
size_t rci_compute_compact(rci_compute_cells to, rci_compute_cells from, size_t size,
                           const uint64_t *words, size_t n);

/* The same with at most these vectors: for tests, which compare them. */
typedef enum rci_compute_vectors {
    RCI_COMPUTE_NO_VECTORS,
    RCI_COMPUTE_AVX2,
    RCI_COMPUTE_AVX512
} rci_compute_vectors;

size_t rci_compute_compact_with(rci_compute_vectors most, rci_compute_cells to,
                                rci_compute_cells from, size_t size, const uint64_t *words,
                                size_t n);

#endif
