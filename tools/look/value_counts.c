/* look/value_counts.c - how often each value occurs, of records that come in batches. */
#include "look/value_counts.h"

#include "dtype/leaves.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Records that are kept before they are counted. */
enum { CHUNK = 65536 };

rc_status counts_start(value_counts *c, const rc_dtype *dtype, rc_error *err)
{
    bool fields = rc_dtype_kind(dtype) == RC_STRUCT;
    size_t n = fields ? rc_dtype_nfields(dtype) : 1;
    *c = (value_counts){.n = 0};
    c->paths = calloc(n + 1, sizeof *c->paths);
    c->values = rc_store_zeros(dtype, 0, RC_COLUMNS, err);
    for (size_t i = 0; i < n && c->paths; i++) {
        rc_field_info info;
        if (fields) {
            rc_dtype_field(dtype, i, &info, NULL);
        }
        c->paths[i] = fields ? field_path("", info.name) : strdup("");
        if (!c->paths[i]) {
            break;
        }
        c->n_paths++;
    }
    if (c->values && c->n_paths < n) {
        err->status = RC_ENOMEM;
    }
    return err->status;
}

void counts_release(value_counts *c)
{
    for (size_t i = 0; i < c->n_paths; i++) {
        free(c->paths[i]);
    }
    free(c->paths);
    free(c->counts);
    rc_store_unref(c->values);
    *c = (value_counts){.n = 0};
}

/* Adds up the counts of the different values and of the records after them. */
static uint64_t *add_counts(const value_counts *c, const rc_grouping *groups)
{
    const uint32_t *numbers = rc_grouping_numbers(groups);
    uint64_t *counts = calloc(rc_grouping_count(groups) + 1, sizeof *counts);
    for (size_t i = 0; i < rc_grouping_length(groups) && counts; i++) {
        counts[numbers[i]] += i < c->n ? c->counts[i] : 1;
    }
    return counts;
}

/* Keeps each value once. Groups are in the order of their first records, so that the different
   values so far stay where they are. */
static rc_status merge(value_counts *c, rc_error *err)
{
    rc_grouping *groups =
        rc_store_group(c->values, (const char *const *)c->paths, c->n_paths, NULL, err);
    uint64_t *counts;
    rc_store *values;
    if (!groups) {
        return err->status;
    }
    counts = add_counts(c, groups);
    values = counts ? rc_store_take(c->values, rc_grouping_firsts(groups),
                                    rc_grouping_count(groups), NULL, err)
                    : NULL;
    if (values) {
        rc_store_unref(c->values);
        free(c->counts);
        c->values = values;
        c->counts = counts;
        c->n = rc_grouping_count(groups);
    } else {
        err->status = counts ? err->status : RC_ENOMEM;
        free(counts);
    }
    rc_grouping_free(groups);
    return values ? RC_OK : err->status;
}

rc_status counts_add(value_counts *c, const rc_store *records, rc_error *err)
{
    rc_status status = rc_store_append_store(c->values, records, err);
    size_t more = rc_store_length(c->values) - c->n;
    c->records += rc_store_length(records);
    return status == RC_OK && more >= CHUNK && more >= c->n ? merge(c, err) : status;
}

rc_status counts_finish(value_counts *c, rc_error *err)
{
    return merge(c, err);
}

/* ---------------------------------------------------------------- ordering */

static int compare_counts(const void *left, const void *right, void *context)
{
    const uint64_t *counts = context;
    size_t a = *(const size_t *)left, b = *(const size_t *)right;
    if (counts[a] != counts[b]) {
        return counts[a] > counts[b] ? -1 : 1;
    }
    return a < b ? -1 : a > b;
}

size_t *counts_order(const value_counts *c)
{
    size_t *order = calloc(c->n + 1, sizeof *order);
    for (size_t i = 0; i < c->n && order; i++) {
        order[i] = i;
    }
    if (order) {
        qsort_r(order, c->n, sizeof *order, compare_counts, c->counts);
    }
    return order;
}
