/* infer/conflict.c - why the values of a field have no common type. */
#include "infer/conflict.h"

#include "base/error.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void rci_infer_conflict_set(rci_infer_conflict *conflict, rci_infer_event first,
                            rci_infer_event second, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(conflict->text, sizeof conflict->text, format, args);
    va_end(args);
    conflict->first = first;
    conflict->second = second;
}

/* ------------------------------------------------------------------- kinds */

static const struct kind {
    rci_infer_event event, also;
    const char *name;
} kinds[] = {
    {RCI_INFER_BOOL, RCI_INFER_BOOL, "a bool"},
    {RCI_INFER_INTEGER, RCI_INFER_FLOAT, "a number"},
    {RCI_INFER_TEXT, RCI_INFER_TEXT, "a string"},
    {RCI_INFER_ARRAY, RCI_INFER_ARRAY, "an array"},
    {RCI_INFER_OBJECT, RCI_INFER_OBJECT, "an object"},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

static bool is_before(const rci_infer_place *a, const rci_infer_place *b)
{
    return a->file != b->file ? a->file < b->file : a->byte < b->byte;
}

/* Which of the two events of a kind came first; RCI_INFER_EVENTS: there was none. */
static rci_infer_event first_of(const rci_infer_node *node, const struct kind *kind)
{
    const rci_infer_place *a = &node->places[kind->event], *b = &node->places[kind->also];
    if (!rci_infer_has(node, kind->event) && !rci_infer_has(node, kind->also)) {
        return RCI_INFER_EVENTS;
    }
    return !rci_infer_has(node, kind->event) || is_before(b, a) ? kind->also : kind->event;
}

bool rci_infer_kind(const rci_infer_node *node, rci_infer_event *kind)
{
    int found = 0;
    *kind = RCI_INFER_NULL;
    for (int i = 0; i < KINDS; i++) {
        if (first_of(node, &kinds[i]) != RCI_INFER_EVENTS) {
            *kind = kinds[i].event;
            found++;
        }
    }
    return found <= 1;
}

bool rci_infer_conflict_of_kinds(const rci_infer_node *node, rci_infer_conflict *conflict)
{
    const char *names[2] = {"", ""};
    rci_infer_event events[2] = {RCI_INFER_EVENTS, RCI_INFER_EVENTS};
    for (int i = 0; i < KINDS; i++) {
        const rci_infer_event event = first_of(node, &kinds[i]);
        const bool exists = event != RCI_INFER_EVENTS;
        for (int k = 0; exists && k < 2; k++) {
            if (events[k] == RCI_INFER_EVENTS ||
                is_before(&node->places[event], &node->places[events[k]])) {
                if (k == 0) {
                    events[1] = events[0];
                    names[1] = names[0];
                }
                events[k] = event;
                names[k] = kinds[i].name;
                break;
            }
        }
    }
    if (events[1] == RCI_INFER_EVENTS) {
        return false;
    }
    rci_infer_conflict_set(conflict, events[0], events[1],
                           "%s and %s: no type holds both; make them one kind in the input, or "
                           "leave the field out",
                           names[0], names[1]);
    return true;
}

/* ------------------------------------------------------------------ values */

bool rci_infer_conflict_of_numbers(const rci_infer_node *node, rci_infer_conflict *conflict)
{
    const bool floats = rci_infer_has(node, RCI_INFER_FLOAT);
    if (rci_infer_has(node, RCI_INFER_BEYOND)) {
        rci_infer_conflict_set(conflict, RCI_INFER_BEYOND, RCI_INFER_EVENTS,
                               "an integer of more than 64 bits: no type holds it; write it as a "
                               "string in the input, or leave the field out");
        return true;
    }
    if (rci_infer_has(node, RCI_INFER_HUGE)) {
        rci_infer_conflict_set(
            conflict, RCI_INFER_HUGE, RCI_INFER_EVENTS,
            "a number out of the range of float64: no type holds it; write it as "
            "a string in the input, or leave the field out");
        return true;
    }
    if (floats && rci_infer_has(node, RCI_INFER_INEXACT)) {
        rci_infer_conflict_set(
            conflict, RCI_INFER_FLOAT, RCI_INFER_INEXACT,
            "a number with a fraction or exponent, and an integer that float64 "
            "does not hold exactly: no type holds both; write them as strings in "
            "the input, or leave the field out");
        return true;
    }
    if (!floats && node->large > 0 && node->least < 0) {
        rci_infer_conflict_set(conflict, RCI_INFER_LEAST, RCI_INFER_LARGE,
                               "integers from %" PRId64 " to %" PRIu64
                               ": no type holds both; write them as strings in the input, or leave "
                               "the field out",
                               node->least, node->large);
        return true;
    }
    return false;
}

bool rci_infer_conflict_of_arrays(const rci_infer_node *node, rci_infer_conflict *conflict)
{
    if (node->element && node->element->nulls > 0) {
        return false; /* reported for the elements */
    }
    if (rci_infer_has(node, RCI_INFER_OTHER_SIZE)) {
        rci_infer_conflict_set(conflict, RCI_INFER_ARRAY, RCI_INFER_OTHER_SIZE,
                               "arrays of %zu to %zu elements: a field holds arrays of one length; "
                               "make them so in the input, or leave the field out",
                               node->shortest, node->largest);
        return true;
    }
    return false;
}

bool rci_infer_conflict_of_bytes(const rci_infer_node *node, rci_infer_conflict *conflict)
{
    if (rci_infer_has(node, RCI_INFER_ENDS_IN_NUL)) {
        rci_infer_conflict_set(conflict, RCI_INFER_ENDS_IN_NUL, RCI_INFER_EVENTS,
                               "a string that ends with U+0000, which S<n> does not keep: use str, "
                               "or leave the field out");
        return true;
    }
    return false;
}

/* ----------------------------------------------------------------- messages */

rc_status rci_infer_conflict_fail(const rc_inferred_field *field, rc_error *err)
{
    const bool both = field->second.source != NULL;
    const rc_inferred_place *place = both ? &field->second : &field->first;
    char source[96] = "";
    if (both && field->first.source != NULL) {
        rci_base_quoted quoted;
        snprintf(source, sizeof source, " (the first is at %s:%" PRIu64 ":%" PRIu64 ")",
                 rci_base_quote(&quoted, field->first.source, strlen(field->first.source)),
                 field->first.line, field->first.column);
    }
    rci_base_fail(err, RC_ETYPE, "%s%s", field->conflict, source);
    rci_base_error_field(err, field->path);
    if (err && place->source) {
        rci_base_error_source(err, place->source);
        rci_base_error_byte(err, place->byte);
        err->line = place->line;
        err->column = place->column;
    }
    return RC_ETYPE;
}
