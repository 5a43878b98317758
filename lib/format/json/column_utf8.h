/*
 * format/json/column_utf8.h - whether a short text is UTF-8, without a branch on its bytes. For
 * column_text_avx2.c only.
 *
 * The method is that of J. Keiser and D. Lemire, "Validating UTF-8 in less than one instruction per
 * byte", Software: Practice and Experience 51 (5), 2021: three table look-ups, by the upper and the
 * lower half of a byte and by the upper half of the next, each give the errors that may be; what
 * all three say is one.
 */
#ifndef ROWCOL_FORMAT_JSON_COLUMN_UTF8_H
#define ROWCOL_FORMAT_JSON_COLUMN_UTF8_H

#include "base/number_avx2.h"

/* What may be wrong with two neighbours. */
enum {
    TOO_SHORT = 1 << 0,         /* a lead byte without a continuation */
    TOO_LONG = 1 << 1,          /* a continuation behind ASCII */
    OVERLONG_3 = 1 << 2,        /* E0 and below A0 */
    TOO_LARGE = 1 << 3,         /* F4 and over 8F, or F5 and above */
    SURROGATE = 1 << 4,         /* ED and over 9F */
    OVERLONG_2 = 1 << 5,        /* C0, C1 */
    OVERLONG_4 = 1 << 6,        /* F0 and below 90 */
    TOO_LARGE_TOO = 1 << 6,     /* F5 and above, and below 90 */
    TWO_CONTINUATIONS = 1 << 7, /* which is right behind E0 and above: decided elsewhere */
    CARRY = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS /* whatever the lower half is */
};

#define RCI_LOOK_UP(index, ...)                                                                    \
    _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__)), index)

RCI_AVX2 __attribute__((always_inline)) static inline __m256i
rci_utf8_pair_errors_avx2(__m256i text, __m256i before1)
{
    const __m256i half = _mm256_set1_epi8(0x0F);
    const char two = (char)TWO_CONTINUATIONS;
    const __m256i first =
        RCI_LOOK_UP(_mm256_and_si256(_mm256_srli_epi16(before1, 4), half),
                    /* ASCII */
                    TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
                    /* continuations */
                    two, two, two, two,
                    /* leads of two, two, three and four bytes */
                    TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
                    TOO_SHORT | TOO_LARGE | TOO_LARGE_TOO | OVERLONG_4);
    const char carry = (char)CARRY, large = (char)(CARRY | TOO_LARGE | TOO_LARGE_TOO);
    const __m256i second = RCI_LOOK_UP(
        _mm256_and_si256(before1, half), (char)(CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4),
        (char)(CARRY | OVERLONG_2), carry, carry, (char)(CARRY | TOO_LARGE), large, large, large,
        large, large, large, large, large, (char)(large | SURROGATE), large, large);
    const char low = (char)(TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS);
    const __m256i third = RCI_LOOK_UP(
        _mm256_and_si256(_mm256_srli_epi16(text, 4), half),
        /* ASCII */
        TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
        /* continuations 8x, 9x, Ax, Bx */
        (char)(low | OVERLONG_3 | TOO_LARGE_TOO | OVERLONG_4), (char)(low | OVERLONG_3 | TOO_LARGE),
        (char)(low | SURROGATE | TOO_LARGE), (char)(low | SURROGATE | TOO_LARGE),
        /* leads */
        TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT);
    return _mm256_and_si256(_mm256_and_si256(first, second), third);
}

/* Whether the 32 bytes, with a zero as good as any other ASCII, are UTF-8. */
RCI_AVX2 __attribute__((always_inline)) static inline bool rci_utf8_is_good_avx2(__m256i text)
{
    /* The upper half has the end of the lower before it, that one zeros. */
    const __m256i lower = _mm256_permute2x128_si256(text, text, 0x08);
    const __m256i before1 = _mm256_alignr_epi8(text, lower, 15);
    const __m256i before2 = _mm256_alignr_epi8(text, lower, 14);
    const __m256i before3 = _mm256_alignr_epi8(text, lower, 13);
    /* Only the third byte behind E0 to EF.. and the fourth behind F0.. follow a continuation. */
    const __m256i third = _mm256_subs_epu8(before2, _mm256_set1_epi8((char)(0xE0 - 0x80)));
    const __m256i fourth = _mm256_subs_epu8(before3, _mm256_set1_epi8((char)(0xF0 - 0x80)));
    const __m256i must =
        _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)TWO_CONTINUATIONS));
    const __m256i errors = _mm256_xor_si256(must, rci_utf8_pair_errors_avx2(text, before1));
    /* A character that the end cuts off: a lead byte too near to it. */
    const __m256i most = _mm256_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                          -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                          -1, (char)0xEF, (char)0xDF, (char)0xBF);
    const __m256i wrong = _mm256_or_si256(errors, _mm256_subs_epu8(text, most));
    return _mm256_testz_si256(wrong, wrong);
}

#endif
