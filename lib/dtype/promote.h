/*
 * dtype/promote.h - which numbers each numeric kind holds exactly.
 */
#ifndef ROWCOL_DTYPE_PROMOTE_H
#define ROWCOL_DTYPE_PROMOTE_H

#include "dtype/dtype_impl.h"

/* In the order in which a family can hold the ones before it, given enough bits. */
typedef enum rci_dtype_family {
    RCI_DTYPE_FAMILY_BOOL,
    RCI_DTYPE_FAMILY_UNSIGNED,
    RCI_DTYPE_FAMILY_SIGNED,
    RCI_DTYPE_FAMILY_FLOAT,
    RCI_DTYPE_FAMILY_COMPLEX
} rci_dtype_family;

typedef struct rci_dtype_number_facts {
    rci_dtype_family family;
    unsigned char bits; /* every integer of so many bits is held exactly */
    unsigned char bytes;
} rci_dtype_number_facts;

/* Fills in `*facts`; false for kinds that are not numbers. */
bool rci_dtype_number_facts_of(rc_kind kind, rci_dtype_number_facts *facts);

/* Whether every value of `from` is a value of `to`; both are kinds of numbers. */
bool rci_dtype_number_holds(rc_kind to, rc_kind from);

#endif
