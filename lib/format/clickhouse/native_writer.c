/*
 * format/clickhouse/native_writer.c - writing Native. Records are collected to blocks of a size
 * that depends on the records only; `place` collects them, in order, and `put` encodes complete
 * blocks, on any thread. Without records there is one block, which has the names and types.
 *
 * Blocks for a table that exists are inserted one by one: they become larger, so that the first one
 * is complete soon, and a table does not get too many parts.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "format/clickhouse/block.h"
#include "format/clickhouse/format.h"
#include "store/batch.h"
#include "stream/gather.h"
#include "stream/reader_impl.h"
#include "stream/writer_impl.h"

typedef struct native_writer {
    rci_stream_gather_writer gathering;
    rci_clickhouse_columns columns;
    bool given; /* they are those of a table that exists */
} native_writer;

/* ---------------------------------------------------------------------- blocks */

/* Any thread. */
static rc_status encode_block(const void *owner, rci_stream_item *item, rc_error *err)
{
    const native_writer *writer = owner;
    rc_status status =
        rci_clickhouse_block_put(&writer->columns, item->records, &item->message, err);
    if (status != RC_OK && err && writer->given) {
        err->hint = RC_HINT_NONE; /* another format does not help */
    }
    return status;
}

/* In order. */
static rc_status write_block(void *owner, rci_stream_item *item, rc_error *err)
{
    native_writer *writer = owner;
    return rci_stream_writer_append(&writer->gathering.base, item->message.data,
                                    item->message.length, err);
}

static const rci_stream_queue_ops queue_ops = {.encode = encode_block, .write = write_block};

/* The names and types of an output without records. */
static rc_status write_empty(native_writer *writer, rc_error *err)
{
    rc_writer *base = &writer->gathering.base;
    rc_store *none = rci_store_with_capacity(base->dtype, 0, RC_COLUMNS, err);
    rc_status status = RC_ENOMEM;
    base->buffer.length = 0;
    if (none) {
        status = rci_clickhouse_block_put(&writer->columns, none, &base->buffer, err);
    }
    rc_store_unref(none);
    return status == RC_OK
               ? rci_stream_writer_append(base, base->buffer.data, base->buffer.length, err)
               : status;
}

static rc_status finish(rc_writer *base, rc_error *err)
{
    native_writer *writer = (native_writer *)base;
    rc_status status = rci_stream_gather_finish(&writer->gathering.gather, err);
    return status == RC_OK && base->records == 0 ? write_empty(writer, err) : status;
}

/* ---------------------------------------------------------------- checkpoints */

/* The records that are not in the output yet, as a block. */
static rc_status save(const rc_writer *base, rci_base_bytes *state, rc_error *err)
{
    const native_writer *writer = (const native_writer *)(const void *)base;
    const rci_stream_item *filled = writer->gathering.gather.filled;
    const size_t n = filled ? rc_store_length(filled->records) : 0;
    rc_status status =
        n ? rci_clickhouse_block_put(&writer->columns, filled->records, state, err) : RC_OK;
    if (status != RC_OK && err && err->record != RC_NOWHERE) {
        err->record += writer->gathering.gather.placed;
    }
    return status;
}

static rc_status restore(rc_writer *base, const void *state, size_t n, rc_error *err)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rci_io_source *source = rci_io_source_open_memory(state, n, "checkpoint", err);
    rc_reader *reader = NULL;
    rc_status status;
    options.dtype = base->dtype;
    options.layout = RC_COLUMNS;
    options.max_record = SIZE_MAX;
    if (source) {
        reader = rci_clickhouse_open_native(source, &options, err);
    }
    if (!reader) {
        rci_io_source_close(source);
        return err && err->status != RC_OK ? err->status : RC_EFORMAT;
    }
    status = rci_stream_gather_restore(base, reader, err);
    rc_reader_close(reader);
    return status;
}

/* --------------------------------------------------------------------- opening */

static void close_writer(rc_writer *base)
{
    native_writer *writer = (native_writer *)base;
    rci_clickhouse_columns_release(&writer->columns);
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

/* The most bytes of fields of a block for a table that exists. */
#define INSERTED_BYTES ((size_t)1 << 23)

static rc_status start(native_writer *writer, const char *columns, rc_error *err)
{
    rc_writer *base = &writer->gathering.base;
    rc_status status = rci_stream_gather_init(&writer->gathering.gather, &queue_ops, writer,
                                              base->dtype, base->allocator, err);
    writer->given = columns != NULL;
    if (status == RC_OK && columns) {
        writer->gathering.gather.largest = INSERTED_BYTES;
        return rci_clickhouse_columns_given(&writer->columns, columns, base->dtype, err);
    }
    return status == RC_OK ? rci_clickhouse_columns_of(&writer->columns, base->dtype, err) : status;
}

rc_writer *rci_clickhouse_create_native(rci_io_output *output, const rc_dtype *dtype,
                                        const rc_write_options *options, rc_error *err)
{
    rc_writer *base = rci_stream_writer_new(sizeof(native_writer), &writer_ops, output, dtype, err);
    if (!base) {
        return NULL;
    }
    base->has_places = true;
    base->slow_place = true;
    if (start((native_writer *)base, options->columns, err) != RC_OK) {
        if (!options->columns) {
            rci_base_error_hint(err, RC_HINT_OUTPUT, "arrow");
        }
        base->output = NULL; /* stays the caller's */
        rc_writer_close(base);
        return NULL;
    }
    return base;
}
