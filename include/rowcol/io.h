/*
 * rowcol/io.h - readers and writers on descriptors, memory, and functions of the program.
 *
 * rowcol/stream.h has those on paths, and reading from memory. Here is what a program needs that
 * has a socket, an archive or a protocol of its own in place of a file.
 *
 * Readers and writers are used by one thread at a time. In every function a NULL pointer is
 * RC_EARG, unless the comment says that it is allowed; a query of NULL returns 0 or NULL.
 */
#ifndef ROWCOL_IO_H
#define ROWCOL_IO_H

#include <rowcol/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --------------------------------------------------------------- reading */

/** What gives the bytes of a reader. */
typedef struct rc_input {
    size_t size;   /**< sizeof(rc_input) */
    void *context; /**< is passed to the functions */
    /** Reads at most `n` bytes into `buffer`, and sets `*got`, which is 0 before: at least 1,
     * unless the input has ended. It may return fewer than there is space for: then the records
     * that have come so far are not held back. It is called by one thread at a time: any thread of
     * the reader or of the pump. RC_OK, or another status, with which reading fails, with the error
     * in `err` if the function sets it. RC_END is no such status: reading fails with RC_EARG.
     * rc_reader_cancel does not wake the function. */
    rc_status (*read)(void *context, void *buffer, size_t n, size_t *got, rc_error *err);
    /** Called once, when nothing more is read: by rc_reader_close at the latest, also if the reader
     *  cannot be opened for another reason than this structure. NULL: nothing is to be done. */
    void (*close)(void *context);
} rc_input;

#define RC_INPUT_INIT                                                                              \
    {                                                                                              \
        sizeof(rc_input), RC_NULL, RC_NULL, RC_NULL                                                \
    }

/**
 * A reader of what functions give. `name` is used as the name of the file in errors, and to choose
 * the format unless `options` name it or the first bytes show it; NULL means "input". The caller
 * owns the reader (rc_reader_close). NULL: as rc_reader_open; RC_EARG (no input, no function to
 * read); what `read` returns.
 */
RC_API rc_reader *rc_reader_open_input(const rc_input *input, const char *name,
                                       const rc_read_options *options, rc_error *err);

/** The same of an open descriptor, which is read from its position: a socket, a pipe, a file. It
 *  stays the caller's and may be closed at once. NULL: as rc_reader_open. */
RC_API rc_reader *rc_reader_open_fd(int fd, const char *name, const rc_read_options *options,
                                    rc_error *err);

/** The same of `n` bytes of a regular file from byte `first` on, as if they were the whole input: a
 *  part of its lines, or a file inside it. Places in errors count from there. NULL: as
 *  rc_reader_open; RC_EARG also if it is not a regular file, or has not so many bytes. */
RC_API rc_reader *rc_reader_open_range(const char *path, uint64_t first, uint64_t n,
                                       const rc_read_options *options, rc_error *err);

/** All records of a reader that has not been read from, in a new store, which the caller owns
 *  (rc_store_unref), in the layout of its options; decoded by `threads` threads, 0 means
 *  rc_get_threads(). The reader can only be closed afterwards. NULL: RC_EARG (NULL, the reader has
 *  been read from); as rc_load. */
RC_API rc_store *rc_reader_load(rc_reader *reader, unsigned threads, rc_error *err);

/* --------------------------------------------------------------- writing */

/** What takes the bytes of a writer. */
typedef struct rc_output {
    size_t size;   /**< sizeof(rc_output) */
    void *context; /**< is passed to the functions */
    /** Takes all `n` bytes, which are borrowed during the call, and come in order, in calls by one
     *  thread at a time: any thread of rc_pump and rc_writer_save. RC_OK, or another status, with
     *  which the writer fails, with the error in `err` if the function sets it; for RC_END it fails
     *  with RC_EARG. */
    rc_status (*write)(void *context, const void *data, size_t n, rc_error *err);
    /** All bytes were written; called once, by rc_writer_finish. RC_OK, or a failure as above.
     * NULL: nothing is to be done. */
    rc_status (*finish)(void *context, rc_error *err);
    /** Called once, at last: by rc_writer_close, or if the writer cannot be opened for another
     * reason than this structure. If `finish` was not called before, the output is not complete.
     * NULL: nothing is to be done. */
    void (*close)(void *context);
} rc_output;

#define RC_OUTPUT_INIT                                                                             \
    {                                                                                              \
        sizeof(rc_output), RC_NULL, RC_NULL, RC_NULL, RC_NULL                                      \
    }

/**
 * A writer whose bytes are given to functions. `name` is used as the name of the file in errors,
 * and to choose the format unless `options` name it; NULL means "output". The caller owns the
 * writer (rc_writer_close). A format whose first bytes depend on the last ones (.npy) is kept in a
 * temporary file until rc_writer_finish. NULL: RC_EARG (no output, no function to write, no dtype,
 * wrong options, unknown format), RC_EUNSUPPORTED, RC_EIO, RC_ENOMEM, and what `write` returns.
 */
RC_API rc_writer *rc_writer_open_output(const rc_output *output, const char *name,
                                        const rc_dtype *dtype, const rc_write_options *options,
                                        rc_error *err);

/** The same on an open descriptor, which is written at its position: a socket, a pipe, a file. It
 *  stays the caller's and may be closed at once. NULL: as rc_writer_open. */
RC_API rc_writer *rc_writer_open_fd(int fd, const char *name, const rc_dtype *dtype,
                                    const rc_write_options *options, rc_error *err);

/** A writer into memory; `options` name the format. NULL: as rc_writer_open. */
RC_API rc_writer *rc_writer_open_memory(const rc_dtype *dtype, const rc_write_options *options,
                                        rc_error *err);

/** A writer that counts records and drops them: pumping a reader into it reads a whole input, and
 *  finds what is wrong in it. NULL: RC_EARG (no dtype), RC_ENOMEM. */
RC_API rc_writer *rc_writer_open_null(const rc_dtype *dtype, rc_error *err);

/** What a writer of rc_writer_open_memory has written, `*size` bytes (`size` may be NULL), borrowed
 *  until rc_writer_close. NULL before rc_writer_finish has succeeded, and for another writer. */
RC_API const void *rc_writer_contents(const rc_writer *writer, size_t *size);

/** Writes all records of a store, as rc_writer_write, but encodes a large one on `threads` threads;
 *  0 means rc_get_threads(). No thread may write to the store during the call. RC_OK; as
 *  rc_writer_write. */
RC_API rc_status rc_writer_save(rc_writer *writer, const rc_store *store, unsigned threads,
                                rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
