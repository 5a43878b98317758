/* format/json/text/refuse.c - messages about values that JSON text cannot hold. */
#include "format/json/text/refuse.h"

#include "base/error.h"

#include <math.h>
#include <stdio.h>

rc_status rci_json_text_refuse_nonfinite(rc_error *err, double value)
{
    rci_base_fail(err, RC_ERANGE, "%s is not a JSON number",
                  isnan(value) ? "NaN"
                  : value > 0  ? "Infinity"
                               : "-Infinity");
    rci_base_error_hint(err, RC_HINT_NONFINITE, NULL);
    return RC_ERANGE;
}

rc_status rci_json_text_refuse_complex(rc_error *err, rci_json_text_kind found)
{
    static const char *const names[] = {
        [RCI_JSON_TEXT_NULL] = "null",           [RCI_JSON_TEXT_BOOL] = "a bool",
        [RCI_JSON_TEXT_NUMBER] = "a number",     [RCI_JSON_TEXT_STRING] = "a string",
        [RCI_JSON_TEXT_ARRAY] = "another array", [RCI_JSON_TEXT_OBJECT] = "an object",
    };
    rci_base_fail(
        err, RC_ETYPE,
        "found %s, expected a complex number as [real, imaginary], an array of two numbers "
        "such as [1.5, 0.0]",
        names[found]);
    if (found == RCI_JSON_TEXT_NULL) {
        rci_base_error_hint(err, RC_HINT_NULLS, "nan");
    }
    return RC_ETYPE;
}

rc_status rci_json_text_refuse_records(rc_error *err)
{
    return rci_base_fail(err, RC_ETYPE,
                         "found an array of records, expected one record (an array is a record by "
                         "position)");
}

rc_status rci_json_text_refuse_bytes(rc_error *err, const char *bytes, size_t n, size_t bad,
                                     size_t width)
{
    rci_base_quoted quoted;
    char suggestion[40] = "keep such bytes in a V<n> field";
    if (width > 0) {
        snprintf(suggestion, sizeof suggestion, "try V%zu", width);
    }
    return rci_base_fail(err, RC_ERANGE,
                         "\"%s\" is not UTF-8 from byte %zu on, as JSON text has to be (%s)",
                         rci_base_quote(&quoted, bytes, n), bad, suggestion);
}
