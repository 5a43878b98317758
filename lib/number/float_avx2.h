/*
 * number/float_avx2.h - rci_number_read_f8 for machines with AVX2, to be inlined into loops that
 * are compiled for AVX2. Numbers with a point and no exponent are read here, with the methods of
 * number/scan.h and number/float.c in fewer steps; all others are passed to rci_number_read_f8.
 */
#ifndef ROWCOL_NUMBER_FLOAT_AVX2_H
#define ROWCOL_NUMBER_FLOAT_AVX2_H

#include "number/avx2.h"

#if defined(RCI_BASE_HAVE_AVX2)

#include "number/decimal.h"

/*
 * The value of `count` digits at p, at most 16 + more, with a point after the first `whole` of
 * them, 1 to 16. No branch depends on a length. The first 16 digits are collected in one vector,
 * with zeros after the last; up to 4 more are read as a word.
 */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline uint64_t
rci_number_join_avx2(const char *p, uint32_t whole, uint32_t count, uint32_t more)
{
    static const uint8_t ones_zeros[20 + 16] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
                                                255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
    static const uint32_t power[5] = {1, 10, 100, 1000, 10000};
    __m128i text = _mm_blendv_epi8(RCI_BASE_LOAD16(p + 1), RCI_BASE_LOAD16(p),
                                   RCI_BASE_LOAD16(ones_zeros + 20 - whole));
    __m128i digits = _mm_xor_si128(text, RCI_BASE_LOAD16(rci_number_zero_digits));
    digits = _mm_and_si128(digits, RCI_BASE_LOAD16(ones_zeros + 20 - count));
    return rci_number_join_sixteen(digits) * power[more] + rci_number_few_digits(p + 17, more);
}

/*
 * Reads a number with a point and no exponent, of at most 16 digits before the point and 19 in all
 * (a single zero before the point is not counted). Returns its end and sets the bits of the nearest
 * f8, or returns NULL for all other text. No such number is too large or too small for an f8.
 */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline const char *
rci_number_read_point_avx2(const char *p, uint64_t *bits)
{
    uint32_t sign = rci_number_starts[(unsigned char)*p], others = rci_number_others32_avx2(p + 1);
    uint32_t point = 1 + _tzcnt_u32(others), stop = 1 + _tzcnt_u32(_blsr_u32(others));
    uint32_t whole = point - sign, count = stop - sign - 1, lone = p[sign] == '0';
    uint32_t more = count > 16 ? count - 16 : 0;
    uint64_t digits;
    /* If the end is not found, `stop` is 33, which makes `count` too large. */
    if (__builtin_expect(sign == RCI_NUMBER_STARTS_NO_NUMBER, 0) ||
        __builtin_expect(whole - 1 > 15, 0) || __builtin_expect(p[point] != '.', 0) ||
        __builtin_expect(count == whole, 0) || __builtin_expect(count > 19 + lone, 0) ||
        __builtin_expect(lone & (whole > 1), 0) || __builtin_expect((p[stop] | 0x20) == 'e', 0)) {
        return NULL;
    }
    digits = rci_number_join_avx2(p + sign, whole, count, more);
    *bits = (uint64_t)sign << 63;
    if (__builtin_expect(digits != 0, 1)) {
        *bits |= rci_number_normal_bits(
            rci_number_scale_decimal(digits, (int)(whole - 16 - more), rci_number_f8_format),
            rci_number_f8_format);
    }
    return p + stop;
}

/* rci_number_read_f8 at a p where 64 bytes are readable. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline const char *
rci_number_read_f8_avx2(const char *p, const char *end, double *value)
{
    uint64_t bits;
    double other;
    const char *after = rci_number_read_point_avx2(p, &bits);
    if (__builtin_expect(after == NULL, 0)) {
        after = rci_number_read_f8(p, end, &other);
        *value = other;
        return after;
    }
    memcpy(value, &bits, sizeof bits);
    return after;
}

#endif
#endif
