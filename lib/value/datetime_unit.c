/*
 * value/datetime_unit.c - converts counts from one unit of time to another.
 */
#include "value/datetime_impl.h"

/* The seconds in one unit, W to s; 1 for finer units. */
static int64_t seconds_of(rc_unit unit)
{
    switch (unit) {
    case RC_UNIT_W:
        return 604800;
    case RC_UNIT_D:
        return 86400;
    case RC_UNIT_h:
        return 3600;
    case RC_UNIT_m:
        return 60;
    default:
        return 1;
    }
}

int64_t rci_value_time_power(int n)
{
    int64_t power = 1;
    while (n-- > 0) {
        power *= 10;
    }
    return power;
}

/* How many `fine` units make one `coarse` one. */
static rci_value_wide units_in(rc_unit coarse, rc_unit fine)
{
    if (coarse == fine) {
        return 1;
    }
    if (rci_value_unit_is_months(coarse)) {
        return 12;
    }
    return (rci_value_wide)(seconds_of(coarse) / seconds_of(fine)) *
           rci_value_time_power(rci_value_unit_digits(fine) - rci_value_unit_digits(coarse));
}

/* value / divisor as a count; `inexact` if a fraction was dropped before. */
static rci_value_time_status whole_count(rci_value_wide value, rci_value_wide divisor, bool inexact,
                                         int64_t *count)
{
    rci_value_wide rest, quotient = rci_value_wide_divide(value, divisor, &rest);
    if (!rci_value_wide_is_i64(quotient) || quotient == RCI_VALUE_NAT) {
        return RCI_VALUE_TIME_OVERFLOW;
    }
    *count = (int64_t)quotient;
    return rest != 0 || inexact ? RCI_VALUE_TIME_INEXACT : RCI_VALUE_TIME_OK;
}

rci_value_time_status rci_value_timedelta_count(rci_value_wide value, rc_unit from,
                                                rci_value_time_unit to, int64_t *count)
{
    if (rci_value_unit_is_months(from) != rci_value_unit_is_months(to.unit)) {
        return RCI_VALUE_TIME_NO_LENGTH;
    }
    if (from > to.unit) {
        return whole_count(value, units_in(to.unit, from) * to.multiple, false, count);
    }
    if (rci_value_wide_mul_overflows(value, units_in(from, to.unit), &value)) {
        return RCI_VALUE_TIME_OVERFLOW;
    }
    return whole_count(value, to.multiple, false, count);
}

/* The conversions that do not change the count. */
static bool is_same_count(int64_t count, rci_value_time_unit from, rci_value_time_unit to)
{
    return count == RCI_VALUE_NAT || from.unit == RC_UNIT_GENERIC ||
           (from.unit == to.unit && from.multiple == to.multiple);
}

rci_value_time_status rci_value_timedelta_convert(int64_t count, rci_value_time_unit from,
                                                  rci_value_time_unit to, int64_t *result)
{
    if (is_same_count(count, from, to)) {
        *result = count;
        return RCI_VALUE_TIME_OK;
    }
    if (to.unit == RC_UNIT_GENERIC) {
        return RCI_VALUE_TIME_NO_UNIT;
    }
    return rci_value_timedelta_count((rci_value_wide)count * from.multiple, from.unit, to, result);
}

rci_value_time_status rci_value_datetime_convert(int64_t count, rci_value_time_unit from,
                                                 rci_value_time_unit to, int64_t *result)
{
    rci_value_moment moment;
    if (is_same_count(count, from, to) || to.unit == RC_UNIT_GENERIC ||
        rci_value_unit_is_months(from.unit) == rci_value_unit_is_months(to.unit)) {
        return rci_value_timedelta_convert(count, from, to, result);
    }
    moment = rci_value_moment_of(count, from);
    return rci_value_moment_count(&moment, to, result);
}

rci_value_moment rci_value_moment_of(int64_t count, rci_value_time_unit unit)
{
    rci_value_wide value = (rci_value_wide)count * unit.multiple, days, second = 0, fraction = 0;
    if (rci_value_unit_is_months(unit.unit)) {
        return (rci_value_moment){
            rci_value_date_from_months(value * units_in(unit.unit, RC_UNIT_M)), 0, 0};
    }
    if (unit.unit <= RC_UNIT_D) {
        days = value * units_in(unit.unit, RC_UNIT_D);
    } else if (unit.unit <= RC_UNIT_s) {
        days = rci_value_wide_divide(value, units_in(RC_UNIT_D, unit.unit), &second);
        second *= seconds_of(unit.unit);
    } else {
        value = rci_value_wide_divide(value, units_in(RC_UNIT_s, unit.unit), &fraction);
        fraction *= units_in(unit.unit, RC_UNIT_as);
        days = rci_value_wide_divide(value, seconds_of(RC_UNIT_D), &second);
    }
    return (rci_value_moment){rci_value_date_from_days(days), (int)second, (int64_t)fraction};
}

rci_value_time_status rci_value_moment_count(const rci_value_moment *moment,
                                             rci_value_time_unit unit, int64_t *count)
{
    bool in_day = moment->second != 0 || moment->fraction != 0;
    rci_value_wide value, rest;
    if (rci_value_unit_is_months(unit.unit)) {
        return whole_count(rci_value_months_from_date(moment->date),
                           units_in(unit.unit, RC_UNIT_M) * unit.multiple,
                           moment->date.day != 1 || in_day, count);
    }
    value = rci_value_days_from_date(moment->date);
    if (unit.unit <= RC_UNIT_D) {
        return whole_count(value, units_in(unit.unit, RC_UNIT_D) * unit.multiple, in_day, count);
    }
    value = value * seconds_of(RC_UNIT_D) + moment->second;
    if (unit.unit <= RC_UNIT_s) {
        return whole_count(value, units_in(unit.unit, RC_UNIT_s) * unit.multiple,
                           moment->fraction != 0, count);
    }
    if (rci_value_wide_mul_overflows(value, units_in(RC_UNIT_s, unit.unit), &value)) {
        return RCI_VALUE_TIME_OVERFLOW;
    }
    value += rci_value_wide_divide(moment->fraction, units_in(unit.unit, RC_UNIT_as), &rest);
    return whole_count(value, unit.multiple, rest != 0, count);
}

/* Whether a unit holds a time exactly. */
typedef bool unit_test(const void *time, rci_value_time_unit unit);

/* The first that does of `unit`, finer units, and coarser units, or RC_UNIT_GENERIC. Weeks are left
   out: few times are whole weeks. */
static rc_unit nearest_unit(rc_unit unit, unit_test *holds, const void *time)
{
    for (int other = (int)unit; other <= RC_UNIT_as; other++) {
        if (other != RC_UNIT_W && other != RC_UNIT_GENERIC &&
            holds(time, (rci_value_time_unit){(rc_unit)other, 1})) {
            return (rc_unit)other;
        }
    }
    for (int other = (int)unit - 1; other > RC_UNIT_GENERIC; other--) {
        if (other != RC_UNIT_W && holds(time, (rci_value_time_unit){(rc_unit)other, 1})) {
            return (rc_unit)other;
        }
    }
    return RC_UNIT_GENERIC;
}

static bool holds_moment(const void *time, rci_value_time_unit unit)
{
    const rci_value_moment *moment = time;
    int64_t count;
    return rci_value_moment_count(moment, unit, &count) == RCI_VALUE_TIME_OK;
}

rc_unit rci_value_moment_unit(const rci_value_moment *moment, rc_unit near)
{
    return nearest_unit(near, holds_moment, moment);
}

/* A number of single units. */
typedef struct duration {
    rci_value_wide value;
    rc_unit unit;
} duration;

static bool holds_duration(const void *time, rci_value_time_unit unit)
{
    const duration *delta = time;
    int64_t count;
    return rci_value_timedelta_count(delta->value, delta->unit, unit, &count) == RCI_VALUE_TIME_OK;
}

rc_unit rci_value_timedelta_unit(rci_value_wide value, rc_unit from, rc_unit near)
{
    duration delta = {value, from};
    return nearest_unit(near, holds_duration, &delta);
}
