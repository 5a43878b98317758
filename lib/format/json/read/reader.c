/*
 * format/json/read/reader.c - the bulk reader of JSON text: cuts the input between records, has the
 * pieces decoded, and counts lines.
 */
#include "format/json/read/reader.h"

#include "base/alloc.h"
#include "base/error.h"
#include "format/json/read/explain.h"
#include "format/json/read/reader_impl.h"
#include "format/json/text/scan.h"
#include "store/batch.h"
#include "stream/counts.h"

#include <string.h>

_Static_assert((int)RCI_STREAM_TEXT_SLACK >= (int)RCI_JSON_TEXT_SLACK, "scanners read the slack");

static rci_json_read_piece *json_piece(rci_stream_piece *piece)
{
    return (rci_json_read_piece *)(void *)piece;
}

static rci_stream_piece *piece_new(rc_reader *base, rc_error *err)
{
    rci_json_read_reader *reader = (rci_json_read_reader *)base;
    rci_json_read_piece *piece = rci_json_read_piece_new(reader->policies, err);
    if (piece) {
        piece->counts = reader->totals.fields != NULL;
        rci_json_read_piece_set_ways(piece, reader->ways);
        piece->skips_bad = base->reject != NULL;
    }
    if (piece && reader->text.state) {
        piece->observer =
            rci_json_read_observer_new(&piece->decoder, reader->text.state->dates, err);
    }
    if (piece && reader->text.state && !piece->observer) {
        rci_json_read_piece_free(piece);
        return NULL;
    }
    return piece ? &piece->text.base : NULL;
}

static void piece_free(rc_reader *base, rci_stream_piece *piece)
{
    (void)base;
    rci_json_read_piece_free(json_piece(piece));
}

/* --------------------------------------------------------------------- start */

static rc_status fail_here(rci_json_read_reader *reader, rc_status status, rc_error *err)
{
    if (err) {
        err->byte = rci_stream_text_input_offset(&reader->text.input,
                                                 rci_stream_text_input_here(&reader->text.input));
    }
    return status;
}

/* The array that holds the records has been found, or something else. */
static rc_status enter_value(rci_json_read_reader *reader, char c, rc_error *err)
{
    const char *here = rci_stream_text_input_here(&reader->text.input);
    bool pointed = reader->document.ntokens > 0;
    if (c == '[') {
        rci_json_read_document_count(&reader->document, here + 1);
        reader->text.input.position++;
        reader->framing = RCI_JSON_READ_ELEMENTS;
        reader->text.has_close = true;
        return RC_OK;
    }
    if (here == rci_stream_text_input_end(&reader->text.input)) {
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
    rc_status status = rci_stream_text_skip_mark(&reader->text, err);
    reader->document.counted = reader->text.input.position;
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
    reader->text.lines = reader->document.newlines;
    if (reader->document.line_start != RC_NOWHERE) {
        reader->text.line_start = reader->document.line_start;
    }
    return status;
}

/* ----------------------------------------------------------- the operations */

static rc_status cut_records(rci_json_read_reader *reader, rci_json_read_piece *piece,
                             rc_error *err)
{
    rc_status status;
    if (reader->text.ranges.used) {
        return rci_stream_text_cut_range(&reader->text, &piece->text);
    }
    status = rci_stream_text_cut_serial(&reader->text, &piece->text, err);
    if (status == RC_OK && piece->text.last) {
        reader->stage = RCI_JSON_READ_STAGE_REST;
    } else if (status == RC_END || (status == RC_OK && piece->text.length == 0)) {
        reader->stage = RCI_JSON_READ_STAGE_END;
    }
    return status;
}

/* After the array: its bracket, and the rest of the document. */
rc_status rci_json_read_leave(rci_json_read_reader *reader, rc_error *err)
{
    rc_status status;
    reader->document.newlines = 0; /* from here on, counted apart from those in pieces */
    reader->document.line_start = RC_NOWHERE;
    reader->document.counted = rci_stream_text_input_offset(
        &reader->text.input, rci_stream_text_input_here(&reader->text.input));
    reader->text.input.position++;
    status = rci_json_read_document_leave(&reader->document, err);
    if (status == RC_ESYNTAX && reader->document.ntokens == 0) {
        rci_json_read_explain_rest(
            rci_stream_text_next_byte(rci_stream_text_input_here(&reader->text.input),
                                      rci_stream_text_input_end(&reader->text.input)),
            reader->text.base.why, err);
    }
    return status == RC_OK ? RC_END : status;
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
    piece->leaving = false;
    if (!rci_stream_text_begin_cut(&reader->text, &piece->text, &piece->most)) {
        return RC_END;
    }
    if (reader->stage == RCI_JSON_READ_STAGE_START) {
        status = start(reader, err);
        reader->stage = RCI_JSON_READ_STAGE_RECORDS;
        base->quick_cut = status == RC_OK && rci_stream_text_ranges_begin(&reader->text);
        if (status == RC_OK && reader->text.go_on.begun) {
            reader->stage = (rci_json_read_stage)reader->text.go_on.stage;
            status = rci_stream_text_go_on(&reader->text, err);
        }
    }
    if (status == RC_OK && reader->stage == RCI_JSON_READ_STAGE_RECORDS) {
        status = cut_records(reader, piece, err);
    } else if (status == RC_OK) {
        status = reader->stage == RCI_JSON_READ_STAGE_REST ? leave(reader, err) : RC_END;
    }
    piece->failed_in_document = status != RC_OK && !piece->text.failed_in_cut;
    return status;
}

rc_status rci_json_read_end_piece(rci_json_read_piece *piece, rc_error *err)
{
    if (!piece->text.is_range || !piece->text.base.done) {
        return RC_OK;
    }
    if (piece->text.too_long) { /* and all in it is white space, but for whole records */
        rci_stream_text_too_long(piece->text.max_record, err);
        if (err) {
            err->byte = piece->text.length;
            err->record = piece->text.records;
        }
        return RC_ELIMIT;
    }
    piece->leaving = piece->text.last;
    piece->text.base.done = !piece->text.last;
    return RC_OK;
}

/* The piece is confirmed, so that no other thread uses the input. */
static rc_status leave_range(rci_json_read_reader *reader, rci_json_read_piece *piece,
                             rc_store *batch, rc_error *err)
{
    rc_status status = rci_stream_text_input_seek(&reader->text.input,
                                                  piece->text.first_byte + piece->text.length, err);
    rci_store_set_length(batch, 0);
    if (status == RC_OK) {
        status = rci_json_read_leave(reader, err);
    }
    piece->text.base.done = true;
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

static void place_in_document(const rci_json_read_reader *reader, const rci_json_read_piece *piece,
                              rc_error *err)
{
    const rci_json_read_document *document = &reader->document;
    /* failed at the start: nothing is settled */
    bool before = reader->stage == RCI_JSON_READ_STAGE_RECORDS && !piece->leaving;
    uint64_t line_start =
        document->line_start != RC_NOWHERE ? document->line_start : reader->text.line_start;
    err->line = (before ? 0 : reader->text.lines) + document->newlines + 1;
    err->column = err->byte - line_start + 1;
}

static void settle(rc_reader *base, rci_stream_piece *base_piece, rc_error *err)
{
    rci_json_read_reader *reader = (rci_json_read_reader *)base;
    rci_json_read_piece *piece = json_piece(base_piece);
    if (!err && piece->observer) {
        rci_stream_text_merge_piece(
            &reader->text, &piece->text,
            rci_infer_blocks_all(&piece->observer->blocks, &piece->observer->state));
        piece->observer->unsettled = false;
    }
    if (!err || piece->leaving) {
        rci_stream_text_count_piece(&reader->text, &piece->text);
    }
    if (!err && piece->counts && piece->unsettled) {
        rci_record_totals_add(&reader->totals, piece->decoder.target.log);
        piece->unsettled = false;
    }
    if (!err || err->byte == RC_NOWHERE || err->line != RC_NOWHERE) {
        return;
    }
    if (piece->failed_in_document) {
        place_in_document(reader, piece, err);
    } else {
        rci_stream_text_place_error(&reader->text, &piece->text, err);
    }
}

static void get_position(const rc_reader *base, rci_stream_position *at)
{
    const rci_json_read_reader *reader = (const rci_json_read_reader *)(const void *)base;
    if (reader->stage == RCI_JSON_READ_STAGE_START) {
        *at = (rci_stream_position){.begun = false};
    } else {
        rci_stream_text_get_position(&reader->text, at);
        at->stage = reader->stage;
    }
}

/* ---------------------------------------------------------------------- open */

static void close_reader(rc_reader *base)
{
    rci_json_read_reader *reader = (rci_json_read_reader *)base;
    if (reader->document.allocator) {
        rci_json_read_document_release(&reader->document);
    }
    rci_stream_text_reader_release(&reader->text);
    rci_record_policies_free(reader->policies);
    if (reader->plan) {
        rci_record_totals_release(&reader->totals, reader->plan);
    }
    rci_record_plan_free(reader->plan);
}

static const rci_stream_reader_ops reader_ops = {
    .piece_new = piece_new,
    .piece_free = piece_free,
    .cut = cut,
    .fetch = rci_stream_text_fetch,
    .confirm = rci_stream_text_confirm,
    .decode = decode,
    .settle = settle,
    .place_reject = rci_stream_text_place,
    .get_position = get_position,
    .set_position = rci_stream_text_set_position,
    .close = close_reader,
};

void rci_json_read_set_pieces(rc_reader *base, size_t piece_bytes, unsigned ways)
{
    rci_json_read_reader *reader = (rci_json_read_reader *)base;
    rci_stream_text_set_pieces(&reader->text, piece_bytes);
    reader->ways = ways;
}

static rc_status open_parts(rci_json_read_reader *reader, const rc_read_options *options,
                            rc_error *err)
{
    reader->plan = rci_record_plan_mapped(options->dtype, options->mapping, err);
    if (!reader->plan) {
        return RC_ENOMEM;
    }
    reader->policies = rci_record_policies_new(reader->plan, options, err);
    if (!reader->policies) {
        return RC_ENOMEM;
    }
    if (options->counts &&
        rci_record_totals_init(&reader->totals, reader->plan,
                               rci_stream_counts_fields(options->counts),
                               rc_read_counts_count(options->counts), err) != RC_OK) {
        return RC_ENOMEM;
    }
    reader->ways = RCI_JSON_READ_BY_TEMPLATE | RCI_JSON_READ_BY_INDEX;
    rci_stream_text_reader_init(&reader->text, &rci_json_read_syntax, options);
    return rci_json_read_document_init(&reader->document, &reader->text.input, options->root,
                                       reader->text.max_record, err);
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
    if (open_parts(reader, options, err) != RC_OK) {
        reader->text.base.source = NULL; /* stays the caller's */
        rc_reader_close(&reader->text.base);
        return NULL;
    }
    return &reader->text.base;
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
    given.nulls = RC_NULLS_ERROR; /* and all that is about fields */
    given.null_value = NULL;
    given.nfields = 0;
    given.time = NULL;
    given.counts = NULL;
    base = nothing ? open_reader(source, &given, is_document, err) : NULL;
    rc_dtype_unref(nothing);
    if (base) {
        rci_stream_text_observe((rci_stream_text_reader *)base, how);
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
