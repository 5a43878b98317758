/*
 * format/clickhouse/native_writer.c - writing Native. Records are collected to blocks of a size
 * that depends on the records only; `place` collects them, in order, and `put` encodes complete
 * blocks, on any thread. Without records there is one block, which has the names and types.
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
    rc_writer base;
    rci_clickhouse_columns columns;
    rci_stream_gather gather;
} native_writer;

/* ---------------------------------------------------------------------- blocks */

/* Any thread. */
static rc_status encode_block(const void *owner, rci_stream_item *item, rc_error *err)
{
    const native_writer *writer = owner;
    return rci_clickhouse_block_put(&writer->columns, item->records, &item->message, err);
}

/* In order. */
static rc_status write_block(void *owner, rci_stream_item *item, rc_error *err)
{
    native_writer *writer = owner;
    return rci_stream_writer_append(&writer->base, item->message.data, item->message.length, err);
}

static const rci_stream_queue_ops queue_ops = {.encode = encode_block, .write = write_block};

static rc_status place(rc_writer *base, const rc_store *batch, size_t first, size_t n,
                       rci_base_bytes *out, uint64_t *at, rc_error *err)
{
    (void)out;
    (void)at;
    return rci_stream_gather_add(&((native_writer *)base)->gather, batch, first, n, err);
}

static rc_status put(rc_writer *base, const rc_store *batch, size_t first, size_t n,
                     const rci_base_bytes *out, uint64_t at, rc_error *err)
{
    (void)batch;
    (void)first;
    (void)n;
    (void)out;
    (void)at;
    return rci_stream_gather_work(&((native_writer *)base)->gather, err);
}

/* The names and types of an output without records. */
static rc_status write_empty(native_writer *writer, rc_error *err)
{
    rc_writer *base = &writer->base;
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
    rc_status status = rci_stream_gather_finish(&writer->gather, err);
    return status == RC_OK && base->records == 0 ? write_empty(writer, err) : status;
}

/* ---------------------------------------------------------------- checkpoints */

/* The records that are not in the output yet, as a block. */
static rc_status save(const rc_writer *base, rci_base_bytes *state, rc_error *err)
{
    const native_writer *writer = (const native_writer *)(const void *)base;
    const rci_stream_item *filled = writer->gather.filled;
    const size_t n = filled ? rc_store_length(filled->records) : 0;
    rc_status status =
        n ? rci_clickhouse_block_put(&writer->columns, filled->records, state, err) : RC_OK;
    if (status != RC_OK && err && err->record != RC_NOWHERE) {
        err->record += writer->gather.placed;
    }
    return status;
}

static rc_status place_all(rc_writer *base, rc_reader *reader, rc_error *err)
{
    native_writer *writer = (native_writer *)base;
    uint64_t records = 0;
    rc_store *batch = NULL;
    rc_status status = RC_OK;
    while (status == RC_OK && (status = rc_reader_next(reader, &batch, err)) == RC_OK) {
        records += rc_store_length(batch);
        status = rci_stream_gather_add(&writer->gather, batch, 0, rc_store_length(batch), err);
        rc_store_unref(batch);
    }
    writer->gather.placed = base->records - records;
    return status == RC_END ? RC_OK : status;
}

/* The records fit one block, in which they were. */
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
    status = place_all(base, reader, err);
    rc_reader_close(reader);
    return status;
}

/* --------------------------------------------------------------------- opening */

static void close_writer(rc_writer *base)
{
    native_writer *writer = (native_writer *)base;
    rci_clickhouse_columns_release(&writer->columns);
    rci_stream_gather_release(&writer->gather);
}

static const rci_stream_writer_ops writer_ops = {
    .place = place,
    .put = put,
    .finish = finish,
    .save = save,
    .restore = restore,
    .close = close_writer,
};

static rc_status start(native_writer *writer, rc_error *err)
{
    rc_writer *base = &writer->base;
    rc_status status = rci_stream_gather_init(&writer->gather, &queue_ops, writer, base->dtype,
                                              base->allocator, err);
    return status == RC_OK ? rci_clickhouse_columns_of(&writer->columns, base->dtype, err) : status;
}

rc_writer *rci_clickhouse_create_native(rci_io_output *output, const rc_dtype *dtype,
                                        const rc_write_options *options, rc_error *err)
{
    rc_writer *base = rci_stream_writer_new(sizeof(native_writer), &writer_ops, output, dtype, err);
    (void)options; /* it declares none */
    if (!base) {
        return NULL;
    }
    base->has_places = true;
    base->slow_place = true;
    if (start((native_writer *)base, err) != RC_OK) {
        rci_base_error_hint(err, RC_HINT_OUTPUT, "arrow");
        base->output = NULL; /* stays the caller's */
        rc_writer_close(base);
        return NULL;
    }
    return base;
}
