/*
 * format/json/read/order.h - the orders in which the keys of a struct came, cached: a tree whose
 * paths are the sequences of keys that objects had.
 *
 * An object whose keys come in a known order is read key by key by one comparison each. What else
 * the text has between its values, such as white space, does not matter. Which fields are missing
 * at the end of a path, and that none came twice, was found when the path was added.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_ORDER_H
#define ROWCOL_FORMAT_JSON_READ_ORDER_H

#include "format/json/read/keys.h"

enum { RCI_JSON_READ_ORDER_STEPS = 96, RCI_JSON_READ_ORDER_NONE = 255 };

/* A key that may come after those before it on the path. */
typedef struct rci_json_read_order_step {
    rci_json_read_literal literal;
    uint32_t child;   /* the field's place in the plan's children; RCI_RECORD_NONE: it is ignored */
    uint8_t next;     /* the key after it */
    uint8_t other;    /* another key that may come in place of it */
    bool ends;        /* an object may end after it */
    uint16_t missing; /* then these fields are missing: where the list begins */
    uint16_t nmissing;
} rci_json_read_order_step;

typedef struct rci_json_read_order {
    rci_json_read_order_step *steps; /* RCI_JSON_READ_ORDER_STEPS; NULL: not allocated */
    uint32_t *missing;               /* lists of children */
    uint32_t nmissing;
    uint8_t nsteps;
    bool full;        /* nothing can be added */
    uint32_t hits;    /* objects that were read by a path, in a row of some objects */
    uint32_t objects; /* of that row */
    uint32_t pause;   /* objects that are still to be read without this */
} rci_json_read_order;

void rci_json_read_order_release(rci_json_read_order *order, const rc_allocator *allocator);

/* Goes on from `*last` (RCI_JSON_READ_ORDER_NONE: the beginning) to the key, which is added if it
   is not there. False when the tree is full, memory runs
   out, or the key is longer than a literal. */
bool rci_json_read_order_add(rci_json_read_order *order, const rc_allocator *allocator,
                             uint8_t *last, const char *key, size_t length, uint32_t child);

/* An object may end after `last`, without `n` of its fields. */
bool rci_json_read_order_end(rci_json_read_order *order, uint8_t last, const uint32_t *missing,
                             uint32_t n);

/* Notes whether an object was read by a path. While that is so seldom, the paths are not tried, and
   then learned anew. */
void rci_json_read_order_note(rci_json_read_order *order, bool hit);

#endif
