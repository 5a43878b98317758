/*
 * compute/group/grouping.h - the groups of the records of a store.
 */
#ifndef ROWCOL_COMPUTE_GROUP_GROUPING_H
#define ROWCOL_COMPUTE_GROUP_GROUPING_H

#include <rowcol/group.h>

struct rc_grouping {
    const rc_allocator *allocator;
    size_t n, groups;
    uint32_t *numbers;
    uint64_t *firsts, *sizes;
    size_t firsts_bytes;
};

/* Options of a call, or their defaults for NULL. RC_OK; RC_EARG. */
rc_status rci_group_options(rc_group_options *options, const rc_group_options *given,
                            rc_error *err);

#endif
