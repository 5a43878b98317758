/*
 * compute/filter/predicate.h - the predicate itself: a tree of tests of fields, immutable.
 */
#ifndef ROWCOL_COMPUTE_FILTER_PREDICATE_H
#define ROWCOL_COMPUTE_FILTER_PREDICATE_H

#include <rowcol/filter.h>
#include <stdatomic.h>
#include <stdbool.h>

typedef enum rci_filter_form {
    RCI_FILTER_AND,
    RCI_FILTER_OR,
    RCI_FILTER_NOT,     /* of `left` */
    RCI_FILTER_COMPARE, /* one value */
    RCI_FILTER_BETWEEN, /* two values: from the first to the second */
    RCI_FILTER_IN,      /* any number of values */
    RCI_FILTER_IS_NULL,
    RCI_FILTER_STARTS_WITH /* one value, text or bytes */
} rci_filter_form;

/* One block: the structure, the values, the path, the text of the values. */
struct rc_predicate {
    atomic_size_t refs;
    const rc_allocator *allocator;
    size_t block_size;
    rci_filter_form form;
    rc_compare compare;
    unsigned depth;
    rc_predicate *left, *right; /* referenced */
    const char *path;
    size_t n_values;
    const rc_value *values;
};

/* A test of a field; text in `values` is copied. RC_VALUE_NULL is refused. NULL: RC_EARG,
   RC_ELIMIT, RC_ENOMEM. */
rc_predicate *rci_filter_predicate_test(rci_filter_form form, rc_compare compare, const char *path,
                                        const rc_value *values, size_t n, rc_error *err);

/* `left` and `right` (NULL for RCI_FILTER_NOT) are taken over, also on failure, and may be NULL if
   err is set. NULL: RC_ELIMIT, RC_ENOMEM. */
rc_predicate *rci_filter_predicate_join(rci_filter_form form, rc_predicate *left,
                                        rc_predicate *right, rc_error *err);

#endif
