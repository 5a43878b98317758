/*
 * compute/order/gather.h - cells and bits at indices to contiguous ones, and back.
 */
#ifndef ROWCOL_COMPUTE_ORDER_GATHER_H
#define ROWCOL_COMPUTE_ORDER_GATHER_H

#include <stddef.h>
#include <stdint.h>

/* Cells of `size` bytes, `stride` bytes from one to the next, which may be negative. */
typedef struct rci_order_cells {
    unsigned char *data;
    ptrdiff_t stride;
    size_t size;
} rci_order_cells;

/* Copies cell indices[i] of `from` to cell i of `to`. */
void rci_order_gather(rci_order_cells to, rci_order_cells from, const uint64_t *indices, size_t n);

/* Copies cell i of `from` to cell indices[i] of `to`, in this order. */
void rci_order_scatter(rci_order_cells to, rci_order_cells from, const uint64_t *indices, size_t n);

/* Bits of a validity bitmap: first, first + step, ... */
typedef struct rci_order_bits {
    unsigned char *bits;
    size_t first;
    ptrdiff_t step;
} rci_order_bits;

/* Copies bit indices[i] of `from` to bit i of `to`, whose `first` is a multiple of 8 and whose step
   is 1. The bits after the last one in its byte become 0. */
void rci_order_gather_bits(rci_order_bits to, rci_order_bits from, const uint64_t *indices,
                           size_t n);

#endif
