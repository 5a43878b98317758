/*
 * compute/group/grouping.h - the groups of the records of a store.
 */
#ifndef ROWCOL_COMPUTE_GROUP_GROUPING_H
#define ROWCOL_COMPUTE_GROUP_GROUPING_H

#include "compute/group/memory.h"

#include <rowcol/group.h>

struct rc_grouping {
    const rc_allocator *allocator;
    size_t n, groups;
    rci_group_memory numbers, sizes;
    rci_group_memory table; /* has `firsts` in it */
    const uint64_t *firsts;
};

/* Options of a call, or their defaults for NULL. RC_OK; RC_EARG. */
rc_status rci_group_options(rc_group_options *options, const rc_group_options *given,
                            rc_error *err);

#endif
