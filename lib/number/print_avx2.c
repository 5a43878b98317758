/* number/print_avx2.c - integers to text for machines with AVX2, many at a time. */
#include "number/print_avx2.h"

#if defined(RCI_BASE_HAVE_AVX2)

/* ------------------------------------------------------------------ digits */

/* A multiplier that the compiler cannot replace by several shifts and additions. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline __m256i opaque(__m256i value)
{
    __asm__("" : "+x"(value));
    return value;
}

/* Each step puts the quotient above the remainder: x + (x / 100) * (2^16 - 100), and so on. */
RCI_BASE_AVX2 void rci_number_split_digits_avx2(uint64_t *values, size_t n)
{
    const __m256i twice = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 1, 0, 1, 4, 5, 4, 5, 8, 9, 8, 9, 12, 13, 12, 13));
    const __m256i by_ten = opaque(_mm256_set1_epi16((1 << 8) - 10));
    __m256i *four = (__m256i *)(void *)values, *end = four + (n + 3) / 4;
    for (; four < end; four++) {
        /* 109951163 / 2^40 is 1 / 10000, exact enough for eight digits. */
        const __m256i some = _mm256_loadu_si256(four);
        const __m256i quotients =
            _mm256_srli_epi64(_mm256_mul_epu32(some, _mm256_set1_epi64x(109951163)), 40);
        _mm256_storeu_si256(
            four, _mm256_add_epi64(
                      some, _mm256_mul_epu32(quotients, _mm256_set1_epi64x(UINT32_MAX - 9999))));
    }
    for (four = (__m256i *)(void *)values; four < end; four++) {
        /* 10486 / 2^20 is 1 / 100 for four digits, 6554 / 2^16 is 1 / 10 for two. */
        const __m256i some = _mm256_loadu_si256(four);
        __m256i quotients =
            _mm256_mulhi_epu16(_mm256_shuffle_epi8(some, twice), _mm256_set1_epi16(10486));
        const __m256i pairs =
            _mm256_add_epi16(some, _mm256_mullo_epi16(_mm256_srli_epi16(quotients, 4),
                                                      _mm256_set1_epi32(0x0001FF9C)));
        quotients = _mm256_mulhi_epu16(pairs, _mm256_set1_epi16(6554));
        _mm256_storeu_si256(four, _mm256_add_epi16(pairs, _mm256_mullo_epi16(quotients, by_ten)));
    }
}

RCI_BASE_AVX2 __attribute__((always_inline)) static inline __m256i load_four(const uint64_t *digits)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)digits);
}

RCI_BASE_AVX2 __attribute__((always_inline)) static inline void store_four(uint64_t *digits,
                                                                           __m256i four)
{
    _mm256_storeu_si256((__m256i *)(void *)digits, four);
}

/* At 2 * i: sixteen digits each of values i and i + 2, then of i + 1 and i + 3. */
RCI_BASE_AVX2 static void split_short(uint64_t *digits, const int64_t *values, size_t n)
{
    const __m256i factor = _mm256_set1_epi64x(2882303762),
                  hundred_million = _mm256_set1_epi64x(100000000);
    for (size_t i = 0; i < n; i += 4) {
        const __m256i some = _mm256_loadu_si256((const __m256i *)(const void *)(values + i));
        const __m256i minus = _mm256_cmpgt_epi64(_mm256_setzero_si256(), some);
        const __m256i magnitudes = _mm256_sub_epi64(_mm256_xor_si256(some, minus), minus);
        /* 2882303762 / 2^58 is 1 / 10^8, exact enough for 32 bits. */
        const __m256i upper = _mm256_srli_epi64(_mm256_mul_epu32(magnitudes, factor), 58);
        const __m256i lower =
            _mm256_sub_epi64(magnitudes, _mm256_mul_epu32(upper, hundred_million));
        store_four(digits + 2 * i, _mm256_unpacklo_epi64(lower, upper));
        store_four(digits + 2 * i + 4, _mm256_unpackhi_epi64(lower, upper));
    }
    rci_number_split_digits_avx2(digits, (n + 3) / 4 * 8);
}

static inline uint64_t magnitude_of(int64_t value, uint64_t minus)
{
    return ((uint64_t)value ^ (0 - minus)) + minus;
}

/* For each value: the four upper digits and zeros, then the sixteen lower ones. */
RCI_BASE_AVX2 static void split_long(uint64_t *digits, const int64_t *values, size_t n,
                                     bool is_signed)
{
    for (size_t i = 0; i < n; i++) {
        const uint64_t minus = is_signed ? (uint64_t)values[i] >> 63 : 0;
        const uint64_t magnitude = magnitude_of(values[i], minus);
        const uint64_t upper = magnitude / 100000000, top = upper / 100000000;
        const uint64_t parts[4] = {top, 0, magnitude % 100000000, upper % 100000000};
        memcpy(digits + 4 * i, parts, sizeof parts);
    }
    rci_number_split_digits_avx2(digits, 4 * n);
}

/* ------------------------------------------------------------------- text */

#define Z 0x80 /* a shuffle index that gives zero */

/* Row n selects the n lowest bytes in reverse order. */
static const unsigned char reversals[17][16] = {
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {0, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {1, 0, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {2, 1, 0, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {3, 2, 1, 0, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {4, 3, 2, 1, 0, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {5, 4, 3, 2, 1, 0, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {6, 5, 4, 3, 2, 1, 0, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {7, 6, 5, 4, 3, 2, 1, 0, Z, Z, Z, Z, Z, Z, Z, Z},
    {8, 7, 6, 5, 4, 3, 2, 1, 0, Z, Z, Z, Z, Z, Z, Z},
    {9, 8, 7, 6, 5, 4, 3, 2, 1, 0, Z, Z, Z, Z, Z, Z},
    {10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, Z, Z, Z, Z, Z},
    {11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, Z, Z, Z, Z},
    {12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, Z, Z, Z},
    {13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, Z, Z},
    {14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, Z},
    {15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0},
};

/* Stores the `first` lowest digits of the lower half and the `second` lowest of the upper. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline void
store_reversed(char *to_first, char *to_second, __m256i digits, size_t first, size_t second)
{
    const __m128i *rows = (const __m128i *)(const void *)reversals;
    const __m256i both = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128(rows + first)), _mm_loadu_si128(rows + second), 1);
    const __m256i text = _mm256_shuffle_epi8(_mm256_add_epi8(digits, _mm256_set1_epi8('0')), both);
    _mm_storeu_si128((__m128i *)(void *)to_first, _mm256_castsi256_si128(text));
    _mm_storeu_si128((__m128i *)(void *)to_second, _mm256_extracti128_si256(text, 1));
}

/* Bit i is set if digit i is not zero. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline uint32_t not_zero(__m256i digits)
{
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(digits, _mm256_setzero_si256()));
}

/* The number of digits to print; 1 for zero. */
static inline size_t count_of(uint32_t others)
{
    return 1 + (size_t)(__builtin_clz(others | 1) ^ 31);
}

RCI_BASE_AVX2 void rci_number_print_short_avx2(const int64_t *values, size_t n,
                                               const rci_number_print_places *places)
{
    uint64_t digits[2 * RCI_NUMBER_PRINT_MANY];
    const size_t step = places->step, lengths_step = places->lengths_step, before = places->before;
    char *out = places->texts;
    size_t *length = places->lengths;
    split_short(digits, values, n);
    for (size_t i = 0; i < n; i += 4, out += 2 * step, length += 2 * lengths_step) {
        for (size_t k = i; k < i + 2; k++, out += step, length += lengths_step) {
            const __m256i two = load_four(digits + 2 * i + 4 * (k - i));
            const uint32_t others = not_zero(two);
            const size_t first = count_of(others & 0xFFFF), second = count_of(others >> 16);
            const size_t minus1 = (uint64_t)values[k] >> 63;
            const size_t minus2 = (uint64_t)values[k + 2] >> 63;
            out[0] = out[2 * step] = '-';
            store_reversed(out + minus1, out + 2 * step + minus2, two, first, second);
            length[0] = before + minus1 + first;
            length[2 * lengths_step] = before + minus2 + second;
        }
    }
}

RCI_BASE_AVX2 void rci_number_print_long_avx2(const int64_t *values, size_t n, bool is_signed,
                                              const rci_number_print_places *places)
{
    uint64_t digits[4 * RCI_NUMBER_PRINT_MANY];
    const size_t step = places->step, lengths_step = places->lengths_step, before = places->before;
    char *out = places->texts;
    size_t *length = places->lengths;
    split_long(digits, values, n, is_signed);
    for (size_t i = 0; i < n; i++, out += step, length += lengths_step) {
        const __m256i all = load_four(digits + 4 * i);
        const uint32_t others = not_zero(all);
        const size_t count = count_of(others >> 16 | others << 16);
        const size_t lower = count < 16 ? count : 16, upper = count - lower;
        const size_t minus = is_signed ? (uint64_t)values[i] >> 63 : 0;
        char *first = out + minus;
        out[0] = '-';
        store_reversed(first, first + upper, all, upper, lower); /* in this order */
        length[0] = before + minus + count;
    }
}

#endif
