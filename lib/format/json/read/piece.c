/* format/json/read/piece.c - decoding a piece: by template while records match, else by grammar. */
#include "format/json/read/piece.h"

#include "base/alloc.h"
#include "base/error.h"
#include "format/json/read/decode.h"
#include "format/json/read/explain.h"
#include "format/json/read/fail.h"
#include "format/json/text/scan.h"
#include "store/batch.h"

#include <string.h>

rci_json_read_piece *rci_json_read_piece_new(const rci_record_plan *plan, rc_extra extra,
                                             rc_missing missing, rc_nulls nulls, rc_error *err)
{
    rci_json_read_piece *piece = rci_base_zalloc(plan->allocator, sizeof *piece, err);
    if (!piece) {
        return NULL;
    }
    if (rci_json_read_decoder_init(&piece->decoder, plan, extra, missing, nulls, err) != RC_OK) {
        rci_base_free(plan->allocator, piece, sizeof *piece);
        return NULL;
    }
    rci_base_bytes_init(&piece->buffer);
    rci_json_read_template_init(&piece->template);
    piece->match = rci_json_read_template_matcher();
    return piece;
}

void rci_json_read_piece_free(rci_json_read_piece *piece)
{
    const rc_allocator *allocator = piece->decoder.target.plan->allocator;
    rci_json_read_template_release(&piece->template);
    rci_base_bytes_release(&piece->buffer);
    rci_json_read_decoder_release(&piece->decoder);
    rci_base_free(allocator, piece, sizeof *piece);
}

/* --------------------------------------------------------------- between records */

static const char *expected(rci_json_read_piece *piece, const char *at, const char *end,
                            const char *what)
{
    rci_json_read_decoder *decoder = &piece->decoder;
    rci_json_text_expected(&decoder->fault, at, end, what);
    rci_json_text_fault_fail(&decoder->fault, decoder->text, end, decoder->target.err);
    return NULL;
}

static const char *too_long(rci_json_read_piece *piece, const char *record)
{
    rci_base_fail(piece->decoder.target.err, RC_ELIMIT,
                  "a record of more than %zu bytes, the limit", piece->max_record);
    rci_base_error_hint(piece->decoder.target.err, RC_HINT_MAX_RECORD, NULL);
    return rci_json_read_fail_at(&piece->decoder, RCI_RECORD_NONE, record);
}

static const char *bracket_after_comma(rci_json_read_piece *piece, const char *at)
{
    rci_base_fail(piece->decoder.target.err, RC_ESYNTAX,
                  "found ']' after a comma, expected a record");
    return rci_json_read_fail_at(&piece->decoder, RCI_RECORD_NONE, at);
}

/* What follows a record in its line. Returns the start of the next line. */
static const char *end_line(rci_json_read_piece *piece, const char *p, const char *line_end,
                            const char *end)
{
    p = rci_json_text_space(p, line_end);
    if (p < line_end) {
        return expected(piece, p, line_end, "the end of the line");
    }
    return line_end < end ? line_end + 1 : end;
}

/* What follows an element of the array. Returns the start of the next one, or the end. */
static const char *end_element(rci_json_read_piece *piece, const char *p, const char *end)
{
    p = rci_json_text_space(p, end);
    if (p == end) {
        return piece->last ? end : expected(piece, p, end, "',' or ']' after a record");
    }
    if (*p != ',') {
        return expected(piece, p, end, "',' or ']' after a record");
    }
    return rci_json_text_space(p + 1, end);
}

/* One record by the grammar; a template is made of it if `learn`. Returns the start of the next. */
static const char *by_grammar(rci_json_read_piece *piece, const char *p, const char *end,
                              bool learn)
{
    rci_json_read_decoder *decoder = &piece->decoder;
    const char *start = p, *text_end = decoder->end;
    if (piece->framing == RCI_JSON_READ_LINES) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        decoder->end = newline ? newline : end;
    }
    if (learn) {
        rci_json_read_learn_begin(&piece->template, p);
        decoder->learner = &piece->template;
    }
    p = rci_json_read_decode(decoder, p);
    decoder->learner = NULL;
    if (p && (size_t)(p - start) > piece->max_record) {
        p = too_long(piece, start);
    }
    if (p && piece->framing == RCI_JSON_READ_LINES) {
        p = end_line(piece, p, decoder->end, end);
    } else if (p && piece->framing == RCI_JSON_READ_ELEMENTS) {
        p = end_element(piece, p, end);
    } else if (p) {
        const char *after = p;
        p = rci_json_text_space(p, end);
        if (learn && p == after && rci_base_is_digit(p[-1])) {
            /* A template reads integers up to the last digit: some text has to follow them. */
            rci_json_read_learn_cancel(&piece->template);
        }
    }
    decoder->end = text_end;
    if (p && learn) {
        rci_json_read_learn_end(&piece->template, p);
        rci_json_read_template_bind(&piece->template, &decoder->target.places);
    }
    return p;
}

/* While records keep changing their form, only some of them are made a template of. */
static bool worth_learning(rci_json_read_piece *piece)
{
    enum { PATIENCE = 8, SELDOM = 32 };
    piece->misses++;
    return piece->misses < PATIENCE || piece->misses % SELDOM == 0;
}

/* Some records from *p on, `room` at most, into the decoder's record and those after it: all that
   match the template, or one that does not. Returns their number; 0 after filling in the error. */
static size_t some_records(rci_json_read_piece *piece, const char **p, const char *end, size_t room)
{
    const char *next;
    if (piece->template.usable) {
        size_t n = piece->match(&piece->template, &piece->decoder, p, room, piece->max_record);
        if (n > 0) {
            piece->misses = 0;
            return n;
        }
    }
    next = by_grammar(piece, *p, end, worth_learning(piece));
    if (!next) {
        return 0;
    }
    *p = next;
    return 1;
}

/* Whether the last byte of the text but white space is a comma. Inside a record it cannot be. */
static bool ends_with_comma(const char *text, const char *end)
{
    while (end > text && rci_base_is_space(end[-1])) {
        end--;
    }
    return end > text && end[-1] == ',';
}

/* Whether the text may end here. A template has compared the comma after the last record like any
   other, so the end is looked at, however the records were decoded. */
static rc_status check_end(rci_json_read_piece *piece, const char *end)
{
    const char *text = (const char *)piece->buffer.data;
    bool comma = piece->records == 0 ? piece->after_separator : ends_with_comma(text, end);
    if (piece->last && comma) {
        bracket_after_comma(piece, end);
        return RC_ESYNTAX;
    }
    if (piece->unclosed) {
        expected(piece, end, end, "another record or ']'");
        return RC_ESYNTAX;
    }
    return RC_OK;
}

static rc_status failure(rci_json_read_piece *piece, const char *record, rc_error *local)
{
    if (local->status == RC_ESYNTAX && piece->too_long && local->byte >= (uint64_t)piece->length) {
        rc_error_clear(local);
        too_long(piece, piece->decoder.text);
    }
    local->record = piece->records;
    rci_json_read_explain(piece, record, local);
    return local->status;
}

rc_status rci_json_read_piece_decode(rci_json_read_piece *piece, rc_store *batch, rc_error *err)
{
    rc_error local = RC_ERROR_INIT;
    const char *text = (const char *)piece->buffer.data, *end = text + piece->length;
    const char *p = text + piece->cursor;
    size_t capacity = rc_store_capacity(batch), records = 0;
    rc_status status = RC_OK;
    rci_json_read_decoder_bind(&piece->decoder, batch, text, end, &local);
    rci_json_read_template_bind(&piece->template, &piece->decoder.target.places);
    piece->template.one_line = piece->framing == RCI_JSON_READ_LINES;
    for (;;) {
        size_t n;
        p = rci_json_text_space(p, end);
        if (p == end) {
            piece->base.done = true;
            break;
        }
        if (records == capacity) {
            break;
        }
        piece->decoder.target.record = records;
        n = some_records(piece, &p, end, capacity - records);
        if (n == 0) {
            status = local.status;
            break;
        }
        records += n;
    }
    piece->cursor = (size_t)(p - text);
    piece->records += records;
    rci_store_set_length(batch, records); /* also those before a record that failed */
    if (status == RC_OK && piece->base.done) {
        status = check_end(piece, end);
    }
    if (status != RC_OK) {
        status = failure(piece, p, &local);
    }
    if (status != RC_OK && err && err->status == RC_OK) {
        *err = local;
    }
    return status;
}
