/*
 * number/print_float_avx2.c - floats to text for machines with AVX2, many at a time. As in
 * number/print_avx2.c, each step is a loop over all numbers, without branches on nearly random
 * values.
 *
 * The text is the same as that of number/print.c, which is called for decimals with an exponent.
 */
#include "number/print_avx2.h"

#if defined(RCI_BASE_HAVE_AVX2)

#include "number/product.h"

#include <math.h>
#include <string.h>

enum { DIGITS = 17, EIGHT_DIGITS = 100000000 };

/* Decimals as 17 digits, with trailing zeros. */
typedef struct decimals {
    uint64_t first[RCI_NUMBER_PRINT_MANY][2]; /* digits 9 to 16, digits 1 to 8 */
    unsigned char last[RCI_NUMBER_PRINT_MANY];
    unsigned char layout[RCI_NUMBER_PRINT_MANY]; /* of `layouts` */
    uint64_t plain;                              /* bit i: number i is printed without exponent */
} decimals;

/* Digits before the decimal point; negative: zeros between it and the digits. Decimals with other
   points are printed by number/print.c. */
enum { LEAST_POINT = -3, MOST_POINT = 15 };

/* ------------------------------------------------------------------ digits */

typedef struct float_parts {
    uint64_t significand;
    int exponent;
    bool gap_below_is_half;
} float_parts;

/* `bits` are of a value with a decimal, without the sign. */
static inline float_parts parts_of(uint64_t bits, int fraction_bits, int bias)
{
    const uint64_t one = UINT64_C(1) << fraction_bits, fraction = bits & (one - 1);
    const int biased = (int)(bits >> fraction_bits), is_subnormal = biased == 0;
    return (float_parts){
        .significand = fraction | (is_subnormal ? 0 : one),
        .exponent = biased + is_subnormal - bias - fraction_bits,
        .gap_below_is_half = fraction == 0 && biased > 1,
    };
}

static inline float_parts parts_of_either(uint64_t bits, bool wide)
{
    return wide ? parts_of(bits, 52, 1023) : parts_of(bits, 23, 127);
}

/* The bits of the value without the sign; of zero and what is not finite, which have no decimal,
   those of 1. */
static inline uint64_t magnitude_of(uint64_t bits, bool wide, uint64_t *has_none)
{
    const uint64_t infinity = wide ? UINT64_C(0x7FF) << 52 : UINT64_C(0xFF) << 23;
    const uint64_t one = wide ? UINT64_C(0x3FF) << 52 : UINT64_C(0x7F) << 23;
    const uint64_t magnitude = bits & (wide ? UINT64_MAX >> 1 : UINT64_C(0x7FFFFFFF));
    *has_none = magnitude - 1 >= infinity - 1;
    return *has_none ? one : magnitude;
}

/* Bit i of the result is set if number i has no decimal. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline uint64_t
find_decimals(const int64_t *values, size_t n, bool wide, rci_number_decimal *found)
{
    uint64_t without = 0, left = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t has_none, open;
        const float_parts parts =
            parts_of_either(magnitude_of((uint64_t)values[i], wide, &has_none), wide);
        found[i] = rci_number_shortest_of_product(parts.significand, parts.exponent,
                                                  parts.gap_below_is_half, &open);
        without |= has_none << i;
        left |= open << i;
    }
    for (; left; left &= left - 1) {
        const size_t i = (size_t)__builtin_ctzll(left);
        uint64_t has_none;
        const float_parts parts =
            parts_of_either(magnitude_of((uint64_t)values[i], wide, &has_none), wide);
        found[i] = rci_number_shortest(parts.significand, parts.exponent, parts.gap_below_is_half);
    }
    return without;
}

/* The number of digits that a decimal of an f8 has, if it is printed without exponent. */
static inline int length_of_wide(uint64_t digits)
{
    return 16 + (digits >= rci_number_power_of_ten[16]);
}

/* A decimal with an exponent gets any layout here: its text is replaced later. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline void
find_digits(const rci_number_decimal *found, size_t n, bool wide, decimals *digits)
{
    const size_t pair = (n - 1) | 1; /* two numbers are split at a time */
    digits->first[pair][0] = digits->first[pair][1] = 0;
    digits->plain = 0;
    for (size_t i = 0; i < n; i++) {
        const int length =
            wide ? length_of_wide(found[i].digits) : rci_number_decimal_length(found[i].digits);
        const uint64_t value = found[i].digits * rci_number_power_of_ten[DIGITS - length];
        const uint64_t upper = value / 10;
        const unsigned layout = (unsigned)(length + found[i].exponent - LEAST_POINT);
        const bool is_plain = layout <= MOST_POINT - LEAST_POINT;
        digits->first[i][0] = upper % EIGHT_DIGITS;
        digits->first[i][1] = upper / EIGHT_DIGITS;
        digits->last[i] = (unsigned char)(value % 10);
        digits->plain |= (uint64_t)is_plain << i;
        digits->layout[i] = (unsigned char)(is_plain ? layout : 0);
    }
}

/* ------------------------------------------------------------------ layout */

/* How a decimal with a certain point is written: where its sixteen upper digits go, whose last one
   is stored first, and its point. */
typedef struct layout {
    unsigned char order[16];
    char dot[16];
    unsigned char before; /* bytes of "0.000" before the first digit */
    unsigned char last;   /* the byte of the sixteenth digit, counted from the first */
    unsigned char extra;  /* characters that are not digits of the decimal */
    unsigned char least;  /* the least length */
    unsigned char unused[12];
} layout;

#define Z        0x80 /* a shuffle index that gives zero */
#define AT(n, i) ((i) < (n) ? 15 - (i) : (i) == (n) ? Z : 16 - (i))
#define ORDER(n)                                                                                   \
    {                                                                                              \
        AT(n, 0), AT(n, 1), AT(n, 2), AT(n, 3), AT(n, 4), AT(n, 5), AT(n, 6), AT(n, 7), AT(n, 8),  \
            AT(n, 9), AT(n, 10), AT(n, 11), AT(n, 12), AT(n, 13), AT(n, 14), AT(n, 15)             \
    }

/* With `n` digits before the point, 1 or more; a zero follows the point if no other digit does. */
#define INSIDE(n)                                                                                  \
    {                                                                                              \
        ORDER(n), {[n] = '.'}, 0, 16, 1, (n) + 2,                                                  \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }
/* With "0." and `n` zeros before the digits. The order has no place for the point. */
#define OUTSIDE(n)                                                                                 \
    {                                                                                              \
        ORDER(16), {0}, 2 + (n), 15, 2 + (n), 0,                                                   \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }

static const layout layouts[MOST_POINT - LEAST_POINT + 1] = {
    OUTSIDE(3), OUTSIDE(2), OUTSIDE(1), OUTSIDE(0), INSIDE(1),  INSIDE(2), INSIDE(3),
    INSIDE(4),  INSIDE(5),  INSIDE(6),  INSIDE(7),  INSIDE(8),  INSIDE(9), INSIDE(10),
    INSIDE(11), INSIDE(12), INSIDE(13), INSIDE(14), INSIDE(15),
};

/* Writes the text of decimal i, whose digits are stored last one first; returns its length. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline size_t
lay_out(char *out, const decimals *digits, size_t i)
{
    const layout *const how = &layouts[digits->layout[i]];
    const __m128i some = RCI_BASE_LOAD16(digits->first[i]);
    const __m128i text = _mm_add_epi8(some, _mm_set1_epi8('0'));
    const uint32_t zeros = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(some, _mm_setzero_si128()));
    const size_t upper = 16 - _tzcnt_u32(~zeros), last = digits->last[i];
    const size_t length = (last ? DIGITS : upper) + how->extra;
    rci_base_store8(out, rci_base_load8("0.000000"));
    out += how->before;
    _mm_storeu_si128((__m128i *)(void *)out,
                     _mm_or_si128(_mm_shuffle_epi8(text, RCI_BASE_LOAD16(how->order)),
                                  RCI_BASE_LOAD16(how->dot)));
    out += how->last;
    out[0] = (char)_mm_extract_epi8(text, 0);
    out[1] = (char)('0' + last);
    return length > how->least ? length : how->least;
}

/* Prints one of the rare values that lay_out cannot print; returns 0 if it is not finite or its
   text is too long. */
static size_t print_other(char *out, size_t room, int64_t bits, bool wide)
{
    char text[RCI_NUMBER_FLOAT_TEXT_SIZE];
    size_t length;
    if (wide) {
        double value;
        memcpy(&value, &bits, sizeof value);
        length = isfinite(value) ? (size_t)(rci_number_print_f8(text, value) - text) : 0;
    } else {
        const uint32_t bits4 = (uint32_t)bits;
        float value;
        memcpy(&value, &bits4, sizeof value);
        length = isfinite(value) ? (size_t)(rci_number_print_f4(text, value) - text) : 0;
    }
    if (length > room) {
        return 0;
    }
    memcpy(out, text, length);
    return length;
}

/* `wide` is a constant for the compiler. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline void
print_floats(const int64_t *values, size_t n, bool wide, size_t room,
             const rci_number_print_places *places)
{
    rci_number_decimal found[RCI_NUMBER_PRINT_MANY];
    decimals digits;
    const size_t step = places->step, lengths_step = places->lengths_step, before = places->before;
    uint64_t others = find_decimals(values, n, wide, found);
    char *out = places->texts;
    size_t *length = places->lengths;
    find_digits(found, n, wide, &digits);
    rci_number_split_digits_avx2(digits.first[0], 2 * n);
    for (size_t i = 0; i < n; i++, out += step, length += lengths_step) {
        const uint64_t bits = (uint64_t)values[i];
        const size_t minus = wide ? bits >> 63 : bits >> 31 & 1;
        out[0] = '-';
        *length = before + minus + lay_out(out + minus, &digits, i);
    }
    others |= ~digits.plain & UINT64_MAX >> (64 - n);
    for (; others; others &= others - 1) {
        const size_t i = (size_t)__builtin_ctzll(others);
        const size_t some = print_other(places->texts + i * step, room, values[i], wide);
        places->lengths[i * lengths_step] = some ? before + some : 0;
    }
}

RCI_BASE_AVX2 void rci_number_print_float_avx2(const int64_t *values, size_t n, bool wide,
                                               size_t room, const rci_number_print_places *places)
{
    if (wide) {
        print_floats(values, n, true, room, places);
    } else {
        print_floats(values, n, false, room, places);
    }
}

#endif
