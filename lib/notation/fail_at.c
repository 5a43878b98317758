/*
 * notation/fail_at.c - errors of the parsers.
 */
#include "notation/fail_at.h"

#include "base/error.h"

rc_status rci_notation_fail_at(rc_error *err, size_t byte, rc_status status, const char *format,
                               ...)
{
    va_list args;
    if (err && err->status == RC_OK) {
        va_start(args, format);
        rci_base_vfail(err, status, format, args);
        va_end(args);
        rci_base_error_byte(err, byte);
    }
    return status;
}

rc_status rci_notation_expected(rc_error *err, const char *text, size_t length, size_t at,
                                size_t byte, const char *expected)
{
    rci_base_quoted quoted;
    size_t n = at < length ? length - at : 0;
    if (n == 0) {
        return rci_notation_fail_at(err, byte, RC_ESYNTAX, "expected %s, found the end", expected);
    }
    return rci_notation_fail_at(err, byte, RC_ESYNTAX, "expected %s, found \"%s\"", expected,
                                rci_base_quote(&quoted, text + at, n < 12 ? n : 12));
}
