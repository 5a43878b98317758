#include "stream/reader_impl.h"

#include "base/alloc.h"
#include "base/error.h"
#include "store/batch.h"
#include "stream/format.h"

rc_reader *rci_stream_reader_new(size_t size, const rci_stream_reader_ops *ops,
                                 rci_io_source *source, const rc_dtype *dtype, rc_layout layout,
                                 rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rc_reader *reader = rci_base_zalloc(allocator, size, err);
    if (!reader) {
        return NULL;
    }
    reader->ops = ops;
    reader->allocator = allocator;
    reader->size = size;
    reader->source = source;
    reader->dtype = rc_dtype_ref(dtype);
    reader->layout = layout ? layout : RC_ROWS;
    reader->expected = RC_NOWHERE;
    reader->ended = RC_OK;
    return reader;
}

rc_store *rci_stream_reader_batch_new(const rc_reader *reader, rc_error *err)
{
    enum { BATCH_BYTES = 1 << 20, MOST_RECORDS = 1 << 17 };
    size_t itemsize = rc_dtype_itemsize(reader->dtype);
    size_t capacity = BATCH_BYTES / (itemsize ? itemsize : 1);
    if (capacity < 1) {
        capacity = 1;
    }
    if (capacity > MOST_RECORDS) {
        capacity = MOST_RECORDS;
    }
    return rci_store_with_capacity(reader->dtype, capacity, reader->layout, err);
}

rc_status rci_stream_refuse_text_options(const char *format, const rc_read_options *options,
                                         rc_error *err)
{
    if (options->root) {
        return rci_stream_option_not_for("root", format, err);
    }
    if (options->extra != RC_EXTRA_ERROR) {
        return rci_stream_option_not_for("extra", format, err);
    }
    if (options->missing != RC_MISSING_ERROR) {
        return rci_stream_option_not_for("missing", format, err);
    }
    if (options->max_record) {
        return rci_stream_option_not_for("max_record", format, err);
    }
    return RC_OK;
}

static rc_status check_options(const rc_read_options *options, rc_error *err)
{
    if (options->layout != 0 && options->layout != RC_ROWS && options->layout != RC_COLUMNS) {
        return rci_base_fail(err, RC_EARG, "layout %d is neither RC_ROWS nor RC_COLUMNS",
                             (int)options->layout);
    }
    return RC_OK;
}

/* Takes over `source`, also on failure. */
static rc_reader *open_source(rci_io_source *source, const char *path,
                              const rc_read_options *options, rc_error *err)
{
    static const rc_read_options defaults = {0};
    const rci_stream_format *format;
    rc_reader *reader = NULL;
    options = options ? options : &defaults;
    if (check_options(options, err) != RC_OK) {
        rci_io_source_close(source);
        return NULL;
    }
    format = rci_stream_format_for_reading(options->format, path, source, err);
    if (format && !format->open_reader) {
        rci_base_fail(err, RC_EARG, "the format %s cannot be read, only written", format->name);
    } else if (format) {
        reader = format->open_reader(source, options, err);
    }
    if (!reader) {
        rci_base_error_source(err, rci_io_source_name(source));
        rci_io_source_close(source);
    }
    return reader;
}

rc_reader *rc_reader_open(const char *path, const rc_read_options *options, rc_error *err)
{
    rci_io_source *source = rci_io_source_open(path, err);
    return source ? open_source(source, path, options, err) : NULL;
}

rc_reader *rc_reader_open_memory(const void *data, size_t size, const char *name,
                                 const rc_read_options *options, rc_error *err)
{
    rci_io_source *source = rci_io_source_open_memory(data, size, name, err);
    return source ? open_source(source, rci_io_source_name(source), options, err) : NULL;
}

void rc_reader_close(rc_reader *reader)
{
    if (!reader) {
        return;
    }
    if (reader->piece) {
        reader->ops->piece_free(reader, reader->piece);
    }
    rc_store_unref(reader->batch);
    reader->ops->close(reader);
    rci_io_source_close(reader->source);
    rc_dtype_unref(reader->dtype);
    rci_base_free(reader->allocator, reader, reader->size);
}

const rc_dtype *rc_reader_dtype(const rc_reader *reader)
{
    return reader->dtype;
}

uint64_t rc_reader_expected(const rc_reader *reader)
{
    return reader->expected;
}

/* The batch of the last time when nobody else holds it any more, else a new one. */
static rc_status prepare_batch(rc_reader *reader, rc_error *err)
{
    if (reader->batch && rci_store_refs(reader->batch) == 1) {
        rci_store_clear_for_reuse(reader->batch);
        return RC_OK;
    }
    rc_store_unref(reader->batch);
    reader->batch = rci_stream_reader_batch_new(reader, err);
    return reader->batch ? RC_OK : RC_ENOMEM;
}

/* One step: cut when no piece is open, then decode from it. */
static rc_status step(rc_reader *reader, rc_error *err)
{
    rc_status status = RC_OK;
    if (!reader->piece_open) {
        status = reader->ops->cut(reader, reader->piece, err);
        if (status == RC_END) {
            return status;
        }
    }
    if (status == RC_OK) {
        status = reader->ops->decode(reader, reader->piece, reader->batch, err);
    }
    reader->piece_open = status == RC_OK && !reader->piece->done;
    if (!reader->piece_open) {
        reader->ops->settle(reader, reader->piece, status == RC_OK ? NULL : err);
    }
    return status;
}

rc_status rc_reader_next(rc_reader *reader, rc_store **batch, rc_error *err)
{
    rc_status status = reader->ended;
    if (status != RC_OK && status != RC_END) {
        return rci_base_fail(err, RC_EARG, "this reader has failed before: close it");
    }
    if (status == RC_OK) {
        status = prepare_batch(reader, err);
    }
    if (status == RC_OK && !reader->piece) {
        reader->piece = reader->ops->piece_new(reader, err);
        status = reader->piece ? RC_OK : RC_ENOMEM;
    }
    while (status == RC_OK && rc_store_length(reader->batch) == 0) {
        status = step(reader, err);
    }
    if (status == RC_OK) {
        *batch = rc_store_ref(reader->batch);
        return RC_OK;
    }
    reader->ended = status;
    if (status == RC_END) {
        *batch = NULL;
    } else {
        rci_base_error_source(err, rci_io_source_name(reader->source));
    }
    return status;
}
