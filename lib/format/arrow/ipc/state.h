/*
 * format/arrow/ipc/state.h - what a writer keeps that is not in the output yet, for a checkpoint:
 * the places of the record batches that are, and the records of the next one.
 *
 *     uint64 number of blocks; of each: offset, size of the metadata, size of the body
 *     the records, as an Arrow stream
 */
#ifndef ROWCOL_FORMAT_ARROW_IPC_STATE_H
#define ROWCOL_FORMAT_ARROW_IPC_STATE_H

#include "format/arrow/ipc/batch_write.h"

#include <rowcol/stream.h>

/* Appends the state. `blocks` holds rci_arrow_ipc_block. RC_OK; RC_ENOMEM, RC_ELIMIT. */
rc_status rci_arrow_ipc_state_write(const struct ArrowSchema *schema,
                                    const rc_arrow_export_options *options,
                                    const rci_base_bytes *blocks, const rc_store *records,
                                    rci_base_bytes *out, rc_error *err);

/* Reads a state: appends to `blocks`, and returns a reader of the records, which the caller owns;
   `state` is borrowed until that is closed. NULL: RC_EFORMAT, RC_ENOMEM. */
rc_reader *rci_arrow_ipc_state_read(const void *state, size_t n, rci_base_bytes *blocks,
                                    rc_error *err);

#endif
