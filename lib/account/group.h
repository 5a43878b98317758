/*
 * account/group.h - which group of a report a block belongs to, and the name of a group.
 */
#ifndef ROWCOL_ACCOUNT_GROUP_H
#define ROWCOL_ACCOUNT_GROUP_H

#include "account/table.h"

/* One more way than programs can ask for: by dtype (or kind) and site together. */
#define RCI_ACCOUNT_BY_HOLDER ((rc_memory_group)(RC_MEMORY_BY_STACK + 1))

/* A part of a block that belongs to one group. */
typedef struct rci_account_share {
    uint64_t key; /* of the group */
    uint64_t bytes;
    bool first; /* of its block: the block is counted with it */
} rci_account_share;

typedef bool rci_account_share_visitor(void *context, const rci_account_share *share);

/* Visits the parts of a block; by other groups than RC_MEMORY_BY_FIELD that is one. False as soon
   as the visitor returns false. */
bool rci_account_shares(const rci_account_block *block, rc_memory_group group,
                        rci_account_share_visitor *visit, void *context);

/* Prints the name of a group with at most `size` bytes, including a NUL. */
void rci_account_group_name(rc_memory_group group, uint64_t key, char *text, size_t size);

#endif
