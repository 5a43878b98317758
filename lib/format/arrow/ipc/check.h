/*
 * format/arrow/ipc/check.h - whether what a column refers to exists: offsets, views, indices.
 *
 * A reader of the C data interface does not know the sizes of buffers, so that everything that
 * could lead it outside of one is checked here, in time proportional to the length.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_CHECK_H
#define ROWCOL_FORMAT_ARROW_IPC_CHECK_H

#include "base/cell.h"
#include "format/arrow/ipc/column.h"
#include "format/arrow/ipc/layout.h"
#include "store/nulls.h"

/* Whether value `index` is valid in a bitmap; NULL: all are. */
static inline bool rci_arrow_ipc_is_valid(const unsigned char *bits, size_t index)
{
    return !bits || rci_store_bit(bits, index);
}

/* How many of the first `n` bits are 0. */
size_t rci_arrow_ipc_check_nulls(const unsigned char *bits, size_t n);

/* The byte order of the numbers of a column. */
#define RCI_ARROW_IPC_HOST_BIG (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

/* The number at `index` of a buffer of signed numbers of 4 or 8 bytes. */
static inline int64_t rci_arrow_ipc_offset_at(const unsigned char *offsets, size_t offset_bytes,
                                              size_t index)
{
    return rci_base_cell_get_signed(offsets + index * offset_bytes, offset_bytes,
                                    RCI_ARROW_IPC_HOST_BIG);
}

/* NULL, or what is wrong with a column whose buffers have the sizes that its length requires and
   whose children were checked. `format` is that of its schema. */
const char *rci_arrow_ipc_check(const rci_arrow_ipc_column *column,
                                const rci_arrow_ipc_layout *layout, const char *format);

#endif
