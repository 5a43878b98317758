/* io/source.h, io/fd.h: files, standard input, memory and pipes as input, and their failures. */
#include "base/error.h"
#include "faulty_alloc.h"
#include "io/fd.h"
#include "io/source.h"
#include "io_bytes.h"
#include "runner.h"
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

/* ---------------------------------------------------------------- helpers */

static void expect_refused(const char *path, int sys)
{
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rci_io_source_open(path, &err));
    ck_assert_int_eq(err.status, RC_EIO);
    ck_assert_int_eq(err.sys, sys);
    ck_assert_str_ne(err.message, "");
    ck_assert_ptr_null(rci_io_source_open(path, NULL));
}

/* In a child: makes the descriptor standard input and compares what is read. */
static int read_standard_input(int fd, const unsigned char *expected, size_t n, size_t step)
{
    rci_io_source *source;
    int wrong;
    CHILD_CHECK(dup2(fd, STDIN_FILENO) == STDIN_FILENO);
    source = rci_io_source_open("-", NULL);
    CHILD_CHECK(source);
    CHILD_CHECK(strcmp(rci_io_source_name(source), "standard input") == 0);
    wrong = io_compare(source, expected, n, step);
    rci_io_source_close(source);
    return wrong;
}

static void on_alarm(int signal_number)
{
    (void)signal_number;
}

/* Interrupts slow system calls of this process a thousand times a second. */
static void interrupt_all_the_time(void)
{
    struct sigaction action;
    const struct itimerval often = {{0, 1000}, {0, 1000}};
    memset(&action, 0, sizeof action);
    action.sa_handler = on_alarm;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
}

/* ------------------------------------------------------------------ files */

START_TEST(source_reads_a_file_in_steps_of_any_size)
{
    static const size_t sizes[] = {1, 63, 64, 65, 4096, 100000};
    static const size_t steps[] = {1, 7, 64, 4096, 1 << 20};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        unsigned char *bytes = io_noise(sizes[i]);
        const char *path = scratch_write("in", bytes, sizes[i]);
        for (size_t j = 0; j < sizeof steps / sizeof steps[0]; j++) {
            rci_io_source *source = rci_io_source_open(path, NULL);
            ck_assert_ptr_nonnull(source);
            ck_assert_str_eq(rci_io_source_name(source), path);
            ck_assert_uint_eq(rci_io_source_size(source), sizes[i]);
            ck_assert_int_eq(io_compare(source, bytes, sizes[i], steps[j]), 0);
            rci_io_source_close(source);
        }
        free(bytes);
    }
}
END_TEST

START_TEST(source_of_an_empty_file)
{
    rci_io_source *source = rci_io_source_open(scratch_write("in", "", 0), NULL);
    ck_assert_ptr_nonnull(source);
    ck_assert_int_eq(io_compare(source, (const unsigned char *)"", 0, 16), 0);
    rci_io_source_close(source);
}
END_TEST

START_TEST(source_refuses_what_cannot_be_read)
{
    expect_refused(scratch_path("missing"), ENOENT);
    expect_refused(scratch_path("missing/too"), ENOENT);
    expect_refused("", ENOENT);
    expect_refused(scratch_path(""), EISDIR);
    expect_refused("/", EISDIR);
    scratch_write("in", "x", 1);
    expect_refused(scratch_path("in/below"), ENOTDIR);
    ck_assert_int_eq(symlink("loop", scratch_path("loop")), 0);
    expect_refused(scratch_path("loop"), ELOOP);
}
END_TEST

static int open_unreadable(void *context)
{
    rc_error err = RC_ERROR_INIT;
    (void)context;
    CHILD_CHECK(scratch_become_nobody());
    CHILD_CHECK(!rci_io_source_open(scratch_path("secret"), &err));
    CHILD_CHECK(err.status == RC_EIO && err.sys == EACCES);
    CHILD_CHECK(strcmp(err.source, scratch_path("secret")) == 0);
    CHILD_CHECK(strcmp(err.message, "cannot open it: Permission denied") == 0);
    return 0;
}

START_TEST(source_refuses_a_file_without_permission)
{
    ck_assert_int_eq(chmod(scratch_write("secret", "x", 1), 0), 0);
    scratch_in_child(open_unreadable, NULL);
}
END_TEST

START_TEST(source_reads_devices_and_files_without_a_size)
{
    rci_io_source *source = rci_io_source_open("/dev/null", NULL);
    char first[4];
    size_t got;
    ck_assert_ptr_nonnull(source);
    ck_assert_uint_eq(rci_io_source_size(source), RC_UNKNOWN);
    ck_assert_int_eq(io_compare(source, (const unsigned char *)"", 0, 16), 0);
    rci_io_source_close(source);

    source = rci_io_source_open("/proc/version", NULL);
    ck_assert_ptr_nonnull(source);
    ck_assert_uint_eq(rci_io_source_size(source), RC_UNKNOWN);
    ck_assert_int_eq(rci_io_source_read(source, first, sizeof first, &got, NULL), RC_OK);
    ck_assert_uint_eq(got, sizeof first);
    rci_io_source_close(source);
}
END_TEST

/* ------------------------------------------------------------------ memory */

START_TEST(source_reads_memory)
{
    unsigned char *bytes = io_noise(1000);
    rci_io_source *empty;
    for (size_t step = 1; step < 1100; step += 13) {
        rci_io_source *source = rci_io_source_open_memory(bytes, 1000, NULL, NULL);
        ck_assert_str_eq(rci_io_source_name(source), "memory");
        ck_assert_uint_eq(rci_io_source_size(source), 1000);
        ck_assert_int_eq(io_compare(source, bytes, 1000, step), 0);
        rci_io_source_close(source);
    }
    empty = rci_io_source_open_memory(NULL, 0, "nothing", NULL);
    ck_assert_str_eq(rci_io_source_name(empty), "nothing");
    ck_assert_uint_eq(rci_io_source_size(empty), 0);
    ck_assert_int_eq(io_compare(empty, (const unsigned char *)"", 0, 8), 0);
    rci_io_source_close(empty);
    rci_io_source_close(NULL);
    free(bytes);
}
END_TEST

/* ---------------------------------------------------------- standard input */

static int standard_input_cases(void *context)
{
    unsigned char *bytes = context;
    int fd = open(scratch_path("in"), O_RDONLY);
    char byte;
    size_t got;
    rci_io_source *source;
    rc_error err = RC_ERROR_INIT;
    CHILD_CHECK(fd >= 0);
    /* A shell may have read the first lines: only the rest counts. */
    CHILD_CHECK(lseek(fd, 100, SEEK_SET) == 100);
    CHILD_CHECK(dup2(fd, STDIN_FILENO) == STDIN_FILENO);
    source = rci_io_source_open("-", NULL);
    CHILD_CHECK(source && rci_io_source_size(source) == 900);
    rci_io_source_close(source);
    if (read_standard_input(fd, bytes + 100, 900, 64)) {
        return 1;
    }
    /* A folder, a descriptor without read access, a closed descriptor. */
    CHILD_CHECK(dup2(open("/", O_RDONLY), STDIN_FILENO) == STDIN_FILENO);
    CHILD_CHECK(!rci_io_source_open("-", &err) && err.status == RC_EIO && err.sys == EISDIR);
    CHILD_CHECK(strcmp(err.source, "standard input") == 0);
    rc_error_clear(&err);
    CHILD_CHECK(dup2(open(scratch_path("in"), O_WRONLY), STDIN_FILENO) == STDIN_FILENO);
    source = rci_io_source_open("-", NULL);
    CHILD_CHECK(source);
    CHILD_CHECK(rci_io_source_read(source, &byte, 1, &got, &err) == RC_EIO && err.sys == EBADF);
    rci_io_source_close(source);
    rc_error_clear(&err);
    close(STDIN_FILENO);
    CHILD_CHECK(!rci_io_source_open("-", &err) && err.status == RC_EIO && err.sys == EBADF);
    return 0;
}

START_TEST(source_reads_standard_input)
{
    unsigned char *bytes = io_noise(1000);
    scratch_write("in", bytes, 1000);
    scratch_in_child(standard_input_cases, bytes);
    free(bytes);
}
END_TEST

/* ------------------------------------------------------------------- pipes */

typedef struct feeder {
    int fd;
    const unsigned char *bytes;
    size_t n;
    size_t step;
    useconds_t pause;
} feeder;

/* Writes to the pipe a few bytes at a time, with pauses. */
static int feed(void *context)
{
    const feeder *f = context;
    for (size_t at = 0; at < f->n;) {
        size_t n = f->step < f->n - at ? f->step : f->n - at;
        ssize_t done = write(f->fd, f->bytes + at, n);
        CHILD_CHECK(done > 0);
        at += (size_t)done;
        usleep(f->pause);
    }
    return 0;
}

enum { SLOW_BYTES = 300 };

static int read_interrupted(void *context)
{
    const feeder *f = context;
    interrupt_all_the_time();
    return read_standard_input(f->fd, f->bytes, f->n, SLOW_BYTES + 1);
}

static void slow_pipe_into(int (*reader)(void *), int flags)
{
    unsigned char *bytes = io_noise(SLOW_BYTES);
    int ends[2];
    feeder in, out;
    pid_t child;
    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    ck_assert_int_eq(fcntl(ends[0], F_SETFL, flags), 0);
    in = (feeder){ends[1], bytes, SLOW_BYTES, 5, 2000};
    out = (feeder){ends[0], bytes, SLOW_BYTES, 0, 0};
    child = scratch_spawn(feed, &in);
    close(ends[1]);
    scratch_in_child(reader, &out);
    ck_assert_int_eq(scratch_wait(child), 0);
    close(ends[0]);
    free(bytes);
}

START_TEST(source_survives_interrupted_and_short_reads)
{
    slow_pipe_into(read_interrupted, 0);
}
END_TEST

START_TEST(source_waits_for_a_non_blocking_pipe)
{
    slow_pipe_into(read_interrupted, O_NONBLOCK);
}
END_TEST

static int feed_fifo(void *context)
{
    int fd = open(scratch_path("fifo"), O_WRONLY);
    feeder in;
    CHILD_CHECK(fd >= 0);
    in = (feeder){fd, context, 200000, 70000, 100};
    return feed(&in);
}

START_TEST(source_reads_a_fifo)
{
    unsigned char *bytes = io_noise(200000);
    pid_t child;
    rci_io_source *source;
    ck_assert_int_eq(mkfifo(scratch_path("fifo"), 0600), 0);
    child = scratch_spawn(feed_fifo, bytes);
    source = rci_io_source_open(scratch_path("fifo"), NULL);
    ck_assert_ptr_nonnull(source);
    ck_assert_uint_eq(rci_io_source_size(source), RC_UNKNOWN);
    ck_assert_int_eq(io_compare(source, bytes, 200000, 65536), 0);
    rci_io_source_close(source);
    ck_assert_int_eq(scratch_wait(child), 0);
    free(bytes);
}
END_TEST

/* -------------------------------------------------------------------- peek */

static void check_peek(rci_io_source *source, const unsigned char *bytes, size_t n)
{
    const unsigned char *seen = NULL;
    size_t got, expected = n < RCI_IO_PEEK_MOST ? n : RCI_IO_PEEK_MOST;
    ck_assert_ptr_nonnull(source);
    for (int again = 0; again < 2; again++) {
        ck_assert_int_eq(rci_io_source_peek(source, &seen, &got, NULL), RC_OK);
        ck_assert_uint_eq(got, expected);
        ck_assert(memcmp(seen, bytes, got) == 0);
        ck_assert_uint_eq(rci_io_source_position(source), 0);
    }
    ck_assert_int_eq(io_compare(source, bytes, n, 10), 0);
    if (n) {
        rc_error err = RC_ERROR_INIT;
        ck_assert_int_eq(rci_io_source_peek(source, &seen, &got, &err), RC_EARG);
        ck_assert_int_eq(err.status, RC_EARG);
    }
    rci_io_source_close(source);
}

START_TEST(source_peeks_without_consuming)
{
    static const size_t sizes[] = {0, 1, 10, 63, 64, 65, 500};
    unsigned char *bytes = io_noise(500);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const char *path = scratch_write("in", bytes, sizes[i]);
        check_peek(rci_io_source_open(path, NULL), bytes, sizes[i]);
        check_peek(rci_io_source_open_memory(bytes, sizes[i], "m", NULL), bytes, sizes[i]);
    }
    free(bytes);
}
END_TEST

/* ----------------------------------------------------------------- mapping */

START_TEST(map_gives_private_pages)
{
    unsigned char *bytes = io_noise(10000);
    const char *path = scratch_write("in", bytes, 10000);
    void *data = NULL;
    size_t size = 0;
    ck_assert_int_eq(rci_io_map_file(path, &data, &size, NULL), RC_OK);
    ck_assert_uint_eq(size, 10000);
    ck_assert(memcmp(data, bytes, size) == 0);
    memset(data, 0, size);
    ck_assert_int_eq(munmap(data, size), 0);
    scratch_expect(path, bytes, 10000);
    free(bytes);

    ck_assert_int_eq(rci_io_map_file(scratch_write("empty", "", 0), &data, &size, NULL), RC_OK);
    ck_assert_ptr_null(data);
    ck_assert_uint_eq(size, 0);
}
END_TEST

START_TEST(map_refuses_all_but_regular_files)
{
    struct {
        const char *path;
        int sys;
    } cases[] = {
        {scratch_path("missing"), ENOENT},
        {scratch_path(""), EISDIR},
        {scratch_path("fifo"), 0}, /* without waiting for a writer */
        {"/dev/null", 0},
    };
    ck_assert_int_eq(mkfifo(scratch_path("fifo"), 0600), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rc_error err = RC_ERROR_INIT;
        void *data = &err;
        size_t size = 7;
        ck_assert_int_eq(rci_io_map_file(cases[i].path, &data, &size, &err), RC_EIO);
        ck_assert_int_eq(err.status, RC_EIO);
        ck_assert_int_eq(err.sys, cases[i].sys);
        ck_assert_str_eq(err.source, cases[i].path);
        ck_assert_ptr_eq(data, &err);
        ck_assert_uint_eq(size, 7);
    }
}
END_TEST

static int map_without_room(void *context)
{
    void *data;
    size_t size;
    rc_error err = RC_ERROR_INIT;
    const struct rlimit tight = {(rlim_t)64 << 20, (rlim_t)64 << 20};
    CHILD_CHECK(setrlimit(RLIMIT_AS, &tight) == 0);
    CHILD_CHECK(rci_io_map_file(context, &data, &size, &err) == RC_ENOMEM);
    CHILD_CHECK(err.status == RC_ENOMEM && err.source[0] != '\0');
    return 0;
}

START_TEST(map_without_address_space)
{
    char *path = strdup(scratch_write("big", "x", 1));
    ck_assert_int_eq(truncate(path, (off_t)1 << 30), 0);
    scratch_in_child(map_without_room, path);
    free(path);
}
END_TEST

/* -------------------------------------------------------------- descriptors */

static int open_with_standard_streams_closed(void *context)
{
    int fd, again;
    (void)context;
    fd = rci_io_fd_open(AT_FDCWD, "/dev/null", O_RDONLY, 0);
    CHILD_CHECK(fcntl(fd, F_GETFD) == FD_CLOEXEC && rci_io_fd_close(fd) == 0);
    close(2);
    fd = rci_io_fd_open(AT_FDCWD, "/dev/null", O_RDONLY, 0);
    CHILD_CHECK(fd >= 3 && rci_io_fd_close(fd) == 0);
    close(0);
    close(1);
    fd = rci_io_fd_open(AT_FDCWD, "/dev/null", O_RDONLY, 0);
    again = rci_io_fd_open(AT_FDCWD, "/dev/null", O_RDONLY, 0);
    CHILD_CHECK(again >= 3 && rci_io_fd_close(again) == 0);
    again = rci_io_fd_dup(fd);
    CHILD_CHECK(fd >= 3 && again >= 3);
    CHILD_CHECK(fcntl(fd, F_GETFD) == FD_CLOEXEC && fcntl(again, F_GETFD) == FD_CLOEXEC);
    CHILD_CHECK(fcntl(0, F_GETFD) == -1 && fcntl(1, F_GETFD) == -1);
    CHILD_CHECK(rci_io_fd_close(fd) == 0 && rci_io_fd_close(again) == 0 &&
                rci_io_fd_close(-1) == 0);
    CHILD_CHECK(rci_io_fd_close(fd) == EBADF);
    return 0;
}

START_TEST(new_descriptors_are_not_standard_streams)
{
    scratch_in_child(open_with_standard_streams_closed, NULL);
}
END_TEST

START_TEST(reading_and_writing_at_an_offset)
{
    unsigned char *bytes = io_noise(1000), back[1000];
    size_t got;
    int fd = rci_io_fd_open(AT_FDCWD, scratch_path("at"), O_RDWR | O_CREAT, 0600);
    ck_assert_int_ge(fd, 3);
    ck_assert_int_eq(rci_io_fd_write(fd, "head", 4, &got), 0);
    ck_assert_int_eq(rci_io_fd_write_at(fd, bytes, 1000, 500), 0);
    ck_assert_int_eq(rci_io_fd_read_at(fd, back, 1000, 500, &got), 0);
    ck_assert_uint_eq(got, 1000);
    ck_assert(memcmp(back, bytes, 1000) == 0);
    ck_assert_int_eq(rci_io_fd_read_at(fd, back, 1000, 1400, &got), 0);
    ck_assert_uint_eq(got, 100);
    ck_assert_int_eq(rci_io_fd_read_at(fd, back, 1000, 9999, &got), 0);
    ck_assert_uint_eq(got, 0);
    ck_assert_int_eq(lseek(fd, 0, SEEK_CUR), 4);
    ck_assert_int_eq(rci_io_fd_sync(fd), 0);
    ck_assert_int_eq(rci_io_fd_close(fd), 0);
    fd = rci_io_fd_open(AT_FDCWD, scratch_path("at"), O_RDONLY, 0);
    ck_assert_int_eq(rci_io_fd_write_at(fd, "x", 1, 0), EBADF);
    ck_assert_int_eq(rci_io_fd_write(fd, "x", 1, &got), EBADF);
    ck_assert_int_eq(rci_io_fd_close(fd), 0);
    ck_assert_int_eq(rci_io_fd_read_at(fd, back, 1, 0, &got), EBADF);
    ck_assert_int_eq(rci_io_fd_sync(fd), EBADF);
    free(bytes);
}
END_TEST

/* ------------------------------------------------------------------ memory */

static rc_status open_and_read(void *context)
{
    rc_error err = RC_ERROR_INIT;
    rci_io_source *file = rci_io_source_open(context, &err);
    rci_io_source *memory = file ? rci_io_source_open_memory("abc", 3, NULL, &err) : NULL;
    char buffer[8];
    size_t got;
    if (memory) {
        rci_io_source_read(file, buffer, sizeof buffer, &got, &err);
    }
    rci_io_source_close(file);
    rci_io_source_close(memory);
    return err.status;
}

START_TEST(source_survives_refused_memory)
{
    char *path = strdup(scratch_write("in", "0123456789", 10));
    faulty_alloc_each(open_and_read, path);
    free(path);
}
END_TEST

extern runner_suite_fn suite_io_source;

Suite *suite_io_source(void)
{
    Suite *suite = suite_create("io_source");
    TCase *tc = tcase_create("source");
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_test(tc, source_reads_a_file_in_steps_of_any_size);
    tcase_add_test(tc, source_of_an_empty_file);
    tcase_add_test(tc, source_refuses_what_cannot_be_read);
    tcase_add_test(tc, source_refuses_a_file_without_permission);
    tcase_add_test(tc, source_reads_devices_and_files_without_a_size);
    tcase_add_test(tc, source_reads_memory);
    tcase_add_test(tc, source_reads_standard_input);
    tcase_add_test(tc, source_survives_interrupted_and_short_reads);
    tcase_add_test(tc, source_waits_for_a_non_blocking_pipe);
    tcase_add_test(tc, source_reads_a_fifo);
    tcase_add_test(tc, source_peeks_without_consuming);
    tcase_add_test(tc, source_survives_refused_memory);
    tcase_add_test(tc, map_gives_private_pages);
    tcase_add_test(tc, map_refuses_all_but_regular_files);
    tcase_add_test(tc, map_without_address_space);
    tcase_add_test(tc, new_descriptors_are_not_standard_streams);
    tcase_add_test(tc, reading_and_writing_at_an_offset);
    suite_add_tcase(suite, tc);
    return suite;
}
