#include "io/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* One call never moves more: below Linux' own limit of 2 GiB less a page, and a multiple of it. */
#define MOST_IN_ONE_CALL ((size_t)1 << 30)

/* The lowest descriptor that is no standard stream. */
enum { FIRST_FREE = 3 };

/* ---------------------------------------------------------- opening, closing */

/* Moves a descriptor out of the way of the standard streams. */
static int above_standard(int fd)
{
    if (fd < 0 || fd >= FIRST_FREE) {
        return fd;
    }
    int moved = rci_io_fd_dup(fd);
    int why = errno;
    close(fd);
    errno = why;
    return moved;
}

int rci_io_fd_open(int folder, const char *path, int flags, mode_t mode)
{
    int fd;
    do {
        fd = openat(folder, path, flags | O_CLOEXEC | O_NOCTTY, mode);
    } while (fd < 0 && errno == EINTR);
    return above_standard(fd);
}

int rci_io_fd_dup(int fd)
{
    return fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FREE);
}

int rci_io_fd_close(int fd)
{
    /* Linux has released the descriptor even when it says EINTR: closing again could hit a
       descriptor that another thread has just been given. */
    return fd >= 0 && close(fd) != 0 && errno != EINTR ? errno : 0;
}

int rci_io_fd_sync(int fd)
{
    int result;
    do {
        result = fsync(fd);
    } while (result != 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

/* ----------------------------------------------------------- reading, writing */

/* What to do about a transfer that failed with `why`: 0 to try again, or the errno to give up
   with. A non-blocking descriptor is waited for until `events` are possible. */
static int retry(int fd, int why, short events)
{
    if (why == EINTR) {
        return 0;
    }
    if (why != EAGAIN && why != EWOULDBLOCK) {
        return why;
    }
    struct pollfd wait = {fd, events, 0};
    return poll(&wait, 1, -1) < 0 && errno != EINTR ? errno : 0;
}

static size_t at_most_one_call(size_t n)
{
    return n < MOST_IN_ONE_CALL ? n : MOST_IN_ONE_CALL;
}

int rci_io_fd_read(int fd, void *buffer, size_t size, size_t *got)
{
    int why = 0;
    *got = 0;
    while (*got < size && why == 0) {
        ssize_t n = read(fd, (char *)buffer + *got, at_most_one_call(size - *got));
        if (n == 0) {
            break;
        }
        if (n > 0) {
            *got += (size_t)n;
        } else {
            why = retry(fd, errno, POLLIN);
        }
    }
    return why;
}

int rci_io_fd_read_at(int fd, void *buffer, size_t size, uint64_t offset, size_t *got)
{
    int why = 0;
    *got = 0;
    while (*got < size && why == 0) {
        ssize_t n =
            pread(fd, (char *)buffer + *got, at_most_one_call(size - *got), (off_t)(offset + *got));
        if (n == 0) {
            break;
        }
        if (n > 0) {
            *got += (size_t)n;
        } else {
            why = retry(fd, errno, POLLIN);
        }
    }
    return why;
}

static int write_all(int fd, const void *data, size_t n, size_t *written)
{
    int why = 0;
    *written = 0;
    while (*written < n && why == 0) {
        ssize_t some = write(fd, (const char *)data + *written, at_most_one_call(n - *written));
        if (some > 0) {
            *written += (size_t)some;
        } else {
            /* A device that takes nothing and gives no reason must not make this loop forever. */
            why = some == 0 ? EIO : retry(fd, errno, POLLOUT);
        }
    }
    return why;
}

/* A write to a pipe without a reader sends SIGPIPE to the writing thread. Here the signal is
   blocked for the time of the call and taken away if the call caused it; one that was pending
   before stays pending. */
int rci_io_fd_write(int fd, const void *data, size_t n, size_t *written)
{
    sigset_t sigpipe, pending, before;
    struct stat info;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
        return write_all(fd, data, n, written);
    }
    sigemptyset(&sigpipe);
    sigaddset(&sigpipe, SIGPIPE);
    sigemptyset(&pending);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &sigpipe, &before);
    int why = write_all(fd, data, n, written);
    if (why == EPIPE && !sigismember(&pending, SIGPIPE)) {
        const struct timespec at_once = {0, 0};
        while (sigtimedwait(&sigpipe, NULL, &at_once) < 0 && errno == EINTR) {
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return why;
}

int rci_io_fd_write_at(int fd, const void *data, size_t n, uint64_t offset)
{
    int why = 0;
    size_t done = 0;
    while (done < n && why == 0) {
        ssize_t some = pwrite(fd, (const char *)data + done, at_most_one_call(n - done),
                              (off_t)(offset + done));
        if (some > 0) {
            done += (size_t)some;
        } else {
            why = some == 0 ? EIO : retry(fd, errno, POLLOUT);
        }
    }
    return why;
}

/* ------------------------------------------------------------ temporary files */

/* Where the system shows an open file by its descriptor: the way to link a file without a name
   that needs no privilege. */
typedef struct proc_path {
    char text[40];
} proc_path;

static const char *proc_path_of(int fd, proc_path *path)
{
    snprintf(path->text, sizeof path->text, "/proc/self/fd/%d", fd);
    return path->text;
}

int rci_io_fd_unnamed(int folder, mode_t mode)
{
    proc_path path;
    int fd = rci_io_fd_open(folder, ".", O_TMPFILE | O_RDWR, mode);
    if (fd >= 0 && access(proc_path_of(fd, &path), F_OK) != 0) {
        close(fd); /* no /proc: it could not be given a name in the end */
        errno = EOPNOTSUPP;
        return -1;
    }
    return fd;
}

/* Random so that nobody who shares the folder can guess it and lie in wait with a link. */
static void invent_name(rci_io_temp_name *name)
{
    uint64_t bits;
    if (getrandom(&bits, sizeof bits, GRND_NONBLOCK) != (ssize_t)sizeof bits) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        bits = (uint64_t)now.tv_nsec * UINT64_C(0x9E3779B97F4A7C15) ^ (uint64_t)getpid();
    }
    snprintf(name->text, sizeof name->text, ".rowcol-%016llx.tmp", (unsigned long long)bits);
}

/* Names to try before believing that EEXIST is no accident. */
enum { NAMES_TO_TRY = 100 };

int rci_io_fd_named(int folder, mode_t mode, rci_io_temp_name *name)
{
    int fd = -1, tries = NAMES_TO_TRY;
    do {
        invent_name(name);
        fd = rci_io_fd_open(folder, name->text, O_CREAT | O_EXCL | O_RDWR, mode);
    } while (fd < 0 && errno == EEXIST && --tries > 0);
    return fd;
}

int rci_io_fd_link(int fd, int folder, const char *name)
{
    proc_path path;
    return linkat(AT_FDCWD, proc_path_of(fd, &path), folder, name, AT_SYMLINK_FOLLOW) == 0 ? 0
                                                                                           : errno;
}

int rci_io_fd_link_temp(int fd, int folder, rci_io_temp_name *name)
{
    int why, tries = NAMES_TO_TRY;
    do {
        invent_name(name);
        why = rci_io_fd_link(fd, folder, name->text);
    } while (why == EEXIST && --tries > 0);
    return why;
}
