/* stream/reader.c - the reader object, and the batches that it returns one after the other. */
#include "stream/reader_impl.h"

#include "base/alloc.h"
#include "base/error.h"
#include "store/batch.h"
#include "stream/added.h"

rc_reader *rci_stream_reader_new(size_t size, const rci_stream_reader_ops *ops,
                                 rci_io_source *source, const rc_dtype *dtype, rc_layout layout,
                                 rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    rc_reader *reader = rci_base_zalloc_as(allocator, RC_MEMORY_READER, size, err);
    if (!reader) {
        return NULL;
    }
    reader->ops = ops;
    reader->allocator = allocator;
    reader->size = size;
    reader->source = source;
    reader->dtype = rc_dtype_ref(dtype);
    reader->layout = layout ? layout : RC_ROWS;
    reader->expected = RC_UNKNOWN;
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
    if (reader->most_records && capacity > reader->most_records) {
        capacity = reader->most_records;
    }
    return rci_store_with_capacity(reader->dtype, capacity, reader->layout, err);
}

rc_status rci_stream_reader_fetch(const rc_reader *reader, rci_stream_piece *piece, rc_error *err)
{
    return reader->ops->fetch ? reader->ops->fetch(reader, piece, err) : RC_OK;
}

bool rci_stream_reader_confirm(rc_reader *reader, rci_stream_piece *piece)
{
    return !reader->ops->confirm || reader->ops->confirm(reader, piece);
}

void rci_stream_reader_settle(rc_reader *reader, rci_stream_piece *piece, rc_error *err)
{
    if (reader->ops->settle) {
        reader->ops->settle(reader, piece, err);
    }
}

void rci_stream_reader_add_source(const rc_reader *reader, rc_error *err)
{
    if (reader->source) {
        rci_base_error_source(err, rci_io_source_name(reader->source));
    }
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
    if (reader->ops->close) {
        reader->ops->close(reader);
    }
    rci_io_source_close(reader->source);
    rci_stream_added_free(reader);
    rc_dtype_unref(reader->dtype);
    rci_base_meter_release(reader->meter);
    rci_base_free_as(reader->allocator, RC_MEMORY_READER, reader, reader->size);
}

const rc_dtype *rc_reader_dtype(const rc_reader *reader)
{
    return reader ? reader->dtype : NULL;
}

const char *rc_reader_format(const rc_reader *reader)
{
    return reader ? reader->format : NULL;
}

uint64_t rc_reader_expected(const rc_reader *reader)
{
    return reader ? reader->expected : RC_UNKNOWN;
}

/* Empties the previous batch if the caller has released it, else leaves it to the caller. */
static void prepare_batch(rc_reader *reader)
{
    if (reader->batch && rci_store_refs(reader->batch) == 1) {
        rci_store_clear_for_reuse(reader->batch);
    } else {
        rc_store_unref(reader->batch);
        reader->batch = NULL;
    }
}

/* Reports the bad records among those that were just decoded. If one is not to be skipped, the
   records before it stay in the batch, and its error replaces one of a later record. */
static rc_status report_rejects(rc_reader *reader, rc_status status, rc_error *err)
{
    rc_error error = RC_ERROR_INIT;
    size_t good = 0;
    if (rci_stream_rejects_report(reader, reader->piece, SIZE_MAX, &good, &error) == RC_OK) {
        return status;
    }
    rci_store_set_length(reader->batch, good);
    *err = error;
    return error.status;
}

/* Decodes from the open piece. The batch is allocated only now: a large one may never be needed. */
static rc_status decode(rc_reader *reader, rc_error *err)
{
    rc_status status;
    if (!reader->batch) {
        reader->batch = rci_stream_reader_batch_new(reader, err);
    }
    if (!reader->batch) {
        return RC_ENOMEM;
    }
    status = rci_stream_reader_decode(reader, reader->piece, reader->batch, err);
    return reader->piece->rejects.count ? report_rejects(reader, status, err) : status;
}

/* Cuts and fetches a piece, all pieces before which are settled. */
static rc_status open_piece(rc_reader *reader, rc_error *err)
{
    rc_status status = reader->ops->cut(reader, reader->piece, err);
    bool right = status != RC_OK;
    while (!right) {
        status = rci_stream_reader_fetch(reader, reader->piece, err);
        right = rci_stream_reader_confirm(reader, reader->piece);
        if (!right) {
            rc_error_clear(err);
        }
    }
    return status;
}

/* The open piece is done with, or has failed. */
static rc_status close_piece(rc_reader *reader, rc_status status, rc_error *err)
{
    reader->piece_open = false;
    rci_stream_reader_settle(reader, reader->piece, status == RC_OK ? NULL : err);
    if (status == RC_OK && reader->progress) {
        status = rci_stream_reader_progress(reader, reader->piece, reader->decoded, err);
    }
    reader->decoded = 0;
    return status;
}

/* Opens a piece if none is open, then decodes records from it. */
static rc_status step(rc_reader *reader, rc_error *err)
{
    rc_status status = RC_OK;
    if (rci_stream_reader_is_canceled(reader)) {
        return rci_stream_stopped(err);
    }
    if (!reader->piece_open) {
        status = open_piece(reader, err);
        if (status == RC_END) {
            return status;
        }
    }
    if (status == RC_OK) {
        status = decode(reader, err);
        reader->decoded += rc_store_length(reader->batch);
    }
    reader->piece_open = status == RC_OK && !reader->piece->done;
    return reader->piece_open ? status : close_piece(reader, status, err);
}

/* Decodes until the batch has records, the input ends or something fails. */
static rc_status fill_batch(rc_reader *reader, rc_error *err)
{
    rc_status status = RC_OK;
    prepare_batch(reader);
    if (!reader->piece) {
        reader->piece = reader->ops->piece_new(reader, err);
        status = reader->piece ? RC_OK : RC_ENOMEM;
    }
    while (status == RC_OK && (!reader->batch || rc_store_length(reader->batch) == 0)) {
        status = step(reader, err);
    }
    return status;
}

/* Returns the failure, which has been stored. */
static rc_status fail(rc_reader *reader, rc_error *err)
{
    reader->pending = false;
    if (err && err->status == RC_OK) {
        *err = reader->failure;
    }
    return reader->ended;
}

static rc_status check_next(const rc_reader *reader, rc_store *const *batch, rc_error *err)
{
    if (!reader || !batch) {
        return rci_base_fail(err, RC_EARG,
                             reader ? "no place for the batch (NULL)" : "no reader (NULL)");
    }
    if (reader->ended != RC_OK && reader->ended != RC_END && !reader->pending) {
        return rci_base_fail(err, RC_EARG, "this reader has failed: close it");
    }
    return RC_OK;
}

rc_status rc_reader_next(rc_reader *reader, rc_store **batch, rc_error *err)
{
    rc_status status = check_next(reader, batch, err);
    if (status != RC_OK) {
        return status;
    }
    if (reader->pending) {
        return fail(reader, err);
    }
    if (reader->ended == RC_OK) {
        const rc_allocator *before = rci_base_meter_enter(reader->meter);
        rc_error_clear(&reader->failure);
        reader->ended = fill_batch(reader, &reader->failure);
        rci_base_enter_allocator(before);
    }
    if (reader->ended == RC_END) {
        *batch = NULL;
        return RC_END;
    }
    if (reader->ended != RC_OK) {
        rci_stream_reader_add_source(reader, &reader->failure);
        if (!reader->batch || rc_store_length(reader->batch) == 0) {
            return fail(reader, err);
        }
        /* The records before the wrong one come first. */
        reader->pending = true;
    }
    *batch = rc_store_ref(reader->batch);
    return RC_OK;
}
