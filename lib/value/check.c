/*
 * value/check.c - checks values that a program made.
 */
#include "base/error.h"
#include "base/utf8.h"
#include "value/store_impl.h"

rc_status rci_value_check(const rc_value *value, rc_error *err)
{
    bool has_data = true;
    switch (value->type) {
    case RC_VALUE_NULL:
    case RC_VALUE_BOOL:
    case RC_VALUE_INT:
    case RC_VALUE_UINT:
    case RC_VALUE_FLOAT:
    case RC_VALUE_COMPLEX:
    case RC_VALUE_DATETIME:
    case RC_VALUE_TIMEDELTA:
        break;
    case RC_VALUE_TEXT:
    case RC_VALUE_BYTES:
        has_data = value->as.text.data || value->as.text.length == 0;
        break;
    case RC_VALUE_UCS4:
        has_data = value->as.ucs4.data || value->as.ucs4.length == 0;
        break;
    default:
        return rci_base_fail(err, RC_EARG, "%d is not a type of value", (int)value->type);
    }
    return has_data ? RC_OK
                    : rci_base_fail(err, RC_EARG, "a value has a length, but its data is NULL");
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
    return rci_base_fail(err, RC_EARG, "code point 0x%08lX at position %zu is not a character",
                         (unsigned long)rci_base_ucs4_get(codes, bad, big), bad);
}
