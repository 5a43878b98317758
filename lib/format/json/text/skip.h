/*
 * format/json/text/skip.h - the fast path over values that are ignored: strings of ASCII without
 * \\u, numbers, and the three literals. Each function checks all that the
 * grammar asks for and returns the byte after the value, or NULL for everything else, good or bad:
 * then rci_json_text_skip has to look. RCI_JSON_TEXT_SLACK bytes at p must be readable. The value
 * may seem to end after the end of the text: the caller compares.
 *
 * Skipping a value takes as long as finding its end, where the next one begins. So the end comes
 * out of one mask over many bytes, with as few steps and branches as can be.
 */
#ifndef ROWCOL_FORMAT_JSON_TEXT_SKIP_H
#define ROWCOL_FORMAT_JSON_TEXT_SKIP_H

#include "base/ascii.h"
#include "base/word.h"
#include "format/json/text/block.h"
#include "number/avx2.h"

/* ----------------------------------------------------------------- strings */

/* Whether c after a backslash is an escape by itself. */
static inline bool rci_json_text_is_short_escape(char c)
{
    const uint64_t low = UINT64_C(1) << '"' | UINT64_C(1) << '/';
    const uint64_t high = UINT64_C(1) << ('\\' - 64) | UINT64_C(1) << ('b' - 64) |
                          UINT64_C(1) << ('f' - 64) | UINT64_C(1) << ('n' - 64) |
                          UINT64_C(1) << ('r' - 64) | UINT64_C(1) << ('t' - 64);
    unsigned code = (unsigned char)c;
    return code < 128 && ((code < 64 ? low : high) >> (code & 63) & 1) != 0;
}

/* A string whose opening quote is at p[-1]. */
static inline const char *rci_json_text_skip_string(const char *p)
{
    for (;;) {
        rci_json_text_block block = rci_json_text_block_at(p);
        uint32_t others = block.stops | block.high;
        if (!others) {
            p += 16;
            continue;
        }
        p += (unsigned)__builtin_ctz(others);
        if (*p == '"') {
            return p + 1;
        }
        if (*p != '\\' || !rci_json_text_is_short_escape(p[1])) {
            return NULL;
        }
        p += 2;
    }
}

#if defined(RCI_BASE_HAVE_AVX2)

/* Bit i is set if p[i] ends a string, needs a closer look, or is not ASCII; for i < 32. As
   signed bytes, control bytes and those that are not ASCII are all less than a space. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline uint32_t
rci_json_text_string_others_avx2(const char *p)
{
    const __m256i text = _mm256_loadu_si256((const __m256i *)(const void *)p);
    const __m256i quote = _mm256_cmpeq_epi8(text, _mm256_set1_epi8('"'));
    const __m256i backslash = _mm256_cmpeq_epi8(text, _mm256_set1_epi8('\\'));
    const __m256i odd = _mm256_cmpgt_epi8(_mm256_set1_epi8(' '), text);
    return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(quote, backslash), odd));
}

RCI_BASE_AVX2 __attribute__((always_inline)) static inline const char *
rci_json_text_skip_string_avx2(const char *p)
{
    for (;;) {
        uint64_t others = rci_json_text_string_others_avx2(p) |
                          (uint64_t)rci_json_text_string_others_avx2(p + 32) << 32;
        if (!others) {
            p += 64;
            continue;
        }
        p += (unsigned)__builtin_ctzll(others);
        if (*p == '"') {
            return p + 1;
        }
        if (*p != '\\' || !rci_json_text_is_short_escape(p[1])) {
            return NULL;
        }
        p += 2;
    }
}

#endif

/* ----------------------------------------------------------------- numbers */

/* The rest of a number from its e on. */
static inline const char *rci_json_text_skip_exponent(const char *p)
{
    const char *first;
    p += 1 + (p[1] == '+' || p[1] == '-');
    for (first = p; rci_base_is_digit(*p); p++) {
    }
    return p > first ? p : NULL;
}

/* The number at p. Bit i of `others` is set if p[i] is not a digit, for i < 32. */
static inline __attribute__((always_inline)) const char *rci_json_text_skip_digits(const char *p,
                                                                                   uint32_t others)
{
    uint32_t sign = others & 1, rest = others ^ sign;
    unsigned stop, first;
    if (__builtin_expect((sign && *p != '-') || rest == 0, 0)) {
        return NULL;
    }
    stop = (unsigned)__builtin_ctz(rest);
    if (__builtin_expect(stop <= sign || (p[sign] == '0' && stop > sign + 1), 0)) {
        return NULL;
    }
    if (p[stop] == '.') {
        first = stop + 1;
        rest &= rest - 1;
        if (__builtin_expect(rest == 0, 0)) {
            return NULL;
        }
        stop = (unsigned)__builtin_ctz(rest);
        if (__builtin_expect(stop == first, 0)) {
            return NULL;
        }
    }
    return __builtin_expect((p[stop] | 0x20) == 'e', 0) ? rci_json_text_skip_exponent(p + stop)
                                                        : p + stop;
}

static inline const char *rci_json_text_skip_number(const char *p)
{
    return rci_json_text_skip_digits(p, rci_number_non_digit_mask(p) |
                                            rci_number_non_digit_mask(p + 16) << 16);
}

#if defined(RCI_BASE_HAVE_AVX2)

RCI_BASE_AVX2 __attribute__((always_inline)) static inline const char *
rci_json_text_skip_number_avx2(const char *p)
{
    const __m256i text = _mm256_loadu_si256((const __m256i *)(const void *)p);
    const __m256i digits = _mm256_sub_epi8(text, _mm256_set1_epi8('0'));
    const __m256i small = _mm256_min_epu8(digits, _mm256_set1_epi8(9));
    return rci_json_text_skip_digits(
        p, ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(small, digits)));
}

#endif

/* ------------------------------------------------------------ any of these */

static inline const char *rci_json_text_skip_word(const char *p)
{
    uint64_t word = rci_base_load8(p);
    uint32_t four = (uint32_t)word;
    if (four == 0x6C6C756E || four == 0x65757274) { /* null, true */
        return p + 4;
    }
    return (word & UINT64_C(0xFFFFFFFFFF)) == UINT64_C(0x65736C6166) ? p + 5 : NULL; /* false */
}

static inline const char *rci_json_text_skip_plain(const char *p)
{
    if (*p == '"') {
        return rci_json_text_skip_string(p + 1);
    }
    return *p <= '9' ? rci_json_text_skip_number(p) : rci_json_text_skip_word(p);
}

#if defined(RCI_BASE_HAVE_AVX2)

RCI_BASE_AVX2 __attribute__((always_inline)) static inline const char *
rci_json_text_skip_plain_avx2(const char *p)
{
    if (*p == '"') {
        return rci_json_text_skip_string_avx2(p + 1);
    }
    return *p <= '9' ? rci_json_text_skip_number_avx2(p) : rci_json_text_skip_word(p);
}

#endif
#endif
