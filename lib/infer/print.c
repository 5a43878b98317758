/* infer/print.c - the dtype of a report as text, a line for each field, with comments. */
#include "notation/print.h"
#include "base/error.h"
#include "base/text_builder.h"
#include "infer/result.h"
#include "number/number.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct printer {
    const rc_inference *report;
    size_t next; /* entry */
    rci_base_text_builder out;
} printer;

static void put_count(printer *p, const char *format, ...) RC_PRINTF(2, 3);

static void put_count(printer *p, const char *format, ...)
{
    char text[160];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    rci_base_put(&p->out, text);
}

/* ---------------------------------------------------------------- comments */

static void put_number(printer *p, const rc_value *value)
{
    char text[RCI_NUMBER_FLOAT_TEXT_SIZE];
    char *end = value->type == RC_VALUE_INT    ? rci_number_print_i64(text, value->as.i)
                : value->type == RC_VALUE_UINT ? rci_number_print_u64(text, value->as.u)
                                               : rci_number_print_f8(text, value->as.f);
    rci_base_put_n(&p->out, text, (size_t)(end - text));
}

static void put_values(printer *p, const rc_inferred_field *field)
{
    if (field->strings > 0) {
        put_count(p, "; at most %zu byte%s", field->longest, field->longest == 1 ? "" : "s");
    }
    if (field->least.type != RC_VALUE_NULL) {
        rci_base_put(&p->out, "; ");
        put_number(p, &field->least);
        rci_base_put(&p->out, " to ");
        put_number(p, &field->greatest);
    }
    if (field->arrays > 0 && field->depth > 0) {
        put_count(p, "; arrays of %zu", field->shortest_array);
    }
    if (field->values == field->nulls && field->nulls > 0) {
        rci_base_put(&p->out, "; only null");
    }
}

/* How many of the objects have the field. */
static void put_share(printer *p, const rc_inferred_field *field)
{
    const uint64_t absent = field->possible - field->values;
    if (absent == 0 && field->nulls == 0) {
        rci_base_put(&p->out, "in all");
        return;
    }
    put_count(p, "in %.1f %%",
              field->possible
                  ? 100.0 * (double)(field->values - field->nulls) / (double)field->possible
                  : 0.0);
    if (field->nulls > 0) {
        put_count(p, "; null in %" PRIu64, field->nulls);
    }
    if (absent > 0) {
        put_count(p, "; absent in %" PRIu64, absent);
    }
    put_count(p, " of %" PRIu64, field->possible);
}

/* The end of the line. */
static void put_comment(printer *p, const rc_inferred_field *field)
{
    rci_base_put(&p->out, "  # ");
    put_share(p, field);
    put_values(p, field);
    rci_base_put_char(&p->out, '\n');
}

static void put_place(printer *p, const rc_inferred_place *place)
{
    rci_base_quoted quoted;
    if (place->source) {
        put_count(p, " at %s:%" PRIu64 ":%" PRIu64,
                  rci_base_quote(&quoted, place->source, strlen(place->source)), place->line,
                  place->column);
    }
}

static void put_conflict(printer *p, const rc_inferred_field *field)
{
    put_count(p, "# conflict:");
    put_place(p, &field->first);
    rci_base_put(&p->out, field->second.source ? " and" : "");
    put_place(p, &field->second);
    rci_base_put(&p->out, ": field ");
    rci_base_put_json(&p->out, field->path, strlen(field->path));
    rci_base_put(&p->out, ": ");
    rci_base_put(&p->out, field->conflict);
    rci_base_put_char(&p->out, '\n');
}

/* -------------------------------------------------------------------- types */

static const rci_infer_entry *entry(const printer *p, size_t i)
{
    return rci_infer_report_entry(p->report, i);
}

static void indent(printer *p, unsigned depth)
{
    for (unsigned i = 0; i < depth; i++) {
        rci_base_put(&p->out, "    ");
    }
}

static void put_dtype(printer *p, const rc_dtype *dtype)
{
    char *text = rc_dtype_text(dtype, RC_NOTATION_COMPACT, p->out.err);
    if (text) {
        rci_base_put(&p->out, text);
    } else if (p->out.status == RC_OK) {
        p->out.status = RC_ENOMEM;
    }
    rc_text_free(text);
}

static const rc_dtype *base_of(const rc_dtype *dtype)
{
    return rc_dtype_kind(dtype) == RC_SUBARRAY ? rc_dtype_element(dtype) : dtype;
}

static void put_fields(printer *p, unsigned depth, unsigned level);

/* What is below an entry that is not printed as a type, but its conflicts. */
static void put_conflicts(printer *p, unsigned depth, unsigned level)
{
    for (; p->next < rci_infer_report_count(p->report) && entry(p, p->next)->field.depth > depth;
         p->next++) {
        if (entry(p, p->next)->field.conflict) {
            indent(p, level);
            put_conflict(p, &entry(p, p->next)->field);
        }
    }
}

/* Leaves out the entries below, and those of the elements of arrays. */
static void skip_elements(printer *p, unsigned depth)
{
    while (p->next < rci_infer_report_count(p->report) && entry(p, p->next)->field.depth > depth) {
        p->next++;
    }
}

/* The entry whose children are the fields of the struct of a field, which may be a subarray. */
static unsigned enter_elements(printer *p, const rci_infer_node *node, unsigned depth)
{
    while (node->arrays > 0 && node->element) {
        node = node->element;
        depth++;
        p->next++;
    }
    return depth;
}

/* A struct without a type has a conflict in a field: the others are printed. */
static void put_field(printer *p, unsigned level)
{
    const rci_infer_entry *at = entry(p, p->next++);
    const rc_inferred_field *field = &at->field;
    const rc_dtype *base = base_of(field->dtype);
    if (!field->dtype && (field->conflict || field->objects == 0)) {
        if (field->conflict) {
            indent(p, level);
            put_conflict(p, field);
        }
        put_conflicts(p, field->depth, level);
        return;
    }
    indent(p, level);
    rci_notation_print_name(&p->out, at->node->name, at->node->name_length);
    rci_base_put_char(&p->out, ':');
    if (base && (rc_dtype_kind(base) != RC_STRUCT || rc_dtype_nfields(base) == 0)) {
        put_dtype(p, field->dtype);
        skip_elements(p, field->depth);
    } else {
        if (base != field->dtype) {
            rci_notation_print_dims(&p->out, field->dtype);
        }
        rci_base_put(&p->out, "{\n");
        put_fields(p, enter_elements(p, at->node, field->depth), level + 1);
        indent(p, level);
        rci_base_put_char(&p->out, '}');
    }
    rci_base_put(&p->out, field->nullable ? "?," : ",");
    put_comment(p, field);
}

/* Recurses as deep as structs are nested. */
static void put_fields(printer *p, unsigned depth, unsigned level)
{
    while (p->next < rci_infer_report_count(p->report) && entry(p, p->next)->field.depth > depth) {
        put_field(p, level);
    }
}

char *rc_inference_text(const rc_inference *report, rc_error *err)
{
    printer p = {.report = report};
    const rc_inferred_field *records;
    if (!report || rci_infer_report_count(report) == 0) {
        rci_base_fail(err, RC_EARG, report ? "the report has no fields" : "no report (NULL)");
        return NULL;
    }
    rci_base_text_builder_init(&p.out, err);
    records = &entry(&p, p.next++)->field;
    put_count(&p, "# %" PRIu64 " record%s\n", records->values, records->values == 1 ? "" : "s");
    if (records->conflict) {
        put_conflict(&p, records);
    }
    if (rci_infer_report_count(report) > 1) {
        put_fields(&p, 0, 0);
    } else if (records->dtype) {
        put_dtype(&p, records->dtype);
        put_comment(&p, records);
    }
    return rci_base_text_builder_finish(&p.out);
}
