/* format/json/read/observe_form.c - making forms of records. */
#include "format/json/read/observe_form.h"

#include <string.h>

/* Of one form. Records with more values or longer literals are observed by the grammar. */
enum { MOST_STEPS = 512, MOST_TEXT = 1 << 14 };

/* Most records that are left out between two forms. */
enum { MOST_SKIP = 1024 };

/* Records that are observed without forms when these are of little use: at first, and at most. */
enum { FIRST_PAUSE = 512, MOST_PAUSE = 1 << 15 };

void rci_json_read_forms_init(rci_json_read_observer *o)
{
    o->next_pause = FIRST_PAUSE;
    for (int i = 0; i < RCI_JSON_READ_FORMS; i++) {
        rci_base_bytes_init_as(&o->forms[i].steps, RC_MEMORY_READER);
        rci_base_bytes_init_as(&o->forms[i].texts, RC_MEMORY_READER);
        rci_base_bytes_init_as(&o->forms[i].parts, RC_MEMORY_READER);
    }
}

void rci_json_read_forms_release(rci_json_read_observer *o)
{
    for (int i = 0; i < RCI_JSON_READ_FORMS; i++) {
        rci_base_bytes_release(&o->forms[i].steps);
        rci_base_bytes_release(&o->forms[i].texts);
        rci_base_bytes_release(&o->forms[i].parts);
    }
}

void rci_json_read_forms_forget(rci_json_read_observer *o)
{
    for (int i = 0; i < RCI_JSON_READ_FORMS; i++) {
        o->forms[i].usable = false;
    }
    o->learner = NULL;
    o->skip = o->next_skip = o->pause = 0;
    o->matched = o->missed = o->useful = o->wasted = 0;
}

rci_json_read_observed rci_json_read_form_kind_of(const rci_infer_node *node)
{
    return rci_infer_has(node, RCI_INFER_FLOAT)     ? RCI_JSON_READ_OBSERVED_FLOAT
           : rci_infer_has(node, RCI_INFER_INTEGER) ? RCI_JSON_READ_OBSERVED_INTEGER
           : rci_infer_has(node, RCI_INFER_TEXT)    ? RCI_JSON_READ_OBSERVED_TEXT
           : rci_infer_has(node, RCI_INFER_BOOL)    ? RCI_JSON_READ_OBSERVED_BOOL
                                                    : RCI_JSON_READ_OBSERVED_NULL;
}

/* ------------------------------------------------------------------- choice */

/* The form to replace: one that is free, or that the fewest records had. */
static rci_json_read_form *choose(rci_json_read_observer *o)
{
    rci_json_read_form *least = o->forms;
    for (int i = 0; i < RCI_JSON_READ_FORMS; i++) {
        rci_json_read_form *form = &o->forms[i];
        if (!form->usable) {
            return form;
        }
        least = form->hits < least->hits ? form : least;
    }
    return least;
}

static void forget(rci_json_read_observer *o, rci_json_read_form *form)
{
    form->usable = false;
    if (form->hits < RCI_JSON_READ_FORM_USEFUL) {
        o->next_skip = o->next_skip < MOST_SKIP ? 2 * o->next_skip + 1 : MOST_SKIP;
    }
    o->skip = o->next_skip;
}

void rci_json_read_form_missed(rci_json_read_observer *o, rci_json_read_form *form)
{
    enum { PATIENCE = 16, MISSES = 2 * RCI_JSON_READ_FORMS };
    form->misses++;
    if (form->misses > PATIENCE + MISSES * form->hits) {
        forget(o, form);
    }
}

/* Whether the forms are worth it: an index takes about twice as long, the grammar much longer. */
static bool are_useful(const rci_json_read_observer *o)
{
    return o->matched >= o->missed && (o->wasted <= o->useful || !o->has_index);
}

/* After some records: while forms are of little use, they are not tried. */
static void judge(rci_json_read_observer *o)
{
    enum { ROW = 64 };
    if (o->matched + o->missed < ROW) {
        return;
    }
    if (are_useful(o)) {
        o->next_pause = FIRST_PAUSE;
        o->matched = o->missed = o->useful = o->wasted = 0;
    } else {
        rci_json_read_forms_forget(o);
        o->pause = o->next_pause;
        o->next_pause = 2 * o->pause < MOST_PAUSE ? 2 * o->pause : MOST_PAUSE;
    }
}

bool rci_json_read_observe_learns(rci_json_read_observer *o, size_t *room)
{
    if (o->pause == 0) {
        o->missed++;
        judge(o);
    }
    if (o->pause > 0) {
        *room = o->pause < *room ? o->pause : *room;
        return false;
    }
    *room = 1;
    if (o->skip > 0) {
        o->skip--;
        return false;
    }
    return true;
}

void rci_json_read_form_begin(rci_json_read_observer *o, const char *p)
{
    rci_json_read_form *form = choose(o);
    if (form->usable) {
        forget(o, form);
    }
    form->hits = form->misses = 0;
    form->steps.length = form->texts.length = form->parts.length = 0;
    o->learner = form;
    o->literal = p;
}

/* ------------------------------------------------------------------- making */

static void add_step(rci_json_read_observer *o, rci_infer_node *node, rci_json_read_observed kind,
                     const char *p)
{
    static const char ones[16] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    rci_json_read_form *form = o->learner;
    const size_t length = (size_t)(p - o->literal), head = length < 16 ? length : 16;
    rci_json_read_observed_step step = {.head = "",
                                        .text = (uint32_t)form->texts.length,
                                        .length = (uint32_t)length,
                                        .kind = kind,
                                        .node = node};
    memcpy(step.head, o->literal, head);
    memcpy(step.mask, ones, head);
    if (length > MOST_TEXT || form->texts.length > MOST_TEXT ||
        form->steps.length >= MOST_STEPS * sizeof step ||
        rci_base_bytes_append(&form->texts, o->literal, length, NULL) != RC_OK ||
        rci_base_bytes_append(&form->steps, &step, sizeof step, NULL) != RC_OK) {
        o->learner = NULL;
    }
}

void rci_json_read_form_value(rci_json_read_observer *o, rci_infer_node *node,
                              rci_json_read_observed kind, const char *p, const char *after)
{
    add_step(o, node, kind, p);
    o->literal = after;
}

void rci_json_read_form_part(rci_json_read_observer *o, rci_infer_node *node, size_t size)
{
    const rci_json_read_observed_part part = {node, size};
    if (rci_base_bytes_append(&o->learner->parts, &part, sizeof part, NULL) != RC_OK) {
        o->learner = NULL;
    }
}

/* A number at the very end of a record could be read together with what comes after it. */
void rci_json_read_observe_next(rci_json_read_observer *o, const char *p)
{
    if (o->learner && p < o->decoder->end && p > o->literal) {
        add_step(o, NULL, RCI_JSON_READ_OBSERVED_END, p);
        if (o->learner) {
            o->learner->usable = true;
            o->current = (unsigned)(o->learner - o->forms);
        }
    }
    o->learner = NULL;
}

/* ----------------------------------------------------------------- counting */

static void count_values(rci_json_read_observed_step *step, size_t n)
{
    rci_infer_node *node = step->node;
    switch ((rci_json_read_observed)step->kind) {
    case RCI_JSON_READ_OBSERVED_BOOL:
        node->bools += n;
        break;
    case RCI_JSON_READ_OBSERVED_INTEGER:
    case RCI_JSON_READ_OBSERVED_FLOAT:
        node->numbers += n;
        break;
    case RCI_JSON_READ_OBSERVED_TEXT:
        node->texts += n;
        break;
    case RCI_JSON_READ_OBSERVED_NULL: /* n is 0 */
    case RCI_JSON_READ_OBSERVED_END:
        break;
    }
}

void rci_json_read_form_count_part(const rci_json_read_observed_part *part, size_t n)
{
    rci_infer_node *node = part->node;
    if (part->size == SIZE_MAX) {
        node->objects += n;
        return;
    }
    node->arrays += n;
    node->shortest = part->size < node->shortest ? part->size : node->shortest;
    node->largest = part->size > node->largest ? part->size : node->largest;
}

void rci_json_read_form_count(rci_json_read_observer *o, rci_json_read_form *form, size_t n)
{
    rci_json_read_observed_step *steps = (rci_json_read_observed_step *)(void *)form->steps.data;
    const rci_json_read_observed_part *part =
        (const rci_json_read_observed_part *)(const void *)form->parts.data;
    size_t nparts = form->parts.length / sizeof *part, nsteps = form->steps.length / sizeof *steps;
    for (rci_json_read_observed_step *step = steps; step->node; step++) {
        step->node->nulls += step->nulls;
        count_values(step, n - step->nulls);
        step->nulls = 0;
    }
    for (; nparts > 0; nparts--, part++) {
        rci_json_read_form_count_part(part, n);
    }
    form->hits += n;
    o->matched += n;
    o->useful += n * nsteps;
    judge(o);
}
