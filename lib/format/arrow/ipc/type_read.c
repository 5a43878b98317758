/*
 * format/arrow/ipc/type_read.c - a type of Schema.fbs as a format string.
 */
#include "format/arrow/ipc/type.h"

#include <rowcol/arrow.h>
#include <stdio.h>
#include <string.h>

/* Fields of the tables, by their numbers in Schema.fbs. */
enum {
    INT_WIDTH = 0,
    INT_SIGNED = 1,
    FLOAT_PRECISION = 0,
    DECIMAL_PRECISION = 0,
    DECIMAL_SCALE = 1,
    DECIMAL_WIDTH = 2,
    DATE_UNIT = 0,
    TIME_UNIT = 0,
    TIME_WIDTH = 1,
    TIMESTAMP_UNIT = 0,
    TIMESTAMP_ZONE = 1,
    INTERVAL_UNIT = 0,
    UNION_MODE = 0,
    UNION_IDS = 1,
    FIXED_SIZE = 0,
    MAP_SORTED = 0,
    DURATION_UNIT = 0
};

/* Types without parameters. */
static const char *const plain[] = {
    [RCI_ARROW_IPC_TYPE_NULL] = "n",         [RCI_ARROW_IPC_TYPE_BINARY] = "z",
    [RCI_ARROW_IPC_TYPE_UTF8] = "u",         [RCI_ARROW_IPC_TYPE_BOOL] = "b",
    [RCI_ARROW_IPC_TYPE_LIST] = "+l",        [RCI_ARROW_IPC_TYPE_STRUCT] = "+s",
    [RCI_ARROW_IPC_TYPE_LARGE_BINARY] = "Z", [RCI_ARROW_IPC_TYPE_LARGE_UTF8] = "U",
    [RCI_ARROW_IPC_TYPE_LARGE_LIST] = "+L",  [RCI_ARROW_IPC_TYPE_RUN_END] = "+r",
    [RCI_ARROW_IPC_TYPE_BINARY_VIEW] = "vz", [RCI_ARROW_IPC_TYPE_UTF8_VIEW] = "vu",
    [RCI_ARROW_IPC_TYPE_LIST_VIEW] = "+vl",  [RCI_ARROW_IPC_TYPE_LARGE_LIST_VIEW] = "+vL",
};

const char *rci_arrow_ipc_type_int(const rci_arrow_ipc_table *table)
{
    const bool is_signed = rci_arrow_ipc_table_bool(table, INT_SIGNED);
    switch (rci_arrow_ipc_table_i32(table, INT_WIDTH, 0)) {
    case 8:
        return is_signed ? "c" : "C";
    case 16:
        return is_signed ? "s" : "S";
    case 32:
        return is_signed ? "i" : "I";
    case 64:
        return is_signed ? "l" : "L";
    default:
        return NULL;
    }
}

/* The letter of a time unit of Schema.fbs; 0 if there is none. */
static char unit_letter(const rci_arrow_ipc_table *table, unsigned field, int16_t otherwise)
{
    const int16_t unit = rci_arrow_ipc_table_i16(table, field, otherwise);
    return unit >= 0 && unit < 4 ? "smun"[unit] : '\0';
}

static bool put_parts(rci_base_text_builder *format, const char *start, char letter)
{
    rci_base_put(format, start);
    rci_base_put_char(format, letter);
    return letter != '\0';
}

static bool put_choice(rci_base_text_builder *format, const char *const *names, int16_t choice,
                       int16_t count)
{
    if (choice < 0 || choice >= count) {
        return false;
    }
    rci_base_put(format, names[choice]);
    return true;
}

static bool put_decimal(rci_base_text_builder *format, const rci_arrow_ipc_table *table)
{
    const int32_t precision = rci_arrow_ipc_table_i32(table, DECIMAL_PRECISION, 0);
    const int32_t scale = rci_arrow_ipc_table_i32(table, DECIMAL_SCALE, 0);
    const int32_t bits = rci_arrow_ipc_table_i32(table, DECIMAL_WIDTH, 128);
    char text[48];
    if (precision < 1 || (bits != 32 && bits != 64 && bits != 128 && bits != 256)) {
        return false;
    }
    if (bits == 128) {
        snprintf(text, sizeof text, "d:%d,%d", precision, scale);
    } else {
        snprintf(text, sizeof text, "d:%d,%d,%d", precision, scale, bits);
    }
    rci_base_put(format, text);
    return true;
}

static bool put_time(rci_base_text_builder *format, const rci_arrow_ipc_table *table)
{
    const char letter = unit_letter(table, TIME_UNIT, 1);
    const int32_t bits = rci_arrow_ipc_table_i32(table, TIME_WIDTH, 32);
    const bool is_short = letter == 's' || letter == 'm';
    return bits == (is_short ? 32 : 64) && put_parts(format, "tt", letter);
}

static bool put_timestamp(rci_base_text_builder *format, const rci_arrow_ipc_table *table)
{
    size_t n;
    const char *zone = rci_arrow_ipc_table_string(table, TIMESTAMP_ZONE, &n);
    if (!put_parts(format, "ts", unit_letter(table, TIMESTAMP_UNIT, 0)) ||
        (zone && memchr(zone, '\0', n))) {
        return false;
    }
    rci_base_put_char(format, ':');
    rci_base_put_n(format, zone ? zone : "", n);
    return true;
}

static bool put_sized(rci_base_text_builder *format, const char *start,
                      const rci_arrow_ipc_table *table)
{
    const int32_t size = rci_arrow_ipc_table_i32(table, FIXED_SIZE, 0);
    if (size < 0) {
        return false;
    }
    rci_base_put(format, start);
    rci_base_put_size(format, (size_t)size);
    return true;
}

/* "+us:0,5": the ids of the children, which are their places if the table has none. */
static bool put_union(rci_base_text_builder *format, const rci_arrow_ipc_table *table,
                      size_t n_children)
{
    static const char *const modes[] = {"+us:", "+ud:"};
    const rci_arrow_ipc_vector ids = rci_arrow_ipc_table_vector(table, UNION_IDS, 4);
    if (n_children > 128 || (ids.present && ids.count != n_children) ||
        !put_choice(format, modes, rci_arrow_ipc_table_i16(table, UNION_MODE, 0), 2)) {
        return false;
    }
    for (size_t i = 0; i < n_children; i++) {
        const size_t id = ids.present ? rci_arrow_ipc_le32(rci_arrow_ipc_vector_bytes(&ids, i)) : i;
        if (id > 127) {
            return false;
        }
        rci_base_put(format, i ? "," : "");
        rci_base_put_size(format, id);
    }
    return true;
}

static bool put_int(rci_base_text_builder *format, const rci_arrow_ipc_table *table)
{
    const char *name = rci_arrow_ipc_type_int(table);
    if (name) {
        rci_base_put(format, name);
    }
    return name != NULL;
}

bool rci_arrow_ipc_type_read(uint8_t type, const rci_arrow_ipc_table *table, size_t n_children,
                             rci_base_text_builder *format, int64_t *flags)
{
    static const char *const floats[] = {"e", "f", "g"};
    static const char *const dates[] = {"tdD", "tdm"};
    static const char *const intervals[] = {"tiM", "tiD", "tin"};
    switch (type) {
    case RCI_ARROW_IPC_TYPE_INT:
        return put_int(format, table);
    case RCI_ARROW_IPC_TYPE_FLOAT:
        return put_choice(format, floats, rci_arrow_ipc_table_i16(table, FLOAT_PRECISION, 0), 3);
    case RCI_ARROW_IPC_TYPE_DECIMAL:
        return put_decimal(format, table);
    case RCI_ARROW_IPC_TYPE_DATE:
        return put_choice(format, dates, rci_arrow_ipc_table_i16(table, DATE_UNIT, 1), 2);
    case RCI_ARROW_IPC_TYPE_TIME:
        return put_time(format, table);
    case RCI_ARROW_IPC_TYPE_TIMESTAMP:
        return put_timestamp(format, table);
    case RCI_ARROW_IPC_TYPE_INTERVAL:
        return put_choice(format, intervals, rci_arrow_ipc_table_i16(table, INTERVAL_UNIT, 0), 3);
    case RCI_ARROW_IPC_TYPE_UNION:
        return put_union(format, table, n_children);
    case RCI_ARROW_IPC_TYPE_FIXED_BINARY:
        return put_sized(format, "w:", table);
    case RCI_ARROW_IPC_TYPE_FIXED_LIST:
        return put_sized(format, "+w:", table);
    case RCI_ARROW_IPC_TYPE_MAP:
        *flags |= rci_arrow_ipc_table_bool(table, MAP_SORTED) ? ARROW_FLAG_MAP_KEYS_SORTED : 0;
        rci_base_put(format, "+m");
        return true;
    case RCI_ARROW_IPC_TYPE_DURATION:
        return put_parts(format, "tD", unit_letter(table, DURATION_UNIT, 1));
    default:
        if (type >= sizeof plain / sizeof plain[0] || !plain[type]) {
            return false;
        }
        rci_base_put(format, plain[type]);
        return true;
    }
}
