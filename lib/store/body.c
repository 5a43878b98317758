#include "base/alloc.h"
#include "store/nulls.h"
#include "store/store_impl.h"

#include <string.h>

static rc_status take_arrays(rci_store_body *body, const rc_store *store, rc_error *err)
{
    const rci_dtype_leaves *leaves = &store->shape->leaves;
    memset(body, 0, sizeof *body);
    body->places =
        rci_base_zalloc_array(store->allocator, leaves->n_leaves, sizeof(rci_store_place), err);
    body->bitmaps = rci_base_zalloc_array(store->allocator, leaves->n_nulls, sizeof(size_t), err);
    if (!body->places || !body->bitmaps) {
        rci_store_body_release(body, store);
        return RC_ENOMEM;
    }
    return RC_OK;
}

static rc_status init(rci_store_body *body, const rc_store *store, size_t capacity,
                      rci_store_buffer *(*make)(size_t size, rc_error *err), rc_error *err)
{
    size_t total = 0;
    rc_status status = take_arrays(body, store, err);
    if (status != RC_OK) {
        return status;
    }
    status = rci_store_layout_plan(store->shape, store->layout, capacity, body->places,
                                   body->bitmaps, &total, err);
    if (status == RC_OK) {
        body->capacity = capacity;
        body->buffer = make(total, err);
        status = body->buffer ? RC_OK : RC_ENOMEM;
    }
    if (status != RC_OK) {
        rci_store_body_release(body, store);
    }
    return status;
}

rc_status rci_store_body_init(rci_store_body *body, const rc_store *store, size_t capacity,
                              rc_error *err)
{
    return init(body, store, capacity, rci_store_buffer_zeros, err);
}

/* Bitmaps have bits behind the last record, which are never left to chance. */
static void zero_bitmaps(rci_store_body *body, const rci_dtype_leaves *leaves)
{
    if (leaves->n_nulls > 0) {
        size_t start = body->bitmaps[0];
        memset(body->buffer->data + start, 0, body->buffer->size - start);
    }
}

rc_status rci_store_body_init_to_fill(rci_store_body *body, const rc_store *store, size_t capacity,
                                      rc_error *err)
{
    rc_status status;
    if (!store->shape->packed) { /* nobody writes the padding */
        return rci_store_body_init(body, store, capacity, err);
    }
    status = init(body, store, capacity, rci_store_buffer_unset, err);
    if (status == RC_OK) {
        body->touched = capacity;
        zero_bitmaps(body, &store->shape->leaves);
    }
    return status;
}

rc_status rci_store_body_share(rci_store_body *body, const rc_store *store,
                               const rci_store_body *like, size_t first, size_t n, rc_error *err)
{
    const rci_dtype_leaves *leaves = &store->shape->leaves;
    rc_status status = take_arrays(body, store, err);
    if (status != RC_OK) {
        return status;
    }
    for (size_t i = 0; i < leaves->n_leaves; i++) {
        body->places[i] = like->places[i];
    }
    for (size_t i = 0; i < leaves->n_nulls; i++) {
        body->bitmaps[i] = like->bitmaps[i];
    }
    body->buffer = rci_store_buffer_ref(like->buffer);
    body->first = like->first + first;
    body->capacity = n;
    body->touched = n;
    return RC_OK;
}

rc_status rci_store_body_rows(rci_store_body *body, const rc_store *store, rci_store_buffer *buffer,
                              size_t n, rc_error *err)
{
    rc_status status = take_arrays(body, store, err);
    if (status != RC_OK) {
        return status;
    }
    for (size_t i = 0; i < store->shape->leaves.n_leaves; i++) {
        body->places[i] = (rci_store_place){store->shape->cells[i].offset, store->shape->itemsize};
    }
    body->buffer = buffer;
    body->capacity = n;
    body->touched = n;
    return RC_OK;
}

void rci_store_body_copy(const rci_store_shape *shape, const rci_store_span *to,
                         const rci_store_span *from, size_t n)
{
    rci_store_records target = {to->layout, to->body->buffer->data, to->body->places,
                                to->body->first + to->first};
    rci_store_records source = {from->layout, from->body->buffer->data, from->body->places,
                                from->body->first + from->first};
    rci_store_move_records(shape, &target, &source, n, to->first >= to->body->touched);
    for (size_t node = 0; node < shape->leaves.n_nulls; node++) {
        rci_store_copy_bits(rci_store_body_bits(to->body, node), target.first,
                            rci_store_body_bits(from->body, node), source.first, n);
    }
}

void rci_store_body_release(rci_store_body *body, const rc_store *store)
{
    const rci_dtype_leaves *leaves = &store->shape->leaves;
    rci_store_buffer_unref(body->buffer);
    rci_base_free(store->allocator, body->places, leaves->n_leaves * sizeof(rci_store_place));
    rci_base_free(store->allocator, body->bitmaps, leaves->n_nulls * sizeof(size_t));
    memset(body, 0, sizeof *body);
}
