/*
 * number/product.h - the shortest decimal of a binary float from one product, where that decides.
 * For lib/number only.
 *
 * number/interval.h scales a value and both its midpoints. Here only the value is scaled, with a
 * fraction, and half the distance to the next value is added to it and subtracted from it. What is
 * too close to a bound for these precisions is left to number/interval.h; nearly no value is.
 */
#ifndef ROWCOL_NUMBER_PRODUCT_H
#define ROWCOL_NUMBER_PRODUCT_H

#include "number/interval.h"

/* Whether a - b is -1, 0 or 1: then it is not known which of the two exact numbers is greater. */
static inline uint64_t rci_number_is_close(uint64_t a, uint64_t b)
{
    return a - b + 1 <= 2;
}

/* The upper 128 bits of power * factor: the integer part, and 64 bits after the point. */
static inline rci_number_u128 rci_number_upper_product(const rci_number_u128 *power,
                                                       uint64_t factor)
{
    const uint64_t carry = rci_number_multiply(power->low, factor).high;
    rci_number_u128 product = rci_number_multiply(power->high, factor);
    product.low += carry;
    product.high += product.low < carry;
    return product;
}

/* What rci_number_shortest returns, unless `*open` is set to 1; else it is set to 0. No branches:
   the choices are nearly random. */
static inline __attribute__((always_inline)) rci_number_decimal
rci_number_shortest_of_product(uint64_t significand, int exponent, bool gap_below_is_half,
                               uint64_t *open)
{
    /* Numbers of units of 10^power: below 32, with 59 bits after the point. They are cut off, so
       each is too small by less than 1 in the last bit, and a sum of two by less than 2. */
    enum { FRACTION = 59 };
    const uint64_t one_half = UINT64_C(1) << (FRACTION - 1), ten = UINT64_C(10) << FRACTION;
    const int power = rci_number_log10_pow2(exponent, gap_below_is_half);
    const rci_number_u128 *scale = &rci_number_pow5[-power - RCI_NUMBER_POW5_MIN];
    const int shift = exponent + rci_number_log2_pow10(-power) + 1; /* 1 to 4 */
    const rci_number_u128 product = rci_number_upper_product(scale, significand << shift);
    const uint64_t whole = product.high, fraction = product.low >> (64 - FRACTION);
    const uint64_t tens = whole / 10 * 10, rest = (whole - tens) << FRACTION | fraction;
    const uint64_t above = scale->high >> (64 - FRACTION + 1 - shift); /* half the distance */
    const uint64_t below = above >> gap_below_is_half;
    /* the multiple of ten below the value, or the one above it, if it is between the bounds */
    const uint64_t is_lower = rest < below;
    const uint64_t is_upper = rest + above > ten;
    /* else the nearest integer that is */
    const uint64_t limit = below < one_half ? below : one_half;
    const uint64_t inner = whole + (fraction > limit), outer = tens + 10 * is_upper;
    *open = rci_number_is_close(rest, below) | (ten - (rest + above) <= 2) |
            rci_number_is_close(fraction, limit);
    return (rci_number_decimal){inner ^ ((inner ^ outer) & (0 - (is_lower | is_upper))), power};
}

#endif
