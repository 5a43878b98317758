/* store/access.c - checked access: reads or writes one field of one record as an rc_value. */
#include "base/error.h"
#include "notation/code.h"
#include "store/field_handle.h"
#include "store/store_impl.h"
#include "value/value.h"

#include <string.h>

/* ---------------------------------------------------------------- errors */

static rc_status add_place(const rc_field *field, size_t i, rc_status status, rc_error *err)
{
    rc_view view;
    if (status == RC_OK || !err) {
        return status;
    }
    view = rc_field_view(field);
    return rci_store_add_place(&view, i, status, err);
}

static rc_status check_record(size_t i, size_t n, rc_error *err)
{
    return i < n ? RC_OK : rci_base_fail(err, RC_EINDEX, "record %zu of a store of %zu", i, n);
}

/* Checks the handle and the index; adds the place to the error of the index. */
static rc_status check_field(const rc_field *field, size_t i, rc_error *err)
{
    rc_status status = rci_store_check_field(field, err);
    return status == RC_OK ? add_place(field, i, check_record(i, field->n, err), err) : status;
}

/* ----------------------------------------------------------------- nulls */

static const rci_dtype_null_node *node_of(const rc_store *store, size_t node)
{
    return &store->schema->leaves.null[node];
}

/* `node` and every node around it. */
static void make_valid(rc_store *store, size_t node, size_t i)
{
    for (; node != RCI_DTYPE_NONE; node = node_of(store, node)->parent) {
        rci_store_set_bit(rci_store_storage_bits(&store->storage, node),
                          rci_store_storage_index(&store->storage, i), true);
    }
}

static void zero_leaves(const rc_field *field, size_t i)
{
    rc_store *store = field->store;
    const rci_dtype_null_node *node = node_of(store, field->null_node);
    rci_store_range range = {node->first_leaf, node->n_leaves, i, 1};
    rci_store_remove_strings(store, &range);
    for (size_t leaf = node->first_leaf; leaf < node->first_leaf + node->n_leaves; leaf++) {
        memset(rci_store_storage_cell(&store->storage, leaf, i), 0,
               store->schema->cells[leaf].size);
    }
}

static rc_status not_nullable(const rc_field *field, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(field->dtype);
    rci_notation_code code;
    if (field->is_element || kind == RC_STRUCT || kind == RC_SUBARRAY) {
        return rci_base_fail(
            err, RC_ETYPE, "found null where %s is not nullable (put ? after the %s)",
            rc_kind_name(kind), field->is_element ? "whole subarray" : "field's type");
    }
    return rci_base_fail(err, RC_ETYPE, "found null where %s is not nullable (try %s:%s?)",
                         rc_kind_name(kind), field->store->schema->leaves.leaf[field->leaf].name,
                         rci_notation_leaf_code(&code, field->dtype));
}

rc_status rc_field_set_null(const rc_field *field, size_t i, rc_error *err)
{
    rc_status status = check_field(field, i, err);
    if (status != RC_OK) {
        return status;
    }
    if (!field->valid) {
        return add_place(field, i, not_nullable(field, err), err);
    }
    make_valid(field->store, node_of(field->store, field->null_node)->parent, i);
    rci_store_set_bit(field->valid, rci_store_storage_index(&field->store->storage, i), false);
    zero_leaves(field, i);
    return RC_OK;
}

rc_status rc_field_set_valid(const rc_field *field, size_t i, rc_error *err)
{
    rc_status status = check_field(field, i, err);
    if (status == RC_OK) {
        make_valid(field->store, field->null_owner, i);
    }
    return status;
}

int rc_field_is_null(const rc_field *field, size_t i)
{
    return field && i < field->n && rci_store_is_null(field->store, field->null_owner, i);
}

int rc_view_is_null(const rc_view *view, size_t i)
{
    return view && i < view->n && rci_store_is_null(view->store, view->null_owner, i);
}

/* ---------------------------------------------------------------- values */

static rc_status put_string(const rc_field *field, void *cell, const rc_value *value, rc_error *err)
{
    rci_store_strings *strings = field->store->strings;
    rci_base_bytes scratch;
    const char *text = NULL;
    size_t n = 0;
    rc_status status;
    rci_base_bytes_init(&scratch);
    status = rci_value_utf8(field->dtype, value, &scratch, &text, &n, err);
    if (status == RC_OK) {
        rci_store_strings_lock(strings);
        status = rci_store_strings_replace(strings, cell, text, n, err);
        rci_store_strings_unlock(strings);
    }
    rci_base_bytes_release(&scratch);
    return status;
}

rc_status rc_field_set(const rc_field *field, size_t i, const rc_value *value, rc_error *err)
{
    unsigned char *cell;
    rc_status status = check_field(field, i, err);
    if (status != RC_OK) {
        return status;
    }
    if (!value) {
        return rci_base_fail(err, RC_EARG, "no value (NULL)");
    }
    if (value->type == RC_VALUE_NULL) {
        return rc_field_set_null(field, i, err);
    }
    /* A struct in columns has no cell: the value is refused before the cell is used. */
    cell = field->data ? field->data + (ptrdiff_t)i * field->stride : NULL;
    status = rc_dtype_kind(field->dtype) == RC_STR
                 ? put_string(field, cell, value, err)
                 : rci_value_store(field->dtype, cell, value, err);
    if (status == RC_OK) {
        make_valid(field->store, field->null_owner, i);
    }
    return add_place(field, i, status, err);
}

/* Reads the cell of record `i`, which is not null. */
static rc_status load(const rc_store *store, const rc_dtype *dtype, const unsigned char *cell,
                      rc_value *value, rc_error *err)
{
    if (rc_dtype_kind(dtype) == RC_STR) {
        size_t n;
        const char *text = rci_store_strings_get(store->strings, cell, &n);
        *value = rc_value_string_n(text, n);
        return RC_OK;
    }
    return rci_value_load(dtype, cell, value, err);
}

rc_status rc_field_get(const rc_field *field, size_t i, rc_value *value, rc_error *err)
{
    rc_status status = check_field(field, i, err);
    if (status == RC_OK) {
        status = rci_store_check_result(value, err);
    }
    if (status != RC_OK) {
        return status;
    }
    if (rci_store_is_null(field->store, field->null_owner, i)) {
        *value = rc_value_null();
        return RC_OK;
    }
    status = load(field->store, field->dtype,
                  field->data ? field->data + (ptrdiff_t)i * field->stride : NULL, value, err);
    return add_place(field, i, status, err);
}

rc_status rc_view_get(const rc_view *view, size_t i, rc_value *value, rc_error *err)
{
    rc_status status = rci_store_check_view(view, err);
    if (status == RC_OK) {
        status = rci_store_add_place(view, i, check_record(i, view->n, err), err);
    }
    if (status == RC_OK) {
        status = rci_store_check_result(value, err);
    }
    if (status != RC_OK) {
        return status;
    }
    if (rci_store_is_null(view->store, view->null_owner, i)) {
        *value = rc_value_null();
        return RC_OK;
    }
    status = load(view->store, view->dtype,
                  view->data ? view->data + (ptrdiff_t)i * view->stride : NULL, value, err);
    return rci_store_add_place(view, i, status, err);
}

/* ------------------------------------------------------------ by the path */

rc_status rc_store_get(const rc_store *store, size_t i, const char *path, rc_value *value,
                       rc_error *err)
{
    rc_view view;
    rc_status status = rc_store_view(store, path, &view, err);
    return status == RC_OK ? rc_view_get(&view, i, value, err) : status;
}

rc_status rc_store_set(rc_store *store, size_t i, const char *path, const rc_value *value,
                       rc_error *err)
{
    rc_field field;
    rc_status status = rc_store_field(store, path, &field, err);
    return status == RC_OK ? rc_field_set(&field, i, value, err) : status;
}
