/*
 * format/json/read/reader.c - the bulk reader of JSON text: cuts the input between records, has the
 * pieces decoded, and counts lines.
 */
#include "format/json/read/reader.h"

#include "base/alloc.h"
#include "base/error.h"
#include "format/json/read/reader_impl.h"
#include "format/json/text/scan.h"
#include "store/batch.h"

#include <string.h>
#include <strings.h>

enum { PIECE_BYTES = 1 << 18, STEP_BYTES = 1 << 16, MAX_RECORD = 16 << 20 };

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
    rci_json_read_reader *reader = (rci_json_read_reader *)base;
    rci_json_read_piece *piece =
        rci_json_read_piece_new(reader->plan, reader->extra, reader->missing, reader->nulls, err);
    if (piece) {
        rci_json_read_piece_set_ways(piece, reader->ways);
        piece->skips_bad = base->reject != NULL;
        rci_base_bytes_init_as(&piece->memory, RC_MEMORY_READER);
        rci_base_bytes_init_as(&piece->states, RC_MEMORY_READER);
    }
    if (piece && reader->state) {
        piece->observer = rci_json_read_observer_new(&piece->decoder, reader->state->dates, err);
    }
    if (piece && reader->state && !piece->observer) {
        rci_json_read_piece_free(piece);
        return NULL;
    }
    return piece ? &piece->base : NULL;
}

static void piece_free(rc_reader *base, rci_stream_piece *piece)
{
    rci_json_read_piece *json = json_piece(piece);
    (void)base;
    if (json->memory.data) { /* the buffer is a part of it */
        rci_base_bytes_init_as(&json->buffer, RC_MEMORY_READER);
        rci_base_bytes_release(&json->memory);
    }
    rci_base_bytes_release(&json->states);
    rci_json_read_piece_free(json);
}

/* --------------------------------------------------------------------- start */

/* A byte order mark at the very start has no meaning in UTF-8 and is skipped. */
static rc_status skip_mark(rci_json_read_reader *reader, rc_error *err)
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

static rc_status fail_here(rci_json_read_reader *reader, rc_status status, rc_error *err)
{
    if (err) {
        err->byte =
            rci_json_read_input_offset(&reader->input, rci_json_read_input_here(&reader->input));
    }
    return status;
}

/* The array that holds the records has been found, or something else. */
static rc_status enter_value(rci_json_read_reader *reader, char c, rc_error *err)
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

static rc_status start(rci_json_read_reader *reader, rc_error *err)
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

/* ----------------------------------------------------------- the operations */

static rc_status cut_records(rci_json_read_reader *reader, rci_json_read_piece *piece,
                             rc_error *err)
{
    if (reader->ranges.used) {
        return rci_json_read_cut_range(reader, piece);
    }
    return rci_json_read_cut_serial(reader, piece, err);
}

static rc_status leave(rci_json_read_reader *reader, rc_error *err)
{
    rc_status status = rci_json_read_leave(reader, err);
    reader->stage = RCI_JSON_READ_STAGE_END;
    return status;
}

static rc_status cut(rc_reader *base, rci_stream_piece *base_piece, rc_error *err)
{
    rci_json_read_reader *reader = (rci_json_read_reader *)base;
    rci_json_read_piece *piece = json_piece(base_piece);
    rc_status status = RC_OK;
    piece->failed_in_document = true;
    piece->failed_in_cut = false;
    piece->length = 0;
    piece->is_range = piece->leaving = false;
    /* With a sample there is one thread; else the count of records is not this thread's. */
    piece->most = reader->sample == UINT64_MAX ? UINT64_MAX : reader->sample - reader->records;
    if (piece->most == 0 || __atomic_load_n(&reader->merge_failed, __ATOMIC_RELAXED)) {
        return RC_END;
    }
    if (reader->stage == RCI_JSON_READ_STAGE_START) {
        status = start(reader, err);
        reader->stage = RCI_JSON_READ_STAGE_RECORDS;
        base->quick_cut = status == RC_OK && rci_json_read_ranges_begin(reader);
    }
    if (status == RC_OK && reader->stage == RCI_JSON_READ_STAGE_RECORDS) {
        status = cut_records(reader, piece, err);
    } else if (status == RC_OK) {
        status = reader->stage == RCI_JSON_READ_STAGE_REST ? leave(reader, err) : RC_END;
    }
    piece->failed_in_document = status != RC_OK && !piece->failed_in_cut;
    return status;
}

static rc_status fetch(const rc_reader *base, rci_stream_piece *base_piece, rc_error *err)
{
    rci_json_read_piece *piece = json_piece(base_piece);
    return piece->is_range ? rci_json_read_fetch_range(
                                 (const rci_json_read_reader *)(const void *)base, piece, err)
                           : RC_OK;
}

static bool confirm(rc_reader *base, rci_stream_piece *base_piece)
{
    rci_json_read_piece *piece = json_piece(base_piece);
    return !piece->is_range || rci_json_read_confirm_range((rci_json_read_reader *)base, piece);
}

rc_status rci_json_read_end_piece(rci_json_read_piece *piece, rc_error *err)
{
    if (!piece->is_range || !piece->base.done) {
        return RC_OK;
    }
    if (piece->too_long) { /* and all in it is white space, but for whole records */
        rci_json_read_piece_too_long(piece, err);
        if (err) {
            err->byte = piece->length;
            err->record = piece->records;
        }
        return RC_ELIMIT;
    }
    piece->leaving = piece->last;
    piece->base.done = !piece->last;
    return RC_OK;
}

/* The piece is confirmed, so that no other thread uses the input. */
static rc_status leave_range(rci_json_read_reader *reader, rci_json_read_piece *piece,
                             rc_store *batch, rc_error *err)
{
    rc_status status =
        rci_json_read_input_seek(&reader->input, piece->first_byte + piece->length, err);
    rci_store_set_length(batch, 0);
    if (status == RC_OK) {
        status = rci_json_read_leave(reader, err);
    }
    piece->base.done = true;
    piece->failed_in_document = status != RC_END;
    return status == RC_END ? RC_OK : status;
}

static rc_status decode(const rc_reader *base, rci_stream_piece *base_piece, rc_store *batch,
                        rc_error *err)
{
    rci_json_read_piece *piece = json_piece(base_piece);
    rc_status status;
    if (piece->leaving) {
        return leave_range((rci_json_read_reader *)(uintptr_t)base, piece, batch, err);
    }
    status = rci_json_read_piece_decode(piece, batch, err);
    return status == RC_OK ? rci_json_read_end_piece(piece, err) : status;
}

static void settle(rc_reader *base, rci_stream_piece *base_piece, rc_error *err)
{
    rci_json_read_reader *reader = (rci_json_read_reader *)base;
    const rci_json_read_piece *piece = json_piece_const(base_piece);
    if (!err && piece->observer) {
        rci_json_read_merge_piece(reader, piece);
    }
    if (!err || piece->leaving) {
        rci_json_read_count_piece(reader, piece);
    }
    if (err && err->byte != RC_NOWHERE && err->line == RC_NOWHERE) {
        rci_json_read_place_error(reader, piece, err);
    }
}

static void place_reject(rc_reader *base, rci_stream_piece *piece, rc_error *err)
{
    rci_json_read_place_reject((rci_json_read_reader *)base, json_piece(piece), err);
}

/* ---------------------------------------------------------------------- open */

static void close_reader(rc_reader *base)
{
    rci_json_read_reader *reader = (rci_json_read_reader *)base;
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
    .fetch = fetch,
    .confirm = confirm,
    .decode = decode,
    .settle = settle,
    .place_reject = place_reject,
    .close = close_reader,
};

void rci_json_read_set_pieces(rc_reader *base, size_t piece_bytes, unsigned ways)
{
    rci_json_read_reader *reader = (rci_json_read_reader *)base;
    reader->piece_bytes = piece_bytes;
    reader->input.step = piece_bytes < STEP_BYTES ? piece_bytes : STEP_BYTES;
    reader->ways = ways;
}

void rci_json_read_set_serial(rc_reader *base)
{
    ((rci_json_read_reader *)base)->input.seeks = false;
}

void rci_json_read_set_guessing(rc_reader *base)
{
    ((rci_json_read_reader *)base)->ranges.guessing = true;
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

static rc_status open_parts(rci_json_read_reader *reader, const rc_read_options *options,
                            rc_error *err)
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
    reader->sample = UINT64_MAX;
    rci_json_read_set_pieces(&reader->base, PIECE_BYTES,
                             RCI_JSON_READ_BY_TEMPLATE | RCI_JSON_READ_BY_INDEX);
    reader->base.most_records = most_records(reader->base.source);
    return rci_json_read_document_init(&reader->document, &reader->input, options->root,
                                       reader->max_record, err);
}

static rc_reader *open_reader(rci_io_source *source, const rc_read_options *options,
                              bool is_document, rc_error *err)
{
    rci_json_read_reader *reader;
    if (!options->dtype) {
        rci_base_fail(err, RC_EARG, "JSON text has no dtype of its own");
        rci_base_error_hint(err, RC_HINT_DTYPE, NULL);
        return NULL;
    }
    reader = (rci_json_read_reader *)rci_stream_reader_new(sizeof *reader, &reader_ops, source,
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

/* ----------------------------------------------------------------- inference */

static rc_reader *open_observer(rci_io_source *source, const rc_read_options *options,
                                const rci_stream_observing *how, bool is_document, rc_error *err)
{
    rc_read_options given = *options;
    rc_dtype *nothing = rc_dtype_struct(NULL, 0, RC_PACKED, RC_AUTO, err);
    rc_reader *base;
    given.dtype = nothing;
    base = nothing ? open_reader(source, &given, is_document, err) : NULL;
    rc_dtype_unref(nothing);
    if (base) {
        rci_json_read_reader *reader = (rci_json_read_reader *)base;
        reader->state = how->state;
        reader->file = how->file;
        reader->sample = how->sample;
        reader->failure = how->failure;
    }
    return base;
}

rc_reader *rci_json_read_observe_lines(rci_io_source *source, const rc_read_options *options,
                                       const rci_stream_observing *how, rc_error *err)
{
    return open_observer(source, options, how, false, err);
}

rc_reader *rci_json_read_observe_document(rci_io_source *source, const rc_read_options *options,
                                          const rci_stream_observing *how, rc_error *err)
{
    return open_observer(source, options, how, true, err);
}
