/*
 * stream/checkpoint_state.h - readers, writers, outputs and counts as sections of a checkpoint, and
 * back.
 */
#ifndef ROWCOL_STREAM_CHECKPOINT_STATE_H
#define ROWCOL_STREAM_CHECKPOINT_STATE_H

#include "io/output.h"
#include "stream/checkpoint_file.h"

#include <rowcol/stream.h>

/* Each function that reads a section does nothing if there is none, and returns RC_OK. */

/* Where a reader of input `input` is. The bytes before that place are hashed if they can be read
   again. RC_OK; RC_EIO, RC_ENOMEM. */
rc_status rci_stream_state_save_reader(rci_stream_sections *sections, const rc_reader *reader,
                                       size_t input, rc_error *err);
/* The input that the section has; 0 if there is none. */
size_t rci_stream_state_input(const rci_stream_sections *sections);
/* A reader of that input goes on there. RC_OK; RC_EARG (what was read is different), RC_EIO. */
rc_status rci_stream_state_restore_reader(const rci_stream_sections *sections, rc_reader *reader,
                                          rc_error *err);

/* What was written to an output is written to the disk, and its length and its last bytes are
   added. RC_OK; RC_EIO, RC_ENOMEM. */
rc_status rci_stream_state_save_output(rci_stream_sections *sections, const char *name,
                                       rci_io_output *output, rc_error *err);
/* A partial output goes on after that. RC_OK; RC_EIO: it is shorter, or has other bytes. */
rc_status rci_stream_state_restore_output(const rci_stream_sections *sections, const char *name,
                                          rci_io_output *output, rc_error *err);

/* The same for the output of a writer, with what the writer keeps. */
rc_status rci_stream_state_save_writer(rci_stream_sections *sections, const char *name,
                                       rc_writer *writer, rc_error *err);
/* A new writer to `output`, which it takes over, also on failure. NULL: as rc_checkpoint_writer. */
rc_writer *rci_stream_state_open_writer(const rci_stream_sections *sections, const char *name,
                                        rci_io_output *output, const rc_dtype *dtype,
                                        const rc_write_options *options, rc_error *err);

/* RC_OK; RC_ENOMEM. */
rc_status rci_stream_state_save_counts(rci_stream_sections *sections, const rc_read_counts *counts,
                                       rc_error *err);
/* RC_OK; RC_EARG: they are of another dtype. */
rc_status rci_stream_state_restore_counts(const rci_stream_sections *sections,
                                          rc_read_counts *counts, rc_error *err);

#endif
