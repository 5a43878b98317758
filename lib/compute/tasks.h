/*
 * compute/tasks.h - how the work on a large store is divided: chunks of records, which are
 * independent of the number of threads, so that results are too.
 */
#ifndef ROWCOL_COMPUTE_TASKS_H
#define ROWCOL_COMPUTE_TASKS_H

#include <stddef.h>

/* Records that are handled at once: their cells and bits stay in the first-level cache. A multiple
   of 64. */
enum { RCI_COMPUTE_BLOCK = 2048, RCI_COMPUTE_BLOCK_WORDS = RCI_COMPUTE_BLOCK / 64 };

/* Records of one task: a multiple of RCI_COMPUTE_BLOCK. */
enum { RCI_COMPUTE_CHUNK = 64 * RCI_COMPUTE_BLOCK };

static inline size_t rci_compute_chunks(size_t n)
{
    return n / RCI_COMPUTE_CHUNK + (n % RCI_COMPUTE_CHUNK != 0);
}

/* The end of chunk `i` of `n` records. */
static inline size_t rci_compute_chunk_end(size_t i, size_t n)
{
    size_t left = n - i * RCI_COMPUTE_CHUNK;
    return left < RCI_COMPUTE_CHUNK ? n : (i + 1) * RCI_COMPUTE_CHUNK;
}

#endif
