/*
 * value/fail_time.c - the errors for times that a unit does not hold.
 */
#include "base/error.h"
#include "dtype/kinds.h"
#include "value/fail.h"

#include <stdio.h>
#include <string.h>

/* The next finer (step 1) or coarser (-1) unit as a dtype, "M8[ms]"; "" if there is not one.
   Weeks are left out: few dates are the beginning of a week. */
static const char *neighbour(rci_value_name *out, rc_kind kind, rc_unit unit, int step)
{
    int other = (int)unit + step;
    if (step != 0 && other == RC_UNIT_W) {
        other += step;
    }
    out->text[0] = '\0';
    if (other >= (kind == RC_TIMEDELTA && unit > RC_UNIT_M ? RC_UNIT_D : RC_UNIT_Y) &&
        other <= RC_UNIT_as) {
        snprintf(out->text, sizeof out->text, "%s[%s]", kind == RC_DATETIME ? "M8" : "m8",
                 rci_dtype_unit_name((rc_unit)other));
    }
    return out->text;
}

static rc_status fail_overflow(rc_error *err, rc_kind kind, rci_value_time_unit unit,
                               const char *found)
{
    rci_value_name dtype_name, coarser;
    char first[RCI_VALUE_TIME_TEXT_MAX], last[RCI_VALUE_TIME_TEXT_MAX];
    bool is_date = kind == RC_DATETIME;
    size_t n = is_date ? rci_value_datetime_print(first, -INT64_MAX, unit)
                       : rci_value_timedelta_print(first, -INT64_MAX, unit);
    size_t m = is_date ? rci_value_datetime_print(last, INT64_MAX, unit)
                       : rci_value_timedelta_print(last, INT64_MAX, unit);
    neighbour(&coarser, kind, unit.unit, -1);
    return rci_base_fail(err, RC_ERANGE,

                         "%s does not fit %s, whose range is %.*s to %.*s%s%s%s", found,
                         rci_value_time_dtype_name(&dtype_name, kind, unit), (int)n, first, (int)m,
                         last, coarser.text[0] ? " (try " : "", coarser.text,
                         coarser.text[0] ? ")" : "");
}

/* Suggests a finer unit: the same unit without its multiple, if it has one. */
static rc_status fail_inexact(rc_error *err, rc_kind kind, rci_value_time_unit unit,
                              const char *found)
{
    rci_value_name dtype_name, finer;
    neighbour(&finer, kind, unit.unit, unit.multiple > 1 ? 0 : 1);
    return rci_base_fail(err, RC_ERANGE, "%s is finer than %s can hold%s%s%s", found,
                         rci_value_time_dtype_name(&dtype_name, kind, unit),
                         finer.text[0] ? " (try " : "", finer.text, finer.text[0] ? ")" : "");
}

rc_status rci_value_fail_time(rc_error *err, rc_kind kind, rci_value_time_unit unit,
                              rci_value_time_status why, const char *text, size_t n)
{
    bool by_unit = why == RCI_VALUE_TIME_NO_LENGTH || why == RCI_VALUE_TIME_NO_UNIT;
    rci_base_quoted quoted;
    rci_value_name dtype_name;
    if (!err) {
        return by_unit ? RC_ETYPE : RC_ERANGE;
    }
    rci_base_quote(&quoted, text, n);
    switch (why) {
    case RCI_VALUE_TIME_OVERFLOW:
        return fail_overflow(err, kind, unit, quoted.text);
    case RCI_VALUE_TIME_NO_LENGTH:
        return rci_base_fail(err, RC_ETYPE,
                             "%s cannot become %s: a year or month has no fixed number of days",
                             quoted.text, rci_value_time_dtype_name(&dtype_name, kind, unit));
    case RCI_VALUE_TIME_NO_UNIT:
        return rci_base_fail(err, RC_ETYPE, "%s has a unit, which %s cannot keep (try %s[s])",
                             quoted.text, rci_value_time_dtype_name(&dtype_name, kind, unit),
                             kind == RC_DATETIME ? "M8" : "m8");
    default:
        return fail_inexact(err, kind, unit, quoted.text);
    }
}
