/*
 * notation/parse_source.h - names in the compact notation, and where a field comes from.
 */
#ifndef ROWCOL_NOTATION_PARSE_SOURCE_H
#define ROWCOL_NOTATION_PARSE_SOURCE_H

#include "base/text_builder.h"

/* The length of the name without quotes that the text begins with; 0 if it does not. */
size_t rci_notation_bare_name(const char *text, size_t length);

/* Reads the source at text[*at], which moves after it, and appends it to `pointer` as a JSON
   pointer that ends with NUL. RC_OK; RC_ESYNTAX with the byte, RC_ENOMEM. */
rc_status rci_notation_read_source(const char *text, size_t length, size_t *at,
                                   rci_base_text_builder *pointer, rc_error *err);

#endif
