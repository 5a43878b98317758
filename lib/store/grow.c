/* store/grow.c - changes the length and the capacity of a store. */
#include "base/check.h"
#include "base/error.h"
#include "store/batch.h"
#include "store/label.h"
#include "store/store_impl.h"

/* Rows in heap memory can be enlarged with realloc, which lets the system move pages instead of
   bytes. The added bytes are not zero then, so it is done only if the capacity at most doubles. */
static bool can_extend(const rc_store *store, size_t capacity)
{
    return store->layout == RC_ROWS && store->schema->leaves.n_nulls == 0 &&
           store->storage.first == 0 && store->storage.capacity > 0 &&
           capacity >= store->storage.capacity && capacity / 2 <= store->storage.capacity &&
           rci_store_buffer_can_extend(store->storage.buffer);
}

static rc_status extend(rc_store *store, size_t capacity, rc_error *err)
{
    rci_store_storage *storage = &store->storage;
    size_t total = 0;
    rc_status status = rci_store_layout_plan(store->schema, store->layout, capacity,
                                             storage->places, storage->bitmaps, &total, err);
    if (status == RC_OK) {
        rci_store_buffer *buffer = storage->buffer;
        status =
            rci_store_buffer_extend(&buffer, total, store->length * store->schema->itemsize, err);
        rci_store_storage_set_buffer(storage, store->schema, buffer);
    }
    if (status == RC_OK) {
        storage->capacity = capacity;
        storage->touched = capacity;
        rci_store_label(storage, store->schema);
    }
    return status;
}

/* Gives the store copies of its strings in a heap of its own; `storage` has the cells. */
static rc_status own_strings(rc_store *store, const rci_store_storage *storage, rc_error *err)
{
    rci_store_strings *own = rci_store_strings_new(err);
    rc_status status = own ? RC_OK : RC_ENOMEM;
    if (status == RC_OK) {
        status = rci_store_copy_strings(store->schema, storage, 0, store->length, own,
                                        store->strings, err);
    }
    if (status != RC_OK) {
        rci_store_strings_unref(own);
        return status;
    }
    rci_store_strings_unref(store->strings);
    store->strings = own;
    return RC_OK;
}

/* Copies the store to memory of its own for `capacity` records, at least its length; and its
   strings if slices share them, or if `strings`. */
static rc_status relocate(rc_store *store, size_t capacity, bool strings, rc_error *err)
{
    rci_store_storage moved;
    rci_store_span from = {&store->storage, store->layout, 0}, to = {&moved, store->own_layout, 0};
    rc_status status =
        rci_store_storage_init(&moved, store->schema, store->own_layout, capacity, err);
    if (status != RC_OK) {
        return status;
    }
    rci_store_storage_copy(store->schema, &to, &from, store->length);
    moved.touched = store->length;
    if (store->strings && (strings || rci_store_strings_refs(store->strings) > 1)) {
        status = own_strings(store, &moved, err);
    }
    if (status != RC_OK) {
        rci_store_storage_release(&moved, store->schema);
        return status;
    }
    rci_store_let_go(store);
    rci_store_storage_release(&store->storage, store->schema);
    store->storage = moved;
    store->layout = store->own_layout;
    rci_store_hold(store);
    return RC_OK;
}

static rc_status enlarge(rc_store *store, size_t capacity, rc_error *err)
{
    return can_extend(store, capacity) ? extend(store, capacity, err)
                                       : relocate(store, capacity, false, err);
}

static bool must_move(const rc_store *store, size_t capacity)
{
    return capacity > store->length && (capacity > store->storage.capacity ||
                                        rci_store_buffer_is_shared(store->storage.buffer));
}

rc_status rc_store_reserve(rc_store *store, size_t capacity, rc_error *err)
{
    rc_status status = rci_store_check(store, err);
    return status == RC_OK && must_move(store, capacity) ? enlarge(store, capacity, err) : status;
}

rc_status rci_store_grow(rc_store *store, size_t n, rc_error *err)
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
        enlarge(store, capacity, NULL) == RC_OK) {
        return RC_OK;
    }
    return enlarge(store, needed, err);
}

/* Frees the strings of the records from `n` on, unless slices share them. */
static void remove_strings_from(rc_store *store, size_t n)
{
    if (!store->strings || rci_store_strings_refs(store->strings) > 1) {
        return;
    }
    if (n == 0) {
        rci_store_strings_release(store->strings);
    } else {
        rci_store_range range = {0, store->schema->leaves.n_leaves, n, store->length - n};
        rci_store_remove_strings(store, &range);
    }
}

rc_status rc_store_resize(rc_store *store, size_t n, rc_error *err)
{
    rc_status status = rc_store_reserve(store, n, err);
    if (status != RC_OK) {
        return status;
    }
    if (n > store->length) {
        rci_store_zero(store, store->length, n - store->length);
    } else if (n < store->length) {
        remove_strings_from(store, n);
    }
    store->length = n;
    return RC_OK;
}

/* Whether the buffer has memory that the records do not need, or others need it, too. */
static bool has_surplus(const rci_store_storage *storage, size_t length)
{
    return storage->capacity != length || storage->is_part ||
           rci_store_buffer_is_shared(storage->buffer);
}

rc_status rc_store_shrink(rc_store *store, rc_error *err)
{
    bool strings;
    rc_status status = rci_store_check(store, err);
    if (status != RC_OK) {
        return status;
    }
    strings = store->strings && rci_store_strings_has_gaps(store->strings);
    if (!strings && !has_surplus(&store->storage, store->length)) {
        return RC_OK;
    }
    return relocate(store, store->length, strings, err);
}

rc_status rc_store_append(rc_store *store, size_t n, size_t *first, rc_error *err)
{
    rc_status status = rci_store_check(store, err);
    if (status == RC_OK) {
        status = rci_store_grow(store, n, err);
    }
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
