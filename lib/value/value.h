/*
 * value/value.h - the bytes of one leaf field to a generic value and back.
 *
 * Cells are little-endian or big-endian as the dtype says, at any alignment, on any host. All leaf
 * kinds but str, whose cells only the store that owns them can read.
 */
#ifndef ROWCOL_VALUE_VALUE_H
#define ROWCOL_VALUE_VALUE_H

#include "base/bytes.h"

#include <rowcol/value.h>

/* Reads `cell` into `*value`; text and bytes borrow the cell. RC_OK; RC_ETYPE (str, struct,
   subarray), RC_EFORMAT (a U cell with code points that are not characters). */
rc_status rci_value_load(const rc_dtype *dtype, const void *cell, rc_value *value, rc_error *err);

/* Writes `cell` with the conversions of rowcol/value.h. The value may borrow from this cell. RC_OK;
   RC_ETYPE (also null, str, struct, subarray), RC_ERANGE, RC_ESYNTAX, RC_EARG, RC_ENOMEM; the cell
   is then unchanged. */
rc_status rci_value_store(const rc_dtype *dtype, void *cell, const rc_value *value, rc_error *err);

/*
 * The UTF-8 of a value of type TEXT or UCS4, as a str cell takes it. `dtype` is for the message
 * only. The result is borrowed from the value, or in `scratch`, which the caller initialises and
 * releases. RC_OK; RC_ETYPE (another value), RC_ESYNTAX (not UTF-8), RC_EARG (code points that are
 * not characters), RC_ENOMEM, RC_ELIMIT.
 */
rc_status rci_value_utf8(const rc_dtype *dtype, const rc_value *value, rci_base_bytes *scratch,
                         const char **text, size_t *length, rc_error *err);

#endif
