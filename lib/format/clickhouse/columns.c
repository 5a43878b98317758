/* format/clickhouse/columns.c - the columns of an input or output, bound to a dtype. */
#include "format/clickhouse/columns.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/error.h"
#include "dtype/leaves.h"
#include "format/clickhouse/given.h"
#include "store/batch.h"
#include "store/segments.h"

size_t rci_clickhouse_fixed_size(const rci_clickhouse_type *type)
{
    size_t size = 0;
    if (type->nullable || type->kind == RCI_CLICKHOUSE_ARRAY) {
        return 0;
    }
    if (type->kind != RCI_CLICKHOUSE_TUPLE) {
        return type->width;
    }
    for (const rci_clickhouse_type *child = type->child; child; child = child->next) {
        const size_t n = rci_clickhouse_fixed_size(child);
        if (n == 0 || rci_base_add_overflows(size, n, &size)) {
            return 0;
        }
    }
    return size;
}

/* Whether the cells are the bytes of the values. */
static bool are_as_they_lie(const rci_clickhouse_columns *columns, const rc_dtype *dtype)
{
    if (columns->row != rc_dtype_itemsize(dtype) || !rci_store_dtype_is_packed(dtype)) {
        return false;
    }
    for (const rci_clickhouse_type *type = columns->root; type;
         type = rci_clickhouse_type_after(type)) {
        if (type->form != RCI_CLICKHOUSE_SAME && type->form != RCI_CLICKHOUSE_CHECKED &&
            type->form != RCI_CLICKHOUSE_MEMBERS) {
            return false;
        }
    }
    return true;
}

static rc_status list_leaves(rci_clickhouse_columns *columns, const rc_dtype *dtype, rc_error *err)
{
    columns->n_leaves = rci_dtype_leaf_count(dtype);
    columns->leaves = rci_base_zalloc_array(columns->allocator, columns->n_leaves,
                                            sizeof(rci_clickhouse_type *), err);
    if (!columns->leaves) {
        return RC_ENOMEM;
    }
    for (rci_clickhouse_type *type = columns->root; type; type = rci_clickhouse_type_after(type)) {
        if (type->leaf != RCI_DTYPE_NONE) {
            columns->leaves[type->leaf] = type;
        }
    }
    return RC_OK;
}

typedef rc_status bind_function(rci_clickhouse_type *root, const rc_dtype *dtype, rc_error *err);

static rc_status bind_with(bind_function *bind, rci_clickhouse_columns *columns,
                           rci_clickhouse_type *root, const rc_dtype *dtype, rc_error *err)
{
    rc_status status;
    *columns = (rci_clickhouse_columns){.allocator = rci_base_working_allocator(), .root = root};
    columns->n_types = rci_clickhouse_type_number(root);
    status = bind(root, dtype, err);
    if (status == RC_OK) {
        status = list_leaves(columns, dtype, err);
    }
    if (status != RC_OK) {
        rci_clickhouse_columns_release(columns);
        return status;
    }
    for (const rci_clickhouse_type *child = root->child; child; child = child->next) {
        columns->n_columns++;
    }
    columns->row = rci_clickhouse_fixed_size(root);
    columns->as_they_lie = are_as_they_lie(columns, dtype);
    return RC_OK;
}

rc_status rci_clickhouse_columns_bind(rci_clickhouse_columns *columns, rci_clickhouse_type *root,
                                      const rc_dtype *dtype, rc_error *err)
{
    return bind_with(rci_clickhouse_bind, columns, root, dtype, err);
}

rc_status rci_clickhouse_columns_given(rci_clickhouse_columns *columns, const char *given,
                                       const rc_dtype *dtype, rc_error *err)
{
    rc_error unset = RC_ERROR_INIT;
    rci_clickhouse_type *root;
    err = err ? err : &unset;
    *columns = (rci_clickhouse_columns){0};
    root = rci_clickhouse_given_for(given, dtype, err);
    return root ? bind_with(rci_clickhouse_bind_given, columns, root, dtype, err) : err->status;
}

rc_status rci_clickhouse_columns_of(rci_clickhouse_columns *columns, const rc_dtype *dtype,
                                    rc_error *err)
{
    rci_clickhouse_type *root = rci_clickhouse_type_of(dtype, err);
    *columns = (rci_clickhouse_columns){0};
    return root ? rci_clickhouse_columns_bind(columns, root, dtype, err)
                : (err ? err->status : RC_EUNSUPPORTED);
}

void rci_clickhouse_columns_release(rci_clickhouse_columns *columns)
{
    rci_clickhouse_type_free(columns->root);
    if (columns->leaves) {
        rci_base_free(columns->allocator, columns->leaves,
                      columns->n_leaves * sizeof(rci_clickhouse_type *));
    }
    *columns = (rci_clickhouse_columns){0};
}

rci_clickhouse_spot rci_clickhouse_spot_at(const rci_clickhouse_columns *columns,
                                           const rc_store *store, size_t i, size_t first)
{
    rci_clickhouse_spot spot = {.type = columns->leaves[i]};
    size_t stride;
    rci_store_leaf(store, i, &spot.base, &stride);
    spot.stride = (ptrdiff_t)stride;
    spot.base += (ptrdiff_t)first * spot.stride;
    if (spot.type->null_node != RCI_DTYPE_NONE) {
        rci_store_null_bits(store, spot.type->null_node, &spot.bits, &spot.bit0);
        spot.bit0 += first;
    }
    return spot;
}

rci_clickhouse_spot *rci_clickhouse_spots(const rci_clickhouse_columns *columns,
                                          const rc_store *store, size_t first, rc_error *err)
{
    rci_clickhouse_spot *spots =
        rci_base_zalloc_array(columns->allocator, columns->n_leaves, sizeof *spots, err);
    for (size_t i = 0; spots && i < columns->n_leaves; i++) {
        spots[i] = rci_clickhouse_spot_at(columns, store, i, first);
    }
    return spots;
}

void rci_clickhouse_free_spots(const rci_clickhouse_columns *columns, rci_clickhouse_spot *spots)
{
    rci_base_free(columns->allocator, spots, columns->n_leaves * sizeof *spots);
}
