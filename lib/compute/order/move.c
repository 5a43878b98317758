/* compute/order/move.c - takes records to a new store, or gives those of a store another order. */
#include "compute/order/move.h"

#include "base/check.h"
#include "base/error.h"
#include "compute/order/gather.h"
#include "compute/order/run.h"
#include "dtype/leaves.h"
#include "store/batch.h"
#include "store/nulls.h"
#include "store/segments.h"

#include <stdatomic.h>
#include <string.h>

enum { BLOCK = 1024 }; /* rows of which one field after the other is copied */

/* ----------------------------------------------------------------- indices */

typedef struct index_check {
    const uint64_t *indices;
    size_t n, tasks;
    uint64_t length;
    atomic_bool is_wrong;
} index_check;

static void check_share(void *context, size_t task)
{
    index_check *check = context;
    rci_order_share share = rci_order_share_of(check->n, check->tasks, task);
    uint64_t most = 0;
    for (size_t i = share.first; i < share.end; i++) {
        most = check->indices[i] > most ? check->indices[i] : most;
    }
    if (share.first < share.end && most >= check->length) {
        atomic_store(&check->is_wrong, true);
    }
}

rc_status rci_order_check_indices(const uint64_t *indices, size_t n, size_t length,
                                  unsigned threads, rc_error *err)
{
    index_check check = {indices, n, rci_order_tasks(n), length, false};
    size_t i = 0;
    rci_base_pool_run(threads, check.tasks, check_share, &check);
    if (!atomic_load(&check.is_wrong)) {
        return RC_OK;
    }
    while (indices[i] < length) {
        i++;
    }
    return rci_base_fail(err, RC_EINDEX, "index %zu of the array is %llu, expected less than %zu",
                         i, (unsigned long long)indices[i], length);
}

/* ------------------------------------------------------------------- taking */

typedef struct taking {
    const rc_store *from;
    rc_store *to;
    const uint64_t *indices;
    size_t n, tasks;
    rci_dtype_leaves leaves;
    bool whole_rows; /* rows without padding: each is one cell */
} taking;

static rci_order_cells leaf_cells(const rc_store *store, size_t leaf, const rc_dtype *dtype)
{
    rci_order_cells cells = {.size = rc_dtype_itemsize(dtype)};
    size_t stride;
    rci_store_leaf(store, leaf, &cells.data, &stride);
    cells.stride = (ptrdiff_t)stride;
    return cells;
}

static rci_order_cells row_cells(const rc_store *store)
{
    size_t size = rc_dtype_itemsize(rc_store_dtype(store));
    return (rci_order_cells){(unsigned char *)(uintptr_t)rc_store_data_const(store),
                             (ptrdiff_t)size, size};
}

static rci_order_cells from_cell(rci_order_cells cells, size_t first)
{
    cells.data += (ptrdiff_t)first * cells.stride;
    return cells;
}

/* Records first .. end - 1 of the new store. Padding inside a subarray stays zero. */
static void take_leaf(const taking *all, size_t leaf, size_t first, size_t end)
{
    const rc_dtype *dtype = all->leaves.leaf[leaf].dtype;
    rci_order_cells from = leaf_cells(all->from, leaf, dtype);
    rci_order_cells to = from_cell(leaf_cells(all->to, leaf, dtype), first);
    if (rci_store_dtype_is_packed(dtype)) {
        rci_order_gather(to, from, all->indices + first, end - first);
        return;
    }
    for (size_t i = first; i < end; i++, to.data += to.stride) {
        rci_store_copy_segments(dtype, to.data,
                                from.data + (ptrdiff_t)all->indices[i] * from.stride);
    }
}

static void take_nulls(const taking *all, size_t first, size_t end)
{
    for (size_t node = 0; node < all->leaves.n_nulls; node++) {
        rci_order_bits to, from;
        rci_store_null_steps(all->to, node, &to.bits, &to.first, &to.step);
        rci_store_null_steps(all->from, node, &from.bits, &from.first, &from.step);
        to.first += first;
        rci_order_gather_bits(to, from, all->indices + first, end - first);
    }
}

static void take_share(void *context, size_t task)
{
    const taking *all = context;
    rci_order_share share = rci_order_share_of(all->n, all->tasks, task);
    bool has_rows =
        rc_store_layout(all->to) != RC_COLUMNS || rc_store_layout(all->from) != RC_COLUMNS;
    size_t step = has_rows ? BLOCK : share.end - share.first + 1;
    if (share.first == share.end) { /* `indices` may be NULL */
        return;
    }
    if (all->whole_rows) {
        rci_order_gather(from_cell(row_cells(all->to), share.first), row_cells(all->from),
                         all->indices + share.first, share.end - share.first);
    } else {
        for (size_t i = share.first; i < share.end; i += step) {
            size_t end = share.end - i < step ? share.end : i + step;
            for (size_t leaf = 0; leaf < all->leaves.n_leaves; leaf++) {
                take_leaf(all, leaf, i, end);
            }
        }
    }
    take_nulls(all, share.first, share.end);
}

rc_store *rci_order_take(const rc_store *store, const uint64_t *indices, size_t n, rc_layout layout,
                         unsigned threads, rc_error *err)
{
    const rc_dtype *dtype = rc_store_dtype(store);
    taking all = {.from = store, .indices = indices, .n = n, .tasks = rci_order_tasks(n)};
    all.to = rci_store_with_capacity(dtype, n, layout, err);
    if (!all.to) {
        return NULL;
    }
    if (rci_dtype_leaves_init(&all.leaves, dtype, err) != RC_OK) {
        rc_store_unref(all.to);
        return NULL;
    }
    all.whole_rows =
        layout == RC_ROWS && rc_store_layout(store) == RC_ROWS && rci_store_dtype_is_packed(dtype);
    rci_base_pool_run(threads, all.tasks, take_share, &all);
    rci_dtype_leaves_release(&all.leaves);
    rci_store_set_length(all.to, n);
    if (rci_store_adopt_strings(all.to, 0, n, store, err) != RC_OK) {
        rc_store_unref(all.to);
        return NULL;
    }
    return all.to;
}

/* --------------------------------------------------------------- permuting */

/* Cells or bits in another order, in memory of their own until all are read. */
typedef struct permuting {
    const uint64_t *indices;
    size_t n, tasks;
    rci_order_cells cells, made;
} permuting;

static void gather_share(void *context, size_t task)
{
    const permuting *all = context;
    rci_order_share share = rci_order_share_of(all->n, all->tasks, task);
    rci_order_gather(from_cell(all->made, share.first), all->cells, all->indices + share.first,
                     share.end - share.first);
}

static void write_back_share(void *context, size_t task)
{
    const permuting *all = context;
    rci_order_share share = rci_order_share_of(all->n, all->tasks, task);
    rci_order_cells to = from_cell(all->cells, share.first);
    rci_order_cells made = from_cell(all->made, share.first);
    if (to.stride == made.stride) {
        memcpy(to.data, made.data, (share.end - share.first) * made.size);
        return;
    }
    for (size_t i = share.first; i < share.end; i++) {
        memcpy(to.data, made.data, made.size);
        to.data += to.stride;
        made.data += made.size;
    }
}

static void permute_cells(permuting *all, rci_order_cells cells, unsigned threads)
{
    all->cells = cells;
    all->made.size = cells.size;
    all->made.stride = (ptrdiff_t)cells.size;
    rci_base_pool_run(threads, all->tasks, gather_share, all);
    rci_base_pool_run(threads, all->tasks, write_back_share, all);
}

static void permute_nulls(const permuting *all, rc_store *store, size_t n_nodes)
{
    for (size_t node = 0; node < n_nodes; node++) {
        rci_order_bits made = {all->made.data, 0, 1}, bits;
        rci_store_null_steps(store, node, &bits.bits, &bits.first, &bits.step);
        rci_order_gather_bits(made, bits, all->indices, all->n);
        rci_store_copy_bit_steps(bits.bits, bits.first, bits.step, made.bits, 0, 1, all->n);
    }
}

/* The largest cell: a row or a leaf, at least a byte for the bits. */
static size_t largest_cell(const rc_store *store, const rci_dtype_leaves *leaves)
{
    size_t largest =
        rc_store_layout(store) == RC_ROWS ? rc_dtype_itemsize(rc_store_dtype(store)) : 1;
    for (size_t i = 0; i < leaves->n_leaves && rc_store_layout(store) != RC_ROWS; i++) {
        size_t size = rc_dtype_itemsize(leaves->leaf[i].dtype);
        largest = size > largest ? size : largest;
    }
    return largest ? largest : 1;
}

static void permute_all(permuting *all, rc_store *store, const rci_dtype_leaves *leaves,
                        unsigned threads)
{
    if (rc_store_layout(store) == RC_ROWS) {
        permute_cells(all, row_cells(store), threads);
    } else {
        for (size_t i = 0; i < leaves->n_leaves; i++) {
            permute_cells(all, leaf_cells(store, i, leaves->leaf[i].dtype), threads);
        }
    }
    permute_nulls(all, store, leaves->n_nulls);
}

rc_status rci_order_permute(rc_store *store, const uint64_t *indices, unsigned threads,
                            rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    permuting all = {.indices = indices, .n = rc_store_length(store)};
    rci_dtype_leaves leaves;
    size_t bytes;
    rc_status status = rci_dtype_leaves_init(&leaves, rc_store_dtype(store), err);
    if (status != RC_OK) {
        return status;
    }
    all.tasks = rci_order_tasks(all.n);
    if (rci_base_mul_overflows(all.n, largest_cell(store, &leaves), &bytes)) {
        status = rci_base_fail(err, RC_ELIMIT, "the records are too large to sort");
    } else {
        all.made.data = rci_base_alloc(allocator, bytes, err);
        status = all.made.data ? RC_OK : RC_ENOMEM;
    }
    if (status == RC_OK) {
        permute_all(&all, store, &leaves, threads);
        rci_base_free(allocator, all.made.data, bytes);
    }
    rci_dtype_leaves_release(&leaves);
    return status;
}
