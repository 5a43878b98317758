/* store/storage.c - makes, shares, copies and releases the memory of a store. */
#include "store/storage.h"

#include "base/alloc.h"
#include "store/copy_records.h"
#include "store/label.h"
#include "store/nulls.h"

#include <string.h>

static rc_status allocate_arrays(rci_store_storage *storage, const rci_store_schema *schema,
                                 rc_error *err)
{
    const rci_dtype_leaves *leaves = &schema->leaves;
    memset(storage, 0, sizeof *storage);
    storage->places = rci_base_zalloc_array_as(schema->allocator, RC_MEMORY_STORE, leaves->n_leaves,
                                               sizeof(rci_store_place), err);
    storage->bitmaps = rci_base_zalloc_array_as(schema->allocator, RC_MEMORY_STORE, leaves->n_nulls,
                                                sizeof(size_t), err);
    if (!storage->places || !storage->bitmaps) {
        rci_store_storage_release(storage, schema);
        return RC_ENOMEM;
    }
    return RC_OK;
}

static rc_status init(rci_store_storage *storage, const rci_store_schema *schema, rc_layout layout,
                      size_t capacity, rci_store_buffer *(*make)(size_t size, rc_error *err),
                      rc_error *err)
{
    size_t total = 0;
    rc_status status = allocate_arrays(storage, schema, err);
    if (status != RC_OK) {
        return status;
    }
    status = rci_store_layout_plan(schema, layout, capacity, storage->places, storage->bitmaps,
                                   &total, err);
    if (status == RC_OK) {
        storage->capacity = capacity;
        storage->buffer = make(total, err);
        status = storage->buffer ? RC_OK : RC_ENOMEM;
    }
    if (status != RC_OK) {
        rci_store_storage_release(storage, schema);
        return status;
    }
    rci_store_label(storage, schema);
    return RC_OK;
}

rc_status rci_store_storage_init(rci_store_storage *storage, const rci_store_schema *schema,
                                 rc_layout layout, size_t capacity, rc_error *err)
{
    return init(storage, schema, layout, capacity, rci_store_buffer_zeros, err);
}

/* Bitmaps have bits after the last record, which are always defined. */
static void zero_bitmaps(rci_store_storage *storage, const rci_dtype_leaves *leaves)
{
    if (leaves->n_nulls > 0) {
        size_t start = storage->bitmaps[0];
        memset(storage->buffer->data + start, 0, storage->buffer->size - start);
    }
}

rc_status rci_store_storage_init_to_fill(rci_store_storage *storage, const rci_store_schema *schema,
                                         rc_layout layout, size_t capacity, rc_error *err)
{
    rc_status status;
    if (!schema->packed) { /* the padding is never written */
        return rci_store_storage_init(storage, schema, layout, capacity, err);
    }
    status = init(storage, schema, layout, capacity, rci_store_buffer_unset, err);
    if (status == RC_OK) {
        storage->touched = capacity;
        zero_bitmaps(storage, &schema->leaves);
    }
    return status;
}

rc_status rci_store_storage_share(rci_store_storage *storage, const rci_store_schema *schema,
                                  const rci_store_storage *like, size_t first, size_t n,
                                  rc_error *err)
{
    const rci_dtype_leaves *leaves = &schema->leaves;
    rc_status status = allocate_arrays(storage, schema, err);
    if (status != RC_OK) {
        return status;
    }
    for (size_t i = 0; i < leaves->n_leaves; i++) {
        storage->places[i] = like->places[i];
    }
    for (size_t i = 0; i < leaves->n_nulls; i++) {
        storage->bitmaps[i] = like->bitmaps[i];
    }
    storage->buffer = rci_store_buffer_ref(like->buffer);
    storage->first = like->first + first;
    storage->capacity = n;
    storage->touched = n;
    storage->is_part = like->is_part || n < like->capacity;
    return RC_OK;
}

rc_status rci_store_storage_rows(rci_store_storage *storage, const rci_store_schema *schema,
                                 size_t n, rc_error *err)
{
    rc_status status = allocate_arrays(storage, schema, err);
    if (status != RC_OK) {
        return status;
    }
    for (size_t i = 0; i < schema->leaves.n_leaves; i++) {
        storage->places[i] = (rci_store_place){schema->cells[i].offset, schema->itemsize};
    }
    storage->capacity = n;
    storage->touched = n;
    return RC_OK;
}

void rci_store_storage_copy(const rci_store_schema *schema, const rci_store_span *to,
                            const rci_store_span *from, size_t n)
{
    rci_store_records target = {to->layout, to->storage->buffer->data, to->storage->places,
                                to->storage->first + to->first};
    rci_store_records source = {from->layout, from->storage->buffer->data, from->storage->places,
                                from->storage->first + from->first};
    rci_store_copy_records(schema, &target, &source, n, to->first >= to->storage->touched);
    for (size_t node = 0; node < schema->leaves.n_nulls; node++) {
        rci_store_copy_bits(rci_store_storage_bits(to->storage, node), target.first,
                            rci_store_storage_bits(from->storage, node), source.first, n);
    }
}

void rci_store_storage_release(rci_store_storage *storage, const rci_store_schema *schema)
{
    const rci_dtype_leaves *leaves = &schema->leaves;
    rci_store_buffer_unref(storage->buffer);
    rci_base_free_as(schema->allocator, RC_MEMORY_STORE, storage->places,
                     leaves->n_leaves * sizeof(rci_store_place));
    rci_base_free_as(schema->allocator, RC_MEMORY_STORE, storage->bitmaps,
                     leaves->n_nulls * sizeof(size_t));
    memset(storage, 0, sizeof *storage);
}
