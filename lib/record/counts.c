/* record/counts.c - counting what is done about the values of each field. */
#include "record/counts.h"

#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

/* --------------------------------------------------------------------- log */

typedef struct log_entry {
    uint32_t record; /* of the batch */
    uint32_t index;
    uint32_t event;
    uint32_t n;
} log_entry;

void rci_record_log_init(rci_record_log *log, const rci_record_plan *plan)
{
    memset(log, 0, sizeof *log);
    log->plan = plan;
    log->skipped = RCI_RECORD_NONE;
    rci_base_bytes_init_as(&log->events, RC_MEMORY_PLAN);
    rci_record_absences_init(&log->absences);
}

void rci_record_log_release(rci_record_log *log)
{
    rci_base_bytes_release(&log->events);
    rci_record_absences_release(&log->absences);
    rci_base_free_as(log->plan->allocator, RC_MEMORY_PLAN, log->counts,
                     log->plan->nnodes * sizeof *log->counts);
    log->counts = NULL;
}

rc_status rci_record_log_begin(rci_record_log *log, rc_error *err)
{
    const size_t nnodes = log->plan->nnodes;
    if (!log->counts) {
        log->counts = rci_base_zalloc_array_as(log->plan->allocator, RC_MEMORY_PLAN, nnodes,
                                               sizeof *log->counts, err);
        return log->counts ? RC_OK : RC_ENOMEM;
    }
    memset(log->counts, 0, nnodes * sizeof *log->counts);
    log->events.length = 0;
    rci_record_absences_clear(&log->absences);
    log->lost = false;
    return RC_OK;
}

void rci_record_log_add(rci_record_log *log, size_t record, uint32_t index, rci_record_event event,
                        uint32_t n)
{
    const log_entry entry = {(uint32_t)record, index, (uint32_t)event, n};
    if (rci_base_bytes_append(&log->events, &entry, sizeof entry, NULL) != RC_OK) {
        log->lost = true;
    }
}

uint64_t *rci_record_log_begin_absent(rci_record_log *log, uint32_t node)
{
    uint64_t *words = rci_record_absences_begin(&log->absences, log->plan, node);
    log->lost = log->lost || !words;
    return words;
}

void rci_record_log_forget(rci_record_log *log, size_t record)
{
    const log_entry *entries = (const log_entry *)(const void *)log->events.data;
    size_t n = log->events.length / sizeof *entries;
    while (n > 0 && entries[n - 1].record == record) {
        n--;
    }
    log->events.length = n * sizeof *entries;
    rci_record_absences_forget(&log->absences, record);
}

void rci_record_log_settle(rci_record_log *log, size_t record)
{
    const log_entry *entries = (const log_entry *)(const void *)log->events.data;
    const size_t n = log->events.length / sizeof *entries;
    for (size_t i = 0; i < n; i++) {
        const log_entry *entry = &entries[i];
        log->counts[entry->index].n[entry->event] += entry->record < record ? entry->n : 0;
    }
    log->events.length = 0;
    rci_record_absences_settle(&log->absences, log->plan, log->counts, record);
}

void rci_record_log_complete(rci_record_log *log)
{
    rci_record_absences_complete(log->plan, log->counts);
    for (uint32_t i = 0; i < log->plan->nnodes; i++) { /* a chain is in ascending order */
        const uint32_t also = log->plan->nodes[i].also;
        if (also != RCI_RECORD_NONE && log->counts[i].seen) {
            log->counts[also].seen = true;
        }
    }
}

/* ------------------------------------------------------------------ counts */

/* The field that a field is in: a struct, or the subarray of an element. */
static size_t outer_field(const rc_field_counts *fields, size_t f)
{
    const char *path = fields[f].path, *dot = strrchr(path, '.');
    const size_t length = dot ? (size_t)(dot - path) : 0;
    size_t outer = f - 1;
    if (strcmp(fields[outer].path, path) == 0) {
        return outer;
    }
    while (dot && outer > 0 &&
           (strncmp(fields[outer].path, path, length) != 0 || fields[outer].path[length] != '\0')) {
        outer--;
    }
    return dot ? outer : 0;
}

/* A field that was seen is in a struct that was. */
static void mark_seen(rc_field_counts *fields, size_t f)
{
    while (!fields[f].seen) {
        fields[f].seen = 1;
        f = f > 0 ? outer_field(fields, f) : 0;
    }
}

static void find_fields(const rci_record_plan *plan, const rc_field_counts *fields, size_t nfields,
                        uint32_t *field_of_node)
{
    char path[512];
    uint32_t f = 0;
    for (uint32_t i = 0; i < plan->nnodes; i++) {
        const rci_record_node *node = &plan->nodes[i];
        if (node->shape == RCI_RECORD_GROUP) {
            field_of_node[i] = 0;
        } else if (node->parent != RCI_RECORD_NONE &&
                   plan->nodes[node->parent].shape == RCI_RECORD_SUBARRAY) {
            field_of_node[i] = field_of_node[node->parent] + 1;
        } else {
            rci_record_plan_path(plan, i, path, sizeof path);
            for (size_t n = 0; n < nfields && strcmp(fields[f].path, path) != 0; n++) {
                f = f + 1 < nfields ? f + 1 : 0;
            }
            field_of_node[i] = f;
        }
    }
}

rc_status rci_record_totals_init(rci_record_totals *totals, const rci_record_plan *plan,
                                 rc_field_counts *fields, size_t nfields, rc_error *err)
{
    totals->field_of_node = rci_base_zalloc_array_as(plan->allocator, RC_MEMORY_PLAN, plan->nnodes,
                                                     sizeof *totals->field_of_node, err);
    if (!totals->field_of_node) {
        return RC_ENOMEM;
    }
    totals->fields = fields;
    find_fields(plan, fields, nfields, totals->field_of_node);
    return RC_OK;
}

void rci_record_totals_release(rci_record_totals *totals, const rci_record_plan *plan)
{
    rci_base_free_as(plan->allocator, RC_MEMORY_PLAN, totals->field_of_node,
                     plan->nnodes * sizeof *totals->field_of_node);
    *totals = (rci_record_totals){NULL, NULL};
}

void rci_record_totals_add(rci_record_totals *totals, const rci_record_log *log)
{
    for (uint32_t i = 0; i < log->plan->nnodes; i++) {
        const rci_record_count *more = &log->counts[i];
        const size_t f = totals->field_of_node[i];
        rc_field_counts *field = &totals->fields[f];
        field->nulls += more->n[RCI_RECORD_NULL_REPLACED];
        field->missing += more->n[RCI_RECORD_MISSING_FILLED];
        field->extra += more->n[RCI_RECORD_EXTRA_IGNORED];
        field->duplicates += more->n[RCI_RECORD_DUPLICATE_DROPPED];
        field->converted += more->n[RCI_RECORD_CONVERTED];
        field->cut += more->n[RCI_RECORD_CUT];
        field->skipped += more->n[RCI_RECORD_SKIPPED];
        if (more->seen) {
            mark_seen(totals->fields, f);
        }
    }
}
