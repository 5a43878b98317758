/* format/json/read/observe_piece.c - observing the records of a piece, some of which prove bad. */
#include "format/json/read/observe_piece.h"

#include "base/error.h"
#include "format/json/read/after.h"
#include "format/json/text/scan.h"

#include <string.h>

/* One record by the grammar. Returns the start of the next. */
static const char *observe(rci_json_read_piece *piece, const char *p, const char *end, bool learn)
{
    rci_json_read_decoder *decoder = &piece->decoder;
    const char *start = p;
    if (piece->framing == RCI_JSON_READ_LINES) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        decoder->end = newline ? newline : end;
    }
    p = rci_json_read_observe(piece->observer, p, learn);
    if (p && (size_t)(p - start) > piece->text.max_record) {
        p = rci_json_read_too_long(piece, start);
    }
    p = p ? rci_json_read_end_record(piece, p, end) : NULL;
    decoder->end = end;
    if (p) {
        rci_json_read_observe_next(piece->observer, p);
    }
    return p;
}

/* As rci_json_read_observe_some, of one block. */
static size_t observe_some(rci_json_read_piece *piece, const char **p, const char *end, size_t room)
{
    size_t n = rci_json_read_observe_alike(piece->observer, p, room), some = room;
    const char *next = NULL;
    bool learn = false;
    if (n == 0) {
        learn = rci_json_read_observe_learns(piece->observer, &some);
    }
    if (n == 0 && !learn) {
        n = rci_json_read_observe_indexed(piece->observer, p, some);
    }
    if (n == 0) {
        next = observe(piece, *p, end, learn);
        *p = next ? next : *p;
    }
    return n ? n : next != NULL;
}

/* ------------------------------------------------------------------ blocks */

/* The block ends before the text at `next`. */
static bool end_block(rci_json_read_piece *piece, const char *next, bool after_bad)
{
    rci_json_read_observer *o = piece->observer;
    rc_error *err = piece->decoder.target.err;
    rc_status status = rci_infer_blocks_keep(&o->blocks, &o->state, err);
    rci_infer_blocks_next(&o->blocks, (size_t)(next - piece->decoder.text), after_bad);
    if (status == RC_OK) {
        status = rci_json_read_observer_clear(o, false, err);
    }
    o->failed = status == RC_OK ? RC_OK : RC_ENOMEM;
    return status == RC_OK;
}

size_t rci_json_read_observe_some(rci_json_read_piece *piece, const char **p, const char *end,
                                  size_t room)
{
    rci_infer_blocks *blocks = &piece->observer->blocks;
    size_t n;
    if (__builtin_expect(room > rci_infer_blocks_room(blocks), 0)) {
        if (rci_infer_blocks_room(blocks) == 0 && !end_block(piece, *p, false)) {
            return 0;
        }
        room = rci_infer_blocks_room(blocks);
    }
    n = observe_some(piece, p, end, room);
    blocks->records += n;
    return n;
}

bool rci_json_read_observe_can_skip(const rci_json_read_piece *piece)
{
    return piece->observer->failed != RC_ENOMEM;
}

bool rci_json_read_observe_could_skip(const rci_json_read_piece *piece, const rc_error *error)
{
    const bool is_of_record =
        piece->observer->failed == RC_ELIMIT ||
        (error->status == RC_ESYNTAX && piece->framing == RCI_JSON_READ_LINES);
    return !piece->skips_bad && error->hint == RC_HINT_NONE && is_of_record &&
           rci_json_read_observe_can_skip(piece);
}

/* Observes the records of the block once more. They are good. */
static bool repeat_block(rci_json_read_piece *piece, const char *end)
{
    rci_infer_blocks *blocks = &piece->observer->blocks;
    const char *p = piece->decoder.text + blocks->start;
    const size_t records = blocks->records;
    blocks->records = 0;
    while (blocks->records < records) {
        p = rci_json_text_space(p, end);
        if (rci_json_read_observe_some(piece, &p, end, records - blocks->records) == 0) {
            return false;
        }
    }
    return true;
}

bool rci_json_read_observe_drop(rci_json_read_piece *piece, const char *next)
{
    rci_json_read_observer *o = piece->observer;
    if (rci_json_read_observer_clear(o, false, piece->decoder.target.err) != RC_OK) {
        return false;
    }
    if (o->blocks.records > 0) {
        rci_json_read_observer_go_back(o);
    }
    return repeat_block(piece, piece->decoder.end) && end_block(piece, next, true);
}

rc_status rci_json_read_observe_end(rci_json_read_piece *piece, rc_error *err)
{
    rci_infer_blocks *blocks = &piece->observer->blocks;
    return blocks->any ? rci_infer_blocks_keep(blocks, &piece->observer->state, err) : RC_OK;
}
