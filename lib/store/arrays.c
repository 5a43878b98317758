/* store/arrays.c - whole fields to and from plain arrays, and fields filled with one value. */
#include "base/error.h"
#include "store/field_handle.h"
#include "store/segments.h"
#include "store/store_impl.h"
#include "store/transpose.h"
#include "value/value.h"

#include <rowcol/access.h>
#include <string.h>

/* RC_OK, or the error of an array that cannot be one. */
static rc_status check_array(const rc_dtype *type, const void *array, size_t n, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(type);
    if (!type || (!array && n > 0)) {
        return rci_base_fail(err, RC_EARG,
                             type ? "no array (NULL)" : "no dtype of the array (NULL)");
    }
    if (kind == RC_STR || kind == RC_STRUCT || kind == RC_SUBARRAY) {
        return rci_base_fail(err, RC_ETYPE, "the elements of an array cannot be %s (try S<n>)",
                             rc_kind_name(kind));
    }
    return RC_OK;
}

/* Whether elements and cells are the same, without nulls. */
static bool same_cells(const rc_dtype *type, const rc_dtype *dtype, size_t null_owner)
{
    return null_owner == RCI_DTYPE_NONE && rc_dtype_equal(type, dtype);
}

static rc_status to_element(const rc_view *view, size_t i, const rc_dtype *type,
                            unsigned char *cell, unsigned char *valid, rc_error *err)
{
    rc_value value;
    rc_status status = rc_view_get(view, i, &value, err);
    bool is_null = status == RC_OK && value.type == RC_VALUE_NULL;
    if (status != RC_OK) {
        return status;
    }
    if (valid) {
        valid[i] = !is_null;
    }
    if (is_null && valid) {
        memset(cell, 0, rc_dtype_itemsize(type));
        return RC_OK;
    }
    if (is_null) {
        status = rci_base_fail(err, RC_ETYPE,
                               "found null where an array without nulls is filled "
                               "(give the bytes for `valid`)");
    } else {
        status = rci_value_store(type, cell, &value, err);
    }
    return rci_store_add_place(view, i, status, err);
}

rc_status rc_view_to_array(const rc_view *view, const rc_dtype *type, void *array,
                           unsigned char *valid, rc_error *err)
{
    size_t size = rc_dtype_itemsize(type);
    rc_status status = rci_store_check_view(view, err);
    if (status == RC_OK) {
        status = check_array(type, array, view->n, err);
    }
    if (status != RC_OK) {
        return status;
    }
    if (same_cells(type, view->dtype, view->null_owner)) {
        rci_store_copy_cells(array, (ptrdiff_t)size, view->data, view->stride, size, view->n);
        if (valid) {
            memset(valid, 1, view->n);
        }
        return RC_OK;
    }
    for (size_t i = 0; i < view->n && status == RC_OK; i++) {
        status = to_element(view, i, type, (unsigned char *)array + i * size, valid, err);
    }
    return status;
}

static rc_status from_element(const rc_field *field, size_t i, const rc_dtype *type,
                              const unsigned char *cell, bool valid, rc_error *err)
{
    rc_view view = rc_field_view(field);
    rc_value value = rc_value_null();
    rc_status status = valid ? rci_value_load(type, cell, &value, err) : RC_OK;
    return status == RC_OK ? rc_field_set(field, i, &value, err)
                           : rci_store_add_place(&view, i, status, err);
}

rc_status rc_field_from_array(const rc_field *field, const rc_dtype *type, const void *array,
                              const unsigned char *valid, rc_error *err)
{
    size_t size = rc_dtype_itemsize(type);
    rc_status status = rci_store_check_field(field, err);
    if (status == RC_OK) {
        status = rci_store_check_writable(field->store, err);
    }
    if (status == RC_OK) {
        status = check_array(type, array, field->n, err);
    }
    if (status != RC_OK) {
        return status;
    }
    if (!valid && same_cells(type, field->dtype, field->null_owner)) {
        rci_store_copy_cells(field->data, field->stride, array, (ptrdiff_t)size, size, field->n);
        return RC_OK;
    }
    for (size_t i = 0; i < field->n && status == RC_OK; i++) {
        status = from_element(field, i, type, (const unsigned char *)array + i * size,
                              !valid || valid[i], err);
    }
    return status;
}

rc_status rc_field_fill(const rc_field *field, const rc_value *value, rc_error *err)
{
    rc_status status = rci_store_check_field(field, err);
    if (status == RC_OK && !value) {
        status = rci_base_fail(err, RC_EARG, "no value (NULL)");
    }
    for (size_t i = 0; status == RC_OK && i < field->n; i++) {
        status = rc_field_set(field, i, value, err);
    }
    return status;
}
