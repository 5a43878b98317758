/*
 * format/arrow/ipc/reader.c - reading Arrow files and streams: a piece is a record batch, which is
 * decoded as a store and copied to batches.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "format/arrow/ipc/input.h"
#include "format/arrow/ipc/ipc.h"
#include "stream/reader_impl.h"

typedef struct ipc_reader {
    rc_reader base;
    rci_arrow_ipc_input input;
    uint64_t records; /* of the pieces that are settled */
} ipc_reader;

typedef struct ipc_piece {
    rci_stream_piece base;
    rci_arrow_ipc_piece batch;
    rc_store *store; /* NULL: not decoded yet */
    size_t decoded;  /* records that are copied */
    size_t records;
    rc_error failure; /* what is returned after the records before the wrong one */
} ipc_piece;

/* -------------------------------------------------------------------- pieces */

static rci_stream_piece *piece_new(rc_reader *base, rc_error *err)
{
    ipc_piece *piece = rci_base_zalloc_as(base->allocator, RC_MEMORY_READER, sizeof *piece, err);
    return piece ? &piece->base : NULL;
}

static void empty_piece(ipc_piece *piece)
{
    rc_store_unref(piece->store);
    piece->store = NULL;
    piece->decoded = 0;
    piece->records = 0;
    rc_error_clear(&piece->failure);
    rci_arrow_ipc_piece_release(&piece->batch);
}

static void piece_free(rc_reader *base, rci_stream_piece *base_piece)
{
    ipc_piece *piece = (ipc_piece *)base_piece;
    empty_piece(piece);
    rci_base_free_as(base->allocator, RC_MEMORY_READER, piece, sizeof *piece);
}

static rc_status cut(rc_reader *base, rci_stream_piece *base_piece, rc_error *err)
{
    ipc_reader *reader = (ipc_reader *)base;
    ipc_piece *piece = (ipc_piece *)base_piece;
    rc_status status;
    empty_piece(piece);
    status = rci_arrow_ipc_input_next(&reader->input, &piece->batch, err);
    if (status == RC_OK) {
        piece->base.done = false;
        piece->base.bytes = piece->batch.metadata->size + (size_t)piece->batch.message.body_size;
    }
    return status;
}

static rc_status fetch(const rc_reader *base, rci_stream_piece *piece, rc_error *err)
{
    return rci_arrow_ipc_input_fetch(&((const ipc_reader *)base)->input,
                                     &((ipc_piece *)piece)->batch, err);
}

/* The first `n` records of a column as a store; the memory is that of the column where possible. */
static rc_store *import(const ipc_reader *reader, rci_arrow_ipc_column *column, size_t n,
                        rc_error *err)
{
    rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
    struct ArrowArray array;
    rc_store *store;
    options.dtype = reader->base.dtype;
    options.layout = RC_COLUMNS;
    if (rci_arrow_ipc_column_export(column, 0, n, &array, err) != RC_OK) {
        return NULL;
    }
    store = rc_arrow_import(&array, &reader->input.schema, &options, err);
    if (!store) {
        array.release(&array);
    }
    return store;
}

/* Decodes the piece. If a record is wrong, those before it are decoded, and the failure is kept. */
static rc_status import_piece(const ipc_reader *reader, ipc_piece *piece, rc_error *err)
{
    rci_arrow_ipc_column *column = rci_arrow_ipc_input_decode(&reader->input, &piece->batch, err);
    rc_error failure = RC_ERROR_INIT;
    if (!column) {
        return RC_EFORMAT;
    }
    piece->records = column->length;
    piece->store = import(reader, column, column->length, &failure);
    if (!piece->store && failure.record < column->length) {
        piece->records = (size_t)failure.record;
        piece->store = import(reader, column, piece->records, NULL);
    }
    rci_arrow_ipc_column_unref(column);
    if (failure.status != RC_OK) {
        rci_base_error_byte(&failure, piece->batch.at);
    }
    piece->failure = failure;
    if (!piece->store && err && err->status == RC_OK) {
        *err = failure;
    }
    return piece->store ? RC_OK : failure.status;
}

static rc_status finish_piece(ipc_piece *piece, rc_error *err)
{
    if (piece->failure.status != RC_OK) {
        if (err && err->status == RC_OK) {
            *err = piece->failure;
        }
        return piece->failure.status;
    }
    piece->base.done = true;
    return RC_OK;
}

static rc_status decode(const rc_reader *base, rci_stream_piece *base_piece, rc_store *batch,
                        rc_error *err)
{
    const ipc_reader *reader = (const ipc_reader *)base;
    ipc_piece *piece = (ipc_piece *)base_piece;
    rc_status status = piece->store ? RC_OK : import_piece(reader, piece, err);
    size_t n;
    if (status != RC_OK) {
        return status;
    }
    n = piece->records - piece->decoded;
    n = n < rc_store_capacity(batch) ? n : rc_store_capacity(batch);
    status = n ? rc_store_append_range(batch, piece->store, piece->decoded, n, err) : RC_OK;
    if (status != RC_OK) {
        return status;
    }
    piece->decoded += n;
    return piece->decoded == piece->records ? finish_piece(piece, err) : RC_OK;
}

/* The record of an error counts from the piece. */
static void settle(rc_reader *base, rci_stream_piece *base_piece, rc_error *err)
{
    ipc_reader *reader = (ipc_reader *)base;
    ipc_piece *piece = (ipc_piece *)base_piece;
    if (err && err->record != RC_NOWHERE) {
        err->record += reader->records;
    }
    reader->records += piece->records;
}

/* -------------------------------------------------------------------- opening */

static void close_reader(rc_reader *base)
{
    rci_arrow_ipc_input_release(&((ipc_reader *)base)->input);
}

static const rci_stream_reader_ops reader_ops = {
    .piece_new = piece_new,
    .piece_free = piece_free,
    .cut = cut,
    .fetch = fetch,
    .decode = decode,
    .settle = settle,
    .close = close_reader,
};

static rc_reader *new_reader(rci_io_source *source, rci_arrow_ipc_input *input,
                             const rc_read_options *options, rc_error *err)
{
    rc_arrow_import_options import_options = RC_ARROW_IMPORT_OPTIONS_INIT;
    rc_dtype *dtype;
    rc_reader *reader;
    import_options.dtype = options->dtype;
    dtype = rc_arrow_import_schema(&input->schema, &import_options, err);
    if (!dtype) {
        return NULL;
    }
    reader =
        rci_stream_reader_new(sizeof(ipc_reader), &reader_ops, source, dtype, options->layout, err);
    rc_dtype_unref(dtype);
    if (reader) {
        rci_arrow_ipc_input_move(&((ipc_reader *)reader)->input, input);
    }
    return reader;
}

rc_reader *rci_arrow_ipc_open_reader(rci_io_source *source, const rc_read_options *options,
                                     rc_error *err)
{
    rci_arrow_ipc_input input;
    rc_reader *reader;
    if (rci_arrow_ipc_input_open(&input, source, err) != RC_OK) {
        return NULL;
    }
    reader = new_reader(source, &input, options, err);
    if (!reader) {
        rci_arrow_ipc_input_release(&input);
    }
    return reader;
}
