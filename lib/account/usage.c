/* account/usage.c - the counters and the limit, for programs. */
#include "account/span.h"
#include "base/count.h"
#include "base/error.h"
#include "base/options.h"

#include <rowcol/memory.h>
#include <string.h>

const char *rc_memory_kind_name(rc_memory_kind kind)
{
    return rci_base_count_name(kind);
}

rc_status rc_memory_used(rc_memory_kind kind, rc_memory_usage *usage, rc_error *err)
{
    rc_memory_usage known = RC_MEMORY_USAGE_INIT;
    rci_base_counts counts;
    rc_status status;
    if ((int)kind < RC_MEMORY_ALL || kind > RC_MEMORY_TRACE) {
        return rci_base_fail(err, RC_EARG, "%d is not an rc_memory_kind", (int)kind);
    }
    if (!usage) {
        return rci_base_fail(err, RC_EARG, "no place for the counts (NULL)");
    }
    status = rci_base_options(&known, sizeof known, usage, "rc_memory_usage", err);
    if (status != RC_OK) {
        return status;
    }
    counts = rci_base_count_get(kind);
    known.size = usage->size;
    known.live = counts.live;
    known.live_blocks = counts.live_blocks;
    known.peak = kind == RC_MEMORY_ALL ? rci_account_peak() : counts.peak;
    known.total = counts.total;
    known.total_blocks = counts.total_blocks;
    memcpy(usage, &known, known.size);
    return RC_OK;
}

void rc_memory_reset_peak(void)
{
    rci_account_reset_peak();
    for (int kind = RC_MEMORY_ALL + 1; kind <= RC_MEMORY_TRACE; kind++) {
        rci_base_count_reset_peak((rc_memory_kind)kind);
    }
}

void rc_memory_set_limit(uint64_t bytes)
{
    atomic_store(&rci_base_count_limit, bytes);
}

uint64_t rc_memory_limit(void)
{
    return atomic_load(&rci_base_count_limit);
}
