/*
 * value/fail.h - the words for values that a field cannot take, one place for all of them:
 * generic set and convert, JSON and whatever else reads values. Each message says what was found,
 * what the dtype wants, and the way out, such as
 *     3000000000 does not fit int32 (try i8)
 *     found text "abc" where int32 wants an integer (try str)
 * and none says where: the caller adds line, byte and field. Each function fills in `err` (which
 * may be NULL, or already set and then stays) and returns the status. `text` and `n` are what was
 * found, as it stood in the source; they are quoted and cut by rci_base_quote.
 */
#ifndef ROWCOL_VALUE_FAIL_H
#define ROWCOL_VALUE_FAIL_H

#include "number/number.h"
#include "value/datetime.h"

typedef struct rci_value_words {
    char text[48];
} rci_value_words;

/* A dtype in words, "int32", "S8", "datetime64[25s]", "a struct". Returns buffer->text. */
const char *rci_value_dtype_words(rci_value_words *buffer, const rc_dtype *dtype);
const char *rci_value_time_words(rci_value_words *buffer, rc_kind kind, rci_value_time_unit unit);

/* What stood where a value of another kind is wanted. */
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

/* The wrong kind of thing altogether: RC_ETYPE. `text` may be NULL (arrays, objects, null); of a
   text it is what stands between the quotes. */
rc_status rci_value_fail_kind(rc_error *err, const rc_dtype *dtype, rci_value_found found,
                              const char *text, size_t n);

/* A number that the dtype (bool, integer, float, complex) cannot take, for the reason that the
   number module gave: RC_ESYNTAX for RCI_NUMBER_SYNTAX, RC_ETYPE for RCI_NUMBER_NOT_INTEGER, else
   RC_ERANGE. */
rc_status rci_value_fail_number(rc_error *err, const rc_dtype *dtype, rci_number_status why,
                                const char *text, size_t n);

/* An integer or float outside the range of the dtype: rci_value_fail_number with
 * RCI_NUMBER_OVERFLOW. */
rc_status rci_value_fail_range(rc_error *err, const rc_dtype *dtype, const char *text, size_t n);

/* A float between two values of a narrower float: RC_ERANGE. */
rc_status rci_value_fail_rounded(rc_error *err, const rc_dtype *dtype, const char *text, size_t n);

/* A text of `length` bytes or characters, more than S or U holds: RC_ERANGE. */
rc_status rci_value_fail_length(rc_error *err, const rc_dtype *dtype, size_t length,
                                const char *text, size_t n);

/* `length` bytes for V, not as many as it has; `text` is their hexadecimal: RC_ERANGE. */
rc_status rci_value_fail_fill(rc_error *err, const rc_dtype *dtype, size_t length, const char *text,
                              size_t n);

/* A text that ends in NUL, which S and U cannot tell from their padding: RC_ERANGE. */
rc_status rci_value_fail_nul(rc_error *err, const rc_dtype *dtype, const char *text, size_t n);

/* A text that is not UTF-8 from byte `bad` on: RC_ESYNTAX. */
rc_status rci_value_fail_utf8(rc_error *err, const char *text, size_t n, size_t bad);

/* Text that should have been another form of the dtype: RC_ESYNTAX. */
rc_status rci_value_fail_syntax(rc_error *err, const rc_dtype *dtype, const char *text, size_t n);

/* A time that another unit does not take: RC_ERANGE, or RC_ETYPE for the reasons that do not depend
   on the count. `kind` is RC_DATETIME or RC_TIMEDELTA, `unit` the one wanted. */
rc_status rci_value_fail_time(rc_error *err, rc_kind kind, rci_value_time_unit unit,
                              rci_value_time_status why, const char *text, size_t n);

#endif
