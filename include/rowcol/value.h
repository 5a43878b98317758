/*
 * rowcol/value.h - one value of any kind, for checked generic get, set and conversion.
 *
 * Conversion between kinds happens only where no value is lost, and is refused otherwise, with a
 * message that says what to do instead:
 *
 *   field               takes
 *   ------------------  --------------------------------------------------------------------------
 *   bool                bools; numbers that are 0 or 1; the texts true, false, 0 and 1
 *   i1 ... u8           bools as 0 and 1; integers in range; floats that are integers in range;
 *                       complex numbers whose imaginary part is 0 likewise; texts of integers
 *   f2 f4 f8            bools; integers, floats and complex numbers (imaginary part 0) that it
 *                       holds exactly (see rc_value_round); nan and the infinities; texts of
 *                       numbers, which become the nearest float unless that is an infinity, 0 for
 *                       another number, or not the integer that the text is
 *   c8 c16              the same for each part; texts such as (1.0+2.0j)
 *   S<n>                texts of up to n bytes of UTF-8; bytes likewise
 *   U<n>                texts of up to n characters
 *   str                 texts
 *   V<n>                exactly n bytes; texts of 2 n hexadecimal digits
 *   M8[unit]            datetimes of any unit that are whole counts of this one; integers as
 *                       counts; texts in ISO 8601
 *   m8[unit]            timedeltas that are whole counts of this unit; integers as counts; texts
 *                       such as 25 s
 *
 * S and U cannot hold a text that ends in NUL: their padding looks the same. Null goes into
 * nullable fields only.
 *
 * Text forms: every kind has one, written by rc_value_print and read back by rc_value_parse:
 *
 *   bool                true, false
 *   integers            decimal
 *   floats              the shortest decimal that reads back the same, such as 1.0, 0.1, 1e-05,
 *                       -0.0; nan, inf, -inf. Read: every JSON number; nan, inf and infinity in any
 *                       case, with a sign or none
 *   complex             (1.0+2.0j). Read: with parentheses or none, either part alone
 *   texts               themselves
 *   bytes               lowercase hexadecimal, two digits a byte. Read: either case
 *   datetimes           ISO 8601 as far as the unit goes, as NumPy writes it: 2020-02-29T13:59:59;
 *                       NaT. Read: less exact forms too (2020-02 is its first day), `T` or a blank
 *                       before the time, Z or an offset such as +01:00 behind it
 *   timedeltas          a count and a unit: 25 s; NaT. Multiples are multiplied out: 2 in m8[25s]
 *                       is 50 s. Read: any unit that converts; a bare integer is a count of the
 *                       field's own unit, multiple included
 *   null                null (written only: a field decides what text is null to it)
 *
 * Everything here may be called from any thread.
 */
#ifndef ROWCOL_VALUE_H
#define ROWCOL_VALUE_H

#include <rowcol/dtype.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a value is. Integers are INT whenever they fit int64_t, else UINT. */
typedef enum rc_value_type {
    RC_VALUE_NULL = 0,
    RC_VALUE_BOOL,
    RC_VALUE_INT,
    RC_VALUE_UINT,
    RC_VALUE_FLOAT,
    RC_VALUE_COMPLEX,
    RC_VALUE_TEXT,  /**< UTF-8; read from str, and from S<n> when its bytes are UTF-8 */
    RC_VALUE_UCS4,  /**< text as code points; read from U<n> */
    RC_VALUE_BYTES, /**< bytes; read from V<n>, and from S<n> when its bytes are not UTF-8 */
    RC_VALUE_DATETIME,
    RC_VALUE_TIMEDELTA
} rc_value_type;

/** The count of a datetime or timedelta that is not a time. */
#define RC_NAT INT64_MIN

/**
 * One value. It never owns memory: texts and bytes are borrowed from where it was read or made
 * from, and it may be copied by assignment.
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
        } text;            /**< TEXT and BYTES; no NUL need follow */
        struct {
            const void *data; /**< 4 bytes each, at any alignment */
            size_t length;    /**< code points */
            int big_endian;
        } ucs4;
    } as;
    rc_unit unit;     /**< of a DATETIME or TIMEDELTA */
    int32_t multiple; /**< of that unit, 1 or more */
    int precision;    /**< bytes (2, 4, 8; 0 is 8) of the float that a FLOAT or a part of a COMPLEX
                           was read from: its text is the shortest for that */
} rc_value;

/* ---------------------------------------------------------- making values */

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

static inline rc_value rc_value_int(int64_t i)
{
    rc_value value = rc_value_null();
    value.type = RC_VALUE_INT;
    value.as.i = i;
    return value;
}

/** INT when `u` fits int64_t, else UINT. */
static inline rc_value rc_value_uint(uint64_t u)
{
    rc_value value = rc_value_null();
    if (u <= (uint64_t)INT64_MAX) {
        return rc_value_int((int64_t)u);
    }
    value.type = RC_VALUE_UINT;
    value.as.u = u;
    return value;
}

static inline rc_value rc_value_float(double f)
{
    rc_value value = rc_value_null();
    value.type = RC_VALUE_FLOAT;
    value.as.f = f;
    value.precision = 8;
    return value;
}

static inline rc_value rc_value_complex(double re, double im)
{
    rc_value value = rc_value_null();
    value.type = RC_VALUE_COMPLEX;
    value.as.c.re = re;
    value.as.c.im = im;
    value.precision = 8;
    return value;
}

/** `n` bytes of UTF-8, borrowed. */
static inline rc_value rc_value_string_n(const char *text, size_t n)
{
    rc_value value = rc_value_null();
    value.type = RC_VALUE_TEXT;
    value.as.text.data = text;
    value.as.text.length = n;
    return value;
}

/** NUL-terminated UTF-8, borrowed. */
static inline rc_value rc_value_string(const char *text)
{
    return rc_value_string_n(text, strlen(text));
}

/** `n` bytes without a meaning, borrowed. */
static inline rc_value rc_value_bytes(const void *bytes, size_t n)
{
    rc_value value = rc_value_string_n((const char *)bytes, n);
    value.type = RC_VALUE_BYTES;
    return value;
}

/** `count` times `multiple` units since 1970-01-01T00:00:00 UTC, or RC_NAT. */
static inline rc_value rc_value_datetime(int64_t count, rc_unit unit, int32_t multiple)
{
    rc_value value = rc_value_int(count);
    value.type = RC_VALUE_DATETIME;
    value.unit = unit;
    value.multiple = multiple;
    return value;
}

/** `count` times `multiple` units, or RC_NAT. */
static inline rc_value rc_value_timedelta(int64_t count, rc_unit unit, int32_t multiple)
{
    rc_value value = rc_value_datetime(count, unit, multiple);
    value.type = RC_VALUE_TIMEDELTA;
    return value;
}

/* ------------------------------------------------------- converting values */

/**
 * What a field of `dtype` would give back after taking `value`: the conversions above, checked.
 * `dtype` is a leaf. `cell` is rc_dtype_itemsize(dtype) bytes at any alignment: it receives the
 * field's bytes, and texts and bytes of `*result` lie in it. It may be NULL for kinds other than
 * S, U and V, and is not used for str, whose result borrows what `value` borrows. `result` may be
 * `value` itself.
 * RC_OK; RC_ETYPE (kinds that do not convert, null, a struct or subarray), RC_ERANGE (not without
 * loss), RC_ESYNTAX (text of no such value; text that is not UTF-8), RC_EARG (no cell; a time whose
 * unit or multiple is none; code points that are no characters), RC_ENOMEM (only for UCS4 values
 * that become something else than text). On failure `*result` and the cell are as they were.
 */
RC_API rc_status rc_value_convert(const rc_value *value, const rc_dtype *dtype, void *cell,
                                  rc_value *result, rc_error *err);

/** Reads all of the `n` bytes at `text` as a value of `dtype`: rc_value_convert for a text. */
RC_API rc_status rc_value_parse(const char *text, size_t n, const rc_dtype *dtype, void *cell,
                                rc_value *result, rc_error *err);

/**
 * The value of `dtype` that is nearest to `value`, for a program that means to lose digits: what
 * it gives, a field of that dtype takes. Floats and complex numbers become the nearest, ties to
 * even; for integer kinds floats become the nearest integer, ties to even; datetimes and timedeltas
 * become the count of the unit that is not later. `result` may be `value` itself.
 * RC_OK; RC_ETYPE (other kinds), RC_ERANGE (out of range: nothing becomes an infinity), RC_EARG (a
 * time whose unit or multiple is none).
 */
RC_API rc_status rc_value_round(const rc_value *value, const rc_dtype *dtype, rc_value *result,
                                rc_error *err);

/**
 * The text form of a value, NUL-terminated. Writes at most `size` bytes, NUL included, and cuts
 * between characters; returns the length of the whole text, as snprintf does, without the NUL.
 * `size` may be 0. The texts of str, S and U values may hold NUL characters. Code points that are
 * no characters (only in a UCS4 value made by hand) show as U+FFFD.
 */
RC_API size_t rc_value_print(const rc_value *value, char *text, size_t size);

#ifdef __cplusplus
}
#endif
#endif
