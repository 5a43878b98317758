/* format/json/read/template.c - learning the form of a record, and binding it to a batch. */
#include "format/json/read/template.h"

#include <string.h>

enum { MOST_STEPS = 4096 }; /* a record that takes more gives no template */

/* Skipped values that are longer are not kept in the text, nor others when it is full. */
enum { MOST_KEPT = 256, MOST_TEXT = 1 << 16 };

/* How many records are watched, and how often the length of a steady value may change in them. */
enum { WATCHED = 32, STEADY = 4 };

void rci_json_read_template_init(rci_json_read_template *template)
{
    memset(template, 0, sizeof *template);
    rci_base_bytes_init_as(&template->steps, RC_MEMORY_READER);
    rci_base_bytes_init_as(&template->gaps, RC_MEMORY_READER);
    rci_base_bytes_init_as(&template->text, RC_MEMORY_READER);
}

void rci_json_read_template_release(rci_json_read_template *template)
{
    rci_base_bytes_release(&template->steps);
    rci_base_bytes_release(&template->gaps);
    rci_base_bytes_release(&template->text);
}

/* ---------------------------------------------------------------- learning */

void rci_json_read_learn_begin(rci_json_read_template *template, const char *p)
{
    template->steps.length = 0;
    template->gaps.length = 0;
    template->text.length = 0;
    template->nsteps = 0;
    template->ngaps = 0;
    template->from = p;
    template->watched = WATCHED;
    template->learning = true;
    template->skips = false;
    template->usable = false;
    template->slow = false;
}

/* `length` bytes of a literal, at most 16, and what comes after them. */
static void add_part(rci_json_read_template *template, const char *literal, size_t length,
                     const rci_json_read_step *what)
{
    rci_json_read_step step = *what;
    memcpy(step.head, literal, length);
    memset(step.mask, 0xFF, length);
    step.length = (uint32_t)length;
    step.text = (uint32_t) template->text.length;
    if (template->nsteps == MOST_STEPS ||
        rci_base_bytes_append(&template->text, literal, length, NULL) != RC_OK ||
        rci_base_bytes_append(&template->steps, &step, sizeof step, NULL) != RC_OK) {
        template->learning = false;
        return;
    }
    template->nsteps++;
}

/* The literal from the end of the last value to p, and what comes after it. */
static void add_step(rci_json_read_template *template, const char *p,
                     const rci_json_read_step *what)
{
    const rci_json_read_step nothing = {.action = RCI_JSON_READ_NOTHING, .leaf = RCI_RECORD_NONE};
    const char *from = template->from;
    for (; template->learning && (size_t)(p - from) > sizeof what->head;
         from += sizeof what->head) {
        add_part(template, from, sizeof what->head, &nothing);
    }
    if (template->learning) {
        add_part(template, from, (size_t)(p - from), what);
    }
}

void rci_json_read_learn_value(rci_json_read_template *template, const rci_record_node *node,
                               uint32_t index, size_t shift, const char *p, const char *after)
{
    rci_json_read_step step = {0};
    step.action =
        (uint8_t)(node->nullable ? RCI_JSON_READ_NULLABLE : rci_json_read_leaf_action(node));
    step.node = index;
    step.leaf = node->leaf;
    step.offset = node->offset + shift;
    step.size = node->size;
    add_step(template, p, &step);
    template->from = after;
}

void rci_json_read_learn_skip(rci_json_read_template *template, const char *p, const char *after)
{
    rci_json_read_step step = {0};
    size_t length = (size_t)(after - p);
    template->skips = true;
    step.action = RCI_JSON_READ_WATCH_VALUE;
    step.leaf = RCI_RECORD_NONE;
    step.usual = (uint32_t)length;
    step.same = length <= MOST_KEPT && template->text.length + length <= MOST_TEXT;
    add_step(template, p, &step);
    if (step.same && template->learning &&
        rci_base_bytes_append(&template->text, p, length, NULL) != RC_OK) {
        template->learning = false;
    }
    template->from = after;
}

void rci_json_read_learn_gap(rci_json_read_template *template, uint32_t index, size_t shift)
{
    rci_json_read_gap gap = {index, shift};
    if (rci_base_bytes_append(&template->gaps, &gap, sizeof gap, NULL) != RC_OK) {
        template->learning = false;
        return;
    }
    template->ngaps++;
}

void rci_json_read_learn_cancel(rci_json_read_template *template)
{
    template->learning = false;
}

void rci_json_read_learn_end(rci_json_read_template *template, const char *p)
{
    rci_json_read_step step = {0};
    step.action = RCI_JSON_READ_END_RECORD;
    step.leaf = RCI_RECORD_NONE;
    add_step(template, p, &step);
    template->usable = template->learning;
    template->learning = false;
}

/* ------------------------------------------------------------------- runs */

void rci_json_read_template_settle(rci_json_read_template *template)
{
    rci_json_read_step *steps = (rci_json_read_step *)(void *)template->steps.data;
    size_t i;
    template->slow = false;
    for (i = template->nsteps - 1; i-- > 0;) { /* the last is RCI_JSON_READ_END_RECORD */
        rci_json_read_step *step = &steps[i], *next = step + 1;
        if (step->action == RCI_JSON_READ_NOTHING && next->run) { /* the same literal */
            step->run_length = next->text - step->text + next->run_length;
            step->run = next->run + 1;
        }
        if (step->action != RCI_JSON_READ_WATCH_VALUE) {
            continue;
        }
        template->slow = template->slow || (step->walked > STEADY && !step->same);
        step->action =
            step->changes <= STEADY ? RCI_JSON_READ_SKIP_STEADY : RCI_JSON_READ_SKIP_VALUE;
        if (step->same) {
            step->run_length =
                next->text - step->text + (next->run ? next->run_length : next->length);
            step->run =
                step->run_length > 8 ? next->run + 1 : 0; /* shorter ones are quicker one by one */
        }
    }
}

/* ---------------------------------------------------------------- matching */

void rci_json_read_template_bind(rci_json_read_template *template, const rci_record_places *places)
{
    static unsigned char nowhere; /* for steps that read nothing */
    rci_json_read_step *steps = (rci_json_read_step *)(void *)template->steps.data;
    size_t i;
    for (i = 0; i < template->nsteps; i++) {
        steps[i].base = &nowhere;
        steps[i].stride = 0;
        if (steps[i].leaf != RCI_RECORD_NONE) {
            const rci_record_place *place = &places->leaves[steps[i].leaf];
            steps[i].base = place->base + steps[i].offset;
            steps[i].stride = place->stride;
        }
    }
}
