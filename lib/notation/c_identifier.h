/*
 * notation/c_identifier.h - C identifiers and string literals made from field names.
 */
#ifndef ROWCOL_NOTATION_C_IDENTIFIER_H
#define ROWCOL_NOTATION_C_IDENTIFIER_H

#include "base/text_builder.h"
#include "dtype/dtype_impl.h"

/* Whether the name is an identifier that C and C++ leave to the program: letters, digits and
   underscores, not a digit first, not reserved, not a keyword. */
bool rci_notation_is_c_identifier(const char *name, size_t length);

/* Writes the identifier of member `i` of a struct: its name where C allows it, else its name with
   underscores and its index. No other member of the struct has the same. */
void rci_notation_put_c_member(rci_base_text_builder *out, const rc_dtype *dtype, size_t i);

/* Writes an identifier for the padding before member `i` (for i == nfields: after the last). No
   member of the struct has the same. */
void rci_notation_put_c_padding(rci_base_text_builder *out, const rc_dtype *dtype, size_t i);

/* Writes `length` bytes as a C string literal. */
void rci_notation_put_c_string(rci_base_text_builder *out, const char *text, size_t length);

#endif
