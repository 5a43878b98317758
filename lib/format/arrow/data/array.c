/* format/arrow/data/array.c - makes and releases exported arrays. */
#include "format/arrow/data/array.h"

#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

typedef struct array_block {
    const rc_allocator *allocator;
    size_t size;
    const rc_store *store;
    rci_store_buffer *own[RCI_ARROW_DATA_MOST_OWN];
    int64_t *sizes;
} array_block;

static void release_array(struct ArrowArray *array)
{
    array_block *block = array->private_data;
    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i]->release) {
            array->children[i]->release(array->children[i]);
        }
    }
    for (size_t i = 0; i < RCI_ARROW_DATA_MOST_OWN; i++) {
        rci_store_buffer_unref(block->own[i]);
    }
    rc_store_unref(block->store);
    array->release = NULL;
    array->private_data = NULL;
    rci_base_free_as(block->allocator, RC_MEMORY_STORE, block, block->size);
}

rc_status rci_arrow_data_array_new(struct ArrowArray *array, const rc_store *store,
                                   const rci_arrow_data_counts *counts, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    size_t n = counts->n_children;
    size_t size = sizeof(array_block) + n * (sizeof *array + sizeof array) +
                  counts->n_buffers * sizeof(void *) + counts->n_sizes * sizeof(int64_t);
    array_block *block = rci_base_zalloc_as(allocator, RC_MEMORY_STORE, size, err);
    struct ArrowArray *children;
    if (!block) {
        return RC_ENOMEM;
    }
    *block = (array_block){
        .allocator = allocator, .size = size, .store = rc_store_ref((rc_store *)(uintptr_t)store)};
    block->sizes = (int64_t *)(void *)(block + 1);
    children = (struct ArrowArray *)(void *)(block->sizes + counts->n_sizes);
    *array = (struct ArrowArray){.length = (int64_t)counts->length,
                                 .n_buffers = (int64_t)counts->n_buffers,
                                 .n_children = (int64_t)n,
                                 .children = (struct ArrowArray **)(void *)(children + n),
                                 .release = release_array,
                                 .private_data = block};
    array->buffers = (const void **)(void *)(array->children + n);
    for (size_t i = 0; i < n; i++) {
        array->children[i] = &children[i];
    }
    return RC_OK;
}

void *rci_arrow_data_array_own(struct ArrowArray *array, size_t index, size_t size, rc_error *err)
{
    array_block *block = array->private_data;
    block->own[index] = rci_store_buffer_zeros(size, err);
    if (!block->own[index]) {
        return NULL;
    }
    array->buffers[index] = block->own[index]->data;
    return block->own[index]->data;
}

int64_t *rci_arrow_data_array_sizes(struct ArrowArray *array)
{
    array_block *block = array->private_data;
    array->buffers[array->n_buffers - 1] = block->sizes;
    return block->sizes;
}
