/* io/source.c - input from a file, standard input, or memory. */
#include "io/source.h"

#include "base/alloc.h"
#include "base/error.h"
#include "io/fd.h"
#include "io/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct rci_io_source {
    const rc_allocator *allocator;
    char *name;                  /* for errors */
    int fd;                      /* -1 for memory */
    const unsigned char *memory; /* borrowed; NULL for a descriptor */
    const rci_io_stream *stream; /* NULL for a descriptor and for memory */
    void *context;               /* of the stream */
    bool seekable;               /* position p is byte p + origin of the descriptor's file */
    int64_t origin;
    uint64_t size;     /* RC_UNKNOWN when not known */
    uint64_t position; /* bytes returned by reads */
    /* Bytes that rci_io_source_peek has read, and how many of them were returned since. */
    unsigned char peeked[RCI_IO_PEEK_MOST];
    size_t n_peeked;
    size_t n_taken;
    bool was_peeked; /* the input ended, or all of `peeked` is filled */
};

static rc_status fail(const rci_io_source *source, int why, const char *what, rc_error *err)
{
    rci_base_fail_sys(err, why, "cannot %s", what);
    rci_base_error_source(err, source->name);
    return RC_EIO;
}

/* --------------------------------------------------------------- opening */

static rci_io_source *new_source(const char *name, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    rci_io_source *source = rci_base_zalloc(allocator, sizeof *source, err);
    if (!source) {
        return NULL;
    }
    source->allocator = allocator;
    source->fd = -1;
    source->size = RC_UNKNOWN;
    source->name = rci_base_text_copy(name, strlen(name), err);
    if (!source->name) {
        rci_io_source_close(source);
        return NULL;
    }
    return source;
}

/* Checks the kind of file, finds its size from here on, and asks the kernel to read ahead. */
static rc_status examine(rci_io_source *source, rc_error *err)
{
    struct stat info;
    off_t at;
    if (fstat(source->fd, &info) != 0) {
        return fail(source, errno, "open it", err);
    }
    if (S_ISDIR(info.st_mode)) {
        return fail(source, EISDIR, "read it", err);
    }
    if (!S_ISREG(info.st_mode)) {
        return RC_OK;
    }
    /* A part of standard input may already have been read. Files in /proc have size 0 although they
       are not empty. */
    at = lseek(source->fd, 0, SEEK_CUR);
    if (at >= 0 && info.st_size > 0) {
        source->seekable = true;
        source->origin = at;
        source->size = info.st_size > at ? (uint64_t)(info.st_size - at) : 0;
    }
    (void)posix_fadvise(source->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    return RC_OK;
}

rci_io_source *rci_io_source_open(const char *path, rc_error *err)
{
    bool standard = strcmp(path, "-") == 0;
    rci_io_source *source = new_source(standard ? "standard input" : path, err);
    rc_status status;
    if (!source) {
        return NULL;
    }
    source->fd =
        standard ? rci_io_fd_dup(STDIN_FILENO) : rci_io_fd_open(AT_FDCWD, path, O_RDONLY, 0);
    status = source->fd < 0 ? fail(source, errno, "open it", err) : examine(source, err);
    if (status != RC_OK) {
        rci_io_source_close(source);
        return NULL;
    }
    return source;
}

rci_io_source *rci_io_source_open_memory(const void *data, size_t size, const char *name,
                                         rc_error *err)
{
    rci_io_source *source = new_source(name ? name : "memory", err);
    if (source) {
        source->memory = size ? data : (const unsigned char *)"";
        source->size = size;
    }
    return source;
}

rci_io_source *rci_io_source_open_stream(const rci_io_stream *stream, void *context, uint64_t size,
                                         const char *name, rc_error *err)
{
    rci_io_source *source = new_source(name, err);
    if (source) {
        source->stream = stream;
        source->context = context;
        source->size = size;
    }
    return source;
}

static void close_stream(rci_io_source *source)
{
    if (source->stream) {
        source->stream->close(source->context);
        source->stream = NULL;
    }
}

void rci_io_source_close(rci_io_source *source)
{
    if (source) {
        close_stream(source);
        rci_io_fd_close(source->fd);
        rc_text_free(source->name);
        rci_base_free(source->allocator, source, sizeof *source);
    }
}

/* --------------------------------------------------------------- queries */

const char *rci_io_source_name(const rci_io_source *source)
{
    return source->name;
}

uint64_t rci_io_source_size(const rci_io_source *source)
{
    return source->size;
}

uint64_t rci_io_source_position(const rci_io_source *source)
{
    return source->position;
}

/* --------------------------------------------------------------- reading */

static size_t read_memory(const rci_io_source *source, void *buffer, size_t size)
{
    size_t at = (size_t)source->position, left = (size_t)source->size - at;
    size_t n = size < left ? size : left;
    if (n) {
        memcpy(buffer, source->memory + at, n);
    }
    return n;
}

static size_t take_peeked(rci_io_source *source, void *buffer, size_t size)
{
    size_t left = source->n_peeked - source->n_taken;
    size_t n = size < left ? size : left;
    if (n) {
        memcpy(buffer, source->peeked + source->n_taken, n);
        source->n_taken += n;
    }
    return n;
}

/* From the descriptor or stream, as it goes on. */
static rc_status read_on(rci_io_source *source, void *buffer, size_t size, size_t *got,
                         rc_error *err)
{
    int why;
    if (source->stream) {
        return source->stream->read(source->context, buffer, size, got, err);
    }
    why = rci_io_fd_read(source->fd, buffer, size, got);
    return why ? fail(source, why, "read", err) : RC_OK;
}

rc_status rci_io_source_read(rci_io_source *source, void *buffer, size_t size, size_t *got,
                             rc_error *err)
{
    rc_status status = RC_OK;
    size_t first, rest = 0;
    if (source->memory) {
        first = read_memory(source, buffer, size);
    } else {
        first = take_peeked(source, buffer, size);
        status = read_on(source, (unsigned char *)buffer + first, size - first, &rest, err);
    }
    source->position += first + rest;
    *got = first + rest;
    return status;
}

rc_status rci_io_source_read_waiting(rci_io_source *source, void *buffer, size_t size, size_t *got,
                                     bool *ended, rc_error *err)
{
    int why = 0;
    if (source->memory) {
        *got = read_memory(source, buffer, size);
        *ended = *got < size;
    } else if (source->stream) {
        rc_status status = rci_io_source_read(source, buffer, size, got, err);
        *ended = *got < size;
        return status;
    } else {
        *got = take_peeked(source, buffer, size);
        why = rci_io_fd_read_waiting(source->fd, buffer, size, got, ended);
    }
    source->position += *got;
    return why ? fail(source, why, "read", err) : RC_OK;
}

bool rci_io_source_is_waiting(const rci_io_source *source)
{
    return source->size != RC_UNKNOWN || source->stream || source->n_taken < source->n_peeked ||
           rci_io_fd_is_waiting(source->fd);
}

rc_status rci_io_source_peek(rci_io_source *source, const unsigned char **bytes, size_t *got,
                             rc_error *err)
{
    if (source->position) {
        rci_base_error_source(err, source->name);
        return rci_base_fail(err, RC_EARG, "a source can be peeked at only before it is read");
    }
    if (source->memory) {
        *bytes = source->memory;
        *got = source->size < RCI_IO_PEEK_MOST ? (size_t)source->size : RCI_IO_PEEK_MOST;
        return RC_OK;
    }
    if (source->stream && !source->was_peeked) {
        source->was_peeked = true;
        if (read_on(source, source->peeked, RCI_IO_PEEK_MOST, &source->n_peeked, err) != RC_OK) {
            return err ? err->status : RC_EIO;
        }
    }
    if (!source->was_peeked) {
        size_t more = 0;
        int why =
            rci_io_fd_read_waiting(source->fd, source->peeked + source->n_peeked,
                                   RCI_IO_PEEK_MOST - source->n_peeked, &more, &source->was_peeked);
        source->n_peeked += more;
        if (why) {
            return fail(source, why, "read", err);
        }
    }
    *bytes = source->peeked;
    *got = source->n_peeked;
    return RC_OK;
}

/* ---------------------------------------------------------- at any position */

bool rci_io_source_can_seek(const rci_io_source *source)
{
    return source->memory || source->seekable;
}

rc_status rci_io_source_read_at(const rci_io_source *source, uint64_t position, void *buffer,
                                size_t size, size_t *got, rc_error *err)
{
    int why;
    if (source->memory) {
        uint64_t left = position < source->size ? source->size - position : 0;
        *got = size < left ? size : (size_t)left;
        if (*got) {
            memcpy(buffer, source->memory + position, *got);
        }
        return RC_OK;
    }
    why = rci_io_fd_read_at(source->fd, buffer, size, position + (uint64_t)source->origin, got);
    return why ? fail(source, why, "read", err) : RC_OK;
}

/* Copies all that can still be read. */
static rc_status copy_rest(rci_io_source *source, rci_io_spool *spool, void *buffer, size_t size,
                           rc_error *err)
{
    size_t got = size;
    rc_status status = RC_OK;
    while (status == RC_OK && got == size) {
        status = rci_io_source_read(source, buffer, size, &got, err);
        if (status == RC_OK && got > 0) {
            status = rci_io_spool_write(spool, buffer, got, err);
        }
    }
    return status;
}

static rc_status copy_to(rci_io_source *source, rci_io_spool *spool, rc_error *err)
{
    enum { BUFFER = 1 << 18 };
    void *buffer = rci_base_alloc(source->allocator, BUFFER, err);
    rc_status status = RC_ENOMEM;
    if (buffer) {
        status = copy_rest(source, spool, buffer, BUFFER, err);
        rci_base_free(source->allocator, buffer, BUFFER);
    }
    return status;
}

rc_status rci_io_source_make_seekable(rci_io_source *source, rc_error *err)
{
    const uint64_t start = source->position;
    rci_io_spool *spool;
    rc_status status;
    if (rci_io_source_can_seek(source)) {
        return RC_OK;
    }
    spool = rci_io_spool_open(err);
    if (!spool) {
        return RC_EIO;
    }
    status = copy_to(source, spool, err);
    if (status == RC_OK) {
        close_stream(source);
        rci_io_fd_close(source->fd);
        source->fd = rci_io_spool_take(spool);
        source->seekable = true;
        source->origin = -(int64_t)start;
        source->size = source->position;
        source->position = start;
    }
    rci_io_spool_close(spool);
    return status;
}
