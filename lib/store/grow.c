/* Making a store longer or shorter. */
#include "base/check.h"
#include "base/error.h"
#include "store/store_impl.h"

/* Rows in memory of our own can be enlarged where they are, which lets the system move pages
   instead of bytes. What is added is not zero then: worth it only for growth in proportion. */
static bool can_extend(const rc_store *store, size_t capacity)
{
    return store->layout == RC_ROWS && store->shape->leaves.n_nulls == 0 &&
           store->body.first == 0 && store->body.capacity > 0 &&
           capacity / 2 <= store->body.capacity && rci_store_buffer_can_extend(store->body.buffer);
}

static rc_status extend(rc_store *store, size_t capacity, rc_error *err)
{
    rci_store_body *body = &store->body;
    size_t total = 0;
    rc_status status = rci_store_layout_plan(store->shape, store->layout, capacity, body->places,
                                             body->bitmaps, &total, err);
    if (status == RC_OK) {
        status = rci_store_buffer_extend(&body->buffer, total,
                                         store->length * store->shape->itemsize, err);
    }
    if (status == RC_OK) {
        body->capacity = capacity;
        body->touched = capacity;
    }
    return status;
}

/* Room for `capacity` records, more than the length, in memory of the store's own. The texts stay
   where they are. */
static rc_status make_room(rc_store *store, size_t capacity, rc_error *err)
{
    rci_store_body moved;
    rci_store_span from = {&store->body, store->layout, 0}, to = {&moved, store->layout, 0};
    rc_status status;
    if (can_extend(store, capacity)) {
        return extend(store, capacity, err);
    }
    status = rci_store_body_init(&moved, store, capacity, err);
    if (status == RC_OK) {
        rci_store_body_copy(store->shape, &to, &from, store->length);
        moved.touched = store->length;
        rci_store_body_release(&store->body, store);
        store->body = moved;
    }
    return status;
}

static bool must_move(const rc_store *store, size_t capacity)
{
    return capacity > store->length &&
           (capacity > store->body.capacity || rci_store_buffer_is_shared(store->body.buffer));
}

rc_status rc_store_reserve(rc_store *store, size_t capacity, rc_error *err)
{
    return must_move(store, capacity) ? make_room(store, capacity, err) : RC_OK;
}

/* Room for `n` more, growing by half at least, or by just as much when memory is short. */
static rc_status grow(rc_store *store, size_t n, rc_error *err)
{
    size_t needed, capacity = store->body.capacity;
    if (rci_base_add_overflows(store->length, n, &needed)) {
        return rci_base_fail(err, RC_ELIMIT, "%zu records and %zu more cannot be counted",
                             store->length, n);
    }
    if (!must_move(store, needed)) {
        return RC_OK;
    }
    if (!rci_base_add_overflows(capacity, capacity / 2 + 8, &capacity) && capacity > needed &&
        make_room(store, capacity, NULL) == RC_OK) {
        return RC_OK;
    }
    return make_room(store, needed, err);
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
    if (store->shape != from->shape && !rc_dtype_equal(store->shape->dtype, from->shape->dtype)) {
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
        status = rci_store_transfer(store, store->length, from, 0, n, err);
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
    if (to->body.buffer == from->body.buffer) {
        size_t a = to->body.first + to_first, b = from->body.first + from_first;
        if (a < b + n && b < a + n) {
            return rci_base_fail(err, RC_EARG, "the records to copy and their new places overlap");
        }
    }
    return rci_store_transfer(to, to_first, from, from_first, n, err);
}
