/*
 * compute/stats/block.h - minimum, maximum and sum of a block of contiguous numbers.
 */
#ifndef ROWCOL_COMPUTE_STATS_BLOCK_H
#define ROWCOL_COMPUTE_STATS_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rci_stats_whole_block {
    int64_t min, max;   /* of unsigned numbers, with their highest bit inverted */
    uint64_t low, high; /* the sum of x + 2^(bits - 1): low + high, or for 8 bytes
                           low + high * 2^32 */
} rci_stats_whole_block;

typedef struct rci_stats_real_block {
    double min, max; /* infinities if there are no numbers */
    double sum;
    size_t numbers; /* that are not NaN */
} rci_stats_real_block;

/* `n` integers of `size` bytes, at most RCI_COMPUTE_BLOCK. */
void rci_stats_whole(const void *cells, size_t size, bool is_unsigned, size_t n,
                     rci_stats_whole_block *result);
/* `n` floats of 4 or 8 bytes. */
void rci_stats_real(const void *cells, size_t size, size_t n, rci_stats_real_block *result);

#endif
