/*
 * format/arrow/ipc/type_write.c - a format string as a type of Schema.fbs.
 */
#include "format/arrow/ipc/layout.h"
#include "format/arrow/ipc/type.h"

#include <rowcol/arrow.h>
#include <string.h>

/* What the table of a type has. The first field is a number of `size` bytes, or there is none. */
static const struct {
    const char *format;
    uint8_t type;
    rci_arrow_ipc_slot first;
    rci_arrow_ipc_slot second;
} plain[] = {
    {"n", RCI_ARROW_IPC_TYPE_NULL, {0, 0}, {0, 0}},
    {"b", RCI_ARROW_IPC_TYPE_BOOL, {0, 0}, {0, 0}},
    {"c", RCI_ARROW_IPC_TYPE_INT, {4, 8}, {1, 1}},
    {"C", RCI_ARROW_IPC_TYPE_INT, {4, 8}, {1, 0}},
    {"s", RCI_ARROW_IPC_TYPE_INT, {4, 16}, {1, 1}},
    {"S", RCI_ARROW_IPC_TYPE_INT, {4, 16}, {1, 0}},
    {"i", RCI_ARROW_IPC_TYPE_INT, {4, 32}, {1, 1}},
    {"I", RCI_ARROW_IPC_TYPE_INT, {4, 32}, {1, 0}},
    {"l", RCI_ARROW_IPC_TYPE_INT, {4, 64}, {1, 1}},
    {"L", RCI_ARROW_IPC_TYPE_INT, {4, 64}, {1, 0}},
    {"e", RCI_ARROW_IPC_TYPE_FLOAT, {2, 0}, {0, 0}},
    {"f", RCI_ARROW_IPC_TYPE_FLOAT, {2, 1}, {0, 0}},
    {"g", RCI_ARROW_IPC_TYPE_FLOAT, {2, 2}, {0, 0}},
    {"z", RCI_ARROW_IPC_TYPE_BINARY, {0, 0}, {0, 0}},
    {"Z", RCI_ARROW_IPC_TYPE_LARGE_BINARY, {0, 0}, {0, 0}},
    {"vz", RCI_ARROW_IPC_TYPE_BINARY_VIEW, {0, 0}, {0, 0}},
    {"u", RCI_ARROW_IPC_TYPE_UTF8, {0, 0}, {0, 0}},
    {"U", RCI_ARROW_IPC_TYPE_LARGE_UTF8, {0, 0}, {0, 0}},
    {"vu", RCI_ARROW_IPC_TYPE_UTF8_VIEW, {0, 0}, {0, 0}},
    {"tdD", RCI_ARROW_IPC_TYPE_DATE, {2, 0}, {0, 0}},
    {"tdm", RCI_ARROW_IPC_TYPE_DATE, {2, 1}, {0, 0}},
    {"tts", RCI_ARROW_IPC_TYPE_TIME, {2, 0}, {4, 32}},
    {"ttm", RCI_ARROW_IPC_TYPE_TIME, {2, 1}, {4, 32}},
    {"ttu", RCI_ARROW_IPC_TYPE_TIME, {2, 2}, {4, 64}},
    {"ttn", RCI_ARROW_IPC_TYPE_TIME, {2, 3}, {4, 64}},
    {"tDs", RCI_ARROW_IPC_TYPE_DURATION, {2, 0}, {0, 0}},
    {"tDm", RCI_ARROW_IPC_TYPE_DURATION, {2, 1}, {0, 0}},
    {"tDu", RCI_ARROW_IPC_TYPE_DURATION, {2, 2}, {0, 0}},
    {"tDn", RCI_ARROW_IPC_TYPE_DURATION, {2, 3}, {0, 0}},
    {"tiM", RCI_ARROW_IPC_TYPE_INTERVAL, {2, 0}, {0, 0}},
    {"tiD", RCI_ARROW_IPC_TYPE_INTERVAL, {2, 1}, {0, 0}},
    {"tin", RCI_ARROW_IPC_TYPE_INTERVAL, {2, 2}, {0, 0}},
    {"+l", RCI_ARROW_IPC_TYPE_LIST, {0, 0}, {0, 0}},
    {"+L", RCI_ARROW_IPC_TYPE_LARGE_LIST, {0, 0}, {0, 0}},
    {"+s", RCI_ARROW_IPC_TYPE_STRUCT, {0, 0}, {0, 0}},
};

static size_t find_plain(const char *format)
{
    size_t i = 0;
    while (i < sizeof plain / sizeof plain[0] && strcmp(plain[i].format, format) != 0) {
        i++;
    }
    return i;
}

uint8_t rci_arrow_ipc_type_number(const char *format)
{
    rci_arrow_ipc_layout layout;
    const size_t i = find_plain(format);
    if (i < sizeof plain / sizeof plain[0]) {
        return plain[i].type;
    }
    if (!rci_arrow_ipc_layout_of(format, &layout)) {
        return 0;
    }
    switch (format[0] == '+' ? format[1] : format[0]) {
    case 'w':
        return format[0] == '+' ? RCI_ARROW_IPC_TYPE_FIXED_LIST : RCI_ARROW_IPC_TYPE_FIXED_BINARY;
    case 't':
        return RCI_ARROW_IPC_TYPE_TIMESTAMP;
    case 'd':
        return RCI_ARROW_IPC_TYPE_DECIMAL;
    case 'm':
        return RCI_ARROW_IPC_TYPE_MAP;
    default:
        return 0; /* unions, list views, run ends: no dtype is exported as one */
    }
}

static size_t write_timestamp(rci_arrow_ipc_builder *builder, const char *format)
{
    const size_t unit = (size_t)(strchr("smun", format[2]) - "smun");
    const char *zone = format + 4;
    rci_arrow_ipc_slot slots[] = {{2, unit}, RCI_ARROW_IPC_OFFSET};
    rci_arrow_ipc_built table;
    slots[1].size = *zone ? 4 : 0;
    table = rci_arrow_ipc_build_table(builder, slots, 2);
    if (*zone) {
        rci_arrow_ipc_build_link(builder, table.slots[1],
                                 rci_arrow_ipc_build_string(builder, zone, strlen(zone)));
    }
    return table.at;
}

static size_t write_decimal(rci_arrow_ipc_builder *builder, const char *format)
{
    const char *at = format + 2;
    int32_t precision = 0, scale = 0, bits = 128;
    bool negative;
    rci_arrow_ipc_layout_number(&at, &precision);
    negative = *++at == '-';
    at += negative;
    rci_arrow_ipc_layout_number(&at, &scale);
    if (*at == ',') {
        at++;
        rci_arrow_ipc_layout_number(&at, &bits);
    }
    return rci_arrow_ipc_build_table(builder,
                                     (rci_arrow_ipc_slot[]){
                                         {4, (uint64_t)precision},
                                         {4, (uint64_t)(negative ? -scale : scale)},
                                         {4, (uint64_t)bits},
                                     },
                                     3)
        .at;
}

static size_t write_sized(rci_arrow_ipc_builder *builder, const char *number)
{
    int32_t size = 0;
    rci_arrow_ipc_layout_number(&number, &size);
    return rci_arrow_ipc_build_table(builder, (rci_arrow_ipc_slot[]){{4, (uint64_t)size}}, 1).at;
}

size_t rci_arrow_ipc_type_write(rci_arrow_ipc_builder *builder, const char *format, int64_t flags)
{
    const size_t i = find_plain(format);
    if (i < sizeof plain / sizeof plain[0]) {
        return rci_arrow_ipc_build_table(builder,
                                         (rci_arrow_ipc_slot[]){plain[i].first, plain[i].second}, 2)
            .at;
    }
    switch (rci_arrow_ipc_type_number(format)) {
    case RCI_ARROW_IPC_TYPE_FIXED_BINARY:
        return write_sized(builder, format + 2);
    case RCI_ARROW_IPC_TYPE_FIXED_LIST:
        return write_sized(builder, format + 3);
    case RCI_ARROW_IPC_TYPE_TIMESTAMP:
        return write_timestamp(builder, format);
    case RCI_ARROW_IPC_TYPE_DECIMAL:
        return write_decimal(builder, format);
    default:
        return rci_arrow_ipc_build_table(
                   builder, (rci_arrow_ipc_slot[]){{1, (flags & ARROW_FLAG_MAP_KEYS_SORTED) != 0}},
                   1)
            .at;
    }
}
