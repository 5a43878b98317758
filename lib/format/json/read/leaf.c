/*
 * The text of one value into the cell of one leaf.
 */
#include "format/json/read/decode.h"

#include "base/error.h"
#include "base/utf8.h"
#include "number/number.h"
#include "store/batch.h"
#include "value/fail.h"
#include "value/value.h"

#include <string.h>

/* -------------------------------------------------------------------- telling */

/* The words are those of value/fail.h, which offers the field by name when the error already
   knows it. Returns NULL. */
static const char *refused(rci_json_read_decoder *decoder, const char *p)
{
    rci_base_error_byte(decoder->err, (uint64_t)(p - decoder->text));
    return NULL;
}

static const rc_dtype *blame(rci_json_read_decoder *decoder, uint32_t number)
{
    if (decoder->err && decoder->err->status == RC_OK) {
        rci_record_plan_blame(decoder->plan, number, decoder->err);
    }
    return decoder->plan->nodes[number].dtype;
}

static rci_value_found found_at(char c)
{
    switch (c) {
    case '"':
        return RCI_VALUE_FOUND_TEXT;
    case '{':
        return RCI_VALUE_FOUND_OBJECT;
    case '[':
        return RCI_VALUE_FOUND_ARRAY;
    case 't':
    case 'f':
        return RCI_VALUE_FOUND_BOOL;
    case 'n':
        return RCI_VALUE_FOUND_NULL;
    default:
        return RCI_VALUE_FOUND_NUMBER;
    }
}

const char *rci_json_read_fail_kind(rci_json_read_decoder *decoder, uint32_t number, const char *p)
{
    const char *after = rci_json_text_skip(p, decoder->end, &decoder->fault);
    rci_value_found found = found_at(*p);
    size_t quotes = found == RCI_VALUE_FOUND_TEXT;
    bool has_text = quotes || found == RCI_VALUE_FOUND_NUMBER || found == RCI_VALUE_FOUND_BOOL;
    if (!after) { /* what stands here is no value at all */
        return rci_json_read_fail_fault(decoder, number);
    }
    rci_value_fail_kind(decoder->err, blame(decoder, number), found, has_text ? p + quotes : NULL,
                        (size_t)(after - p) - 2 * quotes);
    return refused(decoder, p);
}

/* --------------------------------------------------------------------- numbers */

/* The number at p; false after filling in the error. */
static bool scan(rci_json_read_decoder *decoder, uint32_t number, const char *p,
                 rci_number_scanned *scanned)
{
    if (*p != '-' && (*p < '0' || *p > '9')) {
        rci_json_read_fail_kind(decoder, number, p);
        return false;
    }
    if (rci_number_scan_number(p, decoder->end, scanned) != RCI_NUMBER_OK) {
        rci_json_text_expected(&decoder->fault, scanned->end, decoder->end, "a JSON number");
        rci_json_read_fail_fault(decoder, number);
        return false;
    }
    return true;
}

static const char *fail_number(rci_json_read_decoder *decoder, uint32_t number,
                               const rci_number_scanned *scanned, rci_number_status why)
{
    rci_value_fail_number(decoder->err, blame(decoder, number), why, scanned->start,
                          (size_t)(scanned->end - scanned->start));
    return refused(decoder, scanned->start);
}

static void put(unsigned char *cell, uint64_t bits, size_t size, bool big_endian)
{
    size_t i;
    for (i = 0; i < size; i++) {
        cell[big_endian ? size - 1 - i : i] = (unsigned char)(bits >> (8 * i));
    }
}

static const char *signed_integer(rci_json_read_decoder *decoder, uint32_t number,
                                  unsigned char *cell, const char *p)
{
    const rci_record_node *node = &decoder->plan->nodes[number];
    rci_number_scanned scanned;
    rci_number_status status;
    int64_t value;
    if (!scan(decoder, number, p, &scanned)) {
        return NULL;
    }
    status = rci_number_to_i64(&scanned, &value);
    if (status == RCI_NUMBER_OK && !rci_number_int_fits(value, (unsigned)node->size)) {
        status = RCI_NUMBER_OVERFLOW;
    }
    if (status != RCI_NUMBER_OK) {
        return fail_number(decoder, number, &scanned, status);
    }
    put(cell, (uint64_t)value, node->size, node->big_endian);
    return scanned.end;
}

static const char *unsigned_integer(rci_json_read_decoder *decoder, uint32_t number,
                                    unsigned char *cell, const char *p)
{
    const rci_record_node *node = &decoder->plan->nodes[number];
    rci_number_scanned scanned;
    rci_number_status status;
    uint64_t value;
    if (!scan(decoder, number, p, &scanned)) {
        return NULL;
    }
    status = rci_number_to_u64(&scanned, &value);
    if (status == RCI_NUMBER_OK && !rci_number_uint_fits(value, (unsigned)node->size)) {
        status = RCI_NUMBER_OVERFLOW;
    }
    if (status != RCI_NUMBER_OK) {
        return fail_number(decoder, number, &scanned, status);
    }
    put(cell, value, node->size, node->big_endian);
    return scanned.end;
}

/* A float of `size` bytes. */
static const char *real(rci_json_read_decoder *decoder, uint32_t number, size_t size,
                        unsigned char *cell, const char *p)
{
    rci_number_scanned scanned;
    rci_number_status status;
    uint64_t bits = 0;
    if (!scan(decoder, number, p, &scanned)) {
        return NULL;
    }
    if (size == 8) {
        double value;
        status = rci_number_to_f8(&scanned, &value);
        memcpy(&bits, &value, sizeof value);
    } else if (size == 4) {
        float value;
        uint32_t bits4;
        status = rci_number_to_f4(&scanned, &value);
        memcpy(&bits4, &value, sizeof value);
        bits = bits4;
    } else {
        uint16_t bits2;
        status = rci_number_to_f2(&scanned, &bits2);
        bits = bits2;
    }
    if (status != RCI_NUMBER_OK) {
        return fail_number(decoder, number, &scanned, status);
    }
    put(cell, bits, size, decoder->plan->nodes[number].big_endian);
    return scanned.end;
}

static const char *complex_number(rci_json_read_decoder *decoder, uint32_t number,
                                  unsigned char *cell, const char *p)
{
    size_t half = decoder->plan->nodes[number].size / 2;
    const char *end = decoder->end, *open = p;
    if (*p != '[') {
        return rci_json_read_fail_kind(decoder, number, p);
    }
    p = real(decoder, number, half, cell, rci_json_text_space(p + 1, end));
    if (!p) {
        return NULL;
    }
    p = rci_json_text_space(p, end);
    if (*p != ',') {
        return rci_json_read_fail_kind(decoder, number, open);
    }
    p = real(decoder, number, half, cell + half, rci_json_text_space(p + 1, end));
    if (!p) {
        return NULL;
    }
    p = rci_json_text_space(p, end);
    return *p == ']' ? p + 1 : rci_json_read_fail_kind(decoder, number, open);
}

static const char *boolean(rci_json_read_decoder *decoder, uint32_t number, unsigned char *cell,
                           const char *p)
{
    const char *after;
    if (*p != 't' && *p != 'f') {
        return rci_json_read_fail_kind(decoder, number, p);
    }
    after = rci_json_text_literal(p, decoder->end, &decoder->fault);
    if (!after) {
        return rci_json_read_fail_fault(decoder, number);
    }
    *cell = *p == 't';
    return after;
}

/* --------------------------------------------------------------------- strings */

/* The text of the string at p: `*text` and `*n`, in the input or in the decoder's own buffer.
   Returns the byte behind the closing quote. */
static const char *string(rci_json_read_decoder *decoder, uint32_t number, const char *p,
                          const char **text, size_t *n)
{
    const char *close;
    bool escaped;
    if (*p != '"') {
        return rci_json_read_fail_kind(decoder, number, p);
    }
    close = rci_json_text_string(p + 1, decoder->end, &escaped, &decoder->fault);
    if (!close) {
        return rci_json_read_fail_fault(decoder, number);
    }
    *text = p + 1;
    *n = (size_t)(close - (p + 1));
    if (escaped) {
        decoder->unescaped.length = 0;
        if (rci_base_bytes_reserve(&decoder->unescaped, *n, decoder->err) != RC_OK) {
            return NULL;
        }
        *n = rci_json_text_unescape(p + 1, close, (char *)decoder->unescaped.data);
        *text = (const char *)decoder->unescaped.data;
    }
    return close + 1;
}

static const char *fixed_bytes(rci_json_read_decoder *decoder, uint32_t number, unsigned char *cell,
                               const char *p)
{
    const rci_record_node *node = &decoder->plan->nodes[number];
    const char *text;
    size_t n;
    const char *after = string(decoder, number, p, &text, &n);
    if (!after) {
        return NULL;
    }
    if (n > node->size) {
        rci_value_fail_length(decoder->err, blame(decoder, number), n, text, n);
        return refused(decoder, p);
    }
    if (n && text[n - 1] == '\0') {
        rci_value_fail_nul(decoder->err, blame(decoder, number), text, n);
        return refused(decoder, p);
    }
    memcpy(cell, text, n);
    memset(cell + n, 0, node->size - n);
    return after;
}

static const char *variable_text(rci_json_read_decoder *decoder, uint32_t number,
                                 unsigned char *cell, const char *p)
{
    const char *text;
    size_t n;
    const char *after = string(decoder, number, p, &text, &n);
    if (!after) {
        return NULL;
    }
    return rci_store_string_put(decoder->batch, cell, text, n, decoder->err) == RC_OK ? after
                                                                                      : NULL;
}

/* Kinds whose text form is a string: U<n>, V<n>, dates. */
static const char *by_text(rci_json_read_decoder *decoder, uint32_t number, unsigned char *cell,
                           const char *p)
{
    rc_value value = {0};
    const char *text;
    size_t n;
    const char *after = string(decoder, number, p, &text, &n);
    if (!after) {
        return NULL;
    }
    value.type = RC_VALUE_TEXT;
    value.as.text.data = text;
    value.as.text.length = n;
    if (rci_value_store(decoder->plan->nodes[number].dtype, cell, &value, NULL) == RC_OK) {
        return after;
    }
    /* Once more for the words: only an error may name its field. */
    rci_value_store(blame(decoder, number), cell, &value, decoder->err);
    return refused(decoder, p);
}

static const char *timedelta(rci_json_read_decoder *decoder, uint32_t number, unsigned char *cell,
                             const char *p)
{
    return *p == '"' ? by_text(decoder, number, cell, p) : signed_integer(decoder, number, cell, p);
}

const char *rci_json_read_leaf(rci_json_read_decoder *decoder, uint32_t number, unsigned char *cell,
                               const char *p)
{
    switch (decoder->plan->nodes[number].kind) {
    case RC_BOOL:
        return boolean(decoder, number, cell, p);
    case RC_I1:
    case RC_I2:
    case RC_I4:
    case RC_I8:
        return signed_integer(decoder, number, cell, p);
    case RC_U1:
    case RC_U2:
    case RC_U4:
    case RC_U8:
        return unsigned_integer(decoder, number, cell, p);
    case RC_F2:
    case RC_F4:
    case RC_F8:
        return real(decoder, number, decoder->plan->nodes[number].size, cell, p);
    case RC_C8:
    case RC_C16:
        return complex_number(decoder, number, cell, p);
    case RC_BYTES:
        return fixed_bytes(decoder, number, cell, p);
    case RC_STR:
        return variable_text(decoder, number, cell, p);
    case RC_UCS4:
    case RC_RAW:
    case RC_DATETIME:
        return by_text(decoder, number, cell, p);
    case RC_TIMEDELTA:
        return timedelta(decoder, number, cell, p);
    case RC_STRUCT:
    case RC_SUBARRAY:
        break;
    }
    return rci_json_read_fail_kind(decoder, number, p);
}
