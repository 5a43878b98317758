/*
 * compute/group/number.h - gives each record the number of its group.
 */
#ifndef ROWCOL_COMPUTE_GROUP_NUMBER_H
#define ROWCOL_COMPUTE_GROUP_NUMBER_H

#include "compute/group/key.h"
#include "compute/group/table.h"

/* The memory, the threads and the number of records of a call. */
typedef struct rci_group_call {
    const rc_allocator *allocator;
    unsigned threads;
    size_t n;
} rci_group_call;

/* The groups of words, or of a column of text, into a new table, and if `numbers` is not NULL the
   group of each record. RC_OK; RC_ENOMEM, RC_ELIMIT: there is no table. */
rc_status rci_group_number(const rci_group_call *call, const rci_group_words *words,
                           const rci_compute_column *text, rci_group_table *table,
                           uint32_t *numbers);

/* The hashes of the text of records first .. first + n - 1. */
void rci_group_text_hashes(const rci_compute_column *text, uint64_t seed, size_t first, size_t n,
                           uint64_t *hashes);

#endif
