/* account/report.c - the groups of a snapshot, or of the difference of two. */
#include "account/report.h"

#include "account/group.h"
#include "account/snapshot.h"
#include "base/error.h"
#include "base/options.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_NAME = 4096 };

/* ------------------------------------------------------------ collecting */

/* Rows are found by their keys in a hash table: index of the row + 1, 0 is empty. */
typedef struct collection {
    rc_memory_report *report;
    uint32_t *index;
    size_t capacity; /* a power of two */
    bool before;     /* blocks of the earlier snapshot are added */
} collection;

static uint32_t *index_of(const collection *in, uint64_t key)
{
    const rci_account_row *rows = rci_account_report_rows(in->report);
    size_t at = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (in->capacity - 1);
    while (in->index[at] && rows[in->index[at] - 1].key != key) {
        at = (at + 1) & (in->capacity - 1);
    }
    return &in->index[at];
}

static bool grow_index(collection *in)
{
    enum { FIRST = 1024 };
    size_t old = in->capacity * sizeof *in->index;
    size_t capacity = in->capacity ? in->capacity * 2 : FIRST;
    uint32_t *index = rci_account_pages_take(capacity * sizeof *index);
    if (!index) {
        return false;
    }
    rci_account_pages_give(in->index, old);
    in->index = index;
    in->capacity = capacity;
    for (size_t i = 0; i < in->report->n; i++) {
        *index_of(in, rci_account_report_rows(in->report)[i].key) = (uint32_t)i + 1;
    }
    return true;
}

static rci_account_row *row_of(collection *in, uint64_t key)
{
    rc_memory_report *report = in->report;
    rci_account_row row = {.key = key};
    uint32_t *index;
    if (report->n >= in->capacity / 2 && !grow_index(in)) {
        return NULL;
    }
    index = index_of(in, key);
    if (*index == 0) {
        if (!rci_account_buffer_add(&report->rows, &row, sizeof row)) {
            return NULL;
        }
        *index = (uint32_t)++report->n;
    }
    return &rci_account_report_rows(report)[*index - 1];
}

static bool add_share(void *context, const rci_account_share *share)
{
    collection *in = context;
    rci_account_row *row = row_of(in, share->key);
    if (!row) {
        return false;
    }
    *(in->before ? &row->bytes_before : &row->bytes) += share->bytes;
    *(in->before ? &row->blocks_before : &row->blocks) += share->first;
    return true;
}

static bool add_snapshot(collection *in, const rc_memory_snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->n; i++) {
        if (!rci_account_shares(&rci_account_snapshot_blocks(snapshot)[i], in->report->group,
                                add_share, in)) {
            return false;
        }
    }
    return true;
}

static bool collect(rc_memory_report *report, const rc_memory_snapshot *now,
                    const rc_memory_snapshot *before)
{
    collection in = {.report = report};
    bool done = add_snapshot(&in, now);
    if (done && before) {
        in.before = true;
        done = add_snapshot(&in, before);
    }
    rci_account_pages_give(in.index, in.capacity * sizeof *in.index);
    return done;
}

/* ----------------------------------------------------- names and the order */

/* Removes the rows that did not change. */
static void drop_unchanged(rc_memory_report *report)
{
    rci_account_row *rows = rci_account_report_rows(report);
    size_t kept = 0;
    for (size_t i = 0; i < report->n; i++) {
        if (rows[i].bytes != rows[i].bytes_before || rows[i].blocks != rows[i].blocks_before) {
            rows[kept++] = rows[i];
        }
    }
    report->n = kept;
}

static bool name_rows(rc_memory_report *report)
{
    char raw[MOST_NAME], name[MOST_NAME];
    for (size_t i = 0; i < report->n; i++) {
        rci_account_row *row = &rci_account_report_rows(report)[i];
        rci_account_group_name(report->group, row->key, raw, sizeof raw);
        rc_text_printable(raw, strlen(raw), name, sizeof name);
        row->name = report->names.length;
        if (!rci_account_buffer_add(&report->names, name, strlen(name) + 1)) {
            return false;
        }
    }
    return true;
}

static int64_t change_of(const rci_account_row *row)
{
    return (int64_t)(row->bytes - row->bytes_before);
}

/* The largest first, or what grew most; then by key, which is the order of first use. */
static int compare(const void *left, const void *right)
{
    const rci_account_row *a = left, *b = right;
    if (change_of(a) != change_of(b)) {
        return change_of(a) > change_of(b) ? -1 : 1;
    }
    if (a->bytes != b->bytes) {
        return a->bytes > b->bytes ? -1 : 1;
    }
    return a->key < b->key ? -1 : a->key > b->key;
}

static bool fill(rc_memory_report *report, const rc_memory_snapshot *now,
                 const rc_memory_snapshot *before)
{
    if (!collect(report, now, before)) {
        return false;
    }
    report->bytes = now->bytes;
    report->blocks = now->n;
    report->lost = now->lost;
    if (before) {
        report->is_difference = true;
        report->bytes_before = before->bytes;
        report->blocks_before = before->n;
        drop_unchanged(report);
    }
    if (report->n > 0) {
        qsort(report->rows.data, report->n, sizeof(rci_account_row), compare);
    }
    return name_rows(report);
}

rc_memory_report *rci_account_report_of(const rc_memory_snapshot *now,
                                        const rc_memory_snapshot *before, rc_memory_group group)
{
    rc_memory_report *report = rci_account_pages_take(sizeof *report);
    if (report) {
        report->group = group;
    }
    if (!report || !fill(report, now, before)) {
        rc_memory_report_free(report);
        return NULL;
    }
    return report;
}

rc_memory_report *rc_memory_report_new(const rc_memory_snapshot *now,
                                       const rc_memory_snapshot *before, rc_memory_group group,
                                       rc_error *err)
{
    rc_memory_report *report;
    if (!now || (int)group < RC_MEMORY_BY_SITE || group > RC_MEMORY_BY_STACK) {
        rci_base_fail(err, RC_EARG,
                      now ? "%d is not an rc_memory_group" : "no snapshot (NULL) for group %d",
                      (int)group);
        return NULL;
    }
    report = rci_account_report_of(now, before, group);
    if (!report) {
        rci_base_fail(err, RC_ENOMEM, "out of memory: no pages for a report");
    }
    return report;
}

void rc_memory_report_free(rc_memory_report *report)
{
    if (report) {
        rci_account_buffer_release(&report->rows);
        rci_account_buffer_release(&report->names);
        rci_account_pages_give(report, sizeof *report);
    }
}

size_t rc_memory_report_rows(const rc_memory_report *report)
{
    return report ? report->n : 0;
}

rc_status rc_memory_report_row(const rc_memory_report *report, size_t i, rc_memory_row *row,
                               rc_error *err)
{
    rc_memory_row known = RC_MEMORY_ROW_INIT;
    const rci_account_row *found;
    rc_status status;
    if (!report || !row) {
        return rci_base_fail(err, RC_EARG,
                             report ? "no place for the row (NULL)" : "no report (NULL)");
    }
    status = rci_base_options(&known, sizeof known, row, "rc_memory_row", err);
    if (status != RC_OK) {
        return status;
    }
    if (i >= report->n) {
        return rci_base_fail(err, RC_EINDEX, "row %zu of a report of %zu", i, report->n);
    }
    found = &rci_account_report_rows(report)[i];
    known.size = row->size;
    known.name = rci_account_report_name(report, i);
    known.bytes = found->bytes;
    known.blocks = found->blocks;
    known.bytes_change = change_of(found);
    known.blocks_change = (int64_t)(found->blocks - found->blocks_before);
    memcpy(row, &known, known.size);
    return RC_OK;
}
