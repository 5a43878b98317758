/*
 * compute/group/add.h - adds numbers to the totals of their groups.
 */
#ifndef ROWCOL_COMPUTE_GROUP_ADD_H
#define ROWCOL_COMPUTE_GROUP_ADD_H

#include "compute/stats/part.h"

/* An array of each, with a number for each group, or NULL. Of groups without values only the counts
   and sums are defined. */
typedef struct rci_group_arrays {
    uint64_t *sizes; /* records */
    uint64_t *nulls, *nans;
    int64_t *min, *max; /* integers, bools, times; of u8 with the highest bit inverted */
    int64_t *sum;       /* of the same numbers, where no sum can exceed 64 bits */
    rci_value_wide *wide_sum;
    double *real_min, *real_max;
    rci_stats_sum *real_sum;
    uint64_t *first, *last; /* text: the records of minimum and maximum plus 1; 0 for none */
} rci_group_arrays;

/* Counts records. */
void rci_group_add_sizes(uint64_t *sizes, const uint32_t *groups, size_t n);

/* Integers, bools and times. `offset` is added to each in wide sums. */
void rci_group_add_whole(const rci_group_arrays *arrays, const uint32_t *groups,
                         const int64_t *values, rci_value_wide offset, size_t n);

/* Integers of up to 4 bytes, one after the other in the byte order of the host, to sums only. */
void rci_group_add_cells(int64_t *sum, const uint32_t *groups, const unsigned char *cells,
                         rc_kind kind, size_t n);

/* Floats, none of them NaN. */
void rci_group_add_real(const rci_group_arrays *arrays, const uint32_t *groups,
                        const double *values, size_t n);

#endif
