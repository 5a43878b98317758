/* format/csv/piece.c - decoding a piece: plain records many at a time, others one by one. */
#include "format/csv/piece.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "store/batch.h"
#include "value/fail.h"

#include <string.h>

rci_csv_piece *rci_csv_piece_new(const rci_record_policies *policies, const rci_csv_layout *layout,
                                 rci_csv_way way, rc_error *err)
{
    const rci_record_plan *plan = policies->plan;
    rci_csv_piece *piece =
        rci_base_zalloc_as(plan->allocator, RC_MEMORY_READER, sizeof *piece, err);
    if (!piece) {
        return NULL;
    }
    if (rci_record_target_init(&piece->decoder.target, policies, err) != RC_OK) {
        rci_base_free_as(plan->allocator, RC_MEMORY_READER, piece, sizeof *piece);
        return NULL;
    }
    rci_stream_text_piece_init(&piece->text);
    rci_csv_record_init(&piece->decoder.record);
    rci_base_bytes_init_as(&piece->decoder.scratch, RC_MEMORY_READER);
    piece->decoder.layout = layout;
    piece->fills = way != RCI_CSV_EXACT;
    piece->filler.plain = way == RCI_CSV_PLAIN;
    piece->most = UINT64_MAX;
    return piece;
}

void rci_csv_piece_free(rci_csv_piece *piece)
{
    const rc_allocator *allocator = piece->decoder.target.plan->allocator;
    rci_csv_observer_free(piece->observer);
    rci_csv_filler_release(&piece->filler, allocator);
    rci_csv_record_release(&piece->decoder.record);
    rci_base_bytes_release(&piece->decoder.scratch);
    rci_record_target_release(&piece->decoder.target);
    rci_stream_text_piece_release(&piece->text);
    rci_base_free_as(allocator, RC_MEMORY_READER, piece, sizeof *piece);
}

/* ----------------------------------------------------------------- records */

static bool fail_long(rci_csv_piece *piece, const char *p)
{
    rci_stream_text_too_long(piece->text.max_record, piece->decoder.target.err);
    rci_base_error_byte(piece->decoder.target.err, (uint64_t)(p - piece->decoder.text));
    return false;
}

/* One record by the exact rules; moves *p. */
static bool one_record(rci_csv_piece *piece, const char **p)
{
    rci_csv_decoder *d = &piece->decoder;
    const rc_status status =
        piece->observer ? rci_csv_observe(piece->observer, d, *p) : rci_csv_decode(d, *p);
    if (status != RC_OK) {
        return false;
    }
    if ((size_t)(d->record.end - *p) > piece->text.max_record ||
        (piece->text.too_long && d->record.next == d->end)) {
        return fail_long(piece, *p);
    }
    *p = d->record.next;
    return true;
}

/* Records at *p, at most `room`: moves *p and returns their number; 0 after a failure. */
static size_t some_records(rci_csv_piece *piece, const char **p, size_t room)
{
    size_t n = 0;
    if (piece->fills && !piece->text.too_long) {
        n = piece->observer
                ? rci_csv_observe_run(piece->observer, &piece->filler, &piece->decoder, p, room,
                                      piece->text.max_record)
                : rci_csv_fill(&piece->filler, &piece->decoder, p, room, piece->text.max_record);
    }
    if (n > 0) {
        return n;
    }
    piece->decoder.target.log->skipped = RCI_RECORD_NONE;
    if (rci_csv_is_bad(&piece->filler, &piece->decoder, *p) &&
        rci_csv_fail_bad(&piece->filler, &piece->decoder) != RC_OK) {
        return 0;
    }
    return one_record(piece, p);
}

/* Skips lines that are not records. With one column an empty line is a record. */
static const char *skip_empty(const rci_csv_piece *piece, const char *p)
{
    const rci_csv_decoder *d = &piece->decoder;
    for (;;) {
        const char *next = rci_csv_skip_empty(&d->layout->chars, p, d->end);
        const bool is_comment =
            next != p && d->layout->chars.comment && *p == d->layout->chars.comment;
        if (next == p || (d->layout->ncolumns == 1 && !is_comment)) {
            return p;
        }
        p = next;
    }
}

/* ------------------------------------------------------------------ blocks */

/* The block of records that are observed ends before the text at `next`. */
static bool end_block(rci_csv_piece *piece, const char *next, bool after_bad)
{
    rci_csv_observer *o = piece->observer;
    const rc_status status =
        rci_infer_blocks_keep(&o->blocks, &o->state, piece->decoder.target.err);
    rci_infer_blocks_next(&o->blocks, (size_t)(next - piece->decoder.text), after_bad);
    rci_csv_observer_clear(o);
    return status == RC_OK;
}

/* As some_records, in blocks when the records are observed. */
static size_t next_records(rci_csv_piece *piece, const char **p, size_t room)
{
    rci_infer_blocks *blocks = piece->observer ? &piece->observer->blocks : NULL;
    size_t left, n;
    if (!blocks) {
        return some_records(piece, p, room);
    }
    if (rci_infer_blocks_room(blocks) == 0 && !end_block(piece, *p, false)) {
        return 0;
    }
    left = rci_infer_blocks_room(blocks);
    n = some_records(piece, p, room < left ? room : left);
    blocks->records += n;
    return n;
}

/* Nothing is observed of the record that has failed: those of its block before it, which are good,
   are observed once more. The next record begins at `next`. */
static bool drop_bad(rci_csv_piece *piece, const char *next)
{
    rci_csv_observer *o = piece->observer;
    const char *p = piece->decoder.text + o->blocks.start;
    const size_t records = o->blocks.records;
    rci_csv_observer_clear(o);
    rci_csv_filler_go_back(&piece->filler, p);
    o->blocks.records = 0;
    while (o->blocks.records < records) {
        p = skip_empty(piece, p);
        if (next_records(piece, &p, records - o->blocks.records) == 0) {
            return false;
        }
    }
    return end_block(piece, next, true);
}

/* ------------------------------------------------------------- bad records */

/* The end of the record at p, without the line break before `next`. */
static const char *end_before(const char *p, const char *next)
{
    if (next > p && next[-1] == '\n') {
        next -= next - 1 > p && next[-2] == '\r' ? 2 : 1;
    }
    return next;
}

/* Whether the record from p to `stop` is over the limit, or there is more of it than the text. */
static bool is_over(const rci_csv_piece *piece, const char *p, const char *stop)
{
    const rci_csv_decoder *d = &piece->decoder;
    return (size_t)(stop - p) > piece->text.max_record ||
           (piece->text.too_long && d->record.next == d->end);
}

/* Goes on after the record at *p, which has failed with `error`. False if it is not known where the
   next one begins, or out of memory: then that is the error. */
static bool skip_bad(rci_csv_piece *piece, const char **p, size_t good, rc_error *error)
{
    rci_csv_decoder *d = &piece->decoder;
    rc_error own = RC_ERROR_INIT;
    const char *const next = d->record.next, *const stop = end_before(*p, next);
    if (error->status == RC_ENOMEM || error->status == RC_ELIMIT || d->record.unclosed) {
        return false;
    }
    if (d->record.in_quotes || (piece->text.too_long && next == d->end)) {
        return false;
    }
    if (is_over(piece, *p, stop)) {
        rc_error_clear(error);
        return fail_long(piece, *p);
    }
    error->record = piece->text.records;
    if (rci_stream_rejects_add(&piece->text.base.rejects, error, *p, (size_t)(stop - *p), good,
                               &own) != RC_OK) {
        *error = own;
        return false;
    }
    rc_error_clear(error);
    *p = next;
    return !piece->observer || drop_bad(piece, next);
}

/* Whether the error, which ends the inference, would be one of a record that is passed over if bad
   records were. */
static bool could_skip(const rci_csv_piece *piece, const rc_error *error)
{
    const bool is_of_record =
        error->status == RC_ESYNTAX || error->status == RC_EEXTRA || error->status == RC_EMISSING;
    return !piece->skips_bad && is_of_record && !piece->decoder.record.unclosed &&
           error->hint == RC_HINT_NONE;
}

/* Goes on after the record at *p, which is left out since a field of it is null. False if its text
   is too long, or not UTF-8: that is the error then. */
static bool leave_out(rci_csv_piece *piece, const char **p, rc_error *error)
{
    const rci_csv_decoder *d = &piece->decoder;
    const rci_record_log *log = d->target.log;
    const size_t n = (size_t)(d->record.next - *p), bad = rci_base_utf8_check(*p, n);
    rc_error_clear(error);
    if (is_over(piece, *p, end_before(*p, d->record.next))) {
        return fail_long(piece, *p);
    }
    if (bad < n) {
        rci_value_fail_utf8(error, *p, n, bad);
        rci_base_error_byte(error, (uint64_t)(*p + bad - d->text));
        return false;
    }
    if (log->counts) {
        log->counts[log->skipped].n[RCI_RECORD_SKIPPED]++;
    }
    *p = d->record.next;
    return true;
}

/* Goes on after the record at *p, which has failed, if that is the policy. */
static bool pass_over(rci_csv_piece *piece, const char **p, size_t good, rc_error *error)
{
    if (piece->decoder.target.log->skipped != RCI_RECORD_NONE && leave_out(piece, p, error)) {
        return true;
    }
    return piece->skips_bad && skip_bad(piece, p, good, error);
}

/* The failure of the record at p, which ends the decoding. */
static rc_status failure(rci_csv_piece *piece, const char *p, rc_error *local)
{
    if (piece->decoder.record.unclosed && piece->text.too_long) {
        const uint64_t at = local->byte;
        rc_error_clear(local);
        rci_base_fail(local, RC_ESYNTAX,
                      "the quote is not closed within %zu bytes, the limit of a record",
                      piece->text.max_record);
        rci_base_error_hint(local, RC_HINT_MAX_RECORD, NULL);
        local->byte = at;
    } else if (piece->text.too_long && local->status != RC_ENOMEM &&
               local->byte >= (uint64_t)piece->text.length) {
        rc_error_clear(local);
        fail_long(piece, p);
    }
    local->record = piece->text.records;
    if (piece->observer && could_skip(piece, local)) {
        local->hint = RC_HINT_REJECT;
    }
    return local->status;
}

/* ------------------------------------------------------------------ counts */

/* Whether values may be changed, or records left out: then what is counted of a record must be
   known apart from what is of those after it. */
static bool may_change(const rci_csv_piece *piece)
{
    const rci_csv_decoder *d = &piece->decoder;
    const rci_record_policies *policies = d->target.policies;
    bool changes = rci_csv_column_count(&d->layout->columns.missing) > 0;
    for (uint32_t i = 0; i < policies->plan->nnodes; i++) {
        const rci_record_rule *rule = &policies->rules[i];
        changes = changes || rule->accept != 0 || rule->nulls != RC_NULLS_ERROR;
    }
    return changes;
}

/* Records have a value in each column. */
static rc_status add_counts(rci_csv_piece *piece, bool any, rc_error *err)
{
    const rci_csv_decoder *d = &piece->decoder;
    rci_record_log *log = d->target.log;
    for (size_t i = 0; any && i < d->layout->ncolumns; i++) {
        const uint32_t node = rci_csv_column_at(&d->layout->columns.all, i)->node;
        if (node != RCI_RECORD_NONE) {
            log->counts[node].seen = true;
        }
    }
    rci_record_log_complete(log);
    return log->lost ? rci_base_fail(err, RC_ENOMEM, "out of memory") : RC_OK;
}

/* ------------------------------------------------------------------ decode */

static size_t room(const rci_csv_piece *piece, size_t free)
{
    const uint64_t left = piece->most - piece->text.records;
    if (piece->text.notes_lines) {
        return free > 0; /* a record may have several lines */
    }
    return left < free ? (size_t)left : free;
}

static rc_status decode_records(rci_csv_piece *piece, const char **text, size_t capacity,
                                size_t *records, rc_error *local)
{
    rci_csv_decoder *d = &piece->decoder;
    const char *p = *text;
    rc_status status = RC_OK;
    for (;;) {
        const char *record;
        size_t n;
        p = skip_empty(piece, p);
        if (p == d->end || piece->text.records == piece->most) { /* the rest is not looked at */
            piece->text.base.done = true;
            break;
        }
        if (*records == capacity || rci_stream_rejects_are_many(&piece->text.base.rejects)) {
            break;
        }
        d->target.record = *records;
        record = p;
        n = next_records(piece, &p, room(piece, capacity - *records));
        rci_record_log_end(d->target.log, *records + n);
        if (n == 0 && !pass_over(piece, &p, *records, local)) {
            status = failure(piece, p, local);
            break;
        }
        if (n > 0 && piece->text.notes_lines) {
            status = rci_stream_text_note_lines(&piece->text, record, n, p, local);
            if (status != RC_OK) {
                break;
            }
        }
        *records += n;
        piece->text.records += n ? n : 1;
    }
    *text = p;
    return status;
}

rc_status rci_csv_piece_decode(rci_csv_piece *piece, rc_store *batch, rc_error *err)
{
    rc_error local = RC_ERROR_INIT;
    rci_csv_decoder *d = &piece->decoder;
    const char *text = (const char *)piece->text.buffer.data, *p = text + piece->text.cursor;
    size_t records = 0;
    rc_status status = RC_OK;
    rci_record_target_bind(&d->target, batch, &local);
    d->text = text;
    d->end = text + piece->text.length;
    d->record.unclosed = false;
    piece->filler.skips_bad = piece->skips_bad && !may_change(piece);
    rci_csv_filler_rebind(&piece->filler);
    if (piece->text.cursor == 0) {
        rci_csv_filler_reset(&piece->filler);
    }
    if (piece->observer && piece->text.cursor == 0) {
        status = rci_csv_observer_begin(piece->observer, d->layout, &local);
    }
    if (status == RC_OK && piece->counts && piece->text.cursor == 0) {
        status = rci_record_target_begin_counts(&d->target, &local);
        piece->unsettled = true;
    }
    if (status == RC_OK) {
        status = decode_records(piece, &p, rc_store_capacity(batch), &records, &local);
    }
    if (status == RC_OK && piece->counts) {
        status = add_counts(piece, records > 0, &local);
    }
    if (status == RC_OK && piece->text.base.done && piece->observer &&
        piece->observer->blocks.any) {
        status = rci_infer_blocks_keep(&piece->observer->blocks, &piece->observer->state, &local);
    }
    piece->text.cursor = (size_t)(p - text);
    rci_store_set_length(batch, records); /* also those before a record that failed */
    if (status != RC_OK && err && err->status == RC_OK) {
        *err = local;
    }
    return status;
}
