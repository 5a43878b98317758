/* store/batch.c - stores as batches of records, and bulk copies from and to rows. */
#include "store/batch.h"

#include "base/error.h"
#include "store/copy_records.h"
#include "store/store_impl.h"

#include <string.h>

/* ------------------------------------------------------- making, filling */

rc_store *rci_store_with_capacity(const rc_dtype *dtype, size_t capacity, rc_layout layout,
                                  rc_error *err)
{
    rc_store *store =
        rci_store_give_storage_to_fill(rci_store_new(dtype, layout, err), capacity, err);
    if (store) {
        store->storage.touched = capacity;
        rci_store_make_valid(store, 0, store->storage.capacity);
    }
    return store;
}

void rci_store_leaf(const rc_store *store, size_t leaf, unsigned char **base, size_t *stride)
{
    *base = rci_store_storage_cell(&store->storage, leaf, 0);
    *stride = (size_t)rci_store_storage_stride(&store->storage, leaf);
}

void rci_store_null_bits(const rc_store *store, size_t node, unsigned char **bits, size_t *bit0)
{
    *bits = rci_store_storage_bits(&store->storage, node);
    *bit0 = store->storage.first;
}

void rci_store_null_steps(const rc_store *store, size_t node, unsigned char **bits, size_t *bit0,
                          ptrdiff_t *step)
{
    *bits = rci_store_storage_bits(&store->storage, node);
    *bit0 = store->storage.first;
    *step = store->storage.step;
}

size_t rci_store_null_parent(const rc_store *store, size_t node)
{
    return store->schema->leaves.null[node].parent;
}

void rci_store_set_length(rc_store *store, size_t n)
{
    store->length = n;
}

void rci_store_add_unwritten(rc_store *store, size_t n)
{
    store->length += n;
    rci_store_touch(store, store->length);
}

bool rci_store_is_bytes(const rc_store *store)
{
    return rci_store_schema_is_bytes(store->schema);
}

void rci_store_clear_for_reuse(rc_store *store)
{
    store->length = 0;
    store->storage.touched = store->storage.capacity;
    rci_store_make_valid(store, 0, store->storage.capacity);
    if (store->strings) {
        rci_store_strings_clear(store->strings);
    }
}

size_t rci_store_refs(const rc_store *store)
{
    size_t refs = atomic_load_explicit(&store->refs, memory_order_acquire);
    size_t of_buffer = atomic_load_explicit(&store->storage.buffer->refs, memory_order_acquire);
    size_t of_strings = store->strings ? rci_store_strings_refs(store->strings) : 1;
    if (rci_store_buffer_is_shared(store->storage.buffer) && of_buffer == 1) {
        of_buffer = 2; /* frozen */
    }
    refs = of_buffer > refs ? of_buffer : refs;
    return of_strings > refs ? of_strings : refs;
}

/* ------------------------------------------------------------------ rows */

bool rci_store_rows_are_packed(const rc_store *store)
{
    return store->layout == RC_ROWS && store->schema->packed &&
           rci_store_schema_is_bytes(store->schema);
}

/* Rows outside the store. They are only read if they are the source of the copy. */
static rci_store_records rows_at(const void *rows)
{
    rci_store_records records = {RC_ROWS, (unsigned char *)(uintptr_t)rows, NULL, 0, 1};
    return records;
}

static rci_store_records own_records(const rc_store *store, size_t first)
{
    return rci_store_storage_records(&store->storage, store->layout, first);
}

void rci_store_put_records(rc_store *to, size_t at, const rc_store *from, size_t first, size_t n)
{
    rci_store_records target = own_records(to, at), source = own_records(from, first);
    rci_store_copy_records(to->schema, &target, &source, n, false);
}

static void move_cells(unsigned char *base, size_t stride, size_t to, size_t from, size_t n)
{
    memmove(base + to * stride, base + from * stride, n * stride);
}

void rci_store_move_records(rc_store *store, size_t to, size_t from, size_t n)
{
    const rci_store_schema *schema = store->schema;
    const rci_store_storage *storage = &store->storage;
    to = rci_store_storage_index(storage, to);
    from = rci_store_storage_index(storage, from);
    if (store->layout == RC_ROWS) {
        move_cells(storage->buffer->data, schema->itemsize, to, from, n);
    } else {
        for (size_t leaf = 0; leaf < schema->leaves.n_leaves; leaf++) {
            const rci_store_place *place = &storage->places[leaf];
            move_cells(place->base + place->offset, place->stride, to, from, n);
        }
    }
    for (size_t node = 0; node < schema->leaves.n_nulls; node++) {
        unsigned char *bits = rci_store_storage_bits(storage, node);
        rci_store_copy_bits(bits, to, bits, from, n);
    }
}

rc_status rci_store_copy_rows(const rc_store *store, size_t first, size_t n, void *rows,
                              rc_error *err)
{
    rci_store_records to = rows_at(rows), from = own_records(store, first);
    rc_status status = rci_store_check_range(store, first, n, err);
    if (status == RC_OK) {
        status = rci_store_schema_check_bytes(store->schema, "a file of rows", err);
    }
    if (status == RC_OK) {
        rci_store_copy_records(store->schema, &to, &from, n, false);
    }
    return status;
}

void rci_store_write_rows(rc_store *store, size_t first, size_t n, const void *rows)
{
    rci_store_records to = own_records(store, first), from = rows_at(rows);
    rci_store_copy_records(store->schema, &to, &from, n, first >= store->storage.touched);
    rci_store_touch(store, first + n);
}

rc_status rci_store_put_rows(rc_store *store, size_t first, size_t n, const void *rows,
                             rc_error *err)
{
    if (first > store->storage.capacity || n > store->storage.capacity - first) {
        return rci_base_fail(err, RC_EINDEX,
                             "%zu records from %zu on in a store with space for %zu", n, first,
                             store->storage.capacity);
    }
    if (rci_store_schema_check_bytes(store->schema, "a file of rows", err) != RC_OK) {
        return RC_EUNSUPPORTED;
    }
    rci_store_write_rows(store, first, n, rows);
    return RC_OK;
}

/* --------------------------------------------------------------- strings */

rc_status rci_store_string_put(rc_store *store, void *cell, const char *bytes, size_t n,
                               rc_error *err)
{
    return rci_store_strings_put(store->strings, cell, bytes, n, err);
}

rc_status rci_store_string_borrow(rc_store *store, const void *data, size_t size,
                                  void (*release)(void *context, void *data), void *context,
                                  size_t *index, rc_error *err)
{
    return rci_store_strings_borrow(store->strings, data, size, release, context, index, err);
}

size_t rci_store_string_blocks(const rc_store *store, const void **blocks, int64_t *sizes,
                               size_t most)
{
    return store->strings ? rci_store_strings_blocks(store->strings, blocks, sizes, most) : 0;
}

const char *rci_store_string_get(const rc_store *store, const void *cell, size_t *n)
{
    return rci_store_strings_get(store->strings, cell, n);
}

rc_status rci_store_adopt_strings(rc_store *to, size_t first, size_t n, const rc_store *from,
                                  rc_error *err)
{
    rc_status status = RC_OK;
    if (to->strings) {
        status = rci_store_copy_strings(to->schema, &to->storage, first, n, to->strings,
                                        from->strings, err);
    }
    if (status != RC_OK) {
        rci_store_zero(to, first, n);
    }
    return status;
}
