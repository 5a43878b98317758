/* format/json/read/template.c - learning the forms of records, and binding them to a batch. */
#include "format/json/read/template.h"

#include "base/ascii.h"
#include "format/json/text/scan.h"
#include "format/json/text/skip.h"

#include <string.h>

enum {
    MOST_STEPS = 4096, /* a record that takes more gives no template */
    MOST_INSIDE = 512  /* bytes of an ignored array or object whose values are skipped one by one */
};

/* Skipped values that are longer are not kept in the text, nor others when it is full. */
enum { MOST_KEPT = 256, MOST_TEXT = 1 << 16 };

/* How many records are watched, and how often the length of a steady value may change in them. */
enum { WATCHED = 32, STEADY = 4 };

void rci_json_read_template_init(rci_json_read_template *template)
{
    memset(template, 0, sizeof *template);
    template->most_steps = RCI_JSON_READ_STEPS;
    rci_base_bytes_init_as(&template->steps, RC_MEMORY_READER);
    rci_base_bytes_init_as(&template->gaps, RC_MEMORY_READER);
    rci_base_bytes_init_as(&template->text, RC_MEMORY_READER);
    rci_base_bytes_init_as(&template->extras, RC_MEMORY_READER);
}

void rci_json_read_template_release(rci_json_read_template *template)
{
    rci_base_bytes_release(&template->steps);
    rci_base_bytes_release(&template->gaps);
    rci_base_bytes_release(&template->text);
    rci_base_bytes_release(&template->extras);
}

static rci_json_read_step *steps_of(const rci_json_read_template *template)
{
    return (rci_json_read_step *)(void *)template->steps.data;
}

/* ------------------------------------------------------------------ batches */

/* Whether nothing but zeros in its cell makes a missing field. */
static bool is_zeros(const rci_record_target *target, const rci_record_node *node)
{
    return target->policies->missing == RC_MISSING_ZERO && node->shape == RCI_RECORD_LEAF &&
           !node->nullable && node->also == RCI_RECORD_NONE && node->leaf != RCI_RECORD_NONE &&
           node->size <= RCI_JSON_READ_MOST_ZEROS;
}

/* From gap `from` on, the first of its form. */
static void bind_gaps(rci_json_read_template *template, const rci_record_target *target,
                      size_t from)
{
    rci_json_read_gap *gaps = (rci_json_read_gap *)(void *)template->gaps.data;
    size_t into = from, i; /* `into`: the last one that others can be added to */
    for (i = from; i < template->ngaps; i++) {
        const rci_record_node *node = &target->plan->nodes[gaps[i].node];
        gaps[i].zeros = 0;
        if (is_zeros(target, node)) {
            const rci_record_place *place = &target->places.leaves[node->leaf];
            gaps[i].zeros = (uint32_t)node->size;
            gaps[i].base = place->base + node->offset + gaps[i].shift;
            gaps[i].stride = place->stride;
            if (!gaps[i].first && gaps[into].zeros && gaps[into].stride == place->stride &&
                gaps[into].base + gaps[into].zeros == gaps[i].base) {
                gaps[into].zeros += gaps[i].zeros;
                gaps[i].zeros = RCI_JSON_READ_NO_GAP;
                continue;
            }
        }
        into = i;
    }
}

static void bind_steps(rci_json_read_template *template, const rci_record_target *target,
                       size_t from)
{
    static unsigned char nowhere; /* for steps that read nothing */
    rci_json_read_step *steps = steps_of(template);
    size_t i;
    for (i = from; i < template->nsteps; i++) {
        steps[i].base = &nowhere;
        steps[i].stride = 0;
        if (steps[i].leaf != RCI_RECORD_NONE) {
            const rci_record_place *place = &target->places.leaves[steps[i].leaf];
            steps[i].base = place->base + steps[i].offset;
            steps[i].stride = place->stride;
        }
    }
}

void rci_json_read_template_bind(rci_json_read_template *template, const rci_record_target *target)
{
    bind_steps(template, target, 0);
    bind_gaps(template, target, 0);
}

/* ---------------------------------------------------------------- learning */

void rci_json_read_template_clear(rci_json_read_template *template)
{
    template->nsteps = template->ngaps = template->ntext = template->nextras = 0;
    template->skips = false;
    template->usable = false;
    template->slow = false;
}

void rci_json_read_learn_begin(rci_json_read_template *template, const char *p)
{
    if (!template->usable) {
        rci_json_read_template_clear(template);
    }
    template->steps.length = template->nsteps * sizeof(rci_json_read_step);
    template->gaps.length = template->ngaps * sizeof(rci_json_read_gap);
    template->text.length = template->ntext;
    template->extras.length = template->nextras * sizeof(uint32_t);
    template->from = p;
    template->at = template->nsteps > 0 ? 0 : RCI_RECORD_NONE;
    template->fork = RCI_RECORD_NONE;
    template->learning = true;
}

static bool skips(const rci_json_read_step *step)
{
    return step->action >= RCI_JSON_READ_SKIP_VALUE;
}

/* Whether the step is one of this literal, with the same after it. */
static bool is_same_step(const rci_json_read_step *step, const rci_json_read_step *what,
                         const char *literal, size_t length)
{
    return step->length == length && memcmp(step->head, literal, length) == 0 &&
           (skips(step) ? skips(what)
                        : step->action == what->action && step->node == what->node &&
                              step->offset == what->offset);
}

/* Whether the next step of the record being learned is one that is known. */
static bool is_known(rci_json_read_template *template, const char *literal, size_t length,
                     const rci_json_read_step *what)
{
    const rci_json_read_step *steps = steps_of(template);
    if (template->at == RCI_RECORD_NONE) {
        return false;
    }
    while (!is_same_step(&steps[template->at], what, literal, length)) {
        if (steps[template->at].other == 0) {
            template->fork = template->at;
            template->at = RCI_RECORD_NONE;
            return false;
        }
        template->at = steps[template->at].other;
    }
    template->at++;
    return true;
}

/* `length` bytes of a literal, at most 16, and what comes after them. Whether it is a new step. */
static bool add_part(rci_json_read_template *template, const char *literal, size_t length,
                     const rci_json_read_step *what)
{
    rci_json_read_step step = *what;
    if (is_known(template, literal, length, what)) {
        return false;
    }
    memcpy(step.head, literal, length);
    memset(step.mask, 0xFF, length);
    step.length = (uint32_t)length;
    step.text = (uint32_t) template->text.length;
    if (template->steps.length / sizeof step >=
            (template->nsteps > 0 ? (size_t)RCI_JSON_READ_STEPS : (size_t)MOST_STEPS) ||
        rci_base_bytes_append(&template->text, literal, length, NULL) != RC_OK ||
        rci_base_bytes_append(&template->steps, &step, sizeof step, NULL) != RC_OK) {
        template->learning = false;
        return false;
    }
    return true;
}

/* The literal from the end of the last value to p, and what comes after it. Whether the last step
   is a new one. */
static bool add_step(rci_json_read_template *template, const char *p,
                     const rci_json_read_step *what)
{
    const rci_json_read_step nothing = {.action = RCI_JSON_READ_NOTHING, .leaf = RCI_RECORD_NONE};
    const char *from = template->from;
    for (; template->learning && (size_t)(p - from) > sizeof what->head;
         from += sizeof what->head) {
        add_part(template, from, sizeof what->head, &nothing);
    }
    return template->learning && add_part(template, from, (size_t)(p - from), what);
}

void rci_json_read_learn_value(rci_json_read_template *template, const rci_record_node *node,
                               uint32_t index, size_t shift, const char *p, const char *after,
                               bool converted)
{
    rci_json_read_step step = {0};
    step.action =
        (uint8_t)(node->nullable || node->also != RCI_RECORD_NONE ? RCI_JSON_READ_BY_GRAMMAR
                  : converted                                     ? RCI_JSON_READ_LEAF
                              : rci_json_read_leaf_action(node));
    step.node = index;
    step.leaf = node->leaf;
    step.offset = node->offset + shift;
    step.size = node->size;
    add_step(template, p, &step);
    template->from = after;
}

/* A string, number or word. */
static void learn_scalar(rci_json_read_template *template, const char *p, const char *after)
{
    rci_json_read_step step = {0};
    size_t length = (size_t)(after - p);
    step.action = RCI_JSON_READ_WATCH_VALUE;
    step.leaf = RCI_RECORD_NONE;
    step.usual = (uint32_t)length;
    step.same = length <= MOST_KEPT && template->text.length + length <= MOST_TEXT;
    if (add_step(template, p, &step) && step.same &&
        rci_base_bytes_append(&template->text, p, length, NULL) != RC_OK) {
        template->learning = false;
    }
    template->from = after;
}

static bool is_operator(char c)
{
    return (c | 0x20) == '{' || (c | 0x20) == '}' || c == ':' || c == ',';
}

/* The byte after a scalar that has passed the grammar. */
static const char *after_scalar(const char *p)
{
    const char *after = rci_json_text_skip_plain(p);
    if (after) {
        return after;
    }
    if (*p != '"') {
        while (!is_operator(*p) && !rci_base_is_space(*p)) {
            p++;
        }
        return p;
    }
    for (p++; *p != '"'; p++) {
        p += *p == '\\';
    }
    return p + 1;
}

/* The values in the array or object from p to `after`, which has passed the grammar, one by one. */
static void learn_inside(rci_json_read_template *template, const char *p, const char *after)
{
    while (p < after) {
        const char *start = p;
        if (rci_base_is_space(*p) || is_operator(*p)) {
            p++;
            continue;
        }
        p = after_scalar(p);
        if (*start != '"' || *rci_json_text_space(p, after) != ':') { /* not a key */
            learn_scalar(template, start, p);
        }
    }
}

static void learn_skip(rci_json_read_template *template, const char *p, const char *after)
{
    template->skips = true;
    p = rci_json_text_space(p, after);
    if (*p != '{' && *p != '[') {
        learn_scalar(template, p, after);
    } else if (after - p <= MOST_INSIDE) {
        learn_inside(template, p, after);
    } else {
        template->slow = true;
        learn_scalar(template, p, after);
    }
}

void rci_json_read_learn_extra(rci_json_read_template *template, uint32_t index, const char *p,
                               const char *after)
{
    if (rci_base_bytes_append(&template->extras, &index, sizeof index, NULL) != RC_OK) {
        template->learning = false;
    }
    learn_skip(template, p, after);
}

void rci_json_read_learn_gap(rci_json_read_template *template, uint32_t index, size_t shift)
{
    rci_json_read_gap gap = {.node = index, .shift = shift};
    gap.first = template->gaps.length == template->ngaps * sizeof gap;
    if (rci_base_bytes_append(&template->gaps, &gap, sizeof gap, NULL) != RC_OK) {
        template->learning = false;
    }
}

void rci_json_read_learn_cancel(rci_json_read_template *template)
{
    template->learning = false;
}

bool rci_json_read_learn_end(rci_json_read_template *template, const char *p,
                             const rci_record_target *target)
{
    const size_t first_step = template->nsteps, first_gap = template->ngaps;
    size_t ngaps = template->gaps.length / sizeof(rci_json_read_gap);
    size_t nextras = template->extras.length / sizeof(uint32_t);
    rci_json_read_step step = {.action = RCI_JSON_READ_END_RECORD, .leaf = RCI_RECORD_NONE};
    bool grown;
    step.first_gap = (uint32_t) template->ngaps;
    step.ngaps = (uint32_t)(ngaps - template->ngaps);
    step.first_extra = (uint32_t) template->nextras;
    step.nextras = (uint32_t)(nextras - template->nextras);
    grown = add_step(template, p, &step) && template->learning;
    template->learning = false;
    if (!grown) {
        return false;
    }
    if (template->fork != RCI_RECORD_NONE) {
        steps_of(template)[template->fork].other = (uint32_t) template->nsteps;
    }
    template->nsteps = template->steps.length / sizeof step;
    template->ngaps = ngaps;
    template->nextras = nextras;
    template->ntext = template->text.length;
    template->watched = WATCHED;
    template->usable = true;
    bind_steps(template, target, first_step);
    bind_gaps(template, target, first_gap);
    return true;
}

/* ------------------------------------------------------------------ counts */

/* `matches` records of the form that ends with a step. */
static void count_form(const rci_json_read_template *template, const rci_json_read_step *end,
                       rci_record_log *log)
{
    const rci_json_read_gap *gaps = (const rci_json_read_gap *)(const void *)template->gaps.data;
    const uint32_t *extras = (const uint32_t *)(const void *)template->extras.data;
    for (uint32_t i = 0; i < end->ngaps; i++) {
        rci_record_count_missing(log->plan, log->counts, gaps[end->first_gap + i].node,
                                 end->matches);
    }
    for (uint32_t i = 0; i < end->nextras; i++) {
        log->counts[extras[end->first_extra + i]].n[RCI_RECORD_EXTRA_IGNORED] += end->matches;
    }
}

void rci_json_read_template_count(rci_json_read_template *template, rci_record_log *log)
{
    rci_json_read_step *steps = steps_of(template);
    bool any = false;
    for (size_t i = 0; i < template->nsteps; i++) {
        if (steps[i].matches > 0) {
            count_form(template, &steps[i], log);
            steps[i].matches = 0;
            any = true;
        }
    }
    for (size_t i = 0; i < template->nsteps && any; i++) {
        if (steps[i].leaf != RCI_RECORD_NONE || steps[i].action == RCI_JSON_READ_BY_GRAMMAR) {
            log->counts[steps[i].node].seen = true;
        }
    }
}

/* ------------------------------------------------------------------- runs */

void rci_json_read_template_settle(rci_json_read_template *template)
{
    rci_json_read_step *steps = steps_of(template);
    size_t i;
    for (i = template->nsteps - 1;
         i-- > 0;) { /* the last of each form is RCI_JSON_READ_END_RECORD */
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
