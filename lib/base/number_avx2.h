/*
 * base/number_avx2.h - the fast door for integers again, for machines with AVX2: what a loop that
 * was compiled for them inlines. Accepts what rci_read_i64 and rci_read_u64 accept.
 *
 * Digits are moved to the end of 16 bytes by one shuffle and joined to pairs, fours and eights by
 * multiply-and-add instructions (W. Mula, "SIMD-ized integer parsing", 2018).
 */
#ifndef ROWCOL_BASE_NUMBER_AVX2_H
#define ROWCOL_BASE_NUMBER_AVX2_H

#include "base/number.h"

#if defined(__SSE2__) && !defined(RCI_PORTABLE)
#define RCI_HAVE_AVX2 1
#define RCI_AVX2      __attribute__((target("avx2,bmi")))

#include <immintrin.h>

static inline bool rci_machine_has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
}

/* Row i + 16 * sign moves bytes sign .. i - 1 to the end and zeros before them. */
extern const unsigned char rci_number_shuffles[32][16];

/* Sixteen digit values, zeros before them, as a number. */
RCI_AVX2 __attribute__((always_inline)) static inline uint64_t rci_join_digits(__m128i digits)
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

/* As rci_read_short: an integer of up to 15 bytes at p, of which 16 can be read. */
RCI_AVX2 __attribute__((always_inline)) static inline const char *
rci_read_short_avx2(const char *p, uint32_t *minus, uint64_t *magnitude)
{
    const __m128i nine = _mm_set1_epi8(9);
    const __m128i text = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i digits = _mm_sub_epi8(text, _mm_set1_epi8('0'));
    const __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digits, nine), digits);
    uint32_t others = ~(uint32_t)_mm_movemask_epi8(is_digit); /* the upper half is set */
    uint32_t sign = others & 1, stop;
    stop = (uint32_t)__builtin_ctz(others ^ sign);
    /* One branch for all that is wrong: no digit, a zero before others, another sign, too long. */
    if (__builtin_expect((stop <= sign) | (stop > 15) | (sign & (*p != '-')) |
                             ((p[sign] == '0') & (stop - sign > 1)),
                         0)) {
        return NULL;
    }
    digits = _mm_shuffle_epi8(
        digits,
        _mm_loadu_si128((const __m128i *)(const void *)rci_number_shuffles[stop + 16 * sign]));
    *minus = sign;
    *magnitude = rci_join_digits(digits);
    return p + stop;
}

/*
 * An integer of 16 to 18 digits, with its sign or none, at p, of which 24 bytes can be read; NULL
 * for everything else. No integer that short overflows.
 */
RCI_AVX2 __attribute__((always_inline)) static inline const char *
rci_read_longer_avx2(const char *p, uint32_t *minus, uint64_t *magnitude)
{
    const uint32_t sign = *p == '-';
    const char *first = p + sign;
    const __m128i text = _mm_loadu_si128((const __m128i *)(const void *)first);
    const __m128i digits = _mm_sub_epi8(text, _mm_set1_epi8('0'));
    const __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digits, _mm_set1_epi8(9)), digits);
    unsigned digit = (unsigned)((unsigned char)first[16] - '0');
    unsigned next = (unsigned)((unsigned char)first[17] - '0');
    uint64_t value;
    if (_mm_movemask_epi8(is_digit) != 0xFFFF || *first == '0') {
        return NULL;
    }
    *minus = sign;
    value = rci_join_digits(digits);
    first += 16;
    if (digit <= 9) {
        value = value * 10 + digit;
        first++;
        if (next <= 9) {
            value = value * 10 + next;
            first++;
        }
    }
    *magnitude = value;
    return (unsigned)((unsigned char)*first - '0') <= 9 ? NULL : first;
}

RCI_AVX2 __attribute__((always_inline)) static inline const char *
rci_read_i64_avx2(const char *p, const char *end, int64_t *value)
{
    uint32_t minus;
    uint64_t magnitude;
    const char *after = NULL;
    if (__builtin_expect(end - p >= 24, 1)) {
        after = rci_read_short_avx2(p, &minus, &magnitude);
        after = after ? after : rci_read_longer_avx2(p, &minus, &magnitude);
    }
    if (__builtin_expect(after == NULL, 0)) {
        return rci_read_i64_long(p, end, value);
    }
    *value = (int64_t)((magnitude ^ (0 - (uint64_t)minus)) + minus);
    return after;
}

RCI_AVX2 __attribute__((always_inline)) static inline const char *
rci_read_u64_avx2(const char *p, const char *end, uint64_t *value)
{
    uint32_t minus;
    const char *after = NULL;
    if (__builtin_expect(end - p >= 24, 1)) {
        after = rci_read_short_avx2(p, &minus, value);
        after = after ? after : rci_read_longer_avx2(p, &minus, value);
    }
    return __builtin_expect(after == NULL || minus, 0) ? rci_read_u64_long(p, end, value) : after;
}

#endif
#endif
