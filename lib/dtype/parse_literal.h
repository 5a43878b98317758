/*
 * dtype/parse_literal.h - dtypes out of literals: what the descr, dictionary and schema forms
 * share. Every function gives a new reference, or NULL with the byte in in->err.
 */
#ifndef ROWCOL_DTYPE_PARSE_LITERAL_H
#define ROWCOL_DTYPE_PARSE_LITERAL_H

#include "dtype/parse.h"

typedef struct rci_literal_reader {
    const rci_literal *literal;
    rc_align align;
    unsigned depth;
    rc_error *err;
} rci_literal_reader;

/* The node behind node `i` and everything in it. */
static inline size_t rci_literal_after(const rci_literal *literal, size_t i)
{
    return ((const rci_literal_node *)(const void *)literal->nodes.data)[i].after;
}

/* Any node that can stand for a type. */
rc_dtype *rci_dtype_from_node(const rci_literal_reader *in, size_t i);
/* A text. */
rc_dtype *rci_dtype_from_string(const rci_literal_reader *in, const rci_literal_node *node,
                                rci_dialect dialect);
/* A list of descr fields. */
rc_dtype *rci_dtype_from_fields(const rci_literal_reader *in, size_t i);
/* `element` in the shape that node `i` gives, a number or a tuple; takes over the reference. */
rc_dtype *rci_dtype_shaped(const rci_literal_reader *in, rc_dtype *element, size_t i);

#endif
