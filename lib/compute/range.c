/*
 * compute/range.c - tests of ranges, 64 cells at a time.
 */
#include "compute/range.h"

#include "base/machine.h"

#include <string.h>

/* ------------------------------------------------------------ any processor */

#define PORTABLE(name, type, bound, test)                                                          \
    static uint64_t name(const unsigned char *cells, bound low, bound high, size_t n)              \
    {                                                                                              \
        uint64_t word = 0;                                                                         \
        for (size_t i = 0; i < n; i++) {                                                           \
            type x;                                                                                \
            memcpy(&x, cells + i * sizeof x, sizeof x);                                            \
            word |= (uint64_t)(test) << i;                                                         \
        }                                                                                          \
        return word;                                                                               \
    }

PORTABLE(word1, uint8_t, uint8_t, (uint8_t)(x - low) <= high)
PORTABLE(word2, uint16_t, uint16_t, (uint16_t)(x - low) <= high)
PORTABLE(word4, uint32_t, uint32_t, x - low <= high)
PORTABLE(word8, uint64_t, uint64_t, x - low <= high)
PORTABLE(word_f4, float, float, x >= low && x <= high)
PORTABLE(word_f8, double, double, x >= low && x <= high)

static uint64_t word_of(const unsigned char *cells, size_t size, uint64_t low, uint64_t width,
                        size_t n)
{
    switch (size) {
    case 1:
        return word1(cells, (uint8_t)low, (uint8_t)width, n);
    case 2:
        return word2(cells, (uint16_t)low, (uint16_t)width, n);
    case 4:
        return word4(cells, (uint32_t)low, (uint32_t)width, n);
    default:
        return word8(cells, low, width, n);
    }
}

/* -------------------------------------------------------------------- AVX2 */

#ifdef RCI_BASE_HAVE_AVX2

/* Each handles `words` times 64 cells. */

RCI_BASE_AVX2 static void avx2_1(const unsigned char *p, uint64_t low, uint64_t width, size_t words,
                                 uint64_t *out)
{
    const __m256i from = _mm256_set1_epi8((char)low), most = _mm256_set1_epi8((char)width);
    for (size_t i = 0; i < words; i++, p += 64) {
        uint64_t word = 0;
        for (unsigned k = 0; k < 2; k++) {
            __m256i x = _mm256_sub_epi8(RCI_BASE_LOAD32(p + 32 * k), from);
            x = _mm256_cmpeq_epi8(_mm256_min_epu8(x, most), x);
            word |= (uint64_t)(uint32_t)_mm256_movemask_epi8(x) << (32 * k);
        }
        out[i] = word;
    }
}

RCI_BASE_AVX2 static void avx2_2(const unsigned char *p, uint64_t low, uint64_t width, size_t words,
                                 uint64_t *out)
{
    const __m256i from = _mm256_set1_epi16((short)low), most = _mm256_set1_epi16((short)width);
    for (size_t i = 0; i < words; i++, p += 128) {
        uint64_t word = 0;
        for (unsigned k = 0; k < 2; k++) {
            __m256i x = _mm256_sub_epi16(RCI_BASE_LOAD32(p + 64 * k), from);
            __m256i y = _mm256_sub_epi16(RCI_BASE_LOAD32(p + 64 * k + 32), from);
            x = _mm256_cmpeq_epi16(_mm256_min_epu16(x, most), x);
            y = _mm256_cmpeq_epi16(_mm256_min_epu16(y, most), y);
            /* packs interleaves the halves: 0 2 1 3 */
            x = _mm256_permute4x64_epi64(_mm256_packs_epi16(x, y), 0xD8);
            word |= (uint64_t)(uint32_t)_mm256_movemask_epi8(x) << (32 * k);
        }
        out[i] = word;
    }
}

RCI_BASE_AVX2 static void avx2_4(const unsigned char *p, uint64_t low, uint64_t width, size_t words,
                                 uint64_t *out)
{
    const __m256i from = _mm256_set1_epi32((int)low), most = _mm256_set1_epi32((int)width);
    for (size_t i = 0; i < words; i++, p += 256) {
        uint64_t word = 0;
        for (unsigned k = 0; k < 8; k++) {
            __m256i x = _mm256_sub_epi32(RCI_BASE_LOAD32(p + 32 * k), from);
            x = _mm256_cmpeq_epi32(_mm256_min_epu32(x, most), x);
            word |= (uint64_t)(unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(x)) << (8 * k);
        }
        out[i] = word;
    }
}

RCI_BASE_AVX2 static void avx2_8(const unsigned char *p, uint64_t low, uint64_t width, size_t words,
                                 uint64_t *out)
{
    /* There is no unsigned comparison: both sides are moved by 2^63. */
    const uint64_t sign = UINT64_C(1) << 63;
    const __m256i from = _mm256_set1_epi64x((long long)(low ^ sign));
    const __m256i most = _mm256_set1_epi64x((long long)(width ^ sign));
    for (size_t i = 0; i < words; i++, p += 512) {
        uint64_t word = 0;
        for (unsigned k = 0; k < 16; k++) {
            __m256i x = _mm256_sub_epi64(RCI_BASE_LOAD32(p + 32 * k), from);
            x = _mm256_cmpgt_epi64(x, most);
            word |= (uint64_t)(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(x)) << (4 * k);
        }
        out[i] = ~word;
    }
}

RCI_BASE_AVX2 static void avx2_f4(const unsigned char *p, float low, float high, size_t words,
                                  uint64_t *out)
{
    const __m256 from = _mm256_set1_ps(low), to = _mm256_set1_ps(high);
    for (size_t i = 0; i < words; i++, p += 256) {
        uint64_t word = 0;
        for (unsigned k = 0; k < 8; k++) {
            __m256 x = _mm256_castsi256_ps(RCI_BASE_LOAD32(p + 32 * k));
            x = _mm256_and_ps(_mm256_cmp_ps(x, from, _CMP_GE_OQ), _mm256_cmp_ps(x, to, _CMP_LE_OQ));
            word |= (uint64_t)(unsigned)_mm256_movemask_ps(x) << (8 * k);
        }
        out[i] = word;
    }
}

RCI_BASE_AVX2 static void avx2_f8(const unsigned char *p, double low, double high, size_t words,
                                  uint64_t *out)
{
    const __m256d from = _mm256_set1_pd(low), to = _mm256_set1_pd(high);
    for (size_t i = 0; i < words; i++, p += 512) {
        uint64_t word = 0;
        for (unsigned k = 0; k < 16; k++) {
            __m256d x = _mm256_castsi256_pd(RCI_BASE_LOAD32(p + 32 * k));
            x = _mm256_and_pd(_mm256_cmp_pd(x, from, _CMP_GE_OQ), _mm256_cmp_pd(x, to, _CMP_LE_OQ));
            word |= (uint64_t)(unsigned)_mm256_movemask_pd(x) << (4 * k);
        }
        out[i] = word;
    }
}

typedef void integer_words(const unsigned char *p, uint64_t low, uint64_t width, size_t words,
                           uint64_t *out);

static integer_words *const by_size[9] = {[1] = avx2_1, [2] = avx2_2, [4] = avx2_4, [8] = avx2_8};
#endif

/* The words that vector code makes: all whole ones, or none. */
static size_t vector_words(size_t n)
{
#ifdef RCI_BASE_HAVE_AVX2
    return rci_base_has_avx2() ? n / 64 : 0;
#else
    (void)n;
    return 0;
#endif
}

/* ------------------------------------------------------------------ entries */

void rci_compute_range_integer(const void *cells, size_t size, uint64_t low, uint64_t width,
                               size_t n, uint64_t *words)
{
    const unsigned char *p = cells;
    size_t i = vector_words(n);
#ifdef RCI_BASE_HAVE_AVX2
    if (i > 0) {
        by_size[size](p, low, width, i, words);
    }
#endif
    for (; i * 64 < n; i++) {
        size_t bits = n - i * 64 < 64 ? n - i * 64 : 64;
        words[i] = word_of(p + i * 64 * size, size, low, width, bits);
    }
}

void rci_compute_range_f4(const void *cells, float low, float high, size_t n, uint64_t *words)
{
    const unsigned char *p = cells;
    size_t i = vector_words(n);
#ifdef RCI_BASE_HAVE_AVX2
    if (i > 0) {
        avx2_f4(p, low, high, i, words);
    }
#endif
    for (; i * 64 < n; i++) {
        size_t bits = n - i * 64 < 64 ? n - i * 64 : 64;
        words[i] = word_f4(p + i * 64 * sizeof low, low, high, bits);
    }
}

void rci_compute_range_f8(const void *cells, double low, double high, size_t n, uint64_t *words)
{
    const unsigned char *p = cells;
    size_t i = vector_words(n);
#ifdef RCI_BASE_HAVE_AVX2
    if (i > 0) {
        avx2_f8(p, low, high, i, words);
    }
#endif
    for (; i * 64 < n; i++) {
        size_t bits = n - i * 64 < 64 ? n - i * 64 : 64;
        words[i] = word_f8(p + i * 64 * sizeof low, low, high, bits);
    }
}
