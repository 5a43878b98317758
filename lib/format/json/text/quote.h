/*
 * format/json/text/quote.h - a JSON string from its text.
 */
#ifndef ROWCOL_FORMAT_JSON_TEXT_QUOTE_H
#define ROWCOL_FORMAT_JSON_TEXT_QUOTE_H

#include <stddef.h>

/* Writes `n` bytes of well-formed UTF-8 in quotes and returns the end; there must be room for 6
   bytes each and 32 more. */
char *rci_json_text_quote(char *out, const char *text, size_t n);

#endif
