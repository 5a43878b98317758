/*
 * format/arrow/ipc/layout.c - the buffers of an Arrow array, from the format string of its schema.
 */
#include "format/arrow/ipc/layout.h"

#include <string.h>

/* Format strings without parameters. */
static const struct {
    const char *format;
    rci_arrow_ipc_layout layout;
} plain[] = {
    {"n", {.shape = RCI_ARROW_IPC_NULL}},
    {"b", {.shape = RCI_ARROW_IPC_FIXED, .bits = 1}},
    {"c", {.shape = RCI_ARROW_IPC_FIXED, .bits = 8}},
    {"C", {.shape = RCI_ARROW_IPC_FIXED, .bits = 8}},
    {"s", {.shape = RCI_ARROW_IPC_FIXED, .bits = 16, .number_bytes = 2}},
    {"S", {.shape = RCI_ARROW_IPC_FIXED, .bits = 16, .number_bytes = 2}},
    {"e", {.shape = RCI_ARROW_IPC_FIXED, .bits = 16, .number_bytes = 2}},
    {"i", {.shape = RCI_ARROW_IPC_FIXED, .bits = 32, .number_bytes = 4}},
    {"I", {.shape = RCI_ARROW_IPC_FIXED, .bits = 32, .number_bytes = 4}},
    {"f", {.shape = RCI_ARROW_IPC_FIXED, .bits = 32, .number_bytes = 4}},
    {"l", {.shape = RCI_ARROW_IPC_FIXED, .bits = 64, .number_bytes = 8}},
    {"L", {.shape = RCI_ARROW_IPC_FIXED, .bits = 64, .number_bytes = 8}},
    {"g", {.shape = RCI_ARROW_IPC_FIXED, .bits = 64, .number_bytes = 8}},
    {"tdD", {.shape = RCI_ARROW_IPC_FIXED, .bits = 32, .number_bytes = 4}},
    {"tdm", {.shape = RCI_ARROW_IPC_FIXED, .bits = 64, .number_bytes = 8}},
    {"tts", {.shape = RCI_ARROW_IPC_FIXED, .bits = 32, .number_bytes = 4}},
    {"ttm", {.shape = RCI_ARROW_IPC_FIXED, .bits = 32, .number_bytes = 4}},
    {"ttu", {.shape = RCI_ARROW_IPC_FIXED, .bits = 64, .number_bytes = 8}},
    {"ttn", {.shape = RCI_ARROW_IPC_FIXED, .bits = 64, .number_bytes = 8}},
    {"tDs", {.shape = RCI_ARROW_IPC_FIXED, .bits = 64, .number_bytes = 8}},
    {"tDm", {.shape = RCI_ARROW_IPC_FIXED, .bits = 64, .number_bytes = 8}},
    {"tDu", {.shape = RCI_ARROW_IPC_FIXED, .bits = 64, .number_bytes = 8}},
    {"tDn", {.shape = RCI_ARROW_IPC_FIXED, .bits = 64, .number_bytes = 8}},
    {"tiM", {.shape = RCI_ARROW_IPC_FIXED, .bits = 32, .number_bytes = 4}},
    {"tiD", {.shape = RCI_ARROW_IPC_FIXED, .bits = 64, .number_bytes = 4}},
    {"tin", {.shape = RCI_ARROW_IPC_FIXED, .bits = 128, .number_bytes = RCI_ARROW_IPC_INTERVAL}},
    {"z", {.shape = RCI_ARROW_IPC_BINARY, .offset_bytes = 4}},
    {"Z", {.shape = RCI_ARROW_IPC_BINARY, .offset_bytes = 8}},
    {"u", {.shape = RCI_ARROW_IPC_BINARY, .offset_bytes = 4}},
    {"U", {.shape = RCI_ARROW_IPC_BINARY, .offset_bytes = 8}},
    {"vz", {.shape = RCI_ARROW_IPC_VIEW}},
    {"vu", {.shape = RCI_ARROW_IPC_VIEW}},
    {"+l", {.shape = RCI_ARROW_IPC_LIST, .offset_bytes = 4}},
    {"+L", {.shape = RCI_ARROW_IPC_LIST, .offset_bytes = 8}},
    {"+m", {.shape = RCI_ARROW_IPC_LIST, .offset_bytes = 4}},
    {"+vl", {.shape = RCI_ARROW_IPC_LIST_VIEW, .offset_bytes = 4}},
    {"+vL", {.shape = RCI_ARROW_IPC_LIST_VIEW, .offset_bytes = 8}},
    {"+s", {.shape = RCI_ARROW_IPC_STRUCT}},
    {"+r", {.shape = RCI_ARROW_IPC_RUN_END}},
};

bool rci_arrow_ipc_layout_number(const char **text, int32_t *number)
{
    const char *at = *text;
    int64_t value = 0;
    if (*at < '0' || *at > '9') {
        return false;
    }
    for (; *at >= '0' && *at <= '9'; at++) {
        value = value * 10 + (*at - '0');
        if (value > INT32_MAX) {
            return false;
        }
    }
    *number = (int32_t)value;
    *text = at;
    return true;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* "w:N", N bytes. */
static bool fixed_binary(const char *format, rci_arrow_ipc_layout *layout)
{
    const char *at = format + 2;
    int32_t width;
    if (!rci_arrow_ipc_layout_number(&at, &width) || *at != '\0') {
        return false;
    }
    *layout = (rci_arrow_ipc_layout){.shape = RCI_ARROW_IPC_FIXED, .bits = (size_t)width * 8};
    return true;
}

static bool fixed_list(const char *format, rci_arrow_ipc_layout *layout)
{
    const char *at = format + 3;
    int32_t size;
    if (!rci_arrow_ipc_layout_number(&at, &size) || *at != '\0') {
        return false;
    }
    *layout = (rci_arrow_ipc_layout){.shape = RCI_ARROW_IPC_FIXED_LIST, .elements = (size_t)size};
    return true;
}

/* "d:precision,scale" and "d:precision,scale,bits". */
static bool decimal(const char *format, rci_arrow_ipc_layout *layout)
{
    const char *at = format + 2;
    int32_t precision, scale, bits = 128;
    if (!rci_arrow_ipc_layout_number(&at, &precision) || *at++ != ',') {
        return false;
    }
    at += *at == '-';
    if (!rci_arrow_ipc_layout_number(&at, &scale)) {
        return false;
    }
    if (*at == ',' && (at++, !rci_arrow_ipc_layout_number(&at, &bits))) {
        return false;
    }
    if (*at != '\0' || (bits != 32 && bits != 64 && bits != 128 && bits != 256)) {
        return false;
    }
    *layout = (rci_arrow_ipc_layout){
        .shape = RCI_ARROW_IPC_FIXED, .bits = (size_t)bits, .number_bytes = (size_t)bits / 8};
    return true;
}

/* "tsU:zone", U a unit. */
static bool timestamp(const char *format, rci_arrow_ipc_layout *layout)
{
    if (format[2] == '\0' || !strchr("smun", format[2]) || format[3] != ':') {
        return false;
    }
    *layout = (rci_arrow_ipc_layout){.shape = RCI_ARROW_IPC_FIXED, .bits = 64, .number_bytes = 8};
    return true;
}

bool rci_arrow_ipc_layout_of(const char *format, rci_arrow_ipc_layout *layout)
{
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (strcmp(format, plain[i].format) == 0) {
            *layout = plain[i].layout;
            return true;
        }
    }
    if (begins(format, "w:")) {
        return fixed_binary(format, layout);
    }
    if (begins(format, "+w:")) {
        return fixed_list(format, layout);
    }
    if (begins(format, "d:")) {
        return decimal(format, layout);
    }
    if (begins(format, "ts")) {
        return timestamp(format, layout);
    }
    if (begins(format, "+us:") || begins(format, "+ud:")) {
        *layout = (rci_arrow_ipc_layout){.shape = format[2] == 's' ? RCI_ARROW_IPC_SPARSE
                                                                   : RCI_ARROW_IPC_DENSE,
                                         .offset_bytes = 4};
        return true;
    }
    return false;
}

unsigned rci_arrow_ipc_layout_buffers(const rci_arrow_ipc_layout *layout)
{
    static const unsigned char buffers[] = {
        [RCI_ARROW_IPC_NULL] = 0,   [RCI_ARROW_IPC_FIXED] = 2,      [RCI_ARROW_IPC_BINARY] = 3,
        [RCI_ARROW_IPC_VIEW] = 2,   [RCI_ARROW_IPC_LIST] = 2,       [RCI_ARROW_IPC_LIST_VIEW] = 3,
        [RCI_ARROW_IPC_STRUCT] = 1, [RCI_ARROW_IPC_FIXED_LIST] = 1, [RCI_ARROW_IPC_SPARSE] = 1,
        [RCI_ARROW_IPC_DENSE] = 2,  [RCI_ARROW_IPC_RUN_END] = 0,
    };
    return buffers[layout->shape];
}

bool rci_arrow_ipc_layout_has_validity(const rci_arrow_ipc_layout *layout)
{
    return layout->shape != RCI_ARROW_IPC_NULL && layout->shape != RCI_ARROW_IPC_SPARSE &&
           layout->shape != RCI_ARROW_IPC_DENSE && layout->shape != RCI_ARROW_IPC_RUN_END;
}
