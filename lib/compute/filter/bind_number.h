/*
 * compute/filter/bind_number.h - comparisons of numbers and times.
 */
#ifndef ROWCOL_COMPUTE_FILTER_BIND_NUMBER_H
#define ROWCOL_COMPUTE_FILTER_BIND_NUMBER_H

#include "compute/filter/program.h"

/* The form of a test whose dtype, bool to c16, M8 or m8, is set. RC_OK; RC_ETYPE, RC_ERANGE,
   RC_ESYNTAX, RC_EARG, RC_ENOMEM. */
rc_status rci_filter_bind_number(rci_filter_program *program, rci_filter_test *test,
                                 const rc_predicate *predicate, rc_error *err);

#endif
