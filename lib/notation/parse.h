/*
 * notation/parse.h - the parsers of the notations. Each reads the whole of its text and returns a
 * new reference; on failure NULL, with err->byte counted from the start of that text. `err` is not
 * NULL and not yet set.
 */
#ifndef ROWCOL_NOTATION_PARSE_H
#define ROWCOL_NOTATION_PARSE_H

#include "dtype/fields.h"
#include "notation/literal.h"

/* What rci_notation_parse_compact accepts. */
typedef enum rci_notation_dialect {
    RCI_NOTATION_COMPACT, /* everything: named fields, braces, nullable, comma lists */
    RCI_NOTATION_NUMPY    /* what NumPy accepts as a string: one type, or a comma list */
} rci_notation_dialect;

/* The compact and the comma notation. */
rc_dtype *rci_notation_parse_compact(const char *text, size_t length, rci_notation_dialect dialect,
                                     rc_align align, rc_error *err);

/* A literal: NumPy's descr or dictionary, or the JSON schema document. */
rc_dtype *rci_notation_parse_literal(const char *text, size_t length, rc_align align,
                                     rc_error *err);

/* T{<i:x:<i:y:}, or any other PEP 3118 format. */
rc_dtype *rci_notation_parse_pep3118(const char *text, size_t length, rc_error *err);

#endif
