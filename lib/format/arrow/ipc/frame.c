/*
 * format/arrow/ipc/frame.c - the frame of messages that are written: schema, end, footer.
 */
#include "format/arrow/ipc/frame.h"

#include "base/cell.h"
#include "format/arrow/ipc/batch_write.h"
#include "format/arrow/ipc/schema.h"

#include <string.h>

enum { VERSION_5 = 4, PREFIX = 8, BLOCK_SIZE = 24 };

static rc_status append_zeros(rci_base_bytes *out, size_t n, rc_error *err)
{
    rc_status status = rci_base_bytes_reserve(out, n, err);
    if (status == RC_OK && n) {
        memset(out->data + out->length, 0, n);
        out->length += n;
    }
    return status;
}

static size_t padding(size_t n, size_t alignment)
{
    return (alignment - n % alignment) % alignment;
}

rc_status rci_arrow_ipc_frame_pad(rci_base_bytes *out, size_t alignment, rc_error *err)
{
    return append_zeros(out, padding(out->length, alignment), err);
}

size_t rci_arrow_ipc_frame_message(rci_arrow_ipc_builder *builder, rci_arrow_ipc_message_type type,
                                   size_t *header)
{
    const rci_arrow_ipc_slot slots[] = {{2, VERSION_5}, {1, type}, RCI_ARROW_IPC_OFFSET, {8, 0}};
    const rci_arrow_ipc_built root = rci_arrow_ipc_build_root(builder, slots, 4);
    *header = root.slots[2];
    return root.slots[3];
}

rc_status rci_arrow_ipc_frame_append(const rci_arrow_ipc_builder *builder, rci_base_bytes *out,
                                     size_t *metadata, rc_error *err)
{
    const size_t n = builder->bytes.length;
    const size_t pad = padding(out->length + PREFIX + n, RCI_ARROW_IPC_ALIGNMENT);
    unsigned char prefix[PREFIX];
    rc_status status = builder->status;
    rci_base_cell_put(prefix, 4, false, RCI_ARROW_IPC_CONTINUATION);
    rci_base_cell_put(prefix + 4, 4, false, (uint32_t)(n + pad));
    if (status == RC_OK) {
        status = rci_base_bytes_append(out, prefix, sizeof prefix, err);
    }
    *metadata = out->length;
    if (status == RC_OK) {
        status = rci_base_bytes_append(out, builder->bytes.data, n, err);
    }
    return status == RC_OK ? append_zeros(out, pad, err) : status;
}

rc_status rci_arrow_ipc_write_schema(const struct ArrowSchema *schema, rci_base_bytes *out,
                                     rc_error *err)
{
    rci_arrow_ipc_builder builder;
    size_t header, metadata;
    rc_status status;
    rci_arrow_ipc_builder_init(&builder, err);
    rci_arrow_ipc_frame_message(&builder, RCI_ARROW_IPC_SCHEMA, &header);
    status = rci_arrow_ipc_schema_write(&builder, header, schema);
    if (status == RC_OK) {
        status = rci_arrow_ipc_frame_append(&builder, out, &metadata, err);
    }
    rci_arrow_ipc_builder_release(&builder);
    return status;
}

rc_status rci_arrow_ipc_write_end(rci_base_bytes *out, rc_error *err)
{
    unsigned char end[PREFIX] = {0};
    rci_base_cell_put(end, 4, false, RCI_ARROW_IPC_CONTINUATION);
    return rci_base_bytes_append(out, end, sizeof end, err);
}

static void build_footer(rci_arrow_ipc_builder *builder, const struct ArrowSchema *schema,
                         const rci_arrow_ipc_block *blocks, size_t count)
{
    static const rci_arrow_ipc_slot slots[] = {
        {2, VERSION_5}, RCI_ARROW_IPC_OFFSET, RCI_ARROW_IPC_OFFSET, RCI_ARROW_IPC_OFFSET};
    const rci_arrow_ipc_built root = rci_arrow_ipc_build_root(builder, slots, 4);
    size_t at;
    rci_arrow_ipc_schema_write(builder, root.slots[1], schema);
    rci_arrow_ipc_build_link(builder, root.slots[2],
                             rci_arrow_ipc_build_vector(builder, 0, BLOCK_SIZE, 8));
    at = rci_arrow_ipc_build_vector(builder, count, BLOCK_SIZE, 8);
    rci_arrow_ipc_build_link(builder, root.slots[3], at);
    for (size_t i = 0; i < count; i++) {
        const size_t to = at + 4 + i * BLOCK_SIZE;
        rci_arrow_ipc_build_set(builder, to, 8, blocks[i].offset);
        rci_arrow_ipc_build_set(builder, to + 8, 4, blocks[i].metadata_size);
        rci_arrow_ipc_build_set(builder, to + 16, 8, blocks[i].body_size);
    }
}

rc_status rci_arrow_ipc_write_footer(const struct ArrowSchema *schema,
                                     const rci_arrow_ipc_block *blocks, size_t count,
                                     rci_base_bytes *out, rc_error *err)
{
    unsigned char size[4];
    rci_arrow_ipc_builder builder;
    rc_status status;
    rci_arrow_ipc_builder_init(&builder, err);
    build_footer(&builder, schema, blocks, count);
    status = builder.status;
    rci_base_cell_put(size, 4, false, (uint32_t)builder.bytes.length);
    if (status == RC_OK) {
        status = rci_base_bytes_append(out, builder.bytes.data, builder.bytes.length, err);
    }
    if (status == RC_OK) {
        status = rci_base_bytes_append(out, size, sizeof size, err);
    }
    if (status == RC_OK) {
        status = rci_base_bytes_append(out, RCI_ARROW_IPC_MAGIC, RCI_ARROW_IPC_MAGIC_SIZE, err);
    }
    rci_arrow_ipc_builder_release(&builder);
    return status;
}
