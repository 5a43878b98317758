/*
 * value/fail_time.c - the errors for times that a unit does not hold.
 */
#include "base/error.h"
#include "dtype/kinds.h"
#include "value/suggest.h"

#include <stdio.h>
#include <string.h>

const char *rci_value_time_code(rci_value_name *buffer, rc_kind kind, rci_value_time_unit unit)
{
    const char *code = kind == RC_DATETIME ? "M8" : "m8";
    char multiple[16] = "";
    if (!rci_value_time_unit_is_valid(unit) || unit.unit == RC_UNIT_GENERIC) {
        snprintf(buffer->text, sizeof buffer->text, "%s", code);
        return buffer->text;
    }
    if (unit.multiple != 1) {
        snprintf(multiple, sizeof multiple, "%ld", (long)unit.multiple);
    }
    snprintf(buffer->text, sizeof buffer->text, "%s[%s%s]", code, multiple,
             rci_dtype_unit_name(unit.unit));
    return buffer->text;
}

static rci_value_suggestion suggest_unit(const rc_error *err, rc_kind kind, rc_unit other)
{
    rci_value_name code;
    rci_value_suggestion none = {"", 0};
    return other == RC_UNIT_GENERIC
               ? none
               : rci_value_suggest_dtype(
                     err, rci_value_time_code(&code, kind, (rci_value_time_unit){other, 1}));
}

static rc_status fail_overflow(rc_error *err, rc_kind kind, rci_value_time_unit unit,
                               const char *found, const rci_value_suggestion *suggestion)
{
    rci_value_name dtype_name;
    char first[RCI_VALUE_TIME_TEXT_MAX], last[RCI_VALUE_TIME_TEXT_MAX];
    bool is_date = kind == RC_DATETIME;
    size_t n = is_date ? rci_value_datetime_print(first, -INT64_MAX, unit)
                       : rci_value_timedelta_print(first, -INT64_MAX, unit);
    size_t m = is_date ? rci_value_datetime_print(last, INT64_MAX, unit)
                       : rci_value_timedelta_print(last, INT64_MAX, unit);
    return rci_base_fail(err, RC_ERANGE, "%s does not fit %s, whose range is %.*s to %.*s%s", found,
                         rci_value_time_dtype_name(&dtype_name, kind, unit), (int)n, first, (int)m,
                         last, suggestion->text);
}

rc_status rci_value_fail_time(rc_error *err, rc_kind kind, rci_value_time_unit unit,
                              rci_value_time_status why, rc_unit other, const char *text, size_t n)
{
    bool by_unit = why == RCI_VALUE_TIME_NO_LENGTH || why == RCI_VALUE_TIME_NO_UNIT;
    rci_base_quoted quoted;
    rci_value_name dtype_name;
    rci_value_suggestion suggestion;
    if (!err) {
        return by_unit ? RC_ETYPE : RC_ERANGE;
    }
    rci_base_quote(&quoted, text, n);
    suggestion = suggest_unit(err, kind, other);
    switch (why) {
    case RCI_VALUE_TIME_OVERFLOW:
        return fail_overflow(err, kind, unit, quoted.text, &suggestion);
    case RCI_VALUE_TIME_NO_LENGTH:
        return rci_base_fail(
            err, RC_ETYPE, "%s cannot become %s: a year or month has no fixed number of days%s",
            quoted.text, rci_value_time_dtype_name(&dtype_name, kind, unit), suggestion.text);
    case RCI_VALUE_TIME_NO_UNIT:
        return rci_base_fail(err, RC_ETYPE, "%s has a unit, which %s cannot keep%s", quoted.text,
                             rci_value_time_dtype_name(&dtype_name, kind, unit), suggestion.text);
    default:
        return rci_base_fail(err, RC_ERANGE, "%s is finer than %s can hold%s", quoted.text,
                             rci_value_time_dtype_name(&dtype_name, kind, unit), suggestion.text);
    }
}
