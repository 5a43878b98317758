/*
 * notation/textout.h - text that is being written. The first failure sticks, so that a printer can
 * write on and look at the end.
 */
#ifndef ROWCOL_DTYPE_TEXTOUT_H
#define ROWCOL_DTYPE_TEXTOUT_H

#include "base/bytes.h"

typedef struct rci_textout {
    rci_bytes bytes;
    rc_status status;
    rc_error *err;
} rci_textout;

void rci_textout_init(rci_textout *out, rc_error *err);
void rci_put(rci_textout *out, const char *text);
void rci_put_n(rci_textout *out, const char *text, size_t length);
void rci_put_char(rci_textout *out, char c);
void rci_put_size(rci_textout *out, size_t n);

/* `length` bytes of UTF-8 as a Python string literal, as repr() writes it. */
void rci_put_python(rci_textout *out, const char *text, size_t length);
/* `length` bytes of UTF-8 between double quotes, escaped as JSON. */
void rci_put_json(rci_textout *out, const char *text, size_t length);

/* Refuses what is being printed; `field` names the place (may be NULL). */
void rci_textout_refuse(rci_textout *out, const char *field, const char *format, ...)
    RC_PRINTF(3, 4);

/* The text for the caller (rc_text_free), or NULL after a failure. Releases `out`. */
char *rci_textout_finish(rci_textout *out);

#endif
