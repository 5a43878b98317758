/*
 * value/fail_value.c - errors for values that a program gives, which are shown in their text form.
 */
#include "base/error.h"
#include "value/store_impl.h"

rci_value_shown rci_value_show_value(const rc_value *value)
{
    rci_value_shown shown;
    size_t whole = rc_value_print(value, shown.text, sizeof shown.text);
    shown.length = whole < sizeof shown.text ? whole : strlen(shown.text);
    return shown;
}

rc_status rci_value_fail_value(rc_error *err, const rc_dtype *dtype, const rc_value *value)
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
    rci_value_shown shown;
    rc_status status = rci_value_check(value, err);
    if (status != RC_OK) {
        return status;
    }
    shown = rci_value_show_value(value);
    return rci_value_fail_kind(err, dtype, found[value->type],
                               value->type == RC_VALUE_NULL ? NULL : shown.text, shown.length);
}
