/* format/clickhouse/type_of.c - the types of the columns for a dtype. */
#include "base/error.h"
#include "dtype/leaves.h"
#include "format/clickhouse/type.h"
#include "value/fail.h"

#include <string.h>

/* RC_EUNSUPPORTED, with the field and a way out. */
static rc_status refuse(const rci_clickhouse_type *type, const char *what, const char *way,
                        rc_error *err)
{
    rci_base_fail(err, RC_EUNSUPPORTED, "ClickHouse has no type for %s (%s)", what, way);
    return rci_clickhouse_at(type, RC_EUNSUPPORTED, err);
}

static rc_status fill(rci_clickhouse_type *type, const rc_dtype *dtype, size_t dimension,
                      rc_error *err);

/* A new last child, for values of a dtype. */
static rc_status add(rci_clickhouse_type *parent, const char *name, bool nullable,
                     const rc_dtype *dtype, size_t dimension, rc_error *err)
{
    rci_clickhouse_type *child = rci_clickhouse_type_new(name, name ? strlen(name) : 0, err);
    if (!child) {
        return RC_ENOMEM;
    }
    rci_clickhouse_type_add(parent, child);
    child->nullable = nullable;
    return fill(child, dtype, dimension, err);
}

static rc_status fill_struct(rci_clickhouse_type *type, const rc_dtype *dtype, rc_error *err)
{
    rc_status status = RC_OK;
    if (rc_dtype_nfields(dtype) == 0) {
        return refuse(type, "a struct without fields", "leave it out", err);
    }
    for (size_t i = 0; status == RC_OK && i < rc_dtype_nfields(dtype); i++) {
        rc_field_info info;
        status = rc_dtype_field(dtype, i, &info, err);
        if (status == RC_OK) {
            status = add(type, info.name, info.nullable, info.dtype, 0, err);
        }
    }
    return status;
}

static rc_status fill_complex(rci_clickhouse_type *type, rc_kind part, rc_error *err)
{
    rc_dtype *dtype = rc_dtype_leaf(part, err);
    rc_status status = add(type, "re", false, dtype, 0, err);
    return status == RC_OK ? add(type, "im", false, dtype, 0, err) : status;
}

/* The dimension of a subarray, from 0 on. */
static rc_status fill_array(rci_clickhouse_type *type, const rc_dtype *dtype, size_t dimension,
                            rc_error *err)
{
    const bool last = dimension + 1 == rc_dtype_ndim(dtype);
    type->length = rc_dtype_shape(dtype)[dimension];
    return last ? add(type, NULL, false, rc_dtype_element(dtype), 0, err)
                : add(type, NULL, false, dtype, dimension + 1, err);
}

/* Digits of the second in a tick that has whole counts of the unit, as far as there are 9. */
static unsigned precision_of(rc_unit unit, int32_t multiple)
{
    static const unsigned digits[] = {[RC_UNIT_ms] = 3, [RC_UNIT_us] = 6, [RC_UNIT_ns] = 9};
    const unsigned fewer = multiple % 100 == 0 ? 2 : multiple % 10 == 0 ? 1 : 0;
    if (unit <= RC_UNIT_s) {
        return 0;
    }
    return unit > RC_UNIT_ns ? 9 : digits[unit] - fewer;
}

static rc_status fill_datetime(rci_clickhouse_type *type, const rc_dtype *dtype, rc_error *err)
{
    int32_t multiple;
    const rc_unit unit = rc_dtype_unit(dtype, &multiple);
    const char *zone = rc_dtype_zone(dtype);
    if (unit == RC_UNIT_GENERIC) {
        return refuse(type, "M8 without a unit", "try M8[ns]", err);
    }
    if (unit <= RC_UNIT_D) {
        (void)rci_clickhouse_type_set(type, "Date32", strlen("Date32"));
        return RC_OK;
    }
    rci_clickhouse_type_set_time64(type, precision_of(unit, multiple), false);
    if (zone) {
        rci_clickhouse_zone_from_dtype(zone, type->zone);
    }
    return RC_OK;
}

static rc_status fill_timedelta(rci_clickhouse_type *type, const rc_dtype *dtype, rc_error *err)
{
    static const char *const names[] = {
        [RC_UNIT_Y] = "IntervalYear",         [RC_UNIT_M] = "IntervalMonth",
        [RC_UNIT_W] = "IntervalWeek",         [RC_UNIT_D] = "IntervalDay",
        [RC_UNIT_h] = "IntervalHour",         [RC_UNIT_m] = "IntervalMinute",
        [RC_UNIT_s] = "IntervalSecond",       [RC_UNIT_ms] = "IntervalMillisecond",
        [RC_UNIT_us] = "IntervalMicrosecond", [RC_UNIT_ns] = "IntervalNanosecond",
    };
    int32_t multiple;
    const rc_unit unit = rc_dtype_unit(dtype, &multiple);
    const char *name;
    if (unit == RC_UNIT_GENERIC) {
        return refuse(type, "m8 without a unit", "try m8[ns]", err);
    }
    name = unit == RC_UNIT_M && multiple == 3 ? "IntervalQuarter"
                                              : names[unit > RC_UNIT_ns ? RC_UNIT_ns : unit];
    (void)rci_clickhouse_type_set(type, name, strlen(name));
    return RC_OK;
}

static rc_status fill_fixed(rci_clickhouse_type *type, const rc_dtype *dtype, rc_error *err)
{
    const size_t n = rc_dtype_length(dtype);
    if (n == 0 || n > RCI_CLICKHOUSE_MAX_FIXED) {
        return refuse(type, n ? "S and V of more than 16777215 bytes" : "S and V of 0 bytes",
                      n ? "try str" : "leave it out", err);
    }
    type->kind = RCI_CLICKHOUSE_FIXED;
    type->type_name = "FixedString";
    type->number = RC_BYTES;
    type->width = n;
    return RC_OK;
}

static rc_status fill_number(rci_clickhouse_type *type, rc_kind kind)
{
    static const char *const names[] = {
        [RC_BOOL] = "Bool", [RC_I1] = "Int8",    [RC_I2] = "Int16",   [RC_I4] = "Int32",
        [RC_I8] = "Int64",  [RC_U1] = "UInt8",   [RC_U2] = "UInt16",  [RC_U4] = "UInt32",
        [RC_U8] = "UInt64", [RC_F2] = "Float32", [RC_F4] = "Float32", [RC_F8] = "Float64",
    };
    (void)rci_clickhouse_type_set(type, names[kind], strlen(names[kind]));
    return RC_OK;
}

static rc_status fill_tuple(rci_clickhouse_type *type, const rc_dtype *dtype, rc_kind kind,
                            rc_error *err)
{
    type->kind = RCI_CLICKHOUSE_TUPLE;
    type->type_name = "Tuple";
    if (type->nullable) {
        return refuse(type, "a Tuple that is null",
                      "make its members nullable instead of the struct or complex number", err);
    }
    if (kind == RC_STRUCT) {
        return fill_struct(type, dtype, err);
    }
    return fill_complex(type, kind == RC_C8 ? RC_F4 : RC_F8, err);
}

/* Recursion: as deep as the dtype. */
static rc_status fill(rci_clickhouse_type *type, const rc_dtype *dtype, size_t dimension,
                      rc_error *err)
{
    const rc_kind kind = rc_dtype_kind(dtype);
    switch (kind) {
    case RC_C8:
    case RC_C16:
    case RC_STRUCT:
        return fill_tuple(type, dtype, kind, err);
    case RC_SUBARRAY:
        type->kind = RCI_CLICKHOUSE_ARRAY;
        type->type_name = "Array";
        return type->nullable ? refuse(type, "an Array that is null", "try a field without ?", err)
                              : fill_array(type, dtype, dimension, err);
    case RC_BYTES:
    case RC_RAW:
        return fill_fixed(type, dtype, err);
    case RC_UCS4:
    case RC_STR:
        (void)rci_clickhouse_type_set(type, "String", strlen("String"));
        return RC_OK;
    case RC_DATETIME:
        return fill_datetime(type, dtype, err);
    case RC_TIMEDELTA:
        return fill_timedelta(type, dtype, err);
    default:
        return fill_number(type, kind);
    }
}

rci_clickhouse_type *rci_clickhouse_type_of(const rc_dtype *dtype, rc_error *err)
{
    rci_clickhouse_type *root = rci_clickhouse_type_new(NULL, 0, err);
    rc_status status;
    if (!root) {
        return NULL;
    }
    root->kind = RCI_CLICKHOUSE_TUPLE;
    root->type_name = "Tuple";
    status = rc_dtype_kind(dtype) == RC_STRUCT ? fill_struct(root, dtype, err)
                                               : add(root, "value", false, dtype, 0, err);
    if (status != RC_OK) {
        rci_clickhouse_type_free(root);
        return NULL;
    }
    return root;
}
