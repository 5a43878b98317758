/*
 * value/store_impl.h - what the files of rci_value_store share. A function that writes a cell
 * writes all of it or, on failure, nothing.
 */
#ifndef ROWCOL_VALUE_STORE_IMPL_H
#define ROWCOL_VALUE_STORE_IMPL_H

#include "value/fail.h"
#include "value/value.h"

/* bool, integers, floats, complex; the value is not a UCS4. */
rc_status rci_value_store_number(const rc_dtype *dtype, void *cell, const rc_value *value,
                                 rc_error *err);

/* S, U and V; for V the value is not a UCS4. */
rc_status rci_value_store_string(const rc_dtype *dtype, void *cell, const rc_value *value,
                                 rc_error *err);

/* M8 and m8; the value is not a UCS4. */
rc_status rci_value_store_time(const rc_dtype *dtype, void *cell, const rc_value *value,
                               rc_error *err);

/* Reads a string as a number for `dtype` (bool to c16): BOOL, INT, UINT, FLOAT or COMPLEX. Floats
   are rounded once, to the precision of the dtype. RC_OK; RC_ESYNTAX, RC_ERANGE, RC_ETYPE. */
rc_status rci_value_parse_number(const rc_dtype *dtype, const char *text, size_t n,
                                 rc_value *number, rc_error *err);

/* The start of a value's text form, for messages. */
typedef struct rci_value_shown {
    char text[128];
    size_t length;
} rci_value_shown;

rci_value_shown rci_value_show_value(const rc_value *value);

/* Checks that the code points of a UCS4 value are characters. RC_OK; RC_EARG. */
rc_status rci_value_check_ucs4(const rc_value *value, rc_error *err);

/* Checks the type of a value, and that it has data if it has a length. RC_OK; RC_EARG. */
rc_status rci_value_check(const rc_value *value, rc_error *err);

/* rci_value_fail_kind for a value. */
rc_status rci_value_fail_value(rc_error *err, const rc_dtype *dtype, const rc_value *value);

#endif
