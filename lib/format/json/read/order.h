/*
 * format/json/read/order.h - the orders in which the keys of a struct came, cached: a tree whose
 * paths are the sequences of keys that objects had. The next key of an object that comes in a known
 * order is found by one comparison, whatever white space there is.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_ORDER_H
#define ROWCOL_FORMAT_JSON_READ_ORDER_H

#include "format/json/read/keys.h"

enum { RCI_JSON_READ_ORDER_STEPS = 96 };

/* A key in quotes, to be compared with text. */
typedef struct rci_json_read_literal {
    char text[RCI_JSON_READ_KEY_HEAD]; /* then zeros */
    char mask[RCI_JSON_READ_KEY_HEAD]; /* all ones for each of its bytes */
} rci_json_read_literal;

/* A key that may come after those before it on the path. */
typedef struct rci_json_read_order_step {
    rci_json_read_literal literal;
    struct rci_json_read_order_step *next;  /* the key after it; NULL: not known */
    struct rci_json_read_order_step *other; /* another key that may come in place of it, or NULL */
    struct rci_json_read_field *field;      /* NULL: the dtype does not have it */
} rci_json_read_order_step;

typedef struct rci_json_read_order {
    rci_json_read_order_step *steps; /* RCI_JSON_READ_ORDER_STEPS, the first is where the paths
                                  begin; NULL: not allocated */
    uint32_t nsteps;
    bool full;        /* nothing can be added */
    uint32_t hits;    /* objects whose keys all came in a known order, in a row of some objects */
    uint32_t objects; /* of that row */
    uint32_t pause;   /* objects that are still to be read without this */
    uint32_t next_pause; /* longer each time that paths were of no use */
} rci_json_read_order;

void rci_json_read_order_release(rci_json_read_order *order, const rc_allocator *allocator);

/* The first key of an object; NULL: none is known. */
static inline const rci_json_read_order_step *rci_json_read_order_begin(rci_json_read_order *order)
{
    if (order->pause > 0) {
        order->pause--;
        return NULL;
    }
    return order->nsteps > 0 ? order->steps : NULL;
}

/* Whether a path is worth learning from the object that has just been read. */
static inline bool rci_json_read_order_learns(const rci_json_read_order *order)
{
    return !order->full && order->pause == 0;
}

/* Goes on from `*last` (NULL: the beginning) to the key, which is added if it is not there. False
   when the tree is full, memory runs out, or the key is longer than a literal. */
bool rci_json_read_order_add(rci_json_read_order *order, const rc_allocator *allocator,
                             rci_json_read_order_step **last, const char *key, size_t length,
                             struct rci_json_read_field *field);

/* Notes whether the keys of an object all came in a known order. While that is so seldom, the paths
   are not tried, and then learned anew. */
void rci_json_read_order_note(rci_json_read_order *order, bool hit);

#if defined(RCI_BASE_HAVE_AVX2)

/* Whether the text at p begins with the key. */
RCI_BASE_AVX2 __attribute__((always_inline)) static inline bool
rci_json_read_literal_is_at(const rci_json_read_literal *literal, const char *p)
{
    const __m256i differ = _mm256_xor_si256(RCI_BASE_LOAD32(p), RCI_BASE_LOAD32(literal->text));
    return _mm256_testz_si256(differ, RCI_BASE_LOAD32(literal->mask));
}

#endif
#endif
