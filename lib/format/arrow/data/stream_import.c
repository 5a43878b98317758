/*
 * format/arrow/data/stream_import.c - a reader of the arrays of a stream: each array is a piece.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "format/arrow/data/schema.h"
#include "store/batch.h"
#include "stream/reader_impl.h"

#include <string.h>

typedef struct stream_reader {
    rc_reader base;
    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    uint64_t records; /* in the arrays so far */
} stream_reader;

typedef struct stream_piece {
    rci_stream_piece base;
    struct ArrowArray array; /* until it is imported */
    uint64_t first;          /* its first record */
    rc_store *store;         /* its records */
    size_t next;             /* of them, to be put in a batch */
    rc_error failure;        /* after the records of the store */
} stream_piece;

static void empty_piece(stream_piece *piece)
{
    if (piece->array.release) {
        piece->array.release(&piece->array);
    }
    piece->array.release = NULL;
    rc_store_unref(piece->store);
    piece->store = NULL;
    piece->next = 0;
    rc_error_clear(&piece->failure);
}

static rci_stream_piece *piece_new(rc_reader *reader, rc_error *err)
{
    stream_piece *piece =
        rci_base_zalloc_as(reader->allocator, RC_MEMORY_READER, sizeof *piece, err);
    return piece ? &piece->base : NULL;
}

static void piece_free(rc_reader *reader, rci_stream_piece *base)
{
    stream_piece *piece = (stream_piece *)base;
    empty_piece(piece);
    rci_base_free_as(reader->allocator, RC_MEMORY_READER, piece, sizeof *piece);
}

/* The error of a callback of a stream: what the stream says, escaped. */
static rc_status fail_stream(struct ArrowArrayStream *stream, int sys, const char *what,
                             rc_error *err)
{
    const char *text = stream->get_last_error ? stream->get_last_error(stream) : NULL;
    char printable[256] = "";
    if (text) {
        rc_text_printable(text, strnlen(text, 1024), printable, sizeof printable);
    }
    return rci_base_fail_sys(err, sys, "the Arrow stream has no %s%s%s%s", what, text ? " (" : "",
                             printable, text ? ")" : "");
}

static rc_status cut(rc_reader *reader, rci_stream_piece *base, rc_error *err)
{
    stream_reader *self = (stream_reader *)reader;
    stream_piece *piece = (stream_piece *)base;
    int failed;
    empty_piece(piece);
    piece->base.done = false;
    piece->base.bytes = 0;
    memset(&piece->array, 0, sizeof piece->array);
    failed = self->stream.get_next(&self->stream, &piece->array);
    if (failed) {
        piece->array.release = NULL;
        return fail_stream(&self->stream, failed, "next array", err);
    }
    if (!piece->array.release) {
        return RC_END;
    }
    piece->first = self->records;
    self->records += piece->array.length > 0 ? (uint64_t)piece->array.length : 0;
    return RC_OK;
}

/* The records of the array; if one is wrong, those before it, and the error is kept. Another field
   may be wrong in one of these: the error is that of the first record. RC_OK, or that error. */
static rc_status import_piece(const stream_reader *self, stream_piece *piece)
{
    static const rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
    rc_error *failure = &piece->failure;
    *failure = (rc_error)RC_ERROR_INIT;
    for (;;) {
        rc_error error = RC_ERROR_INIT;
        piece->store =
            rci_arrow_data_import(&piece->array, &self->schema, self->base.dtype, &options, &error);
        *failure = error.status != RC_OK ? error : *failure;
        if (piece->store || error.record == RC_NOWHERE || error.record == 0) {
            break;
        }
        piece->array.length = (int64_t)error.record;
        piece->array.null_count = piece->array.null_count == 0 ? 0 : -1;
    }
    if (failure->record != RC_NOWHERE) {
        failure->record += piece->first;
    }
    return piece->store ? RC_OK : failure->status;
}

static rc_status decode(const rc_reader *reader, rci_stream_piece *base, rc_store *batch,
                        rc_error *err)
{
    const stream_reader *self = (const stream_reader *)reader;
    stream_piece *piece = (stream_piece *)base;
    size_t n, left;
    rc_status status = piece->store ? RC_OK : import_piece(self, piece);
    if (status == RC_OK) {
        left = rc_store_length(piece->store) - piece->next;
        n = rc_store_capacity(batch) < left ? rc_store_capacity(batch) : left;
        status = rc_store_append_range(batch, piece->store, piece->next, n, err);
        piece->next += n;
        if (status != RC_OK || n < left) {
            return status;
        }
        status = piece->failure.status;
    }
    piece->base.done = true;
    if (status != RC_OK && err && err->status == RC_OK) {
        *err = piece->failure;
    }
    return status;
}

static void close_reader(rc_reader *reader)
{
    stream_reader *self = (stream_reader *)reader;
    if (self->schema.release) {
        self->schema.release(&self->schema);
    }
    if (self->stream.release) {
        self->stream.release(&self->stream);
    }
}

static const rci_stream_reader_ops stream_ops = {
    .piece_new = piece_new,
    .piece_free = piece_free,
    .cut = cut,
    .decode = decode,
    .close = close_reader,
};

static rc_status read_schema(struct ArrowArrayStream *stream, struct ArrowSchema *schema,
                             rc_error *err)
{
    int failed;
    memset(schema, 0, sizeof *schema);
    failed = stream->get_schema(stream, schema);
    if (failed) {
        schema->release = NULL;
        return fail_stream(stream, failed, "schema", err);
    }
    return RC_OK;
}

/* The reader, which does not own the stream yet. */
static rc_reader *new_reader(struct ArrowSchema *schema, const rc_arrow_import_options *options,
                             rc_error *err)
{
    rc_dtype *dtype = rc_arrow_import_schema(schema, options, err);
    rc_reader *reader = dtype ? rci_stream_reader_new(sizeof(stream_reader), &stream_ops, NULL,
                                                      dtype, options->layout, err)
                              : NULL;
    rc_dtype_unref(dtype);
    return reader;
}

rc_reader *rc_arrow_stream_import(struct ArrowArrayStream *stream,
                                  const rc_arrow_import_options *given, rc_error *err)
{
    rc_arrow_import_options options;
    struct ArrowSchema schema = {0};
    rc_reader *reader;
    if (rci_arrow_data_import_options(&options, given, err) != RC_OK) {
        return NULL;
    }
    if (!stream || !stream->release) {
        rci_base_fail(err, RC_EARG, stream ? "the stream has been released" : "no stream (NULL)");
        return NULL;
    }
    if (read_schema(stream, &schema, err) != RC_OK) {
        return NULL;
    }
    reader = new_reader(&schema, &options, err);
    if (!reader) {
        if (schema.release) {
            schema.release(&schema);
        }
        return NULL;
    }
    ((stream_reader *)reader)->schema = schema;
    ((stream_reader *)reader)->stream = *stream;
    stream->release = NULL;
    return reader;
}
