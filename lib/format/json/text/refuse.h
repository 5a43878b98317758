/*
 * format/json/text/refuse.h - messages about values that JSON text cannot hold, or holds in another
 * form. Each function fills in `err` (NULL is allowed; an error that is set stays) and returns the
 * status, RC_ERANGE unless it says another; the caller adds the record and the field.
 */
#ifndef ROWCOL_FORMAT_JSON_TEXT_REFUSE_H
#define ROWCOL_FORMAT_JSON_TEXT_REFUSE_H

#include <rowcol/base.h>

/* NaN and the infinities. */
rc_status rci_json_text_refuse_nonfinite(rc_error *err, double value);

/* What a value begins with; for the messages below. */
typedef enum rci_json_text_kind {
    RCI_JSON_TEXT_NULL,
    RCI_JSON_TEXT_BOOL,
    RCI_JSON_TEXT_NUMBER,
    RCI_JSON_TEXT_STRING,
    RCI_JSON_TEXT_ARRAY,
    RCI_JSON_TEXT_OBJECT
} rci_json_text_kind;

/* A value that is not the array of two numbers that a complex number is written as: RC_ETYPE. */
rc_status rci_json_text_refuse_complex(rc_error *err, rci_json_text_kind found);

/* An array of objects where one record is expected: RC_ETYPE. */
rc_status rci_json_text_refuse_records(rc_error *err);

/* `n` bytes that are not UTF-8 from byte `bad` on, in a field of `width` bytes; 0 for a
   field without a greatest length. */
rc_status rci_json_text_refuse_bytes(rc_error *err, const char *bytes, size_t n, size_t bad,
                                     size_t width);

#endif
