/*
 * number/avx2.h - the fast readers of integers for machines with AVX2, to be inlined into loops
 * that are compiled for AVX2. They accept what rci_number_read_i64 and rci_number_read_u64 accept.
 *
 * Digits are moved to the end of 16 bytes by one shuffle and joined to pairs, fours and eights by
 * multiply-and-add instructions (W. Mula, "SIMD-ized integer parsing", 2018).
 */
#ifndef ROWCOL_NUMBER_AVX2_H
#define ROWCOL_NUMBER_AVX2_H

#include "number/number.h"

#if defined(RCI_BASE_HAVE_AVX2)

/* A shuffle mask starts at byte i, i <= 16: it moves bytes 0 to i - 1 of a vector to the end of the
   vector and puts zeros before them. */
extern const unsigned char rci_number_slide[32];

/* Indexed by the first byte of a number: 0 for a digit, 1 for a minus, else STARTS_NO_NUMBER. */
extern const unsigned char rci_number_starts[256];
#define RCI_NUMBER_STARTS_NO_NUMBER 2

/* The smallest number of i digits without leading zeros. */
extern const uint64_t rci_number_least[20];

/* Constant vectors. They are loaded from memory because compilers would compute them each time. */
extern const unsigned char rci_number_zero_digits[32];
extern const unsigned char
    rci_number_over_nine[32]; /* 128 - 10: the sum is 128 or more for 10 and more */

/* Bit i is set if p[i] is not a digit, for i < 32. Saturation keeps sums over 127 there. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline uint32_t
rci_number_others32_avx2(const char *p)
{
    __m256i digits = _mm256_xor_si256(RCI_BASE_LOAD32(p), RCI_BASE_LOAD32(rci_number_zero_digits));
    return (uint32_t)_mm256_movemask_epi8(
        _mm256_adds_epu8(digits, RCI_BASE_LOAD32(rci_number_over_nine)));
}

RCI_BASE_AVX2 __attribute__((always_inline)) static inline uint32_t
rci_number_others16_avx2(const char *p)
{
    __m128i digits = _mm_xor_si128(RCI_BASE_LOAD16(p), RCI_BASE_LOAD16(rci_number_zero_digits));
    return (uint32_t)_mm_movemask_epi8(
        _mm_adds_epu8(digits, RCI_BASE_LOAD16(rci_number_over_nine)));
}

/* The number with these sixteen decimal digits (values 0 to 9, leading zeros). */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline uint64_t
rci_number_join_sixteen(__m128i digits)
{
    const __m128i tens = _mm_set1_epi16(10 + (1 << 8)); /* bytes 10, 1, 10, 1, ... */
    const __m128i hundreds = _mm_set1_epi32(100 + (1 << 16));
    const __m128i ten_thousands = _mm_set1_epi32(10000 + (1 << 16));
    uint64_t halves;
    digits = _mm_madd_epi16(_mm_maddubs_epi16(digits, tens), hundreds);
    digits = _mm_madd_epi16(_mm_packus_epi32(digits, digits), ten_thousands);
    halves = (uint64_t)_mm_cvtsi128_si64(digits);
    return (halves & UINT32_MAX) * 100000000 + (halves >> 32);
}

/* The value of `count` digits at p, 16 at most. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline uint64_t
rci_number_digits_avx2(const char *p, uint32_t count)
{
    __m128i digits = _mm_xor_si128(RCI_BASE_LOAD16(p), RCI_BASE_LOAD16(rci_number_zero_digits));
    return rci_number_join_sixteen(
        _mm_shuffle_epi8(digits, RCI_BASE_LOAD16(rci_number_slide + count)));
}

/* The value of `count` digits at p, 4 at most. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline uint32_t
rci_number_few_digits(const char *p, uint32_t count)
{
    uint32_t word = (uint32_t)(rci_number_load_digits(p) << (32 - 8 * count));
    uint32_t pairs = (word * 10 + (word >> 8)) & 0x00FF00FF;
    return pairs * (1 + (100 << 16)) >> 16;
}

/*
 * Reads an integer of up to 15 digits, with or without a minus, at p. 64 bytes at p must be
 * readable. Returns the byte after it, or NULL for everything else.
 *
 * The start of the next value depends on the end of this one, so the end is computed first and in
 * few steps. The sign comes from a table: a comparison would write part of a register and so depend
 * on the register's previous value, that is, on the previous number.
 */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline const char *
rci_number_read_short_avx2(const char *p, uint32_t *minus, uint64_t *magnitude)
{
    uint32_t sign = rci_number_starts[(unsigned char)*p];
    uint32_t stop = 1 + _tzcnt_u32(rci_number_others16_avx2(p + 1)), count = stop - sign;
    if (__builtin_expect(sign == RCI_NUMBER_STARTS_NO_NUMBER, 0) ||
        __builtin_expect(count - 1 > 14, 0)) {
        return NULL;
    }
    *minus = sign;
    *magnitude = rci_number_digits_avx2(p + sign, count);
    return __builtin_expect(*magnitude < rci_number_least[count], 0) ? NULL : p + stop;
}

/*
 * As rci_number_read_short_avx2, for up to 19 digits, which always fit 64 bits. No branch depends
 * on the length: that of 8-byte integers is often random.
 */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline const char *
rci_number_read_long_avx2(const char *p, uint32_t *minus, uint64_t *magnitude)
{
    uint32_t sign = rci_number_starts[(unsigned char)*p];
    uint32_t stop = 1 + _tzcnt_u32(rci_number_others32_avx2(p + 1)), count = stop - sign;
    uint32_t more = count > 16 ? count - 16 : 0;
    const char *first = p + sign;
    if (__builtin_expect(sign == RCI_NUMBER_STARTS_NO_NUMBER, 0) ||
        __builtin_expect(count - 1 > 18, 0)) {
        return NULL;
    }
    *minus = sign;
    *magnitude = rci_number_few_digits(first, more) * UINT64_C(10000000000000000) +
                 rci_number_digits_avx2(first + more, count - more);
    return __builtin_expect(*magnitude < rci_number_least[count], 0) ? NULL : p + stop;
}

/*
 * rci_number_read_i64 and rci_number_read_u64 at a p where 64 bytes are readable, and variants for
 * targets of 4 bytes and less, whose numbers are short.
 */
#define RCI_NUMBER_READ_SIGNED_AVX2(name, read)                                                    \
    RCI_BASE_AVX2 __attribute__((always_inline)) static inline const char *name(                   \
        const char *p, const char *end, int64_t *value)                                            \
    {                                                                                              \
        uint32_t minus;                                                                            \
        uint64_t magnitude;                                                                        \
        const char *after = read(p, &minus, &magnitude);                                           \
        if (__builtin_expect(after == NULL || magnitude > INT64_MAX, 0)) {                         \
            int64_t other = 0;                                                                     \
            after = rci_number_read_i64_long(p, end, &other);                                      \
            *value = other;                                                                        \
            return after;                                                                          \
        }                                                                                          \
        *value = (int64_t)((magnitude ^ (0 - (uint64_t)minus)) + minus);                           \
        return after;                                                                              \
    }

#define RCI_NUMBER_READ_UNSIGNED_AVX2(name, read)                                                  \
    RCI_BASE_AVX2 __attribute__((always_inline)) static inline const char *name(                   \
        const char *p, const char *end, uint64_t *value)                                           \
    {                                                                                              \
        uint32_t minus;                                                                            \
        uint64_t magnitude;                                                                        \
        const char *after = read(p, &minus, &magnitude);                                           \
        if (__builtin_expect(after == NULL || minus, 0)) {                                         \
            after = rci_number_read_u64_long(p, end, &magnitude);                                  \
        }                                                                                          \
        *value = magnitude;                                                                        \
        return after;                                                                              \
    }

RCI_NUMBER_READ_SIGNED_AVX2(rci_number_read_i64_avx2, rci_number_read_long_avx2)
RCI_NUMBER_READ_SIGNED_AVX2(rci_number_read_i32_avx2, rci_number_read_short_avx2)
RCI_NUMBER_READ_UNSIGNED_AVX2(rci_number_read_u64_avx2, rci_number_read_long_avx2)
RCI_NUMBER_READ_UNSIGNED_AVX2(rci_number_read_u32_avx2, rci_number_read_short_avx2)

#endif
#endif
