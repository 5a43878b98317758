#include "format/json/text/scan.h"

#include "base/ascii.h"
#include "base/error.h"
#include "base/utf8.h"
#include "format/json/text/block.h"
#include "format/json/text/skip.h"
#include "number/number.h"

#include <string.h>

#define EIGHT(b) b, b, b, b, b, b, b, b
#define THIRTY_TWO(b)                                                                              \
    {                                                                                              \
        EIGHT(b), EIGHT(b), EIGHT(b), EIGHT(b)                                                     \
    }

const unsigned char rci_json_text_quotes[32] = THIRTY_TWO('"');
const unsigned char rci_json_text_backslashes[32] = THIRTY_TWO('\\');
const unsigned char rci_json_text_controls[32] = THIRTY_TWO(0x1F);

const char *rci_json_text_expected(rci_json_text_fault *fault, const char *at, const char *end,
                                   const char *expected)
{
    fault->status = at < end ? RC_ESYNTAX : RC_END;
    fault->at = at < end ? at : end;
    fault->expected = expected;
    return NULL;
}

/* --------------------------------------------------------------- strings */

/* The number in four hexadecimal digits at p, or -1. */
static int hex4(const char *p)
{
    int value = 0, i;
    for (i = 0; i < 4; i++) {
        int digit = rci_base_hex_digit(p[i]);
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

/* \uXXXX at p, and the second half of a surrogate pair with it. */
static const char *unicode_escape(const char *p, const char *end, rci_json_text_fault *fault)
{
    int unit, i;
    for (i = 2; i < 6; i++) {
        if (p + i >= end || rci_base_hex_digit(p[i]) < 0) {
            return rci_json_text_expected(fault, p + i, end, "four hexadecimal digits after \\u");
        }
    }
    unit = hex4(p + 2);
    if (unit >= 0xDC00 && unit <= 0xDFFF) {
        return rci_json_text_expected(fault, p, end,
                                      "the first half of a surrogate pair before this");
    }
    if (unit < 0xD800 || unit > 0xDBFF) {
        return p + 6;
    }
    p += 6;
    for (i = 0; i < 6; i++) {
        bool good = p + i < end && (i == 0   ? p[i] == '\\'
                                    : i == 1 ? p[i] == 'u'
                                             : rci_base_hex_digit(p[i]) >= 0);
        if (!good) {
            return rci_json_text_expected(fault, p + i, end, "the second half of a surrogate pair");
        }
    }
    unit = hex4(p + 2);
    if (unit < 0xDC00 || unit > 0xDFFF) {
        return rci_json_text_expected(fault, p, end, "the second half of a surrogate pair");
    }
    return p + 6;
}

static const char *escape(const char *p, const char *end, rci_json_text_fault *fault)
{
    if (p + 1 < end && p[1] == 'u') {
        return unicode_escape(p, end, fault);
    }
    if (p + 1 >= end || p[1] == '\0' || !strchr("\"\\/bfnrt", p[1])) {
        return rci_json_text_expected(fault, p + 1, end, "one of \"\\/bfnrtu after a backslash");
    }
    return p + 2;
}

static const char *check_utf8(const char *p, const char *close, rci_json_text_fault *fault)
{
    size_t n = (size_t)(close - p), bad = rci_base_utf8_check(p, n);
    if (bad < n) {
        fault->status = RC_ESYNTAX;
        fault->at = p + bad;
        fault->expected = "well-formed UTF-8";
        return NULL;
    }
    return close;
}

const char *rci_json_text_string(const char *p, const char *end, bool *escaped,
                                 rci_json_text_fault *fault)
{
    const char *start = p;
    uint32_t high = 0;
    *escaped = false;
    while (p < end) {
        rci_json_text_block block = rci_json_text_block_at(p);
        unsigned stop;
        if (block.stops == 0) {
            high |= block.high;
            p += 16;
            continue;
        }
        stop = (unsigned)__builtin_ctz(block.stops);
        high |= block.high & ((1u << stop) - 1);
        p += stop;
        if (p >= end) {
            break;
        }
        if (*p == '"') {
            return high ? check_utf8(start, p, fault) : p;
        }
        if (*p != '\\') {
            return rci_json_text_expected(fault, p, end,
                                          "no control byte inside a string (escape it)");
        }
        *escaped = true;
        p = escape(p, end, fault);
        if (!p) {
            return NULL;
        }
    }
    return rci_json_text_expected(fault, end, end, "a closing quote");
}

static char simple_escape(char c)
{
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c;
    }
}

size_t rci_json_text_unescape(const char *p, const char *close, char *out)
{
    char *start = out;
    while (p < close) {
        const char *backslash = memchr(p, '\\', (size_t)(close - p));
        size_t plain = (size_t)((backslash ? backslash : close) - p);
        uint32_t code;
        memmove(out, p, plain);
        out += plain;
        p += plain;
        if (p == close) {
            break;
        }
        if (p[1] != 'u') {
            *out++ = simple_escape(p[1]);
            p += 2;
            continue;
        }
        code = (uint32_t)hex4(p + 2);
        p += 6;
        if (code >= 0xD800 && code <= 0xDBFF) {
            code = 0x10000 + ((code - 0xD800) << 10) + ((uint32_t)hex4(p + 2) - 0xDC00);
            p += 6;
        }
        out += rci_base_utf8_encode(out, code);
    }
    return (size_t)(out - start);
}

const char *rci_json_text_literal(const char *p, const char *end, rci_json_text_fault *fault)
{
    const char *word = *p == 't' ? "true" : *p == 'f' ? "false" : "null";
    size_t i;
    for (i = 0; word[i]; i++) {
        if (p + i >= end || p[i] != word[i]) {
            return rci_json_text_expected(fault, p + i, end, "true, false or null");
        }
    }
    return p + i;
}

/* ------------------------------------------------------- values of any form */

enum { WANT_VALUE, WANT_VALUE_OR_CLOSE, WANT_KEY_OR_CLOSE, WANT_KEY, WANT_COLON, WANT_COMMA };

void rci_json_text_walk_begin(rci_json_text_walk *walk)
{
    walk->depth = 0;
    walk->state = WANT_VALUE;
}

static bool in_object(const rci_json_text_walk *walk)
{
    uint32_t level = walk->depth - 1;
    return walk->is_object[level / 64] >> (level % 64) & 1;
}

static const char *open_level(rci_json_text_walk *walk, const char *p, rci_json_text_fault *fault)
{
    uint32_t level = walk->depth;
    uint64_t bit;
    if (level == RCI_JSON_TEXT_DEPTH) {
        fault->status = RC_ELIMIT;
        fault->at = p;
        fault->expected = "at most 1024 levels of arrays and objects";
        return NULL;
    }
    bit = UINT64_C(1) << (level % 64);
    if (*p == '{') {
        walk->is_object[level / 64] |= bit;
        walk->state = WANT_KEY_OR_CLOSE;
    } else {
        walk->is_object[level / 64] &= ~bit;
        walk->state = WANT_VALUE_OR_CLOSE;
    }
    walk->depth++;
    return p + 1;
}

static const char *number(const char *p, const char *end, bool final, rci_json_text_fault *fault)
{
    rci_number_scanned scanned;
    if (rci_number_scan_number(p, end, &scanned) != RCI_NUMBER_OK) {
        return rci_json_text_expected(fault, scanned.end, end, "a JSON number");
    }
    if (scanned.end == end && !final) {
        return rci_json_text_expected(fault, end, end, "the rest of a number");
    }
    return scanned.end;
}

static const char *value(rci_json_text_walk *walk, const char *p, const char *end, bool final,
                         rci_json_text_fault *fault)
{
    bool escaped;
    const char *close;
    walk->state = WANT_COMMA;
    switch (*p) {
    case '{':
    case '[':
        return open_level(walk, p, fault);
    case '"':
        close = rci_json_text_string(p + 1, end, &escaped, fault);
        return close ? close + 1 : NULL;
    case 't':
    case 'f':
    case 'n':
        return rci_json_text_literal(p, end, fault);
    default:
        if (*p == '-' || rci_base_is_digit(*p)) {
            return number(p, end, final, fault);
        }
        return rci_json_text_expected(fault, p, end, "a value");
    }
}

static const char *key(rci_json_text_walk *walk, const char *p, const char *end,
                       rci_json_text_fault *fault)
{
    bool escaped;
    const char *close;
    if (*p != '"') {
        return rci_json_text_expected(
            fault, p, end, walk->state == WANT_KEY ? "a key in quotes" : "a key in quotes or '}'");
    }
    close = rci_json_text_string(p + 1, end, &escaped, fault);
    walk->state = WANT_COLON;
    return close ? close + 1 : NULL;
}

static const char *after_value(rci_json_text_walk *walk, const char *p, const char *end,
                               rci_json_text_fault *fault)
{
    bool object = in_object(walk);
    if (*p == ',') {
        walk->state = object ? WANT_KEY : WANT_VALUE;
        return p + 1;
    }
    if (*p == (object ? '}' : ']')) {
        walk->depth--;
        return p + 1;
    }
    return rci_json_text_expected(fault, p, end, object ? "',' or '}'" : "',' or ']'");
}

/* One token, `*p` being its first byte. */
static const char *token(rci_json_text_walk *walk, const char *p, const char *end, bool final,
                         rci_json_text_fault *fault)
{
    char close = walk->state == WANT_VALUE_OR_CLOSE ? ']' : '}';
    switch (walk->state) {
    case WANT_VALUE_OR_CLOSE:
    case WANT_KEY_OR_CLOSE:
        if (*p == close) {
            walk->depth--;
            walk->state = WANT_COMMA;
            return p + 1;
        }
        return close == ']' ? value(walk, p, end, final, fault) : key(walk, p, end, fault);
    case WANT_KEY:
        return key(walk, p, end, fault);
    case WANT_COLON:
        walk->state = WANT_VALUE;
        return *p == ':' ? p + 1 : rci_json_text_expected(fault, p, end, "':'");
    case WANT_VALUE:
        return value(walk, p, end, final, fault);
    default:
        return after_value(walk, p, end, fault);
    }
}

const char *rci_json_text_walk_on(rci_json_text_walk *walk, const char *p, const char *end,
                                  bool final, rci_json_text_fault *fault)
{
    for (;;) {
        uint8_t state = walk->state;
        const char *start = rci_json_text_space(p, end);
        if (start == end) {
            return rci_json_text_expected(fault, end, end, "the rest of a value");
        }
        p = token(walk, start, end, final, fault);
        if (!p) {
            if (fault->status == RC_END) { /* the token is scanned again with more text */
                walk->state = state;
                if (!final) {
                    fault->at = start;
                }
            }
            return NULL;
        }
        if (walk->depth == 0 && walk->state == WANT_COMMA) {
            return p;
        }
    }
}

const char *rci_json_text_skip(const char *p, const char *end, rci_json_text_fault *fault)
{
    rci_json_text_walk walk;
    const char *after = p < end ? rci_json_text_skip_plain(p) : NULL;
    if (after && after <= end) { /* what is behind `end` is not to be believed */
        return after;
    }
    rci_json_text_walk_begin(&walk);
    return rci_json_text_walk_on(&walk, p, end, true, fault);
}

/* ---------------------------------------------------------------- telling */

rc_status rci_json_text_fault_fail(const rci_json_text_fault *fault, const char *text,
                                   const char *end, rc_error *err)
{
    rci_base_quoted quoted;
    rc_status status = fault->status == RC_END ? RC_ESYNTAX : fault->status;
    if (fault->at >= end) {
        rci_base_fail(err, status, "the text ends where %s is expected", fault->expected);
    } else if ((unsigned char)*fault->at < 0x20 || (unsigned char)*fault->at > 0x7E) {
        rci_base_fail(err, status, "found byte 0x%02X, expected %s", (unsigned char)*fault->at,
                      fault->expected);
    } else {
        rci_base_fail(err, status, "found '%s', expected %s", rci_base_quote(&quoted, fault->at, 1),
                      fault->expected);
    }
    rci_base_error_byte(err, (uint64_t)(fault->at - text));
    return status;
}
