/* store/identity.c - references to stores, memory that stores share, and who allocated it. */
#include "account/trace.h"
#include "base/error.h"
#include "base/options.h"
#include "store/field_handle.h"
#include "store/label.h"
#include "store/store_impl.h"

#include <rowcol/memory.h>
#include <string.h>

static size_t references(const atomic_size_t *refs)
{
    return atomic_load_explicit((atomic_size_t *)(uintptr_t)refs, memory_order_acquire);
}

size_t rc_store_references(const rc_store *store)
{
    return store ? references(&store->refs) : 0;
}

size_t rc_store_data_references(const rc_store *store)
{
    return store ? references(&store->storage.buffer->refs) : 0;
}

/* --------------------------------------------------------- shared memory */

/* The cells of a leaf in some records: n cells of `size` bytes, `stride` bytes apart. */
typedef struct cells {
    uintptr_t start;
    size_t stride, size, n;
} cells;

static cells cells_of(const rc_store *store, size_t leaf)
{
    ptrdiff_t stride = rci_store_storage_stride(&store->storage, leaf);
    size_t lowest = stride < 0 && store->length > 0 ? store->length - 1 : 0;
    return (cells){(uintptr_t)rci_store_storage_cell(&store->storage, leaf, lowest),
                   (size_t)(stride < 0 ? -stride : stride), store->schema->cells[leaf].size,
                   store->length};
}

static uint64_t common(uintptr_t a, size_t a_size, uintptr_t b, size_t b_size)
{
    uintptr_t start = a > b ? a : b;
    uintptr_t end = a + a_size < b + b_size ? a + a_size : b + b_size;
    return end > start ? end - start : 0;
}

/* Bytes that are in a cell of both. */
static uint64_t common_bytes(cells a, cells b)
{
    uint64_t sum = 0;
    size_t first, last;
    if (a.n == 0 || b.n == 0 || a.size == 0 || b.size == 0) {
        return 0;
    }
    if (a.stride == a.size && b.stride == b.size) { /* without gaps */
        return common(a.start, a.n * a.size, b.start, b.n * b.size);
    }
    for (size_t i = 0; i < a.n; i++) {
        uintptr_t cell = a.start + i * a.stride;
        if (cell + a.size <= b.start) {
            continue;
        }
        /* The cells of b that the cell of a can touch: cells of a store do not overlap. */
        first = cell > b.start ? (cell - b.start) / b.stride : 0;
        last = (cell + a.size - 1 - b.start) / b.stride;
        for (size_t k = first; k <= last && k < b.n; k++) {
            sum += common(cell, a.size, b.start + k * b.stride, b.size);
        }
        if (first >= b.n) {
            break;
        }
    }
    return sum;
}

static uint64_t shared_bytes(const rc_store *a, size_t a_leaf, size_t a_n, const rc_store *b,
                             size_t b_leaf, size_t b_n)
{
    uint64_t sum = 0;
    for (size_t i = a_leaf; i < a_leaf + a_n; i++) {
        for (size_t k = b_leaf; k < b_leaf + b_n; k++) {
            sum += common_bytes(cells_of(a, i), cells_of(b, k));
        }
    }
    return sum;
}

rc_status rc_store_shared_bytes(const rc_store *a, const char *a_path, const rc_store *b,
                                const char *b_path, uint64_t *shared, rc_error *err)
{
    rc_view a_view, b_view;
    rc_status status = rci_store_check_result(shared, err);
    if (status == RC_OK) {
        status = rc_store_view(a, a_path, &a_view, err);
    }
    if (status == RC_OK) {
        status = rc_store_view(b, b_path, &b_view, err);
    }
    if (status == RC_OK) {
        *shared = shared_bytes(a, a_view.leaf, rci_dtype_leaf_count(a_view.dtype), b, b_view.leaf,
                               rci_dtype_leaf_count(b_view.dtype));
    }
    return status;
}

/* Whether a buffer is wrapped twice or shared, some record is in both stores. */
static bool overlap(const rc_store *a, const rc_store *b)
{
    const rci_store_buffer *x = a->storage.buffer, *y = b->storage.buffer;
    if (common((uintptr_t)x->data, x->size, (uintptr_t)y->data, y->size) == 0) {
        return false;
    }
    if (x == y && a->schema == b->schema && a->storage.step == 1 && b->storage.step == 1) {
        size_t a_end = a->storage.first + a->length, b_end = b->storage.first + b->length;
        return a->storage.first < b_end && b->storage.first < a_end;
    }
    return shared_bytes(a, 0, a->schema->leaves.n_leaves, b, 0, b->schema->leaves.n_leaves) > 0;
}

rc_relation rc_store_relation(const rc_store *a, const rc_store *b)
{
    if (!a || !b) {
        return RC_UNRELATED;
    }
    if (a == b) {
        return RC_SAME_STORE;
    }
    if (a->storage.buffer == b->storage.buffer && a->length == b->length && a->length > 0 &&
        a->storage.first == b->storage.first && a->storage.step == b->storage.step &&
        a->schema == b->schema) {
        return RC_SAME_RECORDS;
    }
    if (overlap(a, b)) {
        return RC_OVERLAPPING;
    }
    return rc_store_equal(a, b) ? RC_EQUAL : RC_UNRELATED;
}

/* ------------------------------------------------------------------ site */

rc_status rc_store_site(const rc_store *store, rc_memory_site *site, rc_error *err)
{
    rc_memory_site known = RC_MEMORY_SITE_INIT;
    rci_account_block block;
    rc_status status = rci_store_check(store, err);
    if (status == RC_OK) {
        status = rci_store_check_result(site, err);
    }
    if (status == RC_OK) {
        status = rci_base_options(&known, sizeof known, site, "rc_memory_site", err);
    }
    if (status == RC_OK) {
        status = rci_account_check_tracing(err);
    }
    if (status != RC_OK) {
        return status;
    }
    if (!rci_account_table_find(store->storage.buffer->kind == RCI_STORE_BUFFER_HEAP
                                    ? store->storage.buffer->block
                                    : (const void *)store,
                                &block)) {
        return rci_base_fail(
            err, RC_ENAME,
            "the memory of the store is not known: it was allocated before tracing "
            "was switched on");
    }
    known = (rc_memory_site)RC_MEMORY_SITE_INIT;
    rci_account_site_of(&block, &known);
    known.size = site->size;
    memcpy(site, &known, known.size);
    return RC_OK;
}

/* --------------------------------------------------------------- holders */

typedef struct description {
    const rc_store *store;
    rc_memory_holder *holder;
} description;

static void describe(void *context, const rci_store_holder *holder)
{
    description *made = context;
    rc_memory_holder *found = made->holder;
    const rc_store *store = holder->store;
    made->store = store;
    found->kind = holder->is_slice ? RC_HOLDER_SLICE : RC_HOLDER_STORE;
    found->references = rc_store_references(store);
    found->first = store->storage.first;
    found->length = store->length;
    found->step = store->storage.step;
    rci_store_label_text(store->schema->dtype, found->dtype, sizeof found->dtype);
}

/* Fills in who allocated a store, if that is known. */
static void find_site(const rc_store *store, rc_memory_holder *found)
{
    rc_memory_site site = RC_MEMORY_SITE_INIT;
    rci_account_block block;
    if (rci_account_is_tracing() && rci_account_table_find(store, &block)) {
        rci_account_site_of(&block, &site);
        found->file = site.file;
        found->line = site.line;
        found->tag = site.tag;
    }
}

rc_status rc_store_data_holder(const rc_store *store, size_t i, rc_memory_holder *holder,
                               rc_error *err)
{
    rc_memory_holder known = RC_MEMORY_HOLDER_INIT;
    description made = {NULL, &known};
    rc_status status = rci_store_check(store, err);
    if (status == RC_OK) {
        status = rci_store_check_result(holder, err);
    }
    if (status == RC_OK) {
        status = rci_base_options(&known, sizeof known, holder, "rc_memory_holder", err);
    }
    if (status != RC_OK) {
        return status;
    }
    known = (rc_memory_holder)RC_MEMORY_HOLDER_INIT;
    if (!rci_store_look_at_holder(store->storage.buffer, i, describe, &made)) {
        return rci_base_fail(err, RC_EINDEX, "holder %zu of memory that has fewer", i);
    }
    known.is_self = made.store == store;
    find_site(made.store, &known);
    known.size = holder->size;
    memcpy(holder, &known, known.size);
    return RC_OK;
}
