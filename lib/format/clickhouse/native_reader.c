/*
 * format/clickhouse/native_reader.c - reading Native. A piece is a block: `cut` walks it, in order,
 * since nothing else shows where it ends; `decode` makes its records, on any thread.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "format/clickhouse/block.h"
#include "format/clickhouse/format.h"
#include "format/clickhouse/header.h"
#include "format/clickhouse/lengths.h"
#include "stream/reader_impl.h"

/* Bytes of a block by default. ClickHouse makes blocks of 65536 records. */
enum { MAX_BLOCK = 1 << 28 };

typedef struct native_reader {
    rc_reader base;
    rci_clickhouse_input input;
    rci_clickhouse_shape shape; /* its root is that of the columns */
    rci_clickhouse_columns columns;
    uint64_t next; /* record to be cut */
} native_reader;

typedef struct native_piece {
    rci_stream_piece base;
    rci_base_bytes bytes;
    rci_clickhouse_block block;
    uint64_t place; /* of the block in the input */
    uint64_t start; /* its first record in the input */
    size_t next;    /* record of the block to be decoded */
} native_piece;

/* ---------------------------------------------------------------------- pieces */

static rci_stream_piece *piece_new(rc_reader *base, rc_error *err)
{
    native_piece *piece = rci_base_zalloc_as(base->allocator, RC_MEMORY_READER, sizeof *piece, err);
    if (!piece) {
        return NULL;
    }
    rci_base_bytes_init_as(&piece->bytes, RC_MEMORY_READER);
    rci_clickhouse_block_init(&piece->block);
    return &piece->base;
}

static void piece_free(rc_reader *base, rci_stream_piece *base_piece)
{
    native_piece *piece = (native_piece *)base_piece;
    rci_base_bytes_release(&piece->bytes);
    rci_clickhouse_block_release(&piece->block);
    rci_base_free_as(base->allocator, RC_MEMORY_READER, piece, sizeof *piece);
}

static rc_status cut(rc_reader *base, rci_stream_piece *base_piece, rc_error *err)
{
    native_reader *reader = (native_reader *)base;
    native_piece *piece = (native_piece *)base_piece;
    rc_status status =
        rci_clickhouse_block_walk(&reader->shape, &reader->input, 0, &piece->block, err);
    piece->base.done = false;
    piece->place = reader->input.at;
    piece->start = reader->next;
    piece->next = 0;
    if (status == RC_OK) {
        piece->base.bytes = piece->block.size;
        status = rci_clickhouse_input_take(&reader->input, piece->block.size, &piece->bytes, err);
    } else if (status != RC_END && err && err->record == RC_NOWHERE) {
        err->record = reader->next;
    }
    reader->next += piece->block.rows;
    return status;
}

static rc_status decode(const rc_reader *base, rci_stream_piece *base_piece, rc_store *batch,
                        rc_error *err)
{
    const native_reader *reader = (const native_reader *)base;
    native_piece *piece = (native_piece *)base_piece;
    const size_t left = piece->block.rows - piece->next, space = rc_store_capacity(batch);
    rc_status status =
        rci_clickhouse_block_take(&reader->columns, &piece->block, piece->bytes.data, piece->place,
                                  piece->next, left < space ? left : space, batch, err);
    if (status != RC_OK && err && err->record != RC_NOWHERE) {
        err->record += piece->start + piece->next;
    }
    piece->next += rc_store_length(batch);
    piece->base.done = piece->next == piece->block.rows;
    return status;
}

/* --------------------------------------------------------------------- opening */

static void close_reader(rc_reader *base)
{
    native_reader *reader = (native_reader *)base;
    rci_clickhouse_input_release(&reader->input);
    rci_base_bytes_release(&reader->shape.heads);
    rci_clickhouse_columns_release(&reader->columns);
}

static const rci_stream_reader_ops reader_ops = {
    .piece_new = piece_new,
    .piece_free = piece_free,
    .cut = cut,
    .decode = decode,
    .close = close_reader,
};

/* Walks blocks until the types and lengths are known; they are read again afterwards. The types of
   input without a block are those that records of the dtype are written with. */
static rc_status find_types(rci_clickhouse_input *input, rci_clickhouse_shape *shape,
                            const rc_read_options *options, rc_error *err)
{
    rci_clickhouse_block block;
    size_t at = 0;
    bool is_known = false;
    rc_status status = RC_OK;
    rci_clickhouse_block_init(&block);
    while (status == RC_OK && !is_known) {
        status = rci_clickhouse_block_walk(shape, input, at, &block, err);
        at += block.size;
        is_known = options->dtype || block.rows > 0 ||
                   (shape->root && !rci_clickhouse_lacks_lengths(shape->root));
    }
    rci_clickhouse_block_release(&block);
    if (status == RC_END && !shape->root && options->dtype) {
        shape->root = rci_clickhouse_type_of(options->dtype, err);
        return shape->root ? RC_OK : RC_EUNSUPPORTED;
    }
    if (status == RC_END && shape->root) {
        return rci_clickhouse_fail_unknown(shape->root, err);
    }
    if (status == RC_END) {
        rci_base_fail(err, RC_EARG, "input without a block has no columns");
        rci_base_error_hint(err, RC_HINT_DTYPE, NULL);
        return RC_EARG;
    }
    if (status == RC_OK && !options->dtype) {
        rci_clickhouse_end_lengths(shape->root);
    }
    return status;
}

/* Takes over the input and the shape. */
static rc_reader *new_reader(rci_io_source *source, rci_clickhouse_input *input,
                             rci_clickhouse_shape *shape, const rc_dtype *dtype,
                             const rc_read_options *options, rc_error *err)
{
    rc_reader *base = rci_stream_reader_new(sizeof(native_reader), &reader_ops, source, dtype,
                                            options->layout, err);
    native_reader *reader = (native_reader *)base;
    if (!base) {
        rci_clickhouse_input_release(input);
        rci_base_bytes_release(&shape->heads);
        rci_clickhouse_type_free(shape->root);
        return NULL;
    }
    reader->input = *input;
    reader->shape = *shape;
    if (rci_clickhouse_columns_bind(&reader->columns, shape->root, base->dtype, err) != RC_OK) {
        base->source = NULL; /* stays the caller's */
        rc_reader_close(base);
        return NULL;
    }
    return base;
}

rc_reader *rci_clickhouse_open_native(rci_io_source *source, const rc_read_options *options,
                                      rc_error *err)
{
    rci_clickhouse_shape shape = {.max_block =
                                      options->max_record ? options->max_record : MAX_BLOCK};
    rci_clickhouse_input input;
    rc_dtype *dtype = NULL;
    rc_reader *reader = NULL;
    rci_clickhouse_input_init(&input, source);
    rci_base_bytes_init_as(&shape.heads, RC_MEMORY_READER);
    if (find_types(&input, &shape, options, err) == RC_OK) {
        dtype = options->dtype ? rc_dtype_ref(options->dtype)
                               : rci_clickhouse_type_dtype(shape.root, err);
    }
    if (dtype) {
        reader = new_reader(source, &input, &shape, dtype, options, err);
    } else {
        rci_clickhouse_input_release(&input);
        rci_base_bytes_release(&shape.heads);
        rci_clickhouse_type_free(shape.root);
    }
    rc_dtype_unref(dtype);
    return reader;
}
