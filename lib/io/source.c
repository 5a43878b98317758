/* io/source.c - input from a file, standard input, or memory. */
#include "io/source.h"

#include "base/alloc.h"
#include "base/error.h"
#include "io/fd.h"

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
    uint64_t size;               /* RC_UNKNOWN when not known */
    uint64_t position;           /* bytes returned by reads */
    uint64_t fetched;            /* bytes read from the descriptor */
    rci_io_identity identity;    /* of a file that could be the output, too */
    bool is_regular;
    struct stat info; /* of a regular file, when it was opened */
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

void rci_io_source_close(rci_io_source *source)
{
    if (source) {
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

/* ------------------------------------------------------ changing files */

static bool is_unchanged(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* A regular file ended before its size. Files in /sys have a size that does not say how much can be
   read: they have not changed. */
static rc_status check_end(const rci_io_source *source, rc_error *err)
{
    struct stat now;
    if (fstat(source->fd, &now) != 0) {
        return fail(source, errno, "read", err);
    }
    if (is_unchanged(&now, &source->info)) {
        return RC_OK;
    }
    rci_base_error_source(err, source->name);
    rci_base_error_byte(err, source->fetched);
    return rci_base_fail(err, RC_EIO,
                         "the file became shorter while it was read: it had %llu bytes when it was "
                         "opened, and ended after %llu",
                         (unsigned long long)source->size, (unsigned long long)source->fetched);
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
        why = rci_io_fd_read_waiting(source->fd, buffer, most, got, ended);
    } else {
        size_t rest;
        why = rci_io_fd_read(source->fd, (unsigned char *)buffer + first, most - first, &rest);
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
        return check_end(source, err);
    }
    *ended = *ended || (known && source->fetched == source->size);
    return RC_OK;
}

/* --------------------------------------------------------------- reading */

static rc_status read_some(rci_io_source *source, void *buffer, size_t size, size_t *got,
                           bool waiting, bool *ended, rc_error *err)
{
    rc_status status = RC_OK;
    if (source->memory) {
        *got = read_memory(source, buffer, size);
        *ended = *got < size;
    } else {
        *got = take_peeked(source, buffer, size);
        status = fetch(source, buffer, size, got, waiting, ended, err);
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

bool rci_io_source_is_waiting(const rci_io_source *source)
{
    return source->size != RC_UNKNOWN || source->n_taken < source->n_peeked ||
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
    if (!source->was_peeked) {
        rc_status status = fetch(source, source->peeked, RCI_IO_PEEK_MOST, &source->n_peeked, true,
                                 &source->was_peeked, err);
        if (status != RC_OK) {
            return status;
        }
    }
    *bytes = source->peeked;
    *got = source->n_peeked;
    return RC_OK;
}

const rci_io_identity *rci_io_source_identity(const rci_io_source *source)
{
    return &source->identity;
}
