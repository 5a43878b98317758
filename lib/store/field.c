/* store/field.c - fields and views: a field of a store by path or index, and the parts of a field.
   Everything is computed as a view; a field is the same for writing. */
#include "base/error.h"
#include "store/field_handle.h"
#include "store/segments.h"
#include "store/store_impl.h"

/* The innermost nullable field around a field that is not nullable itself. `null_node` counts the
   nullable fields before it: those inside it have that index or a higher one. */
static size_t owner_of(const rci_store_schema *schema, size_t leaf, size_t null_node)
{
    const rci_dtype_leaves *leaves = &schema->leaves;
    size_t node = RCI_DTYPE_NONE;
    if (leaf < leaves->n_leaves) {
        const rci_dtype_leaf *first = &leaves->leaf[leaf];
        node = first->null_node != RCI_DTYPE_NONE ? first->null_node : first->null_parent;
    }
    while (node != RCI_DTYPE_NONE && node >= null_node) {
        node = leaves->null[node].parent;
    }
    return node;
}

/* A field that is not inside a subarray: `found` counts from the start of the record. */
static rc_view view_of(const rc_store *store, const rci_dtype_child *found)
{
    const rci_store_storage *storage = &store->storage;
    rc_view view = {.n = store->length,
                    .dtype = found->info.dtype,
                    .store = store,
                    .leaf = found->first_leaf,
                    .null_node = found->null_node,
                    .null_owner = found->null_node};
    if (store->layout == RC_ROWS) {
        view.stride = (ptrdiff_t)store->schema->itemsize;
        view.data = (const unsigned char *)rc_store_data_const(store) + found->info.offset;
    } else if (rc_dtype_kind(view.dtype) != RC_STRUCT) {
        view.stride = rci_store_storage_stride(storage, view.leaf);
        view.data = rci_store_storage_cell(storage, view.leaf, 0);
    }
    if (found->info.nullable) {
        view.valid = rci_store_storage_bits(storage, view.null_node);
        view.valid_bit = storage->first;
        view.valid_step = storage->step;
    } else {
        view.null_owner = owner_of(store->schema, view.leaf, view.null_node);
    }
    return view;
}

/* The field of a view whose store may be written to. */
static rc_field field_of(const rc_view *view)
{
    return (rc_field){.data = (unsigned char *)(uintptr_t)view->data,
                      .stride = view->stride,
                      .n = view->n,
                      .dtype = view->dtype,
                      .valid = (unsigned char *)(uintptr_t)view->valid,
                      .valid_bit = view->valid_bit,
                      .valid_step = view->valid_step,
                      .store = (rc_store *)(uintptr_t)view->store,
                      .leaf = view->leaf,
                      .null_node = view->null_node,
                      .null_owner = view->null_owner,
                      .is_element = view->is_element};
}

rc_status rci_store_check_result(const void *result, rc_error *err)
{
    return result ? RC_OK : rci_base_fail(err, RC_EARG, "no place for the result (NULL)");
}

static rc_status check_arguments(const rc_store *store, const void *result, rc_error *err)
{
    rc_status status = rci_store_check(store, err);
    return status == RC_OK ? rci_store_check_result(result, err) : status;
}

static rc_status check_index(const rc_dtype *dtype, size_t i, rc_error *err)
{
    if (i >= rc_dtype_nfields(dtype)) {
        return rci_base_fail(err, RC_EINDEX, "field %zu of a %s with %zu fields", i,
                             rc_kind_name(rc_dtype_kind(dtype)), rc_dtype_nfields(dtype));
    }
    return RC_OK;
}

/* ----------------------------------------------------------------- views */

rc_status rc_store_view(const rc_store *store, const char *path, rc_view *view, rc_error *err)
{
    rci_dtype_child found = {.info = {.dtype = rc_store_dtype(store)}};
    rc_status status = check_arguments(store, view, err);
    if (status == RC_OK && !path) {
        status = rci_base_fail(err, RC_EARG, "no field path (NULL; \"\" is the whole record)");
    }
    if (status == RC_OK && path[0] != '\0') {
        status = rci_dtype_find(store->schema->dtype, path, &found, err);
    }
    if (status == RC_OK) {
        *view = view_of(store, &found);
    }
    return status;
}

rc_status rc_store_view_at(const rc_store *store, size_t i, rc_view *view, rc_error *err)
{
    rc_status status = check_arguments(store, view, err);
    if (status == RC_OK) {
        status = check_index(store->schema->dtype, i, err);
    }
    if (status == RC_OK) {
        rci_dtype_child found = rci_dtype_child_at(store->schema->dtype, i);
        *view = view_of(store, &found);
    }
    return status;
}

/* The offset of the field of a view in the record. */
static size_t offset_in_row(const rc_view *view)
{
    const unsigned char *row0 = rc_store_data_const(view->store);
    return row0 ? (size_t)(view->data - row0) : 0;
}

static rc_view child_of(const rc_view *view, size_t i)
{
    rci_dtype_child found = rci_dtype_child_at(view->dtype, i);
    rc_view child = *view;
    if (view->is_element) {
        child.dtype = found.info.dtype;
        child.data += found.info.offset;
        return child;
    }
    /* A nullable struct is a node before those inside it. */
    found.null_node += view->null_node + (view->valid ? 1 : 0);
    found.first_leaf += view->leaf;
    found.info.offset += offset_in_row(view);
    return view_of(view->store, &found);
}

rc_status rc_view_child(const rc_view *view, size_t i, rc_view *child, rc_error *err)
{
    rc_status status = rci_store_check_view(view, err);
    if (status == RC_OK) {
        status = rci_store_check_result(child, err);
    }
    if (status != RC_OK) {
        return status;
    }
    if (rc_dtype_kind(view->dtype) != RC_STRUCT) {
        return rci_base_fail(err, RC_ETYPE, "%s is not a struct: it has no fields",
                             rc_kind_name(rc_dtype_kind(view->dtype)));
    }
    status = check_index(view->dtype, i, err);
    if (status == RC_OK) {
        *child = child_of(view, i);
    }
    return status;
}

static rc_status check_element(const rc_view *view, size_t k, rc_error *err)
{
    size_t n;
    if (!rc_dtype_element(view->dtype)) {
        return rci_base_fail(err, RC_ETYPE, "%s is not a subarray: it has no elements",
                             rc_kind_name(rc_dtype_kind(view->dtype)));
    }
    n = rci_store_dtype_count(view->dtype);
    return k < n ? RC_OK : rci_base_fail(err, RC_EINDEX, "element %zu of a subarray of %zu", k, n);
}

rc_status rc_view_element(const rc_view *view, size_t k, rc_view *element, rc_error *err)
{
    rc_status status = rci_store_check_view(view, err);
    if (status == RC_OK) {
        status = rci_store_check_result(element, err);
    }
    if (status == RC_OK) {
        status = check_element(view, k, err);
    }
    if (status != RC_OK) {
        return status;
    }
    *element = *view;
    element->dtype = rc_dtype_element(view->dtype);
    element->data += k * rc_dtype_itemsize(element->dtype);
    element->valid = NULL;
    element->valid_bit = 0;
    element->valid_step = 0;
    element->is_element = 1;
    return RC_OK;
}

/* ---------------------------------------------------------------- fields */

rc_status rc_store_field(rc_store *store, const char *path, rc_field *field, rc_error *err)
{
    rc_view view;
    rc_status status = rc_store_view(store, path, field ? &view : NULL, err);
    if (status == RC_OK) {
        *field = field_of(&view);
    }
    return status;
}

rc_status rc_store_field_at(rc_store *store, size_t i, rc_field *field, rc_error *err)
{
    rc_view view;
    rc_status status = rc_store_view_at(store, i, field ? &view : NULL, err);
    if (status == RC_OK) {
        *field = field_of(&view);
    }
    return status;
}

rc_status rc_field_child(const rc_field *field, size_t i, rc_field *child, rc_error *err)
{
    rc_view view, found;
    rc_status status = rci_store_check_field(field, err);
    if (status == RC_OK) {
        view = rc_field_view(field);
        status = rc_view_child(&view, i, child ? &found : NULL, err);
    }
    if (status == RC_OK) {
        *child = field_of(&found);
    }
    return status;
}

rc_status rc_field_element(const rc_field *field, size_t k, rc_field *element, rc_error *err)
{
    rc_view view, found;
    rc_status status = rci_store_check_field(field, err);
    if (status == RC_OK) {
        view = rc_field_view(field);
        status = rc_view_element(&view, k, element ? &found : NULL, err);
    }
    if (status == RC_OK) {
        *element = field_of(&found);
    }
    return status;
}
