/*
 * format/arrow/ipc/flatbuffer_build.c - writing a Flatbuffers buffer.
 */
#include "format/arrow/ipc/flatbuffer_build.h"

#include "base/cell.h"
#include "base/error.h"

#include <string.h>

/* A buffer of Flatbuffers is smaller than 2 GiB: its signed offsets have 32 bits. */
#define MOST_BYTES ((size_t)INT32_MAX)

void rci_arrow_ipc_builder_init(rci_arrow_ipc_builder *builder, rc_error *err)
{
    rci_base_bytes_init(&builder->bytes);
    builder->status = RC_OK;
    builder->err = err;
}

void rci_arrow_ipc_builder_release(rci_arrow_ipc_builder *builder)
{
    rci_base_bytes_release(&builder->bytes);
}

/* Appends zeros up to a multiple of `alignment`, then `n` zeros. Returns the position of these. */
static size_t append(rci_arrow_ipc_builder *builder, size_t alignment, size_t n)
{
    rci_base_bytes *bytes = &builder->bytes;
    const size_t padding = (alignment - bytes->length % alignment) % alignment;
    size_t at;
    if (builder->status == RC_OK && n > MOST_BYTES - bytes->length - padding) {
        builder->status = rci_base_fail(builder->err, RC_ELIMIT,
                                        "the schema takes more than 2 GiB, the most in Arrow");
    }
    if (builder->status == RC_OK) {
        builder->status = rci_base_bytes_reserve(bytes, padding + n, builder->err);
    }
    if (builder->status != RC_OK) {
        return 0;
    }
    memset(bytes->data + bytes->length, 0, padding + n);
    at = bytes->length + padding;
    bytes->length = at + n;
    return at;
}

void rci_arrow_ipc_build_set(rci_arrow_ipc_builder *builder, size_t at, size_t size, uint64_t value)
{
    if (builder->status != RC_OK) {
        return;
    }
    if (size) {
        rci_base_cell_put(builder->bytes.data + at, size, false, value);
    }
}

/* Appends the vtable and the fields, the large ones first, so that they need no padding between. */
rci_arrow_ipc_built rci_arrow_ipc_build_table(rci_arrow_ipc_builder *builder,
                                              const rci_arrow_ipc_slot *slots, size_t n)
{
    rci_arrow_ipc_built built = {0, {0}};
    size_t offsets[RCI_ARROW_IPC_MOST_SLOTS] = {0};
    size_t used = 4, alignment = 4, vtable;
    for (size_t size = 8; size > 0; size /= 2) {
        for (size_t i = 0; i < n; i++) {
            if (slots[i].size == size) {
                used = (used + size - 1) & ~(size - 1);
                offsets[i] = used;
                used += size;
                alignment = size > alignment ? size : alignment;
            }
        }
    }
    vtable = append(builder, 2, 4 + 2 * n);
    built.at = append(builder, alignment, used);
    rci_arrow_ipc_build_set(builder, vtable, 2, 4 + 2 * n);
    rci_arrow_ipc_build_set(builder, vtable + 2, 2, used);
    rci_arrow_ipc_build_set(builder, built.at, 4, built.at - vtable);
    for (size_t i = 0; i < n; i++) {
        built.slots[i] = built.at + offsets[i];
        rci_arrow_ipc_build_set(builder, vtable + 4 + 2 * i, 2, offsets[i]);
        rci_arrow_ipc_build_set(builder, built.slots[i], slots[i].size, slots[i].value);
    }
    return built;
}

rci_arrow_ipc_built rci_arrow_ipc_build_root(rci_arrow_ipc_builder *builder,
                                             const rci_arrow_ipc_slot *slots, size_t n)
{
    const size_t root = append(builder, 4, 4);
    const rci_arrow_ipc_built built = rci_arrow_ipc_build_table(builder, slots, n);
    rci_arrow_ipc_build_link(builder, root, built.at);
    return built;
}

size_t rci_arrow_ipc_build_vector(rci_arrow_ipc_builder *builder, size_t count, size_t element_size,
                                  size_t alignment)
{
    size_t at;
    /* The elements are aligned; their number is in the 4 bytes before them. */
    if (alignment > 4 && (builder->bytes.length + 4) % alignment != 0) {
        append(builder, 4, 0);
        if ((builder->bytes.length + 4) % alignment != 0) {
            append(builder, 4, 4);
        }
    }
    if (count > MOST_BYTES / element_size) {
        count = MOST_BYTES / element_size; /* refused by append */
    }
    at = append(builder, 4, 4 + count * element_size);
    rci_arrow_ipc_build_set(builder, at, 4, count);
    return at;
}

size_t rci_arrow_ipc_build_string(rci_arrow_ipc_builder *builder, const char *text, size_t length)
{
    /* One more zero byte, which the length does not count, ends it. */
    const size_t at = append(builder, 4, length < MOST_BYTES ? 4 + length + 1 : MOST_BYTES);
    if (builder->status == RC_OK) {
        rci_arrow_ipc_build_set(builder, at, 4, length);
        memcpy(builder->bytes.data + at + 4, text, length);
    }
    return at;
}

void rci_arrow_ipc_build_link(rci_arrow_ipc_builder *builder, size_t slot, size_t target)
{
    rci_arrow_ipc_build_set(builder, slot, 4, target - slot);
}
