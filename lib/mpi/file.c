/*
 * mpi/file.c - a file under another name until it is complete.
 */
#include "mpi/file.h"

#include "mpi/fail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

rc_status rci_mpi_file_fail(rc_error *err, const char *what, const char *path)
{
    int code = errno;
    rci_mpi_fail(err, RC_EIO, "cannot %s: %s", what, strerror(code));
    err->sys = code;
    rc_text_printable(path, strlen(path), err->source, sizeof err->source);
    return RC_EIO;
}

/* The file that a symbolic link leads to is the one that is replaced. */
static rc_status find_target(rci_mpi_file *file, const char *path, struct stat *old, int *exists,
                             rc_error *err)
{
    char *real = realpath(path, NULL);
    int length = snprintf(file->target, sizeof file->target, "%s", real ? real : path);
    free(real);
    if (length < 0 || (size_t)length + 32 > sizeof file->target) {
        errno = ENAMETOOLONG;
        return rci_mpi_file_fail(err, "create the file", path);
    }
    *exists = stat(file->target, old) == 0;
    if (*exists && !S_ISREG(old->st_mode)) {
        rci_mpi_fail(err, RC_EARG, "not a regular file: ranks can write no other one together");
        rc_text_printable(path, strlen(path), err->source, sizeof err->source);
        return RC_EARG;
    }
    return RC_OK;
}

static int open_new(rci_mpi_file *file, mode_t mode)
{
    int fd = -1;
    for (int i = 0; i < 100 && fd < 0; i++) {
        snprintf(file->name, sizeof file->name, "%.*s.new%ld-%d", RCI_MPI_FILE_PATH - 32,
                 file->target, (long)getpid(), i);
        fd = open(file->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (fd < 0 && errno != EEXIST) {
            break;
        }
    }
    return fd;
}

static int write_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, data, size);
        if (n < 0 && errno != EINTR) {
            return -1;
        }
        if (n > 0) {
            data += n;
            size -= (size_t)n;
        }
    }
    return 0;
}

rc_status rci_mpi_file_create(rci_mpi_file *file, const char *path, const void *data, size_t size,
                              rc_error *err)
{
    struct stat old;
    int exists = 0;
    rc_status status = find_target(file, path, &old, &exists, err);
    file->fd = -1;
    if (status != RC_OK) {
        return status;
    }
    file->fd = open_new(file, exists ? 0600 : 0666);
    if (file->fd < 0) {
        return rci_mpi_file_fail(err, "create a file beside it", path);
    }
    if ((exists && fchmod(file->fd, old.st_mode & 07777) != 0) ||
        write_all(file->fd, data, size) != 0) {
        status = rci_mpi_file_fail(err, "write", path);
        rci_mpi_file_close(file);
    }
    return status;
}

/* The folder has the new name on the disk, too. */
static int sync_folder(const char *path)
{
    char folder[RCI_MPI_FILE_PATH];
    const char *slash = strrchr(path, '/');
    int fd, result;
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 1,
             slash ? path : ".");
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    /* Some file systems cannot. */
    result = fsync(fd) != 0 && errno != EINVAL && errno != EROFS ? -1 : 0;
    close(fd);
    return result;
}

rc_status rci_mpi_file_commit(rci_mpi_file *file, rc_error *err)
{
    if (fsync(file->fd) != 0 && errno != EINVAL) {
        return rci_mpi_file_fail(err, "write to the disk", file->target);
    }
    if (rename(file->name, file->target) != 0) {
        return rci_mpi_file_fail(err, "give the file its name", file->target);
    }
    file->name[0] = '\0';
    if (sync_folder(file->target) != 0) {
        return rci_mpi_file_fail(err, "write the folder to the disk (the file is in its place)",
                                 file->target);
    }
    return RC_OK;
}

void rci_mpi_file_close(rci_mpi_file *file)
{
    if (file->fd >= 0) {
        close(file->fd);
        if (file->name[0] != '\0') {
            unlink(file->name);
        }
    }
    file->fd = -1;
}
