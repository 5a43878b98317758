/*
 * io/fd.h - system calls on descriptors that complete what was requested: interrupted calls are
 * repeated, short transfers are continued, and on a non-blocking descriptor they wait. Every new
 * descriptor is closed on exec and is not 0, 1 or 2, so that a program whose standard streams are
 * closed cannot print into a data file. Functions that return int return 0 or an errno, unless they
 * return a descriptor.
 */
#ifndef ROWCOL_IO_FD_H
#define ROWCOL_IO_FD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* openat. A descriptor, or -1 with errno set. */
int rci_io_fd_open(int folder, const char *path, int flags, mode_t mode);
/* A second descriptor of the same open file, which shares its position. -1 with errno set. */
int rci_io_fd_dup(int fd);

/* Reads until `size` bytes are read or the file ends (`*got` < size). ECANCELED if it would have to
   wait and the event `stop` has come (-1: no event). */
int rci_io_fd_read(int fd, int stop, void *buffer, size_t size, size_t *got);
/* Whether a read returns at once: with bytes, the end of the file or an error. */
bool rci_io_fd_is_waiting(int fd);
/* As rci_io_fd_read, but returns when `*got` is at least 1 and no more is waiting, so that input
   from a pipe or terminal is not held back. `*got` bytes are in the buffer before, and counted.
   `*ended` is whether the file ended. */
int rci_io_fd_read_waiting(int fd, int stop, void *buffer, size_t size, size_t *got, bool *ended);
/* An event, which has not come. A descriptor, or -1 with errno set. */
int rci_io_fd_event(void);
/* The event comes. Any thread. */
void rci_io_fd_event_signal(int event);
/* As rci_io_fd_read, from `offset`; the position of the file does not change. */
int rci_io_fd_read_at(int fd, void *buffer, size_t size, uint64_t offset, size_t *got);
/* Writes `n` bytes to a regular file. `*written` is the number of bytes written, also after a
   failure. */
int rci_io_fd_write_file(int fd, const void *data, size_t n, size_t *written);
/* The same to a file of any kind. A pipe without a reader gives EPIPE and never the signal SIGPIPE.
 */
int rci_io_fd_write(int fd, const void *data, size_t n, size_t *written);
/* Overwrites `n` bytes at `offset`; the position of the file does not change. */
int rci_io_fd_write_at(int fd, const void *data, size_t n, uint64_t offset);

/* fsync. */
int rci_io_fd_sync(int fd);
/* Closes. Some errors of earlier writes (a full remote disk) are reported only here. -1 is allowed.
 */
int rci_io_fd_close(int fd);

/* A new file without a name, for reading and writing, in the folder. It is removed when it is
   closed or the process ends. -1 with errno set, also if the file system or kernel does not support
   it. */
int rci_io_fd_unnamed(int folder, mode_t mode);

/* The name of a temporary file, such as ".rowcol-3f09c2d1a47be865.tmp". */
typedef struct rci_io_temp_name {
    char text[32];
} rci_io_temp_name;
/* The number of names to try before EEXIST is reported. */
enum { RCI_IO_NAMES_TO_TRY = 100 };
/* A new random name. */
void rci_io_fd_new_name(rci_io_temp_name *name);
/* A new file of this name in the folder. -1 with errno set, EEXIST if there is one. */
int rci_io_fd_create(int folder, mode_t mode, const rci_io_temp_name *name);
/* Gives an unnamed file a new name of this kind. */
int rci_io_fd_link_temp(int fd, int folder, rci_io_temp_name *name);
/* Gives an unnamed file this name; EEXIST if there is a file of that name. */
int rci_io_fd_link(int fd, int folder, const char *name);

#endif
