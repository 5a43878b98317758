/*
 * io/fd.h - descriptor calls that finish what they were asked: interrupted calls are repeated,
 * short transfers continued, and a non-blocking descriptor is waited for. Every descriptor made
 * here is closed on exec and is none of 0, 1, 2, so that a program whose standard streams are
 * closed cannot print into a data file. Calls that return int give 0 or an errno.
 */
#ifndef ROWCOL_IO_FD_H
#define ROWCOL_IO_FD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* openat. A descriptor, or -1 with errno set. */
int rci_io_fd_open(int folder, const char *path, int flags, mode_t mode);
/* A second descriptor of the same open file, sharing its position. -1 with errno set. */
int rci_io_fd_dup(int fd);

/* Reads until `size` bytes are there or the file ends (`*got` < size). */
int rci_io_fd_read(int fd, void *buffer, size_t size, size_t *got);
/* As rci_io_fd_read, from `offset`; the file's own position stays. */
int rci_io_fd_read_at(int fd, void *buffer, size_t size, uint64_t offset, size_t *got);
/* Writes `n` bytes; `*written` counts what went out, also when it fails. A pipe that nobody reads
   gives EPIPE and never the signal SIGPIPE. */
int rci_io_fd_write(int fd, const void *data, size_t n, size_t *written);
/* Overwrites `n` bytes at `offset`; the file's own position stays. */
int rci_io_fd_write_at(int fd, const void *data, size_t n, uint64_t offset);

/* fsync. */
int rci_io_fd_sync(int fd);
/* Closes; what the system reports late (a full remote disk) is the result. -1 is allowed. */
int rci_io_fd_close(int fd);

/* A file without a name, for reading and writing, in the folder: it vanishes when it is closed or
   the process ends. -1 with errno set, also where the file system or kernel has no such thing. */
int rci_io_fd_unnamed(int folder, mode_t mode);

/* A name that does not exist yet, such as ".rowcol-3f09c2d1a47be865.tmp". */
typedef struct rci_io_temp_name {
    char text[32];
} rci_io_temp_name;
/* A new file under such a name in the folder. -1 with errno set. */
int rci_io_fd_named(int folder, mode_t mode, rci_io_temp_name *name);
/* Gives a file without a name such a name. */
int rci_io_fd_link_temp(int fd, int folder, rci_io_temp_name *name);
/* Gives a file without a name this name; EEXIST if it is taken. */
int rci_io_fd_link(int fd, int folder, const char *name);

#endif
