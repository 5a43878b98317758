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
    storage->step = 1;
    storage->places = rci_base_zalloc_array_as(schema->allocator, RC_MEMORY_STORE, leaves->n_leaves,
                                               sizeof(rci_store_place), err);
    storage->bitmaps = rci_base_zalloc_array_as(schema->allocator, RC_MEMORY_STORE, leaves->n_nulls,
                                                sizeof(rci_store_place), err);
    if (!storage->places || !storage->bitmaps) {
        rci_store_storage_release(storage, schema);
        return RC_ENOMEM;
    }
    return RC_OK;
}

void rci_store_storage_set_buffer(rci_store_storage *storage, const rci_store_schema *schema,
                                  rci_store_buffer *buffer)
{
    unsigned char *base = buffer ? buffer->data : NULL;
    storage->buffer = buffer;
    for (size_t i = 0; i < schema->leaves.n_leaves; i++) {
        storage->places[i].base = base;
    }
    for (size_t i = 0; i < schema->leaves.n_nulls; i++) {
        storage->bitmaps[i].base = base;
    }
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
        rci_store_storage_set_buffer(storage, schema, make(total, err));
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
        size_t start = storage->bitmaps[0].offset;
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
                                  const rci_store_storage *like, const rci_store_part *parts,
                                  size_t n_parts, const rci_store_steps *steps, rc_error *err)
{
    size_t leaf = 0, node = 0;
    rc_status status = allocate_arrays(storage, schema, err);
    if (status != RC_OK) {
        return status;
    }
    for (size_t p = 0; p < n_parts; p++) {
        for (size_t i = 0; i < parts[p].n_leaves; i++) {
            storage->places[leaf++] = like->places[parts[p].leaf + i];
        }
        for (size_t i = 0; i < parts[p].n_nodes; i++) {
            storage->bitmaps[node++] = like->bitmaps[parts[p].node + i];
        }
    }
    storage->buffer = rci_store_buffer_ref(like->buffer);
    /* The index after the last record of a reversed store may be -1. */
    storage->first = steps->n > 0 ? rci_store_storage_index(like, steps->first) : like->first;
    /* The step of fewer than two records is free: 1 makes them contiguous. */
    storage->step = steps->n > 1 ? like->step * steps->step : 1;
    storage->capacity = steps->n;
    storage->touched = steps->n;
    storage->is_part = like->is_part || steps->n < like->capacity;
    storage->is_subset = like->is_subset;
    return RC_OK;
}

/* Puts the `n` places of `more` into those of `like`, before number `at`; the result has `all`. */
static void join_places(rci_store_place *places, size_t all, const rci_store_place *like, size_t at,
                        const rci_store_place *more, size_t n)
{
    for (size_t i = 0; i < all; i++) {
        places[i] = i < at ? like[i] : i < at + n ? more[i - at] : like[i - n];
    }
}

rc_status rci_store_storage_join(rci_store_storage *storage, const rci_store_schema *schema,
                                 const rci_store_storage *like, const rci_store_part *field,
                                 const rci_store_storage *more, rc_error *err)
{
    rc_status status = allocate_arrays(storage, schema, err);
    if (status != RC_OK) {
        return status;
    }
    storage->buffer = rci_store_buffer_join(like->buffer, more->buffer, err);
    if (!storage->buffer) {
        rci_store_storage_release(storage, schema);
        return RC_ENOMEM;
    }
    join_places(storage->places, schema->leaves.n_leaves, like->places, field->leaf, more->places,
                field->n_leaves);
    join_places(storage->bitmaps, schema->leaves.n_nulls, like->bitmaps, field->node, more->bitmaps,
                field->n_nodes);
    storage->capacity = like->capacity;
    storage->touched = like->touched;
    storage->is_part = like->is_part;
    storage->is_subset = true;
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
        storage->places[i] = (rci_store_place){schema->cells[i].offset, schema->itemsize, NULL};
    }
    storage->capacity = n;
    storage->touched = n;
    return RC_OK;
}

rci_store_records rci_store_storage_records(const rci_store_storage *storage, rc_layout layout,
                                            size_t first)
{
    return (rci_store_records){layout, storage->buffer->data, storage->places,
                               rci_store_storage_index(storage, first), storage->step};
}

rci_store_part rci_store_part_of(const rci_dtype_child *field)
{
    return (rci_store_part){
        field->first_leaf, rci_dtype_leaf_count(field->info.dtype), field->null_node,
        rci_dtype_null_count(field->info.dtype) + (field->info.nullable ? 1 : 0)};
}

void rci_store_storage_copy(const rci_store_schema *schema, const rci_store_span *to,
                            const rci_store_span *from, size_t n)
{
    rci_store_records target = rci_store_storage_records(to->storage, to->layout, to->first);
    rci_store_records source = rci_store_storage_records(from->storage, from->layout, from->first);
    rci_store_copy_records(schema, &target, &source, n, to->first >= to->storage->touched);
    for (size_t node = 0; node < schema->leaves.n_nulls; node++) {
        rci_store_copy_bit_steps(rci_store_storage_bits(to->storage, node), target.first,
                                 target.step, rci_store_storage_bits(from->storage, node),
                                 source.first, source.step, n);
    }
}

void rci_store_storage_release(rci_store_storage *storage, const rci_store_schema *schema)
{
    const rci_dtype_leaves *leaves = &schema->leaves;
    rci_store_buffer_unref(storage->buffer);
    rci_base_free_as(schema->allocator, RC_MEMORY_STORE, storage->places,
                     leaves->n_leaves * sizeof(rci_store_place));
    rci_base_free_as(schema->allocator, RC_MEMORY_STORE, storage->bitmaps,
                     leaves->n_nulls * sizeof(rci_store_place));
    memset(storage, 0, sizeof *storage);
}
