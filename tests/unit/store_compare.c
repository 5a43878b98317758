/* Compares fields of stores value by value. */
#include "store_compare.h"

#include "runner.h"

#include <string.h>

static bool value_equal(const rc_view *a, size_t i, const rc_view *b, size_t k)
{
    rc_value x, y;
    rc_status left, right;
    if (rc_dtype_kind(a->dtype) != RC_STR) { /* also cells of invalid text */
        return memcmp(a->data + (ptrdiff_t)i * a->stride, b->data + (ptrdiff_t)k * b->stride,
                      rc_dtype_itemsize(a->dtype)) == 0;
    }
    left = rc_view_get(a, i, &x, NULL);
    right = rc_view_get(b, k, &y, NULL);
    return left == RC_OK && right == RC_OK && x.as.text.length == y.as.text.length &&
           memcmp(x.as.text.data, y.as.text.data, x.as.text.length) == 0;
}

static size_t elements(const rc_dtype *subarray)
{
    size_t n = 1;
    for (size_t d = 0; d < rc_dtype_ndim(subarray); d++) {
        n *= rc_dtype_shape(subarray)[d];
    }
    return n;
}

bool compare_field(const rc_view *a, size_t i, const rc_view *b, size_t k)
{
    rc_kind kind = rc_dtype_kind(a->dtype);
    size_t parts = kind == RC_STRUCT ? rc_dtype_nfields(a->dtype) : 0;
    if (kind != rc_dtype_kind(b->dtype) || rc_view_is_null(a, i) != rc_view_is_null(b, k)) {
        return false;
    }
    if (rc_view_is_null(a, i)) {
        return true;
    }
    parts = kind == RC_SUBARRAY ? elements(a->dtype) : parts;
    if (kind != RC_STRUCT && kind != RC_SUBARRAY) {
        return value_equal(a, i, b, k);
    }
    for (size_t p = 0; p < parts; p++) {
        rc_view x, y;
        rc_status (*part)(const rc_view *, size_t, rc_view *, rc_error *) =
            kind == RC_STRUCT ? rc_view_child : rc_view_element;
        ck_assert_int_eq(part(a, p, &x, NULL), RC_OK);
        ck_assert_int_eq(part(b, p, &y, NULL), RC_OK);
        if (!compare_field(&x, i, &y, k)) {
            return false;
        }
    }
    return true;
}

bool compare_path(const rc_store *a, size_t i, const char *a_path, const rc_store *b, size_t k,
                  const char *b_path)
{
    rc_view x, y;
    ck_assert_int_eq(rc_store_view(a, a_path, &x, NULL), RC_OK);
    ck_assert_int_eq(rc_store_view(b, b_path, &y, NULL), RC_OK);
    return compare_field(&x, i, &y, k);
}
