/* compute/order/sort.c - rc_store_argsort, rc_store_argsort_part, rc_store_sort,
 * rc_store_sorted_until.
 */
#include "base/alloc.h"
#include "base/check.h"
#include "base/error.h"
#include "compute/order/move.h"
#include "compute/order/order.h"

rc_status rc_store_argsort_part(const rc_store *store, const rc_sort_key *keys, size_t n_keys,
                                size_t first, size_t n, uint64_t *indices,
                                const rc_order_options *options, rc_error *err)
{
    rci_order order;
    rc_order_options use;
    rc_status status = rci_order_options(&use, options, err);
    if (status == RC_OK && !indices) {
        status = rci_base_fail(err, RC_EARG, "no place for the indices (NULL)");
    }
    if (status == RC_OK) {
        status = rci_order_init(&order, store, keys, n_keys, err);
    }
    if (status != RC_OK) {
        return status;
    }
    if (first > order.n || n > order.n - first) {
        status = rci_base_fail(err, RC_EINDEX, "%zu ranks from %zu on in a store of %zu records", n,
                               first, order.n);
    } else {
        status = rci_order_argsort(&order, use.threads, first, n, indices, err);
    }
    rci_order_release(&order);
    return status;
}

rc_status rc_store_argsort(const rc_store *store, const rc_sort_key *keys, size_t n_keys,
                           uint64_t *indices, const rc_order_options *options, rc_error *err)
{
    return rc_store_argsort_part(store, keys, n_keys, 0, rc_store_length(store), indices, options,
                                 err);
}

rc_status rc_store_sort(rc_store *store, const rc_sort_key *keys, size_t n_keys,
                        const rc_order_options *options, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    size_t n = rc_store_length(store), bytes;
    uint64_t *indices;
    rc_status status;
    if (rci_base_mul_overflows(n, sizeof *indices, &bytes)) {
        return rci_base_fail(err, RC_ELIMIT, "the store has too many records to sort");
    }
    indices = rci_base_alloc(allocator, bytes, err);
    if (!indices) {
        return RC_ENOMEM;
    }
    status = rc_store_argsort(store, keys, n_keys, indices, options, err);
    if (status == RC_OK) {
        status = rci_order_permute(store, indices, options ? options->threads : 0, err);
    }
    rci_base_free(allocator, indices, bytes);
    return status;
}

rc_status rc_store_sorted_until(const rc_store *store, const rc_sort_key *keys, size_t n_keys,
                                size_t *end, rc_error *err)
{
    rci_order order;
    rc_status status;
    if (!end) {
        return rci_base_fail(err, RC_EARG, "no place for the result (NULL)");
    }
    status = rci_order_init(&order, store, keys, n_keys, err);
    if (status != RC_OK) {
        return status;
    }
    *end = rci_order_end(&order);
    rci_order_release(&order);
    return RC_OK;
}
