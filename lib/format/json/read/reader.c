/*
 * format/json/read/reader.c - the bulk reader of JSON text: cuts the input between records, has the
 * pieces decoded, and counts lines.
 */
#include "format/json/read/reader.h"

#include "base/alloc.h"
#include "base/error.h"
#include "format/json/read/document.h"
#include "format/json/read/explain.h"
#include "format/json/read/piece.h"
#include "format/json/text/scan.h"

#include <string.h>
#include <strings.h>

enum { PIECE_BYTES = 1 << 18, STEP_BYTES = 1 << 16, MAX_RECORD = 16 << 20 };

typedef enum reader_stage { STAGE_START, STAGE_RECORDS, STAGE_REST, STAGE_END } reader_stage;

typedef struct json_reader {
    rc_reader base;
    rci_record_plan *plan;
    rci_json_read_framing framing;
    bool is_document; /* one JSON text; else a record in each line */
    const char *why;  /* the format was chosen, for messages */
    size_t piece_bytes;
    unsigned ways; /* of decoding */
    rc_extra extra;
    rc_missing missing;
    rc_nulls nulls;
    size_t max_record;
    /* the cutting side */
    reader_stage stage;
    rci_json_read_input input;
    rci_json_read_document document;
    rci_base_bytes scratch;
    bool after_separator; /* the last piece ended with a comma */
    /* the settling side: of all pieces settled */
    uint64_t lines;
    uint64_t line_start; /* in the source, of the line that is open */
    uint64_t records;
} json_reader;

static const rci_json_read_piece *json_piece_const(const rci_stream_piece *piece)
{
    return (const rci_json_read_piece *)(const void *)piece;
}

static rci_json_read_piece *json_piece(rci_stream_piece *piece)
{
    return (rci_json_read_piece *)(void *)piece;
}

static rci_stream_piece *piece_new(rc_reader *base, rc_error *err)
{
    json_reader *reader = (json_reader *)base;
    rci_json_read_piece *piece =
        rci_json_read_piece_new(reader->plan, reader->extra, reader->missing, reader->nulls, err);
    if (piece) {
        rci_json_read_piece_set_ways(piece, reader->ways);
    }
    return piece ? &piece->base : NULL;
}

static void piece_free(rc_reader *base, rci_stream_piece *piece)
{
    (void)base;
    rci_json_read_piece_free(json_piece(piece));
}

/* --------------------------------------------------------------------- start */

/* A byte order mark at the very start has no meaning in UTF-8 and is skipped. */
static rc_status skip_mark(json_reader *reader, rc_error *err)
{
    static const char mark[] = "\xEF\xBB\xBF";
    rci_json_read_input *input = &reader->input;
    rc_status status;
    size_t n;
    do { /* a pipe may have only a part of it */
        status = rci_json_read_input_more(input, err);
        n = input->window.length < 3 ? input->window.length : 3;
    } while (status == RC_OK && n < 3 && !input->ended &&
             memcmp(rci_json_read_input_here(input), mark, n) == 0);
    if (status == RC_OK && n == 3 && memcmp(rci_json_read_input_here(input), mark, n) == 0) {
        input->position += 3;
        reader->document.counted = 3;
        reader->line_start = 0;
    }
    return status;
}

static rc_status fail_here(json_reader *reader, rc_status status, rc_error *err)
{
    if (err) {
        err->byte =
            rci_json_read_input_offset(&reader->input, rci_json_read_input_here(&reader->input));
    }
    return status;
}

/* The array that holds the records has been found, or something else. */
static rc_status enter_value(json_reader *reader, char c, rc_error *err)
{
    const char *here = rci_json_read_input_here(&reader->input);
    bool pointed = reader->document.ntokens > 0;
    if (c == '[') {
        rci_json_read_document_count(&reader->document, here + 1);
        reader->input.position++;
        reader->framing = RCI_JSON_READ_ELEMENTS;
        return RC_OK;
    }
    if (here == rci_json_read_input_end(&reader->input)) {
        rci_base_fail(err, RC_ESYNTAX, "the document is empty: expected an array of records");
        return fail_here(reader, RC_ESYNTAX, err);
    }
    if (pointed) {
        rci_base_fail(err, RC_ETYPE, "root \"%s\" is not an array: expected an array of records",
                      reader->document.pointer);
        return fail_here(reader, RC_ETYPE, err);
    }
    reader->framing = RCI_JSON_READ_SEQUENCE;
    return RC_OK;
}

static rc_status start(json_reader *reader, rc_error *err)
{
    char c;
    rc_status status = skip_mark(reader, err);
    if (status != RC_OK || !reader->is_document) {
        return status;
    }
    status = rci_json_read_document_enter(&reader->document, err);
    if (status == RC_OK) {
        status = rci_json_read_document_peek(&reader->document, &c, err);
    }
    if (status == RC_OK) {
        status = enter_value(reader, c, err);
    }
    /* Nothing is settled yet: the text before the records begins the count of lines. */
    reader->lines = reader->document.newlines;
    if (reader->document.line_start != RC_NOWHERE) {
        reader->line_start = reader->document.line_start;
    }
    return status;
}

/* ---------------------------------------------------------------------- cut */

/* Reads after what the piece holds until it holds `size` bytes or the source ends. */
static rc_status fill(json_reader *reader, rci_json_read_piece *piece, size_t size, rc_error *err)
{
    rci_base_bytes *buffer = &piece->buffer;
    size_t wanted = size > buffer->length ? size - buffer->length : 0, got = 0;
    rc_status status;
    wanted = reader->input.ended ? 0 : rci_json_read_input_useful(&reader->input, wanted);
    status = rci_json_read_reserve(buffer, wanted, err);
    if (status == RC_OK && wanted) {
        status = rci_io_source_read_waiting(reader->base.source, buffer->data + buffer->length,
                                            wanted, &got, &reader->input.ended, err);
    }
    if (status == RC_OK || got > 0) { /* with an error too: its place is counted in the text */
        buffer->length += got;
        memset(buffer->data + buffer->length, 0, RCI_JSON_TEXT_SLACK);
    }
    return status;
}

/* Lines after the piece's text are taken off the count, since they are read again. */
static void count_lines(rci_json_read_piece *piece, const rci_json_read_boundary *found)
{
    piece->counted = found->looked >= piece->length && found->looked > 0;
    if (piece->counted) {
        const char *rest = (const char *)piece->buffer.data + piece->length;
        piece->lines =
            found->lines - rci_json_read_count_lines(rest, found->looked - piece->length);
    }
}

/* The first byte from p on that is not space, or NUL. */
static char next_byte(const char *p, const char *end)
{
    p = rci_json_text_space(p, end);
    return p < end ? *p : '\0';
}

/* Finds the end of the whole records in the piece's buffer; reads on while there is none. */
static rc_status find_end(json_reader *reader, rci_json_read_piece *piece, rc_error *err)
{
    rci_base_bytes *buffer = &piece->buffer;
    size_t size = reader->piece_bytes;
    /* Records that are there are not held back until more input comes. */
    bool enough = buffer->length > 0 && !rci_io_source_is_waiting(reader->base.source);
    for (;;) {
        rci_json_read_boundary found;
        rc_status status = fill(reader, piece, enough ? 0 : size, err);
        enough = false;
        if (status == RC_OK) {
            status = rci_json_read_find_boundary(reader->framing, (const char *)buffer->data,
                                                 buffer->length, &reader->scratch, &found, err);
        }
        if (status != RC_OK) {
            return status;
        }
        piece->last = found.close != SIZE_MAX;
        piece->length = piece->last ? found.close : found.after;
        piece->next = '\0';
        if (piece->last) {
            piece->next = next_byte((const char *)buffer->data + found.close + 1,
                                    (const char *)buffer->data + buffer->length);
        }
        piece->unclosed = false;
        if (reader->input.ended && !piece->last) {
            piece->length = buffer->length;
            piece->unclosed = reader->framing == RCI_JSON_READ_ELEMENTS;
        }
        count_lines(piece, &found);
        if (piece->length || piece->last || reader->input.ended) {
            return RC_OK;
        }
        if (buffer->length > reader->max_record) {
            piece->length = buffer->length;
            piece->too_long = true;
            count_lines(piece, &found);
            return RC_OK;
        }
        if (buffer->length >= size) {
            size = 2 * buffer->length;
        }
        if (size > reader->max_record + reader->piece_bytes) {
            size = reader->max_record + reader->piece_bytes;
        }
    }
}

/* The bytes after the records are put back. */
static rc_status return_rest(json_reader *reader, rci_json_read_piece *piece, rc_error *err)
{
    rci_base_bytes *buffer = &piece->buffer;
    rc_status status = rci_json_read_input_return(&reader->input, buffer->data + piece->length,
                                                  buffer->length - piece->length, err);
    if (status == RC_OK) {
        buffer->length = piece->length;
        memset(buffer->data + buffer->length, 0, RCI_JSON_TEXT_SLACK);
    }
    return status;
}

static rc_status cut_records(json_reader *reader, rci_json_read_piece *piece, rc_error *err)
{
    rc_status status;
    piece->buffer.length = 0;
    piece->cursor = 0;
    piece->records = 0;
    piece->too_long = false;
    piece->framing = reader->framing;
    piece->why = reader->why;
    piece->pointed = reader->document.ntokens > 0;
    piece->max_record = reader->max_record;
    piece->after_separator = reader->after_separator;
    piece->first_byte =
        rci_json_read_input_offset(&reader->input, rci_json_read_input_here(&reader->input));
    status = rci_json_read_input_take(&reader->input, &piece->buffer, err);
    if (status == RC_OK) {
        status = find_end(reader, piece, err);
    }
    if (status == RC_OK) {
        status = return_rest(reader, piece, err);
    }
    piece->failed_in_cut = status != RC_OK;
    piece->base.bytes = piece->length;
    piece->base.done = false;
    reader->after_separator = true;
    if (status == RC_OK && piece->last) {
        reader->stage = STAGE_REST;
    } else if (status == RC_OK && piece->length == 0) {
        reader->stage = STAGE_END;
        return piece->unclosed ? RC_OK : RC_END; /* the decoder reports what is missing */
    }
    return status;
}

/* After the array: its bracket, and the rest of the document. */
static rc_status leave_document(json_reader *reader, rc_error *err)
{
    rc_status status;
    reader->document.newlines = 0; /* from here on, counted apart from those in pieces */
    reader->document.line_start = RC_NOWHERE;
    reader->document.counted =
        rci_json_read_input_offset(&reader->input, rci_json_read_input_here(&reader->input));
    reader->input.position++;
    status = rci_json_read_document_leave(&reader->document, err);
    reader->stage = STAGE_END;
    if (status == RC_ESYNTAX && reader->document.ntokens == 0) {
        rci_json_read_explain_rest(next_byte(rci_json_read_input_here(&reader->input),
                                             rci_json_read_input_end(&reader->input)),
                                   reader->why, err);
    }
    return status == RC_OK ? RC_END : status;
}

static rc_status cut(rc_reader *base, rci_stream_piece *base_piece, rc_error *err)
{
    json_reader *reader = (json_reader *)base;
    rci_json_read_piece *piece = json_piece(base_piece);
    rc_status status = RC_OK;
    piece->failed_in_document = true;
    piece->failed_in_cut = false;
    piece->length = 0;
    if (reader->stage == STAGE_START) {
        status = start(reader, err);
        reader->stage = STAGE_RECORDS;
    }
    if (status == RC_OK && reader->stage == STAGE_RECORDS) {
        status = cut_records(reader, piece, err);
    } else if (status == RC_OK) {
        status = reader->stage == STAGE_REST ? leave_document(reader, err) : RC_END;
    }
    piece->failed_in_document = status != RC_OK && !piece->failed_in_cut;
    return status;
}

static rc_status decode(const rc_reader *base, rci_stream_piece *piece, rc_store *batch,
                        rc_error *err)
{
    (void)base;
    return rci_json_read_piece_decode(json_piece(piece), batch, err);
}

/* -------------------------------------------------------------------- settle */

static void count_piece(json_reader *reader, const rci_json_read_piece *piece)
{
    const char *text = (const char *)piece->buffer.data, *last = NULL;
    reader->records += piece->records;
    if (piece->length && !(piece->counted && piece->lines == 0)) {
        last = memrchr(text, '\n', piece->length);
    }
    if (last) {
        reader->lines +=
            piece->counted ? piece->lines : rci_json_read_count_lines(text, piece->length);
        reader->line_start = piece->first_byte + (uint64_t)(last - text) + 1;
    }
}

/* The place of an error in the text of a piece, which has `length` bytes. err->byte counts from its
   start. */
static void place_in_text(const json_reader *reader, const rci_json_read_piece *piece,
                          size_t length, rc_error *err)
{
    const char *text = (const char *)piece->buffer.data;
    size_t at = err->byte < length ? (size_t)err->byte : length;
    const char *last = at ? memrchr(text, '\n', at) : NULL;
    uint64_t line_start = reader->line_start;
    err->line = reader->lines + 1;
    if (last) {
        err->line += rci_json_read_count_lines(text, at);
        line_start = piece->first_byte + (uint64_t)(last - text) + 1;
    }
    err->byte += piece->first_byte;
    err->column = err->byte - line_start + 1;
}

static void place_in_piece(const json_reader *reader, const rci_json_read_piece *piece,
                           rc_error *err)
{
    if (piece->failed_in_cut) { /* reading failed after what the buffer has */
        err->byte -= piece->first_byte;
        place_in_text(reader, piece, piece->buffer.length, err);
    } else {
        place_in_text(reader, piece, piece->length, err);
        err->record += reader->records;
    }
}

static void place_in_document(const json_reader *reader, rc_error *err)
{
    const rci_json_read_document *document = &reader->document;
    bool before = reader->stage == STAGE_RECORDS; /* failed at the start: nothing is settled */
    uint64_t line_start =
        document->line_start != RC_NOWHERE ? document->line_start : reader->line_start;
    err->line = (before ? 0 : reader->lines) + document->newlines + 1;
    err->column = err->byte - line_start + 1;
}

static void settle(rc_reader *base, rci_stream_piece *base_piece, rc_error *err)
{
    json_reader *reader = (json_reader *)base;
    const rci_json_read_piece *piece = json_piece_const(base_piece);
    if (!err) {
        count_piece(reader, piece);
    } else if (err->byte != RC_NOWHERE && err->line == RC_NOWHERE) {
        if (piece->failed_in_document) {
            place_in_document(reader, err);
        } else {
            place_in_piece(reader, piece, err);
        }
    }
}

/* ---------------------------------------------------------------------- open */

static void close_reader(rc_reader *base)
{
    json_reader *reader = (json_reader *)base;
    if (reader->document.allocator) {
        rci_json_read_document_release(&reader->document);
    }
    if (reader->input.source) {
        rci_json_read_input_release(&reader->input);
        rci_base_bytes_release(&reader->scratch);
    }
    rci_record_plan_free(reader->plan);
}

static const rci_stream_reader_ops reader_ops = {
    .piece_new = piece_new,
    .piece_free = piece_free,
    .cut = cut,
    .decode = decode,
    .settle = settle,
    .close = close_reader,
};

void rci_json_read_set_pieces(rc_reader *base, size_t piece_bytes, unsigned ways)
{
    json_reader *reader = (json_reader *)base;
    reader->piece_bytes = piece_bytes;
    reader->input.step = piece_bytes < STEP_BYTES ? piece_bytes : STEP_BYTES;
    reader->ways = ways;
}

/* The most records that the source can hold: each takes two bytes at least, but for the last. 0
   when its size is not known. */
static size_t most_records(const rci_io_source *source)
{
    uint64_t size = rci_io_source_size(source);
    return size < SIZE_MAX / 2 ? (size_t)size / 2 + 1 : 0;
}

/* Why the format was chosen, for messages. */
static const char *why(const rci_io_source *source, const char *asked, bool is_document)
{
    const char *name = rci_io_source_name(source), *dot = strrchr(name, '.');
    if (asked) {
        return "as asked for";
    }
    return is_document && (!dot || (strcasecmp(dot, ".json") && strcasecmp(dot, ".geojson")))
               ? "by its content"
               : "by the file name";
}

static rc_status open_parts(json_reader *reader, const rc_read_options *options, rc_error *err)
{
    reader->plan = rci_record_plan_new(options->dtype, err);
    if (!reader->plan) {
        return RC_ENOMEM;
    }
    reader->extra = options->extra;
    reader->missing = options->missing;
    reader->nulls = options->nulls;
    reader->max_record = options->max_record ? options->max_record : MAX_RECORD;
    if (reader->max_record > SIZE_MAX / 4) { /* more than memory: and sums with it stay in range */
        reader->max_record = SIZE_MAX / 4;
    }
    rci_base_bytes_init_as(&reader->scratch, RC_MEMORY_READER);
    rci_json_read_input_init(&reader->input, reader->base.source);
    rci_json_read_set_pieces(&reader->base, PIECE_BYTES,
                             RCI_JSON_READ_BY_TEMPLATE | RCI_JSON_READ_BY_INDEX);
    reader->base.most_records = most_records(reader->base.source);
    return rci_json_read_document_init(&reader->document, &reader->input, options->root,
                                       reader->max_record, err);
}

static rc_reader *open_reader(rci_io_source *source, const rc_read_options *options,
                              bool is_document, rc_error *err)
{
    json_reader *reader;
    if (!options->dtype) {
        rci_base_fail(err, RC_EARG, "JSON text has no dtype of its own");
        rci_base_error_hint(err, RC_HINT_DTYPE, NULL);
        return NULL;
    }
    reader = (json_reader *)rci_stream_reader_new(sizeof *reader, &reader_ops, source,
                                                  options->dtype, options->layout, err);
    if (!reader) {
        return NULL;
    }
    reader->is_document = is_document;
    reader->why = why(source, options->format, is_document);
    if (open_parts(reader, options, err) != RC_OK) {
        reader->base.source = NULL; /* stays the caller's */
        rc_reader_close(&reader->base);
        return NULL;
    }
    return &reader->base;
}

rc_reader *rci_json_read_open_lines(rci_io_source *source, const rc_read_options *options,
                                    rc_error *err)
{
    return open_reader(source, options, false, err);
}

rc_reader *rci_json_read_open_document(rci_io_source *source, const rc_read_options *options,
                                       rc_error *err)
{
    return open_reader(source, options, true, err);
}
