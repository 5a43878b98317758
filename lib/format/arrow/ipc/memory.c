/*
 * format/arrow/ipc/memory.c - memory that arrays point into, with a reference counter.
 */
#include "format/arrow/ipc/memory.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/error.h"
#include "io/source.h"

enum { ALIGNMENT = 64 };

static void set(rci_arrow_ipc_memory *memory, const rc_allocator *allocator, size_t block,
                unsigned char *data, size_t size)
{
    *memory =
        (rci_arrow_ipc_memory){.allocator = allocator, .data = data, .size = size, .block = block};
    atomic_init(&memory->references, 1);
}

rci_arrow_ipc_memory *rci_arrow_ipc_memory_new(size_t size, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    rci_arrow_ipc_memory *memory;
    size_t block;
    if (rci_base_add_overflows(size, sizeof *memory + ALIGNMENT, &block)) {
        rci_base_fail(err, RC_ELIMIT, "%zu bytes are more than memory can address", size);
        return NULL;
    }
    memory = rci_base_alloc_as(allocator, RC_MEMORY_READER, block, err);
    if (memory) {
        const uintptr_t start = (uintptr_t)(memory + 1);
        unsigned char *bytes = (unsigned char *)(memory + 1);
        set(memory, allocator, block, bytes + (ALIGNMENT - start % ALIGNMENT) % ALIGNMENT, size);
    }
    return memory;
}

/* A structure for bytes that exist. */
static rci_arrow_ipc_memory *memory_over(unsigned char *data, size_t size, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    rci_arrow_ipc_memory *memory =
        rci_base_alloc_as(allocator, RC_MEMORY_READER, sizeof *memory, err);
    if (memory) {
        set(memory, allocator, sizeof *memory, data, size);
    }
    return memory;
}

rci_arrow_ipc_memory *rci_arrow_ipc_memory_of_map(void *pages, size_t size, rc_error *err)
{
    rci_arrow_ipc_memory *memory = memory_over(pages, size, err);
    if (memory) {
        memory->is_mapped = true;
    }
    return memory;
}

rci_arrow_ipc_memory *rci_arrow_ipc_memory_part(rci_arrow_ipc_memory *whole, size_t at, size_t size,
                                                rc_error *err)
{
    rci_arrow_ipc_memory *memory = memory_over(whole->data + at, size, err);
    if (memory) {
        memory->whole = rci_arrow_ipc_memory_ref(whole);
    }
    return memory;
}

rci_arrow_ipc_memory *rci_arrow_ipc_memory_ref(rci_arrow_ipc_memory *memory)
{
    if (memory) {
        atomic_fetch_add_explicit(&memory->references, 1, memory_order_relaxed);
    }
    return memory;
}

void rci_arrow_ipc_memory_unref(rci_arrow_ipc_memory *memory)
{
    if (!memory || atomic_fetch_sub_explicit(&memory->references, 1, memory_order_acq_rel) != 1) {
        return;
    }
    if (memory->is_mapped && memory->size) {
        rci_io_unmap(memory->data, memory->size);
    }
    rci_arrow_ipc_memory_unref(memory->whole);
    rci_base_free_as(memory->allocator, RC_MEMORY_READER, memory, memory->block);
}
