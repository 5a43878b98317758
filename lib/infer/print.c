/* infer/print.c - the dtype of a report as text, a line for each field, with comments. */
#include "notation/print.h"
#include "base/error.h"
#include "base/pointer.h"
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
    bool flat; /* the fields of objects are fields of the record */
    /* then, of the object that is looked at: its name with dots, its place, and whether it or one
       around it can be null */
    rci_base_text_builder name;
    rci_base_text_builder pointer;
    bool nullable;
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
    /* Both of the values that one object gives can be null. */
    const uint64_t others = field->values > field->nulls ? field->values - field->nulls : 0;
    if (absent == 0 && field->nulls == 0) {
        rci_base_put(&p->out, "in all");
        return;
    }
    put_count(p, "in %.1f %%",
              field->possible ? 100.0 * (double)others / (double)field->possible : 0.0);
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

/* --------------------------------------------------------------------- flat */

static void put_text(printer *p, const rci_base_text_builder *text)
{
    rci_notation_print_name(&p->out, text->bytes.data ? (const char *)text->bytes.data : "",
                            text->bytes.length);
}

/* A name, and where it comes from if that is not the name. */
static void put_flat_name(printer *p, bool is_field)
{
    put_text(p, &p->name);
    if (!is_field) {
        rci_base_put_char(&p->pointer, '\0');
        if (p->pointer.status == RC_OK) {
            rci_notation_print_source(&p->out, (const char *)p->pointer.bytes.data);
        }
    }
}

/* Whether the entry's fields are fields of the record. */
static bool is_flat(const printer *p, const rci_infer_entry *at)
{
    const rc_dtype *dtype = at->field.dtype;
    return p->flat && at->node->nchildren > 0 && at->node->arrays == 0 &&
           (!dtype || rc_dtype_kind(dtype) == RC_STRUCT);
}

static void put_one_field(printer *p, const rci_infer_entry *at, unsigned level);

/* The field of the next entry, or with flat objects the fields in it. */
static void put_field(printer *p, unsigned level)
{
    const rci_infer_entry *at = entry(p, p->next++);
    const size_t name = p->name.bytes.length, pointer = p->pointer.bytes.length;
    const bool nullable = p->nullable, by_position = entry(p, 0)->field.arrays > 0;
    if (p->flat) {
        rci_base_put(&p->name, name > 0 ? "." : "");
        rci_base_put_n(&p->name, at->node->name, at->node->name_length);
        if (by_position && at->field.depth == 1) {
            rci_base_put_char(&p->pointer, '/');
            rci_base_put_size(&p->pointer, at->node->index);
        } else {
            rci_base_pointer_put(&p->pointer, at->node->name, at->node->name_length);
        }
        p->nullable = p->nullable || at->field.nullable;
    }
    if (is_flat(p, at)) {
        put_fields(p, at->field.depth, level);
    } else {
        put_one_field(p, at, level);
    }
    p->name.bytes.length = name;
    p->pointer.bytes.length = pointer;
    p->nullable = nullable;
}

/* A struct without a type has a conflict in a field: the others are printed. */
static void put_one_field(printer *p, const rci_infer_entry *at, unsigned level)
{
    const rc_inferred_field *field = &at->field;
    const bool flat = p->flat;
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
    if (flat) {
        put_flat_name(p, field->depth == 1 && entry(p, 0)->field.arrays == 0);
        p->flat = false; /* what is in an array stays there */
    } else {
        rci_notation_print_name(&p->out, at->node->name, at->node->name_length);
    }
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
    rci_base_put(&p->out, field->nullable || (flat && p->nullable) ? "?," : ",");
    put_comment(p, field);
    p->flat = flat;
}

/* Recurses as deep as structs are nested. */
static void put_fields(printer *p, unsigned depth, unsigned level)
{
    while (p->next < rci_infer_report_count(p->report) && entry(p, p->next)->field.depth > depth) {
        put_field(p, level);
    }
}

static char *print(const rc_inference *report, bool flat, rc_error *err)
{
    printer p = {.report = report, .flat = flat};
    const rc_inferred_field *records;
    if (!report || rci_infer_report_count(report) == 0) {
        rci_base_fail(err, RC_EARG, report ? "the report has no fields" : "no report (NULL)");
        return NULL;
    }
    rci_base_text_builder_init(&p.out, err);
    rci_base_text_builder_init(&p.name, err);
    rci_base_text_builder_init(&p.pointer, err);
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
    p.out.status = p.name.status != RC_OK      ? p.name.status
                   : p.pointer.status != RC_OK ? p.pointer.status
                                               : p.out.status;
    rci_base_bytes_release(&p.name.bytes);
    rci_base_bytes_release(&p.pointer.bytes);
    return rci_base_text_builder_finish(&p.out);
}

char *rc_inference_text(const rc_inference *report, rc_error *err)
{
    return print(report, false, err);
}

char *rc_inference_flat_text(const rc_inference *report, rc_error *err)
{
    return print(report, true, err);
}
