/*
 * value/wide.h - integers of 128 bits, for conversions between units of time: an int64 count times
 * an int32 multiple of weeks, converted to seconds, fits.
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

/* value / divisor rounded down; the remainder, 0 to divisor - 1, goes into `*rest`. The divisor is
   positive. A division of 64 bits is many times faster than one of 128, and nearly always enough.
 */
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

/* value * factor, for a positive factor: true when it is beyond +-2^126, so that a small number can
   be added to the product. (Clang has no 128-bit __builtin_mul_overflow without a run-time library
   of its own.) */
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

/* No value has more characters, sign included. */
#define RCI_VALUE_WIDE_TEXT_MAX 40

/* Writes the value in decimal, with leading zeros up to `width` characters, the sign included, as
   printf's "%0*d" does. Returns the end of the text. */
char *rci_value_wide_print(char *out, rci_value_wide value, size_t width);

#endif
