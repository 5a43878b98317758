/*
 * base/quote.h - text from outside, made printable for messages.
 */
#ifndef ROWCOL_BASE_QUOTE_H
#define ROWCOL_BASE_QUOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether a character may control a terminal (C0 and C1 controls), change the direction of the text
   around it (Unicode Standard Annex 9, section 2), or end a line. */
bool rci_base_is_control(uint32_t code);

typedef struct rci_base_quoted {
    char text[96];
    size_t length;
} rci_base_quoted;

/* A short printable copy of `n` bytes of input, escaped as rc_text_printable does; after about 40
   bytes it ends with "...". Returns buffer->text; its length is buffer->length. */
const char *rci_base_quote(rci_base_quoted *buffer, const char *bytes, size_t n);

/* The length of one escaped character at most, and of the longest character of UTF-8. */
#define RCI_BASE_ESCAPE_MAX 6

/* Writes the first character of `n` bytes of text, 1 at least, escaped if needed, to `out`, which
   has RCI_BASE_ESCAPE_MAX bytes; no NUL. Returns the bytes written, and the bytes read in `*used`.
 */
size_t rci_base_escape(char *out, const char *text, size_t n, size_t *used);

/* Whether all of `n` bytes of text are printable ASCII characters, none of which is escaped. */
bool rci_base_is_plain(const char *text, size_t n);

/* Whether any character of `n` bytes of text is escaped by rci_base_escape. */
bool rci_base_has_control(const char *text, size_t n);

#endif
