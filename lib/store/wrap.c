/* store/wrap.c - stores over memory that exists already: the caller's rows, a mapped file. */
#include "base/check.h"
#include "base/error.h"
#include "store/batch.h"
#include "store/store_impl.h"

/* A store for `n` rows without their buffer. The buffer is made last, so that no failure releases
   the memory that it is over. */
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
    } else if (rci_store_schema_check_bytes(store->schema, what, err) == RC_OK &&
               rci_store_storage_rows(&store->storage, store->schema, n, err) == RC_OK) {
        store->length = n;
        return store;
    }
    rc_store_unref(store);
    return NULL;
}

rc_store *rc_store_wrap(const rc_dtype *dtype, size_t n, void *data,
                        void (*release)(void *context, void *data), void *context, rc_error *err)
{
    rc_store *store;
    if (!data && n > 0) {
        rci_base_fail(err, RC_EARG, "no memory to wrap (data is NULL)");
        return NULL;
    }
    store = store_for_rows(dtype, n, "memory of the caller", err);
    if (!store) {
        return NULL;
    }
    rci_store_storage_set_buffer(
        &store->storage, store->schema,
        rci_store_buffer_foreign(data, n * store->schema->itemsize, release, context, err));
    if (!store->storage.buffer) {
        rc_store_unref(store);
        return NULL;
    }
    rci_store_hold(store);
    return store;
}

rc_store *rci_store_from_map(const rc_dtype *dtype, size_t n, void *mapping, size_t mapping_size,
                             size_t data_offset, rc_error *err)
{
    rc_store *store = store_for_rows(dtype, n, "a mapped file", err);
    if (!store) {
        return NULL;
    }
    if (data_offset > mapping_size || n * store->schema->itemsize > mapping_size - data_offset) {
        rci_base_fail(err, RC_EARG, "%zu records of %zu bytes do not fit in %zu bytes from %zu on",
                      n, store->schema->itemsize, mapping_size, data_offset);
    } else {
        rci_store_storage_set_buffer(
            &store->storage, store->schema,
            rci_store_buffer_mapped(mapping, mapping_size, data_offset, err));
    }
    if (!store->storage.buffer) {
        rc_store_unref(store);
        return NULL;
    }
    rci_store_hold(store);
    return store;
}
