/*
 * compute/group/join.h - the groups of several ranges of records become those of all records.
 */
#ifndef ROWCOL_COMPUTE_GROUP_JOIN_H
#define ROWCOL_COMPUTE_GROUP_JOIN_H

#include "compute/group/number.h"

typedef struct rci_group_joining {
    const rci_group_call *call;
    const rci_group_sink *sink; /* or NULL */
    rci_group_table *tables;    /* of each range, in the order of the records */
    size_t n_ranges;
    rci_group_memory *maps; /* of each range but the first one: uint32_t, the number in all of each
                               of its groups; NULL: not wanted */
} rci_group_joining;

/* Adds the groups of all ranges to the first table, in the order of their first records, and fills
   the maps. The first table is closed. RC_OK; RC_ENOMEM, RC_ELIMIT, or a status of the sink. */
rc_status rci_group_join(rci_group_joining *all);

/* The same for tables of marks; there are no maps, and there is a sink. */
rc_status rci_group_join_marks(rci_group_joining *all);

#endif
