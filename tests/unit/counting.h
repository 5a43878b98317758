/* An allocator that counts the memory in use, for tests that compare it with what is reported. */
#ifndef COUNTING_H
#define COUNTING_H

#include <rowcol/base.h>
#include <stdlib.h>

static size_t in_use, blocks_in_use;

static void *count_alloc(void *context, size_t size, int zero)
{
    (void)context;
    in_use += size;
    blocks_in_use++;
    return zero ? calloc(1, size) : malloc(size);
}

static void *count_realloc(void *context, void *block, size_t old_size, size_t new_size)
{
    (void)context;
    in_use += new_size - old_size;
    return realloc(block, new_size);
}

static void count_release(void *context, void *block, size_t size)
{
    (void)context;
    in_use -= size;
    blocks_in_use--;
    free(block);
}

static const rc_allocator counting = {NULL, count_alloc, count_realloc, count_release};

#endif
