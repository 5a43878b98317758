/* store/wrap.c - stores over memory that exists already: the caller's rows, a mapped file. */
#include "base/check.h"
#include "base/error.h"
#include "store/batch.h"
#include "store/store_impl.h"

/* A rows store for `n` records without a storage: the rows are elsewhere. */
static rc_store *store_for_rows(const rc_dtype *dtype, size_t n, const char *what, rc_error *err)
{
    rc_store *store = rci_store_new(dtype, RC_ROWS, err);
    size_t size;
    if (!store) {
        return NULL;
    }
    if (rci_base_mul_overflows(n, store->schema->itemsize, &size) || size > SIZE_MAX / 2) {
        rci_base_fail(err, RC_ELIMIT, "%zu records of %zu bytes are more than memory can address",
                      n, store->schema->itemsize);
    } else if (rci_store_schema_check_bytes(store->schema, what, err) == RC_OK) {
        return store;
    }
    rc_store_unref(store);
    return NULL;
}

/* Gives the store its rows. On failure the caller still owns the buffer. */
static rc_status give_rows(rc_store *store, rci_store_buffer *buffer, size_t n, rc_error *err)
{
    rc_status status = rci_store_storage_rows(&store->storage, store->schema, buffer, n, err);
    store->length = n;
    return status;
}

rc_store *rc_store_wrap(const rc_dtype *dtype, size_t n, void *data,
                        void (*release)(void *context, void *data), void *context, rc_error *err)
{
    rc_store *store;
    rci_store_buffer *buffer;
    if (!data && n > 0) {
        rci_base_fail(err, RC_EARG, "no memory to wrap (data is NULL)");
        return NULL;
    }
    store = store_for_rows(dtype, n, "memory of the caller", err);
    if (!store) {
        return NULL;
    }
    /* The callback is set last, so that no failure calls it. */
    buffer = rci_store_buffer_foreign(data, n * store->schema->itemsize, NULL, context, err);
    if (!buffer || give_rows(store, buffer, n, err) != RC_OK) {
        rci_store_buffer_unref(buffer);
        rc_store_unref(store);
        return NULL;
    }
    buffer->release = release;
    return store;
}

rc_store *rci_store_from_map(const rc_dtype *dtype, size_t n, void *mapping, size_t mapping_size,
                             size_t data_offset, rc_error *err)
{
    rc_store *store = store_for_rows(dtype, n, "a mapped file", err);
    rci_store_buffer *buffer;
    if (!store) {
        return NULL;
    }
    if (data_offset > mapping_size || n * store->schema->itemsize > mapping_size - data_offset) {
        rci_base_fail(err, RC_EARG, "%zu records of %zu bytes do not fit in %zu bytes from %zu on",
                      n, store->schema->itemsize, mapping_size, data_offset);
        rc_store_unref(store);
        return NULL;
    }
    if (give_rows(store, NULL, n, err) != RC_OK) {
        rc_store_unref(store);
        return NULL;
    }
    buffer = rci_store_buffer_mapped(mapping, mapping_size, data_offset, err);
    if (!buffer) {
        rc_store_unref(store);
        return NULL;
    }
    store->storage.buffer = buffer;
    return store;
}
