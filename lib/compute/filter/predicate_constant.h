/*
 * compute/filter/predicate_constant.h - the constants in a predicate's text.
 */
#ifndef ROWCOL_COMPUTE_FILTER_PREDICATE_CONSTANT_H
#define ROWCOL_COMPUTE_FILTER_PREDICATE_CONSTANT_H

#include "base/bytes.h"
#include "compute/filter/predicate_token.h"

/* Reads the constant of a token for a field of `dtype`. Text borrows from `text`, or from
   `strings`, whose memory holds as many bytes as `text` from the start, so that it does not move.
   RC_OK; RC_ESYNTAX, RC_ETYPE, RC_ENOMEM, with the byte. */
rc_status rci_filter_constant_read(const char *text, const rci_filter_token *token,
                                   const rc_dtype *dtype, rci_base_bytes *strings, rc_value *value,
                                   rc_error *err);

#endif
