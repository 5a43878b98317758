/*
 * format/arrow/ipc/swap.c - buffers of the other byte order.
 */
#include "format/arrow/ipc/swap.h"

#include "format/arrow/ipc/layout.h"
#include "store/strings.h"

#include <string.h>

static void reverse(unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        const unsigned char byte = bytes[i];
        bytes[i] = bytes[n - 1 - i];
        bytes[n - 1 - i] = byte;
    }
}

/* A view has a length; if it is more than 12, a prefix, the number of a buffer and an offset. */
static void swap_view(unsigned char *view)
{
    int32_t length;
    reverse(view, 4);
    memcpy(&length, view, sizeof length);
    if (length > RCI_STORE_STR_INLINE) {
        reverse(view + 8, 4);
        reverse(view + 12, 4);
    }
}

void rci_arrow_ipc_swap(unsigned char *bytes, size_t size, size_t unit)
{
    if (unit == RCI_ARROW_IPC_SWAP_VIEWS) {
        for (size_t at = 0; size - at >= RCI_STORE_STR_CELL; at += RCI_STORE_STR_CELL) {
            swap_view(bytes + at);
        }
    } else if (unit == RCI_ARROW_IPC_INTERVAL) {
        for (size_t at = 0; size - at >= 16; at += 16) {
            reverse(bytes + at, 4);
            reverse(bytes + at + 4, 4);
            reverse(bytes + at + 8, 8);
        }
    } else if (unit > 1) {
        for (size_t at = 0; size - at >= unit; at += unit) {
            reverse(bytes + at, unit);
        }
    }
}
