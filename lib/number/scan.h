/*
 * number/scan.h - fast scanning of plain numbers, inlined into the readers of number/float.c. For
 * lib/number only.
 *
 * The start of the next number depends on the end of this one, so the end is found first, in few
 * dependent steps: one mask shows which of 32 bytes are not digits. The processor converts the
 * digits to a value while it already works on the next number.
 */
#ifndef ROWCOL_NUMBER_SCAN_H
#define ROWCOL_NUMBER_SCAN_H

#include "base/ascii.h"
#include "number/number.h"

/* Digits that always fit 64 bits. */
#define RCI_NUMBER_MAX_DIGITS 19u

/* Bytes that rci_number_scan_plain may read: 31 before the `e`, the exponent, and its sign. */
#define RCI_NUMBER_SCAN_ROOM 64

/* A number which is digits * 10^exponent, exactly. */
typedef struct rci_number_plain {
    uint64_t digits;
    int exponent;
    unsigned count; /* of the digits in the text */
    bool negative;
    bool integer; /* neither fraction nor exponent */
    bool brief;   /* no exponent, and at most 15 digits in the text */
} rci_number_plain;

/* Bit i is set if p[i] is not a digit, for i < 32. */
static inline uint32_t rci_number_long_digit_mask(const char *p)
{
    return rci_number_non_digit_mask(p) | rci_number_non_digit_mask(p + 16) << 16;
}

/* Like rci_number_digits_value, of 17 to 19 digits. Reads 24 bytes. */
static inline uint64_t rci_number_long_digits_value(const char *p, unsigned count)
{
    uint64_t upper = rci_number_eight_digits(rci_number_load_digits(p));
    uint64_t power = count == 17 ? 1000000000 : count == 18 ? 10000000000 : 100000000000;
    return upper * power + rci_number_digits_value(p + 8, count - 8);
}

/*
 * The value of `count` digits at p, 1 to 20, with one byte that is not a digit after the first
 * `whole` of them (1 to 16, or all). Sets plain->digits and plain->exponent. Reads 32 bytes.
 */
static inline void rci_number_join_digits(const char *p, unsigned whole, unsigned count,
                                          rci_number_plain *plain)
{
#ifdef RCI_BASE_HAVE_SSE2
    /*
     * No branch depends on a length: the first 16 digits are collected in one vector, with zeros
     * after the last, and up to 4 more are read as a word.
     */
    static const uint8_t ones_zeros[20 + 16] = {
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    };
    static const uint32_t power[5] = {1, 10, 100, 1000, 10000};
    unsigned more = count > 16 ? count - 16 : 0;
    __m128i before = RCI_BASE_LOAD16(ones_zeros + 20 - whole);
    __m128i used = RCI_BASE_LOAD16(ones_zeros + 20 - count);
    __m128i text = _mm_or_si128(_mm_and_si128(before, RCI_BASE_LOAD16(p)),
                                _mm_andnot_si128(before, RCI_BASE_LOAD16(p + 1)));
    __m128i digits = _mm_and_si128(_mm_sub_epi8(text, _mm_set1_epi8('0')), used);
    __m128i tens = _mm_mullo_epi16(_mm_and_si128(digits, _mm_set1_epi16(255)), _mm_set1_epi16(10));
    __m128i pairs = _mm_add_epi16(tens, _mm_srli_epi16(digits, 8));
    __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(100 + (1 << 16)));
    __m128i packed = _mm_packs_epi32(fours, fours);
    __m128i eights = _mm_madd_epi16(packed, _mm_set1_epi32(10000 + (1 << 16)));
    uint64_t both = (uint64_t)_mm_cvtsi128_si64(eights);
    uint64_t value = (both & UINT32_MAX) * 100000000 + (both >> 32);

    uint32_t rest = (uint32_t)(rci_number_load_digits(p + 17) << (32 - 8 * more));
    uint32_t rest_pairs = (rest * 10 + (rest >> 8)) & 0x00FF00FF;
    plain->digits = value * power[more] + (rest_pairs * (1 + (100 << 16)) >> 16);
    plain->exponent = (int)(whole - 16 - more);
#else
    uint64_t value = rci_number_digits_value(p, whole);
    unsigned places = count - whole;
    p += whole + 1;
    if (places > 16) {
        value = value * 100000000 + rci_number_eight_digits(rci_number_load_digits(p));
        p += 8;
        places -= 8;
    }
    plain->digits = value * rci_number_power_of_ten[places] + rci_number_digits_value(p, places);
    plain->exponent = (int)(whole - count);
#endif
}

/*
 * Reads an exponent of 1 to 3 digits at p, the byte after the `e`, and adds it to *exponent.
 * Returns the byte after it, or NULL for any other text. Reads 17 bytes.
 */
static inline const char *rci_number_scan_brief_exponent(const char *p, int *exponent)
{
    bool minus = *p == '-';
    unsigned count;
    int power;
    p += minus | (*p == '+');
    count = (unsigned)__builtin_ctz(rci_number_non_digit_mask(p) | 1 << 4);
    if (count - 1 > 2) {
        return NULL;
    }
    power = (int)rci_number_digits_value(p, count);
    *exponent += (power ^ -(int)minus) + minus; /* negated if minus, without a branch */
    return p + count;
}

/*
 * Scans a number at p with at most 19 digits (a single zero before the point is not counted), 16
 * digits before the point, 31 bytes before the exponent, and 3 exponent digits.
 * RCI_NUMBER_SCAN_ROOM bytes at p must be readable. Returns the end, or NULL for all other numbers
 * and for everything that is not a number.
 */
static inline __attribute__((always_inline)) const char *
rci_number_scan_plain(const char *p, rci_number_plain *plain)
{
    uint32_t others = rci_number_long_digit_mask(p);
    uint32_t negative = others & 1;
    const char *first, *after;
    unsigned whole, count;
    bool zero, fraction;
    plain->negative = negative;
    others ^= negative;
    if (__builtin_expect(negative > (*p == '-') || others == 0, 0)) {
        return NULL;
    }

    first = p + negative;
    after = p + (unsigned)__builtin_ctz(others);
    whole = (unsigned)(after - first);
    count = whole;
    zero = *first == '0';
    if (__builtin_expect(whole - 1 > 15 || (zero && whole > 1), 0)) {
        return NULL;
    }
    fraction = *after == '.';
    if (fraction) {
        others &= others - 1;
        if (__builtin_expect(others == 0, 0)) {
            return NULL;
        }
        after = p + (unsigned)__builtin_ctz(others);
        count = (unsigned)(after - first) - 1;
        if (__builtin_expect(count == whole || count > RCI_NUMBER_MAX_DIGITS + zero, 0)) {
            return NULL;
        }
    }
    rci_number_join_digits(first, whole, count, plain);
    plain->count = count;
    plain->integer = !fraction;
    plain->brief = count <= 15;
    if (__builtin_expect((*after | 0x20) == 'e', 0)) {
        plain->integer = plain->brief = false;
        return rci_number_scan_brief_exponent(after + 1, &plain->exponent);
    }
    return after;
}

#endif
