/*
 * value/fail_value.c - errors for values that a program gives, which are shown in their text form.
 */
#include "base/error.h"
#include "value/store_impl.h"
#include "value/suggest.h"

rci_value_shown rci_value_show_value(const rc_value *value)
{
    rci_value_shown shown;
    size_t whole = rc_value_print(value, shown.text, sizeof shown.text);
    shown.length = whole < sizeof shown.text ? whole : strlen(shown.text);
    return shown;
}

static rci_value_found found_type(rc_value_type type)
{
    static const rci_value_found found[] = {
        [RC_VALUE_NULL] = RCI_VALUE_FOUND_NULL,
        [RC_VALUE_BOOL] = RCI_VALUE_FOUND_BOOL,
        [RC_VALUE_INT] = RCI_VALUE_FOUND_NUMBER,
        [RC_VALUE_UINT] = RCI_VALUE_FOUND_NUMBER,
        [RC_VALUE_FLOAT] = RCI_VALUE_FOUND_NUMBER,
        [RC_VALUE_COMPLEX] = RCI_VALUE_FOUND_COMPLEX,
        [RC_VALUE_TEXT] = RCI_VALUE_FOUND_TEXT,
        [RC_VALUE_UCS4] = RCI_VALUE_FOUND_TEXT,
        [RC_VALUE_BYTES] = RCI_VALUE_FOUND_BYTES,
        [RC_VALUE_DATETIME] = RCI_VALUE_FOUND_DATETIME,
        [RC_VALUE_TIMEDELTA] = RCI_VALUE_FOUND_TIMEDELTA,
    };
    return found[type];
}

/* A dtype that holds the value, whose text begins with `text`. */
static rci_value_suggestion suggest(const rc_error *err, const rc_value *value, const char *text,
                                    size_t n)
{
    rci_value_name name;
    switch (value->type) {
    case RC_VALUE_INT:
    case RC_VALUE_UINT:
    case RC_VALUE_FLOAT:
        return rci_value_suggest_number(err, text, n, RC_I1);
    case RC_VALUE_BYTES:
        return rci_value_suggest_found(err, RCI_VALUE_FOUND_BYTES, value->as.text.length);
    case RC_VALUE_DATETIME:
    case RC_VALUE_TIMEDELTA:
        return rci_value_suggest_dtype(
            err, rci_value_time_code(&name,
                                     value->type == RC_VALUE_DATETIME ? RC_DATETIME : RC_TIMEDELTA,
                                     (rci_value_time_unit){value->unit, value->multiple}));
    default:
        return rci_value_suggest_found(err, found_type(value->type),
                                       rc_value_print(value, NULL, 0));
    }
}

rc_status rci_value_fail_value(rc_error *err, const rc_dtype *dtype, const rc_value *value)
{
    rci_value_shown shown;
    rci_value_suggestion suggestion;
    rc_status status = rci_value_check(value, err);
    if (status != RC_OK) {
        return status;
    }
    if (!err) {
        return RC_ETYPE;
    }
    shown = rci_value_show_value(value);
    suggestion = suggest(err, value, shown.text, shown.length);
    return rci_value_fail_found(err, dtype, found_type(value->type),
                                value->type == RC_VALUE_NULL ? NULL : shown.text, shown.length,
                                &suggestion);
}
