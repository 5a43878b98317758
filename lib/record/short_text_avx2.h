/*
 * record/short_text_avx2.h - strings of up to 32 bytes (S<n> and str) in one vector, for formatters
 * that are compiled for AVX2.
 */
#ifndef ROWCOL_RECORD_SHORT_TEXT_AVX2_H
#define ROWCOL_RECORD_SHORT_TEXT_AVX2_H

#include "base/machine.h"
#include "record/column.h"

#if defined(RCI_BASE_HAVE_AVX2)

#include "base/cell.h"
#include "base/word.h"
#include "store/strings.h"

static inline uint32_t rci_record_load4(const unsigned char *p)
{
    return (uint32_t)rci_base_cell_get(p, 4, false);
}

/* `n` bytes, 1 to 8, the first one lowest: two loads that overlap. */
static inline uint64_t rci_record_load_some(const unsigned char *p, size_t n)
{
    if (n == 8) {
        return rci_base_load8((const char *)p);
    }
    if (n >= 4) {
        return rci_record_load4(p) | (uint64_t)rci_record_load4(p + n - 4) << 8 * (n - 4);
    }
    return p[0] | (uint64_t)p[n / 2] << 8 * (n / 2) | (uint64_t)p[n - 1] << 8 * (n - 1);
}

/* The shuffle that moves byte n to the front, and zeros in at the end. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline __m128i rci_record_from_byte(size_t n)
{
    const __m128i indices = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    /* Those over 15 get their top bit set, which means zero. */
    return _mm_adds_epu8(_mm_add_epi8(indices, _mm_set1_epi8((char)n)), _mm_set1_epi8(0x70));
}

/* The `n` bytes of a cell, 1 to 32, and zeros; reads no others. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline __m256i
rci_record_load_text(const unsigned char *cell, size_t n)
{
    if (n >= 16) {
        const __m128i first = _mm_loadu_si128((const __m128i *)(const void *)cell);
        const __m128i last = _mm_loadu_si128((const __m128i *)(const void *)(cell + n - 16));
        return n == 16
                   ? _mm256_zextsi128_si256(first)
                   : _mm256_inserti128_si256(_mm256_castsi128_si256(first),
                                             _mm_shuffle_epi8(last, rci_record_from_byte(32 - n)),
                                             1);
    }
    if (n > 8) {
        return _mm256_zextsi128_si256(_mm_set_epi64x((int64_t)rci_record_load_some(cell + 8, n - 8),
                                                     (int64_t)rci_record_load_some(cell, 8)));
    }
    return _mm256_zextsi128_si256(_mm_cvtsi64_si128((int64_t)rci_record_load_some(cell, n)));
}

/* Text of up to 32 bytes, then zeros. Where `fits` is false, the bytes have no meaning. */
typedef struct rci_record_short_text {
    __m256i bytes;
    unsigned n;
    bool fits;
} rci_record_short_text;

/* Of a str, which is in its cell if it is short. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline rci_record_short_text
rci_record_text_of_str(const unsigned char *cell)
{
    const __m128i all = _mm_loadu_si128((const __m128i *)(const void *)cell);
    const uint32_t n = rci_record_load4(cell);
    const bool fits = n <= RCI_STORE_STR_INLINE;
    return (rci_record_short_text){_mm256_zextsi128_si256(_mm_srli_si128(all, 4)), fits ? n : 0,
                                   fits};
}

/* Of a cell of S<size>: all bytes up to the last that is not NUL. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline rci_record_short_text
rci_record_text_of_bytes(const unsigned char *cell, size_t size)
{
    const __m256i bytes = rci_record_load_text(cell, size);
    const __m256i zeros = _mm256_cmpeq_epi8(bytes, _mm256_setzero_si256());
    const uint32_t others = ~(uint32_t)_mm256_movemask_epi8(zeros);
    return (rci_record_short_text){bytes, (unsigned)__builtin_clzll((uint64_t)others << 1 | 1) ^ 63,
                                   true};
}

#endif
#endif
