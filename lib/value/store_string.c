/*
 * value/store_string.c - writes text and bytes to the cells of S, U and V.
 */
#include "base/error.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "value/store_impl.h"
#include "value/suggest.h"

#include <stdio.h>

/* The bytes may be in the cell itself, so they are moved before the rest is cleared. */
static void put_padded(void *cell, size_t size, const void *bytes, size_t n)
{
    if (n > 0) {
        memmove(cell, bytes, n);
    }
    memset((unsigned char *)cell + n, 0, size - n);
}

static rc_status check_utf8(const rc_value *value, rc_error *err)
{
    const char *text = value->as.text.data;
    size_t n = value->as.text.length, bad = rci_base_utf8_check(text, n);
    return bad < n ? rci_value_fail_utf8(err, text, n, bad) : RC_OK;
}

static rc_status fail_too_long(rc_error *err, const rc_dtype *dtype, const rc_value *value,
                               size_t length)
{
    rci_value_shown shown = rci_value_show_value(value);
    if (err && value->type == RC_VALUE_BYTES) { /* which str does not take */
        rci_value_name name;
        rci_base_quoted quoted;
        char wider[32];
        snprintf(wider, sizeof wider, "S%zu", length);
        return rci_base_fail(err, RC_ERANGE, "%zu bytes do not fit %s: %s%s", length,
                             rci_value_dtype_name(&name, dtype),
                             rci_base_quote(&quoted, shown.text, shown.length),
                             rci_value_suggest_dtype(err, wider).text);
    }
    return rci_value_fail_length(err, dtype, length, shown.text, shown.length);
}

static rc_status fail_nul(rc_error *err, const rc_dtype *dtype, const rc_value *value)
{
    rci_value_shown shown = rci_value_show_value(value);
    return rci_value_fail_nul(err, dtype, shown.text, shown.length);
}

/* UTF-8 or bytes into S. */
static rc_status store_bytes(const rc_dtype *dtype, void *cell, const rc_value *value,
                             rc_error *err)
{
    size_t size = rc_dtype_itemsize(dtype), n = value->as.text.length;
    if (value->type == RC_VALUE_TEXT) {
        rc_status status = check_utf8(value, err);
        if (status != RC_OK) {
            return status;
        }
    }
    if (n > size) {
        return fail_too_long(err, dtype, value, n);
    }
    if (n > 0 && value->as.text.data[n - 1] == '\0') {
        return fail_nul(err, dtype, value);
    }
    put_padded(cell, size, value->as.text.data, n);
    return RC_OK;
}

/* Code points into S, as UTF-8. */
static rc_status store_ucs4_as_bytes(const rc_dtype *dtype, void *cell, const rc_value *value,
                                     rc_error *err)
{
    size_t size = rc_dtype_itemsize(dtype), n = value->as.ucs4.length, length;
    bool big = value->as.ucs4.big_endian != 0;
    rc_status status = rci_value_check_ucs4(value, err);
    if (status != RC_OK) {
        return status;
    }
    length = rci_base_ucs4_utf8_length(value->as.ucs4.data, n, big);
    if (length > size) {
        return fail_too_long(err, dtype, value, length);
    }
    if (n > 0 && rci_base_ucs4_get(value->as.ucs4.data, n - 1, big) == 0) {
        return fail_nul(err, dtype, value);
    }
    rci_base_ucs4_to_utf8(cell, value->as.ucs4.data, n, big);
    memset((unsigned char *)cell + length, 0, size - length);
    return RC_OK;
}

/* UTF-8 into U. */
static rc_status store_text_as_ucs4(const rc_dtype *dtype, void *cell, const rc_value *value,
                                    rc_error *err)
{
    const char *text = value->as.text.data;
    size_t size = rc_dtype_itemsize(dtype), n = value->as.text.length, count;
    rc_status status = check_utf8(value, err);
    if (status != RC_OK) {
        return status;
    }
    count = rci_base_utf8_count(text, n);
    if (count > size / 4) {
        return fail_too_long(err, dtype, value, count);
    }
    if (n > 0 && text[n - 1] == '\0') {
        return fail_nul(err, dtype, value);
    }
    rci_base_utf8_to_ucs4(cell, text, n, rc_dtype_order(dtype) == RC_ORDER_BIG);
    memset((unsigned char *)cell + 4 * count, 0, size - 4 * count);
    return RC_OK;
}

/* Code points into U. */
static rc_status store_ucs4(const rc_dtype *dtype, void *cell, const rc_value *value, rc_error *err)
{
    size_t size = rc_dtype_itemsize(dtype), n = value->as.ucs4.length;
    bool big = value->as.ucs4.big_endian != 0;
    rc_status status = rci_value_check_ucs4(value, err);
    if (status != RC_OK) {
        return status;
    }
    if (n > size / 4) {
        return fail_too_long(err, dtype, value, n);
    }
    if (n > 0 && rci_base_ucs4_get(value->as.ucs4.data, n - 1, big) == 0) {
        return fail_nul(err, dtype, value);
    }
    put_padded(cell, size, value->as.ucs4.data, 4 * n);
    if (big != (rc_dtype_order(dtype) == RC_ORDER_BIG)) {
        rci_base_ucs4_swap(cell, n);
    }
    return RC_OK;
}

/* Hexadecimal into V. Everything is checked before the first byte is written. */
static rc_status store_hex(const rc_dtype *dtype, void *cell, const rc_value *value, rc_error *err)
{
    const char *text = value->as.text.data;
    size_t size = rc_dtype_itemsize(dtype), n = value->as.text.length;
    unsigned char *out = cell;
    for (size_t i = 0; i < n; i++) {
        if (rci_base_hex_digit(text[i]) < 0) {
            return rci_value_fail_syntax(err, dtype, text, n);
        }
    }
    if (n % 2 != 0) {
        return rci_value_fail_syntax(err, dtype, text, n);
    }
    if (n / 2 != size) {
        return rci_value_fail_fill(err, dtype, n / 2, text, n);
    }
    for (size_t i = 0; i < size; i++) {
        out[i] = (unsigned char)(rci_base_hex_digit(text[2 * i]) << 4 |
                                 rci_base_hex_digit(text[2 * i + 1]));
    }
    return RC_OK;
}

static rc_status store_raw(const rc_dtype *dtype, void *cell, const rc_value *value, rc_error *err)
{
    size_t size = rc_dtype_itemsize(dtype), n = value->as.text.length;
    if (n != size) {
        rci_value_shown shown = rci_value_show_value(value);
        return rci_value_fail_fill(err, dtype, n, shown.text, shown.length);
    }
    put_padded(cell, size, value->as.text.data, n);
    return RC_OK;
}

rc_status rci_value_store_string(const rc_dtype *dtype, void *cell, const rc_value *value,
                                 rc_error *err)
{
    rc_kind kind = rc_dtype_kind(dtype);
    bool is_text = value->type == RC_VALUE_TEXT, is_bytes = value->type == RC_VALUE_BYTES;
    if (kind == RC_RAW && (is_text || is_bytes)) {
        return is_text ? store_hex(dtype, cell, value, err) : store_raw(dtype, cell, value, err);
    }
    if (kind == RC_BYTES && (is_text || is_bytes)) {
        return store_bytes(dtype, cell, value, err);
    }
    if (kind == RC_UCS4 && is_text) {
        return store_text_as_ucs4(dtype, cell, value, err);
    }
    if (value->type == RC_VALUE_UCS4 && kind != RC_RAW) {
        return kind == RC_UCS4 ? store_ucs4(dtype, cell, value, err)
                               : store_ucs4_as_bytes(dtype, cell, value, err);
    }
    return rci_value_fail_value(err, dtype, value);
}
