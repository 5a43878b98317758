/*
 * A preload library that makes one call of a system function or one allocation fail.
 *
 *   FAULT_CALL=NAME  the function, such as fsync; "malloc" is any allocation
 *   FAULT_K=N        the call of it that fails, from 1
 *   FAULT_HOW=N      the errno, or one of these:
 *       short         a read or write of half the bytes
 *       signal        SIGTERM before the call
 *       signal-after  SIGTERM after the call
 *       signal-slow   SIGTERM, and a call that takes two seconds
 *   FAULT_NO_TMPFILE=1  the file system has no unnamed files (O_TMPFILE)
 *   FAULT_LOG=PATH   at the end: a line "NAME COUNT" for each function that was called
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

// clang-format off
#define CALLS(X)                                                                                   \
    X(access)                                                                                      \
    X(close)                                                                                       \
    X(faccessat)                                                                                   \
    X(fchmod)                                                                                      \
    X(fchown) X(fcntl) X(fsetxattr) X(fstat) X(fsync) X(getrandom) X(linkat) X(llistxattr)         \
        X(lgetxattr) X(lseek) X(lstat) X(malloc) X(mmap) X(open) X(openat) X(poll)                 \
            X(posix_fadvise) X(pread) X(pthread_create) X(pwrite) X(read) X(readlink) X(renameat)  \
                X(stat) X(sync_file_range) X(unlinkat) X(write)
// clang-format on

#define ENUMERATOR(name) CALL_##name,
enum { CALLS(ENUMERATOR) N_CALLS };
#define NAME(name) #name,
static const char *const names[N_CALLS] = {CALLS(NAME)};

/* What happens to a call. */
enum { PASS = 0, FAIL, SHORT, SIGNAL_AFTER };

static atomic_long counts[N_CALLS];
static int chosen = -1, error_number;
static long chosen_k;
static const char *how = "";
static int no_tmpfile;

__attribute__((constructor)) static void read_environment(void)
{
    const char *call = getenv("FAULT_CALL"), *k = getenv("FAULT_K"), *h = getenv("FAULT_HOW");
    no_tmpfile = getenv("FAULT_NO_TMPFILE") != NULL;
    how = h ? h : "";
    error_number = atoi(how);
    chosen_k = k ? atol(k) : 0;
    for (int i = 0; call && i < N_CALLS; i++) {
        if (strcmp(names[i], call) == 0) {
            chosen = i;
        }
    }
}

__attribute__((destructor)) static void write_log(void)
{
    const char *path = getenv("FAULT_LOG");
    FILE *file;
    chosen = -1;
    file = path ? fopen(path, "w") : NULL;
    for (int i = 0; file && i < N_CALLS; i++) {
        fprintf(file, "%s %ld\n", names[i], atomic_load(&counts[i]));
    }
    if (file) {
        fclose(file);
    }
}

static int meet(int call)
{
    if (atomic_fetch_add(&counts[call], 1) + 1 != chosen_k || call != chosen) {
        return PASS;
    }
    if (strcmp(how, "signal") == 0) {
        raise(SIGTERM);
        return PASS;
    }
    if (strcmp(how, "signal-slow") == 0) {
        raise(SIGTERM);
        for (unsigned left = 2; left > 0; left = sleep(left)) {
        }
        return PASS;
    }
    if (strcmp(how, "signal-after") == 0) {
        return SIGNAL_AFTER;
    }
    if (strcmp(how, "short") == 0) {
        return SHORT;
    }
    errno = error_number;
    return FAIL;
}

/* After a call: keeps its errno. */
static void follow(int fault)
{
    int error = errno;
    if (fault == SIGNAL_AFTER) {
        raise(SIGTERM);
    }
    errno = error;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* A function that returns `failure` and sets errno when it fails. */
#define WRAP(name, result, failure, parameters, arguments)                                         \
    result name parameters                                                                         \
    {                                                                                              \
        static result(*real) parameters;                                                           \
        int fault = meet(CALL_##name);                                                             \
        result value;                                                                              \
        if (!real) {                                                                               \
            *(void **)&real = dlsym(RTLD_NEXT, #name);                                             \
        }                                                                                          \
        if (fault == FAIL) {                                                                       \
            return failure;                                                                        \
        }                                                                                          \
        value = real arguments;                                                                    \
        follow(fault);                                                                             \
        return value;                                                                              \
    }

/* The same, for a transfer of `n` bytes. */
#define WRAP_TRANSFER(name, parameters, arguments)                                                 \
    ssize_t name parameters                                                                        \
    {                                                                                              \
        static ssize_t(*real) parameters;                                                          \
        int fault = meet(CALL_##name);                                                             \
        ssize_t value;                                                                             \
        if (!real) {                                                                               \
            *(void **)&real = dlsym(RTLD_NEXT, #name);                                             \
        }                                                                                          \
        if (fault == FAIL) {                                                                       \
            return -1;                                                                             \
        }                                                                                          \
        if (fault == SHORT && n > 1) {                                                             \
            n /= 2;                                                                                \
        }                                                                                          \
        value = real arguments;                                                                    \
        follow(fault);                                                                             \
        return value;                                                                              \
    }

/* The names with 64 are those that programs with 64-bit file offsets call. */
#define ALIAS(name, alias, result, parameters, arguments)                                          \
    result alias parameters                                                                        \
    {                                                                                              \
        return name arguments;                                                                     \
    }

struct pollfd;
WRAP(access, int, -1, (const char *p, int m), (p, m))
WRAP(close, int, -1, (int fd), (fd))
WRAP(faccessat, int, -1, (int d, const char *p, int m, int f), (d, p, m, f))
WRAP(fchmod, int, -1, (int fd, mode_t m), (fd, m))
WRAP(fchown, int, -1, (int fd, uid_t u, gid_t g), (fd, u, g))
WRAP(fsetxattr, int, -1, (int fd, const char *a, const void *v, size_t s, int f), (fd, a, v, s, f))
WRAP(fsync, int, -1, (int fd), (fd))
WRAP(getrandom, ssize_t, -1, (void *p, size_t s, unsigned f), (p, s, f))
WRAP(linkat, int, -1, (int a, const char *p, int b, const char *q, int f), (a, p, b, q, f))
WRAP(llistxattr, ssize_t, -1, (const char *p, char *l, size_t s), (p, l, s))
WRAP(lgetxattr, ssize_t, -1, (const char *p, const char *a, void *v, size_t s), (p, a, v, s))
WRAP(lseek, off_t, -1, (int fd, off_t o, int w), (fd, o, w))
ALIAS(lseek, lseek64, off64_t, (int fd, off64_t o, int w), (fd, o, w))
WRAP(poll, int, -1, (struct pollfd * p, unsigned long n, int t), (p, n, t))
WRAP(readlink, ssize_t, -1, (const char *p, char *b, size_t s), (p, b, s))
WRAP(renameat, int, -1, (int a, const char *p, int b, const char *q), (a, p, b, q))
WRAP(sync_file_range, int, -1, (int fd, off64_t o, off64_t n, unsigned f), (fd, o, n, f))
WRAP(unlinkat, int, -1, (int d, const char *p, int f), (d, p, f))
WRAP(fstat, int, -1, (int fd, struct stat *s), (fd, s))
WRAP(lstat, int, -1, (const char *p, struct stat *s), (p, s))
WRAP(stat, int, -1, (const char *p, struct stat *s), (p, s))
ALIAS(fstat, fstat64, int, (int fd, struct stat64 *s), (fd, (struct stat *)(void *)s))
ALIAS(lstat, lstat64, int, (const char *p, struct stat64 *s), (p, (struct stat *)(void *)s))
ALIAS(stat, stat64, int, (const char *p, struct stat64 *s), (p, (struct stat *)(void *)s))
WRAP(mmap, void *, MAP_FAILED, (void *p, size_t n, int a, int b, int fd, off_t o),
     (p, n, a, b, fd, o))
ALIAS(mmap, mmap64, void *, (void *p, size_t n, int a, int b, int fd, off64_t o),
      (p, n, a, b, fd, o))
WRAP_TRANSFER(read, (int fd, void *b, size_t n), (fd, b, n))
WRAP_TRANSFER(write, (int fd, const void *b, size_t n), (fd, b, n))
WRAP_TRANSFER(pread, (int fd, void *b, size_t n, off_t o), (fd, b, n, o))
WRAP_TRANSFER(pwrite, (int fd, const void *b, size_t n, off_t o), (fd, b, n, o))
ALIAS(pread, pread64, ssize_t, (int fd, void *b, size_t n, off64_t o), (fd, b, n, o))
ALIAS(pwrite, pwrite64, ssize_t, (int fd, const void *b, size_t n, off64_t o), (fd, b, n, o))

/* These return the error and do not set errno. */
int posix_fadvise(int fd, off_t o, off_t n, int advice)
{
    return meet(CALL_posix_fadvise) == FAIL ? error_number : REAL(posix_fadvise)(fd, o, n, advice);
}

ALIAS(posix_fadvise, posix_fadvise64, int, (int fd, off64_t o, off64_t n, int a), (fd, o, n, a))

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                   void *context)
{
    static int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    *(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
    return meet(CALL_pthread_create) == FAIL ? error_number
                                             : real(thread, attributes, start, context);
}

static int open_at(int call, int folder, const char *path, int flags, mode_t mode)
{
    static int (*real)(int, const char *, int, ...);
    int fault = meet(call), fd;
    if (!real) {
        *(void **)&real = dlsym(RTLD_NEXT, "openat");
    }
    if (fault == FAIL) {
        return -1;
    }
    if (no_tmpfile && (flags & O_TMPFILE) == O_TMPFILE) {
        errno = EOPNOTSUPP;
        return -1;
    }
    fd = real(folder, path, flags, mode);
    follow(fault);
    return fd;
}

#define OPEN(name, call, folder, parameters)                                                       \
    int name parameters                                                                            \
    {                                                                                              \
        va_list list;                                                                              \
        mode_t mode;                                                                               \
        va_start(list, flags);                                                                     \
        mode = va_arg(list, mode_t);                                                               \
        va_end(list);                                                                              \
        return open_at(call, folder, path, flags, mode);                                           \
    }

OPEN(open, CALL_open, AT_FDCWD, (const char *path, int flags, ...))
OPEN(open64, CALL_open, AT_FDCWD, (const char *path, int flags, ...))
OPEN(openat, CALL_openat, folder, (int folder, const char *path, int flags, ...))
OPEN(openat64, CALL_openat, folder, (int folder, const char *path, int flags, ...))

#define FCNTL(name)                                                                                \
    int name(int fd, int command, ...)                                                             \
    {                                                                                              \
        static int (*real)(int, int, ...);                                                         \
        int fault = meet(CALL_fcntl), value;                                                       \
        va_list list;                                                                              \
        long argument;                                                                             \
        va_start(list, command);                                                                   \
        argument = va_arg(list, long);                                                             \
        va_end(list);                                                                              \
        if (!real) {                                                                               \
            *(void **)&real = dlsym(RTLD_NEXT, "fcntl");                                           \
        }                                                                                          \
        if (fault == FAIL) {                                                                       \
            return -1;                                                                             \
        }                                                                                          \
        value = real(fd, command, argument);                                                       \
        follow(fault);                                                                             \
        return value;                                                                              \
    }

FCNTL(fcntl)
FCNTL(fcntl64)

/* ---------------------------------------------------------------- memory */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

void *malloc(size_t size)
{
    return meet(CALL_malloc) == FAIL ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return meet(CALL_malloc) == FAIL ? NULL : __libc_calloc(n, size);
}

void *realloc(void *memory, size_t size)
{
    return meet(CALL_malloc) == FAIL ? NULL : __libc_realloc(memory, size);
}

void *reallocarray(void *memory, size_t n, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(n, size, &total)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(memory, total);
}
