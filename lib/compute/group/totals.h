/*
 * compute/group/totals.h - counts, minimum, maximum and sum of a field for each group.
 */
#ifndef ROWCOL_COMPUTE_GROUP_TOTALS_H
#define ROWCOL_COMPUTE_GROUP_TOTALS_H

#include "compute/group/add.h"
#include "compute/group/number.h"

/* Which totals are wanted. Counts of nulls and NaNs are always there. */
enum { RCI_GROUP_MIN = 1, RCI_GROUP_MAX = 2, RCI_GROUP_SUM = 4 };

typedef struct rci_group_totals {
    rci_group_call call;
    rci_compute_column column;
    const uint32_t *numbers; /* the group of each record */
    const uint64_t *sizes;   /* the records of each group */
    size_t groups;
    unsigned wanted;
    rci_group_arrays arrays;
    void *memory;
    size_t bytes;
} rci_group_totals;

/* RC_OK; RC_ENOMEM. `numbers` and `sizes` are borrowed. */
rc_status rci_group_totals_init(rci_group_totals *totals, const rci_group_call *call,
                                const rc_view *view, const uint32_t *numbers, const uint64_t *sizes,
                                size_t groups, unsigned wanted);
void rci_group_totals_release(rci_group_totals *totals);

/* The number of values of a group that are neither null nor NaN. */
static inline uint64_t rci_group_nulls(const rci_group_totals *totals, size_t group)
{
    return totals->arrays.nulls ? totals->arrays.nulls[group] : 0;
}

static inline uint64_t rci_group_nans(const rci_group_totals *totals, size_t group)
{
    return totals->arrays.nans ? totals->arrays.nans[group] : 0;
}

static inline uint64_t rci_group_values(const rci_group_totals *totals, size_t group)
{
    return totals->sizes[group] - rci_group_nulls(totals, group) - rci_group_nans(totals, group);
}

/* The exact sum of integers or times of a group. */
rci_value_wide rci_group_whole_sum(const rci_group_totals *totals, size_t group);

/* Everything about a group, as rc_view_stats has it for all records. */
void rci_group_part(const rci_group_totals *totals, size_t group, rci_stats_part *part);

#endif
