/*
 * compute/order/search.h - binary search of records, several at once.
 */
#ifndef ROWCOL_COMPUTE_ORDER_SEARCH_H
#define ROWCOL_COMPUTE_ORDER_SEARCH_H

#include "compute/order/order.h"

/* The place of record `i` of `query` among the records of `order`, which has keys of the same
 * forms. */
size_t rci_order_search(const rci_order *order, const rci_order_key *query, size_t i, bool right);

/* The places of the records first .. end - 1 of `query` by one key, a number. `indices` has that of
   `first` first. */
void rci_order_search_numbers(const rci_order_key *key, const rci_order_key *query, size_t first,
                              size_t end, bool right, uint64_t *indices);

#endif
