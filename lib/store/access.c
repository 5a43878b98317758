/* store/access.c - checked access: reads or writes one field of one record as an rc_value. */
#include "base/error.h"
#include "notation/code.h"
#include "store/field_path.h"
#include "store/nulls.h"
#include "store/store_impl.h"
#include "value/value.h"

#include <string.h>

/* ---------------------------------------------------------------- errors */

/* Adds the record and the field to an error. */
static rc_status add_place(const rc_field *field, size_t i, rc_status status, rc_error *err)
{
    if (status != RC_OK && err) {
        rci_store_path path;
        if (err->record == RC_NOWHERE) {
            err->record = i;
        }
        rci_base_error_field(err, rci_store_field_path(&path, field));
    }
    return status;
}

static rc_status check_record(const rc_field *field, size_t i, rc_error *err)
{
    return i < field->n
               ? RC_OK
               : rci_base_fail(err, RC_EINDEX, "record %zu of a store of %zu", i, field->n);
}

/* ----------------------------------------------------------------- nulls */

static const rci_dtype_null_node *node_of(const rc_field *field, size_t node)
{
    return &field->store->schema->leaves.null[node];
}

static unsigned char *bits_of(const rc_field *field, size_t node)
{
    return rci_store_storage_bits(&field->store->storage, node);
}

static bool is_null(const rc_field *field, size_t i)
{
    size_t bit = field->store->storage.first + i;
    for (size_t node = field->null_owner; node != RCI_DTYPE_NONE;
         node = node_of(field, node)->parent) {
        if (!rci_store_bit(bits_of(field, node), bit)) {
            return true;
        }
    }
    return false;
}

/* `node` and every node around it. */
static void make_valid(const rc_field *field, size_t node, size_t i)
{
    for (; node != RCI_DTYPE_NONE; node = node_of(field, node)->parent) {
        rci_store_set_bit(bits_of(field, node), field->store->storage.first + i, true);
    }
}

static void zero_leaves(const rc_field *field, size_t i)
{
    const rci_dtype_null_node *node = node_of(field, field->null_node);
    const rc_store *store = field->store;
    for (size_t leaf = node->first_leaf; leaf < node->first_leaf + node->n_leaves; leaf++) {
        memset(rci_store_storage_leaf(&store->storage, leaf) +
                   i * store->storage.places[leaf].stride,
               0, store->schema->cells[leaf].size);
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
    rc_status status = check_record(field, i, err);
    if (status == RC_OK && !field->valid) {
        status = not_nullable(field, err);
    }
    if (status == RC_OK) {
        make_valid(field, node_of(field, field->null_node)->parent, i);
        rci_store_set_bit(field->valid, field->valid_bit + i, false);
        zero_leaves(field, i);
    }
    return add_place(field, i, status, err);
}

rc_status rc_field_set_valid(const rc_field *field, size_t i, rc_error *err)
{
    rc_status status = check_record(field, i, err);
    if (status == RC_OK) {
        make_valid(field, field->null_owner, i);
    }
    return add_place(field, i, status, err);
}

int rc_field_is_null(const rc_field *field, size_t i)
{
    return i < field->n && is_null(field, i);
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
        status = rci_store_strings_put(strings, cell, text, n, err);
        rci_store_strings_unlock(strings);
    }
    rci_base_bytes_release(&scratch);
    return status;
}

rc_status rc_field_set(const rc_field *field, size_t i, const rc_value *value, rc_error *err)
{
    rc_status status = check_record(field, i, err);
    if (status == RC_OK && value->type == RC_VALUE_NULL) {
        return rc_field_set_null(field, i, err);
    }
    if (status == RC_OK) {
        /* A struct in columns has no cell: the value is refused before the cell is used. */
        unsigned char *cell = field->base ? field->base + i * field->stride : NULL;
        status = rc_dtype_kind(field->dtype) == RC_STR
                     ? put_string(field, cell, value, err)
                     : rci_value_store(field->dtype, cell, value, err);
    }
    if (status == RC_OK) {
        make_valid(field, field->null_owner, i);
    }
    return add_place(field, i, status, err);
}

rc_status rc_field_get(const rc_field *field, size_t i, rc_value *value, rc_error *err)
{
    const unsigned char *cell;
    rc_status status = check_record(field, i, err);
    if (status != RC_OK) {
        return add_place(field, i, status, err);
    }
    if (is_null(field, i)) {
        *value = rc_value_null();
        return RC_OK;
    }
    cell = field->base ? field->base + i * field->stride : NULL;
    if (rc_dtype_kind(field->dtype) == RC_STR) {
        size_t n;
        const char *text = rci_store_strings_get(field->store->strings, cell, &n);
        *value = rc_value_string_n(text, n);
        return RC_OK;
    }
    return add_place(field, i, rci_value_load(field->dtype, cell, value, err), err);
}
