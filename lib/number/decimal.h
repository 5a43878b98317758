/*
 * digits * 10^exponent -> the nearest IEEE 754 value, for at most 19 digits. For the number
 * module's own files only.
 *
 * The method is Eisel-Lemire's: D. Lemire, "Number Parsing at a Gigabyte per Second", Software:
 * Practice and Experience 51 (8), 2021. The decimal significand is multiplied by the 128-bit
 * significand of the power of five; the upper bits of that product are the result. N. Mushtak and
 * D. Lemire, "Fast Number Parsing Without Fallback", Software: Practice and Experience 53 (7),
 * 2023, prove that for binary32 and binary64 the 128-bit product always decides the rounding.
 */
#ifndef ROWCOL_NUMBER_DECIMAL_H
#define ROWCOL_NUMBER_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "number/pow5.h"

/* What the method has to know of a binary format. */
typedef struct rci_number_binary_format {
    int fraction_bits; /* stored ones, without the implicit 1 */
    int bias;          /* of the exponent */
    int infinity;      /* the biased exponent of infinities */
    int min_exponent;  /* 19 digits * 10^less are under half the smallest value */
    int max_exponent;  /* 1 * 10^more is an infinity */
    int min_tie;       /* only from 10^min_tie to 10^max_tie can a product lie exactly between */
    int max_tie;       /*   two neighbours: elsewhere the power of five has too many bits */
} rci_number_binary_format;

static const rci_number_binary_format rci_number_f8_format = {52, 1023, 0x7FF, -342, 308, -4, 23};
static const rci_number_binary_format rci_number_f4_format = {23, 127, 0xFF, -64, 38, -17, 10};

/*
 * The upper 128 bits of digits * 5^exponent, where digits has its top bit set. The lower half of
 * the power is left out where it cannot change the upper `bits` bits of the product.
 */
static inline rci_number_u128 rci_number_scale(uint64_t digits, int exponent, int bits)
{
    const rci_number_u128 *power = &rci_number_pow5[exponent - RCI_NUMBER_POW5_MIN];
    rci_number_u128 product = rci_number_multiply(digits, power->high);
    uint64_t rest = UINT64_MAX >> bits;
    if (__builtin_expect((product.high & rest) == rest, 0)) {
        uint64_t carry = rci_number_multiply(digits, power->low).high;
        product.low += carry;
        product.high += product.low < carry;
    }
    return product;
}

/* digits * 10^power, cut off one bit behind the fraction that a normal number of `format` has. */
typedef struct rci_number_scaled {
    uint64_t fraction; /* with the implicit 1, and one bit to round by */
    int biased;        /* the biased exponent: of a normal number if over 0 */
    bool tie;          /* exactly in the middle, and the even neighbour is the one below */
} rci_number_scaled;

/* Of digits that are not 0 and a power in the range of `format`. */
static inline __attribute__((always_inline)) rci_number_scaled
rci_number_scale_decimal(uint64_t digits, int power, const rci_number_binary_format format)
{
    /* The fraction, the implicit 1, one bit to round by, and one in case the top bit is 0. */
    const int bits = format.fraction_bits + 3;
    int zeros = __builtin_clzll(digits);
    rci_number_u128 product = rci_number_scale(digits << zeros, power, bits);
    int top = (int)(product.high >> 63);
    int shift = top + 64 - bits;
    rci_number_scaled scaled;
    scaled.fraction = product.high >> shift;
    scaled.biased = rci_number_log2_pow10(power) + 63 + top - zeros + format.bias;
    /* Rounding half up would be wrong for an exact tie with an even neighbour below. */
    scaled.tie = product.low <= 1 && power >= format.min_tie && power <= format.max_tie &&
                 (scaled.fraction & 3) == 1 && scaled.fraction << shift == product.high;
    return scaled;
}

/* The bits of a normal number, or those of infinity and more. */
static inline __attribute__((always_inline)) uint64_t
rci_number_normal_bits(rci_number_scaled scaled, const rci_number_binary_format format)
{
    /* 1 is added to an even number without effect. */
    uint64_t fraction = (scaled.fraction + !scaled.tie) >> 1;
    /* The implicit 1 adds itself to the exponent, and so does a carry out of the fraction. */
    return ((uint64_t)(scaled.biased - 1) << format.fraction_bits) + fraction;
}

/*
 * The bits, without sign, of the value of `format` nearest to digits * 10^exponent; those of
 * infinity or of zero where that is the nearest.
 */
static inline __attribute__((always_inline)) uint64_t
rci_number_decimal_bits(uint64_t digits, int64_t exponent, const rci_number_binary_format format)
{
    const uint64_t infinity = (uint64_t)format.infinity << format.fraction_bits;

    if (digits == 0 || exponent < format.min_exponent)
        return 0;
    if (exponent > format.max_exponent)
        return infinity;
    rci_number_scaled scaled = rci_number_scale_decimal(digits, (int)exponent, format);
    if (__builtin_expect(scaled.biased <= 0, 0)) {
        /* Subnormal: fewer bits are kept. No tie is possible, the power of five being too big. */
        if (scaled.biased <= -format.fraction_bits - 2)
            return 0;
        scaled.fraction >>= 1 - scaled.biased;
        return (scaled.fraction + 1) >> 1; /* may round up to the smallest normal value */
    }
    uint64_t result = rci_number_normal_bits(scaled, format);
    return result < infinity ? result : infinity;
}

#endif
