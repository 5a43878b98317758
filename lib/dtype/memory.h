/*
 * dtype/memory.h - what dtypes keep in memory.
 */
#ifndef ROWCOL_DTYPE_MEMORY_H
#define ROWCOL_DTYPE_MEMORY_H

#include "account/tally.h"

/* Adds a dtype that the object `from` of the tally refers to, with those that it consists of. */
void rci_dtype_tally(rci_account_tally *tally, const rc_dtype *dtype, size_t from);

#endif
