/*
 * number/places_avx2.c - integers between separators, four at a time, for processors with AVX2.
 *
 * The method is that of number/avx2.h, in which the numbers share most of the instructions. Whether
 * a number is good is the result of comparisons of vectors, and tested once for all four.
 */
#include "number/places_avx2.h"

#include "number/avx2.h"

#if defined(RCI_BASE_HAVE_AVX2)

/* The least magnitude of a number of i characters: without a minus, and with one. There is no
   number of one character that is a minus. */
static const int64_t shortest[17][2] = {
    {0, 0},
    {0, INT64_MAX},
    {10, 0},
    {100, 10},
    {1000, 100},
    {10000, 1000},
    {100000, 10000},
    {1000000, 100000},
    {10000000, 1000000},
    {100000000, 10000000},
    {1000000000, 100000000},
    {10000000000, 1000000000},
    {100000000000, 10000000000},
    {1000000000000, 100000000000},
    {10000000000000, 1000000000000},
    {100000000000000, 10000000000000},
    {1000000000000000, 100000000000000},
};

RCI_BASE_AVX2 __attribute__((always_inline)) static inline __m256i load_two(const void *low,
                                                                            const void *high)
{
    return _mm256_inserti128_si256(_mm256_castsi128_si256(RCI_BASE_LOAD16(low)),
                                   RCI_BASE_LOAD16(high), 1);
}

/* Two numbers, one in each half of a vector. */
typedef struct two_numbers {
    __m256i digits;   /* at the end of the half, zeros before them; 10 or more: not a digit */
    __m256i minus;    /* all ones in the half, or zeros */
    __m256i shortest; /* the row of the table */
} two_numbers;

/* From texts of 1 to 16 characters. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline two_numbers
load_numbers(const char *a, size_t a_length, const char *b, size_t b_length)
{
    const __m256i minus = _mm256_set1_epi8('-' ^ '0');
    const __m256i first = _mm256_set_epi64x(0, 0xFF, 0, 0xFF);
    __m256i text = _mm256_xor_si256(load_two(a, b), _mm256_set1_epi8('0'));
    two_numbers two;
    two.minus = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(text, _mm256_setzero_si256()), minus);
    text = _mm256_andnot_si256(_mm256_and_si256(two.minus, first), text);
    two.digits = _mm256_shuffle_epi8(
        text, load_two(rci_number_slide + a_length, rci_number_slide + b_length));
    two.shortest = load_two(shortest[a_length], shortest[b_length]);
    return two;
}

/* The magnitudes of four numbers, in the order 0, 2, 1, 3: see rci_number_join_sixteen. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline __m256i join(__m256i first,
                                                                        __m256i second)
{
    const __m256i tens = _mm256_set1_epi16(10 + (1 << 8));
    const __m256i hundreds = _mm256_set1_epi32(100 + (1 << 16));
    const __m256i ten_thousands = _mm256_set1_epi32(10000 + (1 << 16));
    const __m256i fours =
        _mm256_packus_epi32(_mm256_madd_epi16(_mm256_maddubs_epi16(first, tens), hundreds),
                            _mm256_madd_epi16(_mm256_maddubs_epi16(second, tens), hundreds));
    const __m256i halves = _mm256_madd_epi16(fours, ten_thousands);
    return _mm256_add_epi64(_mm256_mul_epu32(halves, _mm256_set1_epi64x(100000000)),
                            _mm256_srli_epi64(halves, 32));
}

RCI_BASE_AVX2 size_t rci_number_read_places_avx2(const char *base, const uint32_t *separators,
                                                 size_t step, size_t n, int64_t least, int64_t most,
                                                 int64_t *values)
{
    const __m256i low = _mm256_set1_epi64x(least), high = _mm256_set1_epi64x(most);
    size_t i = 0;
    for (; i + 4 <= n; i += 4, separators += 4 * step) {
        const char *text[4];
        size_t length[4];
        two_numbers first, second;
        __m256i magnitudes, minus, numbers, bad;
#pragma GCC unroll 4
        for (size_t k = 0; k < 4; k++) {
            const uint32_t *separator = separators + k * step;
            text[k] = base + 1 + (int32_t)separator[-1];
            length[k] = (size_t)(base + *separator - text[k]);
        }
        if (__builtin_expect(
                ((length[0] - 1) | (length[1] - 1) | (length[2] - 1) | (length[3] - 1)) > 15, 0)) {
            break;
        }
        first = load_numbers(text[0], length[0], text[1], length[1]);
        second = load_numbers(text[2], length[2], text[3], length[3]);
        magnitudes = join(first.digits, second.digits);
        minus = _mm256_unpacklo_epi64(first.minus, second.minus);
        numbers = _mm256_sub_epi64(_mm256_xor_si256(magnitudes, minus), minus);
        bad = _mm256_subs_epu8(_mm256_max_epu8(first.digits, second.digits), _mm256_set1_epi8(9));
        bad = _mm256_or_si256(
            bad,
            _mm256_cmpgt_epi64(
                _mm256_blendv_epi8(_mm256_unpacklo_epi64(first.shortest, second.shortest),
                                   _mm256_unpackhi_epi64(first.shortest, second.shortest), minus),
                magnitudes));
        bad = _mm256_or_si256(bad, _mm256_cmpgt_epi64(low, numbers));
        bad = _mm256_or_si256(bad, _mm256_cmpgt_epi64(numbers, high));
        if (__builtin_expect(!_mm256_testz_si256(bad, bad), 0)) {
            break;
        }
        _mm256_storeu_si256((__m256i *)(void *)(values + i),
                            _mm256_permute4x64_epi64(numbers, _MM_SHUFFLE(3, 1, 2, 0)));
    }
    return i;
}

#endif
