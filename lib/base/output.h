/*
 * base/output.h - a file that appears whole or not at all.
 *
 * A regular file (or a name that does not exist yet) is written to an unnamed temporary file in the
 * same folder (O_TMPFILE; a named one where the file system has none), and on commit synced and
 * renamed over the target: the permissions of a file that was there are kept, a symbolic link is
 * followed. Anything else (a FIFO, a device, "-") is opened and written directly.
 */
#ifndef ROWCOL_BASE_OUTPUT_H
#define ROWCOL_BASE_OUTPUT_H

#include <rowcol/base.h>
#include <stdbool.h>

typedef struct rci_output rci_output;

/* "-" is standard output. NULL: RC_EIO, RC_ENOMEM. */
rci_output *rci_output_open(const char *path, rc_error *err);
/* The name for errors: the path, "standard output" for "-". */
const char *rci_output_name(const rci_output *output);
/* Whether rci_output_patch works: only on outputs that are regular files of our own making. */
bool rci_output_can_patch(const rci_output *output);
/* Bytes written so far. */
uint64_t rci_output_position(const rci_output *output);

/* RC_OK; RC_EIO with errno in err->sys (ENOSPC, EPIPE, ...). Retries interrupted and short writes,
   and waits where a non-blocking descriptor says EAGAIN. */
rc_status rci_output_write(rci_output *output, const void *data, size_t n, rc_error *err);
/* Overwrites `n` bytes already written at `offset`. */
rc_status rci_output_patch(rci_output *output, uint64_t offset, const void *data, size_t n,
                           rc_error *err);
/* Syncs, renames, syncs the folder. RC_OK; RC_EIO: the target is as it was. */
rc_status rci_output_commit(rci_output *output, rc_error *err);
/* Closes; throws away what was not committed. NULL is allowed. */
void rci_output_close(rci_output *output);

#endif
