/* store/append.c - copies records from rows and stores to stores. */
#include "base/check.h"
#include "base/error.h"
#include "store/batch.h"
#include "store/store_impl.h"

static rc_status check_same_dtype(const rc_store *store, const rc_store *from, rc_error *err)
{
    if (store->schema != from->schema &&
        !rc_dtype_equal(store->schema->dtype, from->schema->dtype)) {
        return rci_base_fail(err, RC_ETYPE, "the two stores have different dtypes");
    }
    return RC_OK;
}

static rc_status check_both(const rc_store *store, const rc_store *from, rc_error *err)
{
    rc_status status = rci_store_check(store, err);
    if (status == RC_OK) {
        status = rci_store_check(from, err);
    }
    return status == RC_OK ? check_same_dtype(store, from, err) : status;
}

rc_status rc_store_push(rc_store *store, const void *records, size_t n, rc_error *err)
{
    rc_status status = rci_store_check(store, err);
    if (status == RC_OK && !records && n > 0) {
        status = rci_base_fail(err, RC_EARG, "no records to push (NULL)");
    }
    if (status == RC_OK && store->schema->has_str) {
        status = rci_base_fail(err, RC_EUNSUPPORTED,
                               "rows of str fields do not contain their text (use rc_store_set)");
    }
    if (status == RC_OK) {
        status = rci_store_grow(store, n, err);
    }
    if (status == RC_OK) {
        rci_store_write_rows(store, store->length, n, records);
        rci_store_make_valid(store, store->length, n);
        store->length += n;
    }
    return status;
}

rc_status rc_store_append_range(rc_store *store, const rc_store *from, size_t first, size_t n,
                                rc_error *err)
{
    rc_status status = check_both(store, from, err);
    if (status == RC_OK) {
        status = rci_store_check_range(from, first, n, err);
    }
    if (status == RC_OK) {
        status = rci_store_grow(store, n, err);
    }
    if (status == RC_OK) {
        status = rci_store_copy_range(store, store->length, from, first, n, err);
    }
    if (status == RC_OK) {
        store->length += n;
    }
    return status;
}

rc_status rc_store_append_store(rc_store *store, const rc_store *from, rc_error *err)
{
    return rc_store_append_range(store, from, 0, rc_store_length(from), err);
}

/* Whether a leaf of one is a leaf of the other. */
static bool share_cells(const rc_store *a, const rc_store *b)
{
    if (a->storage.buffer != b->storage.buffer) {
        return false;
    }
    for (size_t i = 0; i < a->schema->leaves.n_leaves; i++) {
        const rci_store_place *x = &a->storage.places[i];
        for (size_t k = 0; k < b->schema->leaves.n_leaves; k++) {
            const rci_store_place *y = &b->storage.places[k];
            if (x->base + x->offset == y->base + y->offset) {
                return true;
            }
        }
    }
    return false;
}

/* Whether any of `n` records of one is any of `n` records of the other, in the same buffer. */
static bool share_records(const rci_store_storage *a, size_t a_first, const rci_store_storage *b,
                          size_t b_first, size_t n)
{
    ptrdiff_t start = (ptrdiff_t)rci_store_storage_index(b, b_first), found;
    if (a->step == 1 && b->step == 1) {
        found = (ptrdiff_t)rci_store_storage_index(a, a_first) - start;
        return found < (ptrdiff_t)n && -found < (ptrdiff_t)n;
    }
    for (size_t i = 0; i < n; i++) {
        found = (ptrdiff_t)rci_store_storage_index(a, a_first + i) - start;
        if (found % b->step == 0 && found / b->step >= 0 && found / b->step < (ptrdiff_t)n) {
            return true;
        }
    }
    return false;
}

rc_status rc_store_copy(rc_store *to, size_t to_first, const rc_store *from, size_t from_first,
                        size_t n, rc_error *err)
{
    rc_status status = check_both(to, from, err);
    if (status == RC_OK) {
        status = rci_store_check_range(to, to_first, n, err);
    }
    if (status == RC_OK) {
        status = rci_store_check_range(from, from_first, n, err);
    }
    if (status != RC_OK) {
        return status;
    }
    if (share_cells(to, from) &&
        share_records(&to->storage, to_first, &from->storage, from_first, n)) {
        return rci_base_fail(err, RC_EARG, "the records to copy from and to overlap");
    }
    rci_store_remove_strings(to, &(rci_store_range){0, to->schema->leaves.n_leaves, to_first, n});
    return rci_store_copy_range(to, to_first, from, from_first, n, err);
}

/* The number of records of all stores, whose dtypes must be equal. */
static rc_status count_all(const rc_store *const *stores, size_t n, size_t *total, rc_error *err)
{
    rc_status status = RC_OK;
    *total = 0;
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        status = check_both(stores[0], stores[i], err);
        if (status == RC_OK && rci_base_add_overflows(*total, stores[i]->length, total)) {
            status = rci_base_fail(err, RC_ELIMIT, "the stores have too many records to count");
        }
    }
    return status;
}

rc_store *rc_store_concat(const rc_store *const *stores, size_t n, rc_layout layout, rc_error *err)
{
    rc_store *all;
    size_t total;
    if (!stores || n == 0) {
        rci_base_fail(err, RC_EARG, "no stores to concatenate");
        return NULL;
    }
    if (count_all(stores, n, &total, err) != RC_OK) {
        return NULL;
    }
    all = rci_store_give_storage_to_fill(rci_store_new(stores[0]->schema->dtype, layout, err),
                                         total, err);
    for (size_t i = 0; i < n && all; i++) {
        if (rci_store_copy_range(all, all->length, stores[i], 0, stores[i]->length, err) != RC_OK) {
            rc_store_unref(all);
            return NULL;
        }
        all->length += stores[i]->length;
    }
    return all;
}
