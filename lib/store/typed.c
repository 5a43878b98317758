/* store/typed.c - makes typed field handles, reads and writes strings through them, and reports an
   index out of bounds. */
#include "base/error.h"
#include "base/utf8.h"
#include "dtype/kinds.h"
#include "store/field_handle.h"
#include "store/store_impl.h"

#include <rowcol/store.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void bounds_handler(size_t i, size_t n);

static bounds_handler *_Atomic on_bounds;

void rc_set_bounds_handler(void (*handler)(size_t i, size_t n))
{
    atomic_store(&on_bounds, handler);
}

void rc_bounds_failed(size_t i, size_t n)
{
    bounds_handler *handler = atomic_load(&on_bounds);
    if (handler) {
        handler(i, n);
    }
    fprintf(stderr, "rowcol: record %zu of %zu\n", i, n);
    abort();
}

/* ---------------------------------------------------------------- making */

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define OTHER_ORDER RC_ORDER_LITTLE
#else
#define OTHER_ORDER RC_ORDER_BIG
#endif

/* Whether a field can be read as a C type of `kind`. */
static rc_status check_kind(const rc_dtype *dtype, const char *path, rc_kind kind, rc_error *err)
{
    rc_kind found = rc_dtype_kind(dtype);
    rc_status status = RC_OK;
    if (!rci_dtype_kind_is_valid(kind)) {
        return rci_base_fail(err, RC_EARG, "the kind %d is unknown", (int)kind);
    }
    if (found != kind) {
        status = rci_base_fail(err, RC_ETYPE, "%s cannot be used as %s (try rc_field_get)",
                               rc_kind_name(found), rc_kind_name(kind));
    } else if (rc_dtype_order(dtype) == OTHER_ORDER) {
        status = rci_base_fail(err, RC_ETYPE, "%s in the other byte order (try rc_field_get)",
                               rc_kind_name(found));
    }
    if (status != RC_OK) {
        rci_base_error_field(err, path);
    }
    return status;
}

rc_status rc_store_view_of(const rc_store *store, const char *path, rc_kind kind, rc_view *view,
                           rc_error *err)
{
    rc_view found;
    rc_status status = rc_store_view(store, path, view ? &found : NULL, err);
    if (status == RC_OK) {
        status = check_kind(found.dtype, path, kind, err);
    }
    if (status == RC_OK) {
        *view = found;
    }
    return status;
}

rc_status rc_store_field_of(rc_store *store, const char *path, rc_kind kind, rc_field *field,
                            rc_error *err)
{
    rc_field found;
    rc_status status = rc_store_field(store, path, field ? &found : NULL, err);
    if (status == RC_OK) {
        status = check_kind(found.dtype, path, kind, err);
    }
    if (status == RC_OK) {
        *field = found;
    }
    return status;
}

rc_status rc_store_bytes(rc_store *store, const char *path, rc_bytes_field *field, rc_error *err)
{
    rc_field found;
    rc_status status = rc_store_field_of(store, path, RC_BYTES, field ? &found : NULL, err);
    if (status == RC_OK) {
        *field =
            (rc_bytes_field){found.data, found.stride, found.n, rc_dtype_itemsize(found.dtype)};
    }
    return status;
}

rc_status rc_store_bytes_view(const rc_store *store, const char *path, rc_bytes_view *view,
                              rc_error *err)
{
    rc_view found;
    rc_status status = rc_store_view_of(store, path, RC_BYTES, view ? &found : NULL, err);
    if (status == RC_OK) {
        *view = (rc_bytes_view){found.data, found.stride, found.n, rc_dtype_itemsize(found.dtype)};
    }
    return status;
}

rc_status rc_store_str(rc_store *store, const char *path, rc_str_field *field, rc_error *err)
{
    rc_field found;
    rc_status status = rc_store_field_of(store, path, RC_STR, field ? &found : NULL, err);
    if (status == RC_OK) {
        *field = (rc_str_field){store, found.data, found.stride, found.n};
    }
    return status;
}

rc_status rc_store_str_view(const rc_store *store, const char *path, rc_str_view *view,
                            rc_error *err)
{
    rc_view found;
    rc_status status = rc_store_view_of(store, path, RC_STR, view ? &found : NULL, err);
    if (status == RC_OK) {
        *view = (rc_str_view){store, found.data, found.stride, found.n};
    }
    return status;
}

/* ------------------------------------------------------------- S<n> cells */

const char *rc_bytes_view_get(rc_bytes_view view, size_t i, size_t *length)
{
    const unsigned char *cell;
    if (i >= view.n) {
        rc_bounds_failed(i, view.n);
    }
    cell = view.data + (ptrdiff_t)i * view.stride;
    if (length) {
        *length = rci_base_text_trim(cell, view.size);
    }
    return (const char *)cell;
}

const char *rc_bytes_get(rc_bytes_field field, size_t i, size_t *length)
{
    rc_bytes_view view = {field.data, field.stride, field.n, field.size};
    return rc_bytes_view_get(view, i, length);
}

/* RC_OK, RC_EINDEX, RC_EARG. */
static rc_status check_string(size_t i, size_t n, const char *bytes, size_t length, rc_error *err)
{
    if (!bytes && length > 0) {
        return rci_base_fail(err, RC_EARG, "no string (NULL)");
    }
    return i < n ? RC_OK : rci_base_fail(err, RC_EINDEX, "record %zu of a store of %zu", i, n);
}

rc_status rc_bytes_set(rc_bytes_field field, size_t i, const char *bytes, size_t length,
                       rc_error *err)
{
    unsigned char *cell;
    rc_status status = check_string(i, field.n, bytes, length, err);
    if (status != RC_OK) {
        return status;
    }
    if (length > field.size) {
        return rci_base_fail(err, RC_ERANGE, "%zu bytes do not fit S%zu (try S%zu)", length,
                             field.size, length);
    }
    if (length > 0 && bytes[length - 1] == '\0') {
        return rci_base_fail(err, RC_ERANGE, "S%zu cannot hold a string that ends in NUL (try str)",
                             field.size);
    }
    cell = field.data + (ptrdiff_t)i * field.stride;
    if (length > 0) {
        memmove(cell, bytes, length); /* `bytes` may be in the cell */
    }
    memset(cell + length, 0, field.size - length);
    return RC_OK;
}

/* -------------------------------------------------------------- str cells */

const char *rc_str_view_get(rc_str_view view, size_t i, size_t *length)
{
    size_t n;
    const char *bytes;
    if (i >= view.n) {
        rc_bounds_failed(i, view.n);
    }
    bytes = rci_store_strings_get(view.store->strings, view.data + (ptrdiff_t)i * view.stride, &n);
    if (length) {
        *length = n;
    }
    return bytes;
}

const char *rc_str_get(rc_str_field field, size_t i, size_t *length)
{
    rc_str_view view = {field.store, field.data, field.stride, field.n};
    return rc_str_view_get(view, i, length);
}

rc_status rc_str_set(rc_str_field field, size_t i, const char *text, size_t length, rc_error *err)
{
    rci_store_strings *strings;
    rc_status status = check_string(i, field.n, text, length, err);
    if (status != RC_OK) {
        return status;
    }
    if (length > 0 && rci_base_utf8_check(text, length) != length) {
        return rci_base_fail(err, RC_EARG, "the string is not valid UTF-8");
    }
    status = rci_store_check_writable(field.store, err);
    if (status != RC_OK) {
        return status;
    }
    strings = field.store->strings;
    rci_store_strings_lock(strings);
    status = rci_store_strings_replace(strings, field.data + (ptrdiff_t)i * field.stride, text,
                                       length, err);
    rci_store_strings_unlock(strings);
    return status;
}
