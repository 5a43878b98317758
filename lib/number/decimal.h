/*
 * number/decimal.h - digits * 10^exponent to the nearest IEEE 754 value, for at most 19 digits. For
 * lib/number only.
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

/* The parameters of a binary format. */
typedef struct rci_number_binary_format {
    int fraction_bits; /* stored ones, without the implicit 1 */
    int bias;          /* of the exponent */
    int infinity;      /* the biased exponent of infinities */
    int min_exponent;  /* below it, 19 digits * 10^exponent are under half the smallest value */
    int max_exponent;  /* above it, 1 * 10^exponent is an infinity */
    int min_tie;       /* only from 10^min_tie to 10^max_tie can a product be exactly halfway */
    int max_tie;       /*   between two values: elsewhere the power of five has too many bits */
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

/* digits * 10^power, truncated to one bit more than the fraction of a normal number has. */
typedef struct rci_number_scaled {
    uint64_t fraction; /* with the implicit 1, and one bit to round by */
    int biased;        /* the biased exponent: of a normal number if over 0 */
    bool tie;          /* exactly halfway, and the lower neighbour is even */
} rci_number_scaled;

/* For digits that are not 0, and min_exponent <= power <= max_exponent. */
static inline __attribute__((always_inline)) rci_number_scaled
rci_number_scale_decimal(uint64_t digits, int power, const rci_number_binary_format format)
{
    /* The fraction, the implicit 1, one bit for rounding, and one for when the top bit is 0. */
    const int bits = format.fraction_bits + 3;
    int zeros = __builtin_clzll(digits);
    rci_number_u128 product = rci_number_scale(digits << zeros, power, bits);
    int top = (int)(product.high >> 63);
    int shift = top + 64 - bits;
    rci_number_scaled scaled;
    scaled.fraction = product.high >> shift;
    scaled.biased = rci_number_log2_pow10(power) + 63 + top - zeros + format.bias;
    /* Rounding half up is wrong for an exact tie with an even lower neighbour. */
    scaled.tie = product.low <= 1 && power >= format.min_tie && power <= format.max_tie &&
                 (scaled.fraction & 3) == 1 && scaled.fraction << shift == product.high;
    return scaled;
}

/* The bits of a normal number. Values that are too large give infinity or more. */
static inline __attribute__((always_inline)) uint64_t
rci_number_normal_bits(rci_number_scaled scaled, const rci_number_binary_format format)
{
    /* For a tie nothing is added. */
    uint64_t fraction = (scaled.fraction + !scaled.tie) >> 1;
    /* The implicit 1 is added to the exponent, and so is a carry out of the fraction. */
    return ((uint64_t)(scaled.biased - 1) << format.fraction_bits) + fraction;
}

/*
 * The bits, without the sign, of the value of `format` that is nearest to digits * 10^exponent.
 * That may be infinity or zero.
 */
static inline __attribute__((always_inline)) uint64_t
rci_number_decimal_bits(uint64_t digits, int64_t exponent, const rci_number_binary_format format)
{
    const uint64_t infinity = (uint64_t)format.infinity << format.fraction_bits;
    rci_number_scaled scaled;
    uint64_t result;

    if (digits == 0 || exponent < format.min_exponent) {
        return 0;
    }
    if (exponent > format.max_exponent) {
        return infinity;
    }
    scaled = rci_number_scale_decimal(digits, (int)exponent, format);
    if (__builtin_expect(scaled.biased <= 0, 0)) {
        /* Subnormal: fewer bits are kept. No tie is possible: the power of five is too large. */
        if (scaled.biased <= -format.fraction_bits - 2) {
            return 0;
        }
        scaled.fraction >>= 1 - scaled.biased;
        return (scaled.fraction + 1) >> 1; /* may round up to the smallest normal value */
    }
    result = rci_number_normal_bits(scaled, format);
    return result < infinity ? result : infinity;
}

#endif
