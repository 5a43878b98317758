/* Records from store to store: cells, nulls and texts. */
#include "store/nulls.h"
#include "store/parts.h"
#include "store/store_impl.h"

#include <string.h>

/* ----------------------------------------------------------------- zeros */

static void zero_cells(const rc_store *store, size_t first, size_t n)
{
    const rci_store_body *body = &store->body;
    const rci_store_shape *shape = store->shape;
    if (store->layout == RC_ROWS) {
        memset(body->buffer->data + (body->first + first) * shape->itemsize, 0,
               n * shape->itemsize);
        return;
    }
    for (size_t leaf = 0; leaf < shape->leaves.n_leaves; leaf++) {
        memset(rci_store_body_leaf(body, leaf) + first * shape->cells[leaf].size, 0,
               n * shape->cells[leaf].size);
    }
}

void rci_store_touch(rc_store *store, size_t end)
{
    if (end > store->body.touched) {
        store->body.touched = end;
    }
}

void rci_store_zero(rc_store *store, size_t first, size_t n)
{
    const rci_store_body *body = &store->body;
    if (first < body->touched && n > 0) {
        size_t dirty = body->touched - first;
        zero_cells(store, first, dirty < n ? dirty : n);
    }
    for (size_t node = 0; node < store->shape->leaves.n_nulls; node++) {
        rci_store_fill_bits(rci_store_body_bits(body, node), body->first + first, n);
    }
    rci_store_touch(store, first + n);
}

/* ----------------------------------------------------------------- texts */

/* A str cell that was copied from another store: its text follows. */
static rc_status adopt_cell(rci_store_strings *to, const rci_store_strings *from,
                            unsigned char *cell, rc_error *err)
{
    size_t n;
    const char *text = rci_store_strings_get(from, cell, &n);
    return n <= RCI_STORE_STR_INLINE ? RC_OK : rci_store_strings_put(to, cell, text, n, err);
}

typedef struct adoption {
    rci_store_strings *to;
    const rci_store_strings *from;
    unsigned char *value;
    rc_error *err;
} adoption;

static rc_status adopt_part(void *context, rci_store_part part)
{
    const adoption *adopted = context;
    return part.is_str
               ? adopt_cell(adopted->to, adopted->from, adopted->value + part.offset, adopted->err)
               : RC_OK;
}

static rc_status adopt_leaf(rc_store *to, const rci_store_strings *from, size_t leaf, size_t first,
                            size_t n, rc_error *err)
{
    const rc_dtype *dtype = to->shape->leaves.leaf[leaf].dtype;
    size_t stride = to->body.places[leaf].stride;
    adoption each = {to->strings, from, rci_store_body_leaf(&to->body, leaf) + first * stride, err};
    rc_status status = RC_OK;
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        status = to->shape->cells[leaf].form == RCI_STORE_CELL_STR
                     ? adopt_cell(each.to, each.from, each.value, err)
                     : rci_store_each_part(dtype, 0, adopt_part, &each);
        each.value += stride;
    }
    return status;
}

static rc_status adopt_texts(rc_store *to, const rci_store_strings *from, size_t first, size_t n,
                             rc_error *err)
{
    rc_status status = RC_OK;
    if (!to->strings || to->strings == from) {
        return RC_OK;
    }
    rci_store_strings_lock(to->strings);
    for (size_t i = 0; i < to->shape->leaves.n_leaves && status == RC_OK; i++) {
        if (rci_dtype_has_str(to->shape->leaves.leaf[i].dtype)) {
            status = adopt_leaf(to, from, i, first, n, err);
        }
    }
    rci_store_strings_unlock(to->strings);
    return status;
}

/* --------------------------------------------------------------- records */

rc_status rci_store_transfer(rc_store *to, size_t to_first, const rc_store *from, size_t from_first,
                             size_t n, rc_error *err)
{
    rci_store_span target = {&to->body, to->layout, to_first};
    rci_store_span source = {&from->body, from->layout, from_first};
    rc_status status;
    rci_store_body_copy(to->shape, &target, &source, n);
    rci_store_touch(to, to_first + n);
    status = adopt_texts(to, from->strings, to_first, n, err);
    if (status != RC_OK) {
        /* No cell may point into the texts of the other store. */
        rci_store_zero(to, to_first, n);
    }
    return status;
}
