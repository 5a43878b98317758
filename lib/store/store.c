#include "base/alloc.h"
#include "base/check.h"
#include "base/error.h"
#include "store/batch.h"
#include "store/nulls.h"
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
    store = rci_base_zalloc(allocator, sizeof *store, err);
    if (!store) {
        return NULL;
    }
    atomic_init(&store->refs, 1);
    store->allocator = allocator;
    store->layout = layout;
    store->shape = rci_store_shape_new(dtype, err);
    if (store->shape && store->shape->has_str) {
        store->strings = rci_store_strings_new(err);
    }
    if (!store->shape || (store->shape->has_str && !store->strings)) {
        rc_store_unref(store);
        return NULL;
    }
    return store;
}

rc_store *rci_store_give_body(rc_store *store, size_t capacity, rc_error *err)
{
    if (store && rci_store_body_init(&store->body, store, capacity, err) != RC_OK) {
        rc_store_unref(store);
        return NULL;
    }
    return store;
}

rc_store *rci_store_give_body_to_fill(rc_store *store, size_t capacity, rc_error *err)
{
    if (store && rci_store_body_init_to_fill(&store->body, store, capacity, err) != RC_OK) {
        rc_store_unref(store);
        return NULL;
    }
    return store;
}

rc_store *rc_store_zeros(const rc_dtype *dtype, size_t n, rc_layout layout, rc_error *err)
{
    rc_store *store = rci_store_give_body(rci_store_new(dtype, layout, err), n, err);
    if (store) {
        rci_store_zero(store, 0, n);
        store->length = n;
    }
    return store;
}

/* A rows store of as many records without memory: the rows are elsewhere. */
static rc_store *store_for_rows(const rc_dtype *dtype, size_t n, const char *what, rc_error *err)
{
    rc_store *store = rci_store_new(dtype, RC_ROWS, err);
    size_t size;
    if (!store) {
        return NULL;
    }
    if (rci_base_mul_overflows(n, store->shape->itemsize, &size) || size > SIZE_MAX / 2) {
        rci_base_fail(err, RC_ELIMIT, "%zu records of %zu bytes are more than memory can address",
                      n, store->shape->itemsize);
    } else if (rci_store_shape_check_bytes(store->shape, what, err) == RC_OK) {
        return store;
    }
    rc_store_unref(store);
    return NULL;
}

/* Gives the store its rows; on failure the buffer is still the caller's. */
static rc_status give_rows(rc_store *store, rci_store_buffer *buffer, size_t n, rc_error *err)
{
    rc_status status = rci_store_body_rows(&store->body, store, buffer, n, err);
    store->length = n;
    return status;
}

rc_store *rc_store_wrap(const rc_dtype *dtype, size_t n, void *data,
                        void (*release)(void *context, void *data), void *context, rc_error *err)
{
    rc_store *store;
    rci_store_buffer *buffer;
    if (!data && n > 0) {
        rci_base_fail(err, RC_EARG, "no memory to wrap (data is NULL)");
        return NULL;
    }
    store = store_for_rows(dtype, n, "memory from outside", err);
    if (!store) {
        return NULL;
    }
    /* The callback is set last, so that no failure calls it. */
    buffer = rci_store_buffer_foreign(data, n * store->shape->itemsize, NULL, context, err);
    if (!buffer || give_rows(store, buffer, n, err) != RC_OK) {
        rci_store_buffer_unref(buffer);
        rc_store_unref(store);
        return NULL;
    }
    buffer->release = release;
    return store;
}

rc_store *rci_store_from_map(const rc_dtype *dtype, size_t n, void *mapping, size_t mapping_size,
                             size_t data_offset, rc_error *err)
{
    rc_store *store = store_for_rows(dtype, n, "a mapped file", err);
    rci_store_buffer *buffer;
    if (!store) {
        return NULL;
    }
    if (data_offset > mapping_size || n * store->shape->itemsize > mapping_size - data_offset) {
        rci_base_fail(err, RC_EARG, "%zu records of %zu bytes do not lie in %zu bytes from %zu on",
                      n, store->shape->itemsize, mapping_size, data_offset);
        rc_store_unref(store);
        return NULL;
    }
    if (give_rows(store, NULL, n, err) != RC_OK) {
        rc_store_unref(store);
        return NULL;
    }
    buffer = rci_store_buffer_mapped(mapping, mapping_size, data_offset, err);
    if (!buffer) {
        rc_store_unref(store);
        return NULL;
    }
    store->body.buffer = buffer;
    return store;
}

rc_store *rc_store_ref(rc_store *store)
{
    if (store) {
        atomic_fetch_add_explicit(&store->refs, 1, memory_order_relaxed);
    }
    return store;
}

void rc_store_unref(rc_store *store)
{
    if (!store || atomic_fetch_sub_explicit(&store->refs, 1, memory_order_acq_rel) != 1) {
        return;
    }
    if (store->shape) {
        rci_store_body_release(&store->body, store);
    }
    rci_store_strings_unref(store->strings);
    rci_store_shape_unref(store->shape);
    rci_base_free(store->allocator, store, sizeof *store);
}

/* --------------------------------------------------------------- queries */

const rc_dtype *rc_store_dtype(const rc_store *store)
{
    return store->shape->dtype;
}

rc_layout rc_store_layout(const rc_store *store)
{
    return store->layout;
}

size_t rc_store_length(const rc_store *store)
{
    return store->length;
}

size_t rc_store_capacity(const rc_store *store)
{
    return rci_store_buffer_is_shared(store->body.buffer) ? store->length : store->body.capacity;
}

void *rc_store_data(rc_store *store)
{
    if (store->layout != RC_ROWS) {
        return NULL;
    }
    return store->body.buffer->data + store->body.first * store->shape->itemsize;
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

rc_store *rc_store_slice(rc_store *store, size_t first, size_t n, rc_error *err)
{
    rc_store *slice;
    if (rci_store_check_range(store, first, n, err) != RC_OK) {
        return NULL;
    }
    slice = rci_base_zalloc(store->allocator, sizeof *slice, err);
    if (!slice) {
        return NULL;
    }
    atomic_init(&slice->refs, 1);
    slice->allocator = store->allocator;
    slice->shape = rci_store_shape_ref(store->shape);
    slice->layout = store->layout;
    slice->length = n;
    slice->strings = store->strings ? rci_store_strings_ref(store->strings) : NULL;
    if (rci_store_body_share(&slice->body, slice, &store->body, first, n, err) != RC_OK) {
        rc_store_unref(slice);
        return NULL;
    }
    return slice;
}

rc_store *rc_store_convert(const rc_store *store, rc_layout layout, rc_error *err)
{
    rc_store *copy = rci_store_give_body_to_fill(rci_store_new(store->shape->dtype, layout, err),
                                                 store->length, err);
    if (!copy) {
        return NULL;
    }
    if (rci_store_transfer(copy, 0, store, 0, store->length, err) != RC_OK) {
        rc_store_unref(copy);
        return NULL;
    }
    copy->length = store->length;
    return copy;
}
