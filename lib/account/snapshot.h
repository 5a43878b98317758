/*
 * account/snapshot.h - the blocks of a snapshot.
 */
#ifndef ROWCOL_ACCOUNT_SNAPSHOT_H
#define ROWCOL_ACCOUNT_SNAPSHOT_H

#include "account/table.h"

struct rc_memory_snapshot {
    rci_account_buffer blocks; /* rci_account_block each */
    size_t n;
    uint64_t bytes;
    uint64_t lost;
};

static inline const rci_account_block *
rci_account_snapshot_blocks(const rc_memory_snapshot *snapshot)
{
    return (const rci_account_block *)(const void *)snapshot->blocks.data;
}

#endif
