/* store/insert.c - inserts, removes and truncates records. */
#include "base/error.h"
#include "store/batch.h"
#include "store/store_impl.h"

#include <rowcol/shape.h>
#include <string.h>

/* Moves `n` bits; the ranges may overlap. */
static void move_bits(unsigned char *bits, size_t to, size_t from, size_t n)
{
    enum { PART = 2048 };
    unsigned char part[PART / 8];
    for (size_t done = 0; done < n; done += PART) {
        size_t some = n - done < PART ? n - done : PART;
        /* Upwards from the last part on, so that no bit is overwritten before it is moved. */
        size_t at = to > from ? n - done - some : done;
        memset(part, 0, sizeof part);
        rci_store_copy_bits(part, 0, bits, from + at, some);
        rci_store_copy_bits(bits, to + at, part, 0, some);
    }
}

/* Moves records of a store in rows or columns, with their nulls. The ranges may overlap. */
static void move_records(const rc_store *store, size_t to, size_t from, size_t n)
{
    const rci_store_storage *storage = &store->storage;
    const rci_store_schema *schema = store->schema;
    if (store->layout == RC_ROWS && n > 0) {
        unsigned char *rows = (unsigned char *)(uintptr_t)rc_store_data_const(store);
        memmove(rows + to * schema->itemsize, rows + from * schema->itemsize, n * schema->itemsize);
    }
    for (size_t leaf = 0; leaf < schema->leaves.n_leaves && store->layout != RC_ROWS; leaf++) {
        if (n > 0) {
            memmove(rci_store_storage_cell(storage, leaf, to),
                    rci_store_storage_cell(storage, leaf, from), n * schema->cells[leaf].size);
        }
    }
    for (size_t node = 0; node < schema->leaves.n_nulls; node++) {
        move_bits(rci_store_storage_bits(storage, node), storage->first + to, storage->first + from,
                  n);
    }
}

rc_status rc_store_insert(rc_store *store, size_t at, size_t n, rc_error *err)
{
    rc_status status = rci_store_check_unfrozen(store, err);
    if (status == RC_OK) {
        status = rci_store_check_range(store, at, 0, err);
    }
    if (status == RC_OK && store->layout == RC_STRIDED) {
        status = rci_store_own(store, err);
    }
    if (status == RC_OK) {
        status = rci_store_grow(store, n, err);
    }
    if (status != RC_OK || n == 0) {
        return status;
    }
    move_records(store, at + n, at, store->length - at);
    rci_store_touch(store, store->length + n);
    rci_store_zero(store, at, n);
    store->length += n;
    return RC_OK;
}

rc_status rc_store_remove(rc_store *store, size_t first, size_t n, rc_error *err)
{
    rc_status status = rci_store_check_unfrozen(store, err);
    if (status == RC_OK) {
        status = rci_store_check_range(store, first, n, err);
    }
    if (status != RC_OK || n == 0) {
        return status;
    }
    if (n == store->length) {
        return rc_store_resize(store, 0, err);
    }
    status = rci_store_own(store, err);
    if (status != RC_OK) {
        return status;
    }
    if (store->strings && rci_store_strings_refs(store->strings) == 1) {
        rci_store_range range = {0, store->schema->leaves.n_leaves, first, n};
        rci_store_remove_strings(store, &range);
    }
    move_records(store, first, first + n, store->length - first - n);
    store->length -= n;
    return RC_OK;
}

rc_status rc_store_truncate(rc_store *store, size_t n, rc_error *err)
{
    rc_status status = rci_store_check_unfrozen(store, err);
    if (status == RC_OK) {
        status = rci_store_check_range(store, n, 0, err);
    }
    return status == RC_OK ? rc_store_resize(store, n, err) : status;
}
