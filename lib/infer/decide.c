/* infer/decide.c - the narrowest dtype that holds every value that was observed. */
#include "infer/decide.h"

#include "base/error.h"
#include "base/text_builder.h"
#include "dtype/names.h"
#include "infer/conflict.h"
#include "notation/print.h"
#include "value/datetime.h"

#include <math.h>
#include <string.h>

typedef struct decider {
    rc_inference *report;
    const rci_infer_rules *rules;
    rci_base_text_builder path; /* of the field that is looked at */
    rc_error *err;
} decider;

/* Where a node is. */
typedef struct position {
    const rci_infer_node *node;
    unsigned depth;
    uint64_t possible; /* how many objects could have it */
    bool in_array;     /* where nothing can be null */
    bool is_field;     /* of an object */
} position;

/* ------------------------------------------------------------------ leaves */

static rc_dtype *integer_type(const rci_infer_node *node, rc_error *err)
{
    rc_kind kind = RC_I8;
    if (node->large > 0) {
        kind = RC_U8;
    } else if (node->least >= INT8_MIN && node->greatest <= INT8_MAX) {
        kind = RC_I1;
    } else if (node->least >= INT16_MIN && node->greatest <= INT16_MAX) {
        kind = RC_I2;
    } else if (node->least >= INT32_MIN && node->greatest <= INT32_MAX) {
        kind = RC_I4;
    }
    return rc_dtype_leaf(kind, err);
}

/* Whether the strings are dates that can be a field. */
static bool are_dates(const rci_infer_node *node)
{
    return node->dates && node->unit != RC_UNIT_GENERIC &&
           !(rci_infer_has(node, RCI_INFER_LOCAL) && rci_infer_has(node, RCI_INFER_ZONED));
}

static bool date_fits(const rci_infer_date *date, rc_unit unit)
{
    const rci_value_date_text text = {
        .days = date->days, .second = date->second, .fraction = date->fraction};
    return rci_value_date_fits(&text, unit);
}

/* Sets `*dtype`; leaves it NULL after a conflict. */
static rc_status text_type(const decider *d, const rci_infer_node *node, rc_dtype **dtype,
                           rci_infer_conflict *conflict)
{
    if (are_dates(node)) {
        if (!date_fits(&node->earliest, node->unit) || !date_fits(&node->latest, node->unit)) {
            rci_infer_conflict_set(conflict, RCI_INFER_TEXT, RCI_INFER_EVENTS,
                                   "dates that are out of the range of their finest unit: no M8 "
                                   "holds all; read them as text");
            return RC_OK;
        }
        *dtype = rc_dtype_time(RC_DATETIME, node->unit, 1, d->err);
    } else if (d->rules->text == RC_INFER_STR) {
        *dtype = rc_dtype_leaf(RC_STR, d->err);
    } else if (rci_infer_conflict_of_bytes(node, conflict)) {
        return RC_OK;
    } else {
        *dtype = rc_dtype_sized(RC_BYTES, node->longest ? node->longest : 1, d->err);
    }
    return *dtype ? RC_OK : RC_ENOMEM;
}

static rc_status number_type(const decider *d, const rci_infer_node *node, rc_dtype **dtype,
                             rci_infer_conflict *conflict)
{
    if (rci_infer_conflict_of_numbers(node, conflict)) {
        return RC_OK;
    }
    *dtype = rci_infer_has(node, RCI_INFER_FLOAT) ? rc_dtype_leaf(RC_F8, d->err)
                                                  : integer_type(node, d->err);
    return *dtype ? RC_OK : RC_ENOMEM;
}

/* --------------------------------------------------------------- nullable */

/* Whether null, or being absent, makes the field nullable. */
static bool null_counts(const decider *d, const rci_infer_node *node)
{
    rci_infer_event kind;
    bool has_nan = rci_infer_kind(node, &kind) &&
                   ((kind == RCI_INFER_INTEGER && rci_infer_has(node, RCI_INFER_FLOAT)) ||
                    (kind == RCI_INFER_TEXT && are_dates(node)));
    return node->nulls > 0 && d->rules->nulls != RC_NULLS_ZERO &&
           d->rules->nulls != RC_NULLS_SKIP && !(d->rules->nulls == RC_NULLS_NAN && has_nan);
}

static bool absence_counts(const decider *d, const position *at)
{
    return at->is_field && rci_infer_count(at->node) < at->possible &&
           d->rules->missing != RC_MISSING_ZERO;
}

/* ------------------------------------------------------------------ entries */

static rci_infer_entry *entry_at(const decider *d, size_t index)
{
    return rci_infer_report_entry(d->report, index);
}

static void set_range(rc_inferred_field *field, const rci_infer_node *node)
{
    double lowest = node->lowest, highest = node->highest;
    field->least = field->greatest = rc_value_null();
    if (!rci_infer_has(node, RCI_INFER_FLOAT) && !rci_infer_has(node, RCI_INFER_BEYOND)) {
        if (node->least <= node->greatest) {
            field->least = rc_value_int(node->least);
            field->greatest = rc_value_int(node->greatest);
        }
        if (node->large > 0) {
            field->greatest = rc_value_uint(node->large);
            field->least = node->least <= node->greatest ? field->least : field->greatest;
        }
        return;
    }
    if (node->least <= node->greatest) {
        lowest = fmin(lowest, (double)node->least);
        highest = fmax(highest, (double)node->greatest);
    }
    if (node->large > 0) {
        lowest = fmin(lowest, (double)node->large);
        highest = fmax(highest, (double)node->large);
    }
    if (lowest <= highest) {
        field->least = rc_value_float(lowest);
        field->greatest = rc_value_float(highest);
    }
}

/* Adds the entry of a node, without its dtype. */
static rc_status add_entry(decider *d, const position *at, size_t *index)
{
    const rci_infer_node *node = at->node;
    rci_infer_entry entry = {.node = node};
    rc_inferred_field *field = &entry.field;
    rc_status status = d->path.status;
    if (status == RC_OK) {
        field->path =
            rci_base_text_copy(d->path.bytes.length > 0 ? (const char *)d->path.bytes.data : "",
                               d->path.bytes.length, d->err);
        status = field->path ? RC_OK : RC_ENOMEM;
    }
    field->depth = at->depth;
    field->possible = at->possible;
    field->values = rci_infer_count(node);
    field->nulls = node->nulls;
    field->bools = node->bools;
    field->numbers = node->numbers;
    field->strings = node->texts;
    field->arrays = node->arrays;
    field->objects = node->objects;
    field->longest = node->longest;
    field->shortest_array = node->arrays > 0 ? node->shortest : 0;
    field->longest_array = node->largest;
    field->first = rci_infer_report_place(d->report, node, RCI_INFER_FIRST);
    field->second = rci_infer_report_place(d->report, node, RCI_INFER_EVENTS - 1);
    field->second.source = NULL;
    set_range(field, node);
    *index = rci_infer_report_count(d->report);
    if (status == RC_OK) {
        status = rci_base_bytes_append(&d->report->entries, &entry, sizeof entry, d->err);
    }
    if (status != RC_OK) {
        rc_text_free((char *)(uintptr_t)field->path);
    }
    return status;
}

static rc_inferred_place place_of(const decider *d, const rci_infer_node *node,
                                  rci_infer_event event)
{
    return rci_infer_report_place(d->report, node,
                                  event == RCI_INFER_EVENTS ? RCI_INFER_FIRST : event);
}

static rc_status set_conflict(const decider *d, size_t index, const rci_infer_conflict *conflict)
{
    rci_infer_entry *entry = entry_at(d, index);
    entry->field.conflict = rci_base_text_copy(conflict->text, strlen(conflict->text), d->err);
    entry->field.first = place_of(d, entry->node, conflict->first);
    if (conflict->second != RCI_INFER_EVENTS) {
        entry->field.second = place_of(d, entry->node, conflict->second);
    }
    return entry->field.conflict ? RC_OK : RC_ENOMEM;
}

/* ------------------------------------------------------- arrays and objects */

static rc_status decide(decider *d, const position *at, rc_dtype **dtype);

/* The name as a part of a path. */
static void put_name(rci_base_text_builder *path, const rci_infer_node *node)
{
    if (path->bytes.length > 0) {
        rci_base_put_char(path, '.');
    }
    rci_notation_print_name(path, node->name, node->name_length);
}

static rc_status array_type(decider *d, const position *at, rc_dtype **dtype,
                            rci_infer_conflict *conflict)
{
    const rci_infer_node *node = at->node;
    const size_t length = d->path.bytes.length;
    position inside = {node->element, at->depth + 1, 0, true, false};
    rc_dtype *element = NULL;
    rc_status status = RC_OK;
    bool wrong = rci_infer_conflict_of_arrays(node, conflict);
    if (!node->element || rci_infer_count(node->element) == 0) {
        element = rc_dtype_leaf(RC_BOOL, d->err);
    } else {
        inside.possible = rci_infer_count(node->element);
        rci_base_put(&d->path, "[]");
        status = decide(d, &inside, &element);
        d->path.bytes.length = length;
    }
    if (status == RC_OK && element && !wrong) {
        *dtype = rc_dtype_subarray(element, 1, &node->size, d->err);
        status = *dtype ? RC_OK : d->err->status;
    }
    rc_dtype_unref(element);
    return status;
}

/* The fields of an object, or the values of a record that is an array. */
static rc_status struct_type(decider *d, const position *at, uint64_t possible, rc_dtype **dtype)
{
    const rci_infer_node *node = at->node;
    const size_t length = d->path.bytes.length, n = node->nchildren;
    rc_field_spec *specs =
        rci_base_zalloc_array(d->report->allocator, n + 1, sizeof *specs, d->err);
    rc_status status = specs ? RC_OK : RC_ENOMEM;
    bool whole = true;
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        const position inside = {node->children[i], at->depth + 1, possible, at->in_array, true};
        const size_t index = rci_infer_report_count(d->report);
        rc_dtype *type = NULL;
        put_name(&d->path, inside.node);
        status = decide(d, &inside, &type);
        d->path.bytes.length = length;
        whole = whole && type;
        specs[i] = (rc_field_spec){inside.node->name, type, RC_AUTO, 0};
        specs[i].nullable = status == RC_OK && entry_at(d, index)->field.nullable;
    }
    if (status == RC_OK && whole) {
        *dtype = rc_dtype_struct(specs, n, RC_PACKED, RC_AUTO, d->err);
        status = *dtype ? RC_OK : d->err->status;
    }
    for (size_t i = 0; specs && i < n; i++) {
        rc_dtype_unref(specs[i].dtype);
    }
    rci_base_free(d->report->allocator, specs, (n + 1) * sizeof *specs);
    return status;
}

/* -------------------------------------------------------------------- nodes */

/* Conflicts that do not depend on the type: the name, and being null. */
static bool has_conflict(const decider *d, const position *at, rci_infer_conflict *conflict)
{
    const rci_infer_node *node = at->node;
    const bool null = null_counts(d, node);
    if (at->is_field && rci_dtype_name_check(node->name, node->name_length, NULL) != RC_OK) {
        rci_infer_conflict_set(conflict, RCI_INFER_FIRST, RCI_INFER_EVENTS,
                               "this key cannot be the name of a field: rename it in the input, or "
                               "leave it out");
        return true;
    }
    if (!at->in_array && at->is_field) {
        return false;
    }
    if (null) {
        rci_infer_conflict_set(conflict, RCI_INFER_NULL, RCI_INFER_EVENTS,
                               at->is_field ? "null in an object of an array: only fields outside "
                                              "of arrays can be null; leave the field out"
                               : at->depth == 0 ? "a record that is null: only fields can be null; "
                                                  "remove it from the input"
                                                : "null in an array: only fields can be null; "
                                                  "leave the field out");
        return true;
    }
    if (absence_counts(d, at)) {
        rci_infer_conflict_set(conflict, RCI_INFER_FIRST, RCI_INFER_EVENTS,
                               "absent in some objects of an array: only fields outside of arrays "
                               "can be absent; leave the field out");
        return true;
    }
    return false;
}

static rc_status type_of(decider *d, const position *at, rc_dtype **dtype,
                         rci_infer_conflict *conflict)
{
    const rci_infer_node *node = at->node;
    rci_infer_event kind;
    if (!rci_infer_kind(node, &kind)) {
        rci_infer_conflict_of_kinds(node, conflict);
        return RC_OK;
    }
    switch (kind) {
    case RCI_INFER_INTEGER:
        return number_type(d, node, dtype, conflict);
    case RCI_INFER_TEXT:
        return text_type(d, node, dtype, conflict);
    case RCI_INFER_ARRAY:
        return at->depth == 0 ? struct_type(d, at, node->arrays, dtype)
                              : array_type(d, at, dtype, conflict);
    case RCI_INFER_OBJECT:
        return struct_type(d, at, node->objects, dtype);
    default: /* a bool, or only null */
        *dtype = rc_dtype_leaf(RC_BOOL, d->err);
        return *dtype ? RC_OK : RC_ENOMEM;
    }
}

/* Values that are text in the input, and have no other type in common, are text. */
static rc_status text_instead(const decider *d, const rci_infer_node *node, rc_dtype **dtype,
                              rci_infer_conflict *conflict)
{
    if (!d->report->state.is_text || node->objects > 0 || node->arrays > 0) {
        return RC_OK;
    }
    conflict->text[0] = '\0';
    *dtype = d->rules->text == RC_INFER_STR
                 ? rc_dtype_leaf(RC_STR, d->err)
                 : rc_dtype_sized(RC_BYTES, node->longest ? node->longest : 1, d->err);
    return *dtype ? RC_OK : d->err->status;
}

/* Recurses as deep as the values are nested. */
static rc_status decide(decider *d, const position *at, rc_dtype **dtype)
{
    rci_infer_conflict conflict = {.text = ""};
    size_t index;
    rc_status status = add_entry(d, at, &index);
    if (status != RC_OK) {
        return status;
    }
    status = type_of(d, at, dtype, &conflict);
    if (status == RC_OK && conflict.text[0]) {
        status = text_instead(d, at->node, dtype, &conflict);
    }
    if (status == RC_OK && !conflict.text[0] && has_conflict(d, at, &conflict)) {
        rc_dtype_unref(*dtype);
        *dtype = NULL;
    }
    if (status == RC_OK && conflict.text[0]) {
        status = set_conflict(d, index, &conflict);
    }
    entry_at(d, index)->field.nullable =
        at->is_field && !at->in_array && (null_counts(d, at->node) || absence_counts(d, at));
    entry_at(d, index)->field.dtype = rc_dtype_ref(*dtype);
    return status;
}

static rc_status fail_first(const rc_inference *report, rc_error *err)
{
    for (size_t i = 0; i < rci_infer_report_count(report); i++) {
        const rc_inferred_field *field = &rci_infer_report_entry(report, i)->field;
        if (field->conflict) {
            return rci_infer_conflict_fail(field, err);
        }
    }
    return RC_OK;
}

rc_dtype *rci_infer_decide(rc_inference *report, const rci_infer_rules *rules, rc_error *err)
{
    rc_error local = RC_ERROR_INIT;
    decider d = {.report = report, .rules = rules, .err = &local};
    const uint64_t records = rci_infer_count(report->state.root);
    const position records_at = {report->state.root, 0, records, false, false};
    rc_dtype *dtype = NULL;
    rc_status status;
    if (records == 0) {
        rci_base_fail(err, RC_ETYPE, "there are no %srecords, from which a dtype could be found",
                      report->rejected ? "good " : "");
        rci_base_error_hint(err, RC_HINT_DTYPE, NULL);
        return NULL;
    }
    rci_base_text_builder_init(&d.path, &local);
    status = decide(&d, &records_at, &dtype);
    rci_base_bytes_release(&d.path.bytes);
    if (status == RC_OK && !dtype) {
        status = fail_first(report, &local);
    }
    if (status != RC_OK && err && err->status == RC_OK) {
        *err = local;
    }
    return dtype;
}
