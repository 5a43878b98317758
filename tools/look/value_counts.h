/*
 * look/value_counts.h - how often each value occurs, of records that come in batches.
 *
 * What is kept does not grow with the records, only with the number of different values.
 */
#ifndef ROWCOL_TOOLS_LOOK_VALUE_COUNTS_H
#define ROWCOL_TOOLS_LOOK_VALUE_COUNTS_H

#include <rowcol.h>

typedef struct value_counts {
    char **paths; /* of all fields of the records */
    size_t n_paths;
    rc_store *values; /* the different ones in the order in which they came, then more records */
    uint64_t *counts; /* of the different ones */
    size_t n;         /* how many these are */
    uint64_t records;
} value_counts;

/* Prepares for records of `dtype`, whose fields are the values together. RC_OK; RC_ENOMEM. */
rc_status counts_start(value_counts *c, const rc_dtype *dtype, rc_error *err);

/* RC_OK; RC_ETYPE (structs, subarrays, complex numbers), RC_ELIMIT, RC_ENOMEM. */
rc_status counts_add(value_counts *c, const rc_store *records, rc_error *err);

/* Afterwards `values` has each value once, and `counts` how often it came. */
rc_status counts_finish(value_counts *c, rc_error *err);

/* The indices of all values, those that came most often first, equal ones in the order in which
   they came; for free(). NULL: out of memory. */
size_t *counts_order(const value_counts *c);

void counts_release(value_counts *c);

#endif
