/*
 * value/value.c - the public conversions: writes a value to a cell and reads it back.
 */
#include "base/cell.h"
#include "base/error.h"
#include "value/store_impl.h"

#include <math.h>

/* The size of the largest cell of a kind other than S, U and V. */
enum { NUMBER_MAX = 16 };

static rc_status fail_null(rc_error *err, const char *argument)
{
    return rci_base_fail(err, RC_EARG, "the argument %s is NULL", argument);
}

/* A str takes all text as it is. */
static rc_status convert_to_str(const rc_value *value, const rc_dtype *dtype, rc_value *result,
                                rc_error *err)
{
    rc_status status = rci_value_check(value, err);
    if (status != RC_OK) {
        return status;
    }
    if (value->type == RC_VALUE_UCS4) {
        status = rci_value_check_ucs4(value, err);
    } else {
        const char *text;
        size_t length;
        status = rci_value_utf8(dtype, value, NULL, &text, &length, err);
    }
    if (status == RC_OK) {
        *result = *value;
    }
    return status;
}

rc_status rc_value_convert(const rc_value *value, const rc_dtype *dtype, void *cell,
                           rc_value *result, rc_error *err)
{
    unsigned char number[NUMBER_MAX];
    rc_kind kind = rc_dtype_kind(dtype);
    bool is_string = kind == RC_BYTES || kind == RC_UCS4 || kind == RC_RAW;
    rc_status status;
    if (!value || !dtype || !result) {
        return fail_null(err, !value ? "value" : !dtype ? "dtype" : "result");
    }
    if (kind == RC_STR) {
        return convert_to_str(value, dtype, result, err);
    }
    if (!cell && is_string) {
        return rci_base_fail(err, RC_EARG, "a value of S, U or V needs a cell to hold its bytes");
    }
    cell = cell ? cell : number;
    status = rci_value_store(dtype, cell, value, err);
    return status == RC_OK ? rci_value_load(dtype, cell, result, err) : status;
}

rc_status rc_value_parse(const char *text, size_t n, const rc_dtype *dtype, void *cell,
                         rc_value *result, rc_error *err)
{
    rc_value value = rc_value_string_n(text, n);
    if (!text && n > 0) {
        return fail_null(err, "text");
    }
    return rc_value_convert(&value, dtype, cell, result, err);
}

/* The number nearest to an integer that a float of `size` bytes holds. For size 4 the integer is
   rounded once; by way of a double it would be rounded twice. */
static double nearest_of_integer(const rc_value *value, size_t size)
{
    if (value->type == RC_VALUE_INT) {
        return size == 4 ? (double)(float)value->as.i : (double)value->as.i;
    }
    return size == 4 ? (double)(float)value->as.u : (double)value->as.u;
}

static double nearest_float(double f, size_t size)
{
    switch (size) {
    case 2:
        return rci_number_f2_to_f8(rci_number_f8_to_f2(f, NULL));
    case 4:
        return (double)rci_number_f8_to_f4(f, NULL);
    default:
        return f;
    }
}

/* A number whose nearest float is an infinity is left as it is, and refused when it is stored. */
static double round_float(double f, size_t size)
{
    double nearest = nearest_float(f, size);
    return isfinite(nearest) ? nearest : f;
}

/* A number rounded for a dtype from bool to c16. */
static rc_value round_number(const rc_value *value, const rc_dtype *dtype)
{
    rc_kind kind = rc_dtype_kind(dtype);
    bool is_complex = kind == RC_C8 || kind == RC_C16;
    size_t size = rc_dtype_itemsize(dtype) / (is_complex ? 2 : 1);
    rc_value rounded = *value;
    if (kind < RC_F2) {
        if (value->type == RC_VALUE_FLOAT) {
            rounded.as.f = nearbyint(value->as.f);
        }
    } else if (value->type == RC_VALUE_COMPLEX) {
        rounded.as.c.re = round_float(value->as.c.re, size);
        rounded.as.c.im = round_float(value->as.c.im, size);
    } else if (value->type == RC_VALUE_FLOAT) {
        rounded.as.f = round_float(value->as.f, size);
    } else if (value->type != RC_VALUE_BOOL) {
        rounded = rc_value_float(round_float(nearest_of_integer(value, size), size));
    }
    return rounded;
}

/* The count rounded down; if that is impossible the time as it is, which is then refused. */
static rc_value round_time(const rc_value *value, const rc_dtype *dtype)
{
    bool is_date = value->type == RC_VALUE_DATETIME;
    rci_value_time_unit from = {value->unit, value->multiple}, to;
    rci_value_time_status status;
    rc_value rounded = *value;
    int64_t count;
    to.unit = rc_dtype_unit(dtype, &to.multiple);
    if (!rci_value_time_unit_is_valid(from)) {
        return rounded;
    }
    status = is_date ? rci_value_datetime_convert(value->as.i, from, to, &count)
                     : rci_value_timedelta_convert(value->as.i, from, to, &count);
    if (status == RCI_VALUE_TIME_OK || status == RCI_VALUE_TIME_INEXACT) {
        rounded.as.i = count;
        rounded.unit = to.unit;
        rounded.multiple = to.multiple;
    }
    return rounded;
}

rc_status rc_value_round(const rc_value *value, const rc_dtype *dtype, rc_value *result,
                         rc_error *err)
{
    rc_kind kind = rc_dtype_kind(dtype);
    rc_value rounded;
    if (!value || !dtype || !result) {
        return fail_null(err, !value ? "value" : !dtype ? "dtype" : "result");
    }
    if (value->type >= RC_VALUE_BOOL && value->type <= RC_VALUE_COMPLEX && kind <= RC_C16) {
        rounded = round_number(value, dtype);
    } else if ((value->type == RC_VALUE_DATETIME && kind == RC_DATETIME) ||
               (value->type == RC_VALUE_TIMEDELTA && kind == RC_TIMEDELTA)) {
        rounded = round_time(value, dtype);
    } else {
        return rci_value_fail_value(err, dtype, value);
    }
    return rc_value_convert(&rounded, dtype, NULL, result, err);
}
