/*
 * format/npy/reader.c - reading .npy as a stream: pieces of whole records are read in order and
 * copied into batches.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "format/npy/header.h"
#include "format/npy/npy.h"
#include "store/batch.h"
#include "stream/reader_impl.h"

/* Bytes of a piece, unless one record is larger. */
enum { PIECE_BYTES = 1 << 19 };

typedef struct npy_reader {
    rc_reader base;
    rci_npy_header header;
    uint64_t start; /* byte of the first record */
    uint64_t left;  /* records not yet cut */
    size_t piece_records;
} npy_reader;

typedef struct npy_piece {
    rci_stream_piece base;
    unsigned char *rows;
    size_t records; /* in it */
    size_t decoded; /* of these */
} npy_piece;

/* ----------------------------------------------------------------- pieces */

static size_t piece_size(const npy_reader *reader)
{
    return reader->piece_records * rc_dtype_itemsize(reader->base.dtype);
}

static rci_stream_piece *piece_new(rc_reader *base, rc_error *err)
{
    npy_piece *piece = rci_base_zalloc(base->allocator, sizeof *piece, err);
    return piece ? &piece->base : NULL;
}

static void piece_free(rc_reader *base, rci_stream_piece *base_piece)
{
    npy_piece *piece = (npy_piece *)base_piece;
    rci_base_free(base->allocator, piece->rows, piece_size((const npy_reader *)base));
    rci_base_free(base->allocator, piece, sizeof *piece);
}

/* Nothing may follow the last record. */
static rc_status check_end(const npy_reader *reader, rc_error *err)
{
    unsigned char byte;
    size_t got;
    uint64_t end = rci_io_source_position(reader->base.source);
    rc_status status = rci_io_source_read(reader->base.source, &byte, 1, &got, err);
    if (status != RC_OK) {
        return status;
    }
    return got ? rci_npy_trailing(end, err) : RC_END;
}

static rc_status cut(rc_reader *base, rci_stream_piece *base_piece, rc_error *err)
{
    npy_reader *reader = (npy_reader *)base;
    npy_piece *piece = (npy_piece *)base_piece;
    size_t got, most = reader->piece_records;
    rc_status status;
    if (reader->left == 0) {
        return check_end(reader, err);
    }
    if (!piece->rows) {
        piece->rows = rci_base_alloc(base->allocator, piece_size(reader), err);
        if (!piece->rows) {
            return RC_ENOMEM;
        }
    }
    piece->records = reader->left < most ? (size_t)reader->left : most;
    piece->decoded = 0;
    piece->base.done = false;
    piece->base.bytes = piece->records * rc_dtype_itemsize(base->dtype);
    status = rci_io_source_read(base->source, piece->rows, piece->base.bytes, &got, err);
    if (status == RC_OK && got < piece->base.bytes) {
        status = rci_npy_truncated(&reader->header, reader->start,
                                   rci_io_source_position(base->source), err);
    }
    reader->left -= piece->records;
    return status;
}

static rc_status decode(const rc_reader *base, rci_stream_piece *base_piece, rc_store *batch,
                        rc_error *err)
{
    npy_piece *piece = (npy_piece *)base_piece;
    size_t left = piece->records - piece->decoded, room = rc_store_capacity(batch);
    size_t n = left < room ? left : room;
    const unsigned char *rows = piece->rows + piece->decoded * rc_dtype_itemsize(base->dtype);
    rc_status status = rci_store_put_rows(batch, 0, n, rows, err);
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
static size_t piece_records(size_t itemsize)
{
    if (itemsize == 0) {
        return PIECE_BYTES;
    }
    return itemsize < PIECE_BYTES ? PIECE_BYTES / itemsize : 1;
}

rc_reader *rci_npy_open_reader(rci_io_source *source, const rc_read_options *options, rc_error *err)
{
    rci_npy_header header;
    rc_reader *base = NULL;
    npy_reader *reader;
    if (rci_npy_header_read(source, &header, err) != RC_OK) {
        return NULL;
    }
    if (check_dtype(header.dtype, options->dtype, err) == RC_OK) {
        base = rci_stream_reader_new(sizeof(npy_reader), &reader_ops, source, header.dtype,
                                     options->layout, err);
    }
    if (!base) {
        rc_dtype_unref(header.dtype);
        return NULL;
    }
    reader = (npy_reader *)base;
    reader->header = header;
    reader->start = rci_io_source_position(source);
    reader->left = header.records;
    reader->piece_records = piece_records(rc_dtype_itemsize(header.dtype));
    base->expected = header.records;
    return base;
}
