/*
 * compute/plan.h - the keys of some records as words of 64 bits that can be sorted.
 *
 * A word has, from the highest bit down, as much of the keys as fits, and the index of its record
 * among the records that are sorted: words differ, and the smaller one is first, equal keys in the
 * order of the records. Of each part of a key only the bits that vary are in the word: either
 * (code - least code) without the low bits that are equal in all, or the bits that differ, moved
 * together, whichever takes fewer bits. Where the keys do not fit, records whose words have equal
 * keys are sorted again by what follows (compute/ties.h).
 */
#ifndef ROWCOL_COMPUTE_PLAN_H
#define ROWCOL_COMPUTE_PLAN_H

#include "compute/key.h"

enum { RCI_COMPUTE_BLOCK = 1024, RCI_COMPUTE_MAX_LEVELS = 16 };

/* One part of one key. */
typedef struct rci_compute_place {
    size_t key;
    size_t part;
} rci_compute_place;

/* What the codes of one part are in some records. */
typedef struct rci_compute_measure {
    uint64_t least, most;
    uint64_t some;                    /* one of them */
    uint64_t varying;                 /* bits that are not equal in all */
    bool has_rank[RCI_COMPUTE_RANKS]; /* which ranks occur */
    bool falls, rises, repeats;       /* whether a record is before, after, equal to the
                                         previous one */
} rci_compute_measure;

/* A part as it is in a word. */
typedef struct rci_compute_level {
    const rci_compute_key *key;
    size_t part;
    unsigned char rank_code[RCI_COMPUTE_RANKS];
    unsigned rank_bits;
    unsigned rank_kept; /* the highest bits of these are in the word */
    unsigned bits;
    unsigned kept;
    bool squeezed;  /* the varying bits moved together */
    bool has_ranks; /* some records have another rank than RCI_COMPUTE_VALUE */
    uint64_t least, varying;
    unsigned shift;
} rci_compute_level;

typedef struct rci_compute_plan {
    rci_compute_level levels[RCI_COMPUTE_MAX_LEVELS];
    size_t n_levels;
    unsigned bits;          /* of the keys in a word */
    unsigned index_bits;    /* of the index */
    rci_compute_place next; /* what is not in the word begins here */
    bool is_full;
} rci_compute_plan;

void rci_compute_measure_init(rci_compute_measure *measure);

/* Adds the codes of a part of up to RCI_COMPUTE_BLOCK records. `prior` is the code and rank of the
   record before them, from the last call, unless `first` is true. */
typedef struct rci_compute_prior {
    uint64_t code;
    unsigned char rank;
    bool is_set;
} rci_compute_prior;

void rci_compute_measure_add(rci_compute_measure *measure, const rci_compute_key *key, size_t part,
                             const rci_compute_range *range, rci_compute_prior *prior);

/* Adds what was measured of other records. */
void rci_compute_measure_merge(rci_compute_measure *measure, const rci_compute_measure *other);

/* A plan for `n` records (1 or more) without any level; `next` is the first one. */
void rci_compute_plan_init(rci_compute_plan *plan, size_t n, rci_compute_place next);

/* Adds the part at plan->next, which was measured, and moves plan->next past it, unless only some
   of its bits fit: then the plan is full. */
void rci_compute_plan_add(rci_compute_plan *plan, const rci_compute_key *key,
                          const rci_compute_measure *measure);

/* The words of up to RCI_COMPUTE_BLOCK records. `index` is that of the first one. `words` has space
   for RCI_COMPUTE_BLOCK of them: those after the last record become undefined. */
void rci_compute_plan_words(const rci_compute_plan *plan, const rci_compute_range *range,
                            size_t index, uint64_t *words);

#endif
