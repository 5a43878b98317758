/*
 * compute/group/memory.h - blocks of memory of a call, in huge pages if they are large: tables and
 * totals are read and written at random places.
 */
#ifndef ROWCOL_COMPUTE_GROUP_MEMORY_H
#define ROWCOL_COMPUTE_GROUP_MEMORY_H

#include "base/alloc.h"
#include "base/check.h"
#include "base/large.h"

typedef struct rci_group_memory {
    const rc_allocator *allocator; /* of the block */
    void *data;
    size_t bytes;
} rci_group_memory;

/* A new block of `n` times `each` bytes, which are zeros. False: out of memory, and nothing
   changed. */
static inline bool rci_group_memory_make(rci_group_memory *memory, size_t n, size_t each)
{
    const rc_allocator *allocator;
    void *data;
    size_t bytes;
    if (rci_base_mul_overflows(n, each, &bytes)) {
        return false;
    }
    allocator = rci_base_zeros_allocator(bytes);
    data = rci_base_zalloc(allocator, bytes, NULL);
    if (data) {
        rci_base_prefer_huge_pages(data, bytes);
        *memory = (rci_group_memory){allocator, data, bytes};
    }
    return data != NULL;
}

static inline void rci_group_memory_release(rci_group_memory *memory)
{
    if (memory->data) {
        rci_base_free(memory->allocator, memory->data, memory->bytes);
    }
    *memory = (rci_group_memory){0};
}

#endif
