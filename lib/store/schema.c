/* store/schema.c - computes the cells of a dtype. */
#include "store/schema.h"

#include "base/error.h"
#include "store/segments.h"

static rci_store_cell_form form_of(const rc_dtype *dtype)
{
    if (rc_dtype_kind(dtype) == RC_STR) {
        return RCI_STORE_CELL_STR;
    }
    return rci_dtype_has_str(dtype) || !rci_store_dtype_is_packed(dtype) ? RCI_STORE_CELL_MIXED
                                                                         : RCI_STORE_CELL_PLAIN;
}

static void describe(rci_store_schema *schema)
{
    for (size_t i = 0; i < schema->leaves.n_leaves; i++) {
        const rci_dtype_leaf *leaf = &schema->leaves.leaf[i];
        rci_store_cell *cell = &schema->cells[i];
        cell->offset = leaf->offset;
        cell->size = rc_dtype_itemsize(leaf->dtype);
        cell->form = form_of(leaf->dtype);
    }
}

rci_store_schema *rci_store_schema_new(const rc_dtype *dtype, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rci_store_schema *schema = rci_base_zalloc_as(allocator, RC_MEMORY_STORE, sizeof *schema, err);
    if (!schema) {
        return NULL;
    }
    atomic_init(&schema->refs, 1);
    schema->allocator = allocator;
    if (rci_dtype_leaves_init(&schema->leaves, dtype, err) != RC_OK) {
        rci_base_free_as(allocator, RC_MEMORY_STORE, schema, sizeof *schema);
        return NULL;
    }
    schema->dtype = rc_dtype_ref(dtype);
    schema->cells = rci_base_zalloc_array_as(allocator, RC_MEMORY_STORE, schema->leaves.n_leaves,
                                             sizeof *schema->cells, err);
    if (!schema->cells) {
        rci_store_schema_unref(schema);
        return NULL;
    }
    schema->itemsize = rc_dtype_itemsize(dtype);
    schema->packed = rci_store_dtype_is_packed(dtype);
    schema->has_str = rci_dtype_has_str(dtype);
    describe(schema);
    return schema;
}

rci_store_schema *rci_store_schema_ref(rci_store_schema *schema)
{
    atomic_fetch_add_explicit(&schema->refs, 1, memory_order_relaxed);
    return schema;
}

void rci_store_schema_unref(rci_store_schema *schema)
{
    if (!schema || atomic_fetch_sub_explicit(&schema->refs, 1, memory_order_acq_rel) != 1) {
        return;
    }
    rci_base_free_as(schema->allocator, RC_MEMORY_STORE, schema->cells,
                     schema->leaves.n_leaves * sizeof *schema->cells);
    rci_dtype_leaves_release(&schema->leaves);
    rc_dtype_unref(schema->dtype);
    rci_base_free_as(schema->allocator, RC_MEMORY_STORE, schema, sizeof *schema);
}

rc_status rci_store_schema_check_bytes(const rci_store_schema *schema, const char *what,
                                       rc_error *err)
{
    if (schema->has_str) {
        return rci_base_fail(err, RC_EUNSUPPORTED,
                             "%s cannot hold str fields, whose text is stored apart (use S<n>)",
                             what);
    }
    if (schema->leaves.n_nulls > 0) {
        return rci_base_fail(err, RC_EUNSUPPORTED,
                             "%s cannot hold the nullable field \"%s\" (remove its '?')", what,
                             schema->leaves.null[0].name);
    }
    return RC_OK;
}
