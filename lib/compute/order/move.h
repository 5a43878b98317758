/*
 * compute/order/move.h - moves records by an array of their indices: between stores, and within
 * one.
 */
#ifndef ROWCOL_COMPUTE_ORDER_MOVE_H
#define ROWCOL_COMPUTE_ORDER_MOVE_H

#include <rowcol/store.h>

/* RC_OK, or RC_EINDEX if one of the indices is not less than `length`. */
rc_status rci_order_check_indices(const uint64_t *indices, size_t n, size_t length,
                                  unsigned threads, rc_error *err);

/* rc_store_take for indices that were checked. */
rc_store *rci_order_take(const rc_store *store, const uint64_t *indices, size_t n, rc_layout layout,
                         unsigned threads, rc_error *err);

/* Gives the records of a store the order of `indices`, a permutation of them. RC_OK; RC_ELIMIT,
   RC_ENOMEM: the store is unchanged. */
rc_status rci_order_permute(rc_store *store, const uint64_t *indices, unsigned threads,
                            rc_error *err);

#endif
