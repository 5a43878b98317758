/*
 * record/put.h - scanned values into the cells of a batch, with the checks that the field asks for.
 *
 * The caller has found out what the text is (a number, a string, true or false) and that the
 * field's form (rci_record_form) takes it. `cell` is where the value goes, rci_record_target_cell
 * for a field. Each function returns RC_OK, or a status after it has filled in target->err with the
 * message of value/fail.h and the field; the caller adds the place.
 */
#ifndef ROWCOL_RECORD_PUT_H
#define ROWCOL_RECORD_PUT_H

#include "number/number.h"
#include "record/target.h"

/* The dtype of a field for a message; its path goes into the error, for the suggestions of
   value/fail.h to name it. */
const rc_dtype *rci_record_failing_field(const rci_record_target *target, uint32_t index);

/* RCI_RECORD_NUMBER, RCI_RECORD_NUMBER_OR_TEXT: a number that passed the grammar. RC_OK; RC_ETYPE
   (not an integer), RC_ERANGE. */
rc_status rci_record_put_number(const rci_record_target *target, uint32_t index,
                                unsigned char *cell, const rci_number_scanned *number);

/* RCI_RECORD_NUMBER_PAIR: the real part (`part` 0) or the imaginary part (1). RC_OK; RC_ERANGE. */
rc_status rci_record_put_part(const rci_record_target *target, uint32_t index, unsigned part,
                              unsigned char *cell, const rci_number_scanned *number);

/* RCI_RECORD_BOOL. */
static inline void rci_record_put_bool(unsigned char *cell, bool value)
{
    *cell = value;
}

/* A datetime whose times are numbers, by the options. RC_OK; RC_END: they are not; RC_ERANGE. */
rc_status rci_record_put_epoch(const rci_record_target *target, uint32_t index, unsigned char *cell,
                               const rci_number_scanned *number);

/* RCI_RECORD_TEXT, RCI_RECORD_NUMBER_OR_TEXT: `n` bytes of UTF-8, checked by the caller. RC_OK;
   RC_ERANGE, RC_ESYNTAX, RC_ELIMIT, RC_ENOMEM. */
rc_status rci_record_put_text(const rci_record_target *target, uint32_t index, unsigned char *cell,
                              const char *text, size_t n);

#endif
