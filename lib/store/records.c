/* store/records.c - zeroes records, and copies them between stores with nulls and strings. */
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
        size_t size = schema->cells[leaf].size;
        if (store->layout == RC_COLUMNS) {
            memset(rci_store_storage_cell(storage, leaf, first), 0, n * size);
            continue;
        }
        for (size_t i = first; i < first + n; i++) {
            memset(rci_store_storage_cell(storage, leaf, i), 0, size);
        }
    }
}

void rci_store_touch(rc_store *store, size_t end)
{
    if (end > store->storage.touched) {
        store->storage.touched = end;
    }
}

void rci_store_make_valid(rc_store *store, size_t first, size_t n)
{
    const rci_store_storage *storage = &store->storage;
    for (size_t node = 0; node < store->schema->leaves.n_nulls; node++) {
        rci_store_fill_bit_steps(rci_store_storage_bits(storage, node),
                                 rci_store_storage_index(storage, first), storage->step, n);
    }
}

void rci_store_zero(rc_store *store, size_t first, size_t n)
{
    const rci_store_storage *storage = &store->storage;
    if (first < storage->touched && n > 0) {
        size_t dirty = storage->touched - first;
        zero_cells(store, first, dirty < n ? dirty : n);
    }
    rci_store_make_valid(store, first, n);
    rci_store_touch(store, first + n);
}

/* --------------------------------------------------------------- strings */

/* What is done with each str cell of some records. */
typedef struct string_visit {
    rci_store_strings *to;
    const rci_store_strings *from; /* NULL: the strings are removed */
    unsigned char *value;
    rc_error *err;
} string_visit;

/* A str cell that was copied from another store still refers to that one's heap: copies its string.
   Or removes the string. */
static rc_status visit_cell(const string_visit *visit, unsigned char *cell)
{
    const char *bytes;
    size_t n;
    if (!visit->from) {
        rci_store_strings_remove(visit->to, cell);
        return RC_OK;
    }
    bytes = rci_store_strings_get(visit->from, cell, &n);
    return n <= RCI_STORE_STR_INLINE ? RC_OK
                                     : rci_store_strings_put(visit->to, cell, bytes, n, visit->err);
}

static rc_status visit_segment(void *context, rci_store_segment segment)
{
    const string_visit *visit = context;
    return segment.is_str ? visit_cell(visit, visit->value + segment.offset) : RC_OK;
}

static rc_status visit_leaf(const rci_store_schema *schema, size_t leaf, string_visit *visit,
                            ptrdiff_t stride, size_t n)
{
    const rc_dtype *dtype = schema->leaves.leaf[leaf].dtype;
    unsigned char *value = visit->value;
    rc_status status = RC_OK;
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        visit->value = value + (ptrdiff_t)i * stride;
        status = schema->cells[leaf].form == RCI_STORE_CELL_STR
                     ? visit_cell(visit, visit->value)
                     : rci_store_each_segment(dtype, 0, visit_segment, visit);
    }
    return status;
}

/* Visits the str cells of records first .. first + n - 1 of the leaves from .. end - 1. */
static rc_status visit_strings(const rci_store_schema *schema, const rci_store_storage *storage,
                               const rci_store_range *range, string_visit *visit)
{
    rc_status status = RC_OK;
    rci_store_strings_lock(visit->to);
    for (size_t i = range->leaf; i < range->leaf + range->n_leaves && status == RC_OK; i++) {
        if (rci_dtype_has_str(schema->leaves.leaf[i].dtype)) {
            visit->value = rci_store_storage_cell(storage, i, range->first);
            status = visit_leaf(schema, i, visit, rci_store_storage_stride(storage, i), range->n);
        }
    }
    rci_store_strings_unlock(visit->to);
    return status;
}

rc_status rci_store_copy_strings(const rci_store_schema *schema, const rci_store_storage *storage,
                                 size_t first, size_t n, rci_store_strings *to,
                                 const rci_store_strings *from, rc_error *err)
{
    rci_store_range all = {0, schema->leaves.n_leaves, first, n};
    string_visit visit = {to, from, NULL, err};
    return visit_strings(schema, storage, &all, &visit);
}

void rci_store_remove_strings(rc_store *store, const rci_store_range *range)
{
    string_visit visit = {store->strings, NULL, NULL, NULL};
    if (store->strings) {
        (void)visit_strings(store->schema, &store->storage, range, &visit);
    }
}

/* --------------------------------------------------------------- records */

rc_status rci_store_copy_range(rc_store *to, size_t to_first, const rc_store *from,
                               size_t from_first, size_t n, rc_error *err)
{
    rci_store_span target = {&to->storage, to->layout, to_first};
    rci_store_span source = {&from->storage, from->layout, from_first};
    rc_status status = RC_OK;
    rci_store_storage_copy(to->schema, &target, &source, n);
    rci_store_touch(to, to_first + n);
    if (to->strings) {
        status = rci_store_copy_strings(to->schema, &to->storage, to_first, n, to->strings,
                                        from->strings, err);
    }
    if (status != RC_OK) {
        /* No cell may refer to the strings of the other store. */
        rci_store_zero(to, to_first, n);
    }
    return status;
}
