/*
 * number/interval.h - the two steps from a binary float to its shortest decimal. For lib/number
 * only.
 *
 * Schubfach: R. Giulietti, "The Schubfach way to render doubles", 2020.
 *
 * All decimals between the midpoints to the two neighbours of a value read back as that value. The
 * interval is scaled by the largest power of ten that is not wider than it. It then contains one or
 * more integers, but at most one multiple of ten. That multiple, if there is one, is the shortest
 * decimal; otherwise the shortest is the integer nearest to the value.
 */
#ifndef ROWCOL_NUMBER_INTERVAL_H
#define ROWCOL_NUMBER_INTERVAL_H

#include "number/pow5.h"
#include "number/shortest.h"

/* A value and the bounds between which decimals read back as it, in quarters of 10^power. */
typedef struct rci_number_interval {
    uint64_t value, lower, upper;
    int power;
} rci_number_interval;

/* floor(log10(2^exponent)) or, with three quarters, floor(log10(3/4 * 2^exponent)). */
static inline int rci_number_log10_pow2(int exponent, bool three_quarters)
{
    const int64_t scale = INT64_C(1) << 22, offset = 400; /* keeps the dividend positive */
    int64_t scaled = exponent * INT64_C(1262611) - (three_quarters ? 524031 : 0);
    return (int)((uint64_t)(scaled + offset * scale) / (uint64_t)scale) - (int)offset;
}

/* 10^exponent, to 128 bits, rounded up if it is not exact. */
static inline rci_number_u128 rci_number_pow10_above(int exponent)
{
    rci_number_u128 power = rci_number_pow5[exponent - RCI_NUMBER_POW5_MIN];
    if (exponent > 55 || exponent < -27) {
        power.low++;
        power.high += power.low == 0;
    }
    return power;
}

/*
 * The integer part of power * factor / 2^128, rounded to odd: the last bit is set if the fraction
 * is not zero, so that comparisons with multiples of two are correct. The power may be too large by
 * less than 1, so a fraction of up to 1 / 2^64 counts as zero.
 */
static inline uint64_t rci_number_scale_to_odd(rci_number_u128 power, uint64_t factor)
{
    uint64_t carry = rci_number_multiply(power.low, factor).high;
    rci_number_u128 product = rci_number_multiply(power.high, factor);
    product.low += carry;
    product.high += product.low < carry;
    return product.high | (product.low > 1);
}

/* The arguments are those of rci_number_shortest. */
static inline rci_number_interval rci_number_scale_interval(uint64_t significand, int exponent,
                                                            bool gap_below_is_half)
{
    int power = rci_number_log10_pow2(exponent, gap_below_is_half);
    rci_number_u128 scale = rci_number_pow10_above(-power);
    int shift = exponent + rci_number_log2_pow10(-power) + 1;
    uint64_t below = gap_below_is_half ? 1 : 2, odd = significand & 1;
    /* The midpoints themselves read back as the neighbour with an even significand. */
    return (rci_number_interval){
        .value = rci_number_scale_to_odd(scale, 4 * significand << shift),
        .lower = rci_number_scale_to_odd(scale, (4 * significand - below) << shift) + odd,
        .upper = rci_number_scale_to_odd(scale, (4 * significand + 2) << shift) - odd,
        .power = power,
    };
}

static inline rci_number_decimal rci_number_choose_decimal(const rci_number_interval *interval)
{
    const uint64_t value = interval->value, lower = interval->lower, upper = interval->upper;
    uint64_t whole = value / 4, tens = whole / 10;
    uint64_t nearest = whole + (value + (whole & 1) > 4 * whole + 2); /* ties to even */
    bool below_in = lower <= 4 * whole, above_in = 4 * whole + 4 <= upper;
    /* No branches: the choice is nearly random. */
    uint64_t choose_inner = 0 - (uint64_t)(below_in != above_in);
    bool tens_below_in, tens_above_in;
    uint64_t choose_tens, digits;
    nearest ^= (nearest ^ (whole + above_in)) & choose_inner;
    tens_below_in = lower <= 40 * tens;
    tens_above_in = 40 * tens + 40 <= upper;
    choose_tens = 0 - (uint64_t)(tens_below_in != tens_above_in);
    digits = nearest ^ ((nearest ^ 10 * (tens + tens_above_in)) & choose_tens);
    return (rci_number_decimal){digits, interval->power};
}

#endif
