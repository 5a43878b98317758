/*
 * io/output.h - a file that appears whole or not at all.
 *
 * A regular file, or a name that does not exist yet, is written to an unnamed temporary file in the
 * same folder (O_TMPFILE), and on commit synced and given the name: until then the target is what
 * it was, and nothing is left behind when the process is killed. (Where the file system has no
 * unnamed files a hidden named one stands in; only a kill can leave that behind. A target that
 * exists is replaced by rename, for which the new file bears a name for a moment.) A symbolic link
 * is followed, and the file it leads to replaced. A new file gets the permissions that the umask
 * leaves; a file that was there hands its permissions, owner and group on as far as the process
 * may set them, must be writable, and loses its other hard links.
 *
 * Anything else (a FIFO, a device) is opened and written directly, as is "-", standard output.
 * /dev/stdout, /dev/stderr and /dev/fd/N mean the open descriptor itself, also where that is a
 * regular file: writing goes on at its position, and the file is not replaced.
 *
 * No write raises SIGPIPE: a pipe that nobody reads is an RC_EIO with EPIPE in err->sys.
 */
#ifndef ROWCOL_IO_OUTPUT_H
#define ROWCOL_IO_OUTPUT_H

#include <rowcol/base.h>
#include <stdbool.h>

typedef struct rci_io_output rci_io_output;

/* "-" is standard output. NULL: RC_EIO, RC_ENOMEM. */
rci_io_output *rci_io_output_open(const char *path, rc_error *err);
/* The name for errors: the path, "standard output" for "-". */
const char *rci_io_output_name(const rci_io_output *output);
/* Whether rci_io_output_patch works: only on files that take the name at the end. */
bool rci_io_output_can_patch(const rci_io_output *output);
/* Bytes written so far. */
uint64_t rci_io_output_position(const rci_io_output *output);

/* RC_OK; RC_EIO with errno in err->sys (ENOSPC, EPIPE, ...). Retries interrupted and short writes,
   and waits where a non-blocking descriptor says EAGAIN. After a failure the output can only be
   closed. */
rc_status rci_io_output_write(rci_io_output *output, const void *data, size_t n, rc_error *err);
/* Overwrites `n` bytes already written at `offset`. RC_OK; RC_EARG (not patchable, or past what
   was written), RC_EIO. */
rc_status rci_io_output_patch(rci_io_output *output, uint64_t offset, const void *data, size_t n,
                              rc_error *err);
/* Syncs, renames, syncs the folder. Call it once. RC_OK; RC_EIO: the target is as it was, except
   that a failure to sync the folder comes after the file took the name. */
rc_status rci_io_output_commit(rci_io_output *output, rc_error *err);
/* Closes; throws away what was not committed. NULL is allowed. */
void rci_io_output_close(rci_io_output *output);

#endif
