/* infer/result.c - the report object. */
#include "infer/result.h"

#include "base/error.h"

#include <string.h>

rc_inference *rci_infer_report_new(bool dates, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rc_inference *report = rci_base_zalloc_as(allocator, RC_MEMORY_OTHER, sizeof *report, err);
    if (!report) {
        return NULL;
    }
    report->allocator = allocator;
    rci_base_bytes_init(&report->entries);
    if (rci_infer_init(&report->state, allocator, dates, err) != RC_OK) {
        rc_inference_free(report);
        return NULL;
    }
    return report;
}

/* Makes room for one more input. */
static rc_status grow_sources(rc_inference *report, rc_error *err)
{
    const size_t capacity = 2 * report->capacity + 4, size = sizeof *report->sources;
    rci_infer_source *sources = rci_base_realloc(report->allocator, report->sources,
                                                 report->capacity * size, capacity * size, err);
    if (!sources) {
        return RC_ENOMEM;
    }
    report->sources = sources;
    report->capacity = capacity;
    return RC_OK;
}

rc_status rci_infer_report_add_source(rc_inference *report, const char *name, const char *format,
                                      rc_error *err)
{
    char *copy;
    if (report->nsources == report->capacity && grow_sources(report, err) != RC_OK) {
        return RC_ENOMEM;
    }
    copy = rci_base_text_copy(name, strlen(name), err);
    if (!copy) {
        return RC_ENOMEM;
    }
    report->sources[report->nsources++] = (rci_infer_source){copy, format};
    return RC_OK;
}

void rc_inference_free(rc_inference *report)
{
    if (!report) {
        return;
    }
    for (size_t i = 0; i < rci_infer_report_count(report); i++) {
        const rc_inferred_field *field = &rci_infer_report_entry(report, i)->field;
        rc_text_free((char *)(uintptr_t)field->path);
        rc_text_free((char *)(uintptr_t)field->conflict);
        rc_dtype_unref(field->dtype);
    }
    for (size_t i = 0; i < report->nsources; i++) {
        rc_text_free(report->sources[i].name);
    }
    rci_base_free(report->allocator, report->sources, report->capacity * sizeof *report->sources);
    rci_base_bytes_release(&report->entries);
    rci_infer_release(&report->state);
    rci_base_free_as(report->allocator, RC_MEMORY_OTHER, report, sizeof *report);
}

uint64_t rc_inference_records(const rc_inference *report)
{
    return report ? rci_infer_count(report->state.root) : 0;
}

uint64_t rc_inference_rejected(const rc_inference *report)
{
    return report ? report->rejected : 0;
}

const char *rc_inference_format(const rc_inference *report, size_t i)
{
    return report && i < report->nsources ? report->sources[i].format : NULL;
}

size_t rc_inference_count(const rc_inference *report)
{
    return report ? rci_infer_report_count(report) : 0;
}

const rc_inferred_field *rc_inference_field(const rc_inference *report, size_t i)
{
    return i < rc_inference_count(report) ? &rci_infer_report_entry(report, i)->field : NULL;
}

rc_inferred_place rci_infer_report_place(const rc_inference *report, const rci_infer_node *node,
                                         rci_infer_event event)
{
    const rci_infer_place *place = &node->places[event];
    rc_inferred_place none = {NULL, RC_NOWHERE, RC_NOWHERE, RC_NOWHERE};
    return place->byte == RC_NOWHERE || place->file >= report->nsources
               ? none
               : (rc_inferred_place){report->sources[place->file].name, place->byte, place->line,
                                     place->column};
}
