/*
 * format/json/text/fault.h - where text breaks the JSON grammar, and what was expected there.
 */
#ifndef ROWCOL_FORMAT_JSON_TEXT_FAULT_H
#define ROWCOL_FORMAT_JSON_TEXT_FAULT_H

#include <rowcol/base.h>

/* Why a scan ended early. */
typedef struct rci_json_text_fault {
    rc_status status;     /* RC_ESYNTAX, RC_ELIMIT; RC_END when the text stops too early */
    const char *at;       /* the offending byte */
    const char *expected; /* what should have been there */
} rci_json_text_fault;

/* Sets RC_ESYNTAX, or RC_END when `at` is the end of the text. Returns NULL. */
const char *rci_json_text_expected(rci_json_text_fault *fault, const char *at, const char *end,
                                   const char *expected);

/* Fills in "found X, expected Y" and the byte, counted from `text`. Returns RC_ESYNTAX, RC_ELIMIT.
 */
rc_status rci_json_text_fault_fail(const rci_json_text_fault *fault, const char *text,
                                   const char *end, rc_error *err);

#endif
