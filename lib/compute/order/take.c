/* compute/order/take.c - rc_store_take and rc_store_put. */
#include "base/error.h"
#include "base/options.h"
#include "compute/order/gather.h"
#include "compute/order/move.h"
#include "dtype/leaves.h"
#include "store/batch.h"
#include "store/nulls.h"

#include <rowcol/memory.h>
#include <rowcol/take.h>

static rc_status read_options(rc_take_options *options, const rc_take_options *given, rc_error *err)
{
    rc_status status;
    *options = (rc_take_options)RC_TAKE_OPTIONS_INIT;
    status = rci_base_options(options, sizeof *options, given, "rc_take_options", err);
    if (status == RC_OK && options->layout != RC_LAYOUT_DEFAULT && options->layout != RC_ROWS &&
        options->layout != RC_COLUMNS) {
        status = rci_base_fail(err, RC_EARG, "the layout is neither RC_ROWS nor RC_COLUMNS");
    }
    return status;
}

/* The arguments that both functions have. */
static rc_status check_arguments(const rc_store *store, const uint64_t *indices, size_t n,
                                 const rc_take_options *given, rc_take_options *options,
                                 rc_error *err)
{
    rc_status status = read_options(options, given, err);
    if (status == RC_OK && (!store || (!indices && n > 0))) {
        status = rci_base_fail(err, RC_EARG, store ? "no indices (NULL)" : "no store (NULL)");
    }
    if (status == RC_OK) {
        status = rci_order_check_indices(indices, n, rc_store_length(store), options->threads, err);
    }
    return status;
}

rc_store *rc_store_take(const rc_store *store, const uint64_t *indices, size_t n,
                        const rc_take_options *options, rc_error *err)
{
    rc_take_options use;
    if (check_arguments(store, indices, n, options, &use, err) != RC_OK) {
        return NULL;
    }
    if (use.layout == RC_LAYOUT_DEFAULT) {
        use.layout = rc_store_layout(store) == RC_COLUMNS ? RC_COLUMNS : RC_ROWS;
    }
    return rci_order_take(store, indices, n, use.layout, use.threads, err);
}

/* --------------------------------------------------------------------- put */

static void put_leaf(rc_store *store, const uint64_t *indices, size_t n, const rc_store *from,
                     size_t leaf, size_t size)
{
    rci_order_cells to_cells = {.size = size}, from_cells = {.size = size};
    size_t to_stride, from_stride;
    rci_store_leaf(store, leaf, &to_cells.data, &to_stride);
    rci_store_leaf(from, leaf, &from_cells.data, &from_stride);
    to_cells.stride = (ptrdiff_t)to_stride;
    from_cells.stride = (ptrdiff_t)from_stride;
    rci_order_scatter(to_cells, from_cells, indices, n);
}

static void put_nulls(rc_store *store, const uint64_t *indices, size_t n, const rc_store *from,
                      size_t node)
{
    rci_order_bits to, source;
    rci_store_null_steps(store, node, &to.bits, &to.first, &to.step);
    rci_store_null_steps(from, node, &source.bits, &source.first, &source.step);
    for (size_t i = 0; i < n; i++) {
        size_t bit = to.first + (size_t)to.step * (size_t)indices[i];
        rci_store_set_bit(to.bits, bit,
                          rci_store_bit(source.bits, source.first + (size_t)source.step * i));
    }
}

/* Records without strings. */
static rc_status put_plain(rc_store *store, const uint64_t *indices, size_t n, const rc_store *from,
                           rc_error *err)
{
    rci_dtype_leaves leaves;
    rc_status status = rci_dtype_leaves_init(&leaves, rc_store_dtype(store), err);
    if (status != RC_OK) {
        return status;
    }
    for (size_t i = 0; i < leaves.n_leaves; i++) {
        put_leaf(store, indices, n, from, i, rc_dtype_itemsize(leaves.leaf[i].dtype));
    }
    for (size_t node = 0; node < leaves.n_nulls; node++) {
        put_nulls(store, indices, n, from, node);
    }
    rci_dtype_leaves_release(&leaves);
    return RC_OK;
}

rc_status rc_store_put(rc_store *store, const uint64_t *indices, size_t n, const rc_store *from,
                       const rc_take_options *options, rc_error *err)
{
    rc_take_options use;
    uint64_t shared;
    rc_status status = check_arguments(store, indices, n, options, &use, err);
    if (status == RC_OK && !from) {
        status = rci_base_fail(err, RC_EARG, "no store to put records from (NULL)");
    }
    if (status == RC_OK && n > rc_store_length(from)) {
        status = rci_base_fail(err, RC_EINDEX, "%zu records of a store of %zu", n,
                               rc_store_length(from));
    }
    if (status != RC_OK) {
        return status;
    }
    if (!rc_dtype_equal(rc_store_dtype(store), rc_store_dtype(from))) {
        return rci_base_fail(err, RC_ETYPE, "the two stores have different dtypes");
    }
    status = rc_store_shared_bytes(store, "", from, "", &shared, err);
    if (status == RC_OK && shared > 0) {
        return rci_base_fail(err, RC_EARG, "the two stores share memory (use rc_store_take first)");
    }
    if (status == RC_OK && !rci_dtype_has_str(rc_store_dtype(store))) {
        return put_plain(store, indices, n, from, err);
    }
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        status = rc_store_copy(store, (size_t)indices[i], from, i, 1, err);
    }
    return status;
}
