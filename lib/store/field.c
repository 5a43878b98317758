/* store/field.c - field handles: a field of a store by path or index, and the parts of a field. */
#include "base/error.h"
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

/* A field that is not inside a subarray, `offset` into the record. */
static rc_field field_of(rc_store *store, const rc_dtype *dtype, bool nullable, size_t leaf,
                         size_t null_node, size_t offset)
{
    const rci_store_storage *storage = &store->storage;
    rc_field field = {NULL, 0, store->length, dtype, NULL, 0, store, leaf, null_node, null_node, 0};
    if (store->layout == RC_ROWS) {
        field.stride = store->schema->itemsize;
        field.base = storage->buffer->data + storage->first * field.stride + offset;
    } else if (rc_dtype_kind(dtype) != RC_STRUCT) {
        field.stride = storage->places[leaf].stride;
        field.base = rci_store_storage_leaf(storage, leaf);
    }
    if (nullable) {
        field.valid = rci_store_storage_bits(storage, null_node);
        field.valid_bit = storage->first;
    } else {
        field.null_owner = owner_of(store->schema, leaf, null_node);
    }
    return field;
}

rc_status rc_store_field(rc_store *store, const char *path, rc_field *field, rc_error *err)
{
    rci_dtype_child found;
    rc_status status;
    if (!path) {
        return rci_base_fail(err, RC_EARG, "no field path (NULL; \"\" is the whole record)");
    }
    if (path[0] == '\0') {
        *field = field_of(store, store->schema->dtype, false, 0, 0, 0);
        return RC_OK;
    }
    status = rci_dtype_find(store->schema->dtype, path, &found, err);
    if (status == RC_OK) {
        *field = field_of(store, found.info.dtype, found.info.nullable, found.first_leaf,
                          found.null_node, found.info.offset);
    }
    return status;
}

static rc_status check_index(const rc_dtype *dtype, size_t i, rc_error *err)
{
    if (i >= rc_dtype_nfields(dtype)) {
        return rci_base_fail(err, RC_EINDEX, "field %zu of a %s with %zu fields", i,
                             rc_kind_name(rc_dtype_kind(dtype)), rc_dtype_nfields(dtype));
    }
    return RC_OK;
}

rc_status rc_store_field_at(rc_store *store, size_t i, rc_field *field, rc_error *err)
{
    rc_status status = check_index(store->schema->dtype, i, err);
    if (status == RC_OK) {
        rci_dtype_child found = rci_dtype_child_at(store->schema->dtype, i);
        *field = field_of(store, found.info.dtype, found.info.nullable, found.first_leaf,
                          found.null_node, found.info.offset);
    }
    return status;
}

/* The offset of a handle's field in the record. */
static size_t offset_in_row(const rc_field *field)
{
    const rc_store *store = field->store;
    const unsigned char *row0 =
        store->storage.buffer->data + store->storage.first * store->schema->itemsize;
    return store->layout == RC_ROWS ? (size_t)(field->base - row0) : 0;
}

rc_status rc_field_child(const rc_field *field, size_t i, rc_field *child, rc_error *err)
{
    rci_dtype_child found;
    rc_status status;
    if (rc_dtype_kind(field->dtype) != RC_STRUCT) {
        return rci_base_fail(err, RC_ETYPE, "%s is not a struct: it has no fields",
                             rc_kind_name(rc_dtype_kind(field->dtype)));
    }
    status = check_index(field->dtype, i, err);
    if (status != RC_OK) {
        return status;
    }
    found = rci_dtype_child_at(field->dtype, i);
    if (field->is_element) {
        *child = *field;
        child->dtype = found.info.dtype;
        child->base += found.info.offset;
    } else {
        /* A nullable struct is a node before those inside it. */
        size_t inside = field->null_node + (field->valid ? 1 : 0);
        *child = field_of(field->store, found.info.dtype, found.info.nullable,
                          field->leaf + found.first_leaf, inside + found.null_node,
                          offset_in_row(field) + found.info.offset);
    }
    return RC_OK;
}

rc_status rc_field_element(const rc_field *field, size_t k, rc_field *element, rc_error *err)
{
    const rc_dtype *inner = rc_dtype_element(field->dtype);
    size_t n;
    if (!inner) {
        return rci_base_fail(err, RC_ETYPE, "%s is not a subarray: it has no elements",
                             rc_kind_name(rc_dtype_kind(field->dtype)));
    }
    n = rci_store_dtype_count(field->dtype);
    if (k >= n) {
        return rci_base_fail(err, RC_EINDEX, "element %zu of a subarray of %zu", k, n);
    }
    *element = *field;
    element->dtype = inner;
    element->base += k * rc_dtype_itemsize(inner);
    element->valid = NULL;
    element->valid_bit = 0;
    element->is_element = 1;
    return RC_OK;
}
