/* format/arrow/ipc/state.c - what a writer keeps that is not in the output yet. */
#include "format/arrow/ipc/state.h"

#include "base/error.h"
#include "format/arrow/ipc/ipc.h"

#include <string.h>

typedef struct place {
    uint64_t offset, metadata_size, body_size;
} place;

static rc_status add_blocks(const rci_base_bytes *blocks, rci_base_bytes *out, rc_error *err)
{
    const rci_arrow_ipc_block *block = (const rci_arrow_ipc_block *)(const void *)blocks->data;
    const uint64_t n = blocks->length / sizeof *block;
    rc_status status = rci_base_bytes_append(out, &n, sizeof n, err);
    for (uint64_t i = 0; i < n && status == RC_OK; i++) {
        const place one = {block[i].offset, block[i].metadata_size, block[i].body_size};
        status = rci_base_bytes_append(out, &one, sizeof one, err);
    }
    return status;
}

static rc_status add_records(const struct ArrowSchema *schema,
                             const rc_arrow_export_options *options, const rc_store *records,
                             rci_base_bytes *stream, rc_error *err)
{
    struct ArrowArray array;
    rci_arrow_ipc_block ignored;
    rc_status status = rci_arrow_ipc_write_schema(schema, stream, err);
    if (status == RC_OK && records && rc_store_length(records) > 0) {
        status = rc_arrow_export(records, options, NULL, &array, err);
        if (status == RC_OK) {
            status = rci_arrow_ipc_write_batch(schema, &array, RCI_ARROW_IPC_STORED, stream,
                                               &ignored, err);
            array.release(&array);
        }
    }
    return status == RC_OK ? rci_arrow_ipc_write_end(stream, err) : status;
}

rc_status rci_arrow_ipc_state_write(const struct ArrowSchema *schema,
                                    const rc_arrow_export_options *options,
                                    const rci_base_bytes *blocks, const rc_store *records,
                                    rci_base_bytes *out, rc_error *err)
{
    rci_base_bytes stream; /* of its own: messages are padded by their place in it */
    rc_status status = add_blocks(blocks, out, err);
    rci_base_bytes_init_as(&stream, RC_MEMORY_WRITER);
    if (status == RC_OK) {
        status = add_records(schema, options, records, &stream, err);
    }
    if (status == RC_OK) {
        status = rci_base_bytes_append(out, stream.data, stream.length, err);
    }
    rci_base_bytes_release(&stream);
    return status;
}

static rc_status malformed(rc_error *err)
{
    return rci_base_fail(err, RC_EFORMAT, "the checkpoint of an interrupted run is malformed");
}

rc_reader *rci_arrow_ipc_state_read(const void *state, size_t n, rci_base_bytes *blocks,
                                    rc_error *err)
{
    static const rc_read_options defaults = RC_READ_OPTIONS_INIT;
    const unsigned char *at = state, *end = at + n;
    rc_read_options options = defaults;
    rci_io_source *source;
    rc_reader *reader;
    uint64_t count = 0;
    if (n >= sizeof count) {
        memcpy(&count, at, sizeof count);
        at += sizeof count;
    }
    if (n < sizeof count || count > (uint64_t)(end - at) / sizeof(place)) {
        malformed(err);
        return NULL;
    }
    for (uint64_t i = 0; i < count; i++, at += sizeof(place)) {
        rci_arrow_ipc_block block;
        place one;
        memcpy(&one, at, sizeof one);
        if (one.metadata_size > UINT32_MAX) {
            malformed(err);
            return NULL;
        }
        memset(&block, 0, sizeof block);
        block.offset = one.offset;
        block.metadata_size = (uint32_t)one.metadata_size;
        block.body_size = one.body_size;
        if (rci_base_bytes_append(blocks, &block, sizeof block, err) != RC_OK) {
            return NULL;
        }
    }
    options.layout = RC_COLUMNS;
    source = rci_io_source_open_memory(at, (size_t)(end - at), "checkpoint", err);
    reader = source ? rci_arrow_ipc_open_reader(source, &options, err) : NULL;
    if (!reader) {
        rci_io_source_close(source);
    }
    return reader;
}
