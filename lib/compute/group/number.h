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

/* What is done with the group numbers of a block of records, instead of storing them. Each range of
   records has group numbers of its own, which are joined to those of range 0 at the end. In a table
   of marks the numbers are the words, also those of groups that do not exist: group g of the table
   has the number words[g]. */
typedef struct rci_group_sink {
    void *context;
    /* The groups of records first .. first + n - 1 of a range, which has `groups` so far. On any
       thread, but the blocks of a range in their order. */
    rc_status (*add)(void *context, size_t range, size_t groups, const uint32_t *numbers,
                     size_t first, size_t n);
    /* Range 0 has `groups` groups from now on. */
    rc_status (*grow)(void *context, size_t groups);
    /* Group from[i] of a range is group to[i] of range 0, for i < n. On any thread; no two calls at
       once have the same group of range 0. */
    void (*join)(void *context, size_t range, const uint32_t *from, const uint32_t *to, size_t n);
    /* Groups first .. end - 1 of a range are the same groups of range 0. On any thread. */
    void (*join_same)(void *context, size_t range, size_t first, size_t end);
} rci_group_sink;

/* Records of a block, at most. */
enum { RCI_GROUP_BLOCK = 1024, RCI_GROUP_MAX_RANGES = 64 };

/* The number of ranges of a call. */
size_t rci_group_ranges(const rci_group_call *call);

/* The groups of words, or of a column of text, into a new table. If `numbers` is not NULL it gets
   the group of each record; if `sink` is not NULL it gets them block by block. RC_OK; RC_ENOMEM,
   RC_ELIMIT, or a status of the sink: then `table` is not set. */
rc_status rci_group_number(const rci_group_call *call, const rci_group_words *words,
                           const rci_compute_column *text, rci_group_table *table,
                           uint32_t *numbers, const rci_group_sink *sink);

/* The hashes of the text of records first .. first + n - 1. */
void rci_group_text_hashes(const rci_compute_column *text, uint64_t seed, size_t first, size_t n,
                           uint64_t *hashes);

#endif
