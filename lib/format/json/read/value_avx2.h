/*
 * format/json/read/value_avx2.h - strings into fixed cells for machines with AVX2, to be inlined
 * into loops that are compiled for AVX2.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_VALUE_AVX2_H
#define ROWCOL_FORMAT_JSON_READ_VALUE_AVX2_H

#include "base/utf8_avx2.h"
#include "format/json/read/value.h"
#include "format/json/text/block.h"

#if defined(RCI_BASE_HAVE_AVX2)

#define RCI_JSON_READ_INLINE_AVX2 RCI_BASE_AVX2 __attribute__((always_inline)) static inline

/* A string that ends within 32 bytes, in any characters; others as rci_json_read_bytes. */
RCI_JSON_READ_INLINE_AVX2 const char *rci_json_read_bytes_avx2(rci_json_read_decoder *decoder,
                                                               uint32_t node, size_t size,
                                                               unsigned char *cell, const char *p)
{
    const __m256i text = RCI_BASE_LOAD32(p + 1);
    const __m256i quotes = _mm256_cmpeq_epi8(text, RCI_BASE_LOAD32(rci_json_text_quotes));
    /* Zero for a backslash and for control bytes. */
    const __m256i others =
        _mm256_min_epu8(_mm256_xor_si256(text, RCI_BASE_LOAD32(rci_json_text_backslashes)),
                        _mm256_subs_epu8(text, RCI_BASE_LOAD32(rci_json_text_controls)));
    uint32_t quote = (uint32_t)_mm256_movemask_epi8(quotes), inside = _blsmsk_u32(quote);
    uint32_t n = _tzcnt_u32(quote);
    uint32_t stops =
        (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(others, _mm256_setzero_si256()));
    if (__builtin_expect(*p != '"', 0) || __builtin_expect(n > size, 0) ||
        __builtin_expect((stops & inside) != 0, 0) || __builtin_expect(n > 31, 0)) {
        return rci_json_read_bytes(decoder, node, size, cell, p);
    }
    if (((uint32_t)_mm256_movemask_epi8(text) & inside) &&
        !rci_base_utf8_is_good_avx2(_mm256_and_si256(text, RCI_BASE_LOAD32(RCI_BASE_FIRST(n))))) {
        return rci_json_read_bytes(decoder, node, size, cell, p);
    }
    rci_base_put_padded_avx2(cell, p + 1, n, size);
    return p + n + 2;
}

#endif
#endif
