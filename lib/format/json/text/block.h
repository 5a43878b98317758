/*
 * format/json/text/block.h - looking at 16 bytes of text at once: SSE2 where the compiler has it
 * (any x86-64), plain C elsewhere.
 */
#ifndef ROWCOL_FORMAT_JSON_TEXT_BLOCK_H
#define ROWCOL_FORMAT_JSON_TEXT_BLOCK_H

#include "base/machine.h"

#include <stdint.h>

/* Bytes all alike for vector code to compare with: compilers make more work of constants. */
extern const unsigned char rci_json_text_quotes[32];
extern const unsigned char rci_json_text_backslashes[32];
extern const unsigned char rci_json_text_controls[32]; /* the last control byte */

/* What bytes p[0..15] are, bit i for byte i. */
typedef struct rci_json_text_block {
    uint32_t stops; /* quote, backslash or control byte: where a string may not just go on */
    uint32_t high;  /* not ASCII */
} rci_json_text_block;

static inline rci_json_text_block rci_json_text_block_at(const char *p)
{
    rci_json_text_block block;
#if defined(RCI_BASE_HAVE_SSE2)
    const __m128i text = _mm_loadu_si128((const __m128i *)(const void *)p);
    const __m128i quote = _mm_cmpeq_epi8(text, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(text, _mm_set1_epi8('\\'));
    const __m128i control =
        _mm_cmpeq_epi8(_mm_max_epu8(text, _mm_set1_epi8(0x1F)), _mm_set1_epi8(0x1F));
    const __m128i stops = _mm_or_si128(_mm_or_si128(quote, backslash), control);
    block.stops = (uint32_t)_mm_movemask_epi8(stops);
    block.high = (uint32_t)_mm_movemask_epi8(text);
#else
    int i;
    block.stops = block.high = 0;
    for (i = 0; i < 16; i++) {
        unsigned char c = (unsigned char)p[i];
        block.stops |= (uint32_t)(c == '"' || c == '\\' || c < 0x20) << i;
        block.high |= (uint32_t)(c >> 7) << i;
    }
#endif
    return block;
}

/* How many of the bytes p[0..15] are white space before the first that is not. */
static inline unsigned rci_json_text_spaces_at(const char *p)
{
#if defined(RCI_BASE_HAVE_SSE2)
    const __m128i text = _mm_loadu_si128((const __m128i *)(const void *)p);
    const __m128i spaces = _mm_or_si128(_mm_cmpeq_epi8(text, _mm_set1_epi8(' ')),
                                        _mm_cmpeq_epi8(text, _mm_set1_epi8('\t')));
    const __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(text, _mm_set1_epi8('\n')),
                                      _mm_cmpeq_epi8(text, _mm_set1_epi8('\r')));
    const uint32_t others = ~(uint32_t)_mm_movemask_epi8(_mm_or_si128(spaces, ends));
    return (unsigned)__builtin_ctz(others); /* bits 16 and up are set */
#else
    unsigned n = 0;
    while (n < 16 && (p[n] == ' ' || p[n] == '\t' || p[n] == '\n' || p[n] == '\r')) {
        n++;
    }
    return n;
#endif
}

#endif
