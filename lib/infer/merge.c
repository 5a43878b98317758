/* infer/merge.c - adds what was observed of one part of the input to that of the parts before it.
 */
#include "infer/state.h"

#include <stdlib.h>

typedef struct merger {
    rci_infer_state *into;
    rci_infer_locate *locate;
    void *context;
    rc_error *err;
} merger;

static void take_place(const merger *m, rci_infer_place *into, const rci_infer_place *from)
{
    *into = *from;
    if (m->locate) {
        m->locate(m->context, into);
    }
}

/* A place of `from` is kept if it is the first, or `better`. */
static void merge_place(const merger *m, rci_infer_node *into, const rci_infer_node *from,
                        rci_infer_event event, bool better)
{
    if (rci_infer_has(from, event) && (better || !rci_infer_has(into, event))) {
        take_place(m, &into->places[event], &from->places[event]);
    }
}

static void merge_ranges(const merger *m, rci_infer_node *into, const rci_infer_node *from)
{
    merge_place(m, into, from, RCI_INFER_LEAST, from->least < into->least);
    merge_place(m, into, from, RCI_INFER_GREATEST, from->greatest > into->greatest);
    merge_place(m, into, from, RCI_INFER_LARGE, from->large > into->large);
    merge_place(m, into, from, RCI_INFER_LONGEST, from->longest > into->longest);
    into->least = from->least < into->least ? from->least : into->least;
    into->greatest = from->greatest > into->greatest ? from->greatest : into->greatest;
    into->large = from->large > into->large ? from->large : into->large;
    into->lowest = from->lowest < into->lowest ? from->lowest : into->lowest;
    into->highest = from->highest > into->highest ? from->highest : into->highest;
    into->longest = from->longest > into->longest ? from->longest : into->longest;
    into->shortest = from->shortest < into->shortest ? from->shortest : into->shortest;
    into->largest = from->largest > into->largest ? from->largest : into->largest;
}

/* Arrays without a place had sizes that are known already. */
static void merge_sizes(const merger *m, rci_infer_node *into, const rci_infer_node *from)
{
    if (!rci_infer_has(from, RCI_INFER_ARRAY)) {
        return;
    }
    if (!rci_infer_has(into, RCI_INFER_ARRAY)) {
        into->size = from->size;
        merge_place(m, into, from, RCI_INFER_OTHER_SIZE, false);
    } else if (rci_infer_has(into, RCI_INFER_OTHER_SIZE)) {
        return;
    } else if (into->size != from->size) {
        take_place(m, &into->places[RCI_INFER_OTHER_SIZE], &from->places[RCI_INFER_ARRAY]);
    } else {
        merge_place(m, into, from, RCI_INFER_OTHER_SIZE, false);
    }
}

static void merge_dates(rci_infer_node *into, const rci_infer_node *from)
{
    if (from->unit == RC_UNIT_GENERIC) {
        return;
    }
    if (into->unit == RC_UNIT_GENERIC ||
        rci_infer_date_is_before(&from->earliest, &into->earliest)) {
        into->earliest = from->earliest;
    }
    if (into->unit == RC_UNIT_GENERIC || rci_infer_date_is_before(&into->latest, &from->latest)) {
        into->latest = from->latest;
    }
    into->unit = from->unit > into->unit ? from->unit : into->unit;
}

static void merge_counts(rci_infer_node *into, const rci_infer_node *from)
{
    into->nulls += from->nulls;
    into->bools += from->bools;
    into->numbers += from->numbers;
    into->texts += from->texts;
    into->arrays += from->arrays;
    into->objects += from->objects;
    into->again += from->again;
}

static void merge_values(const merger *m, rci_infer_node *into, const rci_infer_node *from)
{
    merge_ranges(m, into, from);
    merge_sizes(m, into, from);
    merge_dates(into, from);
    merge_counts(into, from);
    for (int event = 0; event < RCI_INFER_EVENTS; event++) {
        if (event != RCI_INFER_OTHER_SIZE) {
            merge_place(m, into, from, (rci_infer_event)event, false);
        }
    }
    into->dates = into->dates && from->dates;
}

static int compare_first(const void *a, const void *b)
{
    const rci_infer_node *const *first = a, *const *second = b;
    uint64_t x = (*first)->places[RCI_INFER_FIRST].byte,
             y = (*second)->places[RCI_INFER_FIRST].byte;
    return (x > y) - (x < y);
}

static rc_status merge_node(const merger *m, rci_infer_node *into, const rci_infer_node *from);

static rc_status merge_child(const merger *m, rci_infer_node *into, const rci_infer_node *child,
                             size_t *near)
{
    rci_infer_node *other =
        rci_infer_child(m->into, into, near, child->name, child->name_length, m->err);
    return other ? merge_node(m, other, child) : RC_ENOMEM;
}

/* Nodes are kept from part to part, so that their order is not always that of the values in this
   one. */
static bool is_in_order(const rci_infer_node *node)
{
    uint64_t last = 0;
    for (size_t i = 0; i < node->nchildren; i++) {
        uint64_t first = node->children[i]->places[RCI_INFER_FIRST].byte;
        if (first != RC_NOWHERE && first < last) {
            return false;
        }
        last = first != RC_NOWHERE ? first : last;
    }
    return true;
}

/* The same, with the new fields in the order of their first appearance. */
static rc_status merge_sorted(const merger *m, rci_infer_node *into, const rci_infer_node *from)
{
    const size_t n = from->nchildren;
    const rci_infer_node **sorted =
        rci_base_zalloc_array(m->into->allocator, n, sizeof *sorted, m->err);
    rc_status status = sorted ? RC_OK : RC_ENOMEM;
    size_t near = 0;
    for (size_t i = 0; sorted && i < n; i++) {
        sorted[i] = from->children[i];
    }
    if (sorted) {
        qsort(sorted, n, sizeof(rci_infer_node *), compare_first);
    }
    for (size_t i = 0; status == RC_OK && i < n; i++) {
        if (rci_infer_count(sorted[i]) > 0) {
            status = merge_child(m, into, sorted[i], &near);
        }
    }
    rci_base_free(m->into->allocator, (void *)sorted, n * sizeof *sorted);
    return status;
}

/* Recurses as deep as the values are nested, which formats limit. */
static rc_status merge_node(const merger *m, rci_infer_node *into, const rci_infer_node *from)
{
    rc_status status = RC_OK;
    size_t near = 0;
    merge_values(m, into, from);
    if (from->element && rci_infer_count(from->element) > 0) {
        rci_infer_node *element = rci_infer_element(m->into, into, m->err);
        status = element ? merge_node(m, element, from->element) : RC_ENOMEM;
    }
    if (status == RC_OK && !is_in_order(from)) {
        return merge_sorted(m, into, from);
    }
    for (size_t i = 0; status == RC_OK && i < from->nchildren; i++) {
        if (rci_infer_count(from->children[i]) > 0) {
            status = merge_child(m, into, from->children[i], &near);
        }
    }
    return status;
}

rc_status rci_infer_merge(rci_infer_state *into, const rci_infer_state *from,
                          rci_infer_locate *locate, void *context, rc_error *err)
{
    merger m = {into, locate, context, err};
    rc_status status = merge_node(&m, into->root, from->root);
    return status != RC_OK && err && err->status != RC_OK ? err->status : status;
}
