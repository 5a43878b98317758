/*
 * value/store.c - writes values to cells: calls the function for the kind of the field.
 */
#include "value/store_impl.h"

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

/* Code points into a kind that takes text as UTF-8. */
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
    rc_status status = rci_value_check(value, err);
    if (status != RC_OK) {
        return status;
    }
    if (kind == RC_STR || kind == RC_STRUCT || kind == RC_SUBARRAY ||
        value->type == RC_VALUE_NULL) {
        return rci_value_fail_value(err, dtype, value);
    }
    if (value->type == RC_VALUE_UCS4 && kind != RC_BYTES && kind != RC_UCS4) {
        return store_ucs4(dtype, cell, value, err);
    }
    return store_plain(dtype, cell, value, err);
}
