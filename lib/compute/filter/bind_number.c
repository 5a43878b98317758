/*
 * compute/filter/bind_number.c - comparisons of numbers and times as ranges of the field's own
 * values.
 *
 * A constant is rounded down to a value of the field, and it is known whether that is exact: then
 * field < 2.5 is field <= 2. Nothing else is rounded, so that the comparison is exact whatever the
 * kinds are.
 */
#include "compute/filter/bind_number.h"

#include "base/cell.h"
#include "base/error.h"
#include "compute/filter/keys.h"
#include "number/number.h"
#include "value/datetime.h"
#include "value/store_impl.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------- integers, bools, times */

/* Beyond every value of a field. */
static const rci_value_wide BEYOND = (rci_value_wide)1 << 100;

typedef struct whole {
    rci_value_wide down; /* the largest integer that is not more than the constant */
    bool exact;
    bool is_nan; /* NaN or NaT: compares with nothing */
} whole;

typedef struct whole_range {
    rci_value_wide low, high;
} whole_range;

static whole whole_of_float(double f)
{
    double down = floor(f);
    if (isnan(f)) {
        return (whole){.is_nan = true};
    }
    if (fabs(f) >= 0x1p99) {
        return (whole){f < 0 ? -BEYOND : BEYOND, true, false};
    }
    return (whole){(rci_value_wide)down, down == f, false};
}

static rc_status whole_of_number(const rc_dtype *dtype, const rc_value *value, whole *result,
                                 rc_error *err)
{
    switch (value->type) {
    case RC_VALUE_BOOL:
        *result = (whole){value->as.boolean != 0, true, false};
        return RC_OK;
    case RC_VALUE_INT:
        *result = (whole){value->as.i, true, false};
        return RC_OK;
    case RC_VALUE_UINT:
        *result = (whole){value->as.u, true, false};
        return RC_OK;
    case RC_VALUE_FLOAT:
        *result = whole_of_float(value->as.f);
        return RC_OK;
    default:
        return rci_filter_fail_compare(err, dtype, value);
    }
}

static rci_value_time_unit unit_of(const rc_dtype *dtype)
{
    rci_value_time_unit unit;
    unit.unit = rc_dtype_unit(dtype, &unit.multiple);
    return unit;
}

static rc_status whole_of_time(const rc_dtype *dtype, int64_t n, rci_value_time_unit from,
                               whole *result, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(dtype);
    rci_value_time_unit to = unit_of(dtype);
    int64_t down = 0;
    rci_value_time_status why;
    if (!rci_value_time_unit_is_valid(from)) {
        return rci_base_fail(err, RC_EARG, "an unknown unit of time");
    }
    if (n == RCI_VALUE_NAT) {
        *result = (whole){.is_nan = true};
        return RC_OK;
    }
    why = kind == RC_DATETIME ? rci_value_datetime_convert(n, from, to, &down)
                              : rci_value_timedelta_convert(n, from, to, &down);
    switch (why) {
    case RCI_VALUE_TIME_OK:
    case RCI_VALUE_TIME_INEXACT:
        *result = (whole){down, why == RCI_VALUE_TIME_OK, false};
        return RC_OK;
    case RCI_VALUE_TIME_OVERFLOW:
        *result = (whole){n < 0 ? -BEYOND : BEYOND, true, false};
        return RC_OK;
    default: {
        rc_value value = kind == RC_DATETIME ? rc_value_datetime(n, from.unit, from.multiple)
                                             : rc_value_timedelta(n, from.unit, from.multiple);
        return rci_filter_fail_compare(err, dtype, &value);
    }
    }
}

/* Text may be finer than the unit of the field, or out of its range: the other units are tried, the
   one with the largest range first. */
static rc_status whole_of_time_text(const rc_dtype *dtype, const rc_value *value, whole *result,
                                    rc_error *err)
{
    static const rc_unit units[] = {RC_UNIT_s,  RC_UNIT_ms, RC_UNIT_us, RC_UNIT_ns,
                                    RC_UNIT_ps, RC_UNIT_fs, RC_UNIT_as, RC_UNIT_M};
    const char *text = value->as.text.data;
    size_t n = value->as.text.length;
    rc_kind kind = rc_dtype_kind(dtype);
    rci_value_time_unit unit = unit_of(dtype);
    int64_t counted;
    rc_error first = RC_ERROR_INIT;
    rc_status status = kind == RC_DATETIME
                           ? rci_value_datetime_parse(text, n, unit, &counted, &first)
                           : rci_value_timedelta_parse(text, n, unit, &counted, &first);
    for (size_t i = 0; status != RC_OK && i < sizeof units / sizeof units[0]; i++) {
        if (first.status != RC_ERANGE || unit_of(dtype).unit == RC_UNIT_GENERIC) {
            break;
        }
        unit = (rci_value_time_unit){units[i], 1};
        status = kind == RC_DATETIME ? rci_value_datetime_parse(text, n, unit, &counted, NULL)
                                     : rci_value_timedelta_parse(text, n, unit, &counted, NULL);
    }
    if (status != RC_OK) {
        return rci_base_fail(err, first.status, "%s", first.message);
    }
    return whole_of_time(dtype, counted, unit, result, err);
}

static rc_status whole_of(const rc_dtype *dtype, const rc_value *value, whole *result,
                          rc_error *err)
{
    rc_kind kind = rc_dtype_kind(dtype);
    bool is_time = kind == RC_DATETIME || kind == RC_TIMEDELTA;
    if (value->type == (kind == RC_DATETIME ? RC_VALUE_DATETIME : RC_VALUE_TIMEDELTA) && is_time) {
        return whole_of_time(dtype, value->as.i,
                             (rci_value_time_unit){value->unit, value->multiple}, result, err);
    }
    if (is_time && value->type == RC_VALUE_TEXT) {
        return whole_of_time_text(dtype, value, result, err);
    }
    if (is_time && value->type != RC_VALUE_INT && value->type != RC_VALUE_UINT) {
        return rci_filter_fail_compare(err, dtype, value);
    }
    return whole_of_number(dtype, value, result, err);
}

/* All values of the field but NaT. */
static whole_range domain(const rc_dtype *dtype)
{
    rc_kind kind = rc_dtype_kind(dtype);
    size_t bits = 8 * rc_dtype_itemsize(dtype);
    rci_value_wide one = 1;
    if (kind == RC_BOOL) {
        return (whole_range){0, 1};
    }
    if (kind >= RC_U1 && kind <= RC_U8) {
        return (whole_range){0, (one << bits) - 1};
    }
    if (kind == RC_DATETIME || kind == RC_TIMEDELTA) {
        return (whole_range){(rci_value_wide)INT64_MIN + 1, INT64_MAX};
    }
    return (whole_range){-(one << (bits - 1)), (one << (bits - 1)) - 1};
}

/* Cuts a range to the values that compare so with the constant; RC_COMPARE_NOT_EQUAL as
 * RC_COMPARE_EQUAL. */
static void cut_whole(whole_range *range, rc_compare compare, whole constant)
{
    rci_value_wide low = -BEYOND, high = BEYOND, down = constant.down;
    switch (compare) {
    case RC_COMPARE_LESS:
        high = down - constant.exact;
        break;
    case RC_COMPARE_LESS_OR_EQUAL:
        high = down;
        break;
    case RC_COMPARE_GREATER:
        low = down + 1;
        break;
    case RC_COMPARE_GREATER_OR_EQUAL:
        low = down + !constant.exact;
        break;
    default:
        low = down + !constant.exact;
        high = down;
        break;
    }
    if (constant.is_nan) {
        low = BEYOND;
    }
    range->low = low > range->low ? low : range->low;
    range->high = high < range->high ? high : range->high;
}

static void set_whole(rci_filter_test *test, whole_range range)
{
    bool is_bool = rc_dtype_kind(test->dtype) == RC_BOOL;
    if (range.low > range.high) {
        test->form = RCI_FILTER_TEST_NONE;
        return;
    }
    test->form = RCI_FILTER_TEST_INTEGER;
    /* Any byte but 0 is true. */
    range.high = is_bool && range.high == 1 ? 255 : range.high;
    test->low = (uint64_t)range.low;
    test->width = (uint64_t)(range.high - range.low);
}

/* ---------------------------------------------------------------- floats */

typedef struct real {
    double down; /* the largest float of the field's precision that is not more than the constant */
    bool exact;
    bool is_nan;
} real;

typedef struct real_range {
    double low, high;
    bool empty;
} real_range;

/* Its neighbours; f2 cells are compared as f4. */
static double below(double f, size_t size)
{
    return size == 8 ? nextafter(f, -INFINITY) : (double)nextafterf((float)f, -INFINITY);
}

static double above(double f, size_t size)
{
    return size == 8 ? nextafter(f, INFINITY) : (double)nextafterf((float)f, INFINITY);
}

static real real_of_float(double f, size_t size)
{
    double nearest = size == 8 ? f : (double)rci_number_f8_to_f4(f, NULL);
    if (isnan(f)) {
        return (real){.is_nan = true};
    }
    return (real){nearest > f ? below(nearest, size) : nearest, nearest == f, false};
}

static real real_of_wide(rci_value_wide i, size_t size)
{
    /* At most 65 bits: the nearest double is an integer that fits. */
    double f = (double)i;
    bool more = (rci_value_wide)f > i, exact = (rci_value_wide)f == i;
    real result = real_of_float(more ? nextafter(f, -INFINITY) : f, size);
    result.exact &= exact;
    return result;
}

static rc_status real_of(const rc_dtype *dtype, const rc_value *value, real *result, rc_error *err)
{
    size_t size = rc_dtype_itemsize(dtype);
    switch (value->type) {
    case RC_VALUE_BOOL:
        *result = real_of_float(value->as.boolean != 0, size);
        return RC_OK;
    case RC_VALUE_INT:
        *result = real_of_wide(value->as.i, size);
        return RC_OK;
    case RC_VALUE_UINT:
        *result = real_of_wide(value->as.u, size);
        return RC_OK;
    case RC_VALUE_FLOAT:
        *result = real_of_float(value->as.f, size);
        return RC_OK;
    default:
        return rci_filter_fail_compare(err, dtype, value);
    }
}

static void cut_real(real_range *range, rc_compare compare, real constant, size_t size)
{
    double low = -INFINITY, high = INFINITY, down = constant.down;
    bool at_end = false;
    switch (compare) {
    case RC_COMPARE_LESS:
        high = constant.exact ? below(down, size) : down;
        at_end = constant.exact && down == -INFINITY;
        break;
    case RC_COMPARE_LESS_OR_EQUAL:
        high = down;
        break;
    case RC_COMPARE_GREATER:
        low = above(down, size);
        at_end = down == INFINITY;
        break;
    case RC_COMPARE_GREATER_OR_EQUAL:
        low = constant.exact ? down : above(down, size);
        break;
    default:
        low = high = down;
        at_end = !constant.exact;
        break;
    }
    range->empty |= constant.is_nan || at_end;
    range->low = low > range->low ? low : range->low;
    range->high = high < range->high ? high : range->high;
}

static void set_real(rci_filter_test *test, real_range range)
{
    bool empty = range.empty || range.low > range.high;
    test->form = empty ? RCI_FILTER_TEST_NONE : RCI_FILTER_TEST_FLOAT;
    test->low_f = range.low;
    test->high_f = range.high;
}

/* ------------------------------------------------------------------ ranges */

static bool is_float(rc_kind kind)
{
    return kind == RC_F2 || kind == RC_F4 || kind == RC_F8;
}

static rc_status bind_range(rci_filter_test *test, const rc_compare *compare,
                            const rc_value *values, size_t n, rc_error *err)
{
    bool floats = is_float(rc_dtype_kind(test->dtype));
    whole_range range = domain(test->dtype);
    real_range reals = {-INFINITY, INFINITY, false};
    for (size_t i = 0; i < n; i++) {
        whole number = {0, false, false};
        real f = {0, false, false};
        rc_status status = floats ? real_of(test->dtype, &values[i], &f, err)
                                  : whole_of(test->dtype, &values[i], &number, err);
        if (status != RC_OK) {
            return status;
        }
        if (floats) {
            cut_real(&reals, compare[i], f, rc_dtype_itemsize(test->dtype));
        } else {
            cut_whole(&range, compare[i], number);
        }
    }
    if (floats) {
        set_real(test, reals);
    } else {
        set_whole(test, range);
    }
    return RC_OK;
}

/* -------------------------------------------------------------------- sets */

/* The bits of a value as rci_filter_keys_find looks for them. False if no field has it. */
static rc_status key_of(const rc_dtype *dtype, const rc_value *value, bool *found, uint64_t *key,
                        rc_error *err)
{
    whole_range range = domain(dtype);
    whole number;
    real f;
    rc_status status;
    if (is_float(rc_dtype_kind(dtype))) {
        status = real_of(dtype, value, &f, err);
        *found = status == RC_OK && f.exact && !f.is_nan;
        *key = *found ? rci_base_f8_bits(f.down + 0.0) : 0;
        return status;
    }
    status = whole_of(dtype, value, &number, err);
    *found = status == RC_OK && number.exact && !number.is_nan && number.down >= range.low &&
             number.down <= range.high;
    *key = *found ? (uint64_t)number.down : 0;
    return status;
}

static rc_status bind_set(rci_filter_program *program, rci_filter_test *test,
                          const rc_value *values, size_t n, rc_error *err)
{
    test->form = RCI_FILTER_TEST_KEYS;
    test->keys = rci_filter_program_alloc(program, n, sizeof *test->keys, err);
    if (!test->keys) {
        return RC_ENOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        bool found;
        uint64_t key;
        rc_status status = key_of(test->dtype, &values[i], &found, &key, err);
        if (status != RC_OK) {
            return status;
        }
        if (found) {
            test->keys[test->n++] = key;
        }
    }
    rci_filter_keys_sort(test->keys, test->n);
    return RC_OK;
}

/* ---------------------------------------------------------------- complex */

/* The two parts as bits of doubles; false if no complex number of any precision is equal. */
static rc_status complex_key(const rc_dtype *dtype, const rc_value *value, bool *found,
                             uint64_t *keys, rc_error *err)
{
    real part;
    rc_status status = RC_OK;
    double re, im = 0;
    *found = true;
    if (value->type == RC_VALUE_COMPLEX) {
        re = value->as.c.re;
        im = value->as.c.im;
    } else if (value->type == RC_VALUE_INT || value->type == RC_VALUE_UINT) {
        part = value->type == RC_VALUE_INT ? real_of_wide(value->as.i, 8)
                                           : real_of_wide(value->as.u, 8);
        re = part.down;
        *found = part.exact;
    } else if (value->type == RC_VALUE_BOOL || value->type == RC_VALUE_FLOAT) {
        re = value->type == RC_VALUE_BOOL ? value->as.boolean != 0 : value->as.f;
    } else {
        return rci_filter_fail_compare(err, dtype, value);
    }
    *found &= !isnan(re) && !isnan(im);
    keys[0] = rci_base_f8_bits(re + 0.0);
    keys[1] = rci_base_f8_bits(im + 0.0);
    return status;
}

static rc_status bind_complex(rci_filter_program *program, rci_filter_test *test,
                              const rc_value *values, size_t n, rc_error *err)
{
    test->form = RCI_FILTER_TEST_COMPLEX;
    test->keys = rci_filter_program_alloc(program, n, 2 * sizeof *test->keys, err);
    if (!test->keys) {
        return RC_ENOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        bool found;
        rc_status status =
            complex_key(test->dtype, &values[i], &found, test->keys + 2 * test->n, err);
        if (status != RC_OK) {
            return status;
        }
        test->n += found;
    }
    return RC_OK;
}

/* ------------------------------------------------------------------- entry */

rc_status rci_filter_bind_number(rci_filter_program *program, rci_filter_test *test,
                                 const rc_predicate *predicate, rc_error *err)
{
    static const rc_compare between[] = {RC_COMPARE_GREATER_OR_EQUAL, RC_COMPARE_LESS_OR_EQUAL};
    rc_kind kind = rc_dtype_kind(test->dtype);
    bool equality =
        predicate->form == RCI_FILTER_IN ||
        (predicate->form == RCI_FILTER_COMPARE && predicate->compare <= RC_COMPARE_NOT_EQUAL);
    test->inverted =
        predicate->form == RCI_FILTER_COMPARE && predicate->compare == RC_COMPARE_NOT_EQUAL;
    if (kind == RC_C8 || kind == RC_C16) {
        if (!equality) {
            return rci_base_fail(err, RC_ETYPE, "complex numbers have no order: only == and != ");
        }
        return bind_complex(program, test, predicate->values, predicate->n_values, err);
    }
    if (predicate->form == RCI_FILTER_IN) {
        return bind_set(program, test, predicate->values, predicate->n_values, err);
    }
    return bind_range(test, predicate->form == RCI_FILTER_BETWEEN ? between : &predicate->compare,
                      predicate->values, predicate->n_values, err);
}
