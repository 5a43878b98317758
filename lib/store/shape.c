#include "store/shape.h"

#include "base/error.h"
#include "store/parts.h"

static rci_store_cell_form form_of(const rc_dtype *dtype)
{
    if (rc_dtype_kind(dtype) == RC_STR) {
        return RCI_STORE_CELL_STR;
    }
    return rci_dtype_has_str(dtype) || !rci_store_dtype_is_packed(dtype) ? RCI_STORE_CELL_MIXED
                                                                         : RCI_STORE_CELL_PLAIN;
}

static void describe(rci_store_shape *shape)
{
    for (size_t i = 0; i < shape->leaves.n_leaves; i++) {
        const rci_dtype_leaf *leaf = &shape->leaves.leaf[i];
        rci_store_cell *cell = &shape->cells[i];
        cell->offset = leaf->offset;
        cell->size = rc_dtype_itemsize(leaf->dtype);
        cell->form = form_of(leaf->dtype);
    }
}

rci_store_shape *rci_store_shape_new(const rc_dtype *dtype, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rci_store_shape *shape = rci_base_zalloc(allocator, sizeof *shape, err);
    if (!shape) {
        return NULL;
    }
    atomic_init(&shape->refs, 1);
    shape->allocator = allocator;
    if (rci_dtype_leaves_init(&shape->leaves, dtype, err) != RC_OK) {
        rci_base_free(allocator, shape, sizeof *shape);
        return NULL;
    }
    shape->dtype = rc_dtype_ref(dtype);
    shape->cells =
        rci_base_zalloc_array(allocator, shape->leaves.n_leaves, sizeof *shape->cells, err);
    if (!shape->cells) {
        rci_store_shape_unref(shape);
        return NULL;
    }
    shape->itemsize = rc_dtype_itemsize(dtype);
    shape->packed = rci_store_dtype_is_packed(dtype);
    shape->has_str = rci_dtype_has_str(dtype);
    describe(shape);
    return shape;
}

rci_store_shape *rci_store_shape_ref(rci_store_shape *shape)
{
    atomic_fetch_add_explicit(&shape->refs, 1, memory_order_relaxed);
    return shape;
}

void rci_store_shape_unref(rci_store_shape *shape)
{
    if (!shape || atomic_fetch_sub_explicit(&shape->refs, 1, memory_order_acq_rel) != 1) {
        return;
    }
    rci_base_free(shape->allocator, shape->cells, shape->leaves.n_leaves * sizeof *shape->cells);
    rci_dtype_leaves_release(&shape->leaves);
    rc_dtype_unref(shape->dtype);
    rci_base_free(shape->allocator, shape, sizeof *shape);
}

rc_status rci_store_shape_check_bytes(const rci_store_shape *shape, const char *what, rc_error *err)
{
    if (shape->has_str) {
        return rci_base_fail(err, RC_EUNSUPPORTED,
                             "%s cannot hold str fields, whose text lies elsewhere (use S<n>)",
                             what);
    }
    if (shape->leaves.n_nulls > 0) {
        return rci_base_fail(err, RC_EUNSUPPORTED,
                             "%s cannot hold the nullable field \"%s\" (leave out its '?')", what,
                             shape->leaves.null[0].name);
    }
    return RC_OK;
}
