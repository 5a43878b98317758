/*
 * format/npy/reader.c - reading .npy as a stream: pieces of whole records are read and copied into
 * batches; in order, or by any thread if the source can be read at any position.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "format/npy/header.h"
#include "format/npy/npy.h"
#include "format/npy/turned.h"
#include "store/batch.h"
#include "stream/reader_impl.h"

/* Bytes of a piece, unless one record is larger: with their text they fit the second-level cache.
 */
enum { PIECE_BYTES = 1 << 17 };

typedef struct npy_reader {
    rc_reader base;
    rci_npy_header header;
    uint64_t start; /* byte of the first record */
    uint64_t left;  /* records not yet cut */
    bool seeks;     /* pieces are read by any thread */
    size_t piece_records;
} npy_reader;

typedef struct npy_piece {
    rci_stream_piece base;
    rci_base_bytes rows;
    rci_base_bytes columns; /* of an array in Fortran order: what was read */
    uint64_t first;         /* record in it */
    size_t records;         /* in it */
    size_t decoded;         /* of these */
} npy_piece;

/* ----------------------------------------------------------------- pieces */

static rci_stream_piece *piece_new(rc_reader *base, rc_error *err)
{
    npy_piece *piece = rci_base_zalloc_as(base->allocator, RC_MEMORY_READER, sizeof *piece, err);
    if (!piece) {
        return NULL;
    }
    rci_base_bytes_init_as(&piece->rows, RC_MEMORY_READER);
    rci_base_bytes_init_as(&piece->columns, RC_MEMORY_READER);
    return &piece->base;
}

static void piece_free(rc_reader *base, rci_stream_piece *base_piece)
{
    npy_piece *piece = (npy_piece *)base_piece;
    rci_base_bytes_release(&piece->rows);
    rci_base_bytes_release(&piece->columns);
    rci_base_free_as(base->allocator, RC_MEMORY_READER, piece, sizeof *piece);
}

/* Nothing may follow the last record. */
static rc_status check_end(const npy_reader *reader, rc_error *err)
{
    unsigned char bytes[RCI_NPY_MAGIC_SIZE];
    size_t got;
    uint64_t end = reader->start + reader->header.bytes;
    rc_status status =
        reader->seeks
            ? rci_io_source_read_at(reader->base.source, end, bytes, sizeof bytes, &got, err)
            : rci_io_source_read(reader->base.source, bytes, sizeof bytes, &got, err);
    if (status != RC_OK) {
        return status;
    }
    return got ? rci_npy_trailing(end, bytes, got, err) : RC_END;
}

/* The rows are read in order, or from their position. */
static rc_status read_rows(const npy_reader *reader, npy_piece *piece, rc_error *err)
{
    rci_io_source *source = reader->base.source;
    const size_t size = piece->base.bytes;
    uint64_t at = reader->start + piece->first * rc_dtype_itemsize(reader->base.dtype);
    size_t got;
    rc_status status = reader->seeks
                           ? rci_io_source_read_at(source, at, piece->rows.data, size, &got, err)
                           : rci_io_source_read(source, piece->rows.data, size, &got, err);
    if (status == RC_OK && got < size) {
        status = rci_npy_truncated(&reader->header, reader->start, at + got, err);
    }
    return status;
}

static rc_status read_columns(const npy_reader *reader, npy_piece *piece, rc_error *err)
{
    rc_status status = rci_base_bytes_reserve(&piece->columns, piece->base.bytes, err);
    if (status == RC_OK) {
        status = rci_npy_turned_read(reader->base.source, &reader->header, reader->start,
                                     piece->first, piece->records, piece->columns.data, err);
    }
    return status;
}

/* Memory is allocated here, for the records that there are, and kept for the next piece. */
static rc_status read_piece(const npy_reader *reader, npy_piece *piece, rc_error *err)
{
    rc_status status = rci_base_bytes_reserve(&piece->rows, piece->base.bytes + 1, err);
    if (status != RC_OK) {
        return status;
    }
    return reader->header.turned ? read_columns(reader, piece, err) : read_rows(reader, piece, err);
}

static rc_status cut(rc_reader *base, rci_stream_piece *base_piece, rc_error *err)
{
    npy_reader *reader = (npy_reader *)base;
    npy_piece *piece = (npy_piece *)base_piece;
    const size_t most = reader->piece_records;
    if (reader->left == 0) {
        return check_end(reader, err);
    }
    piece->first = reader->header.records - reader->left;
    piece->records = reader->left < most ? (size_t)reader->left : most;
    piece->decoded = 0;
    piece->base.done = false;
    piece->base.bytes = piece->records * rc_dtype_itemsize(base->dtype);
    reader->left -= piece->records;
    base->quick_cut = reader->seeks && reader->left > 0; /* the last one checks the end */
    return reader->seeks ? RC_OK : read_piece(reader, piece, err);
}

static rc_status fetch(const rc_reader *base, rci_stream_piece *piece, rc_error *err)
{
    const npy_reader *reader = (const npy_reader *)base;
    return reader->seeks ? read_piece(reader, (npy_piece *)piece, err) : RC_OK;
}

static rc_status decode(const rc_reader *base, rci_stream_piece *base_piece, rc_store *batch,
                        rc_error *err)
{
    const npy_reader *reader = (const npy_reader *)base;
    npy_piece *piece = (npy_piece *)base_piece;
    size_t left = piece->records - piece->decoded, room = rc_store_capacity(batch);
    size_t n = left < room ? left : room;
    const unsigned char *rows = piece->rows.data + piece->decoded * rc_dtype_itemsize(base->dtype);
    rc_status status;
    if (piece->decoded == 0 && reader->header.turned) {
        rci_npy_turned_to_rows(&reader->header, piece->records, piece->columns.data,
                               piece->rows.data);
    }
    status = rci_store_put_rows(batch, 0, n, rows, err);
    if (status == RC_OK) {
        rci_store_set_length(batch, n);
        piece->decoded += n;
        piece->base.done = piece->decoded == piece->records;
    }
    return status;
}

/* ----------------------------------------------------------------- opening */

static void close_reader(rc_reader *base)
{
    npy_reader *reader = (npy_reader *)base;
    rc_dtype_unref(reader->header.dtype);
}

static const rci_stream_reader_ops reader_ops = {
    .piece_new = piece_new,
    .piece_free = piece_free,
    .cut = cut,
    .fetch = fetch,
    .decode = decode,
    .close = close_reader,
};

static rc_status check_dtype(const rc_dtype *found, const rc_dtype *expected, rc_error *err)
{
    char *text;
    if (!expected || rc_dtype_equal(found, expected)) {
        return RC_OK;
    }
    text = rc_dtype_text(found, RC_NOTATION_COMPACT, err);
    if (!text) {
        return RC_ENOMEM;
    }
    rci_base_fail(err, RC_EARG, "the dtype of the file is not the one asked for but %s", text);
    rc_text_free(text);
    return RC_EARG;
}

/* How many records a piece holds: those of 0 bytes need no memory. */
static size_t piece_records(const rci_npy_header *header)
{
    const size_t itemsize = rc_dtype_itemsize(header->dtype);
    if (header->turned) {
        return rci_npy_turned_records(header);
    }
    if (itemsize == 0) {
        return PIECE_BYTES;
    }
    return itemsize < PIECE_BYTES ? PIECE_BYTES / itemsize : 1;
}

/* The records of an array in Fortran order are read from everywhere in it. */
static rc_status prepare_source(rci_io_source *source, const rci_npy_header *header, rc_error *err)
{
    rc_status status = RC_OK;
    if (header->turned && !rci_io_source_can_seek(source)) {
        status = rci_io_source_make_seekable(source, err);
        if (status == RC_OK) {
            status = rci_npy_check_size(source, header, rci_io_source_position(source), err);
        }
    }
    return status;
}

static rc_reader *new_reader(rci_io_source *source, const rci_npy_header *header,
                             const rc_read_options *options, rc_error *err)
{
    rc_reader *base;
    npy_reader *reader;
    if (check_dtype(header->dtype, options->dtype, err) != RC_OK ||
        prepare_source(source, header, err) != RC_OK) {
        return NULL;
    }
    base = rci_stream_reader_new(sizeof(npy_reader), &reader_ops, source, header->dtype,
                                 options->layout, err);
    if (base) {
        reader = (npy_reader *)base;
        reader->header = *header;
        reader->start = rci_io_source_position(source);
        reader->left = header->records;
        reader->seeks = rci_io_source_can_seek(source);
        reader->piece_records = piece_records(header);
        base->expected = header->records;
    }
    return base;
}

rc_reader *rci_npy_open_reader(rci_io_source *source, const rc_read_options *options, rc_error *err)
{
    rci_npy_header header;
    rc_reader *reader;
    if (rci_npy_header_read(source, &header, err) != RC_OK) {
        return NULL;
    }
    reader = new_reader(source, &header, options, err);
    if (!reader) {
        rc_dtype_unref(header.dtype);
    }
    return reader;
}
