/*
 * format/arrow/ipc/memory.h - memory that arrays point into, with a reference counter.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_MEMORY_H
#define ROWCOL_FORMAT_ARROW_IPC_MEMORY_H

#include <rowcol/base.h>
#include <stdatomic.h>
#include <stdbool.h>

typedef struct rci_arrow_ipc_memory {
    atomic_size_t references;
    const rc_allocator *allocator;
    unsigned char *data;
    size_t size;
    size_t block;                       /* bytes allocated, with this structure */
    struct rci_arrow_ipc_memory *whole; /* a reference: `data` is a part of it; or NULL */
    bool is_mapped;                     /* `data` is unmapped at the end */
} rci_arrow_ipc_memory;

/* `size` bytes with undefined contents, aligned to 64 bytes. NULL: RC_ENOMEM, RC_ELIMIT. */
rci_arrow_ipc_memory *rci_arrow_ipc_memory_new(size_t size, rc_error *err);
/* The `size` bytes at `pages` of rci_io_map_file, which are unmapped with the last reference. NULL:
   RC_ENOMEM; then the pages are still the caller's. */
rci_arrow_ipc_memory *rci_arrow_ipc_memory_of_map(void *pages, size_t size, rc_error *err);
/* `size` bytes from `at` on, which are inside of `whole`; it holds a reference to that. NULL:
   RC_ENOMEM. */
rci_arrow_ipc_memory *rci_arrow_ipc_memory_part(rci_arrow_ipc_memory *whole, size_t at, size_t size,
                                                rc_error *err);
/* Returns `memory`. Any thread. NULL is allowed. */
rci_arrow_ipc_memory *rci_arrow_ipc_memory_ref(rci_arrow_ipc_memory *memory);
/* Any thread. NULL is allowed. */
void rci_arrow_ipc_memory_unref(rci_arrow_ipc_memory *memory);

#endif
