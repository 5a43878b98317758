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

/* Each step puts the quotient above the remainder: x + (x / 100) * (2^16 - 100), and so on. This
   one makes two numbers of four digits from each of eight. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline __m256i split_eights(__m256i eights)
{
    /* 109951163 / 2^40 is 1 / 10000, exact enough for eight digits. */
    const __m256i quotients =
        _mm256_srli_epi64(_mm256_mul_epu32(eights, _mm256_set1_epi64x(109951163)), 40);
    return _mm256_add_epi64(eights,
                            _mm256_mul_epu32(quotients, _mm256_set1_epi64x(UINT32_MAX - 9999)));
}

/* 6554 / 2^16 is 1 / 10 for two digits. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline __m256i split_pairs(__m256i pairs)
{
    const __m256i quotients = _mm256_mulhi_epu16(pairs, _mm256_set1_epi16(6554));
    return _mm256_add_epi16(
        pairs, _mm256_mullo_epi16(quotients, opaque(_mm256_set1_epi16((1 << 8) - 10))));
}

/* 10486 / 2^20 is 1 / 100 for four digits. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline __m256i split_fours(__m256i fours)
{
    const __m256i twice = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 1, 0, 1, 4, 5, 4, 5, 8, 9, 8, 9, 12, 13, 12, 13));
    const __m256i quotients =
        _mm256_mulhi_epu16(_mm256_shuffle_epi8(fours, twice), _mm256_set1_epi16(10486));
    return split_pairs(_mm256_add_epi16(
        fours, _mm256_mullo_epi16(_mm256_srli_epi16(quotients, 4), _mm256_set1_epi32(0x0001FF9C))));
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

RCI_BASE_AVX2 void rci_number_split_digits_avx2(uint64_t *values, size_t n)
{
    for (size_t i = 0; i < n; i += 4) {
        store_four(values + i, split_eights(load_four(values + i)));
    }
    for (size_t i = 0; i < n; i += 4) {
        store_four(values + i, split_fours(load_four(values + i)));
    }
}

/* Sixteen digits of each value, the last one first. As in rci_number_split_digits_avx2, but the two
   upper ones, of 32 bits, take a step of their own. */
RCI_BASE_AVX2 static void split_short(uint64_t *digits, const int64_t *values, size_t n)
{
    for (size_t i = 0; i < n; i += 4) {
        const __m256i some = _mm256_permute4x64_epi64(
            _mm256_loadu_si256((const __m256i *)(const void *)(values + i)),
            _MM_SHUFFLE(3, 1, 2, 0));
        const __m256i minus = _mm256_cmpgt_epi64(_mm256_setzero_si256(), some);
        const __m256i magnitudes = _mm256_sub_epi64(_mm256_xor_si256(some, minus), minus);
        /* 2882303762 / 2^58 is 1 / 10^8, exact enough for 32 bits. */
        const __m256i upper =
            _mm256_srli_epi64(_mm256_mul_epu32(magnitudes, _mm256_set1_epi64x(2882303762)), 58);
        const __m256i lower =
            _mm256_sub_epi64(magnitudes, _mm256_mul_epu32(upper, _mm256_set1_epi64x(100000000)));
        const __m256i digits_of_lower = split_fours(split_eights(lower));
        const __m256i digits_of_upper = split_pairs(upper);
        store_four(digits + 2 * i, _mm256_unpacklo_epi64(digits_of_lower, digits_of_upper));
        store_four(digits + 2 * i + 4, _mm256_unpackhi_epi64(digits_of_lower, digits_of_upper));
    }
}

static inline uint64_t magnitude_of(int64_t value, uint64_t minus)
{
    return ((uint64_t)value ^ (0 - minus)) + minus;
}

/* For each value: the four upper digits and zeros, then the sixteen lower ones. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline void
split_long(uint64_t *digits, const int64_t *values, size_t n, bool is_signed)
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

/* Row n selects the 16 - n lowest bytes in reverse order. */
static const unsigned char reversals[17][16] = {
    {15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0},
    {14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, Z},
    {13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, Z, Z},
    {12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, Z, Z, Z},
    {11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, Z, Z, Z, Z},
    {10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, Z, Z, Z, Z, Z},
    {9, 8, 7, 6, 5, 4, 3, 2, 1, 0, Z, Z, Z, Z, Z, Z},
    {8, 7, 6, 5, 4, 3, 2, 1, 0, Z, Z, Z, Z, Z, Z, Z},
    {7, 6, 5, 4, 3, 2, 1, 0, Z, Z, Z, Z, Z, Z, Z, Z},
    {6, 5, 4, 3, 2, 1, 0, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {5, 4, 3, 2, 1, 0, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {4, 3, 2, 1, 0, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {3, 2, 1, 0, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {2, 1, 0, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {1, 0, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {0, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z},
    {Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z},
};

/* Stores the digits of the lower half but its `first` uppermost ones, and those of the upper half
   but its `second` uppermost ones. */
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

/* Two numbers, with their digits in the halves of a vector. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline void
put_short(char *out, size_t step, size_t *length, size_t lengths_step, size_t before, __m256i two,
          const int64_t *values)
{
    const uint32_t others = not_zero(two) | 0x00010001; /* one digit is printed of zero */
    const size_t first = _lzcnt_u32(others & 0xFFFF) - 16, second = _lzcnt_u32(others >> 16) - 16;
    const size_t minus1 = (uint64_t)values[0] >> 63, minus2 = (uint64_t)values[1] >> 63;
    out[0] = out[step] = '-';
    store_reversed(out + minus1, out + step + minus2, two, first, second);
    length[0] = before + 16 + minus1 - first;
    length[lengths_step] = before + 16 + minus2 - second;
}

RCI_BASE_AVX2 void rci_number_print_short_avx2(const int64_t *values, size_t n,
                                               const rci_number_print_places *places)
{
    uint64_t digits[2 * RCI_NUMBER_PRINT_MANY];
    const size_t step = places->step, lengths_step = places->lengths_step, before = places->before;
    char *out = places->texts;
    size_t *length = places->lengths;
    split_short(digits, values, n);
    for (size_t i = 0; i < n; i += 2, out += 2 * step, length += 2 * lengths_step) {
        put_short(out, step, length, lengths_step, before, load_four(digits + 2 * i), values + i);
    }
}

/* `is_signed` is a constant for the compiler. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline void
print_long(const int64_t *values, size_t n, bool is_signed, const rci_number_print_places *places)
{
    uint64_t digits[4 * RCI_NUMBER_PRINT_MANY];
    const size_t step = places->step, lengths_step = places->lengths_step, before = places->before;
    char *out = places->texts;
    size_t *length = places->lengths;
    split_long(digits, values, n, is_signed);
    for (size_t i = 0; i < n; i++, out += step, length += lengths_step) {
        const __m256i all = load_four(digits + 4 * i);
        const uint32_t others = not_zero(all);
        const size_t count = 32 - _lzcnt_u32(others >> 16 | others << 16 | 1);
        const size_t lower = count < 16 ? count : 16, upper = count - lower;
        const size_t minus = is_signed ? (uint64_t)values[i] >> 63 : 0;
        char *first = out + minus;
        out[0] = '-';
        store_reversed(first, first + upper, all, 16 - upper, 16 - lower); /* in this order */
        length[0] = before + minus + count;
    }
}

RCI_BASE_AVX2 void rci_number_print_long_avx2(const int64_t *values, size_t n, bool is_signed,
                                              const rci_number_print_places *places)
{
    if (is_signed) {
        print_long(values, n, true, places);
    } else {
        print_long(values, n, false, places);
    }
}

#endif
