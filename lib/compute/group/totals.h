/*
 * compute/group/totals.h - counts, minimum, maximum and sum of a field for each group.
 */
#ifndef ROWCOL_COMPUTE_GROUP_TOTALS_H
#define ROWCOL_COMPUTE_GROUP_TOTALS_H

#include "compute/group/add.h"
#include "compute/group/number.h"

/* Which totals are wanted. Counts of nulls and NaNs are always there. */
enum { RCI_GROUP_MIN = 1, RCI_GROUP_MAX = 2, RCI_GROUP_SUM = 4 };

/* The totals of some records. */
typedef struct rci_group_totals {
    const rci_compute_column *column; /* NULL: only the numbers of records are counted */
    unsigned wanted;
    bool is_narrow; /* no sum of integers can exceed 64 bits */
    size_t groups, capacity;
    rci_group_arrays arrays;
    rci_group_memory memory;
} rci_group_totals;

/* Totals of a column of which `n` records may be added. */
void rci_group_totals_init(rci_group_totals *totals, const rci_compute_column *column, size_t n,
                           unsigned wanted);
void rci_group_totals_release(rci_group_totals *totals);

/* There are `groups` groups now, the new ones without values. RC_OK; RC_ENOMEM. */
rc_status rci_group_totals_grow(rci_group_totals *totals, size_t groups);

/* Adds records first .. first + n - 1, at most RCI_GROUP_BLOCK; record first + i is in group
   numbers[i]. */
void rci_group_totals_add(const rci_group_totals *totals, const uint32_t *numbers, size_t first,
                          size_t n);

/* Adds groups first .. end - 1 of later records, which are the same groups of `to`. */
void rci_group_totals_join(const rci_group_totals *to, const rci_group_totals *from, size_t first,
                           size_t end);

/* Adds groups groups[0] .. groups[n - 1] of later records to to_groups[0] .. to_groups[n - 1]. */
void rci_group_totals_join_some(const rci_group_totals *to, const rci_group_totals *from,
                                const uint32_t *to_groups, const uint32_t *groups, size_t n);

/* The totals of groups with the numbers words[0], words[1] ... become those of groups 0, 1 ...
   RC_OK; RC_ENOMEM. */
rc_status rci_group_totals_pick(rci_group_totals *totals, const uint64_t *words, size_t groups);

/* The totals of all records, whose numbers are known. `to` is initialised. RC_OK; RC_ENOMEM. */
rc_status rci_group_totals_of(rci_group_totals *to, const rci_group_call *call,
                              const uint32_t *numbers, size_t groups);

static inline uint64_t rci_group_nulls(const rci_group_totals *totals, size_t group)
{
    return totals->arrays.nulls ? totals->arrays.nulls[group] : 0;
}

static inline uint64_t rci_group_nans(const rci_group_totals *totals, size_t group)
{
    return totals->arrays.nans ? totals->arrays.nans[group] : 0;
}

/* The exact sum of integers or times of a group. */
rci_value_wide rci_group_whole_sum(const rci_group_totals *totals, size_t group);

/* Everything about a group of `size` records, as rc_view_stats has it for all records. */
void rci_group_part(const rci_group_totals *totals, size_t group, uint64_t size,
                    rci_stats_part *part);

#endif
