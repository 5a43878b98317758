/*
 * record/accept.h - values of another form than that of their field, where the options take them:
 * numbers and words in quotes, text from numbers, and so on.
 *
 * Each function is for a leaf and returns RC_OK: the cell is written; RC_END: no option takes the
 * value, which is an error of the caller's; or another status, with the error, for a value that is
 * taken and does not fit.
 */
#ifndef ROWCOL_RECORD_ACCEPT_H
#define ROWCOL_RECORD_ACCEPT_H

#include "number/number.h"
#include "record/target.h"

/* Text, for a field that is not text. */
rc_status rci_record_accept_text(const rci_record_target *target, uint32_t index,
                                 unsigned char *cell, const char *text, size_t n);

/* A number, for a field that is not a number. */
rc_status rci_record_accept_number(const rci_record_target *target, uint32_t index,
                                   unsigned char *cell, const rci_number_scanned *number);

/* true or false, for a field that is not a bool. */
rc_status rci_record_accept_bool(const rci_record_target *target, uint32_t index,
                                 unsigned char *cell, bool value);

/* The length of NaN, Infinity or -Infinity at text[0 .. n); 0: it is none of them. */
size_t rci_record_nonfinite(const char *text, size_t n);

/* Such a word, for a float. */
rc_status rci_record_accept_nonfinite(const rci_record_target *target, uint32_t index,
                                      unsigned char *cell, const char *word);

/* For part 0 or 1 of a complex number. */
rc_status rci_record_accept_nonfinite_part(const rci_record_target *target, uint32_t index,
                                           unsigned part, unsigned char *cell, const char *word);

/* The name of the option in RC_ACCEPT_... that takes a value which was refused, for the hint of its
   error; NULL: none does. `text` is that of the number or string. */
const char *rci_record_accept_hint_text(const rci_record_node *node, const char *text, size_t n);
const char *rci_record_accept_hint_number(const rci_record_node *node, const char *text, size_t n);
const char *rci_record_accept_hint_bool(const rci_record_node *node);

#endif
