/*
 * io/source.h - input from a file, standard input, or memory.
 */
#ifndef ROWCOL_IO_SOURCE_H
#define ROWCOL_IO_SOURCE_H

#include "io/identity.h"

#include <rowcol/base.h>
#include <stdbool.h>

typedef struct rci_io_source rci_io_source;

/* A file, or standard input for "-". A folder is refused with RC_EIO (EISDIR). The descriptor is
   closed on exec. NULL: RC_EIO, RC_ENOMEM. */
rci_io_source *rci_io_source_open(const char *path, rc_error *err);
/* A descriptor, borrowed until the return, which is read from its position. NULL: RC_EIO,
   RC_ENOMEM. */
rci_io_source *rci_io_source_open_fd(int fd, const char *name, rc_error *err);
/* `n` bytes of a regular file from byte `first` on, as if they were all of it. NULL: RC_EARG (not a
   regular file, or it has not so many bytes), RC_EIO, RC_ENOMEM. */
rci_io_source *rci_io_source_open_range(const char *path, uint64_t first, uint64_t n,
                                        rc_error *err);
/* `size` bytes at `data`, borrowed. `name` is used in errors; NULL means "memory". */
rci_io_source *rci_io_source_open_memory(const void *data, size_t size, const char *name,
                                         rc_error *err);
/* Input that other code provides: a member of an archive, decompressed data. The functions are as
   those of a source. */
typedef struct rci_io_stream {
    rc_status (*read)(void *context, void *buffer, size_t size, size_t *got, rc_error *err);
    /* Both NULL: reading does not wait. */
    rc_status (*read_waiting)(void *context, void *buffer, size_t size, size_t *got, bool *ended,
                              rc_error *err);
    bool (*is_waiting)(void *context);
    void (*close)(void *context);
    /* How many bytes of another source, which has `*size` (perhaps RC_UNKNOWN), were used for what
       was read. NULL: it is not known. Any thread. */
    uint64_t (*stored)(void *context, uint64_t *size);
} rci_io_stream;

/* A source of `size` bytes (RC_UNKNOWN: not known) from a stream; closing it closes the stream. On
   failure the stream stays the caller's. NULL: RC_ENOMEM. */
rci_io_source *rci_io_source_open_stream(const rci_io_stream *stream, void *context, uint64_t size,
                                         const char *name, rc_error *err);
/* For a source that reads through another one (io/compressed.h). `hook` is called once, before the
   source is read or peeked at for the first time, and may peek at it. */
typedef rc_status rci_io_source_hook(rci_io_source *source, rc_error *err);
void rci_io_source_before_reading(rci_io_source *source, rci_io_source_hook *hook);
/* Whether reading never waits: a regular file, or memory. */
bool rci_io_source_never_waits(const rci_io_source *source);
/* A new source that reads the input of this one, which has none from then on; the event of
   rci_io_source_stop is that of both. Before the first read. NULL: RC_ENOMEM. */
rci_io_source *rci_io_source_move(rci_io_source *source, rc_error *err);
/* Gives it the input of a stream; closing it closes the stream. */
void rci_io_source_continue(rci_io_source *source, const rci_io_stream *stream, void *context);
/* NULL is allowed. */
void rci_io_source_close(rci_io_source *source);

/* The name for errors: the path, "standard input" for "-". */
const char *rci_io_source_name(const rci_io_source *source);
/* The total number of bytes if it is known before reading (regular file, memory), else RC_UNKNOWN.
   It is the size that the file had when it was opened. */
uint64_t rci_io_source_size(const rci_io_source *source);
/* How many bytes of the input as it is stored, compressed perhaps, were used for the first `read`
   bytes, and how many there are, or RC_UNKNOWN. Any thread. */
uint64_t rci_io_source_stored(const rci_io_source *source, uint64_t read, uint64_t *size);
/* Bytes returned by reads so far. */
uint64_t rci_io_source_position(const rci_io_source *source);
/* The allocator of all its parts. */
const rc_allocator *rci_io_source_allocator(const rci_io_source *source);
/* The file that was opened; not known for memory. */
const rci_io_identity *rci_io_source_identity(const rci_io_source *source);

/* Reads until `size` bytes are read or the input ends; `*got` < `size` only at the end. Repeats
   interrupted calls, and waits if a non-blocking descriptor returns EAGAIN. Of a regular file not
   more is read than it had when it was opened; one that became shorter is an RC_EIO, without errno.
   RC_OK; RC_EIO. `*got` is set in any case. */
rc_status rci_io_source_read(rci_io_source *source, void *buffer, size_t size, size_t *got,
                             rc_error *err);

/* Whether bytes can be read at any position: in a regular file and in memory. */
bool rci_io_source_can_seek(const rci_io_source *source);
/* Makes that so: what is left of other input is copied to an unnamed temporary file (io/spool.h
   says where), from which it is read then. RC_OK; RC_EIO, RC_ENOMEM. */
rc_status rci_io_source_make_seekable(rci_io_source *source, rc_error *err);
/* Reads at a position, counted as rci_io_source_position counts, without moving that. Any thread.
   RC_OK, `*got` < `size` only at the end; RC_EIO. */
rc_status rci_io_source_read_at(const rci_io_source *source, uint64_t position, void *buffer,
                                size_t size, size_t *got, rc_error *err);

/* As rci_io_source_read, but returns when at least one byte was read and no more is waiting, so
   that input from a pipe or terminal is not held back. `*ended` is whether the input ended. */
rc_status rci_io_source_read_waiting(rci_io_source *source, void *buffer, size_t size, size_t *got,
                                     bool *ended, rc_error *err);

/* Prepares for rci_io_source_stop, before other threads use the source. Does nothing where reading
   does not wait, the system has no more descriptors, or the source is NULL. Returns whether waiting
   can be stopped. */
bool rci_io_source_let_stop(rci_io_source *source);
/* Reading no longer waits: where it would, it fails with RC_ECANCELED. Any thread, also while
   another reads, and a signal handler. NULL is allowed. */
void rci_io_source_stop(rci_io_source *source);

/* Whether a read returns at once: with bytes, the end of the input or an error. */
bool rci_io_source_is_waiting(const rci_io_source *source);

/* The most bytes that can be peeked at: without memory of their own, and with it. */
#define RCI_IO_PEEK_MOST 64
#define RCI_IO_HEAD_MOST 65536

/* The first bytes, at most `most` (one of the above), without consuming them; `*bytes` is valid as
   long as the source. A pipe may have only a part of them yet: each call waits for at least one
   more byte, unless the input ends or there are so many. Only before the first read. RC_OK; RC_EARG
   (after a read), RC_EIO, RC_ENOMEM. */
rc_status rci_io_source_peek_most(rci_io_source *source, size_t most, const unsigned char **bytes,
                                  size_t *got, rc_error *err);

static inline rc_status rci_io_source_peek(rci_io_source *source, const unsigned char **bytes,
                                           size_t *got, rc_error *err)
{
    return rci_io_source_peek_most(source, RCI_IO_PEEK_MOST, bytes, got, err);
}

/* Those of them that are there already, without waiting: what was peeked at. */
void rci_io_source_peeked(const rci_io_source *source, const unsigned char **bytes, size_t *got);

/* Maps a whole regular file, private and writable (changes stay in memory). Release it with
   rci_io_unmap; an empty file gives NULL and 0. RC_OK; RC_EIO (also if it is not a regular
   file), RC_EUNSUPPORTED (it is compressed), RC_ELIMIT (larger than the address space), RC_ENOMEM.
 */
rc_status rci_io_map_file(const char *path, void **data, size_t *size, rc_error *err);

/* Gives back what rci_io_map_file mapped. */
void rci_io_unmap(void *data, size_t size);

#endif
