/*
 * compute/group/grouping.c - the group of each record as an object, and statistics of groups.
 */
#include "compute/group/grouping.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/error.h"
#include "base/options.h"
#include "base/pool.h"
#include "compute/group/keys.h"
#include "compute/group/totals.h"
#include "compute/stats/histogram.h"
#include "store/field_handle.h"

#include <string.h>

rc_status rci_group_options(rc_group_options *options, const rc_group_options *given, rc_error *err)
{
    rc_status status;
    *options = (rc_group_options)RC_GROUP_OPTIONS_INIT;
    status = rci_base_options(options, sizeof *options, given, "rc_group_options", err);
    if (status == RC_OK && options->layout != RC_LAYOUT_DEFAULT && options->layout != RC_ROWS &&
        options->layout != RC_COLUMNS) {
        status = rci_base_fail(err, RC_EARG, "the layout is neither RC_ROWS nor RC_COLUMNS");
    }
    return status;
}

/* ------------------------------------------------------------------- sizes */

enum { MAX_PARTS = 64 };

typedef struct counting {
    const rc_grouping *grouping;
    uint64_t *counts; /* of each part and group; the first part has the result */
    size_t parts;
} counting;

static void count_part(void *arg, size_t task)
{
    enum { AHEAD = 24 };
    const counting *all = arg;
    const uint32_t *numbers = all->grouping->numbers;
    size_t n = all->grouping->n, each = n / all->parts;
    size_t i = task * each, end = task + 1 == all->parts ? n : i + each;
    uint64_t *counts = all->counts + task * all->grouping->groups;
    for (; i + AHEAD < end; i++) {
        __builtin_prefetch(&counts[numbers[i + AHEAD]], 1);
        counts[numbers[i]]++;
    }
    for (; i < end; i++) {
        counts[numbers[i]]++;
    }
}

static void join_counts(void *arg, size_t task)
{
    const counting *all = arg;
    size_t groups = all->grouping->groups, end = rci_compute_chunk_end(task, groups);
    for (size_t g = task * RCI_COMPUTE_CHUNK; g < end; g++) {
        for (size_t k = 1; k < all->parts; k++) {
            all->counts[g] += all->counts[k * groups + g];
        }
        all->grouping->sizes[g] = all->counts[g];
    }
}

static rc_status count_records(rc_grouping *grouping, unsigned threads, rc_error *err)
{
    counting all = {grouping, NULL, 1};
    size_t threads_used = rci_base_thread_count(threads), bytes;
    size_t most = grouping->groups > 0 ? grouping->n / 4 / grouping->groups : 1;
    all.parts = threads_used < most ? threads_used : most;
    all.parts = all.parts < 1 ? 1 : all.parts < MAX_PARTS ? all.parts : MAX_PARTS;
    /* At most 2 bytes for each record, or 8 for each group. */
    bytes = all.parts * grouping->groups * sizeof *all.counts;
    all.counts = rci_base_zalloc(grouping->allocator, bytes, err);
    if (!all.counts) {
        return RC_ENOMEM;
    }
    rci_base_pool_run(threads, all.parts, count_part, &all);
    rci_base_pool_run(threads, rci_compute_chunks(grouping->groups), join_counts, &all);
    rci_base_free(grouping->allocator, all.counts, bytes);
    return RC_OK;
}

/* ---------------------------------------------------------------- grouping */

/* Takes the arrays of groups out of the table. */
static rc_status take_firsts(rc_grouping *grouping, rci_group_table *table, rc_error *err)
{
    grouping->groups = table->count;
    grouping->firsts_bytes = table->count * sizeof *grouping->firsts;
    grouping->firsts = rci_base_alloc(grouping->allocator, grouping->firsts_bytes, err);
    grouping->sizes =
        grouping->firsts ? rci_base_alloc(grouping->allocator, grouping->firsts_bytes, err) : NULL;
    if (!grouping->sizes) {
        return RC_ENOMEM;
    }
    if (table->count > 0) {
        memcpy(grouping->firsts, table->firsts, grouping->firsts_bytes);
    }
    return RC_OK;
}

static rc_status group_records(rc_grouping *grouping, rci_group_keys *keys, rc_error *err)
{
    rci_group_table table;
    size_t bytes;
    rc_status status;
    if (rci_base_mul_overflows(grouping->n, sizeof *grouping->numbers, &bytes)) {
        return rci_base_fail(err, RC_ELIMIT, "%zu records are too many to group", grouping->n);
    }
    grouping->numbers = rci_base_alloc(grouping->allocator, bytes, err);
    if (!grouping->numbers) {
        return RC_ENOMEM;
    }
    status = rci_group_keys_number(keys, &table, grouping->numbers, err);
    if (status == RC_OK) {
        status = take_firsts(grouping, &table, err);
        rci_group_table_release(&table);
    }
    return status == RC_OK ? count_records(grouping, keys->call.threads, err) : status;
}

rc_grouping *rc_store_group(const rc_store *store, const char *const *keys, size_t n_keys,
                            const rc_group_options *options, rc_error *err)
{
    rc_group_options use;
    rci_group_keys found;
    rc_grouping *grouping;
    rc_status status = rci_group_options(&use, options, err);
    if (status == RC_OK) {
        status = rci_group_keys_init(&found, store, keys, n_keys, use.threads, err);
    }
    if (status != RC_OK) {
        return NULL;
    }
    grouping = rci_base_zalloc(found.call.allocator, sizeof *grouping, err);
    if (grouping) {
        grouping->allocator = found.call.allocator;
        grouping->n = found.call.n;
        if (group_records(grouping, &found, err) != RC_OK) {
            rc_grouping_free(grouping);
            grouping = NULL;
        }
    }
    rci_group_keys_release(&found);
    return grouping;
}

void rc_grouping_free(rc_grouping *grouping)
{
    if (!grouping) {
        return;
    }
    rci_base_free(grouping->allocator, grouping->numbers, grouping->n * sizeof *grouping->numbers);
    rci_base_free(grouping->allocator, grouping->firsts, grouping->firsts_bytes);
    rci_base_free(grouping->allocator, grouping->sizes, grouping->firsts_bytes);
    rci_base_free(grouping->allocator, grouping, sizeof *grouping);
}

size_t rc_grouping_count(const rc_grouping *grouping)
{
    return grouping ? grouping->groups : 0;
}

size_t rc_grouping_length(const rc_grouping *grouping)
{
    return grouping ? grouping->n : 0;
}

const uint32_t *rc_grouping_numbers(const rc_grouping *grouping)
{
    return grouping ? grouping->numbers : NULL;
}

const uint64_t *rc_grouping_firsts(const rc_grouping *grouping)
{
    return grouping ? grouping->firsts : NULL;
}

const uint64_t *rc_grouping_sizes(const rc_grouping *grouping)
{
    return grouping ? grouping->sizes : NULL;
}

/* -------------------------------------------------------------- statistics */

static rc_status check_view(const rc_grouping *grouping, const rc_view *view, rc_error *err)
{
    rc_status status;
    if (!grouping) {
        return rci_base_fail(err, RC_EARG, "the argument grouping is NULL");
    }
    status = rci_store_check_view(view, err);
    if (status == RC_OK && view->n != grouping->n) {
        status = rci_base_fail(err, RC_EARG, "the view has %zu records, the grouping %zu", view->n,
                               grouping->n);
    }
    return status;
}

rc_status rc_grouping_stats(const rc_grouping *grouping, const rc_view *view, rc_stats *stats,
                            const rc_group_options *options, rc_error *err)
{
    enum { ALL = RCI_GROUP_MIN | RCI_GROUP_MAX | RCI_GROUP_SUM };
    rc_group_options use;
    rci_group_call call;
    rci_group_totals totals;
    rc_status status = check_view(grouping, view, err);
    if (status == RC_OK) {
        status = rci_store_check_result(stats, err);
    }
    if (status == RC_OK && grouping->groups > 0 && stats->size != sizeof *stats) {
        status = rci_base_fail(err, RC_EARG, "the size of rc_stats is %zu, expected %zu",
                               stats->size, sizeof *stats);
    }
    if (status == RC_OK) {
        status = rci_stats_check_kind(view, false, err);
    }
    if (status == RC_OK) {
        status = rci_group_options(&use, options, err);
    }
    if (status != RC_OK) {
        return status;
    }
    call = (rci_group_call){rc_get_allocator(), use.threads, grouping->n};
    if (rci_group_totals_init(&totals, &call, view, grouping->numbers, grouping->sizes,
                              grouping->groups, ALL) != RC_OK) {
        return rci_base_fail(err, RC_ENOMEM, "out of memory for the statistics of %zu groups",
                             grouping->groups);
    }
    for (size_t i = 0; i < grouping->groups && status == RC_OK; i++) {
        rci_stats_part part;
        rci_group_part(&totals, i, &part);
        status = rci_stats_result(view, &totals.column, &part, grouping->sizes[i], &stats[i], err);
    }
    rci_group_totals_release(&totals);
    return status;
}

rc_status rc_grouping_histogram(const rc_grouping *grouping, const rc_view *view, double low,
                                double high, size_t bins, uint64_t *counts, rc_error *err)
{
    rci_compute_column column;
    size_t each, bytes;
    rc_status status = check_view(grouping, view, err);
    if (status == RC_OK) {
        status = rci_stats_check_histogram(view, low, high, bins, counts, err);
    }
    if (status != RC_OK) {
        return status;
    }
    if (rci_base_add_overflows(bins, 2, &each) ||
        rci_base_mul_overflows(each, grouping->groups, &each) ||
        rci_base_mul_overflows(each, sizeof *counts, &bytes)) {
        return rci_base_fail(err, RC_ELIMIT, "%zu histograms of %zu parts are too many",
                             grouping->groups, bins);
    }
    rci_compute_column_of(&column, view);
    memset(counts, 0, bytes);
    rci_stats_histogram(&column, low, high, bins, grouping->numbers, counts);
    return RC_OK;
}
