/* io/stamp.c - how a file is recognised that another run has read. */
#include "io/stamp.h"

#include "base/error.h"
#include "io/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* http://www.isthe.com/chongo/tech/comp/fnv/ */
uint64_t rci_io_hash(uint64_t hash, const void *data, size_t n)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < n; i++) {
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

int rci_io_hash_before(int fd, uint64_t end, uint64_t *hash)
{
    unsigned char buffer[4096];
    uint64_t from = end < RCI_IO_STAMP_BYTES ? 0 : end - RCI_IO_STAMP_BYTES;
    *hash = RCI_IO_HASH;
    while (from < end) {
        const size_t n = end - from < sizeof buffer ? (size_t)(end - from) : sizeof buffer;
        size_t got = 0;
        const int why = rci_io_fd_read_at(fd, buffer, n, from, &got);
        if (why || got < n) {
            return why ? why : EIO;
        }
        *hash = rci_io_hash(*hash, buffer, n);
        from += n;
    }
    return 0;
}

static int stamp_fd(int fd, rci_io_stamp *stamp)
{
    struct stat info;
    uint64_t head;
    int why;
    if (fstat(fd, &info) != 0) {
        return errno;
    }
    if (!S_ISREG(info.st_mode)) {
        return EINVAL;
    }
    stamp->size = (uint64_t)info.st_size;
    stamp->seconds = info.st_mtim.tv_sec;
    stamp->nanoseconds = (uint64_t)info.st_mtim.tv_nsec;
    head = stamp->size < RCI_IO_STAMP_BYTES ? stamp->size : RCI_IO_STAMP_BYTES;
    why = rci_io_hash_before(fd, head, &stamp->head);
    return why ? why : rci_io_hash_before(fd, stamp->size, &stamp->tail);
}

static rc_status refuse(const char *path, int why, rc_error *err)
{
    if (why == EINVAL) {
        rci_base_fail(err, RC_EARG,
                      "it is not a regular file, and cannot be read again from where "
                      "an interrupted run has come");
    } else {
        rci_base_fail_sys(err, why, "cannot open it");
    }
    rci_base_error_source(err, path);
    return why == EINVAL ? RC_EARG : RC_EIO;
}

rc_status rci_io_stamp_file(const char *path, rci_io_stamp *stamp, rc_error *err)
{
    int fd, why;
    if (strcmp(path, "-") == 0) {
        return refuse("standard input", EINVAL, err);
    }
    fd = rci_io_fd_open(AT_FDCWD, path, O_RDONLY | O_NONBLOCK, 0);
    if (fd < 0) {
        return refuse(path, errno, err);
    }
    why = stamp_fd(fd, stamp);
    rci_io_fd_close(fd);
    return why ? refuse(path, why, err) : RC_OK;
}
