/* diff/value_equal.c - whether two values are the same, also of different kinds. */
#include "diff/value_equal.h"

#include "base/terminal.h"

#include <math.h>
#include <string.h>

/* What can be compared with each other. */
typedef enum value_class {
    CLASS_NUMBER = 1,
    CLASS_TEXT,
    CLASS_BYTES,
    CLASS_TIME,
    CLASS_SPAN
} value_class;

static int class_of(rc_kind kind)
{
    switch (kind) {
    case RC_BYTES:
    case RC_UCS4:
    case RC_STR:
        return CLASS_TEXT;
    case RC_RAW:
        return CLASS_BYTES;
    case RC_DATETIME:
        return CLASS_TIME;
    case RC_TIMEDELTA:
        return CLASS_SPAN;
    case RC_STRUCT:
    case RC_SUBARRAY:
        return 0;
    default:
        return CLASS_NUMBER;
    }
}

bool kinds_are_comparable(rc_kind a, rc_kind b)
{
    return class_of(a) != 0 && class_of(a) == class_of(b);
}

/* ----------------------------------------------------------------- numbers */

static bool is_integer(const rc_value *value)
{
    return value->type == RC_VALUE_BOOL || value->type == RC_VALUE_INT ||
           value->type == RC_VALUE_UINT;
}

/* Sign and magnitude: -1, 0 or 1 and the absolute value. */
static int sign_of(const rc_value *value, uint64_t *magnitude)
{
    if (value->type == RC_VALUE_BOOL) {
        *magnitude = value->as.boolean != 0;
        return value->as.boolean != 0;
    }
    if (value->type == RC_VALUE_UINT) {
        *magnitude = value->as.u;
        return value->as.u != 0;
    }
    *magnitude = value->as.i < 0 ? 0 - (uint64_t)value->as.i : (uint64_t)value->as.i;
    return value->as.i < 0 ? -1 : value->as.i > 0;
}

static bool equals_integer(double f, const rc_value *value)
{
    uint64_t magnitude;
    int sign = sign_of(value, &magnitude);
    double positive = fabs(f);
    if (sign == 0 || f == 0) {
        return sign == 0 && f == 0;
    }
    return (f < 0) == (sign < 0) && positive < 18446744073709551616.0 && floor(f) == f &&
           (uint64_t)positive == magnitude;
}

static long double real_part(const rc_value *value)
{
    uint64_t magnitude;
    int sign;
    if (value->type == RC_VALUE_FLOAT) {
        return value->as.f;
    }
    if (value->type == RC_VALUE_COMPLEX) {
        return value->as.c.re;
    }
    sign = sign_of(value, &magnitude);
    return (long double)magnitude * sign;
}

static double imaginary_part(const rc_value *value)
{
    return value->type == RC_VALUE_COMPLEX ? value->as.c.im : 0;
}

/* Infinities are near to nothing but themselves, which are equal. */
static bool is_near(long double difference, long double larger, const tolerance *within)
{
    return isfinite(larger) && (difference <= (long double)within->absolute ||
                                difference <= (long double)within->relative * larger);
}

static bool complex_are_equal(const rc_value *a, const rc_value *b, const tolerance *within)
{
    long double re_a = real_part(a), re_b = real_part(b);
    long double im_a = imaginary_part(a), im_b = imaginary_part(b);
    long double size_a = hypotl(re_a, im_a), size_b = hypotl(re_b, im_b);
    bool nan_a = isnan(re_a) || isnan(im_a), nan_b = isnan(re_b) || isnan(im_b);
    if (nan_a || nan_b) {
        return nan_a && nan_b;
    }
    return (re_a == re_b && im_a == im_b) ||
           is_near(hypotl(re_a - re_b, im_a - im_b), size_a > size_b ? size_a : size_b, within);
}

static bool floats_are_equal(const rc_value *a, const rc_value *b, const tolerance *within)
{
    long double x = real_part(a), y = real_part(b), size_x = fabsl(x), size_y = fabsl(y);
    if (isnan(x) || isnan(y)) {
        return isnan(x) && isnan(y);
    }
    if (is_integer(a)   ? equals_integer(b->as.f, a)
        : is_integer(b) ? equals_integer(a->as.f, b)
                        : a->as.f == b->as.f) {
        return true;
    }
    return is_near(fabsl(x - y), size_x > size_y ? size_x : size_y, within) &&
           (within->absolute > 0 || within->relative > 0);
}

static bool numbers_are_equal(const rc_value *a, const rc_value *b, const tolerance *within)
{
    if (a->type == RC_VALUE_COMPLEX || b->type == RC_VALUE_COMPLEX) {
        return complex_are_equal(a, b, within);
    }
    if (is_integer(a) && is_integer(b)) {
        uint64_t size_a, size_b;
        int sign_a = sign_of(a, &size_a), sign_b = sign_of(b, &size_b);
        return sign_a == sign_b && size_a == size_b;
    }
    return floats_are_equal(a, b, within);
}

/* -------------------------------------------------------------------- text */

/* Moves `*at` over one character of TEXT, which is valid UTF-8, or of UCS4. False at the end. */
static bool take_code(const rc_value *value, size_t *at, uint32_t *code)
{
    if (value->type == RC_VALUE_UCS4) {
        const unsigned char *p = (const unsigned char *)value->as.ucs4.data + 4 * *at;
        bool big = value->as.ucs4.big_endian != 0;
        if (*at >= value->as.ucs4.length) {
            return false;
        }
        *code = 0;
        for (size_t i = 0; i < 4; i++) {
            *code = *code << 8 | p[big ? i : 3 - i];
        }
        ++*at;
    } else {
        size_t n;
        if (*at >= value->as.text.length) {
            return false;
        }
        n = decode_character(value->as.text.data + *at, code);
        *at += n ? n : 1;
    }
    return true;
}

static bool codes_are_equal(const rc_value *a, const rc_value *b)
{
    size_t at_a = 0, at_b = 0;
    uint32_t code_a = 0, code_b = 0;
    bool more_a, more_b;
    do {
        more_a = take_code(a, &at_a, &code_a);
        more_b = take_code(b, &at_b, &code_b);
    } while (more_a && more_b && code_a == code_b);
    return !more_a && !more_b;
}

static bool texts_are_equal(const rc_value *a, const rc_value *b)
{
    if (a->type == RC_VALUE_UCS4 || b->type == RC_VALUE_UCS4) {
        /* Bytes that are not UTF-8 are not equal to any text. */
        return a->type != RC_VALUE_BYTES && b->type != RC_VALUE_BYTES && codes_are_equal(a, b);
    }
    return a->as.text.length == b->as.text.length &&
           memcmp(a->as.text.data, b->as.text.data, a->as.text.length) == 0;
}

/* ------------------------------------------------------------------- times */

/* The same count, or the same time in a unit that holds both. */
static bool times_are_equal(const rc_value *a, const rc_dtype *type_a, const rc_value *b,
                            const rc_dtype *type_b)
{
    rc_value other;
    if (a->as.i == RC_NAT || b->as.i == RC_NAT) {
        return a->as.i == b->as.i;
    }
    if (a->unit == b->unit && a->multiple == b->multiple) {
        return a->as.i == b->as.i;
    }
    if (rc_value_convert(b, type_a, NULL, &other, NULL) == RC_OK) {
        return other.as.i == a->as.i;
    }
    return rc_value_convert(a, type_b, NULL, &other, NULL) == RC_OK && other.as.i == b->as.i;
}

/* ------------------------------------------------------------------------- */

bool values_are_equal(const rc_value *a, const rc_dtype *type_a, const rc_value *b,
                      const rc_dtype *type_b, const tolerance *within)
{
    if (a->type == RC_VALUE_NULL || b->type == RC_VALUE_NULL) {
        return a->type == b->type;
    }
    switch (class_of(rc_dtype_kind(type_a))) {
    case CLASS_NUMBER:
        return numbers_are_equal(a, b, within);
    case CLASS_TEXT:
    case CLASS_BYTES:
        return texts_are_equal(a, b);
    default:
        return times_are_equal(a, type_a, b, type_b);
    }
}
