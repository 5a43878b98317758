/*
 * notation/print.h - the printers of the notations. A failure is kept in `out`.
 */
#ifndef ROWCOL_NOTATION_PRINT_H
#define ROWCOL_NOTATION_PRINT_H

#include "base/text_builder.h"
#include "dtype/dtype_impl.h"

void rci_notation_print_compact(rci_base_text_builder *out, const rc_dtype *dtype);
void rci_notation_print_descr(rci_base_text_builder *out, const rc_dtype *dtype);
void rci_notation_print_comma(rci_base_text_builder *out, const rc_dtype *dtype);
void rci_notation_print_dict(rci_base_text_builder *out, const rc_dtype *dtype);
void rci_notation_print_pep3118(rci_base_text_builder *out, const rc_dtype *dtype);
void rci_notation_print_schema(rci_base_text_builder *out, const rc_dtype *dtype);
void rci_notation_print_json_schema(rci_base_text_builder *out, const rc_dtype *dtype);
void rci_notation_print_c(rci_base_text_builder *out, const rc_dtype *dtype, const char *tag);

/* The name of a field in the compact notation: a JSON string unless it is plain. */
void rci_notation_print_name(rci_base_text_builder *out, const char *name, size_t length);

/* The source of a field in the compact notation, with the equals sign, as parse_compact.c reads it.
 */
void rci_notation_print_source(rci_base_text_builder *out, const char *pointer);

/* The dimensions of a subarray as the compact and comma forms write them before the element: "3",
   "(2,3)", and "(1,)" where a bare count would be read as something else. */
void rci_notation_print_dims(rci_base_text_builder *out, const rc_dtype *subarray);

/* "(2, 3)", "(3,)" */
void rci_notation_print_python_shape(rci_base_text_builder *out, const rc_dtype *subarray);

/* Whether the fields of a struct follow each other as it is packed or aligned, without padding at
   the end that is not due to that. */
bool rci_notation_layout_is_plain(const rc_dtype *dtype);

/* Messages about what NumPy's notations cannot express. */
#define RCI_NOTATION_NO_STR "NumPy has no strings of variable length: use S<n> or U<n> wide enough"
#define RCI_NOTATION_NO_NULLABLE                                                                   \
    "NumPy has no nullable fields: remove the ? after the type, and add a bool field if needed"

#endif
