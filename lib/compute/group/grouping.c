/*
 * compute/group/grouping.c - the group of each record as an object, and statistics of groups.
 */
#include "compute/group/grouping.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/error.h"
#include "base/options.h"
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

/* ---------------------------------------------------------------- grouping */

static rc_status count_records(rc_grouping *grouping, const rci_group_call *call)
{
    rci_group_totals totals;
    rc_status status;
    rci_group_totals_init(&totals, NULL, call->n, 0);
    status = rci_group_totals_of(&totals, call, grouping->numbers.data, grouping->groups);
    if (status == RC_OK) {
        grouping->sizes = totals.memory; /* which has only these */
    }
    return status;
}

static rc_status group_records(rc_grouping *grouping, rci_group_keys *keys, rc_error *err)
{
    rci_group_table table;
    rc_status status;
    if (!rci_group_memory_make(&grouping->numbers, grouping->n, sizeof(uint32_t))) {
        return rci_base_fail(err, RC_ENOMEM, "out of memory for the groups of %zu records",
                             grouping->n);
    }
    status = rci_group_keys_number(keys, &table, grouping->numbers.data, NULL, err);
    if (status != RC_OK) {
        return status;
    }
    grouping->groups = table.count;
    grouping->table = table.memory;
    grouping->firsts = table.firsts;
    table.memory = (rci_group_memory){0};
    rci_group_table_release(&table);
    if (count_records(grouping, &keys->call) != RC_OK) {
        return rci_base_fail(err, RC_ENOMEM, "out of memory for the sizes of %zu groups",
                             grouping->groups);
    }
    return RC_OK;
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
    rci_group_memory_release(&grouping->numbers);
    rci_group_memory_release(&grouping->sizes);
    rci_group_memory_release(&grouping->table);
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
    return grouping ? grouping->numbers.data : NULL;
}

const uint64_t *rc_grouping_firsts(const rc_grouping *grouping)
{
    return grouping ? grouping->firsts : NULL;
}

const uint64_t *rc_grouping_sizes(const rc_grouping *grouping)
{
    return grouping ? grouping->sizes.data : NULL;
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
    rci_compute_column column;
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
    rci_compute_column_of(&column, view);
    call = (rci_group_call){rc_get_allocator(), use.threads, grouping->n};
    rci_group_totals_init(&totals, &column, call.n, ALL);
    if (rci_group_totals_of(&totals, &call, grouping->numbers.data, grouping->groups) != RC_OK) {
        return rci_base_fail(err, RC_ENOMEM, "out of memory for the statistics of %zu groups",
                             grouping->groups);
    }
    for (size_t i = 0; i < grouping->groups && status == RC_OK; i++) {
        uint64_t size = rc_grouping_sizes(grouping)[i];
        rci_stats_part part;
        rci_group_part(&totals, i, size, &part);
        status = rci_stats_result(view, &column, &part, size, &stats[i], err);
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
    rci_stats_histogram(&column, low, high, bins, grouping->numbers.data, counts);
    return RC_OK;
}
