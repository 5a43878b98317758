/*
 * compute/order/order.h - an order of the records of a store: its keys, of which the first one that
 * differs decides.
 */
#ifndef ROWCOL_COMPUTE_ORDER_ORDER_H
#define ROWCOL_COMPUTE_ORDER_ORDER_H

#include "compute/order/plan.h"

enum { RCI_ORDER_FEW_KEYS = 4 };

typedef struct rci_order {
    const rc_allocator *allocator;
    rci_order_key few[RCI_ORDER_FEW_KEYS];
    rci_order_key *keys; /* `few`, or allocated */
    size_t n_keys;
    size_t n; /* records */
} rci_order;

/* The order by keys of a caller. RC_OK; RC_EARG, RC_ENAME, RC_ESYNTAX, RC_ETYPE, RC_ENOMEM. */
rc_status rci_order_init(rci_order *order, const rc_store *store, const rc_sort_key *keys,
                         size_t n_keys, rc_error *err);
void rci_order_release(rci_order *order);

/* Less than, equal to or greater than 0, by the keys from `from` on. */
int rci_order_compare(const rci_order *order, size_t from, size_t i, size_t j);

/* The index of the first record that is before the previous one, or the number of records. */
size_t rci_order_end(const rci_order *order);

/* Options of a call, or their defaults for NULL. RC_OK; RC_EARG. */
rc_status rci_order_options(rc_order_options *options, const rc_order_options *given,
                            rc_error *err);

/* Writes the records of the ranks first .. first + n - 1 in the order to `records`. RC_OK;
   RC_ENOMEM, RC_ELIMIT: `records` is undefined. */
rc_status rci_order_argsort(rci_order *order, unsigned threads, size_t first, size_t n,
                            uint64_t *records, rc_error *err);

#endif
