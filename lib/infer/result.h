/*
 * infer/result.h - a report: what was observed, and what follows from it for each field.
 */
#ifndef ROWCOL_INFER_RESULT_H
#define ROWCOL_INFER_RESULT_H

#include "base/bytes.h"
#include "infer/state.h"

#include <rowcol/infer.h>

typedef struct rci_infer_entry {
    rc_inferred_field field;
    const rci_infer_node *node;
} rci_infer_entry;

/* An input. */
typedef struct rci_infer_source {
    char *name;
    const char *format; /* its name, a constant */
} rci_infer_source;

struct rc_inference {
    const rc_allocator *allocator;
    rci_infer_state state;
    rci_base_bytes entries; /* rci_infer_entry each */
    rci_infer_source *sources;
    size_t nsources, capacity;
    uint64_t rejected; /* records that were passed over */
};

/* With a name for no input yet. NULL: RC_ENOMEM. */
rc_inference *rci_infer_report_new(bool dates, rc_error *err);

/* Adds an input that is read in a format. RC_OK; RC_ENOMEM. */
rc_status rci_infer_report_add_source(rc_inference *report, const char *name, const char *format,
                                      rc_error *err);

static inline size_t rci_infer_report_count(const rc_inference *report)
{
    return report->entries.length / sizeof(rci_infer_entry);
}

static inline rci_infer_entry *rci_infer_report_entry(const rc_inference *report, size_t i)
{
    return (rci_infer_entry *)(void *)report->entries.data + i;
}

/* The place as the report has it. */
rc_inferred_place rci_infer_report_place(const rc_inference *report, const rci_infer_node *node,
                                         rci_infer_event event);

#endif
