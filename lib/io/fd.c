/* io/fd.c - system calls on descriptors that complete what was requested. */
#include "io/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <unistd.h>

/* The most bytes in one call: less than the limit of Linux, 2 GiB less a page. */
#define MOST_IN_ONE_CALL ((size_t)1 << 30)

/* The lowest descriptor that is not a standard stream. */
enum { FIRST_FREE = 3 };

/* ---------------------------------------------------------- opening, closing */

/* Replaces a descriptor that has the number of a standard stream. */
static int above_standard(int fd)
{
    int moved, why;
    if (fd < 0 || fd >= FIRST_FREE) {
        return fd;
    }
    moved = rci_io_fd_dup(fd);
    why = errno;
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
    /* Linux releases the descriptor even if it returns EINTR: a second call could close a
       descriptor that another thread has just opened. */
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

/* Called after a transfer failed with `why`. Returns 0 if the transfer shall be repeated, else the
   errno to report. On a non-blocking descriptor it waits until `events` are possible. */
static int retry(int fd, int why, short events)
{
    struct pollfd wait;
    if (why == EINTR) {
        return 0;
    }
    if (why != EAGAIN && why != EWOULDBLOCK) {
        return why;
    }
    wait = (struct pollfd){fd, events, 0};
    return poll(&wait, 1, -1) < 0 && errno != EINTR ? errno : 0;
}

static size_t at_most_one_call(size_t n)
{
    return n < MOST_IN_ONE_CALL ? n : MOST_IN_ONE_CALL;
}

/* Waits until something can be read. ECANCELED if the event comes first. */
static int wait_for_input(int fd, int stop)
{
    struct pollfd waited[] = {{.fd = fd, .events = POLLIN}, {.fd = stop, .events = POLLIN}};
    if (poll(waited, 2, -1) < 0) {
        return errno == EINTR ? 0 : errno;
    }
    return waited[0].revents == 0 && waited[1].revents != 0 ? ECANCELED : 0;
}

int rci_io_fd_read(int fd, int stop, void *buffer, size_t size, size_t *got)
{
    int why = 0;
    *got = 0;
    while (*got < size && why == 0) {
        ssize_t n;
        if (stop >= 0 && !rci_io_fd_is_waiting(fd)) {
            why = wait_for_input(fd, stop);
            continue;
        }
        n = read(fd, (char *)buffer + *got, at_most_one_call(size - *got));
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

bool rci_io_fd_is_waiting(int fd)
{
    struct pollfd waited = {.fd = fd, .events = POLLIN};
    return poll(&waited, 1, 0) != 0;
}

int rci_io_fd_event(void)
{
    return above_standard(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
}

void rci_io_fd_event_signal(int event)
{
    const uint64_t one = 1;
    while (write(event, &one, sizeof one) < 0 && errno == EINTR) {
    }
}

int rci_io_fd_read_waiting(int fd, int stop, void *buffer, size_t size, size_t *got, bool *ended)
{
    int why = 0;
    *ended = false;
    while (*got < size && why == 0 && (*got == 0 || rci_io_fd_is_waiting(fd))) {
        ssize_t n;
        if (*got == 0 && stop >= 0 && !rci_io_fd_is_waiting(fd)) {
            why = wait_for_input(fd, stop);
            continue;
        }
        n = read(fd, (char *)buffer + *got, at_most_one_call(size - *got));
        if (n == 0) {
            *ended = true;
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

int rci_io_fd_write_file(int fd, const void *data, size_t n, size_t *written)
{
    int why = 0;
    *written = 0;
    while (*written < n && why == 0) {
        ssize_t some = write(fd, (const char *)data + *written, at_most_one_call(n - *written));
        if (some > 0) {
            *written += (size_t)some;
        } else {
            /* A device that writes nothing without an error must not cause an endless loop. */
            why = some == 0 ? EIO : retry(fd, errno, POLLOUT);
        }
    }
    return why;
}

/* A write to a pipe without a reader sends SIGPIPE to the writing thread. The signal is blocked
   during the call, and removed if the call caused it; one that was pending before stays pending. */
int rci_io_fd_write(int fd, const void *data, size_t n, size_t *written)
{
    sigset_t sigpipe, pending, before;
    int why;
    sigemptyset(&sigpipe);
    sigaddset(&sigpipe, SIGPIPE);
    sigemptyset(&pending);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &sigpipe, &before);
    why = rci_io_fd_write_file(fd, data, n, written);
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

/* The path of an open descriptor in /proc: linking an unnamed file through it needs no privilege.
 */
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
        close(fd); /* without /proc it could not be given a name later */
        errno = EOPNOTSUPP;
        return -1;
    }
    return fd;
}

/* Random, so that other users of the folder cannot guess it and create a link of that name. */
void rci_io_fd_new_name(rci_io_temp_name *name)
{
    uint64_t bits;
    if (getrandom(&bits, sizeof bits, GRND_NONBLOCK) != (ssize_t)sizeof bits) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        bits = (uint64_t)now.tv_nsec * UINT64_C(0x9E3779B97F4A7C15) ^ (uint64_t)getpid();
    }
    snprintf(name->text, sizeof name->text, ".rowcol-%016llx.tmp", (unsigned long long)bits);
}

int rci_io_fd_create(int folder, mode_t mode, const rci_io_temp_name *name)
{
    return rci_io_fd_open(folder, name->text, O_CREAT | O_EXCL | O_RDWR, mode);
}

int rci_io_fd_link(int fd, int folder, const char *name)
{
    proc_path path;
    return linkat(AT_FDCWD, proc_path_of(fd, &path), folder, name, AT_SYMLINK_FOLLOW) == 0 ? 0
                                                                                           : errno;
}

int rci_io_fd_link_temp(int fd, int folder, rci_io_temp_name *name)
{
    int why, tries = RCI_IO_NAMES_TO_TRY;
    do {
        rci_io_fd_new_name(name);
        why = rci_io_fd_link(fd, folder, name->text);
    } while (why == EEXIST && --tries > 0);
    return why;
}
