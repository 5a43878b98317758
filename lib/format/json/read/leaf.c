/* format/json/read/leaf.c - a number, string or literal into the cell of a leaf. */
#include "format/json/read/leaf.h"

#include "format/json/read/fail.h"
#include "format/json/text/scan.h"
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

static const char *number(rci_json_read_decoder *decoder, uint32_t index, unsigned char *cell,
                          const char *p)
{
    rci_number_scanned scanned;
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
    if (*p == 'n' && rci_json_text_literal(p, decoder->end, &decoder->fault) &&
        rci_record_take_null_part(&decoder->target, index, which, cell)) {
        return rci_json_text_space(p + strlen("null"), decoder->end);
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
        return rci_json_read_fail_kind(decoder, index, p);
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
        return rci_json_read_fail_kind(decoder, index, p);
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
