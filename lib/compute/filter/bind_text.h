/*
 * compute/filter/bind_text.h - comparisons of text and bytes.
 */
#ifndef ROWCOL_COMPUTE_FILTER_BIND_TEXT_H
#define ROWCOL_COMPUTE_FILTER_BIND_TEXT_H

#include "compute/filter/program.h"

/* The form of a test whose dtype, S, U, V or str, is set. RC_OK; RC_ETYPE, RC_ERANGE, RC_ESYNTAX,
   RC_ENOMEM. */
rc_status rci_filter_bind_text(rci_filter_program *program, rci_filter_test *test,
                               const rc_predicate *predicate, rc_error *err);

/* Order of a cell and a constant of the field: negative, 0, positive. */
int rci_filter_text_order(const rci_compute_column *column, const unsigned char *cell,
                          const rci_filter_text *text);
bool rci_filter_text_begins(const rci_compute_column *column, const unsigned char *cell,
                            const rci_filter_text *text);

#endif
