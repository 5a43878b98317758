/* format/clickhouse/type.c - types of ClickHouse: their properties, and trees of them. */
#include "format/clickhouse/type.h"

#include "base/error.h"
#include "dtype/leaves.h"

#include <string.h>

/* ---------------------------------------------------------------------- trees */

rci_clickhouse_type *rci_clickhouse_type_new(const char *name, size_t length, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    rci_clickhouse_type *type;
    if (length && memchr(name, '\0', length)) {
        rci_base_fail(err, RC_ENAME, "the name of a column has a zero byte");
        return NULL;
    }
    type = rci_base_zalloc(allocator, sizeof *type, err);
    if (!type) {
        return NULL;
    }
    type->allocator = allocator;
    type->length = RCI_CLICKHOUSE_ANY;
    type->leaf = type->null_node = RCI_DTYPE_NONE;
    rci_base_bytes_init(&type->entries);
    rci_base_bytes_init(&type->texts);
    rci_base_bytes_init(&type->text);
    if (name) {
        type->name = rci_base_alloc(allocator, length + 1, err);
        if (!type->name) {
            rci_clickhouse_type_free(type);
            return NULL;
        }
        memcpy(type->name, name, length);
        type->name[length] = '\0';
        type->name_length = length;
    }
    return type;
}

/* Recursion: as deep as the tree. */
void rci_clickhouse_type_free(rci_clickhouse_type *type)
{
    if (!type) {
        return;
    }
    for (rci_clickhouse_type *child = type->child, *next; child; child = next) {
        next = child->next;
        rci_clickhouse_type_free(child);
    }
    rci_base_bytes_release(&type->entries);
    rci_base_bytes_release(&type->texts);
    rci_base_bytes_release(&type->text);
    rci_base_free(type->allocator, type->name, type->name_length + 1);
    rci_base_free(type->allocator, type, sizeof *type);
}

void rci_clickhouse_type_add(rci_clickhouse_type *parent, rci_clickhouse_type *child)
{
    rci_clickhouse_type *last = parent->last;
    child->parent = parent;
    if (last) {
        last->next = child;
    } else {
        parent->child = child;
    }
    parent->last = child;
}

rci_clickhouse_type *rci_clickhouse_type_beyond(const rci_clickhouse_type *type)
{
    while (type && !type->next) {
        type = type->parent;
    }
    return type ? type->next : NULL;
}

rci_clickhouse_type *rci_clickhouse_type_after(const rci_clickhouse_type *type)
{
    return type->child ? type->child : rci_clickhouse_type_beyond(type);
}

size_t rci_clickhouse_type_number(rci_clickhouse_type *root)
{
    size_t n = 0;
    for (rci_clickhouse_type *type = root; type; type = rci_clickhouse_type_after(type)) {
        type->index = n++;
    }
    return n;
}

/* Writes the names of a path with dots between them; returns the length. Recursion: as deep as the
   tree. */
static size_t print_path(const rci_clickhouse_type *type, char *text, size_t size)
{
    const size_t length = type->parent ? print_path(type->parent, text, size) : 0;
    return type->name ? rci_base_path_add(text, size, length, type->name, type->name_length)
                      : length;
}

rc_status rci_clickhouse_at(const rci_clickhouse_type *type, rc_status status, rc_error *err)
{
    char text[sizeof err->field] = "";
    if (status != RC_OK && err && print_path(type, text, sizeof text) > 0) {
        rci_base_error_field(err, text);
    }
    return status;
}

/* ----------------------------------------------------------------- properties */

typedef struct facts {
    const char *name;
    rci_clickhouse_kind kind;
    unsigned char width;
    rc_kind number;
    rc_unit unit;
    int32_t multiple;
    int64_t least, most;
} facts;

/* 1900-01-01 and 2299-12-31 as days, and the last second of that day. */
#define FIRST_DAY    (-25567)
#define LAST_DAY     120529
#define FIRST_SECOND (FIRST_DAY * INT64_C(86400))
#define LAST_SECOND  (LAST_DAY * INT64_C(86400) + 86399)
#define TIME_MOST    (INT64_C(1000) * 3600 - 1) /* 999:59:59 */

#define PLAIN(name, kind, width, number)                                                           \
    {                                                                                              \
        name, RCI_CLICKHOUSE_##kind, width, number, RC_UNIT_GENERIC, 1, 0, 0                       \
    }
#define NUMBER(name, width, number) PLAIN(name, NUMBER, width, number)
#define INTERVAL(name, unit, multiple)                                                             \
    {                                                                                              \
        "Interval" name, RCI_CLICKHOUSE_TIME, 8, RC_TIMEDELTA, RC_UNIT_##unit, multiple,           \
            -INT64_MAX, INT64_MAX                                                                  \
    }

static const facts table[] = {
    PLAIN("Bool", BOOL, 1, RC_BOOL),
    NUMBER("Int8", 1, RC_I1),
    NUMBER("Int16", 2, RC_I2),
    NUMBER("Int32", 4, RC_I4),
    NUMBER("Int64", 8, RC_I8),
    NUMBER("UInt8", 1, RC_U1),
    NUMBER("UInt16", 2, RC_U2),
    NUMBER("UInt32", 4, RC_U4),
    NUMBER("UInt64", 8, RC_U8),
    NUMBER("Float32", 4, RC_F4),
    NUMBER("Float64", 8, RC_F8),
    NUMBER("IPv4", 4, RC_U4),
    PLAIN("BFloat16", BFLOAT, 2, RC_F4),
    PLAIN("String", STRING, 0, RC_STR),
    PLAIN("UUID", UUID, 16, RC_RAW),
    PLAIN("IPv6", IPV6, 16, RC_RAW),
    {"Date", RCI_CLICKHOUSE_DATE, 2, RC_DATETIME, RC_UNIT_D, 1, 0, UINT16_MAX},
    {"Date32", RCI_CLICKHOUSE_TIME, 4, RC_DATETIME, RC_UNIT_D, 1, FIRST_DAY, LAST_DAY},
    {"DateTime", RCI_CLICKHOUSE_DATETIME, 4, RC_DATETIME, RC_UNIT_s, 1, 0, UINT32_MAX},
    {"Time", RCI_CLICKHOUSE_TIME, 4, RC_TIMEDELTA, RC_UNIT_s, 1, -TIME_MOST, TIME_MOST},
    INTERVAL("Nanosecond", ns, 1),
    INTERVAL("Microsecond", us, 1),
    INTERVAL("Millisecond", ms, 1),
    INTERVAL("Second", s, 1),
    INTERVAL("Minute", m, 1),
    INTERVAL("Hour", h, 1),
    INTERVAL("Day", D, 1),
    INTERVAL("Week", W, 1),
    INTERVAL("Month", M, 1),
    INTERVAL("Quarter", M, 3),
    INTERVAL("Year", Y, 1),
};

bool rci_clickhouse_type_set(rci_clickhouse_type *type, const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const facts *f = &table[i];
        if (strlen(f->name) == length && memcmp(f->name, name, length) == 0) {
            type->kind = f->kind;
            type->width = f->width;
            type->number = f->number;
            type->unit = (rci_value_time_unit){f->unit, f->multiple};
            type->least = f->least;
            type->most = f->most;
            type->type_name = f->name;
            return true;
        }
    }
    return false;
}

static int64_t scaled(int64_t seconds, int64_t factor, int64_t rest, int64_t limit)
{
    int64_t count;
    return __builtin_mul_overflow(seconds, factor, &count) ||
                   __builtin_add_overflow(count, rest, &count)
               ? limit
               : count;
}

/* A tick is a multiple of the next finer unit that dtypes have: 10^-4 s are M8[100us]. */
void rci_clickhouse_type_set_time64(rci_clickhouse_type *type, unsigned precision, bool is_time)
{
    static const rc_unit units[] = {RC_UNIT_s, RC_UNIT_ms, RC_UNIT_us, RC_UNIT_ns};
    const unsigned unit = (precision + 2) / 3;
    const int64_t factor = rci_value_time_power((int)precision);
    type->kind = RCI_CLICKHOUSE_TIME;
    type->width = 8;
    type->number = is_time ? RC_TIMEDELTA : RC_DATETIME;
    type->unit.unit = units[unit];
    type->unit.multiple = (int32_t)rci_value_time_power((int)(3 * unit - precision));
    type->least =
        scaled(is_time ? -TIME_MOST : FIRST_SECOND, factor, is_time ? 1 - factor : 0, -INT64_MAX);
    type->most = scaled(is_time ? TIME_MOST : LAST_SECOND, factor, factor - 1, INT64_MAX);
    type->precision = precision;
    type->type_name = is_time ? "Time64" : "DateTime64";
}
