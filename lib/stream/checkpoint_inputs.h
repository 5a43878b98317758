/*
 * stream/checkpoint_inputs.h - whether the inputs of a run are those of the run that it continues.
 */
#ifndef ROWCOL_STREAM_CHECKPOINT_INPUTS_H
#define ROWCOL_STREAM_CHECKPOINT_INPUTS_H

#include "stream/checkpoint_file.h"

/* Adds the inputs to the sections, or if they are there, compares with them. RC_OK; RC_EARG (they
   differ; one is not a regular file), RC_EIO, RC_ENOMEM. */
rc_status rci_stream_checkpoint_inputs(rci_stream_sections *sections, const char *const *paths,
                                       size_t n, rc_error *err);

#endif
