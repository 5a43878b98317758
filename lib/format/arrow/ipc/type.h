/*
 * format/arrow/ipc/type.h - the types of Schema.fbs and the format strings of the C data interface.
 *
 * Source: https://github.com/apache/arrow/blob/main/format/Schema.fbs, union Type.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_TYPE_H
#define ROWCOL_FORMAT_ARROW_IPC_TYPE_H

#include "base/text_builder.h"
#include "format/arrow/ipc/flatbuffer_build.h"
#include "format/arrow/ipc/flatbuffer_read.h"

enum {
    RCI_ARROW_IPC_TYPE_NULL = 1,
    RCI_ARROW_IPC_TYPE_INT = 2,
    RCI_ARROW_IPC_TYPE_FLOAT = 3,
    RCI_ARROW_IPC_TYPE_BINARY = 4,
    RCI_ARROW_IPC_TYPE_UTF8 = 5,
    RCI_ARROW_IPC_TYPE_BOOL = 6,
    RCI_ARROW_IPC_TYPE_DECIMAL = 7,
    RCI_ARROW_IPC_TYPE_DATE = 8,
    RCI_ARROW_IPC_TYPE_TIME = 9,
    RCI_ARROW_IPC_TYPE_TIMESTAMP = 10,
    RCI_ARROW_IPC_TYPE_INTERVAL = 11,
    RCI_ARROW_IPC_TYPE_LIST = 12,
    RCI_ARROW_IPC_TYPE_STRUCT = 13,
    RCI_ARROW_IPC_TYPE_UNION = 14,
    RCI_ARROW_IPC_TYPE_FIXED_BINARY = 15,
    RCI_ARROW_IPC_TYPE_FIXED_LIST = 16,
    RCI_ARROW_IPC_TYPE_MAP = 17,
    RCI_ARROW_IPC_TYPE_DURATION = 18,
    RCI_ARROW_IPC_TYPE_LARGE_BINARY = 19,
    RCI_ARROW_IPC_TYPE_LARGE_UTF8 = 20,
    RCI_ARROW_IPC_TYPE_LARGE_LIST = 21,
    RCI_ARROW_IPC_TYPE_RUN_END = 22,
    RCI_ARROW_IPC_TYPE_BINARY_VIEW = 23,
    RCI_ARROW_IPC_TYPE_UTF8_VIEW = 24,
    RCI_ARROW_IPC_TYPE_LIST_VIEW = 25,
    RCI_ARROW_IPC_TYPE_LARGE_LIST_VIEW = 26
};

/* Puts the format string of the type number `type`, with its table; `*flags` gets the flags that
   belong to the type. False: the type is not known, or its parameters are not possible. */
bool rci_arrow_ipc_type_read(uint8_t type, const rci_arrow_ipc_table *table, size_t n_children,
                             rci_base_text_builder *format, int64_t *flags);

/* The format string of an Int table, such as "l"; NULL for an impossible width. */
const char *rci_arrow_ipc_type_int(const rci_arrow_ipc_table *table);

/* The number of the type with that format string; 0 if it is not known. */
uint8_t rci_arrow_ipc_type_number(const char *format);

/* Appends the table of the type with that format string, which is known. Returns its position. */
size_t rci_arrow_ipc_type_write(rci_arrow_ipc_builder *builder, const char *format, int64_t flags);

#endif
