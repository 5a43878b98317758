/*
 * compute/group/table.h - a table of the groups that were found: which group a word has.
 *
 * Words that are not greater than about the number of records are indices of an array. Other words
 * are in a hash table with linear probing, at most half full, whose slots are in the order of the
 * highest bits of the hashes: so it grows by one pass over the old and the new one. Text has a
 * table of hashes, and is compared with the first record of the group.
 */
#ifndef ROWCOL_COMPUTE_GROUP_TABLE_H
#define ROWCOL_COMPUTE_GROUP_TABLE_H

#include "compute/column.h"
#include "compute/group/memory.h"

typedef enum rci_group_form {
    RCI_GROUP_DIRECT, /* words are indices */
    RCI_GROUP_MARKS,  /* words are the numbers themselves, with a bit for each that was found */
    RCI_GROUP_NARROW, /* words of up to 32 bits */
    RCI_GROUP_WIDE,
    RCI_GROUP_TEXT /* words are hashes of cells */
} rci_group_form;

typedef struct rci_group_table {
    rci_group_form form;
    const rci_compute_column *text;
    uint64_t seed;
    rci_group_memory slots;
    size_t n_slots;
    unsigned shift; /* from a hash to a slot */
    /* Of each group: */
    uint64_t *words, *firsts;
    size_t count, capacity;
    rci_group_memory memory; /* of both arrays */
} rci_group_table;

/* A table for words up to `most`, of at most `n` records. `text` is a column of text, or NULL.
   With `marks`, if words are indices, those are the numbers that insertion stores. RC_OK;
   RC_ENOMEM. */
rc_status rci_group_table_init(rci_group_table *table, uint64_t most, size_t n,
                               const rci_compute_column *text, bool marks);
void rci_group_table_release(rci_group_table *table);

/* Makes space for `n` more groups. RC_OK; RC_ENOMEM, RC_ELIMIT. */
rc_status rci_group_table_reserve(rci_group_table *table, size_t n);

/* Sets the number of groups, whose words and first records the caller writes from the old number
   on. Nothing can be inserted any more. RC_OK; RC_ENOMEM, RC_ELIMIT. */
rc_status rci_group_table_close(rci_group_table *table, size_t groups);

/* Finds or adds the groups of `n` words, at most RCI_COMPUTE_BLOCK. Word i is of record
   records[i], or if `records` is NULL of first + i. Stores the numbers of the groups. RC_OK;
   RC_ENOMEM, RC_ELIMIT (too many groups). */
rc_status rci_group_table_insert(rci_group_table *table, const uint64_t *words,
                                 const uint64_t *records, size_t first, size_t n,
                                 uint32_t *numbers);

/* The same for integers of `size` bytes, whose words are their differences from `least`, modulo
   2^(8 * size), in a table of indices. */
rc_status rci_group_table_insert_cells(rci_group_table *table, const void *cells, size_t size,
                                       uint64_t least, size_t first, size_t n, uint32_t *numbers);

#endif
