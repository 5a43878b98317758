/* io/codec_memory.c - an allocator of rowcol for libraries that release memory without its size. */
#include "io/codec_memory.h"

#include "base/alloc.h"
#include "base/check.h"

#include <stdalign.h>

/* The size is before the memory, which is aligned for any type. */
enum { BEFORE = alignof(max_align_t) };

void *rci_io_codec_alloc(const rc_allocator *allocator, size_t count, size_t size)
{
    size_t bytes;
    unsigned char *memory;
    if (rci_base_mul_overflows(count, size, &bytes) ||
        rci_base_add_overflows(bytes, BEFORE, &bytes)) {
        return NULL;
    }
    memory = rci_base_alloc_as(allocator, RC_MEMORY_READER, bytes, NULL);
    if (!memory) {
        return NULL;
    }
    *(size_t *)(void *)memory = bytes;
    return memory + BEFORE;
}

void rci_io_codec_free(const rc_allocator *allocator, void *memory)
{
    unsigned char *start = memory;
    if (start) {
        start -= BEFORE;
        rci_base_free_as(allocator, RC_MEMORY_READER, start, *(size_t *)(void *)start);
    }
}
