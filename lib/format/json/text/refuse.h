/*
 * format/json/text/refuse.h - messages about values that JSON text cannot hold. Each function fills
 * in `err` (NULL is allowed; an error that is set stays) and returns RC_ERANGE; the caller adds the
 * record and the field.
 */
#ifndef ROWCOL_FORMAT_JSON_TEXT_REFUSE_H
#define ROWCOL_FORMAT_JSON_TEXT_REFUSE_H

#include <rowcol/base.h>

/* NaN and the infinities. */
rc_status rci_json_text_refuse_nonfinite(rc_error *err, double value);

/* `n` bytes that are not UTF-8 from byte `bad` on, in a field of `width` bytes; 0 when its texts
   have no greatest length. */
rc_status rci_json_text_refuse_bytes(rc_error *err, const char *bytes, size_t n, size_t bad,
                                     size_t width);

#endif
