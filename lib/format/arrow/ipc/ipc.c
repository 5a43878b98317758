/*
 * format/arrow/ipc/ipc.c - the formats "arrow" and "arrows".
 */
#include "format/arrow/ipc/ipc.h"

#include "format/arrow/ipc/message.h"

/* A message begins with FFFFFFFF and the size of its metadata, which is not 0 in the first one. */
static bool recognise_stream(const unsigned char *bytes, size_t n)
{
    return n >= 8 && rci_arrow_ipc_le32(bytes) == RCI_ARROW_IPC_CONTINUATION &&
           rci_arrow_ipc_le32(bytes + 4) - 1 < INT32_MAX;
}

const rci_stream_format rci_arrow_ipc_format_file = {
    .name = "arrow",
    .suffixes = "arrow feather",
    .options = RCI_STREAM_COMPRESSION | RCI_STREAM_STRINGS,
    .recognise = rci_arrow_ipc_has_magic,
    .open_reader = rci_arrow_ipc_open_reader,
    .open_writer = rci_arrow_ipc_open_file_writer,
};

const rci_stream_format rci_arrow_ipc_format_stream = {
    .name = "arrows",
    .suffixes = "arrows",
    .options = RCI_STREAM_COMPRESSION | RCI_STREAM_STRINGS,
    .recognise = recognise_stream,
    .open_reader = rci_arrow_ipc_open_reader,
    .open_writer = rci_arrow_ipc_open_stream_writer,
};
