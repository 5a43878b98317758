/* format/json/text/fault.c - where text breaks the grammar, and the message about it. */
#include "format/json/text/fault.h"

#include "base/error.h"

const char *rci_json_text_expected(rci_json_text_fault *fault, const char *at, const char *end,
                                   const char *expected)
{
    fault->status = at < end ? RC_ESYNTAX : RC_END;
    fault->at = at < end ? at : end;
    fault->expected = expected;
    return NULL;
}

rc_status rci_json_text_fault_fail(const rci_json_text_fault *fault, const char *text,
                                   const char *end, rc_error *err)
{
    rci_base_quoted quoted;
    rc_status status = fault->status == RC_END ? RC_ESYNTAX : fault->status;
    if (fault->at >= end) {
        rci_base_fail(err, status, "the text ends where %s is expected", fault->expected);
    } else if ((unsigned char)*fault->at < 0x20 || (unsigned char)*fault->at > 0x7E) {
        rci_base_fail(err, status, "found byte 0x%02X, expected %s", (unsigned char)*fault->at,
                      fault->expected);
    } else {
        rci_base_fail(err, status, "found '%s', expected %s", rci_base_quote(&quoted, fault->at, 1),
                      fault->expected);
    }
    rci_base_error_byte(err, (uint64_t)(fault->at - text));
    return status;
}
