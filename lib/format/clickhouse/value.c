/* format/clickhouse/value.c - values of fixed size between cells and their bytes in the formats. */
#include "format/clickhouse/value.h"

#include "base/cell.h"
#include "base/error.h"
#include "dtype/kinds.h"
#include "store/transpose.h"
#include "value/fail.h"

#include <string.h>

/* ----------------------------------------------------------------------- times */

static bool is_date(const rci_clickhouse_type *type)
{
    return type->number == RC_DATETIME;
}

static rci_value_time_unit unit_of(const rc_dtype *dtype)
{
    rci_value_time_unit unit;
    unit.unit = rc_dtype_unit(dtype, &unit.multiple);
    return unit;
}

static bool is_big(const rci_clickhouse_type *type)
{
    return rc_dtype_order(type->dtype) == RC_ORDER_BIG;
}

static int64_t get_count(const rci_clickhouse_type *type, const unsigned char *from)
{
    const bool is_signed = type->kind == RCI_CLICKHOUSE_TIME;
    return is_signed ? rci_base_cell_get_signed(from, type->width, false)
                     : (int64_t)rci_base_cell_get(from, type->width, false);
}

static bool convert(const rci_clickhouse_type *type, int64_t count, rci_value_time_unit from,
                    rci_value_time_unit to, int64_t *made)
{
    return count != RCI_VALUE_NAT &&
           (is_date(type)
                ? rci_value_datetime_convert(count, from, to, made)
                : rci_value_timedelta_convert(count, from, to, made)) == RCI_VALUE_TIME_OK;
}

static bool encode_count(const rci_clickhouse_type *type, unsigned char *to,
                         const unsigned char *cell)
{
    const int64_t count = rci_base_cell_get_signed(cell, 8, is_big(type));
    int64_t made;
    if (!convert(type, count, unit_of(type->dtype), type->unit, &made) || made < type->least ||
        made > type->most) {
        return false;
    }
    rci_base_cell_put(to, type->width, false, (uint64_t)made);
    return true;
}

static bool decode_count(const rci_clickhouse_type *type, unsigned char *cell,
                         const unsigned char *from)
{
    int64_t made;
    if (!convert(type, get_count(type, from), type->unit, unit_of(type->dtype), &made) ||
        made == RCI_VALUE_NAT) {
        return false;
    }
    rci_base_cell_put(cell, 8, is_big(type), (uint64_t)made);
    return true;
}

/* ---------------------------------------------------------------------- floats */

/* The bits of a NaN of f2 as those of an f4, and back: what the smaller one cannot have is dropped.
 */
static uint32_t widen_nan(uint16_t half)
{
    return (uint32_t)(half & 0x8000) << 16 | 0x7F800000 | (uint32_t)(half & 0x3FF) << 13;
}

static uint16_t narrow_nan(uint32_t bits)
{
    const uint16_t payload = (uint16_t)(bits >> 13 & 0x3FF);
    return (uint16_t)((bits >> 16 & 0x8000) | 0x7C00 | (payload ? payload : 0x200));
}

static void encode_half(const rci_clickhouse_type *type, unsigned char *to,
                        const unsigned char *cell)
{
    const uint16_t half = (uint16_t)rci_base_cell_get(cell, 2, is_big(type));
    const bool is_nan = (half & 0x7FFF) > 0x7C00;
    rci_base_cell_put(to, 4, false,
                      is_nan ? widen_nan(half)
                             : rci_base_f4_bits((float)rci_number_f2_to_f8(half)));
}

static bool decode_half(const rci_clickhouse_type *type, unsigned char *cell,
                        const unsigned char *from)
{
    const uint32_t bits = (uint32_t)rci_base_cell_get(from, 4, false);
    const bool is_nan = (bits & 0x7FFFFFFF) > 0x7F800000;
    const double value = (double)rci_base_f4_of(bits);
    const uint16_t half = is_nan ? narrow_nan(bits) : rci_number_f8_to_f2(value, NULL);
    rci_base_cell_put(cell, 2, is_big(type), half);
    return is_nan || rci_number_f2_to_f8(half) == value;
}

/* ----------------------------------------------------------------- other forms */

/* An integer, or a float, as a larger one. The dtype is one whose values all fit. */
static void encode_wider(const rci_clickhouse_type *type, unsigned char *to,
                         const unsigned char *cell)
{
    const size_t size = rc_dtype_itemsize(type->dtype);
    const uint64_t bits = rci_base_cell_get(cell, size, is_big(type));
    switch (rc_dtype_kind(type->dtype)) {
    case RC_F2:
        rci_base_cell_put(to, 8, false, rci_base_f8_bits(rci_number_f2_to_f8((uint16_t)bits)));
        break;
    case RC_F4:
        rci_base_cell_put(to, 8, false, rci_base_f8_bits((double)rci_base_f4_of((uint32_t)bits)));
        break;
    case RC_I1:
    case RC_I2:
    case RC_I4:
        rci_base_cell_put(to, type->width, false,
                          (uint64_t)rci_base_cell_get_signed(cell, size, is_big(type)));
        break;
    default:
        rci_base_cell_put(to, type->width, false, bits);
    }
}

static void reverse(unsigned char *to, const unsigned char *from, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        to[i] = from[n - 1 - i];
    }
}

static void copy(unsigned char *to, const unsigned char *from, size_t n)
{
    switch (n) { /* the sizes of numbers: a few instructions each */
    case 1:
        *to = *from;
        break;
    case 2:
        memcpy(to, from, 2);
        break;
    case 4:
        memcpy(to, from, 4);
        break;
    case 8:
        memcpy(to, from, 8);
        break;
    default:
        memcpy(to, from, n);
    }
}

/* A Bool is 1 byte; what else is checked is a count of 8 bytes. */
static bool encode_checked(const rci_clickhouse_type *type, unsigned char *to,
                           const unsigned char *cell)
{
    int64_t count;
    if (type->width == 1) {
        *to = *cell != 0;
        return true;
    }
    count = (int64_t)rci_base_cell_get(cell, 8, false);
    memcpy(to, cell, 8);
    return count >= type->least && count <= type->most;
}

static bool decode_checked(const rci_clickhouse_type *type, unsigned char *cell,
                           const unsigned char *from)
{
    if (type->width == 1) {
        *cell = *from;
        return *from <= 1;
    }
    memcpy(cell, from, 8);
    return (int64_t)rci_base_cell_get(from, 8, false) != RCI_VALUE_NAT;
}

bool rci_clickhouse_encode(const rci_clickhouse_type *type, unsigned char *to,
                           const unsigned char *cell)
{
    switch (type->form) {
    case RCI_CLICKHOUSE_SAME:
        copy(to, cell, type->width);
        return true;
    case RCI_CLICKHOUSE_CHECKED:
        return encode_checked(type, to, cell);
    case RCI_CLICKHOUSE_SWAPPED:
        reverse(to, cell, type->width);
        return true;
    case RCI_CLICKHOUSE_COUNT:
        return encode_count(type, to, cell);
    case RCI_CLICKHOUSE_HALF:
        encode_half(type, to, cell);
        return true;
    case RCI_CLICKHOUSE_WIDER:
        encode_wider(type, to, cell);
        return true;
    case RCI_CLICKHOUSE_UPPER:
        rci_base_cell_put(to, 2, false, rci_base_cell_get(cell, 4, is_big(type)) >> 16);
        return (rci_base_cell_get(cell, 4, is_big(type)) & 0xFFFF) == 0;
    case RCI_CLICKHOUSE_HALVES:
        reverse(to, cell, 8);
        reverse(to + 8, cell + 8, 8);
        return true;
    default: /* no dtype is written in the other forms */
        return false;
    }
}

bool rci_clickhouse_decode(const rci_clickhouse_type *type, unsigned char *cell,
                           const unsigned char *from)
{
    switch (type->form) {
    case RCI_CLICKHOUSE_SAME:
        copy(cell, from, type->width);
        return true;
    case RCI_CLICKHOUSE_CHECKED:
        return decode_checked(type, cell, from);
    case RCI_CLICKHOUSE_SWAPPED:
        reverse(cell, from, type->width);
        return true;
    case RCI_CLICKHOUSE_COUNT:
        return decode_count(type, cell, from);
    case RCI_CLICKHOUSE_HALF:
        return decode_half(type, cell, from);
    case RCI_CLICKHOUSE_UPPER:
        rci_base_cell_put(cell, 4, is_big(type), rci_base_cell_get(from, 2, false) << 16);
        return true;
    case RCI_CLICKHOUSE_HALVES:
        reverse(cell, from, 8);
        reverse(cell + 8, from + 8, 8);
        return true;
    default: /* text and what has parts */
        return false;
    }
}

/* ---------------------------------------------------------------------- errors */

static rc_status fail_time(const rci_clickhouse_type *type, int64_t count, rci_value_time_unit unit,
                           const char *to, rc_error *err)
{
    char text[RCI_VALUE_TIME_TEXT_MAX];
    const size_t n = is_date(type) ? rci_value_datetime_print(text, count, unit)
                                   : rci_value_timedelta_print(text, count, unit);
    rci_base_fail(err, RC_ERANGE, "%.*s does not fit %s exactly", (int)n, text, to);
    return rci_clickhouse_at(type, RC_ERANGE, err);
}

rc_status rci_clickhouse_fail_encode(const rci_clickhouse_type *type, const unsigned char *cell,
                                     rc_error *err)
{
    char to[64] = "ClickHouse's ";
    int64_t count;
    strcat(to, type->type_name);
    if (type->form == RCI_CLICKHOUSE_UPPER) {
        rci_base_fail(err, RC_ERANGE, "%.9g does not fit %s exactly",
                      (double)rci_base_f4_of((uint32_t)rci_base_cell_get(cell, 4, is_big(type))),
                      to);
        return rci_clickhouse_at(type, RC_ERANGE, err);
    }
    count = rci_base_cell_get_signed(cell, 8, is_big(type));
    if (count == RCI_VALUE_NAT) {
        rci_base_fail(err, RC_ERANGE, "%s has no NaT (a nullable field holds null instead)", to);
        rci_clickhouse_at(type, RC_ERANGE, err);
    } else {
        fail_time(type, count, unit_of(type->dtype), to, err);
    }
    rci_base_error_hint(err, RC_HINT_OUTPUT, "arrow");
    return RC_ERANGE;
}

rc_status rci_clickhouse_fail_decode(const rci_clickhouse_type *type, const unsigned char *from,
                                     rc_error *err)
{
    rci_value_name name;
    const char *dtype = rci_value_dtype_name(&name, type->dtype);
    if (type->kind == RCI_CLICKHOUSE_BOOL) {
        rci_base_fail(err, RC_EFORMAT, "the byte %u, where Bool has 0 or 1", *from);
        return rci_clickhouse_at(type, RC_EFORMAT, err);
    }
    if (rci_dtype_kind_is_time(type->number)) {
        return fail_time(type, get_count(type, from), type->unit, dtype, err);
    }
    rci_base_fail(err, RC_ERANGE, "%.9g does not fit %s exactly (try f4)",
                  (double)rci_base_f4_of((uint32_t)rci_base_cell_get(from, 4, false)), dtype);
    return rci_clickhouse_at(type, RC_ERANGE, err);
}

/* ------------------------------------------------------------------------ runs */

static bool is_null(const unsigned char *nulls, size_t i)
{
    return nulls && nulls[i];
}

/* Cells as they are: nulls are made zeros afterwards. */
static void encode_same(const rci_clickhouse_type *type, unsigned char *to,
                        const unsigned char *nulls, const rci_store_cell_run *run)
{
    const size_t width = type->width;
    rci_store_copy_cells(to, (ptrdiff_t)width, run->cell, run->stride, width, run->n);
    for (size_t i = 0; nulls && i < run->n; i++) {
        if (nulls[i]) {
            memset(to + i * width, 0, width);
        }
    }
}

size_t rci_clickhouse_encode_run(const rci_clickhouse_type *type, unsigned char *to,
                                 const unsigned char *nulls, const rci_store_cell_run *run)
{
    const unsigned char *cell = run->cell;
    if (type->form == RCI_CLICKHOUSE_SAME) {
        encode_same(type, to, nulls, run);
        return run->n;
    }
    for (size_t i = 0; i < run->n; i++, cell += run->stride, to += type->width) {
        if (is_null(nulls, i)) {
            memset(to, 0, type->width);
        } else if (!rci_clickhouse_encode(type, to, cell)) {
            return i;
        }
    }
    return run->n;
}

static void decode_same(const rci_clickhouse_type *type, const rci_store_cell_run *run,
                        const unsigned char *nulls, const unsigned char *from)
{
    unsigned char *cell = run->cell;
    const size_t width = type->width;
    rci_store_copy_cells(cell, run->stride, from, (ptrdiff_t)width, width, run->n);
    for (size_t i = 0; nulls && i < run->n; i++, cell += run->stride) {
        if (nulls[i]) {
            memset(cell, 0, width);
        }
    }
}

size_t rci_clickhouse_decode_run(const rci_clickhouse_type *type, const rci_store_cell_run *run,
                                 const unsigned char *nulls, const unsigned char *from)
{
    const size_t size = rc_dtype_itemsize(type->dtype);
    unsigned char *cell = run->cell;
    if (type->form == RCI_CLICKHOUSE_SAME) {
        decode_same(type, run, nulls, from);
        return run->n;
    }
    for (size_t i = 0; i < run->n; i++, cell += run->stride, from += type->width) {
        if (is_null(nulls, i)) {
            memset(cell, 0, size);
        } else if (!rci_clickhouse_decode(type, cell, from)) {
            return i;
        }
    }
    return run->n;
}
