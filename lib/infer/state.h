/*
 * infer/state.h - what was observed of the values of records: one node for each path.
 *
 * A format walks over its text, finds the node of each value and calls the function for what the
 * value is. States of successive parts of the input are merged in order; the result does not depend
 * on how the input was divided.
 *
 * Places are offsets while a part is observed. When it is merged the caller turns the few that are
 * kept into places in files.
 */
#ifndef ROWCOL_INFER_STATE_H
#define ROWCOL_INFER_STATE_H

#include "base/alloc.h"

#include <rowcol/dtype.h>
#include <stdbool.h>
#include <stdint.h>

/* Where a value is. */
typedef struct rci_infer_place {
    uint64_t byte; /* RC_NOWHERE: there is no such value */
    uint64_t line; /* from 1, as the column; set by a merge, as the file */
    uint64_t column;
    size_t file;
} rci_infer_place;

/* The places that are kept. The first is where it was seen first. */
typedef enum rci_infer_event {
    RCI_INFER_FIRST,       /* the field */
    RCI_INFER_NULL,        /* null */
    RCI_INFER_BOOL,        /* a bool */
    RCI_INFER_INTEGER,     /* a number without fraction and exponent */
    RCI_INFER_FLOAT,       /* a number with one of them */
    RCI_INFER_TEXT,        /* a string */
    RCI_INFER_ARRAY,       /* an array */
    RCI_INFER_OBJECT,      /* an object */
    RCI_INFER_BEYOND,      /* an integer of more than 64 bits */
    RCI_INFER_INEXACT,     /* an integer that a double does not hold */
    RCI_INFER_HUGE,        /* a number that is infinite, or not zero and zero, as a double */
    RCI_INFER_OTHER_SIZE,  /* an array that is not as long as the first */
    RCI_INFER_ENDS_IN_NUL, /* a string whose last character is U+0000 */
    RCI_INFER_NOT_DATE,    /* a string that is not a date */
    RCI_INFER_LOCAL,       /* a date with a time and without a zone */
    RCI_INFER_ZONED,       /* a date with a zone */
    RCI_INFER_LEAST,       /* the least integer, if it is less than 2^63 */
    RCI_INFER_GREATEST,    /* the greatest integer, likewise */
    RCI_INFER_LARGE,       /* the greatest integer above INT64_MAX */
    RCI_INFER_LONGEST,     /* the longest string */
    RCI_INFER_EVENTS
} rci_infer_event;

/* A date in text. The days and the rest count from 1970-01-01, in UTC. */
typedef struct rci_infer_date {
    int64_t days;
    int64_t fraction; /* of the second, in 1e-18 s */
    int32_t second;   /* of the day */
} rci_infer_date;

typedef struct rci_infer_node {
    struct rci_infer_node *next; /* of all nodes, for release */
    struct rci_infer_node *
        *children;                 /* the fields of an object, in the order of first appearance */
    struct rci_infer_node **table; /* of the children, by hash; NULL while they are few */
    size_t nchildren, capacity, slots;
    size_t index;                   /* among the children of its object */
    struct rci_infer_node *element; /* of an array, or NULL */
    char *name;                     /* "" for the record and for elements */
    size_t name_length;
    uint64_t hash;
    uint64_t mark; /* for formats: the object that has last given it */
    /* counts of values */
    uint64_t nulls, bools, numbers, texts, arrays, objects;
    uint64_t again;           /* of these: values of objects that have given the field before */
    int64_t least, greatest;  /* integers that fit int64; least > greatest: there are none */
    uint64_t large;           /* the greatest integer above INT64_MAX; 0: there is none */
    double lowest, highest;   /* numbers with fraction or exponent, and others among them */
    size_t longest;           /* bytes of a string */
    size_t size;              /* of the first array */
    size_t shortest, largest; /* arrays; shortest > largest: there are none */
    bool dates;               /* strings are looked at */
    rc_unit unit;             /* the finest of the dates; RC_UNIT_GENERIC: there are none */
    rci_infer_date earliest, latest;
    rci_infer_place places[RCI_INFER_EVENTS];
} rci_infer_node;

typedef struct rci_infer_state {
    const rc_allocator *allocator;
    rci_infer_node *root; /* the records */
    rci_infer_node *all;
    size_t nnodes;
    bool dates;   /* look for dates in strings */
    bool is_text; /* values are text in the input: where they have no other type, they are strings.
                     The longest is that of all values */
} rci_infer_state;

/* With a node for the records. RC_OK; RC_ENOMEM. */
rc_status rci_infer_init(rci_infer_state *state, const rc_allocator *allocator, bool dates,
                         rc_error *err);
/* Of all bytes zero, too. */
void rci_infer_release(rci_infer_state *state);

/* Forgets what was observed, but keeps the nodes. */
void rci_infer_clear(rci_infer_state *state);

/* The node of a field; it is made if there is none. `near` is the index at which it is looked for
   first, and becomes that of the field after it. NULL: RC_ENOMEM, RC_ELIMIT (RC_MAX_FIELDS). */
rci_infer_node *rci_infer_child(rci_infer_state *state, rci_infer_node *node, size_t *near,
                                const char *name, size_t length, rc_error *err);

/* The node of a field, or NULL. */
rci_infer_node *rci_infer_find(const rci_infer_node *node, const char *name, size_t length);

/* The node of the elements of arrays. NULL: RC_ENOMEM, RC_ELIMIT. */
rci_infer_node *rci_infer_element(rci_infer_state *state, rci_infer_node *node, rc_error *err);

/* How many objects or arrays have given the field a value, null included. */
static inline uint64_t rci_infer_count(const rci_infer_node *node)
{
    return node->nulls + node->bools + node->numbers + node->texts + node->arrays + node->objects -
           node->again;
}

static inline bool rci_infer_has(const rci_infer_node *node, rci_infer_event event)
{
    return node->places[event].byte != RC_NOWHERE;
}

/* --------------------------------------------------------------- observing
 *
 * `at` is the offset of the value. The functions that are not `note` count the value.
 */

/* Keeps the first place. */
static inline void rci_infer_note(rci_infer_node *node, rci_infer_event event, uint64_t at)
{
    if (node->places[event].byte == RC_NOWHERE) {
        node->places[event].byte = at;
    }
}

static inline void rci_infer_see_null(rci_infer_node *node, uint64_t at)
{
    node->nulls++;
    rci_infer_note(node, RCI_INFER_NULL, at);
}

static inline void rci_infer_see_bool(rci_infer_node *node, uint64_t at)
{
    node->bools++;
    rci_infer_note(node, RCI_INFER_BOOL, at);
}

/* The ranges, without the count: what changes them is rare, and they may be given a value twice. */
static inline void rci_infer_widen(rci_infer_node *node, int64_t value, uint64_t at)
{
    if (__builtin_expect(value < node->least, 0)) {
        node->least = value;
        node->places[RCI_INFER_LEAST].byte = at;
    }
    if (__builtin_expect(value > node->greatest, 0)) {
        node->greatest = value;
        node->places[RCI_INFER_GREATEST].byte = at;
    }
}

/* An integer that a double may not hold, likewise. */
void rci_infer_watch_integer(rci_infer_node *node, int64_t value, uint64_t at);

/* Any integer, likewise. A double holds all up to 2^53, so that nothing else is to be noted. */
static inline void rci_infer_widen_integer(rci_infer_node *node, int64_t value, uint64_t at)
{
    const uint64_t exact = UINT64_C(1) << 53;
    if (__builtin_expect((uint64_t)value + exact > 2 * exact, 0)) {
        rci_infer_watch_integer(node, value, at);
    } else {
        rci_infer_widen(node, value, at);
    }
}

static inline void rci_infer_widen_float(rci_infer_node *node, double value)
{
    node->lowest = value < node->lowest ? value : node->lowest;
    node->highest = value > node->highest ? value : node->highest;
}

static inline void rci_infer_lengthen(rci_infer_node *node, size_t length, uint64_t at)
{
    if (__builtin_expect(length > node->longest, 0)) {
        node->longest = length;
        node->places[RCI_INFER_LONGEST].byte = at;
    }
}

/* A string, without the count; likewise. */
void rci_infer_watch_text(rci_infer_node *node, const char *text, size_t length, uint64_t at);

/* An integer; one above INT64_MAX; one of more than 64 bits. */
void rci_infer_see_integer(rci_infer_node *node, int64_t value, uint64_t at);
void rci_infer_see_large(rci_infer_node *node, uint64_t value, uint64_t at);
void rci_infer_see_beyond(rci_infer_node *node, uint64_t at);
/* A number with a fraction or an exponent. Whether a double holds it, rounded. */
void rci_infer_see_float(rci_infer_node *node, double value, bool is_held, uint64_t at);
/* A string: UTF-8 without escapes. */
void rci_infer_see_text(rci_infer_node *node, const char *text, size_t length, uint64_t at);
/* An array, whose elements have been seen. */
void rci_infer_see_array(rci_infer_node *node, size_t size, uint64_t at);

static inline void rci_infer_see_object(rci_infer_node *node, uint64_t at)
{
    node->objects++;
    rci_infer_note(node, RCI_INFER_OBJECT, at);
}

/* ----------------------------------------------------------------- merging */

/* Turns the offset of a place into a place in a file. */
typedef void rci_infer_locate(void *context, rci_infer_place *place);

/* Adds what was observed of the part of the input that follows. `locate` may be NULL: the places
   are complete. RC_OK; RC_ENOMEM, RC_ELIMIT. */
rc_status rci_infer_merge(rci_infer_state *into, const rci_infer_state *from,
                          rci_infer_locate *locate, void *context, rc_error *err);

/* Whether a is before b. */
static inline bool rci_infer_date_is_before(const rci_infer_date *a, const rci_infer_date *b)
{
    return a->days != b->days       ? a->days < b->days
           : a->second != b->second ? a->second < b->second
                                    : a->fraction < b->fraction;
}

#endif
