/*
 * stream/reject_log.h - logs of bad records, for runs that are continued.
 */
#ifndef ROWCOL_STREAM_REJECT_LOG_H
#define ROWCOL_STREAM_REJECT_LOG_H

#include "io/output.h"

#include <rowcol/stream.h>

/* The dtype of the records of a log. NULL: RC_ENOMEM. */
rc_dtype *rci_stream_reject_log_dtype(rc_error *err);
/* The format of a log at `path`: NULL if its name shows it. */
const char *rci_stream_reject_log_format(const char *path);
/* A log to what is open, of which it takes over both, also on failure; one of them may be NULL.
   NULL: RC_ENOMEM. */
rc_reject_log *rci_stream_reject_log_make(rc_writer *writer, rci_io_output *raw, rc_error *err);
/* Writes what was added; *writer and *raw are borrowed, NULL where there is none. As
   rc_reject_log_add. */
rc_status rci_stream_reject_log_flush(rc_reject_log *log, rc_writer **writer, rci_io_output **raw,
                                      rc_error *err);
/* Whether its partial files stay. */
void rci_stream_reject_log_keep(rc_reject_log *log, bool keep);

#endif
