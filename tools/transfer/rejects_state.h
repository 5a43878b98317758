/*
 * transfer/rejects_state.h - the counts of bad records as text, for a checkpoint.
 */
#ifndef ROWCOL_TOOLS_TRANSFER_REJECTS_STATE_H
#define ROWCOL_TOOLS_TRANSFER_REJECTS_STATE_H

#include "transfer/rejects.h"

/* The text, for free(), with a NUL after its `*size` bytes. NULL: no memory. */
char *rejects_save(const rejects *bad, size_t *size);

/* Reads what rejects_save has made into `bad`, which has no counts. False: it is malformed, or
   there is no memory. */
bool rejects_restore(rejects *bad, const char *text);

#endif
