/*
 * format/arrow/ipc/memory.c - memory that arrays point into, with a reference counter.
 */
#include "format/arrow/ipc/memory.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/error.h"

enum { ALIGNMENT = 64 };

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
        memory->allocator = allocator;
        memory->data = (unsigned char *)(memory + 1) + (ALIGNMENT - start % ALIGNMENT) % ALIGNMENT;
        memory->size = size;
        memory->block = block;
        atomic_init(&memory->references, 1);
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
    if (memory && atomic_fetch_sub_explicit(&memory->references, 1, memory_order_acq_rel) == 1) {
        rci_base_free_as(memory->allocator, RC_MEMORY_READER, memory, memory->block);
    }
}
