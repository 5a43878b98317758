/* io/window.h and outputs that several threads write: the same bytes, and a full disk is an error.
 */
#include "io/window.h"

#include "io/fd.h"
#include "io/output.h"
#include "runner.h"
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---------------------------------------------------------------- helpers */

/* A new file without a name in the scratch folder, or where the file system has none, one whose
   name is removed. */
static int new_file(const char *folder)
{
    char path[600];
    int fd;
    snprintf(path, sizeof path, "%s/window", folder);
    fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(unlink(path), 0);
    return fd;
}

/* The byte of a file that is written in the tests at `place`. */
static unsigned char byte_at(uint64_t place)
{
    return (unsigned char)(place * 2654435761u >> 13);
}

static void fill(unsigned char *bytes, uint64_t place, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bytes[i] = byte_at(place + i);
    }
}

/* One assertion for all bytes: each takes a while. */
static void expect_filled(const void *bytes, uint64_t place, size_t n)
{
    const unsigned char *found = bytes;
    size_t i = 0;
    while (i < n && found[i] == byte_at(place + i)) {
        i++;
    }
    ck_assert_msg(i == n, "byte %zu from %llu on", i, (unsigned long long)place);
}

static void expect_bytes(int fd, uint64_t place, size_t n)
{
    unsigned char *bytes = malloc(n);
    size_t got = 0;
    ck_assert_int_eq(rci_io_fd_read_at(fd, bytes, n, place, &got), 0);
    ck_assert_uint_eq(got, n);
    expect_filled(bytes, place, n);
    free(bytes);
}

static const char *temporary_folder(void)
{
    const char *folder = getenv("TMPDIR");
    return folder && *folder ? folder : "/tmp";
}

static bool can_map(void)
{
    rci_io_windows windows;
    int fd = open(temporary_folder(), O_RDWR | O_TMPFILE, 0600);
    bool can = fd >= 0 && rci_io_windows_open(&windows, fd, 0);
    if (can) {
        rci_io_windows_prepare(&windows, 1);
        can = rci_io_windows_write(&windows, "x", 1, 0) == 0;
        rci_io_windows_close(&windows);
    }
    if (fd >= 0) {
        close(fd);
    }
    return can;
}

/* ---------------------------------------------------------------- windows */

/* Places at the ends of pages and windows; more windows than are mapped at once. */
START_TEST(windows_write_what_pwrite_writes)
{
    static const struct {
        uint64_t place;
        size_t n;
    } cases[] = {
        {0, 1},
        {4095, 2},
        {8192, 4096},
        {100001, 70000},
        {RCI_IO_WINDOW - 5, 10},
        {2 * RCI_IO_WINDOW - 70000, 140001},
        {3 * RCI_IO_WINDOW + 17, 5},
        {7 * RCI_IO_WINDOW - 1, 1},
        {12 * RCI_IO_WINDOW, 4097},
        {5 * RCI_IO_WINDOW + 4095, 1},
        {1, 4094},
    };
    rci_io_windows windows;
    int fd = new_file(scratch_path(""));
    unsigned char *bytes = malloc(200000);
    ck_assert(rci_io_windows_open(&windows, fd, 0));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fill(bytes, cases[i].place, cases[i].n);
        rci_io_windows_prepare(&windows, cases[i].place + cases[i].n);
        ck_assert_int_eq(rci_io_windows_write(&windows, bytes, cases[i].n, cases[i].place), 0);
    }
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        expect_bytes(fd, cases[i].place, cases[i].n);
    }
    rci_io_windows_close(&windows);
    free(bytes);
    close(fd);
}
END_TEST

START_TEST(what_was_not_prepared_is_not_mapped)
{
    rci_io_windows windows;
    struct stat info;
    int fd = new_file(scratch_path(""));
    ck_assert_int_eq(ftruncate(fd, 100), 0);
    ck_assert(rci_io_windows_open(&windows, fd, 100));
    rci_io_windows_prepare(&windows, 100);
    ck_assert_int_eq(fstat(fd, &info), 0);
    ck_assert_int_eq(info.st_size, 100);
    ck_assert_int_eq(rci_io_windows_write(&windows, "ab", 2, 99), EAGAIN);
    rci_io_windows_prepare(&windows, 101);
    ck_assert_int_eq(rci_io_windows_write(&windows, "ab", 2, 99), 0);
    rci_io_windows_close(&windows);
    close(fd);
}
END_TEST

/* Threads write pieces of one file, each by one of the two ways. */
typedef struct writers {
    rci_io_windows windows;
    atomic_size_t next;
    int fd;
} writers;

enum { PIECE = 50021, PIECES = 200 };

static void *write_pieces(void *context)
{
    writers *all = context;
    unsigned char *bytes = malloc(PIECE);
    size_t k;
    while ((k = atomic_fetch_add(&all->next, 1)) < PIECES) {
        uint64_t place = (uint64_t)k * PIECE;
        fill(bytes, place, PIECE);
        rci_io_windows_prepare(&all->windows, place + PIECE);
        if (k % 3 == 0 || rci_io_windows_write(&all->windows, bytes, PIECE, place) != 0) {
            ck_assert_int_eq(rci_io_fd_write_at(all->fd, bytes, PIECE, place), 0);
        }
    }
    free(bytes);
    return NULL;
}

START_TEST(threads_write_one_file_both_ways)
{
    pthread_t threads[6];
    writers all;
    atomic_init(&all.next, 0);
    all.fd = new_file(scratch_path(""));
    ck_assert(rci_io_windows_open(&all.windows, all.fd, 0));
    for (size_t i = 0; i < 6; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, write_pieces, &all), 0);
    }
    for (size_t i = 0; i < 6; i++) {
        pthread_join(threads[i], NULL);
    }
    ck_assert(atomic_load(&all.windows.usable));
    rci_io_windows_close(&all.windows);
    expect_bytes(all.fd, 0, (size_t)PIECE * PIECES);
    close(all.fd);
}
END_TEST

/* A limit on the size of files is not exceeded by making them longer in advance. */
static int write_with_limit(void *context)
{
    struct rlimit limit = {1 << 20, 1 << 20};
    rci_io_windows windows;
    int fd = new_file(context);
    CHILD_CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    CHILD_CHECK(!rci_io_windows_open(&windows, fd, 0));
    close(fd);
    return 0;
}

START_TEST(a_limit_on_file_sizes_is_respected)
{
    scratch_in_child(write_with_limit, (void *)(uintptr_t)scratch_path(""));
}
END_TEST

START_TEST(other_file_systems_are_not_mapped)
{
    rci_io_windows windows;
    int fd = open("/proc/self/status", O_RDONLY);
    ck_assert_int_ge(fd, 0);
    ck_assert(!rci_io_windows_open(&windows, fd, 0));
    close(fd);
    ck_assert(!rci_io_windows_open(&windows, -1, 0));
}
END_TEST

/* ------------------------------------------------------------ a full disk */

static bool write_line(const char *path, const char *line)
{
    int fd = open(path, O_WRONLY);
    bool written = fd >= 0 && write(fd, line, strlen(line)) == (ssize_t)strlen(line);
    return fd >= 0 && close(fd) == 0 && written;
}

/* For a user who is not root: a namespace in which the user may mount. */
static bool become_mounter(void)
{
    char user[40], group[40];
    snprintf(user, sizeof user, "%u %u 1", (unsigned)geteuid(), (unsigned)geteuid());
    snprintf(group, sizeof group, "%u %u 1", (unsigned)getegid(), (unsigned)getegid());
    return unshare(CLONE_NEWUSER) == 0 && write_line("/proc/self/uid_map", user) &&
           write_line("/proc/self/setgroups", "deny") && write_line("/proc/self/gid_map", group);
}

/* Mounts a file system of one MiB at `folder`, seen by this process only, and makes a file there to
   see that this works. */
static bool mount_small(const char *folder)
{
    int fd;
    if ((geteuid() != 0 && !become_mounter()) || unshare(CLONE_NEWNS) != 0 ||
        mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("none", folder, "tmpfs", 0, "size=1m") != 0) {
        return false;
    }
    fd = open(folder, O_RDWR | O_TMPFILE, 0600);
    return fd >= 0 && close(fd) == 0;
}

/* Called while the suite is built, when no assertion may be used. */
static bool can_mount(void)
{
    char folder[600];
    int status = 1;
    pid_t child;
    snprintf(folder, sizeof folder, "%s/rowcol-window-XXXXXX", temporary_folder());
    if (!mkdtemp(folder)) {
        return false;
    }
    child = fork();
    if (child == 0) {
        _exit(mount_small(folder) ? 0 : 1);
    }
    if (child > 0) {
        waitpid(child, &status, 0);
    }
    rmdir(folder);
    return status == 0;
}

static int fill_disk(void *context)
{
    enum { TOO_MUCH = 2 << 20 };
    unsigned char *bytes = calloc(1, TOO_MUCH);
    rci_io_windows windows;
    int fd;
    CHILD_CHECK(bytes && mount_small(context));
    fd = new_file(context);
    CHILD_CHECK(rci_io_windows_open(&windows, fd, 0));
    rci_io_windows_prepare(&windows, TOO_MUCH);
    CHILD_CHECK(rci_io_windows_write(&windows, bytes, 4096, 0) == 0);
    CHILD_CHECK(rci_io_windows_write(&windows, bytes, TOO_MUCH, 0) == EFAULT);
    CHILD_CHECK(rci_io_fd_write_at(fd, bytes, TOO_MUCH, 0) == ENOSPC);
    rci_io_windows_close(&windows);
    free(bytes);
    return 0;
}

START_TEST(a_full_disk_is_an_error)
{
    scratch_in_child(fill_disk, (void *)(uintptr_t)scratch_path(""));
}
END_TEST

/* ---------------------------------------------------------------- outputs */

typedef struct shared_output {
    rci_io_output *output;
    pthread_mutex_t lock; /* of the places */
    unsigned left;        /* pieces */
    rc_status status;     /* of the first failure */
    int sys;
} shared_output;

static void *write_output(void *context)
{
    shared_output *all = context;
    unsigned char *bytes = malloc(PIECE);
    for (;;) {
        rc_error err = RC_ERROR_INIT;
        uint64_t place = 0;
        size_t n = 0;
        pthread_mutex_lock(&all->lock);
        if (all->left > 0) {
            n = all->left % 5 == 0 ? 1000 : PIECE;
            place = rci_io_output_take_place(all->output, n);
            all->left--;
        }
        pthread_mutex_unlock(&all->lock);
        if (n == 0) {
            break;
        }
        fill(bytes, place, n);
        if (rci_io_output_write_at(all->output, place, bytes, n, &err) != RC_OK) {
            pthread_mutex_lock(&all->lock);
            all->sys = all->status == RC_OK ? err.sys : all->sys;
            all->status = err.status;
            pthread_mutex_unlock(&all->lock);
        }
    }
    free(bytes);
    return NULL;
}

static void write_on_threads(shared_output *all, const char *path, bool share)
{
    pthread_t threads[8];
    all->output = rci_io_output_open(path, NULL);
    all->left = PIECES;
    all->status = RC_OK;
    pthread_mutex_init(&all->lock, NULL);
    if (share) {
        rci_io_output_share(all->output);
        rci_io_output_share(all->output);
    }
    for (size_t i = 0; i < 8; i++) {
        pthread_create(&threads[i], NULL, write_output, all);
    }
    for (size_t i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
    }
    pthread_mutex_destroy(&all->lock);
}

START_TEST(a_shared_output_has_all_bytes_and_no_more)
{
    const char *path = scratch_path("out");
    size_t n = PIECES / 5 * 1000 + (PIECES - PIECES / 5) * (size_t)PIECE, size = 0;
    shared_output all;
    char *bytes;
    write_on_threads(&all, path, _i);
    ck_assert_int_eq(all.status, RC_OK);
    ck_assert_int_eq(rci_io_output_commit(all.output, NULL), RC_OK);
    rci_io_output_close(all.output);
    bytes = scratch_read(path, &size);
    ck_assert_uint_eq(size, n);
    expect_filled(bytes, 0, n);
    free(bytes);
}
END_TEST

START_TEST(a_shared_output_that_is_closed_leaves_nothing)
{
    shared_output all;
    write_on_threads(&all, scratch_path("out"), true);
    rci_io_output_close(all.output);
    ck_assert_uint_eq(scratch_entries(), 0);
}
END_TEST

static int fill_disk_on_threads(void *context)
{
    shared_output all;
    char path[600];
    CHILD_CHECK(mount_small(context));
    snprintf(path, sizeof path, "%s/out", (const char *)context);
    write_on_threads(&all, path, true);
    CHILD_CHECK(all.status == RC_EIO && all.sys == ENOSPC); /* whichever failed first */
    CHILD_CHECK(rci_io_output_commit(all.output, NULL) == RC_EIO);
    rci_io_output_close(all.output);
    CHILD_CHECK(access(path, F_OK) != 0);
    return 0;
}

START_TEST(a_shared_output_on_a_full_disk_fails)
{
    scratch_in_child(fill_disk_on_threads, (void *)(uintptr_t)scratch_path(""));
}
END_TEST

/* A kernel without MADV_POPULATE_WRITE, or without mappings at all: the same bytes. */
static int write_without(void *context)
{
    const long *denied = context;
    shared_output all;
    CHILD_CHECK(scratch_deny(denied[0], (int)denied[1], 0, 0));
    write_on_threads(&all, scratch_path("out"), true);
    CHILD_CHECK(all.status == RC_OK);
    CHILD_CHECK(rci_io_output_commit(all.output, NULL) == RC_OK);
    rci_io_output_close(all.output);
    return 0;
}

START_TEST(a_shared_output_needs_no_mapping)
{
    static const long denied[][2] = {{SYS_madvise, EINVAL}, {SYS_madvise, EFAULT}};
    size_t n = PIECES / 5 * 1000 + (PIECES - PIECES / 5) * (size_t)PIECE, size = 0;
    char *bytes;
    scratch_in_child(write_without, (void *)(uintptr_t)denied[_i]);
    bytes = scratch_read(scratch_path("out"), &size);
    ck_assert_uint_eq(size, n);
    expect_filled(bytes, 0, n);
    free(bytes);
}
END_TEST

Suite *suite_io_window(void);

Suite *suite_io_window(void)
{
    Suite *suite = suite_create("io_window");
    TCase *tc = tcase_create("window");
    bool mount = can_mount();
    tcase_set_tags(tc, "threads");
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    if (can_map()) {
        tcase_add_test(tc, windows_write_what_pwrite_writes);
        tcase_add_test(tc, what_was_not_prepared_is_not_mapped);
        tcase_add_test(tc, threads_write_one_file_both_ways);
        tcase_add_test(tc, a_limit_on_file_sizes_is_respected);
    } else {
        runner_skip("windows", "this file system or kernel does not allow them");
    }
    tcase_add_test(tc, other_file_systems_are_not_mapped);
    if (mount) {
        tcase_add_test(tc, a_full_disk_is_an_error);
        tcase_add_test(tc, a_shared_output_on_a_full_disk_fails);
    } else {
        runner_skip("a_full_disk_is_an_error", "cannot mount a file system");
        runner_skip("a_shared_output_on_a_full_disk_fails", "cannot mount a file system");
    }
    tcase_add_loop_test(tc, a_shared_output_has_all_bytes_and_no_more, 0, 2);
    tcase_add_test(tc, a_shared_output_that_is_closed_leaves_nothing);
    if (scratch_can_deny()) {
        tcase_add_loop_test(tc, a_shared_output_needs_no_mapping, 0, 2);
    } else {
        runner_skip("a_shared_output_needs_no_mapping", "no system call filters");
    }
    suite_add_tcase(suite, tc);
    return suite;
}
