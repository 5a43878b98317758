/*
 * io/output.h - outputs that appear completely or not at all.
 *
 * A regular file, or a name that does not exist yet, is written to an unnamed temporary file in the
 * same folder (O_TMPFILE). On commit the temporary file is synced and gets the name. Until then the
 * target does not change, and nothing is left if the process is killed. (If the file system has no
 * unnamed files, the temporary file has a hidden name; only a kill can leave it in the folder. An
 * existing target is replaced with rename, and for that the new file has a hidden name for a
 * moment.) A symbolic link is followed, and the file that it points to is replaced. A new file gets
 * the permissions that the umask allows. A file that replaces another gets its permissions, owner
 * and group as far as the process may set them, and its extended attributes (user.*, access control
 * list, SELinux label) as far as the system allows; the old file must be writable. Its other hard
 * links keep the old contents.
 *
 * Anything else (a FIFO, a device) is opened and written directly, as is "-", standard output.
 * /dev/stdout, /dev/stderr and /dev/fd/N mean the open descriptor itself, also if it is a regular
 * file: output is written at its position, and the file is not replaced.
 *
 * No write raises SIGPIPE: a pipe without a reader is an RC_EIO with EPIPE in err->sys.
 */
#ifndef ROWCOL_IO_OUTPUT_H
#define ROWCOL_IO_OUTPUT_H

#include "io/identity.h"

#include <rowcol/base.h>
#include <stdbool.h>

typedef struct rci_io_output rci_io_output;

/* "-" is standard output. NULL: RC_EIO, RC_ENOMEM. */
rci_io_output *rci_io_output_open(const char *path, rc_error *err);
/* Output to a partial file (io/partial.h) in the folder of `path`, which must be a regular file, or
   not exist yet. On commit it gets the name. It is locked until the output is closed, and removed
   then, if it was not committed and rci_io_output_keep has not said otherwise. What it has is
   overwritten from the first byte on. NULL: RC_EARG (not a regular file), RC_EIO (also if another
   run has it), RC_ENOMEM. */
rci_io_output *rci_io_output_open_partial(const char *path, rc_error *err);
/* A new file as rci_io_output_open, which only this user may read. */
rci_io_output *rci_io_output_open_private(const char *path, rc_error *err);
/* A descriptor, which is borrowed until the return: it is written directly, at its position. NULL:
   RC_EIO, RC_ENOMEM. */
rci_io_output *rci_io_output_open_fd(int fd, const char *name, rc_error *err);

/* Output that other code takes: in order, by one thread at a time. `commit`: all was written; it is
   called once. `close` is called once, at last. */
typedef struct rci_io_sink {
    rc_status (*write)(void *context, const void *data, size_t n, rc_error *err);
    rc_status (*commit)(void *context, rc_error *err);
    void (*close)(void *context);
} rci_io_sink;

/* On failure the sink stays the caller's. NULL: RC_ENOMEM. */
rci_io_output *rci_io_output_open_sink(const rci_io_sink *sink, void *context, const char *name,
                                       rc_error *err);
/* The name for errors: the path, "standard output" for "-". */
const char *rci_io_output_name(const rci_io_output *output);
/* Whether rci_io_output_patch works: only if the output is a new temporary file. */
bool rci_io_output_can_patch(const rci_io_output *output);
/* The file that is written directly; not known for a file that is replaced on commit. */
const rci_io_identity *rci_io_output_identity(const rci_io_output *output);

/* Whether rci_io_output_write_at may be called in any order and on any thread: only if the output
   is a new temporary file. */
bool rci_io_output_has_places(const rci_io_output *output);
/* Says that at least three threads are going to write at the same time, each on a processor of its
   own: they need not wait for each other then, where the system allows that. No thread is writing.
   It may be called again. */
void rci_io_output_share(rci_io_output *output);
/* The place of the next `n` bytes, which are to be written there. One thread at a time. */
uint64_t rci_io_output_take_place(rci_io_output *output, size_t n);
/* Writes `n` bytes at their place; if the output has no places, in the order of the places. As
   rci_io_output_write. */
rc_status rci_io_output_write_at(rci_io_output *output, uint64_t place, const void *data, size_t n,
                                 rc_error *err);
/* Takes a place and writes. RC_OK; RC_EIO with errno in err->sys (ENOSPC, EPIPE, ...). Continues
   interrupted and short writes, and waits if a non-blocking descriptor returns EAGAIN. After a
   failure the output can only be closed: until then each call fails with the errno of the first. */
rc_status rci_io_output_write(rci_io_output *output, const void *data, size_t n, rc_error *err);
/* Overwrites `n` bytes, already written, at `offset`. RC_OK; RC_EARG (not patchable, or past the
   bytes written), RC_EIO. */
rc_status rci_io_output_patch(rci_io_output *output, uint64_t offset, const void *data, size_t n,
                              rc_error *err);
/* What is known of a partial file: so many bytes, the hash of the last of them (io/stamp.h), the
   number of the inode. */
typedef struct rci_io_output_mark {
    uint64_t bytes, hash, inode;
} rci_io_output_mark;

/* Writes all bytes written to the disk, and describes them; no thread is writing. RC_OK; RC_EIO. */
rc_status rci_io_output_mark_now(rci_io_output *output, rci_io_output_mark *mark, rc_error *err);
/* Finds what was marked: in the partial file, or in its place, from which it becomes the partial
   file again. To be called before anything is written. RC_OK: it stays when the output is closed;
   RC_EIO (also if it has not so many bytes, or others): a file that was there stays, too. */
rc_status rci_io_output_find_left(rci_io_output *output, const rci_io_output_mark *mark,
                                  rc_error *err);
/* Cuts a partial file off after the bytes of the mark, and goes on there; of these bytes, those
   that were written meanwhile are what they were. RC_OK; RC_EIO, as above. */
rc_status rci_io_output_continue(rci_io_output *output, const rci_io_output_mark *mark,
                                 rc_error *err);
/* Empties a partial file. RC_OK; RC_EIO. */
rc_status rci_io_output_empty(rci_io_output *output, rc_error *err);
/* Whether a partial file stays when the output is closed. */
void rci_io_output_keep(rci_io_output *output, bool keep);
/* Bytes whose place was taken. */
uint64_t rci_io_output_position(const rci_io_output *output);
/* The first part of a commit: what was written is on the disk, and only the name is missing.
   Nothing may be written after it. RC_OK; RC_EIO, RC_ENOMEM. */
rc_status rci_io_output_prepare(rci_io_output *output, rc_error *err);
/* The second part: from now on rci_io_pending_abandon_all leaves it alone. RC_OK; RC_ECANCELED. */
rc_status rci_io_output_seal(rci_io_output *output, rc_error *err);
/* Syncs, renames, syncs the folder; what was done by the two above is left out. Call it once.
   RC_OK: the output is complete and in its place. RC_EIO, RC_ENOMEM, RC_ECANCELED (abandoned by
   rci_io_pending_abandon_all): the target has not changed; except that the last step, syncing the
   folder, may fail with RC_EIO when the output is already in its place: the message says so. */
rc_status rci_io_output_commit(rci_io_output *output, rc_error *err);
/* Closes; discards the output if it was not committed. NULL is allowed. */
void rci_io_output_close(rci_io_output *output);

#endif
