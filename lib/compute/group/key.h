/*
 * compute/group/key.h - the keys of a group as words: records are in the same group if their words
 * are equal.
 *
 * lib/compute/group has groups of records with equal keys, which are found by hashing, the
 * aggregates of each group, and the number of distinct records. It has nothing of the order of
 * records.
 *
 * A field of numbers is a term: a number of some bits for each record, the difference of its value
 * from the least one. Terms are packed next to each other into words of 64 bits. What has more
 * bits, and text, is replaced by group numbers (compute/group/keys.c), which are terms again.
 */
#ifndef ROWCOL_COMPUTE_GROUP_KEY_H
#define ROWCOL_COMPUTE_GROUP_KEY_H

#include "compute/column.h"

/* Whether values of a kind can be keys. */
bool rci_group_is_key(rc_kind kind);

/* Whether a field is text: cells that are compared as bytes, without a number of their own. Cells
   of up to 8 bytes are numbers. */
bool rci_group_is_text(const rci_compute_column *column);

/* Whether the cells are integers or times, one after the other in the byte order of the host, and
   never null: they need no conversion. */
bool rci_group_is_plain(const rci_compute_column *column);

typedef struct rci_group_term {
    rci_compute_column column;
    const uint32_t *numbers; /* instead of the cells of the column, or NULL */
    bool has_nulls; /* some record is null: its number is 0, those of the others are 1 more */
    uint64_t least; /* of the codes */
    uint64_t most;  /* the greatest number of the term */
    unsigned bits;  /* of `most`; 65 if `most` does not fit because of the null */
} rci_group_term;

/* Measures a term of numbers, on several threads. */
void rci_group_measure(rci_group_term *term, unsigned threads);

/* Sets the bits for `most` without nulls and has_nulls. */
void rci_group_term_size(rci_group_term *term, uint64_t most);

/* Some terms with at most 64 bits, the first one in the highest bits. */
typedef struct rci_group_words {
    const rci_group_term *terms;
    size_t n_terms;
    unsigned bits;
    uint64_t most; /* no word is greater */
} rci_group_words;

void rci_group_words_init(rci_group_words *words, const rci_group_term *terms, size_t n_terms);

/* The words of records first .. first + n - 1, at most RCI_COMPUTE_BLOCK. */
void rci_group_words_get(const rci_group_words *words, size_t first, size_t n, uint64_t *to);

/* The same for one term. */
void rci_group_term_get(const rci_group_term *term, size_t first, size_t n, uint64_t *to);

#endif
