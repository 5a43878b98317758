/*
 * value/store_number.c - writes numbers to cells, exactly or not at all.
 */
#include "base/cell.h"
#include "base/error.h"
#include "value/store_impl.h"

#include <math.h>

/* rci_value_fail_number for a value. */
static rc_status fail_number(rc_error *err, const rc_dtype *dtype, const rc_value *value,
                             rci_number_status why)
{
    rci_value_shown shown = rci_value_show_value(value);
    return rci_value_fail_number(err, dtype, why, shown.text, shown.length);
}

/* A float that is an integer as INT or UINT; false if it is not one, or out of their ranges. */
static bool float_is_integer(double f, rc_value *integer)
{
    if (!(f >= -0x1p63 && f < 0x1p64) || f != trunc(f)) {
        return false;
    }
    *integer = f < 0x1p63 ? rc_value_int((int64_t)f) : rc_value_uint((uint64_t)f);
    return true;
}

/* The real part of any number: BOOL, INT, UINT or FLOAT; false if the imaginary part is not 0. */
static bool real_part(const rc_value *value, rc_value *real)
{
    *real = *value;
    if (value->type == RC_VALUE_COMPLEX) {
        *real = rc_value_float(value->as.c.re);
        real->precision = value->precision;
        return value->as.c.im == 0;
    }
    return value->type >= RC_VALUE_BOOL && value->type <= RC_VALUE_FLOAT;
}

/* Any real number as INT or UINT. */
static rc_status to_integer(const rc_dtype *dtype, const rc_value *real, rc_value *integer,
                            rc_error *err)
{
    switch (real->type) {
    case RC_VALUE_BOOL:
        *integer = rc_value_int(real->as.boolean != 0);
        return RC_OK;
    case RC_VALUE_FLOAT:
        if (float_is_integer(real->as.f, integer)) {
            return RC_OK;
        }
        return fail_number(err, dtype, real,
                           isfinite(real->as.f) && real->as.f != trunc(real->as.f)
                               ? RCI_NUMBER_NOT_INTEGER
                               : RCI_NUMBER_OVERFLOW);
    case RC_VALUE_UINT:
        *integer = rc_value_uint(real->as.u);
        return RC_OK;
    default:
        *integer = *real;
        return RC_OK;
    }
}

static bool integer_fits(rc_kind kind, const rc_value *integer, unsigned size)
{
    if (kind == RC_BOOL) {
        return integer->type == RC_VALUE_INT && (integer->as.i & ~INT64_C(1)) == 0;
    }
    if (kind <= RC_I8) {
        return integer->type == RC_VALUE_INT && rci_number_int_fits(integer->as.i, size);
    }
    if (integer->type == RC_VALUE_UINT) {
        return rci_number_uint_fits(integer->as.u, size);
    }
    return integer->as.i >= 0 && rci_number_uint_fits((uint64_t)integer->as.i, size);
}

static rc_status store_integer(const rc_dtype *dtype, void *cell, const rc_value *real,
                               rc_error *err)
{
    size_t size = rc_dtype_itemsize(dtype);
    rc_value integer;
    rc_status status = to_integer(dtype, real, &integer, err);
    if (status != RC_OK) {
        return status;
    }
    if (!integer_fits(rc_dtype_kind(dtype), &integer, (unsigned)size)) {
        return fail_number(err, dtype, &integer, RCI_NUMBER_OVERFLOW);
    }
    rci_base_cell_put(cell, size, rc_dtype_order(dtype) == RC_ORDER_BIG,
                      integer.type == RC_VALUE_INT ? (uint64_t)integer.as.i : integer.as.u);
    return RC_OK;
}

/* Any real number as a double; an integer that a double does not hold is refused. */
static rc_status to_double(const rc_dtype *dtype, const rc_value *real, double *f, rc_error *err)
{
    bool exact = true;
    switch (real->type) {
    case RC_VALUE_BOOL:
        *f = real->as.boolean != 0;
        break;
    case RC_VALUE_INT:
        *f = (double)real->as.i;
        exact = *f < 0x1p63 && (int64_t)*f == real->as.i;
        break;
    case RC_VALUE_UINT:
        *f = (double)real->as.u;
        exact = *f < 0x1p64 && (uint64_t)*f == real->as.u;
        break;
    default:
        *f = real->as.f;
        break;
    }
    return exact ? RC_OK : fail_number(err, dtype, real, RCI_NUMBER_INEXACT_INTEGER);
}

/* The bits of a float of `size` bytes for a real number that it holds exactly. */
static rc_status to_float_bits(const rc_dtype *dtype, size_t size, const rc_value *real,
                               uint64_t *bits, rc_error *err)
{
    double f, back;
    bool overflow = false;
    rci_value_shown shown;
    rc_status status = to_double(dtype, real, &f, err);
    if (status != RC_OK) {
        return status;
    }
    if (size == 2) {
        *bits = rci_number_f8_to_f2(f, &overflow);
        back = rci_number_f2_to_f8((uint16_t)*bits);
    } else if (size == 4) {
        float single = rci_number_f8_to_f4(f, &overflow);
        *bits = rci_base_f4_bits(single);
        back = (double)single;
    } else {
        *bits = rci_base_f8_bits(f);
        back = f;
    }
    if (overflow) {
        return fail_number(err, dtype, real, RCI_NUMBER_OVERFLOW);
    }
    if (back == f || isnan(f)) {
        return RC_OK;
    }
    if (real->type != RC_VALUE_FLOAT) {
        return fail_number(err, dtype, real, RCI_NUMBER_INEXACT_INTEGER);
    }
    shown = rci_value_show_value(real);
    return rci_value_fail_rounded(err, dtype, shown.text, shown.length);
}

static rc_status store_float(const rc_dtype *dtype, void *cell, const rc_value *real, rc_error *err)
{
    size_t size = rc_dtype_itemsize(dtype);
    uint64_t bits;
    rc_status status = to_float_bits(dtype, size, real, &bits, err);
    if (status == RC_OK) {
        rci_base_cell_put(cell, size, rc_dtype_order(dtype) == RC_ORDER_BIG, bits);
    }
    return status;
}

static rc_status store_complex(const rc_dtype *dtype, void *cell, const rc_value *value,
                               rc_error *err)
{
    bool big = rc_dtype_order(dtype) == RC_ORDER_BIG;
    size_t half = rc_dtype_itemsize(dtype) / 2;
    rc_value re = *value, im = rc_value_float(0);
    uint64_t re_bits, im_bits;
    rc_status status;
    if (value->type == RC_VALUE_COMPLEX) {
        re = rc_value_float(value->as.c.re);
        im = rc_value_float(value->as.c.im);
        re.precision = im.precision = value->precision;
    }
    status = to_float_bits(dtype, half, &re, &re_bits, err);
    if (status == RC_OK) {
        status = to_float_bits(dtype, half, &im, &im_bits, err);
    }
    if (status == RC_OK) {
        rci_base_cell_put(cell, half, big, re_bits);
        rci_base_cell_put((unsigned char *)cell + half, half, big, im_bits);
    }
    return status;
}

rc_status rci_value_store_number(const rc_dtype *dtype, void *cell, const rc_value *value,
                                 rc_error *err)
{
    rc_kind kind = rc_dtype_kind(dtype);
    rc_value parsed, real;
    if (value->type == RC_VALUE_TEXT) {
        rc_status status =
            rci_value_parse_number(dtype, value->as.text.data, value->as.text.length, &parsed, err);
        if (status != RC_OK) {
            return status;
        }
        value = &parsed;
    }
    if (value->type < RC_VALUE_BOOL || value->type > RC_VALUE_COMPLEX) {
        return rci_value_fail_value(err, dtype, value);
    }
    if (kind == RC_C8 || kind == RC_C16) {
        return store_complex(dtype, cell, value, err);
    }
    if (!real_part(value, &real)) {
        return rci_value_fail_value(err, dtype, value);
    }
    return kind >= RC_F2 ? store_float(dtype, cell, &real, err)
                         : store_integer(dtype, cell, &real, err);
}
