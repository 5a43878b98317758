/*
 * format/arrow/ipc/flatbuffer_build.h - writing a Flatbuffers buffer.
 *
 * The buffer is written from its beginning: a table first, with empty offsets, then what it refers
 * to, which is linked at once. Vtables precede their tables. Positions count from the beginning,
 * and every number is aligned to its size there. After the first failure nothing more is added, so
 * that a writer needs to check only at the end.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_FLATBUFFER_BUILD_H
#define ROWCOL_FORMAT_ARROW_IPC_FLATBUFFER_BUILD_H

#include "base/bytes.h"

typedef struct rci_arrow_ipc_builder {
    rci_base_bytes bytes;
    rc_status status;
    rc_error *err;
} rci_arrow_ipc_builder;

/* A field of a table: `size` is 1, 2, 4 or 8 bytes, 0 for a field that is absent. The value of an
   offset is 0; it is linked later. */
typedef struct rci_arrow_ipc_slot {
    size_t size;
    uint64_t value;
} rci_arrow_ipc_slot;

#define RCI_ARROW_IPC_ABSENT                                                                       \
    {                                                                                              \
        0, 0                                                                                       \
    }
#define RCI_ARROW_IPC_OFFSET                                                                       \
    {                                                                                              \
        4, 0                                                                                       \
    }

/* The most fields of a table. */
enum { RCI_ARROW_IPC_MOST_SLOTS = 8 };

void rci_arrow_ipc_builder_init(rci_arrow_ipc_builder *builder, rc_error *err);
void rci_arrow_ipc_builder_release(rci_arrow_ipc_builder *builder);

/* Where the offsets of a table are: what rci_arrow_ipc_build_table returns. */
typedef struct rci_arrow_ipc_built {
    size_t at;
    size_t slots[RCI_ARROW_IPC_MOST_SLOTS]; /* positions of the fields */
} rci_arrow_ipc_built;

/* Appends the root table, then others. `n` is at most RCI_ARROW_IPC_MOST_SLOTS. */
rci_arrow_ipc_built rci_arrow_ipc_build_root(rci_arrow_ipc_builder *builder,
                                             const rci_arrow_ipc_slot *slots, size_t n);
rci_arrow_ipc_built rci_arrow_ipc_build_table(rci_arrow_ipc_builder *builder,
                                              const rci_arrow_ipc_slot *slots, size_t n);
/* Appends a vector of zeros. Returns the position of its length, after which the elements are. */
size_t rci_arrow_ipc_build_vector(rci_arrow_ipc_builder *builder, size_t count, size_t element_size,
                                  size_t alignment);
/* Appends a string. Returns its position. */
size_t rci_arrow_ipc_build_string(rci_arrow_ipc_builder *builder, const char *text, size_t length);
/* Makes the offset at `slot` refer to `target`, which comes after it. */
void rci_arrow_ipc_build_link(rci_arrow_ipc_builder *builder, size_t slot, size_t target);
/* Writes a number of 1, 2, 4 or 8 bytes at a position that exists. */
void rci_arrow_ipc_build_set(rci_arrow_ipc_builder *builder, size_t at, size_t size,
                             uint64_t value);

#endif
