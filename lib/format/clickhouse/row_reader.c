/*
 * format/clickhouse/row_reader.c - reading RowBinaryWithNamesAndTypes.
 *
 * Where all records have the same number of bytes, a piece is so many of them: any thread reads it,
 * if the input can be read at any position. Else only walking the records shows where they end.
 * `cut` does that, in order, over the bytes that it reads: it passes values by their lengths, and
 * checks these; `decode` makes the values of the whole records, on any thread.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "format/clickhouse/format.h"
#include "format/clickhouse/header.h"
#include "format/clickhouse/lengths.h"
#include "format/clickhouse/row.h"
#include "stream/reader_impl.h"

/* Bytes of a piece, unless one record is larger, and of a record by default. */
enum { PIECE_BYTES = 1 << 18, MAX_RECORD = 1 << 24 };

typedef struct row_reader {
    rc_reader base;
    rci_clickhouse_input input;
    rci_clickhouse_columns columns;
    size_t max_record;
    uint64_t next;    /* record to be cut */
    bool by_position; /* any thread reads the pieces; then these: */
    uint64_t start;   /* byte of the first record */
    uint64_t records; /* in all */
} row_reader;

typedef struct row_piece {
    rci_stream_piece base;
    rci_base_bytes bytes;
    rci_clickhouse_bytes rest; /* of these, not decoded */
    uint64_t place;            /* of its first byte in the input */
    uint64_t next;             /* record to be decoded */
} row_piece;

/* ---------------------------------------------------------------------- pieces */

static rci_stream_piece *piece_new(rc_reader *base, rc_error *err)
{
    row_piece *piece = rci_base_zalloc_as(base->allocator, RC_MEMORY_READER, sizeof *piece, err);
    if (!piece) {
        return NULL;
    }
    rci_base_bytes_init_as(&piece->bytes, RC_MEMORY_READER);
    return &piece->base;
}

static void piece_free(rc_reader *base, rci_stream_piece *base_piece)
{
    row_piece *piece = (row_piece *)base_piece;
    rci_base_bytes_release(&piece->bytes);
    rci_base_free_as(base->allocator, RC_MEMORY_READER, piece, sizeof *piece);
}

static rc_status fail_at(uint64_t byte, uint64_t record, rc_status status, rc_error *err)
{
    rci_base_error_byte(err, byte);
    if (err) {
        err->record = record;
    }
    return status;
}

static rc_status fail_end(const row_reader *reader, uint64_t end, rc_error *err)
{
    rci_base_fail(err, RC_EFORMAT, "the input ends inside of a record");
    return fail_at(end, reader->next, RC_EFORMAT, err);
}

static rc_status fail_long(const row_reader *reader, uint64_t at, rc_error *err)
{
    rci_base_fail(err, RC_ELIMIT, "a record of more than %zu bytes", reader->max_record);
    rci_base_error_hint(err, RC_HINT_MAX_RECORD, NULL);
    return fail_at(at, reader->next, RC_ELIMIT, err);
}

/* ------------------------------------------------------ records of the same size */

static rc_status cut_by_position(row_reader *reader, row_piece *piece, rc_error *err)
{
    const size_t row = reader->columns.row;
    const uint64_t left = reader->records - reader->next;
    const size_t most = row < PIECE_BYTES ? PIECE_BYTES / row : 1;
    const size_t n = left < most ? (size_t)left : most;
    const uint64_t end = rci_io_source_size(reader->base.source);
    piece->place = reader->start + reader->next * row;
    if (n == 0) {
        return piece->place < end ? fail_end(reader, end, err) : RC_END;
    }
    piece->base.bytes = n * row;
    piece->next = reader->next;
    reader->next += n;
    reader->base.quick_cut = true;
    return RC_OK;
}

static rc_status fetch(const rc_reader *base, rci_stream_piece *base_piece, rc_error *err)
{
    const row_reader *reader = (const row_reader *)base;
    row_piece *piece = (row_piece *)base_piece;
    size_t got;
    rc_status status = RC_OK;
    if (reader->by_position) {
        piece->bytes.length = 0;
        status = rci_base_bytes_reserve(&piece->bytes, piece->base.bytes, err);
        if (status == RC_OK) {
            status = rci_io_source_read_at(base->source, piece->place, piece->bytes.data,
                                           piece->base.bytes, &got, err);
        }
        if (status == RC_OK && got < piece->base.bytes) {
            rci_base_fail(err, RC_EFORMAT, "the input ends inside of a record");
            status = fail_at(piece->place + got, piece->next, RC_EFORMAT, err);
        }
        piece->bytes.length = piece->base.bytes;
    }
    piece->rest = (rci_clickhouse_bytes){.start = piece->bytes.data,
                                         .at = piece->bytes.data,
                                         .end = piece->bytes.data + piece->bytes.length,
                                         .place = piece->place};
    return status;
}

/* ----------------------------------------------------------------- walked records */

/* Passes whole records in what was read, as many as a piece has. Returns RC_END if the last one is
   not whole. */
static rc_status walk(const row_reader *reader, rci_clickhouse_bytes *bytes, uint64_t *n,
                      rc_error *err)
{
    const rci_clickhouse_columns *columns = &reader->columns;
    rc_status status = RC_OK;
    while (status == RC_OK && bytes->at < bytes->end && bytes->at - bytes->start < PIECE_BYTES) {
        const unsigned char *record = bytes->at;
        status = rci_clickhouse_skip_row(columns, bytes, err);
        if (status == RC_OK && (size_t)(bytes->at - record) > reader->max_record) {
            bytes->at = record;
            return fail_long(reader, bytes->place + (uint64_t)(record - bytes->start), err);
        }
        *n += status == RC_OK;
    }
    return status;
}

/* The whole records that are ahead, one at least: more is read until there is one. A wrong record
   is found again as the first of the next piece. */
static rc_status find_records(row_reader *reader, size_t *size, uint64_t *n, rc_error *err)
{
    rci_clickhouse_input *input = &reader->input;
    rc_status status = rci_clickhouse_input_fill(input, PIECE_BYTES, err);
    *n = 0;
    while (status == RC_OK && input->ahead.length > 0) {
        const unsigned char *start = input->ahead.data;
        rci_clickhouse_bytes bytes = {start, start, start + input->ahead.length, input->at};
        rc_error wrong = RC_ERROR_INIT;
        *n = 0;
        status = walk(reader, &bytes, n, &wrong);
        *size = (size_t)(bytes.at - start);
        if (*n > 0) {
            return RC_OK;
        }
        if (status != RC_END) {
            rc_status failed = status;
            if (err && err->status == RC_OK) {
                *err = wrong;
            }
            return fail_at(input->at, reader->next, failed, err);
        }
        if (input->ended) {
            return fail_end(reader, input->at + input->ahead.length, err);
        }
        if (input->ahead.length > reader->max_record) {
            return fail_long(reader, input->at, err);
        }
        status = rci_clickhouse_input_fill(input, input->ahead.length + 1, err);
    }
    return status;
}

static rc_status cut_walked(row_reader *reader, row_piece *piece, rc_error *err)
{
    size_t size = 0;
    uint64_t n = 0;
    rc_status status = find_records(reader, &size, &n, err);
    if (status == RC_OK && n == 0) {
        return RC_END;
    }
    piece->place = reader->input.at;
    piece->next = reader->next;
    if (status == RC_OK) {
        status = rci_clickhouse_input_take(&reader->input, size, &piece->bytes, err);
    }
    piece->base.bytes = size;
    reader->next += n;
    return status;
}

static rc_status cut(rc_reader *base, rci_stream_piece *base_piece, rc_error *err)
{
    row_reader *reader = (row_reader *)base;
    row_piece *piece = (row_piece *)base_piece;
    piece->base.done = false;
    return reader->by_position ? cut_by_position(reader, piece, err)
                               : cut_walked(reader, piece, err);
}

static rc_status decode(const rc_reader *base, rci_stream_piece *base_piece, rc_store *batch,
                        rc_error *err)
{
    const row_reader *reader = (const row_reader *)base;
    row_piece *piece = (row_piece *)base_piece;
    rc_status status = rci_clickhouse_take_rows(&reader->columns, &piece->rest, batch,
                                                rc_store_capacity(batch), err);
    if (status != RC_OK && err && err->record != RC_NOWHERE) {
        err->record += piece->next;
    }
    piece->next += rc_store_length(batch);
    piece->base.done = piece->rest.at == piece->rest.end;
    return status;
}

/* --------------------------------------------------------------------- opening */

static void close_reader(rc_reader *base)
{
    row_reader *reader = (row_reader *)base;
    rci_clickhouse_input_release(&reader->input);
    rci_clickhouse_columns_release(&reader->columns);
}

static const rci_stream_reader_ops reader_ops = {
    .piece_new = piece_new,
    .piece_free = piece_free,
    .cut = cut,
    .fetch = fetch,
    .decode = decode,
    .close = close_reader,
};

static size_t max_record_of(const rc_read_options *options)
{
    return options->max_record ? options->max_record : MAX_RECORD;
}

/* The first record shows the lengths of arrays. */
static rc_status learn_lengths(rci_clickhouse_input *input, rci_clickhouse_type *root,
                               size_t max_record, rc_error *err)
{
    rc_status status = RC_END;
    if (rci_clickhouse_input_fill(input, 1, err) != RC_OK) {
        return RC_EIO;
    }
    if (input->ahead.length == 0) {
        return rci_clickhouse_fail_unknown(root, err);
    }
    while (status == RC_END) {
        const unsigned char *start = input->ahead.data;
        rci_clickhouse_bytes bytes = {start, start, start + input->ahead.length, input->at};
        status = rci_clickhouse_skip_value(root, &bytes, err);
        if (status != RC_END) {
            break;
        }
        if (input->ended || input->ahead.length > max_record) {
            return rci_clickhouse_fail_unknown(root, err);
        }
        if (rci_clickhouse_input_fill(input, input->ahead.length + 1, err) != RC_OK) {
            return RC_EIO;
        }
    }
    rci_clickhouse_end_lengths(root);
    return status;
}

/* The dtype of the options, or that of the types: a new reference. NULL: as
   rci_clickhouse_type_dtype. */
static rc_dtype *find_dtype(rci_clickhouse_input *input, rci_clickhouse_type *root,
                            const rc_read_options *options, size_t max_record, rc_error *err)
{
    if (options->dtype) {
        return rc_dtype_ref(options->dtype);
    }
    if (rci_clickhouse_lacks_lengths(root) &&
        learn_lengths(input, root, max_record, err) != RC_OK) {
        return NULL;
    }
    return rci_clickhouse_type_dtype(root, err);
}

static void choose_way(row_reader *reader)
{
    rci_io_source *source = reader->base.source;
    const size_t row = reader->columns.row;
    reader->by_position = row && row <= reader->max_record && rci_io_source_can_seek(source);
    if (reader->by_position) {
        reader->start = reader->input.at;
        reader->records = (rci_io_source_size(source) - reader->start) / row;
        reader->base.expected = reader->records;
    }
}

/* Takes over the input and the types. */
static rc_reader *new_reader(rci_io_source *source, rci_clickhouse_input *input,
                             rci_clickhouse_type *root, const rc_dtype *dtype,
                             const rc_read_options *options, rc_error *err)
{
    rc_reader *base =
        rci_stream_reader_new(sizeof(row_reader), &reader_ops, source, dtype, options->layout, err);
    row_reader *reader = (row_reader *)base;
    if (!base) {
        rci_clickhouse_input_release(input);
        rci_clickhouse_type_free(root);
        return NULL;
    }
    reader->input = *input;
    reader->max_record = max_record_of(options);
    if (rci_clickhouse_columns_bind(&reader->columns, root, base->dtype, err) != RC_OK) {
        base->source = NULL; /* stays the caller's */
        rc_reader_close(base);
        return NULL;
    }
    choose_way(reader);
    return base;
}

rc_reader *rci_clickhouse_open_rowbinary(rci_io_source *source, const rc_read_options *options,
                                         rc_error *err)
{
    rci_clickhouse_input input;
    rci_clickhouse_type *root;
    rc_dtype *dtype = NULL;
    rc_reader *reader = NULL;
    rci_clickhouse_input_init(&input, source);
    root = rci_clickhouse_header_read(&input, err);
    if (root) {
        dtype = find_dtype(&input, root, options, max_record_of(options), err);
    }
    if (dtype) {
        reader = new_reader(source, &input, root, dtype, options, err);
    } else {
        rci_clickhouse_input_release(&input);
        rci_clickhouse_type_free(root);
    }
    rc_dtype_unref(dtype);
    return reader;
}
