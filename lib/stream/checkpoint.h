/*
 * stream/checkpoint.h - what the pump needs of checkpoints.
 */
#ifndef ROWCOL_STREAM_CHECKPOINT_H
#define ROWCOL_STREAM_CHECKPOINT_H

#include <rowcol/checkpoint.h>
#include <stdbool.h>
#include <stddef.h>

/* RC_OK; RC_EARG: the reader or the writer is not that of the checkpoint. */
rc_status rci_stream_checkpoint_check(const rc_checkpoint *checkpoint, const rc_reader *reader,
                                      const rc_writer *writer, rc_error *err);

/* Counts bytes of input. Whether a checkpoint is due. */
bool rci_stream_checkpoint_count(rc_checkpoint *checkpoint, size_t bytes);

/* Adds where the reader is, all of whose pieces are settled. RC_OK; RC_EIO, RC_ENOMEM. */
rc_status rci_stream_checkpoint_save_reader(rc_checkpoint *checkpoint, const rc_reader *reader,
                                            rc_error *err);

#endif
