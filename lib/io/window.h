/*
 * io/window.h - writes to a file through mappings, so that many threads can write one file.
 *
 * While a thread writes to a file with write or pwrite, the kernel holds a lock on the file, and
 * all others wait: with 16 threads a file in memory takes 2.4 GB a second, however many write. The
 * pages of a mapping are filled by any number of threads. Each page costs about twice as much that
 * way, because it is cleared first and has to be entered in the page tables. So a mapping is for a
 * thread that would have to wait for another one.
 *
 * A store to a mapped page that the disk has no space for raises SIGBUS. It does not come to that:
 * madvise with MADV_POPULATE_WRITE (Linux 5.14) allocates the pages first and returns an error. The
 * mappings are used only for files without a name, which no other process can cut off, on file
 * systems that keep the space of a page that was written to once (tmpfs, ext4, XFS).
 */
#ifndef ROWCOL_IO_WINDOW_H
#define ROWCOL_IO_WINDOW_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A part of the file that is mapped: bytes from index * RCI_IO_WINDOW on. */
typedef struct rci_io_window {
    uint64_t index;
    unsigned char *data; /* NULL: none */
    unsigned users;
} rci_io_window;

#define RCI_IO_WINDOW ((uint64_t)1 << 30)

typedef struct rci_io_windows {
    int fd; /* borrowed */
    pthread_mutex_t lock;
    atomic_bool usable;
    atomic_ullong end; /* the size that the file was given; it is changed under the lock */
    rci_io_window slots[4];
} rci_io_windows;

/* For a file without a name of `size` bytes, open for reading and writing. Whether it can be
   written through mappings; if not, nothing has to be closed. */
bool rci_io_windows_open(rci_io_windows *windows, int fd, uint64_t size);
/* Makes the file longer than `end` bytes, if it is not. Any write, also one with pwrite, needs that
   first: a size that is set must not cut off what was written after it. Any thread. If that fails,
   the file is written with pwrite only from now on. */
void rci_io_windows_prepare(rci_io_windows *windows, uint64_t end);
/* Writes `n` bytes at `place`, which were prepared. Any thread. 0, or an errno: then some of the
   bytes may have been written, and all have to be written with pwrite, which reports why. */
int rci_io_windows_write(rci_io_windows *windows, const void *data, size_t n, uint64_t place);
/* Ends all mappings; no thread is writing. */
void rci_io_windows_close(rci_io_windows *windows);

#endif
