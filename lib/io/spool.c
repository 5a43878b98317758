/* io/spool.c - bytes stored in a temporary file until the output can take them. */
#include "io/spool.h"

#include "base/alloc.h"
#include "base/error.h"
#include "io/fd.h"
#include "io/pending.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

struct rci_io_spool {
    const rc_allocator *allocator;
    int fd;
    uint64_t size;
};

static rc_status fail(int why, const char *what, rc_error *err)
{
    return rci_base_fail_sys(err, why, "cannot %s a temporary file (TMPDIR names its folder)",
                             what);
}

/* A new file in the folder; its name, if it needs one, is removed at once. -1 with errno set. */
static int open_in(const char *path)
{
    rci_io_temp_name name;
    int folder = rci_io_fd_open(AT_FDCWD, path, O_PATH | O_DIRECTORY, 0);
    int fd, why;
    if (folder < 0) {
        return -1;
    }
    fd = rci_io_fd_unnamed(folder, 0600);
    if (fd < 0) {
        rci_io_pending *pending = rci_io_pending_add();
        fd = rci_io_pending_create(pending, folder, 0600, &name);
        if (fd >= 0) {
            unlinkat(folder, name.text, 0);
        }
        rci_io_pending_remove(pending);
    }
    why = errno;
    rci_io_fd_close(folder);
    errno = why;
    return fd;
}

/* If TMPDIR is set and cannot be used, that is an error: another folder may be too small. */
static int open_anywhere(void)
{
    const char *chosen = secure_getenv("TMPDIR");
    int fd;
    if (chosen && *chosen) {
        return open_in(chosen);
    }
    fd = open_in("/var/tmp");
    return fd >= 0 ? fd : open_in("/tmp");
}

rci_io_spool *rci_io_spool_open(rc_error *err)
{
    const rc_allocator *allocator = rci_base_working_allocator();
    rci_io_spool *spool = rci_base_zalloc_as(allocator, RC_MEMORY_WRITER, sizeof *spool, err);
    if (!spool) {
        return NULL;
    }
    spool->allocator = allocator;
    spool->fd = open_anywhere();
    if (spool->fd < 0) {
        fail(errno, "create", err);
        rci_io_spool_close(spool);
        return NULL;
    }
    return spool;
}

rc_status rci_io_spool_write(rci_io_spool *spool, const void *data, size_t n, rc_error *err)
{
    size_t written;
    int why = rci_io_fd_write_file(spool->fd, data, n, &written);
    spool->size += written;
    return why ? fail(why, "write to", err) : RC_OK;
}

/* Copies in pieces of the buffer's size. */
static rc_status copy_through(rci_io_spool *spool, rci_io_output *output, void *buffer, size_t size,
                              rc_error *err)
{
    rc_status status = RC_OK;
    for (uint64_t at = 0; status == RC_OK && at < spool->size;) {
        uint64_t left = spool->size - at;
        size_t want = left < size ? (size_t)left : size, got;
        int why = rci_io_fd_read_at(spool->fd, buffer, want, at, &got);
        if (why || got < want) {
            return fail(why ? why : EIO, "read back", err);
        }
        status = rci_io_output_write(output, buffer, got, err);
        at += got;
    }
    return status;
}

rc_status rci_io_spool_copy(rci_io_spool *spool, rci_io_output *output, rc_error *err)
{
    enum { BUFFER = 1 << 18 };
    void *buffer = rci_base_alloc_as(spool->allocator, RC_MEMORY_WRITER, BUFFER, err);
    rc_status status;
    if (!buffer) {
        return RC_ENOMEM;
    }
    status = copy_through(spool, output, buffer, BUFFER, err);
    rci_base_free_as(spool->allocator, RC_MEMORY_WRITER, buffer, BUFFER);
    return status;
}

int rci_io_spool_take(rci_io_spool *spool)
{
    int fd = spool->fd;
    (void)lseek(fd, 0, SEEK_SET);
    spool->fd = -1;
    return fd;
}

void rci_io_spool_close(rci_io_spool *spool)
{
    if (spool) {
        rci_io_fd_close(spool->fd);
        rci_base_free_as(spool->allocator, RC_MEMORY_WRITER, spool, sizeof *spool);
    }
}
