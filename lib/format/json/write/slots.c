/*
 * format/json/write/slots.c - which fields of a record get a slot of their own.
 */
#include "format/json/write/slots.h"

#include "base/error.h"

#include <string.h>

enum {
    WIDEST_ROW = 1 << 16,   /* a wider record becomes one slot without a formatter */
    MOST_ELEMENTS = 16,     /* a subarray of more elements likewise */
    BLOCK_BYTES = 24 << 10, /* so much of a block stays in the first cache */
};

typedef struct flattening {
    rci_json_write_slots *slots;
    const rci_record_plan *plan;
    const rci_base_bytes *keys;
    const size_t *key_start;
    bool values;
    rci_record_choose_formatter *choose;
    rc_error *err;
} flattening;

static rc_status add_text(const flattening *f, const void *text, size_t n)
{
    return rci_base_bytes_append(&f->slots->literals, text, n, f->err);
}

/* The width of a slot for `n` bytes. It is never 0: one unit of each slot is copied at least. */
static size_t width_for(size_t n)
{
    const size_t units = (n + RCI_JSON_WRITE_SLOT_UNIT - 1) / RCI_JSON_WRITE_SLOT_UNIT;
    return (units ? units : 1) * RCI_JSON_WRITE_SLOT_UNIT;
}

/* A slot for the text since the last one and for the value of the node. */
static rc_status add_slot(const flattening *f, uint32_t index, size_t shift)
{
    const rci_record_node *node = &f->plan->nodes[index];
    rci_json_write_slots *slots = f->slots;
    rci_json_write_slot slot = {.node = index, .shift = shift, .literal = slots->tail};
    size_t room = 0;
    slot.length = rci_json_write_tail_length(slots);
    slot.format = node->shape == RCI_RECORD_LEAF ? f->choose(node, &room) : NULL;
    slot.at = slots->width;
    slot.width = width_for(slot.length + room);
    slots->width += slot.width;
    slots->tail += slot.length;
    slots->n++;
    return rci_base_bytes_append(&slots->slots, &slot, sizeof slot, f->err);
}

static rc_status flatten(const flattening *f, uint32_t index, size_t shift);

static rc_status flatten_struct(const flattening *f, const rci_record_node *node, size_t shift)
{
    const uint32_t *children = f->plan->children + node->first_child;
    rc_status status = add_text(f, f->values ? "[" : "{", 1);
    for (uint32_t i = 0; i < node->nchildren && status == RC_OK; i++) {
        size_t start = f->key_start[children[i]] + (i == 0); /* no comma before the first */
        status = add_text(f, f->keys->data + start, f->key_start[children[i] + 1] - start);
        if (status == RC_OK) {
            status = flatten(f, children[i], shift);
        }
    }
    return status == RC_OK ? add_text(f, f->values ? "]" : "}", 1) : status;
}

static rc_status flatten_elements(const flattening *f, const rci_record_node *node,
                                  size_t dimension, size_t shift)
{
    const size_t step = rci_record_step(node, dimension);
    rc_status status = add_text(f, "[", 1);
    for (size_t i = 0; i < node->extent[dimension] && status == RC_OK; i++, shift += step) {
        status = i ? add_text(f, ",", 1) : RC_OK;
        if (status == RC_OK) {
            status = dimension + 1 < node->ndim ? flatten_elements(f, node, dimension + 1, shift)
                                                : add_slot(f, node->element, shift);
        }
    }
    return status == RC_OK ? add_text(f, "]", 1) : status;
}

static rc_status flatten(const flattening *f, uint32_t index, size_t shift)
{
    const rci_record_node *node = &f->plan->nodes[index];
    if (f->slots->width > WIDEST_ROW) {
        return RC_OK; /* this record will not be flattened */
    }
    if (!node->nullable && node->shape == RCI_RECORD_STRUCT) {
        return flatten_struct(f, node, shift);
    }
    if (!node->nullable && node->shape == RCI_RECORD_SUBARRAY && node->count > 0 &&
        node->count <= MOST_ELEMENTS && f->plan->nodes[node->element].shape == RCI_RECORD_LEAF) {
        return flatten_elements(f, node, 0, shift);
    }
    return add_slot(f, index, shift);
}

/* One slot for the whole record. */
static rc_status do_not_flatten(const flattening *f)
{
    rci_json_write_slots *slots = f->slots;
    slots->slots.length = slots->literals.length = 0;
    slots->n = slots->width = slots->tail = 0;
    return add_slot(f, 0, 0);
}

/* How many records a block has: at least one step, and no more than a column. */
static size_t block_records(const rci_json_write_slots *slots)
{
    size_t n = BLOCK_BYTES / (slots->width + slots->n * sizeof(size_t) + 1);
    n -= n % RCI_RECORD_COLUMN_STEP;
    if (n < RCI_RECORD_COLUMN_STEP) {
        return RCI_RECORD_COLUMN_STEP;
    }
    return n < RCI_RECORD_COLUMN_MOST ? n : RCI_RECORD_COLUMN_MOST;
}

rc_status rci_json_write_slots_init(rci_json_write_slots *slots, const rci_record_plan *plan,
                                    const rci_base_bytes *keys, const size_t *key_start,
                                    bool values, rci_record_choose_formatter *choose, rc_error *err)
{
    const flattening f = {slots, plan, keys, key_start, values, choose, err};
    rc_status status;
    memset(slots, 0, sizeof *slots);
    rci_base_bytes_init_as(&slots->slots, RC_MEMORY_WRITER);
    rci_base_bytes_init_as(&slots->literals, RC_MEMORY_WRITER);
    status = flatten(&f, 0, 0);
    if (status == RC_OK && slots->width > WIDEST_ROW) {
        status = do_not_flatten(&f);
    }
    if (status == RC_OK) {
        status = rci_base_bytes_reserve(&slots->literals, RCI_JSON_WRITE_SLOT_UNIT, err);
    }
    if (status == RC_OK) {
        /* The address of the first slot exists even if there are no slots. */
        status = rci_base_bytes_reserve(&slots->slots, sizeof(rci_json_write_slot), err);
    }
    slots->records = block_records(slots);
    return status;
}

void rci_json_write_slots_release(rci_json_write_slots *slots)
{
    rci_base_bytes_release(&slots->slots);
    rci_base_bytes_release(&slots->literals);
}
