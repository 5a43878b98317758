/*
 * format/csv/number.h - numbers as a dialect writes them: with a decimal comma, or separators
 * between groups of three digits.
 */
#ifndef ROWCOL_FORMAT_CSV_NUMBER_H
#define ROWCOL_FORMAT_CSV_NUMBER_H

#include "base/bytes.h"
#include "format/csv/dialect.h"
#include "number/number.h"

/* Whether text[0 .. n) is a number in JSON's grammar, `*number`. */
bool rci_csv_is_plain_number(const char *text, size_t n, rci_number_scanned *number);

/* Scans text[0 .. n), which is a number as a whole or not at all. `*is_number` says which;
   `*number` is of that text, or of the same number in JSON's grammar in `scratch`. The text may be
   what rci_csv_unquote has made in `scratch`. RC_OK; RC_ENOMEM. */
rc_status rci_csv_scan_number(const rci_csv_dialect *dialect, const char *text, size_t n,
                              rci_base_bytes *scratch, rci_number_scanned *number, bool *is_number,
                              rc_error *err);

/* The option of rc_csv_dialect with which text that is not a number would be one: "decimal",
   "thousands" or "trim", a comma for the first two; NULL: none. `whole`: the field expects an
   integer. */
const char *rci_csv_number_option(const rci_csv_dialect *dialect, const char *text, size_t n,
                                  bool whole);

#endif
