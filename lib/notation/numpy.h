/*
 * notation/numpy.h - rules of NumPy that several notations share: a count before a type, and the
 * names of fields without a name.
 */
#ifndef ROWCOL_NOTATION_NUMPY_H
#define ROWCOL_NOTATION_NUMPY_H

#include "dtype/fields.h"

/*
 * `count` of `element` as NumPy reads a bare count: 1 is the element itself, a count before an S, U
 * or V without a length is that length, and anything else makes a subarray. A new reference, or
 * NULL: RC_ELIMIT, RC_EUNSUPPORTED, RC_ENOMEM.
 */
rc_dtype *rci_notation_repeat(const rc_dtype *element, size_t count, rc_error *err);

/* The name that NumPy gives to field `i` when it has no name: f0, f1, ... */
typedef struct rci_notation_default_name {
    char text[24];
    size_t length;
} rci_notation_default_name;
void rci_notation_default_name_of(rci_notation_default_name *name, size_t i);

#endif
