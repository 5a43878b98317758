/*
 * notation/c_identifier.h - C identifiers for fields.
 */
#ifndef ROWCOL_NOTATION_C_IDENTIFIER_H
#define ROWCOL_NOTATION_C_IDENTIFIER_H

#include "base/text_builder.h"
#include "dtype/dtype_impl.h"

/* Letters, digits and underscores, no digit first, no word that C or C++ has taken. */
bool rci_notation_is_c_identifier(const char *name, size_t length);

/* Writes the identifier of member `i` of a struct: its name where C allows that, else its name
   with underscores and its number, which no other member of the struct has. */
void rci_notation_put_c_member(rci_base_text_builder *out, const rc_dtype *dtype, size_t i);

/* Writes the identifier of the padding in front of member `i` (or, for i == nfields, behind all),
   which no member of the struct has. */
void rci_notation_put_c_padding(rci_base_text_builder *out, const rc_dtype *dtype, size_t i);

/* Writes `length` bytes as a C string literal. */
void rci_notation_put_c_string(rci_base_text_builder *out, const char *text, size_t length);

#endif
