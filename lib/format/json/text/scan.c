/* format/json/text/scan.c - the strings and literals of the grammar. */
#include "format/json/text/scan.h"

#include "base/utf8.h"
#include "format/json/text/block.h"

#include <string.h>

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

/* What may follow a backslash, but for u. */
static const bool escape_letters[256] = {['"'] = true, ['\\'] = true, ['/'] = true, ['b'] = true,
                                         ['f'] = true, ['n'] = true,  ['r'] = true, ['t'] = true};

static const char *escape(const char *p, const char *end, rci_json_text_fault *fault)
{
    if (p + 1 < end && escape_letters[(unsigned char)p[1]]) {
        return p + 2;
    }
    if (p + 1 < end && p[1] == 'u') {
        return unicode_escape(p, end, fault);
    }
    return rci_json_text_expected(fault, p + 1, end, "one of \"\\/bfnrtu after a backslash");
}

bool rci_json_text_escapes_are_good(const char *p, const char *close)
{
    rci_json_text_fault fault;
    while (p && p < close && (p = memchr(p, '\\', (size_t)(close - p))) != NULL) {
        p = escape(p, close, &fault);
        if (!p) {
            return false;
        }
    }
    return true;
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
