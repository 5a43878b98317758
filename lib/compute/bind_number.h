/*
 * compute/bind_number.h - comparisons of numbers and times.
 */
#ifndef ROWCOL_COMPUTE_BIND_NUMBER_H
#define ROWCOL_COMPUTE_BIND_NUMBER_H

#include "compute/program.h"

/* The form of a test whose dtype, bool to c16, M8 or m8, is set. RC_OK; RC_ETYPE, RC_ERANGE,
   RC_ESYNTAX, RC_EARG, RC_ENOMEM. */
rc_status rci_compute_bind_number(rci_compute_program *program, rci_compute_test *test,
                                  const rc_predicate *predicate, rc_error *err);

#endif
