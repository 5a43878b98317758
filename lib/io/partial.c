/* io/partial.c - temporary files that the next run continues. */
#include "io/partial.h"

#include "io/fd.h"
#include "io/stamp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

int rci_io_partial_name(const char *name, char partial[NAME_MAX + 1])
{
    const int n = snprintf(partial, NAME_MAX + 1, ".%s.rowcol-partial", name);
    return n > NAME_MAX ? ENAMETOOLONG : 0;
}

/* Locks the open file. *is_named: it has the name still, and was not put in its place meanwhile. */
static int lock(int fd, int folder, const char *partial, bool *is_named, uint64_t *size)
{
    struct stat opened, named;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        return EWOULDBLOCK;
    }
    if (fstat(fd, &opened) != 0) {
        return errno;
    }
    *is_named = fstatat(folder, partial, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
                opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
    *size = (uint64_t)opened.st_size;
    return !S_ISREG(opened.st_mode) || opened.st_uid != geteuid() ? EPERM : 0;
}

int rci_io_partial_open(int folder, const char *partial, mode_t mode, uint64_t *size)
{
    for (int tries = RCI_IO_NAMES_TO_TRY; tries > 0; tries--) {
        bool is_named = false;
        int why,
            fd = rci_io_fd_open(folder, partial, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, mode);
        if (fd < 0) {
            errno = errno == ELOOP ? EPERM : errno;
            return -1;
        }
        why = lock(fd, folder, partial, &is_named, size);
        if (!why && is_named) {
            return fd;
        }
        rci_io_fd_close(fd);
        if (why) {
            errno = why;
            return -1;
        }
    }
    errno = EAGAIN;
    return -1;
}

int rci_io_partial_take_back(int folder, const char *name, const char *partial, uint64_t inode,
                             uint64_t n, uint64_t hash, uint64_t *size)
{
    bool is_named = false;
    uint64_t found = 0;
    struct stat info;
    int fd = rci_io_fd_open(folder, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK, 0);
    if (fd >= 0 && lock(fd, folder, name, &is_named, size) == 0 && is_named &&
        fstat(fd, &info) == 0 && info.st_ino == inode && *size >= n &&
        rci_io_hash_before(fd, n, &found) == 0 && found == hash &&
        renameat(folder, name, folder, partial) == 0) {
        return fd;
    }
    rci_io_fd_close(fd);
    return -1;
}
