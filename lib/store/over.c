/* store/over.c - columns stores in memory that exists already, column by column. */
#include "base/alloc.h"
#include "base/check.h"
#include "base/error.h"
#include "store/batch.h"
#include "store/nulls.h"
#include "store/store_impl.h"

/* While a store is made: its places, the memory of its own, and the buffers of both. */
typedef struct over {
    const rci_store_schema *schema;
    size_t n;
    const void *const *leaves;
    const void *const *bitmaps;
    rci_store_buffer **buffers;
    size_t n_buffers;
    size_t own; /* bytes of its own memory */
} over;

/* The places of one column: in the caller's memory, or after what is planned of the store's own. */
static rc_status plan_column(over *made, const void *data, size_t cell, size_t size,
                             rci_store_place *place, rc_error *err)
{
    if (data) {
        *place = (rci_store_place){0, cell, (unsigned char *)(uintptr_t)data};
        return RC_OK;
    }
    *place = (rci_store_place){made->own, cell, NULL};
    if (rci_base_add_overflows(made->own, size, &made->own) ||
        rci_base_round_up_overflows(made->own, RCI_STORE_BUFFER_ALIGN, &made->own) ||
        made->own > SIZE_MAX / 2) {
        return rci_base_fail(err, RC_ELIMIT, "%zu records are more than memory can address",
                             made->n);
    }
    return RC_OK;
}

static rc_status plan(over *made, rci_store_storage *storage, rc_error *err)
{
    const rci_store_schema *schema = made->schema;
    rc_status status = RC_OK;
    for (size_t i = 0; i < schema->leaves.n_leaves && status == RC_OK; i++) {
        size_t cell = schema->cells[i].size, size;
        if (rci_base_mul_overflows(made->n, cell, &size)) {
            return rci_base_fail(err, RC_ELIMIT, "%zu records are more than memory can address",
                                 made->n);
        }
        status = plan_column(made, made->leaves[i], cell, size, &storage->places[i], err);
    }
    for (size_t i = 0; i < schema->leaves.n_nulls && status == RC_OK; i++) {
        status = plan_column(made, made->bitmaps[i], 0, rci_store_bitmap_size(made->n),
                             &storage->bitmaps[i], err);
    }
    return status;
}

/* Gives the columns of the store's own memory its address. */
static void set_own(const over *made, rci_store_storage *storage, unsigned char *own)
{
    for (size_t i = 0; i < made->schema->leaves.n_leaves; i++) {
        storage->places[i].base = made->leaves[i] ? storage->places[i].base : own;
    }
    for (size_t i = 0; i < made->schema->leaves.n_nulls; i++) {
        storage->bitmaps[i].base = made->bitmaps[i] ? storage->bitmaps[i].base : own;
        if (!made->bitmaps[i]) {
            rci_store_fill_bits(rci_store_storage_bits(storage, i), 0, made->n);
        }
    }
}

/* A buffer for each address, whose release is set later: until then it does nothing. RC_OK;
   RC_ENOMEM. */
static rc_status make_buffers(over *made, void *context, rc_error *err)
{
    const rci_dtype_leaves *leaves = &made->schema->leaves;
    rci_store_buffer *one = rci_store_buffer_zeros(made->own, err);
    if (!one) {
        return RC_ENOMEM;
    }
    made->buffers[made->n_buffers++] = one;
    for (size_t i = 0; i < leaves->n_leaves + leaves->n_nulls; i++) {
        bool is_leaf = i < leaves->n_leaves;
        const void *data = is_leaf ? made->leaves[i] : made->bitmaps[i - leaves->n_leaves];
        size_t size =
            is_leaf ? made->n * made->schema->cells[i].size : rci_store_bitmap_size(made->n);
        if (!data) {
            continue;
        }
        one = rci_store_buffer_foreign((void *)(uintptr_t)data, size, NULL, context, err);
        if (!one) {
            return RC_ENOMEM;
        }
        made->buffers[made->n_buffers++] = one;
    }
    return RC_OK;
}

/* Gives the storage its buffer. RC_OK; RC_ELIMIT, RC_ENOMEM. */
static rc_status join(over *made, rci_store_storage *storage,
                      void (*release)(void *context, void *data), void *context, rc_error *err)
{
    rc_status status = plan(made, storage, err);
    if (status == RC_OK) {
        status = make_buffers(made, context, err);
    }
    if (status == RC_OK) {
        storage->buffer = rci_store_buffer_join_all(made->buffers, made->n_buffers, err);
        status = storage->buffer ? RC_OK : RC_ENOMEM;
    }
    for (size_t i = 0; i < made->n_buffers; i++) {
        if (status == RC_OK && i > 0) {
            made->buffers[i]->release = release;
        }
        if (status == RC_OK && i == 0) {
            set_own(made, storage, made->buffers[0]->data);
        }
        rci_store_buffer_unref(made->buffers[i]);
    }
    return status;
}

/* Arrays of the storage, which are released with the store. */
static rc_status start(rc_store *store, size_t n, rc_error *err)
{
    rc_status status = rci_store_storage_rows(&store->storage, store->schema, n, err);
    if (status == RC_OK) {
        store->storage.is_subset = true; /* no buffer has all fields */
        store->length = n;
    }
    return status;
}

rc_store *rci_store_over(const rc_dtype *dtype, size_t n, const void *const *leaves,
                         const void *const *bitmaps, void (*release)(void *context, void *data),
                         void *context, rc_error *err)
{
    rc_store *store = rci_store_new(dtype, RC_COLUMNS, err);
    const rc_allocator *allocator = rc_get_allocator();
    over made = {NULL, n, leaves, bitmaps, NULL, 0, 0};
    rc_status status = store ? start(store, n, err) : RC_ENOMEM;
    size_t most = 1;
    if (status == RC_OK) {
        made.schema = store->schema;
        most += made.schema->leaves.n_leaves + made.schema->leaves.n_nulls;
        made.buffers = rci_base_zalloc_array(allocator, most, sizeof(made.buffers[0]), err);
        status = made.buffers ? join(&made, &store->storage, release, context, err) : RC_ENOMEM;
        rci_base_free(allocator, made.buffers, most * sizeof(made.buffers[0]));
    }
    if (status != RC_OK) {
        rc_store_unref(store);
        return NULL;
    }
    rci_store_hold(store);
    return store;
}

void rci_store_freeze_memory(rc_store *store)
{
    rci_store_buffer_freeze(store->storage.buffer);
}
