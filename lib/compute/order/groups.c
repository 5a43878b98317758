/* compute/order/groups.c - where a sorted sequence of records changes: rc_store_groups,
   rc_store_unique, and whether it is sorted. */
#include "compute/order/groups.h"

#include "base/error.h"
#include "compute/order/move.h"

#include <string.h>

enum { BLOCK = RCI_ORDER_BLOCK };

/* ----------------------------------------------------------------- compare */

static void differs_in_part(const rci_order_key *key, size_t part, const rci_order_range *range,
                            bool *differs)
{
    uint64_t codes[BLOCK];
    unsigned char ranks[BLOCK];
    rci_order_codes(key, part, range, codes);
    if (!key->has_nulls) {
        for (size_t i = 1; i < range->n; i++) {
            differs[i] |= codes[i] != codes[i - 1];
        }
        return;
    }
    rci_order_ranks(key, range, codes, ranks);
    for (size_t i = 1; i < range->n; i++) {
        bool both_values = ranks[i] == RCI_ORDER_VALUE && ranks[i - 1] == RCI_ORDER_VALUE;
        differs[i] |= ranks[i] != ranks[i - 1] || (both_values && codes[i] != codes[i - 1]);
    }
}

static void differs_in_str(const rci_order_key *key, const rci_order_range *range, bool *differs)
{
    for (size_t i = 1; i < range->n; i++) {
        size_t before = rci_order_record(range, i - 1), record = rci_order_record(range, i);
        differs[i] = differs[i] || rci_order_compare_keys(key, before, key, record) != 0;
    }
}

void rci_order_differs(const rci_order *order, const rci_order_range *range, bool *differs)
{
    memset(differs, 0, range->n * sizeof *differs);
    for (size_t k = 0; k < order->n_keys; k++) {
        const rci_order_key *key = &order->keys[k];
        if (key->form == RCI_ORDER_STR) {
            differs_in_str(key, range, differs);
            continue;
        }
        for (size_t part = 0; part < key->parts || part == 0; part++) {
            differs_in_part(key, part, range, differs);
        }
    }
}

/* The next records of `n`, from `i` on, with the previous one. */
static rci_order_range block_with_previous(const uint64_t *records, size_t n, size_t i)
{
    size_t start = i > 0 ? i - 1 : 0;
    size_t length = n - start < BLOCK ? n - start : BLOCK;
    return (rci_order_range){records ? records + start : NULL, start, length};
}

/* ------------------------------------------------------------------ groups */

rc_status rc_store_groups(const rc_store *store, const rc_sort_key *keys, size_t n_keys,
                          const uint64_t *indices, size_t n, uint64_t *starts, size_t *n_groups,
                          rc_error *err)
{
    rci_order order;
    bool differs[BLOCK];
    size_t count = 0;
    rc_status status;
    if ((!starts && n > 0) || !n_groups) {
        return rci_base_fail(err, RC_EARG, "no place for the result (NULL)");
    }
    status = rci_order_init(&order, store, keys, n_keys, err);
    if (status == RC_OK) {
        status = indices ? rci_order_check_indices(indices, n, order.n, 0, err)
                 : n > order.n
                     ? rci_base_fail(err, RC_EINDEX, "%zu records of a store of %zu", n, order.n)
                     : RC_OK;
        for (size_t i = 0; i < n && status == RC_OK;) {
            rci_order_range range = block_with_previous(indices, n, i);
            size_t skip = i > 0;
            rci_order_differs(&order, &range, differs);
            for (size_t k = skip; k < range.n; k++) {
                if (i == 0 || differs[k]) {
                    starts[count++] = i;
                }
                i++;
            }
        }
        rci_order_release(&order);
    }
    if (status == RC_OK) {
        *n_groups = count;
    }
    return status;
}

/* Keeps the first record of each group of sorted records. A place that is written to is one that
   was read before. */
static size_t keep_first(const rci_order *order, uint64_t *records, size_t n)
{
    bool differs[BLOCK];
    size_t kept = 0;
    for (size_t i = 0; i < n;) {
        rci_order_range range = block_with_previous(records, n, i);
        size_t skip = i > 0;
        rci_order_differs(order, &range, differs);
        for (size_t k = skip; k < range.n; k++) {
            if (i == 0 || differs[k]) {
                records[kept++] = records[i];
            }
            i++;
        }
    }
    return kept;
}

rc_status rc_store_unique(const rc_store *store, const rc_sort_key *keys, size_t n_keys,
                          uint64_t *indices, size_t *n, const rc_order_options *options,
                          rc_error *err)
{
    rci_order order;
    rc_order_options use;
    rc_status status = rci_order_options(&use, options, err);
    if (status == RC_OK && (!indices || !n)) {
        status = rci_base_fail(err, RC_EARG, "no place for the result (NULL)");
    }
    if (status == RC_OK) {
        status = rci_order_init(&order, store, keys, n_keys, err);
    }
    if (status != RC_OK) {
        return status;
    }
    status = rci_order_argsort(&order, use.threads, 0, order.n, indices, err);
    if (status == RC_OK) {
        *n = keep_first(&order, indices, order.n);
    }
    rci_order_release(&order);
    return status;
}
