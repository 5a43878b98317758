/*
 * compute/order/plan.h - the keys of some records as words of 64 bits that can be sorted.
 *
 * A word has, from the highest bit down, as much of the keys as fits, and the index of its record
 * among the records that are sorted: words differ, and the smaller one is first, equal keys in the
 * order of the records. Of each part of a key only the bits that vary are in the word: either
 * (code - least code) without the low bits that are equal in all, or the bits that differ, moved
 * together, whichever takes fewer bits. Where the keys do not fit, records whose words have equal
 * keys are sorted again by what follows (compute/order/ties.h).
 */
#ifndef ROWCOL_COMPUTE_ORDER_PLAN_H
#define ROWCOL_COMPUTE_ORDER_PLAN_H

#include "compute/order/key.h"

enum { RCI_ORDER_BLOCK = 1024, RCI_ORDER_MAX_LEVELS = 16 };

/* One part of one key. */
typedef struct rci_order_place {
    size_t key;
    size_t part;
} rci_order_place;

/* What the codes of one part are in some records. */
typedef struct rci_order_measure {
    uint64_t least, most;
    uint64_t some;                  /* one of them */
    uint64_t varying;               /* bits that are not equal in all */
    bool has_rank[RCI_ORDER_RANKS]; /* which ranks occur */
    bool falls, rises, repeats;     /* whether a record is before, after, equal to the
                                       previous one */
} rci_order_measure;

/* A part as it is in a word. */
typedef struct rci_order_level {
    const rci_order_key *key;
    size_t part;
    unsigned char rank_code[RCI_ORDER_RANKS];
    unsigned rank_bits;
    unsigned rank_kept; /* the highest bits of these are in the word */
    unsigned bits;
    unsigned kept;
    bool squeezed;  /* the varying bits moved together */
    bool has_ranks; /* some records have another rank than RCI_ORDER_VALUE */
    uint64_t least, varying;
    unsigned shift;
} rci_order_level;

typedef struct rci_order_plan {
    rci_order_level levels[RCI_ORDER_MAX_LEVELS];
    size_t n_levels;
    unsigned bits;        /* of the keys in a word */
    unsigned index_bits;  /* of the index */
    rci_order_place next; /* what is not in the word begins here */
    bool is_full;
} rci_order_plan;

void rci_order_measure_init(rci_order_measure *measure);

/* Adds the codes of a part of up to RCI_ORDER_BLOCK records. `prior` is the code and rank of the
   record before them, from the last call, unless `first` is true. */
typedef struct rci_order_prior {
    uint64_t code;
    unsigned char rank;
    bool is_set;
} rci_order_prior;

void rci_order_measure_add(rci_order_measure *measure, const rci_order_key *key, size_t part,
                           const rci_order_range *range, rci_order_prior *prior);

/* Adds what was measured of other records. */
void rci_order_measure_merge(rci_order_measure *measure, const rci_order_measure *other);

/* A plan for `n` records (1 or more) without any level; `next` is the first one. */
void rci_order_plan_init(rci_order_plan *plan, size_t n, rci_order_place next);

/* Adds the part at plan->next, which was measured, and moves plan->next past it, unless only some
   of its bits fit: then the plan is full. */
void rci_order_plan_add(rci_order_plan *plan, const rci_order_key *key,
                        const rci_order_measure *measure);

/* The words of up to RCI_ORDER_BLOCK records. `index` is that of the first one. `words` has space
   for RCI_ORDER_BLOCK of them: those after the last record become undefined. */
void rci_order_plan_words(const rci_order_plan *plan, const rci_order_range *range, size_t index,
                          uint64_t *words);

#endif
