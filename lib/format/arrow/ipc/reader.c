/*
 * format/arrow/ipc/reader.c - reading Arrow files and streams: a piece is a record batch, whose
 * records are copied to batches, some at a time.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "format/arrow/ipc/input.h"
#include "format/arrow/ipc/ipc.h"
#include "format/arrow/ipc/records.h"
#include "stream/reader_impl.h"

typedef struct ipc_reader {
    rc_reader base;
    rci_arrow_ipc_input input;
    uint64_t records; /* of the pieces that are settled */
} ipc_reader;

typedef struct ipc_piece {
    rci_stream_piece base;
    rci_arrow_ipc_piece batch;
    rci_arrow_ipc_column *column; /* NULL: not decoded yet */
    size_t decoded;               /* records that are copied */
    size_t records;               /* of the record batch */
} ipc_piece;

/* -------------------------------------------------------------------- pieces */

static rci_stream_piece *piece_new(rc_reader *base, rc_error *err)
{
    ipc_piece *piece = rci_base_zalloc_as(base->allocator, RC_MEMORY_READER, sizeof *piece, err);
    return piece ? &piece->base : NULL;
}

/* Releases what is needed only while there are records to copy. */
static void release_memory(ipc_piece *piece)
{
    rci_arrow_ipc_column_unref(piece->column);
    piece->column = NULL;
    rci_arrow_ipc_piece_release(&piece->batch);
}

static void empty_piece(ipc_piece *piece)
{
    release_memory(piece);
    piece->decoded = 0;
    piece->records = 0;
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
    rc_error unset = RC_ERROR_INIT;
    rc_status status;
    empty_piece(piece);
    status = rci_arrow_ipc_input_next(&reader->input, &piece->batch, err ? err : &unset);
    if (status == RC_OK) {
        piece->base.done = false;
        piece->base.bytes = piece->batch.metadata->size + (size_t)piece->batch.message.body_size;
    }
    return status;
}

static rc_status fetch(const rc_reader *base, rci_stream_piece *piece, rc_error *err)
{
    rc_error unset = RC_ERROR_INIT;
    return rci_arrow_ipc_input_fetch(&((const ipc_reader *)base)->input,
                                     &((ipc_piece *)piece)->batch, err ? err : &unset);
}

/* `n` records of a column from `first` on as columns; the memory is that of the column where
   possible. */
static rc_store *import(const ipc_reader *reader, rci_arrow_ipc_column *column, size_t first,
                        size_t n, rc_error *err)
{
    rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
    options.dtype = reader->base.dtype;
    options.layout = RC_COLUMNS;
    return rci_arrow_ipc_records(column, first, n, &reader->input.schema, &options, err);
}

/* Appends the next `n` records of the piece to a batch, or those before the first wrong one. */
static rc_status copy_records(const ipc_reader *reader, ipc_piece *piece, size_t n, rc_store *batch,
                              rc_error *err)
{
    rc_error unused = RC_ERROR_INIT;
    rc_store *store = import(reader, piece->column, piece->decoded, n, err);
    rc_status status = store ? RC_OK : err->status;
    if (!store && err->record < n) {
        n = (size_t)err->record;
        store = n ? import(reader, piece->column, piece->decoded, n, &unused) : NULL;
    }
    if (store &&
        rc_store_append_range(batch, store, 0, n, status == RC_OK ? err : &unused) != RC_OK &&
        status == RC_OK) {
        status = err->status;
    }
    rc_store_unref(store);
    return status;
}

/* Not more records than the batch has memory for are made at a time: a dictionary, or values that
   are shorter than their dtype, take more memory as records than in the message. */
static rc_status decode_some(const ipc_reader *reader, ipc_piece *piece, rc_store *batch,
                             rc_error *err)
{
    const size_t capacity = rc_store_capacity(batch);
    rc_status status;
    size_t n;
    if (!piece->column) {
        piece->column = rci_arrow_ipc_input_decode(&reader->input, &piece->batch, err);
        if (!piece->column) {
            return err->status;
        }
        piece->records = piece->column->length;
    }
    n = piece->records - piece->decoded;
    n = n < capacity ? n : capacity;
    status = n ? copy_records(reader, piece, n, batch, err) : RC_OK;
    if (status != RC_OK) {
        if (err->record != RC_NOWHERE) {
            err->record += piece->decoded;
        }
        rci_base_error_byte(err, piece->batch.at);
        return status;
    }
    piece->decoded += n;
    piece->base.done = piece->decoded == piece->records;
    return RC_OK;
}

static rc_status decode(const rc_reader *base, rci_stream_piece *base_piece, rc_store *batch,
                        rc_error *err)
{
    ipc_piece *piece = (ipc_piece *)base_piece;
    rc_error error = RC_ERROR_INIT;
    rc_status status = decode_some((const ipc_reader *)base, piece, batch, &error);
    if (status != RC_OK || piece->base.done) {
        release_memory(piece);
    }
    if (status != RC_OK && err && err->status == RC_OK) {
        *err = error;
    }
    return status;
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
    rc_error unset = RC_ERROR_INIT;
    rc_reader *reader;
    if (rci_arrow_ipc_input_open(&input, source, err ? err : &unset) != RC_OK) {
        return NULL;
    }
    reader = new_reader(source, &input, options, err);
    if (!reader) {
        rci_arrow_ipc_input_release(&input);
    }
    return reader;
}
