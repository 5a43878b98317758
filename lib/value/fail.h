/*
 * value/fail.h - the errors for values that a field cannot take, for every part of the library that
 * reads values. A message says what was found, what the dtype expects, and a suggestion, such as
 *     3000000000 does not fit int32 (try i8)
 *     found text "abc" where int32 expects an integer (try str)
 * It does not say where: the caller adds line, byte and field. Each function fills in `err` (which
 * may be NULL; if it is already set it stays as it is) and returns the status. `text` and `n` are
 * the value as written in the source; the message quotes them with rci_base_quote.
 */
#ifndef ROWCOL_VALUE_FAIL_H
#define ROWCOL_VALUE_FAIL_H

#include "number/number.h"
#include "value/datetime.h"

typedef struct rci_value_name {
    char text[48];
} rci_value_name;

/* The name of a dtype in messages: "int32", "S8", "datetime64[25s]", "a struct". It may be in the
   buffer. */
const char *rci_value_dtype_name(rci_value_name *buffer, const rc_dtype *dtype);
const char *rci_value_time_dtype_name(rci_value_name *buffer, rc_kind kind,
                                      rci_value_time_unit unit);

/* The dtype of a time in the compact notation: "M8[25s]"; "M8" for an invalid unit. Returns
   buffer->text. */
const char *rci_value_time_code(rci_value_name *buffer, rc_kind kind, rci_value_time_unit unit);

/* What was found where a value of another kind is expected. */
typedef enum rci_value_found {
    RCI_VALUE_FOUND_NULL,
    RCI_VALUE_FOUND_BOOL,
    RCI_VALUE_FOUND_NUMBER,
    RCI_VALUE_FOUND_COMPLEX,
    RCI_VALUE_FOUND_TEXT,
    RCI_VALUE_FOUND_BYTES,
    RCI_VALUE_FOUND_DATETIME,
    RCI_VALUE_FOUND_TIMEDELTA,
    RCI_VALUE_FOUND_ARRAY,
    RCI_VALUE_FOUND_OBJECT
} rci_value_found;

/* Its name in messages, such as "a number". */
const char *rci_value_found_name(rci_value_found found);

/* A value of the wrong type: RC_ETYPE. `text` may be NULL (arrays, objects, null); for a string it
   is the part between the quotes. */
rc_status rci_value_fail_kind(rc_error *err, const rc_dtype *dtype, rci_value_found found,
                              const char *text, size_t n);

/* Null that a reader found for a field that is not nullable: RC_ETYPE, and the hint RC_HINT_NULLS.
 */
rc_status rci_value_fail_null(rc_error *err, const rc_dtype *dtype);

/* A number that the dtype (bool, integer, float, complex) cannot take, for the reason that
   lib/number gave: RC_ESYNTAX for RCI_NUMBER_SYNTAX, RC_ETYPE for RCI_NUMBER_NOT_INTEGER, else
   RC_ERANGE. */
rc_status rci_value_fail_number(rc_error *err, const rc_dtype *dtype, rci_number_status why,
                                const char *text, size_t n);

/* A float between two values of a narrower float: RC_ERANGE. */
rc_status rci_value_fail_rounded(rc_error *err, const rc_dtype *dtype, const char *text, size_t n);

/* A string of `length` bytes or characters, more than S or U holds: RC_ERANGE. */
rc_status rci_value_fail_length(rc_error *err, const rc_dtype *dtype, size_t length,
                                const char *text, size_t n);

/* `length` bytes for V, which has another length; `text` is their hexadecimal: RC_ERANGE. */
rc_status rci_value_fail_fill(rc_error *err, const rc_dtype *dtype, size_t length, const char *text,
                              size_t n);

/* A string that ends in NUL, which S and U cannot distinguish from their padding: RC_ERANGE. */
rc_status rci_value_fail_nul(rc_error *err, const rc_dtype *dtype, const char *text, size_t n);

/* A string that is not valid UTF-8 at byte `bad`: RC_ESYNTAX. */
rc_status rci_value_fail_utf8(rc_error *err, const char *text, size_t n, size_t bad);

/* A string that is not the text of a value of the dtype: RC_ESYNTAX. */
rc_status rci_value_fail_syntax(rc_error *err, const rc_dtype *dtype, const char *text, size_t n);

/* A time that `unit` does not hold: RC_ERANGE, or RC_ETYPE for the reasons that do not depend on
   the count. `kind` is RC_DATETIME or RC_TIMEDELTA; `other` is a unit that holds the time, or
   RC_UNIT_GENERIC. */
rc_status rci_value_fail_time(rc_error *err, rc_kind kind, rci_value_time_unit unit,
                              rci_value_time_status why, rc_unit other, const char *text, size_t n);

#endif
