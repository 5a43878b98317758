/*
 * notation/fail_at.h - errors of the parsers: a message and the byte where it applies.
 */
#ifndef ROWCOL_NOTATION_FAIL_AT_H
#define ROWCOL_NOTATION_FAIL_AT_H

#include <rowcol/base.h>

/* rci_base_fail with the byte, unless `err` is already set. */
rc_status rci_notation_fail_at(rc_error *err, size_t byte, rc_status status, const char *format,
                               ...) RC_PRINTF(4, 5);

/* RC_ESYNTAX with the message "expected `expected`, found ...", which quotes `text` from `at` on.
 */
rc_status rci_notation_expected(rc_error *err, const char *text, size_t length, size_t at,
                                size_t byte, const char *expected);

#endif
