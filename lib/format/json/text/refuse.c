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
