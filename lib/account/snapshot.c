/* account/snapshot.c - takes snapshots. */
#include "account/snapshot.h"

#include "account/trace.h"
#include "base/error.h"

#include <string.h>

rc_memory_snapshot *rc_memory_snapshot_take(rc_error *err)
{
    rc_memory_snapshot *snapshot;
    if (rci_account_check_tracing(err) != RC_OK) {
        return NULL;
    }
    snapshot = rci_account_pages_take(sizeof *snapshot);
    if (!snapshot || !rci_account_table_copy(&snapshot->blocks)) {
        rc_memory_snapshot_free(snapshot);
        rci_base_fail(err, RC_ENOMEM, "out of memory: no pages for a snapshot");
        return NULL;
    }
    snapshot->n = snapshot->blocks.length / sizeof(rci_account_block);
    for (size_t i = 0; i < snapshot->n; i++) {
        snapshot->bytes += rci_account_snapshot_blocks(snapshot)[i].size;
    }
    snapshot->lost = atomic_load(&rci_account_lost);
    return snapshot;
}

void rc_memory_snapshot_free(rc_memory_snapshot *snapshot)
{
    if (snapshot) {
        rci_account_buffer_release(&snapshot->blocks);
        rci_account_pages_give(snapshot, sizeof *snapshot);
    }
}

size_t rc_memory_snapshot_blocks(const rc_memory_snapshot *snapshot)
{
    return snapshot ? snapshot->n : 0;
}

uint64_t rc_memory_snapshot_bytes(const rc_memory_snapshot *snapshot)
{
    return snapshot ? snapshot->bytes : 0;
}

uint64_t rc_memory_snapshot_lost(const rc_memory_snapshot *snapshot)
{
    return snapshot ? snapshot->lost : 0;
}
