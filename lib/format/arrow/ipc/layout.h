/*
 * format/arrow/ipc/layout.h - the buffers of an Arrow array, from the format string of its schema.
 *
 * Sources: https://arrow.apache.org/docs/format/CDataInterface.html (format strings) and
 * https://arrow.apache.org/docs/format/Columnar.html (layouts).
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_LAYOUT_H
#define ROWCOL_FORMAT_ARROW_IPC_LAYOUT_H

#include <rowcol/base.h>
#include <stdbool.h>

typedef enum rci_arrow_ipc_shape {
    RCI_ARROW_IPC_NULL,
    RCI_ARROW_IPC_FIXED,      /* validity, values of `bits` bits each */
    RCI_ARROW_IPC_BINARY,     /* validity, offsets, bytes */
    RCI_ARROW_IPC_VIEW,       /* validity, views, any number of data buffers */
    RCI_ARROW_IPC_LIST,       /* validity, offsets; one child */
    RCI_ARROW_IPC_LIST_VIEW,  /* validity, offsets, sizes; one child */
    RCI_ARROW_IPC_FIXED_LIST, /* validity; one child, `elements` for each value */
    RCI_ARROW_IPC_STRUCT,     /* validity; children */
    RCI_ARROW_IPC_SPARSE,     /* type ids; children */
    RCI_ARROW_IPC_DENSE,      /* type ids, offsets; children */
    RCI_ARROW_IPC_RUN_END     /* no buffers; children for the run ends and the values */
} rci_arrow_ipc_shape;

enum { RCI_ARROW_IPC_INTERVAL = 12 };

typedef struct rci_arrow_ipc_layout {
    rci_arrow_ipc_shape shape;
    size_t bits;         /* RCI_ARROW_IPC_FIXED: 1, or a multiple of 8 */
    size_t number_bytes; /* RCI_ARROW_IPC_FIXED: of a number whose byte order matters; 0: none;
                            RCI_ARROW_IPC_INTERVAL: two of 4 bytes, one of 8 */
    size_t offset_bytes; /* 4 or 8, of offsets and sizes */
    size_t elements;     /* RCI_ARROW_IPC_FIXED_LIST */
} rci_arrow_ipc_layout;

/* Whether `format` is known; then `*layout` is filled in. */
bool rci_arrow_ipc_layout_of(const char *format, rci_arrow_ipc_layout *layout);

/* How many buffers an array has, without the data buffers of views. */
unsigned rci_arrow_ipc_layout_buffers(const rci_arrow_ipc_layout *layout);

/* Whether the first of these is a validity bitmap. */
bool rci_arrow_ipc_layout_has_validity(const rci_arrow_ipc_layout *layout);

/* The decimal number at `*text`, which is moved past it. False: there is no number, or it is more
   than INT32_MAX. */
bool rci_arrow_ipc_layout_number(const char **text, int32_t *number);

#endif
