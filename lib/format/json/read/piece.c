/* format/json/read/piece.c - decoding a piece: by template, over an index, or by grammar. */
#include "format/json/read/piece.h"

#include "base/alloc.h"
#include "base/error.h"
#include "format/json/read/after.h"
#include "format/json/read/decode.h"
#include "format/json/read/explain.h"
#include "format/json/read/fail.h"
#include "format/json/read/observe_piece.h"
#include "format/json/text/scan.h"
#include "format/json/text/walk.h"
#include "store/batch.h"

#include <string.h>

/* Records for which the template is not tried at first. */
enum { FIRST_RUN = 512 };

rci_json_read_piece *rci_json_read_piece_new(const rci_record_policies *policies, rc_error *err)
{
    const rci_record_plan *plan = policies->plan;
    rci_json_read_piece *piece =
        rci_base_zalloc_as(plan->allocator, RC_MEMORY_READER, sizeof *piece, err);
    if (!piece) {
        return NULL;
    }
    if (rci_json_read_decoder_init(&piece->decoder, policies, err) != RC_OK) {
        rci_base_free_as(plan->allocator, RC_MEMORY_READER, piece, sizeof *piece);
        return NULL;
    }
    rci_stream_text_piece_init(&piece->text);
    rci_json_read_template_init(&piece->template);
    piece->run = FIRST_RUN;
    piece->most = UINT64_MAX;
    rci_json_read_piece_set_ways(piece, RCI_JSON_READ_BY_TEMPLATE | RCI_JSON_READ_BY_INDEX);
    return piece;
}

void rci_json_read_piece_set_ways(rci_json_read_piece *piece, unsigned ways)
{
    piece->match = ways & RCI_JSON_READ_BY_TEMPLATE         ? rci_json_read_template_matcher()
                   : ways & RCI_JSON_READ_BY_PLAIN_TEMPLATE ? rci_json_read_match_plain
                                                            : NULL;
    piece->has_index = (ways & (RCI_JSON_READ_BY_INDEX | RCI_JSON_READ_BY_NARROW_INDEX)) &&
                       rci_json_read_index_is_possible();
    piece->is_narrow = !(ways & RCI_JSON_READ_BY_INDEX);
}

void rci_json_read_piece_free(rci_json_read_piece *piece)
{
    const rc_allocator *allocator = piece->decoder.target.plan->allocator;
    rci_json_read_observer_free(piece->observer);
    rci_json_read_template_release(&piece->template);
    rci_json_read_indexed_release(&piece->indexed, piece->decoder.target.plan);
    rci_stream_text_piece_release(&piece->text);
    rci_json_read_decoder_release(&piece->decoder);
    rci_base_free_as(allocator, RC_MEMORY_READER, piece, sizeof *piece);
}

/* One record by the grammar; a template is made of it if `learn`. Returns the start of the next. */
static const char *by_grammar(rci_json_read_piece *piece, const char *p, const char *end,
                              bool learn)
{
    rci_json_read_decoder *decoder = &piece->decoder;
    const char *start = p, *text_end = decoder->end;
    decoder->target.log->skipped = RCI_RECORD_NONE;
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
    if (p && (size_t)(p - start) > piece->text.max_record) {
        p = rci_json_read_too_long(piece, start);
    }
    if (p && piece->framing == RCI_JSON_READ_LINES) {
        if (learn && decoder->end == end) { /* the next one begins in a line of its own */
            rci_json_read_learn_cancel(&piece->template);
        }
        p = rci_json_read_end_line(piece, p, decoder->end, end);
    } else if (p && piece->framing == RCI_JSON_READ_ELEMENTS) {
        p = rci_json_read_end_element(piece, p, end);
        if (learn && p == end && piece->text.last) { /* others are followed by a comma */
            rci_json_read_learn_cancel(&piece->template);
        }
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
        piece->learned += rci_json_read_learn_end(&piece->template, p, &decoder->target);
    }
    return p;
}

/* Whether the template has stopped at a value of the record at p. */
static bool has_stopped(const rci_json_read_piece *piece, const char *p)
{
    return piece->skips_bad && piece->decoder.stop.at && piece->decoder.stop.at >= p;
}

/* Whether the value at `at` is that of a key. In arrays more than the matched text decides. */
static bool is_member(const char *at)
{
    do {
        at--;
    } while (rci_base_is_space(*at));
    return *at == ':';
}

/* Whether the record at p is bad because of the value at which the template has stopped: then the
   error is filled in. The text before the value has matched and need not be read again. */
static bool is_bad_value(rci_json_read_piece *piece, const char *p, const char *end)
{
    rci_json_read_decoder *decoder = &piece->decoder;
    const rci_json_read_stop stop = decoder->stop;
    const bool has_value = has_stopped(piece, p) && is_member(stop.at);
    decoder->stop.at = NULL;
    if (!has_value) {
        return false;
    }
    if (piece->framing == RCI_JSON_READ_LINES) {
        const char *newline = memchr(stop.at, '\n', (size_t)(end - stop.at));
        decoder->end = newline ? newline : end;
    }
    decoder->target.log->skipped = RCI_RECORD_NONE;
    p = rci_json_text_space(stop.at, decoder->end);
    p = rci_json_read_value(decoder, stop.node, stop.shift, p);
    decoder->end = end;
    if (p) { /* it will be read again, and counted then */
        rci_record_log_end(decoder->target.log, decoder->target.record);
    }
    return !p;
}

/* ---------------------------------------------------------------------- counts */

/* The piece begins, or begins again, since it was not where the one before it ended: then what was
   learned from it may be wrong. */
static rc_status begin_counts(rci_json_read_piece *piece, rc_error *err)
{
    rci_record_target *target = &piece->decoder.target;
    rc_status status;
    if (piece->unsettled) {
        rci_json_read_template_clear(&piece->template);
    }
    piece->unsettled = true;
    status = rci_record_target_begin_counts(target, err);
    if (status == RC_OK) { /* what these add is of no use: they begin again, too */
        rci_json_read_template_count(&piece->template, target->log);
        rci_json_read_indexed_see(&piece->indexed, target->log);
        status = rci_record_target_begin_counts(target, err);
    }
    return status;
}

/* Adds what is known of the records that were decoded. */
static void add_counts(rci_json_read_piece *piece)
{
    rci_record_target *target = &piece->decoder.target;
    rci_json_read_template_count(&piece->template, target->log);
    rci_json_read_indexed_see(&piece->indexed, target->log);
    rci_record_target_see(target);
    rci_record_log_complete(target->log);
}

/* ---------------------------------------------------------------- choice of a way */

/* Whether the template is faster than the index. */
static bool template_is_fast(const rci_json_read_piece *piece)
{
    return piece->template.usable && !(piece->template.slow && piece->has_index);
}

/* For the next records the template is not tried, and then it is learned anew: for more and more
   records while it is of no use. */
static void give_up_for(rci_json_read_piece *piece, size_t n)
{
    enum { VERY_SELDOM = 1 << 15, FEW_STEPS = 256 };
    if (piece->counts) {
        rci_json_read_template_count(&piece->template, piece->decoder.target.log);
    }
    piece->template.usable = false;
    piece->template.most_steps = FEW_STEPS;
    piece->left = n;
    piece->run = 4 * n < VERY_SELDOM ? 4 * n : VERY_SELDOM;
    piece->matched = piece->missed = piece->learned = 0;
}

/* The record at *p did not match the template. Whether its form is to be learned. */
static bool missed(rci_json_read_piece *piece)
{
    enum { ROW = 64, SELDOM = 8192, FEW = 4 };
    bool full = rci_json_read_template_is_full(&piece->template);
    bool learns;
    piece->missed++;
    if (piece->template.usable && !template_is_fast(piece)) {
        give_up_for(piece, SELDOM);
        return false;
    }
    learns = 2 * piece->learned >= piece->missed || piece->missed < FEW;
    if (piece->matched + piece->missed >= ROW || full || !learns) {
        bool good = piece->matched >= 2 * piece->missed;
        if (!good && (full || !learns)) {
            give_up_for(piece, piece->run);
            return false;
        }
        if (good) {
            piece->run = FIRST_RUN;
            piece->template.most_steps = RCI_JSON_READ_STEPS;
        }
        piece->matched = piece->missed = piece->learned = 0;
    }
    if (full || !learns) {
        piece->left = 1;
        return false;
    }
    return true;
}

/* Whether the form of a record is not learned yet: where bad records are skipped it may be one of
   them. If it is good, the next form is learned. */
static bool postpones_learning(const rci_json_read_piece *piece)
{
    return piece->skips_bad && piece->template.usable && !piece->learns_next;
}

static void bind_index(rci_json_read_piece *piece)
{
    const bool last = piece->framing != RCI_JSON_READ_ELEMENTS || piece->text.last;
    if (piece->observer) {
        rci_json_read_observer_bind(piece->observer, piece->framing, piece->text.max_record, last);
    }
    if (piece->indexed.fields) {
        piece->indexed.framing = piece->framing;
        piece->indexed.longest = piece->text.max_record;
        piece->indexed.last = last;
        rci_json_read_indexed_bind(&piece->indexed, &piece->decoder);
    }
}

/* Makes what an index needs when it is needed: most readers of a few records do without. */
static bool prepare_index(rci_json_read_piece *piece)
{
    if (piece->has_index && !piece->indexed.fields) {
        const rci_record_plan *plan = piece->decoder.target.plan;
        piece->has_index = rci_json_read_indexed_init(&piece->indexed, plan) == RC_OK;
        if (!piece->has_index) {
            rci_json_read_indexed_release(&piece->indexed, plan);
        }
        piece->indexed.index.wide = piece->indexed.index.wide && !piece->is_narrow;
        bind_index(piece);
    }
    return piece->has_index;
}

/* Some records from *p on, `room` at most, into the decoder's record and those after it. Returns
   their number; 0 after filling in the error. */
static size_t some_records(rci_json_read_piece *piece, const char **p, const char *end, size_t room)
{
    const size_t missed_before = piece->missed;
    const char *next;
    bool learn = false, postponed;
    size_t n = 0;
    piece->bad_in_value = false;
    if (piece->left == 0 && piece->match) {
        if (template_is_fast(piece) && !has_stopped(piece, *p)) {
            size_t watched = piece->template.watched; /* then it may prove slow */
            n = piece->match(&piece->template, &piece->decoder, p,
                             watched && watched < room ? watched : room, piece->text.max_record);
            rci_record_log_end(piece->decoder.target.log, piece->decoder.target.record);
        }
        if (n > 0) {
            piece->matched += n;
            return n;
        }
        piece->bad_in_value = is_bad_value(piece, *p, end);
        if (piece->bad_in_value) {
            return 0;
        }
        learn = missed(piece);
    }
    if (!learn && prepare_index(piece)) {
        n = rci_json_read_indexed_decode(&piece->indexed, &piece->decoder, p,
                                         piece->match && piece->left < room ? piece->left : room);
        rci_record_log_end(piece->decoder.target.log, piece->decoder.target.record);
        if (n > 0) {
            piece->left -= n < piece->left ? n : piece->left;
            return n;
        }
    }
    postponed = learn && postpones_learning(piece);
    next = by_grammar(piece, *p, end, learn && !postponed);
    /* A bad record says nothing about the others. */
    piece->missed -= (!next || postponed) && piece->missed > missed_before;
    if (!next) {
        return 0;
    }
    piece->learns_next = postponed;
    if (!learn && piece->left > 0) {
        piece->left--;
    }
    *p = next;
    return 1;
}

/* The same, or records for inference. In a row of bad records the other ways are not tried, unless
   they show what is bad. */
static size_t next_records(rci_json_read_piece *piece, const char **p, const char *end, size_t room)
{
    enum { ROW = 2 };
    const char *next;
    if (piece->observer) {
        return rci_json_read_observe_some(piece, p, end, room);
    }
    if (piece->bad_in_row < ROW || piece->bad_in_value) {
        return some_records(piece, p, end, room);
    }
    next = by_grammar(piece, *p, end, false);
    *p = next ? next : *p;
    return next != NULL;
}

/* --------------------------------------------------------------- bad records */

/* The end of a bad record in its line, without space, and the start of the next line. If the line
   has a quote too many, the index ends there: a newline in a string is a fault. */
static const char *after_bad_line(rci_json_read_piece *piece, const char *record, const char *end,
                                  const char **next)
{
    const char *newline = memchr(record, '\n', (size_t)(end - record));
    const char *stop = newline ? newline : end;
    if (!newline && piece->text.too_long) { /* there is more of it */
        rci_json_read_too_long(piece, record);
        return NULL;
    }
    *next = newline ? newline + 1 : end;
    while (stop > record && rci_base_is_space(stop[-1])) {
        stop--;
    }
    return stop;
}

/* The end of a bad record and the start of the next one, which are found by the grammar. */
static const char *after_bad_value(rci_json_read_piece *piece, const char *record, const char *end,
                                   const char **next)
{
    const char *stop = rci_json_text_skip(record, end, &piece->decoder.fault);
    if (!stop) {
        return rci_json_read_fail_fault(&piece->decoder, RCI_RECORD_NONE);
    }
    *next = piece->framing == RCI_JSON_READ_ELEMENTS ? rci_json_read_end_element(piece, stop, end)
                                                     : rci_json_text_space(stop, end);
    return *next ? stop : NULL;
}

/* Goes on after the record at *p, which has failed with `error`. False if it is not known where the
   next one begins, or out of memory: then that is the error. */
static bool skip_bad(rci_json_read_piece *piece, const char **p, const char *end, size_t good,
                     rc_error *error)
{
    rci_json_read_decoder *decoder = &piece->decoder;
    rc_error own;
    const char *record = *p, *next = NULL, *stop;
    rc_error_clear(&own);
    if (error->status == RC_ENOMEM) {
        return false;
    }
    error->record = piece->text.records;
    if (piece->framing == RCI_JSON_READ_LINES) {
        rci_json_read_explain_skipped(piece, error);
    }
    decoder->target.err = &own;
    stop = piece->framing == RCI_JSON_READ_LINES ? after_bad_line(piece, record, end, &next)
                                                 : after_bad_value(piece, record, end, &next);
    if (stop && (size_t)(stop - record) > piece->text.max_record) {
        stop = rci_json_read_too_long(piece, record);
    }
    if (stop) {
        rci_stream_rejects_add(&piece->text.base.rejects, error, record, (size_t)(stop - record),
                               good, &own);
    }
    decoder->target.err = error;
    decoder->found_records = false;
    rc_error_clear(error);
    if (own.status != RC_OK) {
        *error = own;
        return false;
    }
    *p = next;
    return true;
}

/* Goes on after the record at *p, which is left out since a field of it is null. False if its text
   is not well-formed: then that is the error. */
static bool leave_out(rci_json_read_piece *piece, const char **p, const char *end, rc_error *error)
{
    rci_json_read_decoder *decoder = &piece->decoder;
    rci_record_log *log = decoder->target.log;
    rc_error own = RC_ERROR_INIT;
    const char *stop, *next = NULL;
    decoder->target.err = &own;
    if (piece->framing == RCI_JSON_READ_LINES) {
        const char *newline = memchr(*p, '\n', (size_t)(end - *p));
        decoder->end = newline ? newline : end;
    }
    stop = rci_json_text_skip(*p, decoder->end, &decoder->fault);
    if (!stop) {
        rci_json_read_fail_fault(decoder, RCI_RECORD_NONE);
    } else if ((size_t)(stop - *p) > piece->text.max_record) {
        rci_json_read_too_long(piece, *p);
    } else {
        next = rci_json_read_end_record(piece, stop, end);
    }
    decoder->end = end;
    decoder->target.err = error;
    rc_error_clear(error);
    if (!next) {
        *error = own;
        return false;
    }
    if (log->counts) {
        log->counts[log->skipped].n[RCI_RECORD_SKIPPED]++;
    }
    *p = next;
    return true;
}

/* Goes on after the record at *p, which has failed, if that is the policy. */
static bool pass_over(rci_json_read_piece *piece, const char **p, const char *end, size_t good,
                      rc_error *error)
{
    if (piece->decoder.target.log->skipped != RCI_RECORD_NONE && leave_out(piece, p, end, error)) {
        return true;
    }
    if (!piece->skips_bad || (piece->observer && !rci_json_read_observe_can_skip(piece))) {
        return false;
    }
    return skip_bad(piece, p, end, good, error) &&
           (!piece->observer || rci_json_read_observe_drop(piece, *p));
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
    const char *text = (const char *)piece->text.buffer.data;
    bool comma =
        piece->text.records == 0 ? piece->text.after_separator : ends_with_comma(text, end);
    if (piece->text.last && comma) {
        rci_json_read_bracket_after_comma(piece, end);
        return RC_ESYNTAX;
    }
    if (piece->text.unclosed) {
        rci_json_read_expected_after(piece, end, end, "another record or ']'");
        return RC_ESYNTAX;
    }
    return RC_OK;
}

static rc_status failure(rci_json_read_piece *piece, const char *record, rc_error *local)
{
    if (local->status == RC_ESYNTAX && piece->text.too_long &&
        local->byte >= (uint64_t)piece->text.length) {
        rc_error_clear(local);
        rci_json_read_too_long(piece, record);
    }
    local->record = piece->text.records;
    rci_json_read_explain(piece, record, local);
    if (piece->observer && rci_json_read_observe_could_skip(piece, local)) {
        local->hint = RC_HINT_REJECT;
    }
    return local->status;
}

/* Records that may be decoded next. */
static size_t room(const rci_json_read_piece *piece, size_t free)
{
    const uint64_t left = piece->most - piece->text.records;
    if (piece->text.notes_lines && piece->framing != RCI_JSON_READ_LINES) {
        return free > 0; /* several lines a record, or several records a line */
    }
    return left < free ? (size_t)left : free;
}

rc_status rci_json_read_piece_decode(rci_json_read_piece *piece, rc_store *batch, rc_error *err)
{
    rc_error local = RC_ERROR_INIT;
    const char *text = (const char *)piece->text.buffer.data, *end = text + piece->text.length;
    const char *p = text + piece->text.cursor;
    size_t capacity = rc_store_capacity(batch), records = 0;
    rc_status status = RC_OK;
    rci_json_read_decoder_bind(&piece->decoder, batch, text, end, &local);
    rci_json_read_template_bind(&piece->template, &piece->decoder.target);
    piece->template.one_line = piece->framing == RCI_JSON_READ_LINES;
    bind_index(piece);
    if (piece->observer && piece->text.cursor == 0) {
        status = rci_json_read_observer_begin(piece->observer, &local);
    }
    if (piece->counts && piece->text.cursor == 0) {
        status = begin_counts(piece, &local);
    }
    while (status == RC_OK) {
        const char *record;
        size_t n;
        p = rci_json_text_space(p, end);
        if (p == end) {
            piece->text.base.done = true;
            break;
        }
        if (piece->text.records == piece->most) { /* the rest is not looked at */
            piece->text.last = piece->text.unclosed = false;
            piece->text.base.done = true;
            break;
        }
        if (records == capacity || rci_stream_rejects_are_many(&piece->text.base.rejects)) {
            break;
        }
        piece->decoder.target.record = records;
        record = p;
        n = next_records(piece, &p, end, room(piece, capacity - records));
        rci_record_log_end(piece->decoder.target.log, records + n);
        if (n == 0 && !pass_over(piece, &p, end, records, &local)) {
            status = local.status;
            break;
        }
        if (n > 0 && piece->text.notes_lines) {
            status = rci_stream_text_note_lines(&piece->text, record, n, p, &local);
        }
        records += status == RC_OK ? n : 0;
        piece->text.records += n ? n : 1;
        piece->bad_in_row = n ? 0 : piece->bad_in_row + 1;
    }
    piece->text.cursor = (size_t)(p - text);
    rci_store_set_length(batch, records); /* also those before a record that failed */
    if (status == RC_OK && piece->counts) {
        add_counts(piece);
        status = piece->decoder.target.log->lost ? rci_base_fail(&local, RC_ENOMEM, "out of memory")
                                                 : RC_OK;
    }
    if (status == RC_OK && piece->text.base.done) {
        status = check_end(piece, end);
    }
    if (status == RC_OK && piece->text.base.done && piece->observer) {
        status = rci_json_read_observe_end(piece, &local);
    }
    if (status != RC_OK) {
        status = failure(piece, p, &local);
    }
    if (status != RC_OK && err && err->status == RC_OK) {
        *err = local;
    }
    return status;
}
