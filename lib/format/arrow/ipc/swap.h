/*
 * format/arrow/ipc/swap.h - buffers of the other byte order.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_SWAP_H
#define ROWCOL_FORMAT_ARROW_IPC_SWAP_H

#include <stddef.h>

/* Besides numbers of 2, 4, 8, 16 and 32 bytes: RCI_ARROW_IPC_INTERVAL of layout.h, and views. */
enum { RCI_ARROW_IPC_SWAP_VIEWS = 15 };

/* Reverses the bytes of each whole number of the `size` bytes. A `unit` of 0 or 1 changes nothing.
 */
void rci_arrow_ipc_swap(unsigned char *bytes, size_t size, size_t unit);

#endif
