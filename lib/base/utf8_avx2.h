/*
 * base/utf8_avx2.h - whether up to 32 bytes are well-formed UTF-8, without a branch, to be inlined
 * into loops that are compiled for AVX2.
 *
 * Pairs of bytes are checked with tables indexed by half bytes: J. Keiser and D. Lemire,
 * "Validating UTF-8 In Less Than One Instruction Per Byte", Software: Practice and Experience 51
 * (5), 2021.
 */
#ifndef ROWCOL_BASE_UTF8_AVX2_H
#define ROWCOL_BASE_UTF8_AVX2_H

#include "base/machine.h"

#include <stdbool.h>

#if defined(RCI_BASE_HAVE_AVX2)

/* Faults of two adjacent bytes. A fault is present if its bit is set in all three tables: that of
   the upper half of the first byte, of its lower half, and of the upper half of the second byte.
   The last one is not a fault where a character of three or four bytes requires it. */
enum {
    RCI_BASE_UTF8_UNFINISHED = 1 << 0, /* a character begins inside another */
    RCI_BASE_UTF8_STRAY = 1 << 1,      /* a continuation after ASCII */
    RCI_BASE_UTF8_SLACK_3 = 1 << 2,    /* three bytes for less than U+0800 */
    RCI_BASE_UTF8_BEYOND = 1 << 3,     /* U+110000 to U+13FFFF */
    RCI_BASE_UTF8_SURROGATE = 1 << 4,
    RCI_BASE_UTF8_SLACK_2 = 1 << 5, /* two bytes for ASCII */
    RCI_BASE_UTF8_OUTSIDE = 1 << 6, /* four bytes for less than U+10000, or for U+140000 and more */
    RCI_BASE_UTF8_CONTINUES = 1 << 7 /* two continuations */
};

/* Shifts `text` up by n < 16 bytes across both halves; zeros come in. */
#define RCI_BASE_UTF8_BEFORE(text, n)                                                              \
    _mm256_alignr_epi8((text), _mm256_permute2x128_si256((text), (text), 0x08), 16 - (n))

#define RCI_BASE_UTF8_ROW(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))

RCI_BASE_AVX2 __attribute__((always_inline)) static inline __m256i
rci_base_utf8_pair_faults(__m256i first, __m256i second)
{
    enum {
        SHORT = RCI_BASE_UTF8_UNFINISHED,
        LONG = RCI_BASE_UTF8_STRAY,
        TWO = (char)RCI_BASE_UTF8_CONTINUES,
        ANY = (char)(RCI_BASE_UTF8_UNFINISHED | RCI_BASE_UTF8_STRAY | RCI_BASE_UTF8_CONTINUES),
        LARGE = RCI_BASE_UTF8_BEYOND | RCI_BASE_UTF8_OUTSIDE,
        BOTH = (char)(RCI_BASE_UTF8_STRAY | RCI_BASE_UTF8_SLACK_2 | RCI_BASE_UTF8_CONTINUES)
    };
    const __m256i half = _mm256_set1_epi8(0x0F);
    const __m256i upper =
        RCI_BASE_UTF8_ROW(LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, TWO, TWO, TWO, TWO,
                          SHORT | RCI_BASE_UTF8_SLACK_2, SHORT,
                          SHORT | RCI_BASE_UTF8_SLACK_3 | RCI_BASE_UTF8_SURROGATE, SHORT | LARGE);
    const __m256i lower = RCI_BASE_UTF8_ROW(
        ANY | RCI_BASE_UTF8_SLACK_3 | RCI_BASE_UTF8_SLACK_2 | RCI_BASE_UTF8_OUTSIDE,
        ANY | RCI_BASE_UTF8_SLACK_2, ANY, ANY, ANY | RCI_BASE_UTF8_BEYOND, ANY | LARGE, ANY | LARGE,
        ANY | LARGE, ANY | LARGE, ANY | LARGE, ANY | LARGE, ANY | LARGE, ANY | LARGE,
        ANY | LARGE | RCI_BASE_UTF8_SURROGATE, ANY | LARGE, ANY | LARGE);
    const __m256i next = RCI_BASE_UTF8_ROW(SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT,
                                           BOTH | RCI_BASE_UTF8_SLACK_3 | RCI_BASE_UTF8_OUTSIDE,
                                           BOTH | RCI_BASE_UTF8_SLACK_3 | RCI_BASE_UTF8_BEYOND,
                                           BOTH | RCI_BASE_UTF8_SURROGATE | RCI_BASE_UTF8_BEYOND,
                                           BOTH | RCI_BASE_UTF8_SURROGATE | RCI_BASE_UTF8_BEYOND,
                                           SHORT, SHORT, SHORT, SHORT);
    __m256i first_upper = _mm256_and_si256(_mm256_srli_epi16(first, 4), half);
    __m256i second_upper = _mm256_and_si256(_mm256_srli_epi16(second, 4), half);
    __m256i faults = _mm256_and_si256(_mm256_shuffle_epi8(upper, first_upper),
                                      _mm256_shuffle_epi8(lower, _mm256_and_si256(first, half)));
    return _mm256_and_si256(faults, _mm256_shuffle_epi8(next, second_upper));
}

/* The bytes before each byte of `text`, n < 16 of them; `before` are the 32 bytes before `text`. */
#define RCI_BASE_UTF8_SHIFTED(before, text, n)                                                     \
    _mm256_alignr_epi8((text), _mm256_permute2x128_si256((before), (text), 0x21), 16 - (n))

/* The faults in 32 bytes of a longer text; not zero if there are any. A character that is not
   complete at the end of `text` is not a fault of it, but of what follows. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline __m256i
rci_base_utf8_faults_avx2(__m256i before, __m256i text)
{
    __m256i faults = rci_base_utf8_pair_faults(RCI_BASE_UTF8_SHIFTED(before, text, 1), text);
    __m256i third =
        _mm256_subs_epu8(RCI_BASE_UTF8_SHIFTED(before, text, 2), _mm256_set1_epi8(0xE0 - 0x80));
    __m256i fourth =
        _mm256_subs_epu8(RCI_BASE_UTF8_SHIFTED(before, text, 3), _mm256_set1_epi8(0xF0 - 0x80));
    __m256i required =
        _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
    return _mm256_xor_si256(faults, required);
}

/* Whether text of at most 32 bytes, followed by zeros, is well-formed. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline bool
rci_base_utf8_is_good_avx2(__m256i text)
{
    __m256i faults = rci_base_utf8_pair_faults(RCI_BASE_UTF8_BEFORE(text, 1), text);
    /* Sums that keep their top bit: from 0xE0 two bytes before, from 0xF0 three bytes before. */
    __m256i third = _mm256_subs_epu8(RCI_BASE_UTF8_BEFORE(text, 2), _mm256_set1_epi8(0xE0 - 0x80));
    __m256i fourth = _mm256_subs_epu8(RCI_BASE_UTF8_BEFORE(text, 3), _mm256_set1_epi8(0xF0 - 0x80));
    __m256i required =
        _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
    /* The maximum of the last bytes: a character that begins in them must end in them. */
    const __m256i most = _mm256_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                          -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                          -1, (char)0xEF, (char)0xDF, (char)0xBF);
    faults = _mm256_or_si256(_mm256_xor_si256(faults, required), _mm256_subs_epu8(text, most));
    return _mm256_testz_si256(faults, faults);
}

#endif
#endif
