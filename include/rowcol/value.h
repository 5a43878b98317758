/*
 * rowcol/value.h - one value of any kind: checked conversion, and text.
 *
 * A conversion never loses a value: what a field cannot hold exactly is refused, with a message
 * that has a suggestion. What a field takes:
 *
 *   field               takes
 *   ------------------  --------------------------------------------------------------------------
 *   bool                bool; numbers that are 0 or 1; the text true, false, 0 or 1
 *   i1 ... u8           bool as 0 or 1; integers in range; floats that are integers in range;
 *                       complex numbers of that sort with an imaginary part of 0; text of integers
 *   f2 f4 f8            bool; integers, floats, and complex numbers with an imaginary part of 0, if
 *                       the field holds them exactly (see rc_value_round); nan and the infinities;
 *                       text of a number, rounded to the nearest float, unless that is an infinity,
 *                       0 for a number that is not 0, or another integer for text of an integer
 *   c8 c16              the same for each part; text such as (1.0+2.0j)
 *   S<n>                text of up to n bytes of UTF-8; up to n bytes
 *   U<n>                text of up to n characters
 *   str                 text
 *   V<n>                exactly n bytes; text of 2 n hexadecimal digits
 *   M8[unit]            datetimes of any unit that are whole counts of this one; integers as
 *                       counts; text in ISO 8601
 *   m8[unit]            timedeltas that are whole counts of this unit; integers as counts; text
 *                       such as 25 s
 *
 * S and U do not take text that ends in a NUL character, which looks the same as their padding. M8
 * and m8 do not take the integer INT64_MIN, the count that means not a time. Null is for nullable
 * fields only.
 *
 * Text of each kind, as rc_value_print writes it and rc_value_parse reads it:
 *
 *   bool                true, false
 *   integers            decimal
 *   floats              the shortest decimal that reads back the same, such as 1.0, 0.1, 1e-05,
 *                       -0.0; nan, inf, -inf. Read: every JSON number; nan, inf and infinity in any
 *                       case, with a sign or none
 *   complex             (1.0+2.0j). Read: with parentheses or none, either part alone
 *   text                the text itself
 *   bytes               lowercase hexadecimal, two digits a byte. Read: either case
 *   datetimes           ISO 8601 to the precision of the unit, as NumPy writes it:
 *                       2020-02-29T13:59:59; NaT. Read: forms of less precision too (2020-02 is its
 *                       first day), `T` or a blank before the time, Z or an offset such as +01:00
 *                       after it
 *   timedeltas          a count and a unit: 25 s; NaT. The count is multiplied by the multiple: 2
 *                       in m8[25s] is 50 s. Read: any unit that converts; an integer alone is a
 *                       count of the field's own unit, multiple included
 *   null                null (written only)
 *
 * Every function here may be called from any thread. A pointer argument that is NULL where no
 * comment allows it, an unknown rc_value_type, and a value of type TEXT, UCS4 or BYTES with a
 * length and no data are RC_EARG.
 */
#ifndef ROWCOL_VALUE_H
#define ROWCOL_VALUE_H

#include <rowcol/dtype.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The type of a value. Integers are INT if they fit int64_t, else UINT. */
typedef enum rc_value_type {
    RC_VALUE_NULL = 0,
    RC_VALUE_BOOL,
    RC_VALUE_INT,
    RC_VALUE_UINT,
    RC_VALUE_FLOAT,
    RC_VALUE_COMPLEX,
    RC_VALUE_TEXT,  /**< UTF-8; read from str, and from S<n> if its bytes are UTF-8 */
    RC_VALUE_UCS4,  /**< text as code points; read from U<n> */
    RC_VALUE_BYTES, /**< bytes; read from V<n>, and from S<n> if its bytes are not UTF-8 */
    RC_VALUE_DATETIME,
    RC_VALUE_TIMEDELTA
} rc_value_type;

/** The count of a datetime or timedelta that means not a time (NaT). */
#define RC_NAT INT64_MIN

/**
 * One value. It may be copied by assignment and does not own memory: text and bytes are borrowed
 * from the cell, store or argument that it was made from, and valid as long as that is not changed
 * or released.
 */
typedef struct rc_value {
    rc_value_type type;
    union {
        int boolean; /**< 0 or 1 */
        int64_t i;   /**< INT, and the count of a DATETIME or TIMEDELTA (or RC_NAT) */
        uint64_t u;
        double f;
        struct {
            double re, im;
        } c;
        struct {
            const char *data;
            size_t length; /**< bytes */
        } text;            /**< TEXT and BYTES; not NUL-terminated */
        struct {
            const void *data; /**< 4 bytes each, at any alignment */
            size_t length;    /**< code points */
            int big_endian;
        } ucs4;
    } as;
    rc_unit unit;     /**< of a DATETIME or TIMEDELTA */
    int32_t multiple; /**< of that unit, 1 or more */
    int precision; /**< bytes (2, 4, 8; 0 means 8) of the float that a FLOAT or a part of a COMPLEX
                        was read from: its text is the shortest for that precision */
} rc_value;

/* ---------------------------------------------------------- making values
 *
 * These functions do not fail and do not allocate.
 */

/** The null value. */
static inline rc_value rc_value_null(void)
{
    rc_value value;
    memset(&value, 0, sizeof value);
    return value;
}

/** True for anything but 0. */
static inline rc_value rc_value_bool(int boolean)
{
    rc_value value = rc_value_null();
    value.type = RC_VALUE_BOOL;
    value.as.boolean = boolean != 0;
    return value;
}

/** RC_VALUE_INT. */
static inline rc_value rc_value_int(int64_t i)
{
    rc_value value = rc_value_null();
    value.type = RC_VALUE_INT;
    value.as.i = i;
    return value;
}

/** RC_VALUE_INT if `u` fits int64_t, else RC_VALUE_UINT. */
static inline rc_value rc_value_uint(uint64_t u)
{
    rc_value value = rc_value_null();
    if (u <= RC_CAST_(uint64_t, INT64_MAX)) {
        return rc_value_int(RC_CAST_(int64_t, u));
    }
    value.type = RC_VALUE_UINT;
    value.as.u = u;
    return value;
}

/** RC_VALUE_FLOAT of precision 8. */
static inline rc_value rc_value_float(double f)
{
    rc_value value = rc_value_null();
    value.type = RC_VALUE_FLOAT;
    value.as.f = f;
    value.precision = 8;
    return value;
}

/** RC_VALUE_COMPLEX of precision 8. */
static inline rc_value rc_value_complex(double re, double im)
{
    rc_value value = rc_value_null();
    value.type = RC_VALUE_COMPLEX;
    value.as.c.re = re;
    value.as.c.im = im;
    value.precision = 8;
    return value;
}

/** RC_VALUE_TEXT of `n` bytes of UTF-8, borrowed. NULL is allowed if `n` is 0. */
static inline rc_value rc_value_string_n(const char *text, size_t n)
{
    rc_value value = rc_value_null();
    value.type = RC_VALUE_TEXT;
    value.as.text.data = text || n ? text : "";
    value.as.text.length = n;
    return value;
}

/** RC_VALUE_TEXT of NUL-terminated UTF-8, borrowed. NULL gives the null value. */
static inline rc_value rc_value_string(const char *text)
{
    return text ? rc_value_string_n(text, strlen(text)) : rc_value_null();
}

/** RC_VALUE_BYTES, borrowed. NULL is allowed if `n` is 0. */
static inline rc_value rc_value_bytes(const void *bytes, size_t n)
{
    rc_value value = rc_value_string_n(RC_CAST_(const char *, bytes), n);
    value.type = RC_VALUE_BYTES;
    return value;
}

/** RC_VALUE_DATETIME: `count` times `multiple` units since 1970-01-01T00:00:00 UTC, or RC_NAT. */
static inline rc_value rc_value_datetime(int64_t count, rc_unit unit, int32_t multiple)
{
    rc_value value = rc_value_int(count);
    value.type = RC_VALUE_DATETIME;
    value.unit = unit;
    value.multiple = multiple;
    return value;
}

/** RC_VALUE_TIMEDELTA: `count` times `multiple` units, or RC_NAT. */
static inline rc_value rc_value_timedelta(int64_t count, rc_unit unit, int32_t multiple)
{
    rc_value value = rc_value_datetime(count, unit, multiple);
    value.type = RC_VALUE_TIMEDELTA;
    return value;
}

/* ------------------------------------------------------- converting values */

/**
 * The value that a field of `dtype`, a leaf, has after `value` is stored in it, with the
 * conversions above. `cell` is rc_dtype_itemsize(dtype) bytes at any alignment: it receives the
 * bytes of the field, from which text and bytes of `*result` are borrowed. It may be NULL for kinds
 * other than S, U and V. It is not used for str: that result borrows from what `value` borrows
 * from. `result` may be equal to `value`. RC_OK; RC_ETYPE (kinds that do not convert, null, a
 * struct or subarray), RC_ERANGE (not possible without loss), RC_ESYNTAX (text that is not the text
 * of such a value, or not valid UTF-8), RC_EARG (no cell; an invalid unit or multiple; code points
 * that are not characters), RC_ENOMEM (only for UCS4 values that become a kind other than text).
 * After an error `*result` and the cell are unchanged.
 */
RC_API rc_status rc_value_convert(const rc_value *value, const rc_dtype *dtype, void *cell,
                                  rc_value *result, rc_error *err);

/** Reads all of the `n` bytes at `text` as a value of `dtype`: rc_value_convert for a value of type
 * TEXT. `text` may be NULL if `n` is 0. Statuses as rc_value_convert. */
RC_API rc_status rc_value_parse(const char *text, size_t n, const rc_dtype *dtype, void *cell,
                                rc_value *result, rc_error *err);

/**
 * The value of `dtype` that is nearest to `value`, for programs that accept rounding; a field of
 * that dtype takes it. For floats and complex numbers that is the nearest float, for integer kinds
 * the nearest integer, ties to even; for datetimes and timedeltas the count rounded down. `result`
 * may be equal to `value`. RC_OK; RC_ETYPE (other kinds), RC_ERANGE (out of range: nothing becomes
 * an infinity), RC_EARG (an invalid unit or multiple).
 */
RC_API rc_status rc_value_round(const rc_value *value, const rc_dtype *dtype, rc_value *result,
                                rc_error *err);

/**
 * The text of a value, NUL-terminated. Writes at most `size` bytes, NUL included, and cuts between
 * characters; returns the length of the whole text without the NUL, as snprintf does. `size` may be
 * 0; a NULL `text` is a `size` of 0. The text of str, S and U values may have NUL characters in it.
 * Code points that are not characters (only possible in a UCS4 value that a program made) are
 * written as U+FFFD. The text of a NULL or invalid value is empty.
 */
RC_API size_t rc_value_print(const rc_value *value, char *text, size_t size);

#ifdef __cplusplus
}
#endif
#endif
