/*
 * value/wide.h - integers of 128 bits, for counts of time units on the way from one to another: an
 * int64 count times an int32 multiple in weeks, told in seconds, still fits.
 */
#ifndef ROWCOL_VALUE_WIDE_H
#define ROWCOL_VALUE_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

__extension__ typedef __int128 rci_value_wide;

static inline bool rci_value_wide_is_i64(rci_value_wide value)
{
    return value == (int64_t)value;
}

/* value / divisor rounded down; the rest, from 0 to divisor - 1, goes into `*rest`. The divisor is
   positive. Division of 64 bits is many times faster than of 128, and nearly always enough. */
static inline rci_value_wide rci_value_wide_divide(rci_value_wide value, rci_value_wide divisor,
                                                   rci_value_wide *rest)
{
    rci_value_wide quotient;
    if (rci_value_wide_is_i64(value) && rci_value_wide_is_i64(divisor)) {
        quotient = (int64_t)value / (int64_t)divisor;
    } else {
        quotient = value / divisor;
    }
    *rest = value - quotient * divisor;
    if (*rest < 0) {
        *rest += divisor;
        quotient--;
    }
    return quotient;
}

/* value * factor, for a positive factor: non-zero when it leaves +-2^126, so that something small
   may be added to it. (Clang has no 128-bit __builtin_mul_overflow without a run-time library of
   its own.) */
static inline bool rci_value_wide_mul_overflows(rci_value_wide value, rci_value_wide factor,
                                                rci_value_wide *product)
{
    const rci_value_wide limit = (rci_value_wide)1 << 126;
    if (!rci_value_wide_is_i64(value) || !rci_value_wide_is_i64(factor)) {
        if (value > limit / factor || value < -(limit / factor)) {
            return true;
        }
    }
    *product = value * factor;
    return false;
}

/* No value has more characters than this, the sign included. */
#define RCI_VALUE_WIDE_TEXT_MAX 40

/* Writes the value in decimal, the minus sign and zeros in front up to `width` characters as
   printf's "%0*d" does. Returns the end of the text. */
char *rci_value_wide_print(char *out, rci_value_wide value, size_t width);

#endif
