/*
 * value/load.c - reads cells as values.
 */
#include "base/cell.h"
#include "base/error.h"
#include "base/utf8.h"
#include "number/number.h"
#include "value/value.h"

/* One float of 2, 4 or 8 bytes. */
static double load_float(const void *cell, size_t size, bool big)
{
    uint64_t bits = rci_base_cell_get(cell, size, big);
    switch (size) {
    case 2:
        return rci_number_f2_to_f8((uint16_t)bits);
    case 4:
        return (double)rci_base_f4_of((uint32_t)bits);
    default:
        return rci_base_f8_of(bits);
    }
}

static rc_value load_complex(const void *cell, size_t size, bool big)
{
    const unsigned char *parts = cell;
    rc_value value = rc_value_complex(load_float(parts, size / 2, big),
                                      load_float(parts + size / 2, size / 2, big));
    value.precision = (int)(size / 2);
    return value;
}

/* The bytes before the zeros at the end: TEXT if they are valid UTF-8, else BYTES. */
static rc_value load_bytes(const char *cell, size_t n)
{
    n = rci_base_text_trim(cell, n);
    return rci_base_utf8_check(cell, n) == n ? rc_value_string_n(cell, n) : rc_value_bytes(cell, n);
}

static rc_status load_ucs4(const void *cell, size_t n, bool big, rc_value *value, rc_error *err)
{
    size_t length = rci_base_ucs4_trim(cell, n), bad = rci_base_ucs4_check(cell, length, big);
    if (bad < length) {
        return rci_base_fail(err, RC_EFORMAT,
                             "code point 0x%08lX at position %zu is not a character",
                             (unsigned long)rci_base_ucs4_get(cell, bad, big), bad);
    }
    *value = rc_value_null();
    value->type = RC_VALUE_UCS4;
    value->as.ucs4.data = cell;
    value->as.ucs4.length = length;
    value->as.ucs4.big_endian = big;
    return RC_OK;
}

static rc_value load_time(const rc_dtype *dtype, int64_t count)
{
    int32_t multiple;
    rc_unit unit = rc_dtype_unit(dtype, &multiple);
    return rc_dtype_kind(dtype) == RC_DATETIME ? rc_value_datetime(count, unit, multiple)
                                               : rc_value_timedelta(count, unit, multiple);
}

rc_status rci_value_load(const rc_dtype *dtype, const void *cell, rc_value *value, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(dtype);
    size_t size = rc_dtype_itemsize(dtype);
    bool big = rc_dtype_order(dtype) == RC_ORDER_BIG;
    switch (kind) {
    case RC_BOOL:
        *value = rc_value_bool(*(const unsigned char *)cell);
        return RC_OK;
    case RC_I1:
    case RC_I2:
    case RC_I4:
    case RC_I8:
        *value = rc_value_int(rci_base_cell_get_signed(cell, size, big));
        return RC_OK;
    case RC_U1:
    case RC_U2:
    case RC_U4:
    case RC_U8:
        *value = rc_value_uint(rci_base_cell_get(cell, size, big));
        return RC_OK;
    case RC_F2:
    case RC_F4:
    case RC_F8:
        *value = rc_value_float(load_float(cell, size, big));
        value->precision = (int)size;
        return RC_OK;
    case RC_C8:
    case RC_C16:
        *value = load_complex(cell, size, big);
        return RC_OK;
    case RC_BYTES:
        *value = load_bytes(cell, size);
        return RC_OK;
    case RC_UCS4:
        return load_ucs4(cell, size / 4, big, value, err);
    case RC_RAW:
        *value = rc_value_bytes(cell, size);
        return RC_OK;
    case RC_DATETIME:
    case RC_TIMEDELTA:
        *value = load_time(dtype, rci_base_cell_get_signed(cell, size, big));
        return RC_OK;
    default:
        return rci_base_fail(err, RC_ETYPE, "%s is not read as one value: read its parts",
                             rc_kind_name(kind));
    }
}
