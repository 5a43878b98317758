/* store/buffer.c - reference counted memory from the heap, a mapping or the caller. */
#include "store/buffer.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/count.h"
#include "base/error.h"
#include "base/large.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* From this size on the system is asked for huge pages: fewer page faults, on first write as
 * before. */
enum { HUGE_PAGE = 2 * 1024 * 1024, HUGE_FROM = 2 * HUGE_PAGE };

/* The first aligned byte after the structure at the start of a heap block. */
static unsigned char *first_byte(void *block)
{
    uintptr_t start = (uintptr_t)block + sizeof(rci_store_buffer);
    size_t padding = (size_t)(-start % RCI_STORE_BUFFER_ALIGN);
    return (unsigned char *)block + sizeof(rci_store_buffer) + padding;
}

static rc_status block_size_for(size_t size, size_t *block_size, rc_error *err)
{
    if (size > SIZE_MAX / 2 ||
        rci_base_add_overflows(size, sizeof(rci_store_buffer) + RCI_STORE_BUFFER_ALIGN - 1,
                               block_size)) {
        return rci_base_fail(err, RC_ELIMIT,
                             "a buffer of %zu bytes is more than memory can address", size);
    }
    return RC_OK;
}

static void prefer_huge_pages(const rci_store_buffer *buffer)
{
#ifdef MADV_HUGEPAGE
    uintptr_t start = (uintptr_t)buffer->data;
    uintptr_t inside = (start + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
    if (buffer->size >= HUGE_FROM) {
        /* Advice only: if it fails, ordinary pages are used. */
        (void)madvise(buffer->data + (inside - start), buffer->size - (inside - start),
                      MADV_HUGEPAGE);
    }
#else
    (void)buffer;
#endif
}

typedef void *allocate_function(const rc_allocator *allocator, rc_memory_kind kind, size_t size,
                                rc_error *err);

static rci_store_buffer *heap_buffer(const rc_allocator *allocator, size_t size,
                                     allocate_function *allocate, rc_error *err)
{
    rci_store_buffer *buffer;
    size_t block_size = 0;
    if (block_size_for(size, &block_size, err) != RC_OK) {
        return NULL;
    }
    buffer = allocate(allocator, RC_MEMORY_DATA, block_size, err);
    if (!buffer) {
        return NULL;
    }
    memset(buffer, 0, sizeof *buffer);
    atomic_init(&buffer->refs, 1);
    buffer->allocator = allocator;
    buffer->data = first_byte(buffer);
    buffer->size = size;
    buffer->kind = RCI_STORE_BUFFER_HEAP;
    buffer->block = buffer;
    buffer->block_size = block_size;
    prefer_huge_pages(buffer);
    return buffer;
}

rci_store_buffer *rci_store_buffer_zeros(size_t size, rc_error *err)
{
    return heap_buffer(rci_base_zeros_allocator(size), size, rci_base_zalloc_as, err);
}

rci_store_buffer *rci_store_buffer_unset(size_t size, rc_error *err)
{
    return heap_buffer(rc_get_allocator(), size, rci_base_alloc_as, err);
}

static rci_store_buffer *outside_buffer(rci_store_buffer_kind kind, void *data, size_t size,
                                        rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rci_store_buffer *buffer = rci_base_zalloc_as(allocator, RC_MEMORY_STORE, sizeof *buffer, err);
    if (buffer) {
        atomic_init(&buffer->refs, 1);
        buffer->allocator = allocator;
        buffer->data = data;
        buffer->size = size;
        buffer->kind = kind;
    }
    return buffer;
}

rci_store_buffer *rci_store_buffer_mapped(void *mapping, size_t mapping_size, size_t offset,
                                          rc_error *err)
{
    rci_store_buffer *buffer = outside_buffer(
        RCI_STORE_BUFFER_MAPPED, (unsigned char *)mapping + offset, mapping_size - offset, err);
    if (buffer) {
        buffer->block = mapping;
        buffer->block_size = mapping_size;
        rci_base_count_add(RC_MEMORY_MAPPED, mapping_size);
    }
    return buffer;
}

rci_store_buffer *rci_store_buffer_foreign(void *data, size_t size,
                                           void (*release)(void *context, void *data),
                                           void *context, rc_error *err)
{
    rci_store_buffer *buffer = outside_buffer(RCI_STORE_BUFFER_FOREIGN, data, size, err);
    if (buffer) {
        buffer->release = release;
        buffer->context = context;
        rci_base_count_add(RC_MEMORY_FOREIGN, size);
    }
    return buffer;
}

/* A joined buffer refers to buffers that are not joined. */
static size_t count_parts(const rci_store_buffer *buffer)
{
    return buffer->kind == RCI_STORE_BUFFER_JOINED ? buffer->n_parts : 1;
}

static void add_parts(rci_store_buffer *joined, rci_store_buffer *buffer)
{
    if (buffer->kind != RCI_STORE_BUFFER_JOINED) {
        joined->parts[joined->n_parts++] = rci_store_buffer_ref(buffer);
        return;
    }
    for (size_t i = 0; i < buffer->n_parts; i++) {
        joined->parts[joined->n_parts++] = rci_store_buffer_ref(buffer->parts[i]);
    }
}

/* A joined buffer of `size` bytes in all with space for `n` parts. */
static rci_store_buffer *joined_buffer(size_t n, size_t size, rc_error *err)
{
    rci_store_buffer *joined = outside_buffer(RCI_STORE_BUFFER_JOINED, NULL, size, err);
    if (!joined) {
        return NULL;
    }
    joined->parts = rci_base_zalloc_array_as(joined->allocator, RC_MEMORY_STORE, n,
                                             sizeof(joined->parts[0]), err);
    if (!joined->parts) {
        rci_base_free_as(joined->allocator, RC_MEMORY_STORE, joined, sizeof *joined);
        return NULL;
    }
    return joined;
}

rci_store_buffer *rci_store_buffer_join(rci_store_buffer *first, rci_store_buffer *second,
                                        rc_error *err)
{
    rci_store_buffer *joined =
        joined_buffer(count_parts(first) + count_parts(second), first->size + second->size, err);
    if (joined) {
        add_parts(joined, first);
        add_parts(joined, second);
    }
    return joined;
}

rci_store_buffer *rci_store_buffer_join_all(rci_store_buffer *const *buffers, size_t n,
                                            rc_error *err)
{
    rci_store_buffer *joined;
    size_t size = 0;
    for (size_t i = 0; i < n; i++) {
        size += buffers[i]->size;
    }
    joined = joined_buffer(n, size, err);
    for (size_t i = 0; joined && i < n; i++) {
        add_parts(joined, buffers[i]);
    }
    return joined;
}

rci_store_buffer *rci_store_buffer_ref(rci_store_buffer *buffer)
{
    atomic_fetch_add_explicit(&buffer->refs, 1, memory_order_relaxed);
    return buffer;
}

void rci_store_buffer_unref(rci_store_buffer *buffer)
{
    if (!buffer || atomic_fetch_sub_explicit(&buffer->refs, 1, memory_order_acq_rel) != 1) {
        return;
    }
    switch (buffer->kind) {
    case RCI_STORE_BUFFER_HEAP:
        rci_base_free_as(buffer->allocator, RC_MEMORY_DATA, buffer->block, buffer->block_size);
        return;
    case RCI_STORE_BUFFER_MAPPED:
        munmap(buffer->block, buffer->block_size);
        rci_base_count_remove(RC_MEMORY_MAPPED, buffer->block_size);
        break;
    case RCI_STORE_BUFFER_FOREIGN:
        rci_base_count_remove(RC_MEMORY_FOREIGN, buffer->size);
        if (buffer->release) {
            buffer->release(buffer->context, buffer->data);
        }
        break;
    case RCI_STORE_BUFFER_JOINED:
        for (size_t i = 0; i < buffer->n_parts; i++) {
            rci_store_buffer_unref(buffer->parts[i]);
        }
        rci_base_free_as(buffer->allocator, RC_MEMORY_STORE, buffer->parts,
                         buffer->n_parts * sizeof(buffer->parts[0]));
        break;
    }
    rci_base_free_as(buffer->allocator, RC_MEMORY_STORE, buffer, sizeof *buffer);
}

void rci_store_buffer_freeze(rci_store_buffer *buffer)
{
    atomic_store_explicit(&buffer->is_frozen, true, memory_order_relaxed);
    for (size_t i = 0; i < buffer->n_parts; i++) {
        rci_store_buffer_freeze(buffer->parts[i]);
    }
}

bool rci_store_buffer_is_frozen(const rci_store_buffer *buffer)
{
    bool frozen = atomic_load_explicit(&buffer->is_frozen, memory_order_relaxed);
    for (size_t i = 0; i < buffer->n_parts && !frozen; i++) {
        frozen = rci_store_buffer_is_frozen(buffer->parts[i]);
    }
    return frozen;
}

bool rci_store_buffer_is_shared(const rci_store_buffer *buffer)
{
    bool shared = atomic_load_explicit(&buffer->refs, memory_order_acquire) != 1 ||
                  atomic_load_explicit(&buffer->is_frozen, memory_order_relaxed);
    for (size_t i = 0; i < buffer->n_parts && !shared; i++) {
        shared = rci_store_buffer_is_shared(buffer->parts[i]);
    }
    return shared;
}

bool rci_store_buffer_can_extend(const rci_store_buffer *buffer)
{
    return buffer->kind == RCI_STORE_BUFFER_HEAP && !rci_store_buffer_is_shared(buffer);
}

rc_status rci_store_buffer_extend(rci_store_buffer **buffer, size_t size, size_t keep,
                                  rc_error *err)
{
    rci_store_buffer *moved = *buffer;
    size_t block_size = 0, before = (size_t)(moved->data - (unsigned char *)moved);
    rc_status status = block_size_for(size, &block_size, err);
    if (status != RC_OK) {
        return status;
    }
    moved = rci_base_realloc_as(moved->allocator, RC_MEMORY_DATA, moved, moved->block_size,
                                block_size, err);
    if (!moved) {
        return RC_ENOMEM;
    }
    moved->data = first_byte(moved);
    /* The aligned start may have another offset in the new block. */
    if (moved->data != (unsigned char *)moved + before) {
        memmove(moved->data, (unsigned char *)moved + before, keep);
    }
    moved->size = size;
    moved->block = moved;
    moved->block_size = block_size;
    prefer_huge_pages(moved);
    *buffer = moved;
    return RC_OK;
}
