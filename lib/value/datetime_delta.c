/*
 * value/datetime_delta.c - reads timedeltas from text: a count and a unit.
 */
#include "base/error.h"

#include "base/ascii.h"
#include "dtype/kinds.h"
#include "value/datetime_impl.h"
#include "value/fail.h"

/* Reads the integer at the beginning of [p, end); returns its end, or NULL if there is not one.
   `*too_long` becomes whether it is over the range of rci_value_wide. */
static const char *read_count(const char *p, const char *end, rci_value_wide *value, bool *too_long)
{
    const rci_value_wide most = (((rci_value_wide)1 << 126) - 9) / 10;
    bool negative = p < end && *p == '-';
    const char *first = p + (negative || (p < end && *p == '+'));
    rci_value_wide magnitude = 0;
    *too_long = false;
    for (p = first; p < end && rci_base_is_digit(*p); p++) {
        if (magnitude > most) {
            *too_long = true;
        } else {
            magnitude = magnitude * 10 + (*p - '0');
        }
    }
    *value = negative ? -magnitude : magnitude;
    return p > first ? p : NULL;
}

static rc_status refuse(rci_value_time_unit unit, const char *text, size_t n, rc_error *err)
{
    rci_base_quoted quoted;
    rci_value_name dtype_name;
    return rci_base_fail(
        err, RC_ESYNTAX,
        "cannot read \"%s\" as %s, which expects an integer and a unit (Y M W D h m s ms "
        "us ns ps fs as) such as 25 s",
        rci_base_quote(&quoted, text, n),
        rci_value_time_dtype_name(&dtype_name, RC_TIMEDELTA, unit));
}

rc_status rci_value_timedelta_parse(const char *text, size_t n, rci_value_time_unit unit,
                                    int64_t *count, rc_error *err)
{
    const char *end = text + n, *p;
    rci_value_time_status status;
    rci_value_wide value;
    int64_t result;
    rc_unit from = unit.unit, other = RC_UNIT_GENERIC;
    bool too_long;
    if (rci_value_is_nat_text(text, n)) {
        *count = RCI_VALUE_NAT;
        return RC_OK;
    }
    p = read_count(text, end, &value, &too_long);
    if (!p) {
        return refuse(unit, text, n, err);
    }
    if (p == end) {
        status = rci_value_wide_is_i64(value) && value != RCI_VALUE_NAT ? RCI_VALUE_TIME_OK
                                                                        : RCI_VALUE_TIME_OVERFLOW;
        result = (int64_t)value;
    } else {
        p += *p == ' ';
        if (!rci_dtype_unit_named(p, (size_t)(end - p), &from) || from == RC_UNIT_GENERIC) {
            return refuse(unit, text, n, err);
        }
        status = unit.unit == RC_UNIT_GENERIC
                     ? RCI_VALUE_TIME_NO_UNIT
                     : rci_value_timedelta_count(value, from, unit, &result);
    }
    if (too_long && status < RCI_VALUE_TIME_OVERFLOW) {
        status = RCI_VALUE_TIME_OVERFLOW;
    }
    if (status != RCI_VALUE_TIME_OK) {
        if (p < end && !too_long) {
            other = rci_value_timedelta_unit(value, from,
                                             unit.unit == RC_UNIT_GENERIC ? from : unit.unit);
        }
        return rci_value_fail_time(err, RC_TIMEDELTA, unit, status, other, text, n);
    }
    *count = result;
    return RC_OK;
}
