/* io/map.c - a whole file as memory (rci_io_map_file of io/source.h). */
#include "io/source.h"

#include "base/error.h"
#include "io/codec.h"
#include "io/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

static rc_status fail(const char *path, int why, const char *what, rc_error *err)
{
    rci_base_fail_sys(err, why, "cannot %s", what);
    rci_base_error_source(err, path);
    return RC_EIO;
}

/* No swap space is reserved (MAP_NORESERVE): only pages that are written to need memory, and it
   must be possible to map a file larger than the memory. */
static rc_status map(const char *path, int fd, size_t length, void **data, rc_error *err)
{
    void *pages = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, fd, 0);
    if (pages == MAP_FAILED && errno == ENOMEM) {
        rci_base_error_source(err, path);
        return rci_base_fail(err, RC_ENOMEM, "out of memory: %zu bytes could not be mapped",
                             length);
    }
    if (pages == MAP_FAILED) {
        return fail(path, errno, "map it", err);
    }
    *data = pages;
    return RC_OK;
}

/* The bytes of a compressed file are not those of the store in it. */
static rc_status check_plain(const char *path, const void *pages, size_t size, rc_error *err)
{
    const rci_io_codec *codec = size ? rci_io_codec_recognise(pages, size, NULL) : NULL;
    if (!codec) {
        return RC_OK;
    }
    rci_base_error_source(err, path);
    return rci_base_fail(
        err, RC_EUNSUPPORTED,
        "it is compressed with %s, and cannot be mapped: read it, or decompress it "
        "first (%s)",
        codec->name, codec->command);
}

static rc_status map_descriptor(const char *path, int fd, void **data, size_t *size, rc_error *err)
{
    struct stat info;
    void *pages;
    rc_status status;
    if (fstat(fd, &info) != 0) {
        return fail(path, errno, "open it", err);
    }
    if (S_ISDIR(info.st_mode)) {
        return fail(path, EISDIR, "map it", err);
    }
    if (!S_ISREG(info.st_mode)) {
        rci_base_error_source(err, path);
        return rci_base_fail(
            err, RC_EIO,
            "cannot map it: not a regular file (a pipe or device is read as a stream)");
    }
    if ((uint64_t)info.st_size > SIZE_MAX) {
        rci_base_error_source(err, path);
        return rci_base_fail(err, RC_ELIMIT, "%llu bytes are more than memory can address",
                             (unsigned long long)info.st_size);
    }
    pages = NULL;
    status = info.st_size ? map(path, fd, (size_t)info.st_size, &pages, err) : RC_OK;
    if (status == RC_OK && check_plain(path, pages, (size_t)info.st_size, err) != RC_OK) {
        rci_io_unmap(pages, (size_t)info.st_size);
        return RC_EUNSUPPORTED;
    }
    if (status == RC_OK) {
        *data = pages;
        *size = (size_t)info.st_size;
    }
    return status;
}

rc_status rci_io_map_file(const char *path, void **data, size_t *size, rc_error *err)
{
    /* Non-blocking, so that a FIFO, which is refused below, is not waited for. */
    int fd = rci_io_fd_open(AT_FDCWD, path, O_RDONLY | O_NONBLOCK, 0);
    rc_status status;
    if (fd < 0) {
        return fail(path, errno, "open it", err);
    }
    status = map_descriptor(path, fd, data, size, err);
    rci_io_fd_close(fd);
    return status;
}

void rci_io_unmap(void *data, size_t size)
{
    munmap(data, size);
}
