/*
 * notation/code.h - the written name of one leaf: "i4", "float64", "S16", "M8[25s]".
 */
#ifndef ROWCOL_NOTATION_CODE_H
#define ROWCOL_NOTATION_CODE_H

#include "dtype/dtype_impl.h"

/*
 * A new reference to the leaf that `code` (without a byte order mark) names, or NULL: RC_ESYNTAX,
 * RC_EUNSUPPORTED, RC_ELIMIT, RC_ENOMEM; `*at` is then the offset in `code` of the error. With
 * `zones`, a time zone may follow the unit of M8.
 */
rc_dtype *rci_notation_leaf_from_code(const char *code, size_t length, rc_order order, bool zones,
                                      size_t *at, rc_error *err);

/* The shortest code that rci_notation_leaf_from_code reads back, without byte order: "i4",
 * "M8[25s]". */
typedef struct rci_notation_code {
    char text[40 + 1 + RCI_DTYPE_ZONE_MAX];
} rci_notation_code;
const char *rci_notation_leaf_code(rci_notation_code *code, const rc_dtype *leaf);

/* Adds the time zone of a leaf, if it has one, to its code: "M8[us]" becomes "M8[us,UTC]". */
const char *rci_notation_add_zone(rci_notation_code *code, const rc_dtype *leaf);

/* As rci_notation_leaf_code, after NumPy's mark for the byte order: "<i4", "|S16". Not for str. */
const char *rci_notation_leaf_typestr(rci_notation_code *code, const rc_dtype *leaf);

#endif
