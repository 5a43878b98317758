/*
 * base/quote.h - text from outside, made printable for messages.
 */
#ifndef ROWCOL_BASE_QUOTE_H
#define ROWCOL_BASE_QUOTE_H

#include <stddef.h>

typedef struct rci_base_quoted {
    char text[96];
} rci_base_quoted;

/* A short printable copy of `n` bytes of input: control bytes and invalid UTF-8 are escaped, and
   after about 40 bytes it ends with "...". Returns buffer->text. */
const char *rci_base_quote(rci_base_quoted *buffer, const char *bytes, size_t n);

#endif
