/*
 * number/exact.h - the rare conversions that need all digits of a number, not only the first 19.
 * For lib/number only.
 */
#ifndef ROWCOL_NUMBER_EXACT_H
#define ROWCOL_NUMBER_EXACT_H

#include "number/number.h"

/* The float nearest to the magnitude of a number; needed if its first 19 digits do not decide the
   rounding. */
double rci_number_exact_f8(const rci_number_scanned *number);
float rci_number_exact_f4(const rci_number_scanned *number);

/* Whether the integer token, of 20 digits or more, is exactly +value or -value. */
bool rci_number_exact_integer(const rci_number_scanned *number, double value);

/*
 * Compares the number's magnitude with a value from 1e-99 to 1e99 of at most 50 significant decimal
 * digits: negative, 0 or positive as the magnitude is less, equal or greater.
 */
int rci_number_exact_compare(const rci_number_scanned *number, double value);

#endif
