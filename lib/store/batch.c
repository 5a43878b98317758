#include "store/batch.h"

#include "base/error.h"
#include "store/nulls.h"
#include "store/store_impl.h"

/* ------------------------------------------------------- making, filling */

static void set_all_valid(rc_store *store)
{
    for (size_t node = 0; node < store->shape->leaves.n_nulls; node++) {
        rci_store_fill_bits(rci_store_body_bits(&store->body, node), store->body.first,
                            store->body.capacity);
    }
}

rc_store *rci_store_with_capacity(const rc_dtype *dtype, size_t capacity, rc_layout layout,
                                  rc_error *err)
{
    rc_store *store = rci_store_give_body_to_fill(rci_store_new(dtype, layout, err), capacity, err);
    if (store) {
        store->body.touched = capacity;
        set_all_valid(store);
    }
    return store;
}

void rci_store_leaf(const rc_store *store, size_t leaf, unsigned char **base, size_t *stride)
{
    *base = rci_store_body_leaf(&store->body, leaf);
    *stride = store->body.places[leaf].stride;
}

void rci_store_null_bits(const rc_store *store, size_t node, unsigned char **bits, size_t *bit0)
{
    *bits = rci_store_body_bits(&store->body, node);
    *bit0 = store->body.first;
}

void rci_store_set_length(rc_store *store, size_t n)
{
    store->length = n;
}

void rci_store_clear_for_reuse(rc_store *store)
{
    store->length = 0;
    store->body.touched = store->body.capacity;
    set_all_valid(store);
    if (store->strings) {
        rci_store_strings_forget(store->strings);
    }
}

size_t rci_store_refs(const rc_store *store)
{
    size_t refs = atomic_load_explicit(&store->refs, memory_order_acquire);
    size_t of_buffer = atomic_load_explicit(&store->body.buffer->refs, memory_order_acquire);
    size_t of_strings = store->strings ? rci_store_strings_refs(store->strings) : 1;
    refs = of_buffer > refs ? of_buffer : refs;
    return of_strings > refs ? of_strings : refs;
}

/* ------------------------------------------------------------------ rows */

bool rci_store_rows_are_packed(const rc_store *store)
{
    return store->layout == RC_ROWS && store->shape->packed &&
           rci_store_shape_is_bytes(store->shape);
}

/* Rows that somebody else holds. They are only read where they are what is copied from. */
static rci_store_records rows_at(const void *rows)
{
    rci_store_records records = {RC_ROWS, (unsigned char *)(uintptr_t)rows, NULL, 0};
    return records;
}

static rci_store_records own_records(const rc_store *store, size_t first)
{
    const rci_store_body *body = &store->body;
    rci_store_records records = {store->layout, body->buffer->data, body->places,
                                 body->first + first};
    return records;
}

rc_status rci_store_copy_rows(const rc_store *store, size_t first, size_t n, void *rows,
                              rc_error *err)
{
    rci_store_records to = rows_at(rows), from = own_records(store, first);
    rc_status status = rci_store_check_range(store, first, n, err);
    if (status == RC_OK) {
        status = rci_store_shape_check_bytes(store->shape, "a file of rows", err);
    }
    if (status == RC_OK) {
        rci_store_move_records(store->shape, &to, &from, n, false);
    }
    return status;
}

rc_status rci_store_put_rows(rc_store *store, size_t first, size_t n, const void *rows,
                             rc_error *err)
{
    rci_store_records to = own_records(store, first), from = rows_at(rows);
    if (first > store->body.capacity || n > store->body.capacity - first) {
        return rci_base_fail(err, RC_EINDEX, "%zu records from %zu on in a store with room for %zu",
                             n, first, store->body.capacity);
    }
    if (rci_store_shape_check_bytes(store->shape, "a file of rows", err) != RC_OK) {
        return RC_EUNSUPPORTED;
    }
    rci_store_move_records(store->shape, &to, &from, n, first >= store->body.touched);
    rci_store_touch(store, first + n);
    return RC_OK;
}

rc_store *rci_store_from_rows(const rc_dtype *dtype, size_t n, const void *rows, rc_layout layout,
                              rc_error *err)
{
    rc_store *store = rci_store_give_body_to_fill(rci_store_new(dtype, layout, err), n, err);
    if (store && rci_store_put_rows(store, 0, n, rows, err) != RC_OK) {
        rc_store_unref(store);
        return NULL;
    }
    if (store) {
        store->length = n;
    }
    return store;
}

/* --------------------------------------------------------------- strings */

rc_status rci_store_string_put(rc_store *store, void *cell, const char *bytes, size_t n,
                               rc_error *err)
{
    return rci_store_strings_put(store->strings, cell, bytes, n, err);
}

const char *rci_store_string_get(const rc_store *store, const void *cell, size_t *n)
{
    return rci_store_strings_get(store->strings, cell, n);
}

void rci_store_strings_reset(rc_store *store)
{
    rci_store_strings_forget(store->strings);
}
