/*
 * notation/parse_literal.h - dtypes from literals: what the parsers of the descr, dictionary and
 * schema forms share. A function that returns a dtype returns a new reference, or NULL with the
 * byte in in->err.
 */
#ifndef ROWCOL_NOTATION_PARSE_LITERAL_H
#define ROWCOL_NOTATION_PARSE_LITERAL_H

#include "notation/parse.h"

typedef struct rci_notation_literal_reader {
    const rci_notation_literal *literal;
    rc_align align;
    unsigned depth;
    rc_error *err;
} rci_notation_literal_reader;

/* From a node of any type. */
rc_dtype *rci_notation_dtype_from_node(const rci_notation_literal_reader *in, size_t i);
/* From a string. */
rc_dtype *rci_notation_dtype_from_string(const rci_notation_literal_reader *in,
                                         const rci_notation_literal_node *node,
                                         rci_notation_dialect dialect);
/* From a list of descr fields. */
rc_dtype *rci_notation_dtype_from_list(const rci_notation_literal_reader *in, size_t i);
/* From a dictionary with 'names' and 'formats'. */
rc_dtype *rci_notation_dtype_from_dict(const rci_notation_literal_reader *in, size_t i);
/* From a dictionary of name: (type, offset). */
rc_dtype *rci_notation_dtype_from_placed(const rci_notation_literal_reader *in, size_t i);
/* From an object with "fields", or with "element" and "shape". */
rc_dtype *rci_notation_dtype_from_schema(const rci_notation_literal_reader *in, size_t i);
/* `element` in the shape that node `i` gives, a number or a sequence; takes over the reference. */
rc_dtype *rci_notation_dtype_shaped(const rci_notation_literal_reader *in, rc_dtype *element,
                                    size_t i);

/* The struct of the fields that were read from node `i`. */
rc_dtype *rci_notation_literal_struct(const rci_notation_literal_reader *in, size_t i,
                                      rci_dtype_fields *fields, rc_align align, size_t itemsize);

/* "expected X, found a list" at the node; returns RC_ESYNTAX. */
rc_status rci_notation_literal_wrong(const rci_notation_literal_reader *in,
                                     const rci_notation_literal_node *node, const char *expected);

/* The number in node `i` as a size, 0 to RC_MAX_ITEMSIZE; `what` is for the message: "an offset".
 */
rc_status rci_notation_literal_size(const rci_notation_literal_reader *in, size_t i,
                                    const char *what, size_t *size);

#endif
