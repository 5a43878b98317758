/* store/store.c - stores of zeros, references, queries and deep copies. */
#include "base/alloc.h"
#include "base/error.h"
#include "store/store_impl.h"

/* ---------------------------------------------------------------- making */

rc_store *rci_store_new(const rc_dtype *dtype, rc_layout layout, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rc_store *store;
    if (!dtype || (layout != RC_ROWS && layout != RC_COLUMNS)) {
        rci_base_fail(err, RC_EARG,
                      dtype ? "the layout is neither RC_ROWS nor RC_COLUMNS"
                            : "a store needs a dtype");
        return NULL;
    }
    store = rci_base_zalloc_as(allocator, RC_MEMORY_STORE, sizeof *store, err);
    if (!store) {
        return NULL;
    }
    atomic_init(&store->refs, 1);
    store->allocator = allocator;
    store->layout = layout;
    store->own_layout = layout;
    store->schema = rci_store_schema_new(dtype, err);
    if (store->schema && store->schema->has_str) {
        store->strings = rci_store_strings_new(err);
    }
    if (!store->schema || (store->schema->has_str && !store->strings)) {
        rc_store_unref(store);
        return NULL;
    }
    return store;
}

rc_store *rci_store_give_storage(rc_store *store, size_t capacity, rc_error *err)
{
    if (store && rci_store_storage_init(&store->storage, store->schema, store->layout, capacity,
                                        err) != RC_OK) {
        rc_store_unref(store);
        return NULL;
    }
    if (store) {
        rci_store_hold(store);
    }
    return store;
}

rc_store *rci_store_give_storage_to_fill(rc_store *store, size_t capacity, rc_error *err)
{
    if (store && rci_store_storage_init_to_fill(&store->storage, store->schema, store->layout,
                                                capacity, err) != RC_OK) {
        rc_store_unref(store);
        return NULL;
    }
    if (store) {
        rci_store_hold(store);
    }
    return store;
}

rc_store *rc_store_zeros(const rc_dtype *dtype, size_t n, rc_layout layout, rc_error *err)
{
    rc_store *store = rci_store_give_storage(rci_store_new(dtype, layout, err), n, err);
    if (store) {
        rci_store_zero(store, 0, n);
        store->length = n;
    }
    return store;
}

rc_store *rc_store_ref(rc_store *store)
{
    if (store) {
        atomic_fetch_add_explicit(&store->refs, 1, memory_order_relaxed);
    }
    return store;
}

void rc_store_unref(const rc_store *constant)
{
    rc_store *store = (rc_store *)(uintptr_t)constant;
    if (!store || atomic_fetch_sub_explicit(&store->refs, 1, memory_order_acq_rel) != 1) {
        return;
    }
    rci_store_let_go(store);
    if (store->schema) {
        rci_store_storage_release(&store->storage, store->schema);
    }
    rci_store_strings_unref(store->strings);
    rci_store_schema_unref(store->schema);
    rci_base_free_as(store->allocator, RC_MEMORY_STORE, store, sizeof *store);
}

/* --------------------------------------------------------------- queries */

const rc_dtype *rc_store_dtype(const rc_store *store)
{
    return store ? store->schema->dtype : NULL;
}

rc_layout rc_store_layout(const rc_store *store)
{
    return store ? store->layout : RC_LAYOUT_DEFAULT;
}

size_t rc_store_length(const rc_store *store)
{
    return store ? store->length : 0;
}

size_t rc_store_capacity(const rc_store *store)
{
    if (!store) {
        return 0;
    }
    return rci_store_buffer_is_shared(store->storage.buffer) ? store->length
                                                             : store->storage.capacity;
}

void *rc_store_data(rc_store *store)
{
    if (!store || store->layout != RC_ROWS) {
        return NULL;
    }
    return store->storage.buffer->data + store->storage.first * store->schema->itemsize;
}

const void *rc_store_data_const(const rc_store *store)
{
    return rc_store_data((rc_store *)(uintptr_t)store);
}

rc_status rci_store_check(const rc_store *store, rc_error *err)
{
    return store ? RC_OK : rci_base_fail(err, RC_EARG, "no store (NULL)");
}

rc_status rci_store_check_range(const rc_store *store, size_t first, size_t n, rc_error *err)
{
    if (first > store->length || n > store->length - first) {
        return rci_base_fail(err, RC_EINDEX, "records %zu .. %zu of a store of %zu", first,
                             n == 0 ? first : first + n - 1, store->length);
    }
    return RC_OK;
}

/* ---------------------------------------------------------------- copies */

rc_store *rc_store_convert(const rc_store *store, rc_layout layout, rc_error *err)
{
    rc_store *copy;
    if (rci_store_check(store, err) != RC_OK) {
        return NULL;
    }
    copy = rci_store_give_storage_to_fill(rci_store_new(store->schema->dtype, layout, err),
                                          store->length, err);
    if (!copy) {
        return NULL;
    }
    if (rci_store_copy_range(copy, 0, store, 0, store->length, err) != RC_OK) {
        rc_store_unref(copy);
        return NULL;
    }
    copy->length = store->length;
    return copy;
}
