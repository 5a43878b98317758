/* store/grow.c - makes a store longer or shorter, and copies records between stores. */
#include "base/check.h"
#include "base/error.h"
#include "store/store_impl.h"

/* Rows in heap memory can be enlarged with realloc, which lets the system move pages instead of
   bytes. The added bytes are not zero then, so it is done only if the capacity at most doubles. */
static bool can_extend(const rc_store *store, size_t capacity)
{
    return store->layout == RC_ROWS && store->schema->leaves.n_nulls == 0 &&
           store->storage.first == 0 && store->storage.capacity > 0 &&
           capacity / 2 <= store->storage.capacity &&
           rci_store_buffer_can_extend(store->storage.buffer);
}

static rc_status extend(rc_store *store, size_t capacity, rc_error *err)
{
    rci_store_storage *storage = &store->storage;
    size_t total = 0;
    rc_status status = rci_store_layout_plan(store->schema, store->layout, capacity,
                                             storage->places, storage->bitmaps, &total, err);
    if (status == RC_OK) {
        status = rci_store_buffer_extend(&storage->buffer, total,
                                         store->length * store->schema->itemsize, err);
    }
    if (status == RC_OK) {
        storage->capacity = capacity;
        storage->touched = capacity;
    }
    return status;
}

/* Moves the store to memory of its own for `capacity` records, more than its length. Strings stay
   where they are. */
static rc_status relocate(rc_store *store, size_t capacity, rc_error *err)
{
    rci_store_storage moved;
    rci_store_span from = {&store->storage, store->layout, 0}, to = {&moved, store->layout, 0};
    rc_status status;
    if (can_extend(store, capacity)) {
        return extend(store, capacity, err);
    }
    status = rci_store_storage_init(&moved, store->schema, store->layout, capacity, err);
    if (status == RC_OK) {
        rci_store_storage_copy(store->schema, &to, &from, store->length);
        moved.touched = store->length;
        rci_store_storage_release(&store->storage, store->schema);
        store->storage = moved;
    }
    return status;
}

static bool must_move(const rc_store *store, size_t capacity)
{
    return capacity > store->length && (capacity > store->storage.capacity ||
                                        rci_store_buffer_is_shared(store->storage.buffer));
}

rc_status rc_store_reserve(rc_store *store, size_t capacity, rc_error *err)
{
    return must_move(store, capacity) ? relocate(store, capacity, err) : RC_OK;
}

/* Makes space for `n` more records: half the capacity at least, or just `n` if memory is short. */
static rc_status grow(rc_store *store, size_t n, rc_error *err)
{
    size_t needed, capacity = store->storage.capacity;
    if (rci_base_add_overflows(store->length, n, &needed)) {
        return rci_base_fail(err, RC_ELIMIT, "%zu records and %zu more are too many to count",
                             store->length, n);
    }
    if (!must_move(store, needed)) {
        return RC_OK;
    }
    if (!rci_base_add_overflows(capacity, capacity / 2 + 8, &capacity) && capacity > needed &&
        relocate(store, capacity, NULL) == RC_OK) {
        return RC_OK;
    }
    return relocate(store, needed, err);
}

rc_status rc_store_resize(rc_store *store, size_t n, rc_error *err)
{
    rc_status status = rc_store_reserve(store, n, err);
    if (status != RC_OK) {
        return status;
    }
    if (n > store->length) {
        rci_store_zero(store, store->length, n - store->length);
    }
    store->length = n;
    return RC_OK;
}

rc_status rc_store_append(rc_store *store, size_t n, size_t *first, rc_error *err)
{
    rc_status status = grow(store, n, err);
    if (status != RC_OK) {
        return status;
    }
    if (first) {
        *first = store->length;
    }
    rci_store_zero(store, store->length, n);
    store->length += n;
    return RC_OK;
}

static rc_status check_same_dtype(const rc_store *store, const rc_store *from, rc_error *err)
{
    if (store->schema != from->schema &&
        !rc_dtype_equal(store->schema->dtype, from->schema->dtype)) {
        return rci_base_fail(err, RC_ETYPE, "the two stores have different dtypes");
    }
    return RC_OK;
}

rc_status rc_store_append_store(rc_store *store, const rc_store *from, rc_error *err)
{
    size_t n = from->length;
    rc_status status = check_same_dtype(store, from, err);
    if (status == RC_OK) {
        status = grow(store, n, err);
    }
    if (status == RC_OK) {
        status = rci_store_copy_range(store, store->length, from, 0, n, err);
    }
    if (status == RC_OK) {
        store->length += n;
    }
    return status;
}

rc_status rc_store_copy(rc_store *to, size_t to_first, const rc_store *from, size_t from_first,
                        size_t n, rc_error *err)
{
    rc_status status = check_same_dtype(to, from, err);
    if (status == RC_OK) {
        status = rci_store_check_range(to, to_first, n, err);
    }
    if (status == RC_OK) {
        status = rci_store_check_range(from, from_first, n, err);
    }
    if (status != RC_OK) {
        return status;
    }
    if (to->storage.buffer == from->storage.buffer) {
        size_t a = to->storage.first + to_first, b = from->storage.first + from_first;
        if (a < b + n && b < a + n) {
            return rci_base_fail(err, RC_EARG, "the records to copy from and to overlap");
        }
    }
    return rci_store_copy_range(to, to_first, from, from_first, n, err);
}
