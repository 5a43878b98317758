/*
 * dtype/promote.h - what the kinds of numbers hold.
 */
#ifndef ROWCOL_DTYPE_PROMOTE_H
#define ROWCOL_DTYPE_PROMOTE_H

#include "dtype/dtype_impl.h"

/* In the order in which one can hold the other, as far as its bits reach. */
typedef enum rci_dtype_family {
    RCI_DTYPE_FAMILY_BOOL,
    RCI_DTYPE_FAMILY_UNSIGNED,
    RCI_DTYPE_FAMILY_SIGNED,
    RCI_DTYPE_FAMILY_FLOAT,
    RCI_DTYPE_FAMILY_COMPLEX
} rci_dtype_family;

typedef struct rci_dtype_number_facts {
    rci_dtype_family family;
    unsigned char bits; /* every whole number of so many bits is held exactly */
    unsigned char bytes;
} rci_dtype_number_facts;

/* False for kinds that are no numbers. */
bool rci_dtype_number_facts_of(rc_kind kind, rci_dtype_number_facts *facts);

/* Whether every value of `from` is a value of `to`; both are kinds of numbers. */
bool rci_dtype_number_holds(rc_kind to, rc_kind from);

#endif
