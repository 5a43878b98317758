/*
 * compute/order/ties.h - sorts records that are equal in the part of the keys that fits a word, by
 * the rest of the keys.
 */
#ifndef ROWCOL_COMPUTE_ORDER_TIES_H
#define ROWCOL_COMPUTE_ORDER_TIES_H

#include "compute/order/order.h"

/* In a sorted array of records: this record is equal to the previous one so far. */
#define RCI_ORDER_TIED (UINT64_C(1) << 63)

/* Memory that a thread uses for one part after the other. */
typedef struct rci_order_scratch {
    const rc_allocator *allocator;
    uint64_t *words;
    size_t size; /* words */
} rci_order_scratch;

/* Space for `n` words, whose contents are not kept. False: out of memory. */
bool rci_order_scratch_reserve(rci_order_scratch *scratch, size_t n);
void rci_order_scratch_release(rci_order_scratch *scratch);

/* Replaces sorted words by the records at their indices, and marks those that are tied with the
   previous one. `records` are those at the indices, or NULL: `first` and the following ones. */
void rci_order_words_to_records(uint64_t *words, size_t n, unsigned index_bits,
                                const uint64_t *records, size_t first, bool mark);

/* Sorts each run of tied records by what follows `next`, and removes the marks. False: there is no
   memory. */
bool rci_order_sort_ties(const rci_order *order, uint64_t *records, size_t n, rci_order_place next,
                         rci_order_scratch *scratch);

#endif
