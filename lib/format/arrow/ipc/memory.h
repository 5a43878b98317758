/*
 * format/arrow/ipc/memory.h - memory that arrays point into, with a reference counter.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_MEMORY_H
#define ROWCOL_FORMAT_ARROW_IPC_MEMORY_H

#include <rowcol/base.h>
#include <stdatomic.h>

typedef struct rci_arrow_ipc_memory {
    atomic_size_t references;
    const rc_allocator *allocator;
    unsigned char *data;
    size_t size;
    size_t block; /* bytes allocated, with this structure */
} rci_arrow_ipc_memory;

/* `size` bytes with undefined contents, aligned to 64 bytes. NULL: RC_ENOMEM, RC_ELIMIT. */
rci_arrow_ipc_memory *rci_arrow_ipc_memory_new(size_t size, rc_error *err);
/* Returns `memory`. Any thread. NULL is allowed. */
rci_arrow_ipc_memory *rci_arrow_ipc_memory_ref(rci_arrow_ipc_memory *memory);
/* Any thread. NULL is allowed. */
void rci_arrow_ipc_memory_unref(rci_arrow_ipc_memory *memory);

#endif
