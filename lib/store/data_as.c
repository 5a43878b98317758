/* store/data_as.c - checks that the rows of a store have the layout of a C struct. */
#include "base/error.h"
#include "store/field_handle.h"
#include "store/store_impl.h"

#include <string.h>

/* Reports the first difference. */
static rc_status differ(rc_error *err, const rci_store_path *at, const char *what,
                        const char *found, const char *expected)
{
    rci_base_fail(err, RC_ETYPE, "%s found, %s expected%s%s", found, expected, *what ? " as " : "",
                  what);
    if (at->length > 0) {
        rci_base_error_field(err, at->text);
    }
    return RC_ETYPE;
}

static rc_status differ_by(rc_error *err, const rci_store_path *at, const char *what, size_t found,
                           size_t expected)
{
    rci_base_fail(err, RC_ETYPE, "%s %zu found, %zu expected", what, found, expected);
    if (at->length > 0) {
        rci_base_error_field(err, at->text);
    }
    return RC_ETYPE;
}

static rc_status compare(const rc_dtype *found, const rc_dtype *expected, rci_store_path *at,
                         rc_error *err);

static rc_status compare_fields(const rc_dtype *found, const rc_dtype *expected, rci_store_path *at,
                                rc_error *err)
{
    size_t n = rc_dtype_nfields(expected), length = at->length;
    for (size_t i = 0; i < n && i < rc_dtype_nfields(found); i++) {
        rc_field_info a = rci_dtype_child_at(found, i).info,
                      b = rci_dtype_child_at(expected, i).info;
        rci_store_path_push(at, b.name);
        if (strcmp(a.name, b.name) != 0) {
            return differ(err, at, "its name", a.name, b.name);
        }
        if (a.offset != b.offset) {
            return differ_by(err, at, "offset", a.offset, b.offset);
        }
        if (compare(a.dtype, b.dtype, at, err) != RC_OK) {
            return RC_ETYPE;
        }
        rci_store_path_cut(at, length);
    }
    return rc_dtype_nfields(found) == n
               ? RC_OK
               : differ_by(err, at, "field count", rc_dtype_nfields(found), n);
}

static rc_status compare_shapes(const rc_dtype *found, const rc_dtype *expected, rci_store_path *at,
                                rc_error *err)
{
    size_t ndim = rc_dtype_ndim(expected);
    if (rc_dtype_ndim(found) != ndim) {
        return differ_by(err, at, "number of dimensions", rc_dtype_ndim(found), ndim);
    }
    for (size_t d = 0; d < ndim; d++) {
        if (rc_dtype_shape(found)[d] != rc_dtype_shape(expected)[d]) {
            return differ_by(err, at, "dimension", rc_dtype_shape(found)[d],
                             rc_dtype_shape(expected)[d]);
        }
    }
    return compare(rc_dtype_element(found), rc_dtype_element(expected), at, err);
}

static const char *order_word(const rc_dtype *dtype)
{
    return rc_dtype_order(dtype) == RC_ORDER_BIG ? "big-endian" : "little-endian";
}

static rc_status compare(const rc_dtype *found, const rc_dtype *expected, rci_store_path *at,
                         rc_error *err)
{
    rc_kind kind = rc_dtype_kind(expected);
    rc_status status = RC_OK;
    int32_t found_multiple, expected_multiple;
    if (rc_dtype_kind(found) != kind) {
        return differ(err, at, "", rc_kind_name(rc_dtype_kind(found)), rc_kind_name(kind));
    }
    if (kind == RC_STRUCT) {
        status = compare_fields(found, expected, at, err);
    } else if (kind == RC_SUBARRAY) {
        status = compare_shapes(found, expected, at, err);
    } else if (rc_dtype_order(found) != rc_dtype_order(expected)) {
        return differ(err, at, "its byte order", order_word(found), order_word(expected));
    } else if (rc_dtype_unit(found, &found_multiple) !=
                   rc_dtype_unit(expected, &expected_multiple) ||
               found_multiple != expected_multiple) {
        return differ(err, at, "", "another unit of time", "the same unit");
    }
    if (status == RC_OK && rc_dtype_itemsize(found) != rc_dtype_itemsize(expected)) {
        return differ_by(err, at, "size", rc_dtype_itemsize(found), rc_dtype_itemsize(expected));
    }
    return status;
}

static rc_status check_rows(const rc_store *store, rc_error *err)
{
    rc_status status = rci_store_check(store, err);
    if (status == RC_OK && store->layout != RC_ROWS) {
        status = rci_base_fail(err, RC_EARG,
                               "the store is %s, not rows (convert it with rc_store_convert)",
                               store->layout == RC_COLUMNS ? "in columns" : "a view with strides");
    }
    return status;
}

static rc_status check_alignment(const void *rows, size_t alignment, rc_error *err)
{
    if ((uintptr_t)rows % alignment == 0) {
        return RC_OK;
    }
    return rci_base_fail(err, RC_ETYPE,
                         "the rows do not start at a multiple of %zu bytes (copy them with "
                         "rc_store_convert)",
                         alignment);
}

const void *rc_store_data_as_const(const rc_store *store, const rc_dtype *expected, rc_error *err)
{
    rci_store_path at = {"", 0};
    const void *rows = rc_store_data_const(store);
    if (check_rows(store, err) != RC_OK) {
        return NULL;
    }
    if (!expected) {
        rci_base_fail(err, RC_EARG, "no dtype to compare the rows with (NULL)");
        return NULL;
    }
    if (compare(store->schema->dtype, expected, &at, err) != RC_OK ||
        check_alignment(rows, rc_dtype_alignment(expected), err) != RC_OK) {
        return NULL;
    }
    return rows;
}

void *rc_store_data_as(rc_store *store, const rc_dtype *expected, rc_error *err)
{
    return (void *)(uintptr_t)rc_store_data_as_const(store, expected, err);
}

/* -------------------------------------------------------- the cached check */

/* Remembers the first function whose dtype has the layout of the rows. */
static void remember(rci_store_schema *schema, rci_store_dtype_function *function, size_t alignment)
{
    rci_store_checked *checked = &schema->checked;
    int none = RCI_STORE_NOT_CHECKED;
    if (atomic_compare_exchange_strong(&checked->state, &none, RCI_STORE_CHECKING)) {
        checked->function = function;
        checked->alignment = alignment;
        atomic_store_explicit(&checked->state, RCI_STORE_CHECKED, memory_order_release);
    }
}

static const void *check_function(const rc_store *store, rci_store_dtype_function *function,
                                  rc_error *err)
{
    rc_dtype *expected = function(err);
    const void *rows = expected ? rc_store_data_as_const(store, expected, err) : NULL;
    if (rows) {
        remember(store->schema, function, rc_dtype_alignment(expected));
    }
    rc_dtype_unref(expected);
    return rows;
}

const void *rc_store_data_checked(const rc_store *store, rc_dtype *(*function)(rc_error *err),
                                  rc_error *err)
{
    const rci_store_checked *checked;
    const void *rows = rc_store_data_const(store);
    if (check_rows(store, err) != RC_OK) {
        return NULL;
    }
    if (!function) {
        rci_base_fail(err, RC_EARG, "no function for the dtype of the rows (NULL)");
        return NULL;
    }
    checked = &store->schema->checked;
    if (atomic_load_explicit(&checked->state, memory_order_acquire) != RCI_STORE_CHECKED ||
        checked->function != function) {
        return check_function(store, function, err);
    }
    return check_alignment(rows, checked->alignment, err) == RC_OK ? rows : NULL;
}
