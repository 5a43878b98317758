/* format/json/read/order.c - learning the orders in which the keys of a struct come. */
#include "format/json/read/order.h"

#include "base/alloc.h"

#include <string.h>

enum {
    MOST_MISSING = 1024, /* in all lists together */
    ROW = 32,            /* objects after which hits are looked at */
    FEW = ROW / 2,       /* hits among them that are not worth it */
    PAUSE = 2048
};

void rci_json_read_order_release(rci_json_read_order *order, const rc_allocator *allocator)
{
    rci_base_free_as(allocator, RC_MEMORY_READER, order->steps,
                     RCI_JSON_READ_ORDER_STEPS * sizeof *order->steps);
    rci_base_free_as(allocator, RC_MEMORY_READER, order->missing,
                     MOST_MISSING * sizeof *order->missing);
    order->steps = NULL;
    order->missing = NULL;
}

static bool allocate(rci_json_read_order *order, const rc_allocator *allocator)
{
    if (!order->steps) {
        order->steps = rci_base_zalloc_array_as(
            allocator, RC_MEMORY_READER, RCI_JSON_READ_ORDER_STEPS, sizeof *order->steps, NULL);
    }
    if (!order->missing) {
        order->missing = rci_base_zalloc_array_as(allocator, RC_MEMORY_READER, MOST_MISSING,
                                                  sizeof *order->missing, NULL);
    }
    return order->steps && order->missing;
}

bool rci_json_read_order_add(rci_json_read_order *order, const rc_allocator *allocator,
                             uint8_t *last, const char *key, size_t length, uint32_t child)
{
    rci_json_read_order_step step = {
        .child = child, .next = RCI_JSON_READ_ORDER_NONE, .other = RCI_JSON_READ_ORDER_NONE};
    uint8_t at, *link;
    if (order->full || !allocate(order, allocator) ||
        !rci_json_read_literal_init(&step.literal, key, length)) {
        return false;
    }
    at = order->nsteps == 0                  ? RCI_JSON_READ_ORDER_NONE
         : *last == RCI_JSON_READ_ORDER_NONE ? 0
                                             : order->steps[*last].next;
    link = *last == RCI_JSON_READ_ORDER_NONE ? NULL : &order->steps[*last].next;
    while (at != RCI_JSON_READ_ORDER_NONE) {
        if (memcmp(&order->steps[at].literal, &step.literal, sizeof step.literal) == 0) {
            *last = at;
            return true;
        }
        link = &order->steps[at].other;
        at = *link;
    }
    if (order->nsteps == RCI_JSON_READ_ORDER_STEPS) {
        order->full = true;
        return false;
    }
    at = order->nsteps++;
    order->steps[at] = step;
    if (link) {
        *link = at;
    }
    *last = at;
    return true;
}

bool rci_json_read_order_end(rci_json_read_order *order, uint8_t last, const uint32_t *missing,
                             uint32_t n)
{
    rci_json_read_order_step *step = &order->steps[last];
    if (n > MOST_MISSING - order->nmissing) {
        order->full = true;
        return false;
    }
    step->ends = true;
    step->missing = (uint16_t)order->nmissing;
    step->nmissing = (uint16_t)n;
    memcpy(order->missing + order->nmissing, missing, n * sizeof *missing);
    order->nmissing += n;
    return true;
}

void rci_json_read_order_note(rci_json_read_order *order, bool hit)
{
    order->hits += hit;
    if (++order->objects < ROW) {
        return;
    }
    if (order->hits < FEW) {
        order->pause = PAUSE;
        order->nsteps = 0;
        order->nmissing = 0;
        order->full = false;
    }
    order->hits = order->objects = 0;
}
