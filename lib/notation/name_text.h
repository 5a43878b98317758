/*
 * notation/name_text.h - field names in notations, without characters that a terminal obeys.
 */
#ifndef ROWCOL_NOTATION_NAME_TEXT_H
#define ROWCOL_NOTATION_NAME_TEXT_H

#include "base/text_builder.h"

/* Whether valid UTF-8 has a control (C0, C1, DEL), a bidirectional control (Unicode Standard Annex
   9, section 2) or a line separator in it. */
bool rci_notation_has_control(const char *text, size_t length);

/* Writes a JSON string in which all of these are escaped. */
void rci_notation_put_json_name(rci_base_text_builder *out, const char *name, size_t length);

#endif
