/*
 * compute/bind_text.h - comparisons of text and bytes.
 */
#ifndef ROWCOL_COMPUTE_BIND_TEXT_H
#define ROWCOL_COMPUTE_BIND_TEXT_H

#include "compute/program.h"

/* The form of a test whose dtype, S, U, V or str, is set. RC_OK; RC_ETYPE, RC_ERANGE, RC_ESYNTAX,
   RC_ENOMEM. */
rc_status rci_compute_bind_text(rci_compute_program *program, rci_compute_test *test,
                                const rc_predicate *predicate, rc_error *err);

/* Order of a cell and a constant of the field: negative, 0, positive. */
int rci_compute_text_order(const rci_compute_column *column, const unsigned char *cell,
                           const rci_compute_text *text);
bool rci_compute_text_begins(const rci_compute_column *column, const unsigned char *cell,
                             const rci_compute_text *text);

#endif
