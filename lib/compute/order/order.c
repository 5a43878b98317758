/* compute/order/order.c - makes an order from the keys of a caller, and compares records by it. */
#include "compute/order/order.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/options.h"

#include <string.h>

static rc_status add_key(rci_order *order, const rc_store *store, const rc_sort_key *given,
                         rci_order_key *key, rc_error *err)
{
    rc_view view;
    rc_status status;
    if (!given->path) {
        return rci_base_fail(err, RC_EARG, "a sort key has no path (NULL)");
    }
    status = rc_store_view(store, given->path, &view, err);
    if (status == RC_OK) {
        status = rci_order_key_init(key, &view, given->flags, err);
        if (status == RC_ETYPE) {
            rci_base_error_field(err, given->path);
        }
    }
    if (status == RC_OK) {
        order->n_keys++;
    }
    return status;
}

rc_status rci_order_init(rci_order *order, const rc_store *store, const rc_sort_key *keys,
                         size_t n_keys, rc_error *err)
{
    rc_status status = RC_OK;
    memset(order, 0, sizeof *order);
    if (!store || !keys || n_keys == 0) {
        return rci_base_fail(err, RC_EARG, store ? "no keys to order by" : "no store (NULL)");
    }
    order->allocator = rc_get_allocator();
    order->n = rc_store_length(store);
    order->keys = order->few;
    if (n_keys > RCI_ORDER_FEW_KEYS) {
        order->keys = rci_base_zalloc_array(order->allocator, n_keys, sizeof *order->keys, err);
        status = order->keys ? RC_OK : RC_ENOMEM;
    }
    for (size_t i = 0; i < n_keys && status == RC_OK; i++) {
        status = add_key(order, store, &keys[i], &order->keys[i], err);
    }
    if (status != RC_OK) {
        order->n_keys = n_keys;
        rci_order_release(order);
    }
    return status;
}

void rci_order_release(rci_order *order)
{
    if (order->keys != order->few) {
        rci_base_free(order->allocator, order->keys, order->n_keys * sizeof *order->keys);
    }
    order->keys = NULL;
    order->n_keys = 0;
}

int rci_order_compare(const rci_order *order, size_t from, size_t i, size_t j)
{
    int found = 0;
    for (size_t k = from; k < order->n_keys && found == 0; k++) {
        found = rci_order_compare_keys(&order->keys[k], i, &order->keys[k], j);
    }
    return found;
}

rc_status rci_order_options(rc_order_options *options, const rc_order_options *given, rc_error *err)
{
    *options = (rc_order_options)RC_ORDER_OPTIONS_INIT;
    return rci_base_options(options, sizeof *options, given, "rc_order_options", err);
}
