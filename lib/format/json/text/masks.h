/*
 * format/json/text/masks.h - 64 bytes of text as bit masks, bit i for byte i: which bytes are equal
 * to a character, which are escaped, which are in strings.
 *
 * The method is that of G. Langdale and D. Lemire, "Parsing Gigabytes of JSON per Second", The VLDB
 * Journal 28 (6), 2019: the parity of the quotes before a byte says whether it is in a string.
 */
#ifndef ROWCOL_FORMAT_JSON_TEXT_MASKS_H
#define ROWCOL_FORMAT_JSON_TEXT_MASKS_H

#include "base/machine.h"

#include <stdbool.h>
#include <stdint.h>

/* ------------------------------------------------------------ equal bytes */

#if defined(RCI_BASE_HAVE_AVX2)

/* The bytes of 64, 32 in `a` and 32 in `b`, that are c. */
RCI_BASE_AVX2 static inline uint64_t rci_json_text_equal_avx2(__m256i a, __m256i b, char c)
{
    const __m256i wanted = _mm256_set1_epi8(c);
    uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, wanted));
    uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, wanted));
    return low | (uint64_t)high << 32;
}

#endif

/* ---------------------------------------------------------------- parity */

/* Bit i of the result is the parity of bits 0 to i. */
static inline uint64_t rci_json_text_parity_plain(uint64_t bits)
{
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^= bits << 32;
    return bits;
}

#if defined(RCI_BASE_HAVE_AVX2)

/* A carry-less product with all ones is that parity. */
RCI_BASE_AVX2 static inline uint64_t rci_json_text_parity_avx2(uint64_t bits)
{
    const __m128i ones = _mm_set1_epi8((char)0xFF);
    __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)bits), ones, 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

#endif

/* --------------------------------------------------------------- strings */

/* The state between blocks. */
typedef struct rci_json_text_strings {
    bool escaped;       /* the first byte of the block is, by a backslash before it */
    uint64_t in_string; /* all ones: the first byte is in a string; else 0 */
} rci_json_text_strings;

/* The bytes after a row of backslashes of odd length. A row is added to its first backslash, which
   sets the bit after its last: for rows that start at an even bit, an odd bit is after one of odd
   length, and the other way round. */
static inline uint64_t rci_json_text_escaped(uint64_t backslashes, bool *carry)
{
    const uint64_t even = UINT64_C(0x5555555555555555);
    uint64_t first = *carry, rows = backslashes & ~first, starts = rows & ~(rows << 1), odd_ends;
    uint64_t even_ends = (rows + (starts & even)) & ~rows;
    *carry = __builtin_add_overflow(rows, starts & ~even, &odd_ends);
    odd_ends &= ~rows;
    return (even_ends & ~even) | (odd_ends & even) | first;
}

/* The quotes that begin or end a string. */
static inline uint64_t rci_json_text_real_quotes(rci_json_text_strings *now, uint64_t quotes,
                                                 uint64_t backslashes)
{
    return quotes & ~rci_json_text_escaped(backslashes, &now->escaped);
}

/* The bytes that are in strings (opening quotes too), given the parity of the real quotes. */
static inline uint64_t rci_json_text_in_strings(rci_json_text_strings *now, uint64_t parity)
{
    uint64_t strings = parity ^ now->in_string;
    now->in_string = 0 - (strings >> 63);
    return strings;
}

#endif
