/* format/json/read/leaf.c - a number, string or literal into the cell of a leaf. */
#include "format/json/read/leaf.h"

#include "base/cell.h"
#include "format/json/read/fail.h"
#include "format/json/text/scan.h"
#include "record/accept.h"
#include "record/put.h"

#include <string.h>

/* The number at p; false after filling in the error. */
static bool scan(rci_json_read_decoder *decoder, uint32_t index, const char *p,
                 rci_number_scanned *number)
{
    if (*p != '-' && !rci_base_is_digit(*p)) {
        rci_json_read_fail_kind(decoder, index, p);
        return false;
    }
    if (rci_number_scan_number(p, decoder->end, number) != RCI_NUMBER_OK) {
        rci_json_read_fail_expected(decoder, index, number->end, "a JSON number");
        return false;
    }
    return true;
}

/* Whether NaN, Infinity or -Infinity is at p: its length, or 0. */
static size_t nonfinite(const rci_json_read_decoder *decoder, const char *p)
{
    const bool may_be = *p == 'N' || *p == 'I' || (*p == '-' && p[1] == 'I');
    return may_be && p < decoder->end ? rci_record_nonfinite(p, (size_t)(decoder->end - p)) : 0;
}

/* ----------------------------------------------------------- values of another form */

/* What a function of record/accept.h has returned for the value from p to `after`. */
static const char *accepted(rci_json_read_decoder *decoder, uint32_t index, rc_status status,
                            const char *p, const char *after)
{
    return status == RC_OK    ? after
           : status == RC_END ? rci_json_read_fail_kind(decoder, index, p)
                              : rci_json_read_fail_at(decoder, index, p);
}

static const char *other_text(rci_json_read_decoder *decoder, uint32_t index, unsigned char *cell,
                              const char *p)
{
    const char *close, *bytes;
    size_t n;
    bool escaped;
    close = rci_json_text_string(p + 1, decoder->end, &escaped, &decoder->fault);
    if (!close) {
        return rci_json_read_fail_fault(decoder, index);
    }
    if (!rci_json_read_unescape(decoder, p + 1, close, escaped, &bytes, &n)) {
        return NULL;
    }
    return accepted(decoder, index, rci_record_accept_text(&decoder->target, index, cell, bytes, n),
                    p, close + 1);
}

static const char *other_number(rci_json_read_decoder *decoder, uint32_t index, unsigned char *cell,
                                const char *p)
{
    rci_number_scanned scanned;
    if (rci_number_scan_number(p, decoder->end, &scanned) != RCI_NUMBER_OK) {
        return rci_json_read_fail_kind(decoder, index, p);
    }
    return accepted(decoder, index,
                    rci_record_accept_number(&decoder->target, index, cell, &scanned), p,
                    scanned.end);
}

/* A value at p that is not of the form of its field. */
static const char *other(rci_json_read_decoder *decoder, uint32_t index, unsigned char *cell,
                         const char *p)
{
    const rci_record_target *target = &decoder->target;
    const size_t word = nonfinite(decoder, p);
    const char *after;
    if (word > 0) {
        return accepted(decoder, index, rci_record_accept_nonfinite(target, index, cell, p), p,
                        p + word);
    }
    if (*p == '"') {
        return other_text(decoder, index, cell, p);
    }
    if (*p == '-' || rci_base_is_digit(*p)) {
        return other_number(decoder, index, cell, p);
    }
    if (*p != 't' && *p != 'f') {
        return rci_json_read_fail_kind(decoder, index, p);
    }
    after = rci_json_text_literal(p, decoder->end, &decoder->fault);
    return after ? accepted(decoder, index, rci_record_accept_bool(target, index, cell, *p == 't'),
                            p, after)
                 : rci_json_read_fail_fault(decoder, index);
}

/* -------------------------------------------------------------------- the usual forms */

/* Most numbers, as the template reads them; NULL for others, which may be good. */
static const char *quick_number(const rci_json_read_decoder *decoder, const rci_record_node *node,
                                unsigned char *cell, const char *p)
{
    const char *after = NULL;
    uint64_t bits = 0;
    if (node->kind >= RC_I1 && node->kind <= RC_I8) {
        int64_t value = 0;
        after = rci_number_read_i64(p, decoder->end, &value);
        after = rci_number_int_fits(value, (unsigned)node->size) ? after : NULL;
        bits = (uint64_t)value;
    } else if (node->kind >= RC_U1 && node->kind <= RC_U8) {
        after = rci_number_read_u64(p, decoder->end, &bits);
        after = rci_number_uint_fits(bits, (unsigned)node->size) ? after : NULL;
    } else if (node->kind == RC_F8) {
        double value = 0;
        after = rci_number_read_f8(p, decoder->end, &value);
        bits = rci_base_f8_bits(value);
    }
    if (!after || (after < decoder->end && (*after == '.' || (*after | 0x20) == 'e'))) {
        return NULL;
    }
    rci_base_cell_put(cell, node->size, node->big_endian, bits);
    return after;
}

static const char *number(rci_json_read_decoder *decoder, uint32_t index, unsigned char *cell,
                          const char *p)
{
    const char *after = quick_number(decoder, &decoder->target.plan->nodes[index], cell, p);
    rci_number_scanned scanned;
    if (after) {
        return after;
    }
    if ((*p != '-' && !rci_base_is_digit(*p)) || nonfinite(decoder, p) > 0) {
        return other(decoder, index, cell, p);
    }
    if (!scan(decoder, index, p, &scanned)) {
        return NULL;
    }
    if (rci_record_put_number(&decoder->target, index, cell, &scanned) != RC_OK) {
        return rci_json_read_fail_at(decoder, index, p);
    }
    return scanned.end;
}

static const char *part(rci_json_read_decoder *decoder, uint32_t index, unsigned which,
                        unsigned char *cell, const char *p)
{
    rci_number_scanned scanned;
    const size_t word = nonfinite(decoder, p);
    if (*p == 'n' && rci_json_text_literal(p, decoder->end, &decoder->fault) &&
        rci_record_take_null_part(&decoder->target, index, which, cell)) {
        return rci_json_text_space(p + strlen("null"), decoder->end);
    }
    if (word > 0 &&
        rci_record_accept_nonfinite_part(&decoder->target, index, which, cell, p) == RC_OK) {
        return rci_json_text_space(p + word, decoder->end);
    }
    if (!scan(decoder, index, p, &scanned)) {
        return NULL;
    }
    if (rci_record_put_part(&decoder->target, index, which, cell, &scanned) != RC_OK) {
        return rci_json_read_fail_at(decoder, index, p);
    }
    return rci_json_text_space(scanned.end, decoder->end);
}

static const char *number_pair(rci_json_read_decoder *decoder, uint32_t index, unsigned char *cell,
                               const char *p)
{
    const char *end = decoder->end, *open = p;
    if (*p != '[') {
        return rci_json_read_fail_kind(decoder, index, p);
    }
    p = rci_json_text_space(p + 1, end);
    if (*p == ']') {
        return rci_json_read_fail_kind(decoder, index, open);
    }
    p = part(decoder, index, 0, cell, p);
    if (!p) {
        return NULL;
    }
    if (*p != ',') {
        return rci_json_read_fail_kind(decoder, index, open);
    }
    p = part(decoder, index, 1, cell, rci_json_text_space(p + 1, end));
    if (!p) {
        return NULL;
    }
    return *p == ']' ? p + 1 : rci_json_read_fail_kind(decoder, index, open);
}

static const char *boolean(rci_json_read_decoder *decoder, uint32_t index, unsigned char *cell,
                           const char *p)
{
    const char *after;
    if (*p != 't' && *p != 'f') {
        return other(decoder, index, cell, p);
    }
    after = rci_json_text_literal(p, decoder->end, &decoder->fault);
    if (!after) {
        return rci_json_read_fail_fault(decoder, index);
    }
    rci_record_put_bool(cell, *p == 't');
    return after;
}

static const char *text(rci_json_read_decoder *decoder, uint32_t index, unsigned char *cell,
                        const char *p)
{
    const char *close, *bytes;
    size_t n;
    bool escaped;
    if (*p != '"') {
        return other(decoder, index, cell, p);
    }
    close = rci_json_text_string(p + 1, decoder->end, &escaped, &decoder->fault);
    if (!close) {
        return rci_json_read_fail_fault(decoder, index);
    }
    if (!rci_json_read_unescape(decoder, p + 1, close, escaped, &bytes, &n)) {
        return NULL;
    }
    if (rci_record_put_text(&decoder->target, index, cell, bytes, n) != RC_OK) {
        return rci_json_read_fail_at(decoder, index, p);
    }
    return close + 1;
}

/* Null for a leaf that is not nullable. */
static const char *null(rci_json_read_decoder *decoder, uint32_t index, unsigned char *cell,
                        const char *p)
{
    const char *after = rci_json_text_literal(p, decoder->end, &decoder->fault);
    return after && rci_record_take_null_leaf(&decoder->target, index, cell)
               ? after
               : rci_json_read_fail_kind(decoder, index, p);
}

const char *rci_json_read_leaf(rci_json_read_decoder *decoder, uint32_t index, unsigned char *cell,
                               const char *p)
{
    const rci_record_node *node = &decoder->target.plan->nodes[index];
    if (*p == 'n' && node->shape == RCI_RECORD_LEAF) {
        return null(decoder, index, cell, p);
    }
    switch (node->form) {
    case RCI_RECORD_BOOL:
        return boolean(decoder, index, cell, p);
    case RCI_RECORD_NUMBER:
        return number(decoder, index, cell, p);
    case RCI_RECORD_NUMBER_PAIR:
        return number_pair(decoder, index, cell, p);
    case RCI_RECORD_TEXT:
        return text(decoder, index, cell, p);
    case RCI_RECORD_NUMBER_OR_TEXT:
        return *p == '"' ? text(decoder, index, cell, p) : number(decoder, index, cell, p);
    case RCI_RECORD_PARTS:
        break;
    }
    return rci_json_read_fail_kind(decoder, index, p);
}
