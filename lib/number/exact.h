/*
 * The rare questions about a scanned number which need all of its digits. For the number module's
 * own files only.
 */
#ifndef ROWCOL_NUMBER_EXACT_H
#define ROWCOL_NUMBER_EXACT_H

#include "number/number.h"

/* The magnitude of a number whose first 19 digits do not decide its rounding. */
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
