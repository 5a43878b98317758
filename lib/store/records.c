/* store/records.c - zeroes records, and copies them between stores with nulls and strings. */
#include "store/nulls.h"
#include "store/segments.h"
#include "store/store_impl.h"

#include <string.h>

/* ----------------------------------------------------------------- zeros */

static void zero_cells(const rc_store *store, size_t first, size_t n)
{
    const rci_store_storage *storage = &store->storage;
    const rci_store_schema *schema = store->schema;
    if (store->layout == RC_ROWS) {
        memset(storage->buffer->data + (storage->first + first) * schema->itemsize, 0,
               n * schema->itemsize);
        return;
    }
    for (size_t leaf = 0; leaf < schema->leaves.n_leaves; leaf++) {
        memset(rci_store_storage_leaf(storage, leaf) + first * schema->cells[leaf].size, 0,
               n * schema->cells[leaf].size);
    }
}

void rci_store_touch(rc_store *store, size_t end)
{
    if (end > store->storage.touched) {
        store->storage.touched = end;
    }
}

void rci_store_zero(rc_store *store, size_t first, size_t n)
{
    const rci_store_storage *storage = &store->storage;
    if (first < storage->touched && n > 0) {
        size_t dirty = storage->touched - first;
        zero_cells(store, first, dirty < n ? dirty : n);
    }
    for (size_t node = 0; node < store->schema->leaves.n_nulls; node++) {
        rci_store_fill_bits(rci_store_storage_bits(storage, node), storage->first + first, n);
    }
    rci_store_touch(store, first + n);
}

/* --------------------------------------------------------------- strings */

/* Copies the string of a str cell that was copied from another store. */
static rc_status adopt_cell(rci_store_strings *to, const rci_store_strings *from,
                            unsigned char *cell, rc_error *err)
{
    size_t n;
    const char *bytes = rci_store_strings_get(from, cell, &n);
    return n <= RCI_STORE_STR_INLINE ? RC_OK : rci_store_strings_put(to, cell, bytes, n, err);
}

typedef struct adoption {
    rci_store_strings *to;
    const rci_store_strings *from;
    unsigned char *value;
    rc_error *err;
} adoption;

static rc_status adopt_segment(void *context, rci_store_segment segment)
{
    const adoption *adopted = context;
    return segment.is_str ? adopt_cell(adopted->to, adopted->from, adopted->value + segment.offset,
                                       adopted->err)
                          : RC_OK;
}

static rc_status adopt_leaf(rc_store *to, const rci_store_strings *from, size_t leaf, size_t first,
                            size_t n, rc_error *err)
{
    const rc_dtype *dtype = to->schema->leaves.leaf[leaf].dtype;
    size_t stride = to->storage.places[leaf].stride;
    adoption each = {to->strings, from, rci_store_storage_leaf(&to->storage, leaf) + first * stride,
                     err};
    rc_status status = RC_OK;
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        status = to->schema->cells[leaf].form == RCI_STORE_CELL_STR
                     ? adopt_cell(each.to, each.from, each.value, err)
                     : rci_store_each_segment(dtype, 0, adopt_segment, &each);
        each.value += stride;
    }
    return status;
}

static rc_status adopt_strings(rc_store *to, const rci_store_strings *from, size_t first, size_t n,
                               rc_error *err)
{
    rc_status status = RC_OK;
    if (!to->strings || to->strings == from) {
        return RC_OK;
    }
    rci_store_strings_lock(to->strings);
    for (size_t i = 0; i < to->schema->leaves.n_leaves && status == RC_OK; i++) {
        if (rci_dtype_has_str(to->schema->leaves.leaf[i].dtype)) {
            status = adopt_leaf(to, from, i, first, n, err);
        }
    }
    rci_store_strings_unlock(to->strings);
    return status;
}

/* --------------------------------------------------------------- records */

rc_status rci_store_copy_range(rc_store *to, size_t to_first, const rc_store *from,
                               size_t from_first, size_t n, rc_error *err)
{
    rci_store_span target = {&to->storage, to->layout, to_first};
    rci_store_span source = {&from->storage, from->layout, from_first};
    rc_status status;
    rci_store_storage_copy(to->schema, &target, &source, n);
    rci_store_touch(to, to_first + n);
    status = adopt_strings(to, from->strings, to_first, n, err);
    if (status != RC_OK) {
        /* No cell may refer to the strings of the other store. */
        rci_store_zero(to, to_first, n);
    }
    return status;
}
