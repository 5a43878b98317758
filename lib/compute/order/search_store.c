/* compute/order/search_store.c - rc_store_search and rc_store_search_all: one value, or each record
   of another store. */
#include "base/alloc.h"
#include "base/bytes.h"
#include "base/error.h"
#include "compute/order/run.h"
#include "compute/order/search.h"
#include "value/value.h"

#include <string.h>

static rc_status check_side(rc_side side, const void *result, rc_error *err)
{
    if (!result) {
        return rci_base_fail(err, RC_EARG, "no place for the result (NULL)");
    }
    if (side != RC_SIDE_LEFT && side != RC_SIDE_RIGHT) {
        return rci_base_fail(err, RC_EARG, "the side is neither RC_SIDE_LEFT nor RC_SIDE_RIGHT");
    }
    return RC_OK;
}

static bool is_number(const rci_order_key *key)
{
    return key->form <= RCI_ORDER_TIME;
}

/* --------------------------------------------------------------- one value */

enum { STACK_CELL = 256 };

/* A value as the only record of a key. */
typedef struct value_key {
    rci_order_key key;
    rci_base_bytes scratch; /* str */
    const rc_allocator *allocator;
    unsigned char *cell; /* `bytes`, or allocated */
    unsigned char bytes[STACK_CELL];
} value_key;

static rc_status store_cell(value_key *query, const rc_value *value, rc_error *err)
{
    query->cell = query->bytes;
    if (query->key.size > STACK_CELL) {
        query->allocator = rc_get_allocator();
        query->cell = rci_base_alloc(query->allocator, query->key.size, err);
        if (!query->cell) {
            return RC_ENOMEM;
        }
    }
    memset(query->cell, 0, query->key.size);
    query->key.view.data = query->cell;
    return rci_value_store(query->key.view.dtype, query->cell, value, err);
}

static rc_status value_key_init(value_key *query, const rci_order_key *key, const rc_value *value,
                                rc_error *err)
{
    rci_base_bytes_init(&query->scratch);
    query->allocator = NULL;
    query->key = *key;
    query->key.has_nulls = query->key.is_null = value->type == RC_VALUE_NULL;
    query->key.has_one_bitmap = false;
    query->key.view.stride = 0;
    query->key.view.n = 1;
    if (query->key.is_null) {
        query->key.text = "";
        query->key.text_length = 0;
        query->key.view.data = memset(query->bytes, 0, STACK_CELL);
        return RC_OK;
    }
    if (key->form == RCI_ORDER_STR) {
        return rci_value_utf8(key->view.dtype, value, &query->scratch, &query->key.text,
                              &query->key.text_length, err);
    }
    return store_cell(query, value, err);
}

static void value_key_release(value_key *query)
{
    if (query->allocator) {
        rci_base_free(query->allocator, query->cell, query->key.size);
    }
    rci_base_bytes_release(&query->scratch);
}

static size_t search_value(const rci_order *order, const value_key *query, bool right)
{
    uint64_t index;
    if (!is_number(&query->key)) {
        return rci_order_search(order, &query->key, 0, right);
    }
    rci_order_search_numbers(&order->keys[0], &query->key, 0, 1, right, &index);
    return (size_t)index;
}

rc_status rc_store_search(const rc_store *store, const rc_sort_key *key, const rc_value *value,
                          rc_side side, size_t *index, rc_error *err)
{
    rci_order order;
    value_key query;
    rc_status status = check_side(side, index, err);
    if (status == RC_OK && !value) {
        status = rci_base_fail(err, RC_EARG, "no value (NULL)");
    }
    if (status == RC_OK) {
        status = rci_order_init(&order, store, key, 1, err);
    }
    if (status != RC_OK) {
        return status;
    }
    status = value_key_init(&query, &order.keys[0], value, err);
    if (status == RC_OK) {
        *index = search_value(&order, &query, side == RC_SIDE_RIGHT);
    } else {
        rci_base_error_field(err, key->path);
    }
    value_key_release(&query);
    rci_order_release(&order);
    return status;
}

/* ------------------------------------------------------------- many records */

typedef struct searching {
    const rci_order *order, *queries;
    bool right;
    uint64_t *indices;
    size_t tasks;
} searching;

static void search_share(void *context, size_t task)
{
    const searching *all = context;
    const rci_order *order = all->order;
    rci_order_share share = rci_order_share_of(all->queries->n, all->tasks, task);
    if (order->n_keys == 1 && is_number(&order->keys[0])) {
        rci_order_search_numbers(&order->keys[0], &all->queries->keys[0], share.first, share.end,
                                 all->right, all->indices + share.first);
        return;
    }
    for (size_t i = share.first; i < share.end; i++) {
        all->indices[i] = rci_order_search(order, all->queries->keys, i, all->right);
    }
}

static rc_status check_same_kind(const rci_order_key *key, const rci_order_key *query,
                                 const char *path, rc_error *err)
{
    const rc_dtype *a = key->view.dtype, *b = query->view.dtype;
    int32_t a_multiple, b_multiple;
    rc_unit a_unit = rc_dtype_unit(a, &a_multiple), b_unit = rc_dtype_unit(b, &b_multiple);
    if (rc_dtype_kind(a) == rc_dtype_kind(b) && a_unit == b_unit && a_multiple == b_multiple) {
        return RC_OK;
    }
    (void)rci_base_fail(err, RC_ETYPE,
                        "the field of the queries is %s, expected %s%s as in the store",
                        rc_kind_name(rc_dtype_kind(b)), rc_kind_name(rc_dtype_kind(a)),
                        rc_dtype_kind(a) == rc_dtype_kind(b) ? " with the same unit" : "");
    rci_base_error_field(err, path);
    return RC_ETYPE;
}

static rc_status check_same_kinds(const rci_order *order, const rci_order *queries,
                                  const rc_sort_key *keys, rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < order->n_keys && status == RC_OK; i++) {
        status = check_same_kind(&order->keys[i], &queries->keys[i], keys[i].path, err);
    }
    return status;
}

rc_status rc_store_search_all(const rc_store *store, const rc_sort_key *keys, size_t n_keys,
                              const rc_store *queries, rc_side side, uint64_t *indices,
                              const rc_order_options *options, rc_error *err)
{
    rci_order order, query_order;
    rc_order_options use;
    rc_status status = rci_order_options(&use, options, err);
    if (status == RC_OK) {
        status = check_side(side, indices, err);
    }
    if (status == RC_OK) {
        status = rci_order_init(&order, store, keys, n_keys, err);
    }
    if (status != RC_OK) {
        return status;
    }
    status = rci_order_init(&query_order, queries, keys, n_keys, err);
    if (status == RC_OK) {
        status = check_same_kinds(&order, &query_order, keys, err);
        if (status == RC_OK) {
            searching all = {&order, &query_order, side == RC_SIDE_RIGHT, indices,
                             rci_order_tasks(query_order.n)};
            rci_base_pool_run(use.threads, all.tasks, search_share, &all);
        }
        rci_order_release(&query_order);
    }
    rci_order_release(&order);
    return status;
}
