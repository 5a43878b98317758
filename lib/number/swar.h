/*
 * number/swar.h - digits in 64-bit words: eight or sixteen characters at a time.
 */
#ifndef ROWCOL_NUMBER_SWAR_H
#define ROWCOL_NUMBER_SWAR_H

#include "base/machine.h"
#include "base/word.h"

/* Eight characters as digit values: '0' to '9' become 0 to 9, any other byte becomes 10 or more. */
static inline uint64_t rci_number_load_digits(const char *p)
{
    return rci_base_load8(p) ^ RCI_BASE_REPEAT8('0');
}

/*
 * The value of eight decimal digits. They are joined to pairs, pairs to fours, fours to eight; one
 * multiplication joins all lanes of a step.
 */
static inline uint64_t rci_number_eight_digits(uint64_t digits)
{
    const uint64_t lanes = UINT64_C(0x000000FF000000FF);
    uint64_t pairs = digits * 10 + (digits >> 8); /* in bytes 0, 2, 4 and 6 */
    uint64_t outer = (pairs & lanes) * (100 + (UINT64_C(1000000) << 32));
    uint64_t inner = ((pairs >> 16) & lanes) * (1 + (UINT64_C(10000) << 32));
    return (outer + inner) >> 32;
}

/*
 * The value of `count` digits at p, 0 to 16, without a branch on the count. Reads 16 bytes.
 */
static inline uint64_t rci_number_digits_value(const char *p, unsigned count)
{
    static const uint32_t power[9] = {1,      10,      100,      1000,     10000,
                                      100000, 1000000, 10000000, 100000000};
    unsigned upper = count < 8 ? count : 8, lower = count - upper;
    /* The digits are shifted to the end of their word, with zeros before them. In two steps,
       because a shift by 64 is undefined. */
    unsigned half = 4 * (8 - upper);
    uint64_t value = rci_number_eight_digits(rci_number_load_digits(p) << half << half);
    half = 4 * (8 - lower);
    return value * power[lower] +
           rci_number_eight_digits(rci_number_load_digits(p + 8) << half << half);
}

/* Bit i is set if p[i] is not a digit, for i < 16. */
static inline uint32_t rci_number_non_digit_mask(const char *p)
{
#ifdef RCI_BASE_HAVE_SSE2
    __m128i text = RCI_BASE_LOAD16(p);
    __m128i digits = _mm_xor_si128(text, _mm_set1_epi8('0'));
    /* Sums over 127 have their top bit set, and saturation keeps them there. */
    return (uint32_t)_mm_movemask_epi8(_mm_adds_epu8(digits, _mm_set1_epi8(128 - 10)));
#else
    uint32_t mask = 0;
    for (int i = 0; i < 2; i++) {
        uint64_t digits = rci_number_load_digits(p + 8 * i);
        uint64_t sum = (digits & RCI_BASE_REPEAT8(0x7F)) +
                       RCI_BASE_REPEAT8(128 - 10); /* no carry between bytes */
        uint64_t marks = ((sum | digits) & RCI_BASE_REPEAT8(0x80)) >> 7;
        /* The multiplication moves bit 8i to 56 + i; no two partial products overlap. */
        mask |= (uint32_t)(marks * UINT64_C(0x0102040810204080) >> 56) << 8 * i;
    }
    return mask;
#endif
}

/*
 * The eight decimal digits of a value below 10^8, leading zeros included. The value is split into
 * fours, pairs and digits; x * 10486 >> 20 is x / 100 for four digits, x * 103 >> 10 is x / 10 for
 * two.
 */
static inline uint64_t rci_number_split_eight(uint32_t value)
{
    uint64_t fours = value / 10000 + ((uint64_t)(value % 10000) << 32);
    uint64_t hundreds = (fours * 10486 >> 20) & UINT64_C(0x0000007F0000007F);
    uint64_t pairs = hundreds + ((fours - 100 * hundreds) << 16);
    uint64_t tens = (pairs * 103 >> 10) & UINT64_C(0x000F000F000F000F);
    return tens + ((pairs - 10 * tens) << 8);
}

/* rci_number_split_eight for two values at once. */
static inline void rci_number_split_sixteen(uint32_t first, uint32_t second, uint64_t digits[2])
{
#ifdef RCI_BASE_HAVE_SSE2
    __m128i values =
        _mm_unpacklo_epi64(_mm_cvtsi32_si128((int)first), _mm_cvtsi32_si128((int)second));
    /* 109951163 / 2^40 is 1 / 10000, exact enough for eight digits. */
    __m128i upper = _mm_srli_epi64(_mm_mul_epu32(values, _mm_set1_epi32(109951163)), 40);
    __m128i lower = _mm_sub_epi64(values, _mm_mul_epu32(upper, _mm_set1_epi32(10000)));
    __m128i fours = _mm_or_si128(upper, _mm_slli_epi64(lower, 32));
    __m128i pairs, ones;
    upper = _mm_srli_epi16(_mm_mulhi_epu16(fours, _mm_set1_epi32(10486)), 4);
    lower = _mm_sub_epi16(fours, _mm_mullo_epi16(upper, _mm_set1_epi32(100)));
    pairs = _mm_or_si128(upper, _mm_slli_epi32(lower, 16));
    upper = _mm_srli_epi16(_mm_mullo_epi16(pairs, _mm_set1_epi16(103)), 10);
    lower = _mm_sub_epi16(pairs, _mm_mullo_epi16(upper, _mm_set1_epi16(10)));
    ones = _mm_or_si128(upper, _mm_slli_epi16(lower, 8));
    digits[0] = (uint64_t)_mm_cvtsi128_si64(ones);
    digits[1] = (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(ones, ones));
#else
    digits[0] = rci_number_split_eight(first);
    digits[1] = rci_number_split_eight(second);
#endif
}

/* ------------------------------------------------------------------ powers of ten */

/* 10^0 to 10^19 */
extern const uint64_t rci_number_power_of_ten[20];

/* The number of decimal digits of a value that is not zero. */
static inline int rci_number_decimal_length(uint64_t value)
{
    int length = (64 - __builtin_clzll(value)) * 1233 >> 12; /* 1233 / 4096 is about log10(2) */
    return length + (value >= rci_number_power_of_ten[length]);
}

#endif
