/* format/clickhouse/type_dtype.c - the dtype that types have of themselves. */
#include "format/clickhouse/type.h"
#include "base/ascii.h"
#include "base/error.h"

#include <string.h>

/* ------------------------------------------------------------------ time zones */

/* ClickHouse calls the zone +01:00 Fixed/UTC+01:00:00. */
#define FIXED "Fixed/UTC"

static bool is_offset(const char *zone)
{
    return strlen(zone) == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':' &&
           rci_base_is_digit(zone[1]) && rci_base_is_digit(zone[2]) && rci_base_is_digit(zone[4]) &&
           rci_base_is_digit(zone[5]);
}

void rci_clickhouse_zone_from_dtype(const char *zone, char to[64])
{
    if (is_offset(zone)) {
        memcpy(to, FIXED, strlen(FIXED));
        memcpy(to + strlen(FIXED), zone, 6);
        memcpy(to + strlen(FIXED) + 6, ":00", 4);
    } else {
        memcpy(to, zone, strlen(zone) + 1);
    }
}

static void zone_for_dtype(const char *zone, char to[64])
{
    const size_t n = strlen(zone), start = strlen(FIXED);
    memcpy(to, zone, n + 1);
    if (n == start + 9 && memcmp(zone, FIXED, start) == 0 && strcmp(zone + n - 3, ":00") == 0) {
        char offset[7] = "";
        memcpy(offset, zone + start, 6);
        if (is_offset(offset)) {
            memcpy(to, offset, sizeof offset);
        }
    }
}

/* ---------------------------------------------------------------------- dtypes */

static rc_dtype *time_dtype(const rci_clickhouse_type *type, rc_error *err)
{
    char zone[64];
    rc_dtype *dtype = rc_dtype_time(type->number, type->unit.unit, type->unit.multiple, err);
    if (dtype && type->zone[0]) {
        rc_dtype *zoned;
        zone_for_dtype(type->zone, zone);
        zoned = rc_dtype_in_zone(dtype, zone, err);
        rc_dtype_unref(dtype);
        return zoned;
    }
    return dtype;
}

static rc_dtype *dtype_of(const rci_clickhouse_type *type, rc_error *err);

static rc_dtype *array_dtype(const rci_clickhouse_type *type, rc_error *err)
{
    rc_dtype *element, *made;
    if (type->child->nullable) {
        rci_base_fail(err, RC_EUNSUPPORTED,
                      "no dtype holds nulls in an Array (convert it with assumeNotNull, say)");
        return NULL;
    }
    element = dtype_of(type->child, err);
    made = element ? rc_dtype_subarray(element, 1, &type->length, err) : NULL;
    rc_dtype_unref(element);
    return made;
}

static size_t count_children(const rci_clickhouse_type *type)
{
    size_t n = 0;
    for (const rci_clickhouse_type *child = type->child; child; child = child->next) {
        n++;
    }
    return n;
}

static rc_dtype *struct_dtype(const rci_clickhouse_type *type, rc_error *err)
{
    const size_t n = count_children(type);
    rc_field_spec *fields = rci_base_zalloc_array(type->allocator, n, sizeof *fields, err);
    rc_dtype *dtype = NULL;
    size_t i = 0;
    if (!fields) {
        return NULL;
    }
    for (const rci_clickhouse_type *child = type->child; child; child = child->next, i++) {
        fields[i] = (rc_field_spec){.name = child->name ? child->name : "",
                                    .dtype = dtype_of(child, err),
                                    .offset = RC_AUTO,
                                    .nullable = child->nullable};
        if (!fields[i].dtype) {
            break;
        }
    }
    if (i == n) {
        dtype = rc_dtype_struct(fields, n, RC_PACKED, RC_AUTO, err);
    }
    for (i = 0; i < n; i++) {
        rc_dtype_unref(fields[i].dtype);
    }
    rci_base_free(type->allocator, fields, n * sizeof *fields);
    return dtype;
}

/* Recursion: as deep as the tree. */
static rc_dtype *dtype_of(const rci_clickhouse_type *type, rc_error *err)
{
    rc_dtype *dtype;
    if (type->kind == RCI_CLICKHOUSE_TUPLE) {
        dtype = struct_dtype(type, err);
    } else if (type->kind == RCI_CLICKHOUSE_ARRAY) {
        dtype = array_dtype(type, err);
    } else if (type->number == RC_DATETIME || type->number == RC_TIMEDELTA) {
        dtype = time_dtype(type, err);
    } else if (type->number == RC_BYTES || type->number == RC_RAW) {
        dtype = rc_dtype_sized(type->number, type->width, err);
    } else {
        dtype = rc_dtype_leaf(type->number, err);
    }
    if (!dtype && err) {
        rci_clickhouse_at(type, err->status, err);
    }
    return dtype;
}

rc_dtype *rci_clickhouse_type_dtype(const rci_clickhouse_type *root, rc_error *err)
{
    return dtype_of(root, err);
}
