#include "format/json/template.h"

#include "base/number.h"
#include "format/json/block.h"

#include <string.h>

/* Over these a record is not learnt. */
enum { MOST_STEPS = 4096, MOST_LITERALS = 1 << 16 };

/* What to do with the value behind a literal. The integer actions are for little-endian leaves on a
   little-endian machine; every other leaf goes the way of leaf.c. */
enum {
    READ_LEAF = 0,
    READ_I1,
    READ_I2,
    READ_I4,
    READ_I8,
    READ_U1,
    READ_U2,
    READ_U4,
    READ_U8,
    READ_F4,
    READ_F8,
    READ_BOOL,
    READ_BYTES,
    READ_NULLABLE,
    SKIP_VALUE,
    END_RECORD
};

void rci_json_template_init(rci_json_template *template)
{
    memset(template, 0, sizeof *template);
    rci_bytes_init(&template->steps);
    rci_bytes_init(&template->gaps);
    rci_bytes_init(&template->literals);
}

void rci_json_template_release(rci_json_template *template)
{
    rci_bytes_release(&template->steps);
    rci_bytes_release(&template->gaps);
    rci_bytes_release(&template->literals);
}

/* ---------------------------------------------------------------- learning */

static uint8_t action_for(const rci_json_node *node)
{
    static const uint8_t actions[] = {
        [RC_BOOL] = READ_BOOL, [RC_I1] = READ_I1, [RC_I2] = READ_I2, [RC_I4] = READ_I4,
        [RC_I8] = READ_I8,     [RC_U1] = READ_U1, [RC_U2] = READ_U2, [RC_U4] = READ_U4,
        [RC_U8] = READ_U8,     [RC_F4] = READ_F4, [RC_F8] = READ_F8, [RC_BYTES] = READ_BYTES};
    if (node->nullable) {
        return READ_NULLABLE;
    }
    if (node->big_endian || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) {
        return READ_LEAF;
    }
    return node->kind <= RC_BYTES ? actions[node->kind] : READ_LEAF;
}

void rci_json_learn_begin(rci_json_template *template, const char *p)
{
    template->steps.length = 0;
    template->gaps.length = 0;
    template->literals.length = 0;
    template->nsteps = 0;
    template->ngaps = 0;
    template->from = p;
    template->learning = true;
    template->usable = false;
}

/* The literal from the end of the last value to p, and what comes behind it. */
static void add_step(rci_json_template *template, const char *p, const rci_json_step *what)
{
    rci_json_step step = *what;
    size_t length = (size_t)(p - template->from), head = length < 8 ? length : 8;
    char first[8] = {0};
    if (!template->learning) {
        return;
    }
    if (template->nsteps == MOST_STEPS || length > MOST_LITERALS - template->literals.length) {
        template->learning = false;
        return;
    }
    memcpy(first, template->from, head);
    step.head = rci_load8(first);
    step.mask = head == 8 ? UINT64_MAX : (UINT64_C(1) << (8 * head)) - 1;
    step.length = (uint32_t)length;
    step.rest = (uint32_t) template->literals.length;
    if (rci_bytes_append(&template->literals, template->from + head, length - head, NULL) !=
            RC_OK ||
        rci_bytes_append(&template->steps, &step, sizeof step, NULL) != RC_OK) {
        template->learning = false;
        return;
    }
    template->nsteps++;
}

void rci_json_learn_value(rci_json_template *template, const rci_json_decoder *decoder,
                          uint32_t number, size_t shift, const char *p, const char *after)
{
    const rci_json_node *node = &decoder->plan->nodes[number];
    rci_json_step step = {0};
    step.action = action_for(node);
    step.node = number;
    step.leaf = node->leaf;
    step.offset = node->offset + shift;
    add_step(template, p, &step);
    template->from = after;
}

void rci_json_learn_skip(rci_json_template *template, const char *p, const char *after)
{
    rci_json_step step = {0};
    step.action = SKIP_VALUE;
    step.leaf = RCI_JSON_NONE;
    add_step(template, p, &step);
    template->from = after;
}

void rci_json_learn_gap(rci_json_template *template, uint32_t node, size_t shift)
{
    rci_json_gap gap = {node, shift};
    if (rci_bytes_append(&template->gaps, &gap, sizeof gap, NULL) != RC_OK) {
        template->learning = false;
        return;
    }
    template->ngaps++;
}

void rci_json_learn_end(rci_json_template *template, const char *p)
{
    rci_json_step step = {0};
    step.action = END_RECORD;
    step.leaf = RCI_JSON_NONE;
    add_step(template, p, &step);
    template->usable = template->learning;
    template->learning = false;
}

void rci_json_template_bind(rci_json_template *template, const rci_json_decoder *decoder)
{
    static unsigned char nowhere; /* for steps that read nothing */
    rci_json_step *steps = (rci_json_step *)(void *)template->steps.data;
    size_t i;
    for (i = 0; i < template->nsteps; i++) {
        steps[i].base = &nowhere;
        steps[i].stride = 0;
        if (steps[i].leaf != RCI_JSON_NONE) {
            const rci_json_place *place = &decoder->places[steps[i].leaf];
            steps[i].base = place->base + steps[i].offset;
            steps[i].stride = place->stride;
        }
    }
}

/* ---------------------------------------------------------------- matching */

/* A plain string that fits S<size>. NULL: the grammar shall look at it. */
static const char *read_bytes(const char *p, const char *end, unsigned char *cell, size_t size)
{
    const char *start = ++p;
    size_t n;
    if (start[-1] != '"') {
        return NULL;
    }
    for (;;) {
        rci_json_block block = rci_json_block_at(p);
        unsigned stop = block.stops ? (unsigned)__builtin_ctz(block.stops) : 16;
        if (block.high & ((1u << stop) - 1)) {
            return NULL;
        }
        p += stop;
        if (stop < 16) {
            break;
        }
    }
    n = (size_t)(p - start);
    if (p >= end || *p != '"' || n > size) {
        return NULL;
    }
    memcpy(cell, start, n);
    memset(cell + n, 0, size - n);
    return p + 1;
}

static const char *read_bool(const char *p, unsigned char *cell)
{
    uint64_t word = rci_load8(p);
    if ((word & 0xFFFFFFFF) == 0x65757274) { /* true */
        *cell = 1;
        return p + 4;
    }
    if ((word & UINT64_C(0xFFFFFFFFFF)) == UINT64_C(0x65736C6166)) { /* false */
        *cell = 0;
        return p + 5;
    }
    return NULL;
}

static const char *read_leaf(rci_json_decoder *decoder, uint32_t node, unsigned char *cell,
                             const char *p)
{
    rc_error *err = decoder->err;
    decoder->err = NULL; /* the grammar will say what is wrong */
    p = rci_json_leaf(decoder, node, cell, p);
    decoder->err = err;
    return p;
}

/* A nullable field of any form: the grammar, but told nothing of an error. */
static const char *read_nullable(rci_json_decoder *decoder, uint32_t node, const char *p)
{
    rc_error *err = decoder->err;
    decoder->err = NULL;
    p = rci_json_decode_field(decoder, node, p);
    decoder->err = err;
    return p;
}

static bool literal_is_here(const rci_json_template *template, const rci_json_step *step,
                            const char *p)
{
    if ((rci_load8(p) & step->mask) != step->head) {
        return false;
    }
    return step->length <= 8 ||
           memcmp(p + 8, template->literals.data + step->rest, step->length - 8) == 0;
}

static void fill_gaps(const rci_json_template *template, const rci_json_decoder *decoder)
{
    const rci_json_gap *gaps = (const rci_json_gap *)(const void *)template->gaps.data;
    size_t i;
    for (i = 0; i < template->ngaps; i++) {
        rci_json_zero(decoder, gaps[i].node, gaps[i].shift);
    }
}

#define READ_INTEGER(type, wide, read)                                                             \
    do {                                                                                           \
        wide value;                                                                                \
        type narrow;                                                                               \
        p = read(p, end, &value);                                                                  \
        narrow = (type)value;                                                                      \
        if (!p || (wide)narrow != value) {                                                         \
            return NULL;                                                                           \
        }                                                                                          \
        memcpy(cell, &narrow, sizeof narrow);                                                      \
    } while (0)

const char *rci_json_template_match(const rci_json_template *template, rci_json_decoder *decoder,
                                    const char *p)
{
    const rci_json_step *step = (const rci_json_step *)(const void *)template->steps.data;
    const char *end = decoder->end;
    for (;; step++) {
        unsigned char *cell;
        if (!literal_is_here(template, step, p)) {
            return NULL;
        }
        p += step->length;
        cell = step->base + decoder->record * step->stride;
        switch (step->action) {
        case READ_I1:
            READ_INTEGER(int8_t, int64_t, rci_read_i64);
            break;
        case READ_I2:
            READ_INTEGER(int16_t, int64_t, rci_read_i64);
            break;
        case READ_I4:
            READ_INTEGER(int32_t, int64_t, rci_read_i64);
            break;
        case READ_I8:
            READ_INTEGER(int64_t, int64_t, rci_read_i64);
            break;
        case READ_U1:
            READ_INTEGER(uint8_t, uint64_t, rci_read_u64);
            break;
        case READ_U2:
            READ_INTEGER(uint16_t, uint64_t, rci_read_u64);
            break;
        case READ_U4:
            READ_INTEGER(uint32_t, uint64_t, rci_read_u64);
            break;
        case READ_U8:
            READ_INTEGER(uint64_t, uint64_t, rci_read_u64);
            break;
        case READ_F4: {
            float value;
            p = rci_read_f4(p, end, &value);
            memcpy(cell, &value, sizeof value);
            break;
        }
        case READ_F8: {
            double value;
            p = rci_read_f8(p, end, &value);
            memcpy(cell, &value, sizeof value);
            break;
        }
        case READ_BOOL:
            p = read_bool(p, cell);
            break;
        case READ_BYTES:
            p = read_bytes(p, end, cell, decoder->plan->nodes[step->node].size);
            break;
        case READ_NULLABLE:
            p = read_nullable(decoder, step->node, p);
            break;
        case SKIP_VALUE:
            p = rci_json_skip(p, end, &decoder->fault);
            break;
        case END_RECORD:
            fill_gaps(template, decoder);
            return p;
        default:
            p = read_leaf(decoder, step->node, cell, p);
            break;
        }
        if (!p) {
            return NULL;
        }
    }
}
