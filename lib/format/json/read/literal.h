/*
 * format/json/read/literal.h - comparing the constant text between values, for templates and forms.
 *
 * `p` is text that is followed by RCI_JSON_TEXT_SLACK zero bytes: nothing is read further than 32
 * bytes past the first difference.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_LITERAL_H
#define ROWCOL_FORMAT_JSON_READ_LITERAL_H

#include "base/machine.h"
#include "base/word.h"

#include <stdbool.h>

/* Whether p begins with a literal of at most 16 bytes: `head` is that and then zeros, `mask` has
   all ones for each of its bytes. */
static inline bool rci_json_read_head_is(const char *head, const char *mask, const char *p)
{
    return ((rci_base_load8(p) ^ rci_base_load8(head)) & rci_base_load8(mask)) == 0 &&
           ((rci_base_load8(p + 8) ^ rci_base_load8(head + 8)) & rci_base_load8(mask + 8)) == 0;
}

/* Whether p[0 .. n) is the text; n is more than 8. */
static inline bool rci_json_read_same_text(const char *p, const char *text, size_t n)
{
    size_t i;
    for (i = 0; i + 8 < n; i += 8) {
        if (rci_base_load8(p + i) != rci_base_load8(text + i)) {
            return false;
        }
    }
    return rci_base_load8(p + n - 8) == rci_base_load8(text + n - 8);
}

#ifdef RCI_BASE_HAVE_AVX2

RCI_BASE_AVX2 __attribute__((always_inline)) static inline bool
rci_json_read_head_is_avx2(const char *head, const char *mask, const char *p)
{
    return _mm_testz_si128(_mm_xor_si128(RCI_BASE_LOAD16(p), RCI_BASE_LOAD16(head)),
                           RCI_BASE_LOAD16(mask));
}

/* Bit i is set if p[i] is text[i], for i < 32. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline uint32_t
rci_json_read_same_bytes_avx2(const char *p, const char *text)
{
    const __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
    const __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)text);
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, b));
}

RCI_BASE_AVX2 static inline bool rci_json_read_same_text_avx2(const char *p, const char *text,
                                                              size_t n)
{
    size_t i;
    if (n < 32) {
        return rci_json_read_same_text(p, text, n);
    }
    for (i = 0; i + 32 < n; i += 32) {
        if (rci_json_read_same_bytes_avx2(p + i, text + i) != UINT32_MAX) {
            return false;
        }
    }
    return rci_json_read_same_bytes_avx2(p + n - 32, text + n - 32) == UINT32_MAX;
}

#endif

#endif
