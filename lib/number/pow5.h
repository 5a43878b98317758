/*
 * number/pow5.h - the powers of five to 128 bits, for conversion from decimal to binary and back.
 * For lib/number only.
 */
#ifndef ROWCOL_NUMBER_POW5_H
#define ROWCOL_NUMBER_POW5_H

#include "base/machine.h"

#include <stdint.h>

/* A 128-bit unsigned integer. */
typedef struct rci_number_u128 {
    uint64_t high, low;
} rci_number_u128;

enum { RCI_NUMBER_POW5_MIN = -342, RCI_NUMBER_POW5_MAX = 324 };

/*
 * rci_number_pow5[q - RCI_NUMBER_POW5_MIN] holds the 128 upper bits of 5^q, the first of which is
 * 1. They are exact for q from 0 to 55, rounded up for q from -27 to -1, and rounded down elsewhere
 * (see number/pow5.py). The upper bits of 10^q are the same.
 */
extern const rci_number_u128 rci_number_pow5[RCI_NUMBER_POW5_MAX - RCI_NUMBER_POW5_MIN + 1];

static inline rci_number_u128 rci_number_multiply(uint64_t a, uint64_t b)
{
#if defined(RCI_BASE_HAVE_INT128)
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;
    return (rci_number_u128){(uint64_t)(product >> 64), (uint64_t)product};
#else
    uint64_t a_low = (uint32_t)a, a_high = a >> 32, b_low = (uint32_t)b, b_high = b >> 32;
    uint64_t low = a_low * b_low, cross = a_high * b_low + (low >> 32);
    uint64_t middle = a_low * b_high + (uint32_t)cross;
    return (rci_number_u128){a_high * b_high + (cross >> 32) + (middle >> 32),
                             (middle << 32) | (uint32_t)low};
#endif
}

/* floor(log2(10^exponent)), for exponents from -400 to 400. */
static inline int rci_number_log2_pow10(int exponent)
{
    /* 217706 / 65536 is just under log2(10); the offset keeps the shifted value positive. */
    return (int)((uint32_t)(217706 * exponent + (2048 << 16)) >> 16) - 2048;
}

#endif
