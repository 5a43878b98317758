/*
 * notation/parse.h - the readers of the notations. Each reads the whole of its text and returns a
 * new reference; on failure NULL, with err->byte counted from the start of that text. `err` is
 * there and not yet set.
 */
#ifndef ROWCOL_NOTATION_PARSE_H
#define ROWCOL_NOTATION_PARSE_H

#include "dtype/fields.h"
#include "notation/literal.h"

/*
 * `count` of `element` as NumPy reads a bare count: 1 is the element itself, and a count in front
 * of an S, U or V without a length is that length; else a subarray.
 */
rc_dtype *rci_notation_repeat(const rc_dtype *element, size_t count, rc_error *err);

/* What rci_notation_parse_compact takes. */
typedef enum rci_notation_dialect {
    RCI_NOTATION_COMPACT, /* everything: named fields, braces, nullable, comma lists */
    RCI_NOTATION_NUMPY    /* what NumPy takes as a string: one type, or a comma list */
} rci_notation_dialect;

/* The compact and the comma notation. */
rc_dtype *rci_notation_parse_compact(const char *text, size_t length, rci_notation_dialect dialect,
                                     rc_align align, rc_error *err);

/* A literal: NumPy's descr or dictionary, or the JSON schema document. */
rc_dtype *rci_notation_parse_literal(const char *text, size_t length, rc_align align,
                                     rc_error *err);

/* T{<i:x:<i:y:}, or any other PEP 3118 format. */
rc_dtype *rci_notation_parse_pep3118(const char *text, size_t length, rc_error *err);

/* The names f0, f1, ... that NumPy gives to fields without one. */
typedef struct rci_notation_default_name {
    char text[24];
    size_t length;
} rci_notation_default_name;
void rci_notation_default_name_of(rci_notation_default_name *name, size_t i);

#endif
