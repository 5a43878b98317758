/* Values to cells: which way each pair of kinds goes. */
#include "base/error.h"
#include "base/utf8.h"
#include "value/store_impl.h"

rci_value_shown rci_value_show_value(const rc_value *value)
{
    rci_value_shown shown;
    size_t whole = rc_value_print(value, shown.text, sizeof shown.text);
    shown.length = whole < sizeof shown.text ? whole : strlen(shown.text);
    return shown;
}

rc_status rci_value_fail_value(rc_error *err, const rc_dtype *dtype, const rc_value *value)
{
    static const rci_value_found found[] = {
        [RC_VALUE_NULL] = RCI_VALUE_FOUND_NULL,
        [RC_VALUE_BOOL] = RCI_VALUE_FOUND_BOOL,
        [RC_VALUE_INT] = RCI_VALUE_FOUND_NUMBER,
        [RC_VALUE_UINT] = RCI_VALUE_FOUND_NUMBER,
        [RC_VALUE_FLOAT] = RCI_VALUE_FOUND_NUMBER,
        [RC_VALUE_COMPLEX] = RCI_VALUE_FOUND_COMPLEX,
        [RC_VALUE_TEXT] = RCI_VALUE_FOUND_TEXT,
        [RC_VALUE_UCS4] = RCI_VALUE_FOUND_TEXT,
        [RC_VALUE_BYTES] = RCI_VALUE_FOUND_BYTES,
        [RC_VALUE_DATETIME] = RCI_VALUE_FOUND_DATETIME,
        [RC_VALUE_TIMEDELTA] = RCI_VALUE_FOUND_TIMEDELTA,
    };
    rci_value_shown shown;
    if (value->type < RC_VALUE_NULL || value->type > RC_VALUE_TIMEDELTA) {
        return rci_base_fail(err, RC_EARG, "%d is no type of value", (int)value->type);
    }
    shown = rci_value_show_value(value);
    return rci_value_fail_kind(err, dtype, found[value->type],
                               value->type == RC_VALUE_NULL ? NULL : shown.text, shown.length);
}

rc_status rci_value_check_ucs4(const rc_value *value, rc_error *err)
{
    const void *codes = value->as.ucs4.data;
    size_t n = value->as.ucs4.length;
    bool big = value->as.ucs4.big_endian != 0;
    size_t bad = rci_base_ucs4_check(codes, n, big);
    if (bad == n) {
        return RC_OK;
    }
    return rci_base_fail(err, RC_EARG, "code point 0x%08lX at position %zu is no character",
                         (unsigned long)rci_base_ucs4_get(codes, bad, big), bad);
}

/* The UTF-8 of a UCS4 value behind what is in `scratch`. */
static rc_status ucs4_to_scratch(const rc_value *value, rci_base_bytes *scratch, const char **text,
                                 size_t *length, rc_error *err)
{
    const void *codes = value->as.ucs4.data;
    size_t n = value->as.ucs4.length, bytes;
    bool big = value->as.ucs4.big_endian != 0;
    rc_status status = rci_value_check_ucs4(value, err);
    if (status != RC_OK) {
        return status;
    }
    bytes = rci_base_ucs4_utf8_length(codes, n, big);
    /* One more, so that there is a place to point to when there are none. */
    status = rci_base_bytes_reserve(scratch, bytes + 1, err);
    if (status != RC_OK) {
        return status;
    }
    *text = (const char *)scratch->data + scratch->length;
    *length = rci_base_ucs4_to_utf8((char *)scratch->data + scratch->length, codes, n, big);
    scratch->length += bytes;
    return RC_OK;
}

rc_status rci_value_utf8(const rc_dtype *dtype, const rc_value *value, rci_base_bytes *scratch,
                         const char **text, size_t *length, rc_error *err)
{
    size_t n, bad;
    if (value->type == RC_VALUE_UCS4) {
        return ucs4_to_scratch(value, scratch, text, length, err);
    }
    if (value->type != RC_VALUE_TEXT) {
        return rci_value_fail_value(err, dtype, value);
    }
    n = value->as.text.length;
    bad = rci_base_utf8_check(value->as.text.data, n);
    if (bad < n) {
        return rci_value_fail_utf8(err, value->as.text.data, n, bad);
    }
    *text = value->as.text.data;
    *length = n;
    return RC_OK;
}

static rc_status store_plain(const rc_dtype *dtype, void *cell, const rc_value *value,
                             rc_error *err)
{
    switch (rc_dtype_kind(dtype)) {
    case RC_BYTES:
    case RC_UCS4:
    case RC_RAW:
        return rci_value_store_string(dtype, cell, value, err);
    case RC_DATETIME:
    case RC_TIMEDELTA:
        return rci_value_store_time(dtype, cell, value, err);
    default:
        return rci_value_store_number(dtype, cell, value, err);
    }
}

/* Code points for a kind that reads text as UTF-8. */
static rc_status store_ucs4(const rc_dtype *dtype, void *cell, const rc_value *value, rc_error *err)
{
    rci_base_bytes scratch;
    const char *text;
    size_t length;
    rc_status status;
    rci_base_bytes_init(&scratch);
    status = rci_value_utf8(dtype, value, &scratch, &text, &length, err);
    if (status == RC_OK) {
        rc_value as_text = rc_value_string_n(text, length);
        status = store_plain(dtype, cell, &as_text, err);
    }
    rci_base_bytes_release(&scratch);
    return status;
}

rc_status rci_value_store(const rc_dtype *dtype, void *cell, const rc_value *value, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(dtype);
    if (kind == RC_STR || kind == RC_STRUCT || kind == RC_SUBARRAY ||
        value->type == RC_VALUE_NULL) {
        return rci_value_fail_value(err, dtype, value);
    }
    if (value->type == RC_VALUE_UCS4 && kind != RC_BYTES && kind != RC_UCS4) {
        return store_ucs4(dtype, cell, value, err);
    }
    return store_plain(dtype, cell, value, err);
}
