/*
 * notation/code.h - the written name of one leaf: "i4", "float64", "S16", "M8[25s]".
 */
#ifndef ROWCOL_NOTATION_CODE_H
#define ROWCOL_NOTATION_CODE_H

#include "dtype/dtype_impl.h"

/*
 * A new reference to the leaf that `code` (without a byte order mark) names, or NULL: RC_ESYNTAX,
 * RC_EUNSUPPORTED, RC_ELIMIT, RC_ENOMEM; `*at` is then the offset in `code` of the error.
 */
rc_dtype *rci_notation_leaf_from_code(const char *code, size_t length, rc_order order, size_t *at,
                                      rc_error *err);

/* The shortest code that rci_notation_leaf_from_code reads back, without byte order: "i4",
 * "M8[25s]". */
typedef struct rci_notation_code {
    char text[40];
} rci_notation_code;
const char *rci_notation_leaf_code(rci_notation_code *code, const rc_dtype *leaf);

/* As rci_notation_leaf_code, after NumPy's mark for the byte order: "<i4", "|S16". Not for str. */
const char *rci_notation_leaf_typestr(rci_notation_code *code, const rc_dtype *leaf);

#endif
