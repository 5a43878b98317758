/*
 * compute/filter/bind.h - binds a predicate to a dtype and a store.
 *
 * `not` is moved down to the tests, which is right for three results too: `not (a and b)` is `not a
 * or not b` whether or not one of them is unknown. A bitmap says where the result is true; the
 * result of a test is the same bitmap for both senses, inverted or not, without the nulls. So one
 * bitmap is enough for three results.
 */
#ifndef ROWCOL_COMPUTE_FILTER_BIND_H
#define ROWCOL_COMPUTE_FILTER_BIND_H

#include "compute/filter/program.h"

/* Binds to records of `dtype`. Release the program in any case. RC_OK; RC_ENAME, RC_ESYNTAX,
   RC_ETYPE, RC_ERANGE, RC_ELIMIT, RC_ENOMEM. */
rc_status rci_filter_program_init(rci_filter_program *program, const rc_predicate *predicate,
                                  const rc_dtype *dtype, rc_error *err);
/* Then to a store of that dtype. RC_OK; RC_ENOMEM. */
rc_status rci_filter_program_attach(rci_filter_program *program, const rc_store *store,
                                    rc_error *err);

#endif
