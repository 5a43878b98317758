/*
 * format/arrow/ipc/writer.c - writing Arrow files and streams. Records are collected to record
 * batches of a size that depends on the records only, so that the output does not depend on the
 * parts in which they arrive. `place` collects them, in order; `put` encodes complete batches, on
 * any thread.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "format/arrow/ipc/batch_write.h"
#include "format/arrow/ipc/ipc.h"
#include "format/arrow/ipc/state.h"
#include "stream/gather.h"
#include "stream/writer_impl.h"

#include <string.h>

typedef struct ipc_writer {
    rci_stream_gather_writer gathering; /* record batches */
    bool is_file;
    rci_arrow_ipc_codec codec;
    rc_arrow_export_options options;
    struct ArrowSchema schema;
    rci_base_bytes message; /* the schema, the end */
    rci_base_bytes blocks;  /* rci_arrow_ipc_block of the record batches */
} ipc_writer;

/* -------------------------------------------------------------------- batches */

/* Any thread. */
static rc_status encode_batch(const void *owner, rci_stream_item *item, rc_error *err)
{
    const ipc_writer *writer = owner;
    struct ArrowArray array;
    rc_status status = rc_arrow_export(item->records, &writer->options, NULL, &array, err);
    if (status == RC_OK) {
        rci_arrow_ipc_block block = {0, 0, 0};
        status = rci_arrow_ipc_write_batch(&writer->schema, &array, writer->codec, &item->message,
                                           &block, err);
        item->head = block.metadata_size;
        array.release(&array);
    }
    return status;
}

/* In order. */
static rc_status write_batch(void *owner, rci_stream_item *item, rc_error *err)
{
    ipc_writer *writer = owner;
    const rci_arrow_ipc_block block = {.offset = writer->gathering.base.bytes,
                                       .metadata_size = (uint32_t)item->head,
                                       .body_size = item->message.length - item->head};
    rc_status status;
    status = rci_stream_writer_append(&writer->gathering.base, item->message.data,
                                      item->message.length, err);
    if (status == RC_OK && writer->is_file) {
        status = rci_base_bytes_append(&writer->blocks, &block, sizeof block, err);
    }
    return status;
}

static const rci_stream_queue_ops queue_ops = {.encode = encode_batch, .write = write_batch};

static rc_status finish(rc_writer *base, rc_error *err)
{
    ipc_writer *writer = (ipc_writer *)base;
    rc_status status = rci_stream_gather_finish(&writer->gathering.gather, err);
    writer->message.length = 0;
    if (status == RC_OK) {
        status = rci_arrow_ipc_write_end(&writer->message, err);
    }
    if (status == RC_OK && writer->is_file) {
        status = rci_arrow_ipc_write_footer(
            &writer->schema, (const rci_arrow_ipc_block *)(const void *)writer->blocks.data,
            writer->blocks.length / sizeof(rci_arrow_ipc_block), &writer->message, err);
    }
    return status == RC_OK
               ? rci_stream_writer_append(base, writer->message.data, writer->message.length, err)
               : status;
}

/* ---------------------------------------------------------------- checkpoints */

static rc_status save(const rc_writer *base, rci_base_bytes *state, rc_error *err)
{
    const ipc_writer *writer = (const ipc_writer *)(const void *)base;
    return rci_arrow_ipc_state_write(
        &writer->schema, &writer->options, &writer->blocks,
        writer->gathering.gather.filled ? writer->gathering.gather.filled->records : NULL, state,
        err);
}

static rc_status restore(rc_writer *base, const void *state, size_t n, rc_error *err)
{
    rc_reader *reader = rci_arrow_ipc_state_read(state, n, &((ipc_writer *)base)->blocks, err);
    rc_status status = reader ? rci_stream_gather_restore(base, reader, err) : RC_EFORMAT;
    rc_reader_close(reader);
    return status;
}

static void close_writer(rc_writer *base)
{
    ipc_writer *writer = (ipc_writer *)base;
    if (writer->schema.release) {
        writer->schema.release(&writer->schema);
    }
    rci_base_bytes_release(&writer->message);
    rci_base_bytes_release(&writer->blocks);
    rci_stream_gather_release(&writer->gathering.gather);
}

static const rci_stream_writer_ops writer_ops = {
    .place = rci_stream_gather_place,
    .put = rci_stream_gather_put,
    .finish = finish,
    .save = save,
    .restore = restore,
    .close = close_writer,
};

/* -------------------------------------------------------------------- opening */

/* The magic and the schema. */
static rc_status write_start(ipc_writer *writer, rc_error *err)
{
    static const char magic[RCI_ARROW_IPC_FILE_START] = RCI_ARROW_IPC_MAGIC "\0";
    rc_status status = RC_OK;
    if (writer->is_file) {
        status = rci_base_bytes_append(&writer->message, magic, sizeof magic, err);
    }
    if (status == RC_OK) {
        status = rci_arrow_ipc_write_schema(&writer->schema, &writer->message, err);
    }
    return status == RC_OK ? rci_stream_writer_append(&writer->gathering.base, writer->message.data,
                                                      writer->message.length, err)
                           : status;
}

static rc_status start(ipc_writer *writer, rc_error *err)
{
    rc_writer *base = &writer->gathering.base;
    rc_status status = rci_stream_gather_init(&writer->gathering.gather, &queue_ops, writer,
                                              base->dtype, base->allocator, err);
    if (status == RC_OK) {
        status = rc_arrow_export_schema(base->dtype, &writer->options, &writer->schema, err);
    }
    return status == RC_OK ? write_start(writer, err) : status;
}

static void set_options(ipc_writer *writer, const rc_write_options *options)
{
    static const rc_arrow_export_options defaults = RC_ARROW_EXPORT_OPTIONS_INIT;
    static const rci_arrow_ipc_codec codecs[] = {
        [RC_COMPRESSION_NONE] = RCI_ARROW_IPC_STORED,
        [RC_COMPRESSION_LZ4] = RCI_ARROW_IPC_LZ4,
        [RC_COMPRESSION_ZSTD] = RCI_ARROW_IPC_ZSTD,
    };
    writer->codec = codecs[options->compression];
    writer->options = defaults;
    writer->options.strings =
        options->strings == RC_STRINGS_DEFAULT ? RC_STRINGS_UTF8 : options->strings;
    writer->options.table = 1;
}

static rc_writer *open_writer(rci_io_output *output, const rc_dtype *dtype,
                              const rc_write_options *options, bool is_file, rc_error *err)
{
    rc_writer *base = rci_stream_writer_new(sizeof(ipc_writer), &writer_ops, output, dtype, err);
    ipc_writer *writer = (ipc_writer *)base;
    if (!base) {
        return NULL;
    }
    base->has_places = true;
    base->slow_place = true;
    writer->is_file = is_file;
    set_options(writer, options);
    rci_base_bytes_init_as(&writer->message, RC_MEMORY_WRITER);
    rci_base_bytes_init_as(&writer->blocks, RC_MEMORY_WRITER);
    if (start(writer, err) != RC_OK) {
        base->output = NULL; /* stays the caller's */
        rc_writer_close(base);
        return NULL;
    }
    return base;
}

rc_writer *rci_arrow_ipc_open_file_writer(rci_io_output *output, const rc_dtype *dtype,
                                          const rc_write_options *options, rc_error *err)
{
    return open_writer(output, dtype, options, true, err);
}

rc_writer *rci_arrow_ipc_open_stream_writer(rci_io_output *output, const rc_dtype *dtype,
                                            const rc_write_options *options, rc_error *err)
{
    return open_writer(output, dtype, options, false, err);
}
