/*
 * format/arrow/ipc/frame.h - the frame of messages that are written.
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_FRAME_H
#define ROWCOL_FORMAT_ARROW_IPC_FRAME_H

#include "format/arrow/ipc/flatbuffer_build.h"
#include "format/arrow/ipc/message.h"

/* Appends zeros up to a multiple of `alignment`. RC_OK; RC_ENOMEM, RC_ELIMIT. */
rc_status rci_arrow_ipc_frame_pad(rci_base_bytes *out, size_t alignment, rc_error *err);

/* Builds the Message table, the root, in an empty builder. Returns the position of the size of the
   body, which is 0; `*header` is the offset to be linked to the header. */
size_t rci_arrow_ipc_frame_message(rci_arrow_ipc_builder *builder, rci_arrow_ipc_message_type type,
                                   size_t *header);

/* Appends what was built as the metadata of a message, with padding so that what follows is aligned
   in `out`. `*metadata` is where it begins. RC_OK; the failure of the builder, RC_ENOMEM,
   RC_ELIMIT. */
rc_status rci_arrow_ipc_frame_append(const rci_arrow_ipc_builder *builder, rci_base_bytes *out,
                                     size_t *metadata, rc_error *err);

#endif
