/*
 * value/datetime_impl.h - what the files about datetimes share.
 */
#ifndef ROWCOL_VALUE_DATETIME_IMPL_H
#define ROWCOL_VALUE_DATETIME_IMPL_H

#include "value/calendar.h"
#include "value/datetime.h"
#include "value/fail.h"

/* A point in time. A year, month or day is the point where it begins. */
typedef struct rci_value_moment {
    rci_value_date date;
    int second;       /* of the day, 0 to 86399 */
    int64_t fraction; /* of the second, in 1e-18 s */
} rci_value_moment;

/* The moment of a count with a unit, not NaT. */
rci_value_moment rci_value_moment_of(int64_t count, rci_value_time_unit unit);

/* The count of a moment in a unit. As rci_value_datetime_convert. */
rci_value_time_status rci_value_moment_count(const rci_value_moment *moment,
                                             rci_value_time_unit unit, int64_t *count);

/* The same, with the error for the text of a time; `below`: it is after the moment, by less than
   1e-18 s. RC_OK; RC_ERANGE. */
rc_status rci_value_moment_put(const rci_value_moment *moment, bool below, rci_value_time_unit unit,
                               const char *text, size_t n, int64_t *count, rc_error *err);

/* As rci_value_timedelta_convert for a count of single `from` units that may be wider than int64.
 */
rci_value_time_status rci_value_timedelta_count(rci_value_wide value, rc_unit from,
                                                rci_value_time_unit to, int64_t *count);

/* A unit that holds the moment, or `value` single `from` units, exactly: `near` itself, the nearest
   finer one, or the nearest coarser one. RC_UNIT_GENERIC if no unit does. */
rc_unit rci_value_moment_unit(const rci_value_moment *moment, rc_unit near);
rc_unit rci_value_timedelta_unit(rci_value_wide value, rc_unit from, rc_unit near);

/* Y or M. */
static inline bool rci_value_unit_is_months(rc_unit unit)
{
    return unit == RC_UNIT_Y || unit == RC_UNIT_M;
}

/* Digits after the decimal point of the second: 3 for ms to 18 for as, 0 for coarser units. */
static inline int rci_value_unit_digits(rc_unit unit)
{
    return unit > RC_UNIT_s ? 3 * (int)(unit - RC_UNIT_s) : 0;
}

/* "NaT" in any case. */
bool rci_value_is_nat_text(const char *text, size_t n);

#endif
