/* io/source.c - input from a file, standard input, memory, or a stream of other code. */
#include "io/source_impl.h"

#include "base/alloc.h"
#include "base/error.h"
#include "io/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static rc_status fail(const rci_io_source *source, int why, const char *what, rc_error *err)
{
    const rc_status status = why == ECANCELED ? RC_ECANCELED : RC_EIO;
    if (status == RC_ECANCELED) {
        rci_base_fail(err, status, "stopped on request");
    } else {
        rci_base_fail_sys(err, why, "cannot %s", what);
    }
    rci_base_error_source(err, source->name);
    return status;
}

/* --------------------------------------------------------------- opening */

static rci_io_source *new_source(const char *name, rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    rci_io_source *source = rci_base_zalloc_as(allocator, RC_MEMORY_READER, sizeof *source, err);
    if (!source) {
        return NULL;
    }
    source->allocator = allocator;
    source->fd = source->stop = -1;
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
    source->identity = rci_io_identity_of(&info);
    if (!S_ISREG(info.st_mode)) {
        return RC_OK;
    }
    source->is_regular = true;
    source->info = info;
    /* A part of standard input may already have been read. Files in /proc have size 0 although they
       are not empty. */
    at = lseek(source->fd, 0, SEEK_CUR);
    if (at < 0) {
        return fail(source, errno, "open it", err);
    }
    if (info.st_size > 0) {
        source->seekable = true;
        source->origin = at;
        source->size = info.st_size > at ? (uint64_t)(info.st_size - at) : 0;
    }
    (void)posix_fadvise(source->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    return RC_OK;
}

/* The source on the descriptor, which it owns from now on; -1: errno says why there is none. */
static rci_io_source *use_fd(rci_io_source *source, int fd, rc_error *err)
{
    rc_status status;
    source->fd = fd;
    status = fd < 0 ? fail(source, errno, "open it", err) : examine(source, err);
    if (status != RC_OK) {
        rci_io_source_close(source);
        return NULL;
    }
    return source;
}

rci_io_source *rci_io_source_open_fd(int fd, const char *name, rc_error *err)
{
    rci_io_source *source = new_source(name, err);
    return source ? use_fd(source, rci_io_fd_dup(fd), err) : NULL;
}

rci_io_source *rci_io_source_open(const char *path, rc_error *err)
{
    rci_io_source *source;
    if (strcmp(path, "-") == 0) {
        return rci_io_source_open_fd(STDIN_FILENO, "standard input", err);
    }
    source = new_source(path, err);
    return source ? use_fd(source, rci_io_fd_open(AT_FDCWD, path, O_RDONLY, 0), err) : NULL;
}

/* What is left of the file after `first`, which is before its end, becomes a part of it. */
static rc_status limit(rci_io_source *source, uint64_t first, uint64_t n, rc_error *err)
{
    const uint64_t size = source->is_regular ? (uint64_t)source->info.st_size : 0;
    if (!source->is_regular) {
        rci_base_fail(err, RC_EARG, "not a regular file: no range of it can be read");
    } else if (first > size || n > size - first) {
        rci_base_fail(err, RC_EARG, "bytes %llu to %llu of a file of %llu bytes",
                      (unsigned long long)first, (unsigned long long)first + n,
                      (unsigned long long)size);
    } else if (lseek(source->fd, (off_t)first, SEEK_SET) < 0) {
        return fail(source, errno, "read", err);
    } else {
        source->origin = (int64_t)first;
        source->size = n;
        return RC_OK;
    }
    rci_base_error_source(err, source->name);
    return RC_EARG;
}

rci_io_source *rci_io_source_open_range(const char *path, uint64_t first, uint64_t n, rc_error *err)
{
    rci_io_source *source = new_source(path, err);
    source = source ? use_fd(source, rci_io_fd_open(AT_FDCWD, path, O_RDONLY, 0), err) : NULL;
    if (source && limit(source, first, n, err) != RC_OK) {
        rci_io_source_close(source);
        source = NULL;
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

void rci_io_source_close_stream(rci_io_source *source)
{
    if (source->stream) {
        source->stream->close(source->context);
        source->stream = NULL;
    }
}

void rci_io_source_close(rci_io_source *source)
{
    if (source) {
        rci_io_source_close_stream(source);
        rci_io_fd_close(source->fd);
        rci_io_fd_close(source->stop);
        rc_text_free(source->name);
        rci_base_free_as(source->allocator, RC_MEMORY_READER, source->head, RCI_IO_HEAD_MOST);
        rci_base_free_as(source->allocator, RC_MEMORY_READER, source, sizeof *source);
    }
}

/* --------------------------------------------------------------- queries */

const char *rci_io_source_name(const rci_io_source *source)
{
    return source->name;
}

const rc_allocator *rci_io_source_allocator(const rci_io_source *source)
{
    return source->allocator;
}

uint64_t rci_io_source_size(const rci_io_source *source)
{
    return source->size;
}

uint64_t rci_io_source_position(const rci_io_source *source)
{
    return source->position;
}

/* ---------------------------------------------------- memory, peeked bytes */

static size_t read_memory(const rci_io_source *source, void *buffer, size_t size)
{
    size_t at = (size_t)source->position, left = (size_t)source->size - at;
    size_t n = size < left ? size : left;
    if (n) {
        memcpy(buffer, source->memory + at, n);
    }
    return n;
}

static unsigned char *peeked_bytes(rci_io_source *source)
{
    return source->head ? source->head : source->peeked;
}

void rci_io_source_peeked(const rci_io_source *source, const unsigned char **bytes, size_t *got)
{
    *bytes = source->head ? source->head : source->peeked;
    *got = source->n_peeked;
}

static size_t take_peeked(rci_io_source *source, void *buffer, size_t size)
{
    size_t left = source->n_peeked - source->n_taken;
    size_t n = size < left ? size : left;
    if (n) {
        memcpy(buffer, peeked_bytes(source) + source->n_taken, n);
        source->n_taken += n;
    }
    return n;
}

/* ------------------------------------------------------ changing files */

static bool is_unchanged(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* A regular file ended before its size. Files in /sys have a size that does not say how much can be
   read: they have not changed. */
static rc_status check_end(const rci_io_source *source, uint64_t end, rc_error *err)
{
    struct stat now;
    if (fstat(source->fd, &now) != 0) {
        return fail(source, errno, "read", err);
    }
    if (is_unchanged(&now, &source->info)) {
        return RC_OK;
    }
    rci_base_error_source(err, source->name);
    rci_base_error_byte(err, end);
    return rci_base_fail(err, RC_EIO,
                         "the file became shorter while it was read: it had %llu bytes when it was "
                         "opened, and ended after %llu",
                         (unsigned long long)source->info.st_size,
                         (unsigned long long)end + (unsigned long long)source->origin);
}

/* A regular file of size 0 had bytes to read. Files in /proc do, and their size stays 0; another
   file has grown, and what was added after it was opened is not read. */
static bool has_grown(const rci_io_source *source)
{
    struct stat now;
    return fstat(source->fd, &now) == 0 && now.st_size > 0;
}

/* Reads from the descriptor, after the first *got bytes of the buffer; if `waiting`, only what is
   there. Of a regular file not more than the size that it had when it was opened: an output may be
   appended to it while it is read. */
static rc_status fetch(rci_io_source *source, void *buffer, size_t size, size_t *got, bool waiting,
                       bool *ended, rc_error *err)
{
    const size_t first = *got;
    const bool known = source->size != RC_UNKNOWN;
    uint64_t left = source->size - source->fetched;
    size_t most = known && left < size - first ? first + (size_t)left : size;
    int why;
    if (waiting) {
        why = rci_io_fd_read_waiting(source->fd, source->stop, buffer, most, got, ended);
    } else {
        size_t rest;
        why = rci_io_fd_read(source->fd, source->stop, (unsigned char *)buffer + first,
                             most - first, &rest);
        *got = first + rest;
        *ended = *got < most;
    }
    if (source->is_regular && !known && *got > first && has_grown(source)) {
        source->size = source->fetched;
        *got = first;
        *ended = true;
        return RC_OK;
    }
    source->fetched += *got - first;
    if (why) {
        return fail(source, why, "read", err);
    }
    if (known && *ended && source->fetched < source->size) {
        return check_end(source, source->fetched, err);
    }
    *ended = *ended || (known && source->fetched == source->size);
    return RC_OK;
}

/* --------------------------------------------------------------- reading */

/* As fetch. A stream reports by itself that it is damaged or cut off. */
static rc_status fetch_stream(rci_io_source *source, void *buffer, size_t size, size_t *got,
                              bool waiting, bool *ended, rc_error *err)
{
    const rci_io_stream *stream = source->stream;
    unsigned char *to = (unsigned char *)buffer + *got;
    size_t rest = 0;
    rc_status status;
    if (waiting && stream->read_waiting) {
        *ended = false;
        status = size > *got
                     ? stream->read_waiting(source->context, to, size - *got, &rest, ended, err)
                     : RC_OK;
        *got += rest;
    } else {
        status = stream->read(source->context, to, size - *got, &rest, err);
        *got += rest;
        *ended = *got < size;
    }
    return status;
}

static rc_status call_hook(rci_io_source *source, rc_error *err)
{
    rci_io_source_hook *hook = source->hook;
    source->hook = NULL;
    return hook ? hook(source, err) : RC_OK;
}

static rc_status read_some(rci_io_source *source, void *buffer, size_t size, size_t *got,
                           bool waiting, bool *ended, rc_error *err)
{
    rc_status status = call_hook(source, err);
    *got = 0;
    if (status != RC_OK) {
        *ended = false;
    } else if (source->memory) {
        *got = read_memory(source, buffer, size);
        *ended = *got < size;
    } else {
        *got = take_peeked(source, buffer, size);
        if (waiting && *got > 0 && source->stream && !rci_io_source_is_waiting(source)) {
            *ended = false;
            source->position += *got;
            return RC_OK;
        }
        status = source->stream ? fetch_stream(source, buffer, size, got, waiting, ended, err)
                                : fetch(source, buffer, size, got, waiting, ended, err);
    }
    source->position += *got;
    return status;
}

rc_status rci_io_source_read(rci_io_source *source, void *buffer, size_t size, size_t *got,
                             rc_error *err)
{
    bool ended;
    return read_some(source, buffer, size, got, false, &ended, err);
}

rc_status rci_io_source_read_waiting(rci_io_source *source, void *buffer, size_t size, size_t *got,
                                     bool *ended, rc_error *err)
{
    return read_some(source, buffer, size, got, true, ended, err);
}

bool rci_io_source_let_stop(rci_io_source *source)
{
    if (source && source->fd >= 0 && !source->is_regular && source->stop < 0) {
        source->stop = rci_io_fd_event();
    }
    return source && source->stop >= 0;
}

void rci_io_source_stop(rci_io_source *source)
{
    if (source && source->stop >= 0) {
        rci_io_fd_event_signal(source->stop);
    }
}

bool rci_io_source_is_waiting(const rci_io_source *source)
{
    if (source->size != RC_UNKNOWN || source->n_taken < source->n_peeked) {
        return true;
    }
    if (source->stream) {
        return !source->stream->is_waiting || source->stream->is_waiting(source->context);
    }
    return rci_io_fd_is_waiting(source->fd);
}

/* Makes room for the head, after what was peeked at. */
static rc_status make_head(rci_io_source *source, rc_error *err)
{
    source->head = rci_base_alloc_as(source->allocator, RC_MEMORY_READER, RCI_IO_HEAD_MOST, err);
    if (!source->head) {
        return RC_ENOMEM;
    }
    memcpy(source->head, source->peeked, source->n_peeked);
    return RC_OK;
}

/* As rci_io_source_peek, of the source as it is: at most `most` bytes. */
static rc_status peek(rci_io_source *source, size_t most, const unsigned char **bytes, size_t *got,
                      rc_error *err)
{
    rc_status status = RC_OK;
    if (source->memory) {
        *bytes = source->memory;
        *got = source->size < most ? (size_t)source->size : most;
        return RC_OK;
    }
    if (most > RCI_IO_PEEK_MOST && !source->head) {
        status = make_head(source, err);
    }
    if (status == RC_OK && !source->was_peeked && source->n_peeked < most) {
        unsigned char *to = peeked_bytes(source) + source->n_peeked;
        const size_t room = most - source->n_peeked;
        size_t n = 0; /* none yet, so that it is waited for one */
        status = source->stream ? fetch_stream(source, to, room, &n, true, &source->was_peeked, err)
                                : fetch(source, to, room, &n, true, &source->was_peeked, err);
        source->n_peeked += n;
    }
    *bytes = peeked_bytes(source);
    *got = source->n_peeked < most ? source->n_peeked : most;
    return status;
}

rc_status rci_io_source_peek_most(rci_io_source *source, size_t most, const unsigned char **bytes,
                                  size_t *got, rc_error *err)
{
    const bool had_hook = source->hook != NULL;
    rc_status status;
    if (source->position) {
        rci_base_error_source(err, source->name);
        return rci_base_fail(err, RC_EARG, "a source can be peeked at only before it is read");
    }
    status = call_hook(source, err);
    if (status == RC_OK && had_hook && source->n_peeked > 0) { /* it has waited for these */
        rci_io_source_peeked(source, bytes, got);
    } else if (status == RC_OK) {
        status = peek(source, most, bytes, got, err);
    }
    return status;
}

uint64_t rci_io_source_stored(const rci_io_source *source, uint64_t read, uint64_t *size)
{
    if (source->stream && source->stream->stored) {
        return source->stream->stored(source->context, size);
    }
    *size = source->size;
    return read;
}

const rci_io_identity *rci_io_source_identity(const rci_io_source *source)
{
    return &source->identity;
}

/* ------------------------------------------------------ from another source */

void rci_io_source_before_reading(rci_io_source *source, rci_io_source_hook *hook)
{
    source->hook = hook;
}

bool rci_io_source_never_waits(const rci_io_source *source)
{
    return source->memory || source->is_regular;
}

rci_io_source *rci_io_source_move(rci_io_source *source, rc_error *err)
{
    const rc_allocator *before = rci_base_enter_allocator(source->allocator);
    rci_io_source *moved = new_source(source->name, err);
    rci_base_enter_allocator(before);
    if (moved) {
        char *name = moved->name;
        *moved = *source;
        moved->name = name;
        moved->hook = NULL;
        moved->stop = source->stop >= 0 ? rci_io_fd_dup(source->stop) : -1;
        source->fd = -1;
        source->memory = NULL;
        source->stream = NULL;
        source->seekable = source->is_regular = false;
        source->size = RC_UNKNOWN;
        source->head = NULL;
        source->n_peeked = source->n_taken = 0;
        source->was_peeked = false;
    }
    return moved;
}

void rci_io_source_continue(rci_io_source *source, const rci_io_stream *stream, void *context)
{
    source->stream = stream;
    source->context = context;
}

/* ---------------------------------------------------------- at any position */

bool rci_io_source_can_seek(const rci_io_source *source)
{
    return source->memory || source->seekable;
}

/* Not more than the size, as when it is read in order. */
rc_status rci_io_source_read_at(const rci_io_source *source, uint64_t position, void *buffer,
                                size_t size, size_t *got, rc_error *err)
{
    const uint64_t left = position < source->size ? source->size - position : 0;
    const size_t most = size < left ? size : (size_t)left;
    int why;
    *got = most;
    if (most == 0) {
        return RC_OK;
    }
    if (source->memory) {
        memcpy(buffer, source->memory + position, most);
        return RC_OK;
    }
    why = rci_io_fd_read_at(source->fd, buffer, most, position + (uint64_t)source->origin, got);
    if (why) {
        return fail(source, why, "read", err);
    }
    return *got < most && source->is_regular ? check_end(source, position + *got, err) : RC_OK;
}
