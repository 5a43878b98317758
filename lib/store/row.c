/* store/row.c - one record of a store as a value. */
#include "base/error.h"
#include "store/field_handle.h"
#include "store/store_impl.h"

#include <rowcol/access.h>

static rc_status check_row(const rc_row *row, rc_error *err)
{
    if (!row || !row->store) {
        return rci_base_fail(
            err, RC_EARG, row ? "the row is not initialized (use rc_store_row)" : "no row (NULL)");
    }
    return RC_OK;
}

rc_status rc_store_row(rc_store *store, size_t i, rc_row *row, rc_error *err)
{
    rc_status status = rci_store_check(store, err);
    if (status == RC_OK) {
        status = rci_store_check_result(row, err);
    }
    if (status == RC_OK) {
        status = rci_store_check_range(store, i, 1, err);
    }
    if (status == RC_OK) {
        *row = (rc_row){store, i};
    }
    return status;
}

rc_status rc_row_get(const rc_row *row, const char *path, rc_value *value, rc_error *err)
{
    rc_status status = check_row(row, err);
    return status == RC_OK ? rc_store_get(row->store, row->record, path, value, err) : status;
}

rc_status rc_row_set(const rc_row *row, const char *path, const rc_value *value, rc_error *err)
{
    rc_status status = check_row(row, err);
    return status == RC_OK ? rc_store_set(row->store, row->record, path, value, err) : status;
}

rc_status rc_row_get_at(const rc_row *row, size_t k, rc_value *value, rc_error *err)
{
    rc_view view;
    rc_status status = check_row(row, err);
    if (status == RC_OK) {
        status = rc_store_view_at(row->store, k, &view, err);
    }
    return status == RC_OK ? rc_view_get(&view, row->record, value, err) : status;
}

rc_status rc_row_set_at(const rc_row *row, size_t k, const rc_value *value, rc_error *err)
{
    rc_field field;
    rc_status status = check_row(row, err);
    if (status == RC_OK) {
        status = rc_store_field_at(row->store, k, &field, err);
    }
    return status == RC_OK ? rc_field_set(&field, row->record, value, err) : status;
}

static rc_store *copy_of(const rc_row *row, rc_error *err)
{
    const rc_store *one = rc_store_slice_const(row->store, row->record, 1, err);
    rc_store *copy = one ? rc_store_convert(one, RC_ROWS, err) : NULL;
    rc_store_unref(one);
    return copy;
}

rc_store *rc_row_replace(const rc_row *row, const char *const *paths, const rc_value *values,
                         size_t n, rc_error *err)
{
    rc_store *copy;
    rc_status status = check_row(row, err);
    if (status == RC_OK && n > 0 && (!paths || !values)) {
        status = rci_base_fail(err, RC_EARG, "no paths or no values (NULL)");
    }
    copy = status == RC_OK ? copy_of(row, err) : NULL;
    for (size_t k = 0; k < n && copy; k++) {
        if (rc_store_set(copy, 0, paths[k], &values[k], err) != RC_OK) {
            rc_store_unref(copy);
            return NULL;
        }
    }
    return copy;
}
