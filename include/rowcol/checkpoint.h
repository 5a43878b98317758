/*
 * rowcol/checkpoint.h - runs that can be continued after they were interrupted.
 *
 * A long run from text to a file ends early: the process is killed, the disk is full, a record is
 * bad. With a checkpoint the next run continues where it was, and the output has the same bytes as
 * that of a run that was not interrupted:
 *
 *     rc_checkpoint *checkpoint = rc_checkpoint_open("out.npy", 0, &err);
 *     rc_checkpoint_inputs(checkpoint, paths, n, &err);
 *     rc_writer *writer = rc_checkpoint_writer(checkpoint, dtype, NULL, &err);
 *     for (size_t i = rc_checkpoint_input(checkpoint); i < n; i++) {
 *         rc_reader *reader = rc_reader_open(paths[i], &read, &err);
 *         rc_checkpoint_reader(checkpoint, reader, i, &err);
 *         options.checkpoint = checkpoint;
 *         rc_pump(reader, writer, &options, NULL, &err);
 *         rc_reader_close(reader);
 *     }
 *     rc_writer_finish(writer, &err);
 *     rc_checkpoint_remove(checkpoint);
 *     rc_writer_close(writer);
 *     rc_checkpoint_close(checkpoint);
 *
 * Beside the output out.npy there are two files meanwhile. `.out.npy.rowcol-partial` is the output
 * as far as it is written. `.out.npy.rowcol-resume` is the last checkpoint: where in which input it
 * was taken, how much of the partial file belongs to it, and what the program has added. A
 * checkpoint is written when the data that it names are on the disk, and replaces the one before as
 * a whole. A run that finds one cuts the partial file off and goes on there; what was written after
 * it is read and written again.
 *
 * A checkpoint belongs to the inputs (names, sizes, times, and hashes of the first and the last 64
 * KiB, and of the 64 KiB before the place in them), to the dtype and the format of the output, and
 * to the version of the library. If one of them is different, the run is refused. The other options
 * of reading and writing have to be the same, too: the program compares them (rc_checkpoint_get).
 *
 * The partial file is locked while it is used. Checkpoints are used by one thread at a time. In
 * every function a NULL pointer is RC_EARG, unless the comment says that it is allowed; a query of
 * NULL returns 0 or NULL.
 */
#ifndef ROWCOL_CHECKPOINT_H
#define ROWCOL_CHECKPOINT_H

#include <rowcol/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Opens the pair of files beside the output `path`, which must be a regular file or not exist yet.
 * If there is a checkpoint, rc_checkpoint_found is 1, and the functions below continue from it,
 * unless `restart` is not 0: then it is removed, and so it is if it is damaged. Without a
 * checkpoint the run starts at the beginning. The caller owns the checkpoint (rc_checkpoint_close).
 * NULL: RC_EIO (also if another run has the files, and if the checkpoint is damaged), RC_EARG (not
 * a regular file; the checkpoint is of another version of the library), RC_ENOMEM.
 */
RC_API rc_checkpoint *rc_checkpoint_open(const char *path, int restart, rc_error *err);

/** Whether there is a checkpoint to continue from: that of the run before, or one that this run has
 *  written. */
RC_API int rc_checkpoint_found(const rc_checkpoint *checkpoint);

/** A pump writes a checkpoint after `bytes` of input or `seconds`, whichever comes first; 0: not
 *  after any number of them. Before this call: after 10 seconds. While it is written nothing is
 *  read. RC_OK; RC_EARG (both are 0, `seconds` is negative or not a number). */
RC_API rc_status rc_checkpoint_every(rc_checkpoint *checkpoint, uint64_t bytes, double seconds,
                                     rc_error *err);

/** Keeps `size` bytes at `data` (which may be NULL if `size` is 0) under a name, of 1 to 31 letters
 *  of a to z, digits, "." and "-", which does not begin with "rowcol.". They are copied; they are
 *  written with the next checkpoint. RC_OK; RC_EARG (NULL, the name), RC_ENOMEM. */
RC_API rc_status rc_checkpoint_set(rc_checkpoint *checkpoint, const char *name, const void *data,
                                   size_t size, rc_error *err);

/** What was kept under a name, by this run or the one before, `*size` bytes (`size` may be NULL),
 *  borrowed until the next call with the checkpoint. NULL: nothing was. */
RC_API const void *rc_checkpoint_get(const rc_checkpoint *checkpoint, const char *name,
                                     size_t *size);

/** The inputs of the run, in their order. They must be regular files, which may be compressed. With
 *  a checkpoint they are compared with those of the run before. Call it once, before the functions
 *  below. RC_OK; RC_EARG (NULL; not a regular file; the inputs are not the same: the message says
 *  how they differ), RC_EIO, RC_ENOMEM. */
RC_API rc_status rc_checkpoint_inputs(rc_checkpoint *checkpoint, const char *const *paths, size_t n,
                                      rc_error *err);

/** The input in which the run continues, or begins: those before it are not read any more. */
RC_API size_t rc_checkpoint_input(const rc_checkpoint *checkpoint);

/** A reader of input `input`, opened from its path: it continues where the run was in that input,
 *  or begins. Errors and bad records have the places in the whole input. It is borrowed until the
 *  next call of this function. RC_OK; RC_EARG (NULL, the reader was read from, the input comes
 *  before that of the checkpoint, what was read of it has changed), RC_EUNSUPPORTED (a format that
 *  cannot be continued: all but JSON and CSV), RC_EIO, RC_ENOMEM. */
RC_API rc_status rc_checkpoint_reader(rc_checkpoint *checkpoint, rc_reader *reader, size_t input,
                                      rc_error *err);

/** A writer to the output, which continues after the records of the checkpoint, or begins. It is as
 *  one of rc_writer_open, but what it has written stays when it is closed before it is finished and
 *  a checkpoint was written. Call it once. The caller owns the writer (rc_writer_close). NULL: as
 *  rc_writer_open; RC_EARG (the dtype or the format is not that of the run before), RC_EIO (the
 *  partial file is shorter than it was, or has other bytes). */
RC_API rc_writer *rc_checkpoint_writer(rc_checkpoint *checkpoint, const rc_dtype *dtype,
                                       const rc_write_options *options, rc_error *err);

/** A log of bad records, as rc_reject_log_open, that continues as the writer does: each of its
 * files has a partial file in its folder. Call it once. The caller owns the log
 * (rc_reject_log_close). NULL: as rc_reject_log_open and rc_checkpoint_writer. */
RC_API rc_reject_log *rc_checkpoint_reject_log(rc_checkpoint *checkpoint, const char *path,
                                               const char *raw_path, rc_error *err);

/** Counts of the values of fields (rc_read_counts_new): they become those of the run before, and
 * are kept with each checkpoint from now on. They must exist until the checkpoint is closed. Call
 * it once. RC_OK; RC_EARG (NULL, the dtype is not that of the run before), RC_ENOMEM. */
RC_API rc_status rc_checkpoint_counts(rc_checkpoint *checkpoint, rc_read_counts *counts,
                                      rc_error *err);

/** Writes a checkpoint now: before the first call of rc_pump, or after one that has returned RC_OK.
 *  RC_OK; RC_EARG (NULL; no writer was opened, or it has failed or is finished), RC_EIO, RC_ENOMEM.
 */
RC_API rc_status rc_checkpoint_write(rc_checkpoint *checkpoint, rc_error *err);

/** The output is complete, or is not to be continued: removes the checkpoint, and, when their
 *  writers are closed, the partial files. Call it before these are closed. NULL is allowed. */
RC_API void rc_checkpoint_remove(rc_checkpoint *checkpoint);

/** Releases the checkpoint. What was written stays, unless rc_checkpoint_remove was called. NULL is
 *  allowed. */
RC_API void rc_checkpoint_close(rc_checkpoint *checkpoint);

#ifdef __cplusplus
}
#endif
#endif
