/*
 * value/store_time.c - writes times, integers and text to the cells of M8 and m8.
 */
#include "base/cell.h"
#include "base/error.h"
#include "value/datetime_impl.h"
#include "value/store_impl.h"

/* An integer as a count of the field's own unit. */
static rc_status integer_count(const rc_dtype *dtype, const rc_value *value,
                               rci_value_time_unit unit, int64_t *count, rc_error *err)
{
    /* The smallest int64 means NaT: as an integer it is out of range. */
    if (value->type == RC_VALUE_UINT || value->as.i == RCI_VALUE_NAT) {
        rci_value_shown shown = rci_value_show_value(value);
        return rci_value_fail_time(err, rc_dtype_kind(dtype), unit, RCI_VALUE_TIME_OVERFLOW,
                                   RC_UNIT_GENERIC, shown.text, shown.length);
    }
    *count = value->as.i;
    return RC_OK;
}

/* A unit that holds the time, near the one of the field. */
static rc_unit unit_for(bool is_date, int64_t count, rci_value_time_unit from, rc_unit near)
{
    rc_unit start = near == RC_UNIT_GENERIC ? from.unit : near;
    if (is_date) {
        rci_value_moment moment = rci_value_moment_of(count, from);
        return rci_value_moment_unit(&moment, start);
    }
    return rci_value_timedelta_unit((rci_value_wide)count * from.multiple, from.unit, start);
}

static rc_status time_count(const rc_dtype *dtype, const rc_value *value, rci_value_time_unit unit,
                            int64_t *count, rc_error *err)
{
    bool is_date = rc_dtype_kind(dtype) == RC_DATETIME;
    rci_value_time_unit from = {value->unit, value->multiple};
    rci_value_time_status status;
    rci_value_shown shown;
    if (!rci_value_time_unit_is_valid(from)) {
        return rci_base_fail(err, RC_EARG, "unit %d with a multiple of %ld is not a unit of time",
                             (int)from.unit, (long)from.multiple);
    }
    status = is_date ? rci_value_datetime_convert(value->as.i, from, unit, count)
                     : rci_value_timedelta_convert(value->as.i, from, unit, count);
    if (status == RCI_VALUE_TIME_OK) {
        return RC_OK;
    }
    shown = rci_value_show_value(value);
    return rci_value_fail_time(err, rc_dtype_kind(dtype), unit, status,
                               unit_for(is_date, value->as.i, from, unit.unit), shown.text,
                               shown.length);
}

static rc_status text_count(const rc_dtype *dtype, const rc_value *value, rci_value_time_unit unit,
                            int64_t *count, rc_error *err)
{
    const char *text = value->as.text.data;
    size_t n = value->as.text.length;
    return rc_dtype_kind(dtype) == RC_DATETIME
               ? rci_value_datetime_parse(text, n, unit, count, err)
               : rci_value_timedelta_parse(text, n, unit, count, err);
}

rc_status rci_value_store_time(const rc_dtype *dtype, void *cell, const rc_value *value,
                               rc_error *err)
{
    bool is_date = rc_dtype_kind(dtype) == RC_DATETIME;
    rci_value_time_unit unit;
    int64_t count;
    rc_status status;
    unit.unit = rc_dtype_unit(dtype, &unit.multiple);
    if (value->type == RC_VALUE_INT || value->type == RC_VALUE_UINT) {
        status = integer_count(dtype, value, unit, &count, err);
    } else if (value->type == RC_VALUE_TEXT) {
        status = text_count(dtype, value, unit, &count, err);
    } else if (value->type == (is_date ? RC_VALUE_DATETIME : RC_VALUE_TIMEDELTA)) {
        status = time_count(dtype, value, unit, &count, err);
    } else {
        return rci_value_fail_value(err, dtype, value);
    }
    if (status == RC_OK) {
        rci_base_cell_put(cell, sizeof count, rc_dtype_order(dtype) == RC_ORDER_BIG,
                          (uint64_t)count);
    }
    return status;
}
