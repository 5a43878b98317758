/* store/field_handle.c - checks field handles and builds the dotted path of a field. */
#include "store/field_handle.h"

#include "base/error.h"
#include "store/store_impl.h"

#include <stdio.h>

static rc_status check(const void *handle, const rc_store *store, rc_error *err)
{
    if (!handle) {
        return rci_base_fail(err, RC_EARG, "no field (NULL)");
    }
    if (!store) {
        return rci_base_fail(err, RC_EARG, "the field is not initialized (use rc_store_field)");
    }
    return RC_OK;
}

rc_status rci_store_check_view(const rc_view *view, rc_error *err)
{
    return check(view, view ? view->store : NULL, err);
}

rc_status rci_store_check_field(const rc_field *field, rc_error *err)
{
    return check(field, field ? field->store : NULL, err);
}

void rci_store_path_push(rci_store_path *path, const char *name)
{
    size_t space = sizeof path->text - path->length;
    int n = snprintf(path->text + path->length, space, "%s%s", path->length ? "." : "", name);
    path->length += n < 0 ? 0 : (size_t)n < space ? (size_t)n : space - 1;
}

void rci_store_path_cut(rci_store_path *path, size_t length)
{
    path->length = length;
    path->text[length] = '\0';
}

/* Index of the field of a struct that holds a leaf, which is counted within the struct. */
static size_t child_with(const rc_dtype *dtype, size_t leaf)
{
    size_t i = 0;
    while (i + 1 < rc_dtype_nfields(dtype) && rci_dtype_child_at(dtype, i + 1).first_leaf <= leaf) {
        i++;
    }
    return i;
}

const char *rci_store_view_path(rci_store_path *path, const rc_view *view)
{
    const rc_dtype *dtype = view->store->schema->dtype;
    size_t leaf = view->leaf;
    rci_store_path_cut(path, 0);
    if (rci_dtype_leaf_count(view->dtype) == 0) {
        return path->text; /* an empty struct: no leaf leads to it */
    }
    while (dtype != view->dtype && rc_dtype_nfields(dtype) > 0) {
        rci_dtype_child child = rci_dtype_child_at(dtype, child_with(dtype, leaf));
        rci_store_path_push(path, child.info.name);
        dtype = child.info.dtype;
        leaf -= child.first_leaf;
    }
    return path->text;
}

rc_status rci_store_add_place(const rc_view *view, size_t i, rc_status status, rc_error *err)
{
    if (status != RC_OK && err) {
        rci_store_path path;
        if (err->record == RC_NOWHERE) {
            err->record = i;
        }
        rci_base_error_field(err, rci_store_view_path(&path, view));
    }
    return status;
}
