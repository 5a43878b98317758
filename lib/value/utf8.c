/*
 * value/utf8.c - the text of a value as UTF-8.
 */
#include "base/utf8.h"
#include "base/error.h"
#include "value/store_impl.h"

/* Appends the UTF-8 of a UCS4 value to `scratch`. */
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
    /* One more, so that the pointer is valid when there are no bytes. */
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
    rc_status status = rci_value_check(value, err);
    if (status != RC_OK) {
        return status;
    }
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
