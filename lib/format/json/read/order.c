/* format/json/read/order.c - learning the orders in which the keys of a struct come. */
#include "format/json/read/order.h"

#include "base/alloc.h"

#include <string.h>

enum {
    ROW = 32,      /* objects after which hits are looked at */
    FEW = ROW / 2, /* hits among them that are not worth it */
    FIRST_PAUSE = 256,
    MOST_PAUSE = 1 << 16
};

void rci_json_read_order_release(rci_json_read_order *order, const rc_allocator *allocator)
{
    rci_base_free_as(allocator, RC_MEMORY_READER, order->steps,
                     RCI_JSON_READ_ORDER_STEPS * sizeof *order->steps);
    order->steps = NULL;
}

static bool init_literal(rci_json_read_literal *literal, const char *key, size_t length)
{
    memset(literal, 0, sizeof *literal);
    if (length + 2 > sizeof literal->text) {
        return false;
    }
    literal->text[0] = literal->text[length + 1] = '"';
    memcpy(literal->text + 1, key, length);
    memset(literal->mask, 0xFF, length + 2);
    return true;
}

bool rci_json_read_order_add(rci_json_read_order *order, const rc_allocator *allocator,
                             rci_json_read_order_step **last, const char *key, size_t length,
                             struct rci_json_read_field *field)
{
    rci_json_read_order_step step = {.field = field}, *at, **link = NULL;
    if (!order->steps) {
        order->steps = rci_base_zalloc_array_as(
            allocator, RC_MEMORY_READER, RCI_JSON_READ_ORDER_STEPS, sizeof *order->steps, NULL);
    }
    if (order->full || !order->steps || !init_literal(&step.literal, key, length)) {
        return false;
    }
    at = *last ? (*last)->next : order->nsteps > 0 ? order->steps : NULL;
    link = *last ? &(*last)->next : NULL;
    while (at) {
        if (memcmp(&at->literal, &step.literal, sizeof step.literal) == 0) {
            *last = at;
            return true;
        }
        link = &at->other;
        at = *link;
    }
    if (order->nsteps == RCI_JSON_READ_ORDER_STEPS) {
        order->full = true;
        return false;
    }
    at = &order->steps[order->nsteps++];
    *at = step;
    if (link) {
        *link = at;
    }
    *last = at;
    return true;
}

void rci_json_read_order_note(rci_json_read_order *order, bool hit)
{
    order->hits += hit;
    if (++order->objects < ROW) {
        return;
    }
    if (order->hits < FEW) {
        order->next_pause = order->next_pause ? order->next_pause : FIRST_PAUSE;
        order->pause = order->next_pause;
        order->next_pause *= order->next_pause < MOST_PAUSE ? 4 : 1;
        order->nsteps = 0;
        order->full = false;
    } else {
        order->next_pause = FIRST_PAUSE;
    }
    order->hits = order->objects = 0;
}
