/*
 * base/text_builder.h - text of any length, built piece by piece. After the first failure nothing
 * more is added, so that a printer needs to check only at the end.
 */
#ifndef ROWCOL_BASE_TEXT_BUILDER_H
#define ROWCOL_BASE_TEXT_BUILDER_H

#include "base/bytes.h"

typedef struct rci_base_text_builder {
    rci_base_bytes bytes;
    rc_status status;
    rc_error *err;
} rci_base_text_builder;

void rci_base_text_builder_init(rci_base_text_builder *out, rc_error *err);
void rci_base_put(rci_base_text_builder *out, const char *text);
void rci_base_put_n(rci_base_text_builder *out, const char *text, size_t length);
void rci_base_put_char(rci_base_text_builder *out, char c);
void rci_base_put_size(rci_base_text_builder *out, size_t n);

/* `length` bytes of UTF-8 as a Python string literal, as repr() writes it. */
void rci_base_put_python(rci_base_text_builder *out, const char *text, size_t length);
/* `length` bytes of UTF-8 as a JSON string. All controls (rci_base_is_control) are escaped. */
void rci_base_put_json(rci_base_text_builder *out, const char *text, size_t length);

/* Fails with RC_EUNSUPPORTED: what is being printed cannot be printed. `field` is the path of the
   field that is the reason, or NULL. */
void rci_base_text_builder_refuse(rci_base_text_builder *out, const char *field, const char *format,
                                  ...) RC_PRINTF(3, 4);

/* The text for the caller (rc_text_free), or NULL after a failure. Releases `out`. */
char *rci_base_text_builder_finish(rci_base_text_builder *out);

#endif
