/* number/float.c - decimal text to the nearest f8, f4 and f2. */
#include <float.h>

#include "base/cell.h"
#include "number/decimal.h"
#include "number/exact.h"
#include "number/half.h"
#include "number/number.h"
#include "number/scan.h"

#define F8_INFINITY (UINT64_C(0x7FF) << 52)
#define F4_INFINITY (UINT64_C(0xFF) << 23)

static inline bool is_integer(const rci_number_scanned *number)
{
    return !number->has_fraction && !number->has_exponent;
}

/* Whether an integer token is exactly `nearest`, which has `bits` significant bits. */
static bool integer_is_exact(const rci_number_scanned *number, double nearest, int bits)
{
    uint64_t digits = number->digits;
    if (number->exponent != 0 || number->truncated) {
        return rci_number_exact_integer(number, nearest);
    }
    if (digits >> bits == 0) {
        return true;
    }
    return 64 - __builtin_clzll(digits) - __builtin_ctzll(digits) <= bits;
}

/* The status of a number whose magnitude becomes `nearest` in a format of `bits` significant bits.
 */
static rci_number_status float_status(const rci_number_scanned *number, double nearest, int bits)
{
    if (nearest > DBL_MAX) {
        return RCI_NUMBER_OVERFLOW;
    }
    if (nearest == 0 && number->digits != 0) {
        return RCI_NUMBER_UNDERFLOW;
    }
    if (is_integer(number) && !integer_is_exact(number, nearest, bits)) {
        return RCI_NUMBER_INEXACT_INTEGER;
    }
    return RCI_NUMBER_OK;
}

/* ------------------------------------------------------------------ f8 */

static inline double make_f8(uint64_t magnitude, bool negative)
{
    return rci_base_f8_of(magnitude | (uint64_t)negative << 63);
}

/* The nearest f8 to the number's magnitude. */
static double f8_magnitude(const rci_number_scanned *number)
{
    uint64_t bits = rci_number_decimal_bits(number->digits, number->exponent, rci_number_f8_format);
    /* A truncated number is between these digits and the next: usually both round to the same. */
    if (number->truncated && bits != rci_number_decimal_bits(number->digits + 1, number->exponent,
                                                             rci_number_f8_format)) {
        return rci_number_exact_f8(number);
    }
    return make_f8(bits, false);
}

rci_number_status rci_number_to_f8(const rci_number_scanned *number, double *value)
{
    double magnitude = f8_magnitude(number);
    *value = number->negative ? -magnitude : magnitude;
    return float_status(number, magnitude, DBL_MANT_DIG);
}

static __attribute__((noinline)) const char *read_f8_slowly(const char *p, const char *end,
                                                            double *value)
{
    rci_number_scanned number;
    bool ok = rci_number_scan_number(p, end, &number) == RCI_NUMBER_OK &&
              rci_number_to_f8(&number, value) == RCI_NUMBER_OK;
    return ok ? number.end : NULL;
}

const char *rci_number_read_f8(const char *p, const char *end, double *value)
{
    static const double power[17] = {1e0, 1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7, 1e8,
                                     1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16};
    rci_number_plain plain;
    const char *after = end - p >= RCI_NUMBER_SCAN_ROOM ? rci_number_scan_plain(p, &plain) : NULL;
    uint64_t bits;
    bool in_range, rounding;
    if (__builtin_expect(after == NULL, 0)) {
        return read_f8_slowly(p, end, value);
    }
#if FLT_EVAL_METHOD == 0
    if (plain.brief) {
        /*
         * Both operands are exact, so that the division rounds only once (W. D. Clinger, "How to
         * Read Floating Point Numbers Accurately", 1990): up to 15 digits, even with zeros after
         * them to make 16, fit 53 bits.
         */
        double quotient = (double)(int64_t)plain.digits / power[-plain.exponent];
        /* Without a branch on the sign. */
        *value = make_f8(rci_base_f8_bits(quotient), plain.negative);
        return after;
    }
#endif
    bits = rci_number_decimal_bits(plain.digits, plain.exponent, rci_number_f8_format);
    *value = make_f8(bits, plain.negative);
    in_range = bits - 1 < F8_INFINITY - 1 || plain.digits == 0;
    rounding = plain.integer && plain.digits >> DBL_MANT_DIG != 0;
    if (__builtin_expect(in_range && !rounding, 1)) {
        return after;
    }
    return read_f8_slowly(p, end, value);
}

/* ------------------------------------------------------------------ f4 */

static inline float make_f4(uint64_t magnitude, bool negative)
{
    return rci_base_f4_of((uint32_t)magnitude | (uint32_t)negative << 31);
}

static float f4_magnitude(const rci_number_scanned *number)
{
    uint64_t bits = rci_number_decimal_bits(number->digits, number->exponent, rci_number_f4_format);
    if (number->truncated && bits != rci_number_decimal_bits(number->digits + 1, number->exponent,
                                                             rci_number_f4_format)) {
        return rci_number_exact_f4(number);
    }
    return make_f4(bits, false);
}

rci_number_status rci_number_to_f4(const rci_number_scanned *number, float *value)
{
    float magnitude = f4_magnitude(number);
    *value = number->negative ? -magnitude : magnitude;
    return float_status(number, magnitude, FLT_MANT_DIG);
}

static __attribute__((noinline)) const char *read_f4_slowly(const char *p, const char *end,
                                                            float *value)
{
    rci_number_scanned number;
    bool ok = rci_number_scan_number(p, end, &number) == RCI_NUMBER_OK &&
              rci_number_to_f4(&number, value) == RCI_NUMBER_OK;
    return ok ? number.end : NULL;
}

const char *rci_number_read_f4(const char *p, const char *end, float *value)
{
    rci_number_plain plain;
    const char *after = end - p >= RCI_NUMBER_SCAN_ROOM ? rci_number_scan_plain(p, &plain) : NULL;
    uint64_t bits;
    bool in_range, rounding;
    if (__builtin_expect(after == NULL, 0)) {
        return read_f4_slowly(p, end, value);
    }
    bits = rci_number_decimal_bits(plain.digits, plain.exponent, rci_number_f4_format);
    *value = make_f4(bits, plain.negative);
    in_range = bits - 1 < F4_INFINITY - 1 || plain.digits == 0;
    rounding = plain.integer && plain.count > 7; /* all integers of 7 digits fit 24 bits */
    if (__builtin_expect(in_range && !rounding, 1)) {
        return after;
    }
    return read_f4_slowly(p, end, value);
}

/* ------------------------------------------------------------------ f2 */

rci_number_status rci_number_to_f2(const rci_number_scanned *number, uint16_t *bits)
{
    enum { F2_MANT_DIG = 11 };
    /*
     * Rounding to f8 first cannot move the value past the midpoint of two f2, because the midpoint
     * is an f8 itself. It can only move it to the midpoint; then the text is compared with that.
     */
    double magnitude = f8_magnitude(number);
    rci_number_f2_neighbours cut = rci_number_f2_cut(magnitude);
    bool up;
    uint16_t nearest;
    if (cut.part == 0) {
        cut.part = rci_number_exact_compare(number, magnitude);
    }
    up = cut.part > 0 || (cut.part == 0 && (cut.below & 1) != 0);
    nearest = (uint16_t)(cut.below + up);
    *bits = (uint16_t)(nearest | (number->negative ? RCI_NUMBER_F2_SIGN : 0));
    return float_status(number, rci_number_f2_to_f8(nearest), F2_MANT_DIG);
}

/* ------------------------------------------------------------------ not finite */

/* Whether [p, end) is `word` (lower case) in any case. */
static bool is_word(const char *p, const char *end, const char *word)
{
    for (; p < end && *word != '\0'; p++, word++) {
        if ((*p | 0x20) != *word) {
            return false;
        }
    }
    return p == end && *word == '\0';
}

bool rci_number_read_nonfinite(const char *p, const char *end, double *value)
{
    const uint64_t quiet = UINT64_C(1) << 51;
    bool negative = p < end && *p == '-';
    p += p < end && (*p == '-' || *p == '+');
    if (is_word(p, end, "inf") || is_word(p, end, "infinity")) {
        *value = make_f8(F8_INFINITY, negative);
    } else if (is_word(p, end, "nan")) {
        *value = make_f8(F8_INFINITY | quiet, negative);
    } else {
        return false;
    }
    return true;
}
