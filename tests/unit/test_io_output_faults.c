/* io/output.h and io/spool.h when pipes, disks and memory fail. */
#include "base/error.h"
#include "faulty_alloc.h"
#include "io/pending.h"
#include "io/spool.h"
#include "output_text.h"
#include "runner.h"
#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

/* -------------------------------------------------------------------- pipes */

static int write_to_closed_pipe(void *context)
{
    int ends[2];
    sigset_t pending;
    rc_error err = RC_ERROR_INIT;
    rci_io_output *output;
    (void)context;
    signal(SIGPIPE, SIG_DFL); /* it would end this process */
    CHILD_CHECK(pipe(ends) == 0 && dup2(ends[1], STDOUT_FILENO) == STDOUT_FILENO);
    close(ends[0]);
    output = rci_io_output_open("-", NULL);
    CHILD_CHECK(output && write_text(output, "x", &err) == RC_EIO);
    CHILD_CHECK(err.status == RC_EIO && err.sys == EPIPE);
    CHILD_CHECK(strcmp(err.message, "cannot write: Broken pipe") == 0);
    CHILD_CHECK(rci_io_output_commit(output, NULL) == RC_EIO);
    rci_io_output_close(output);
    sigpending(&pending);
    CHILD_CHECK(!sigismember(&pending, SIGPIPE));
    CHILD_CHECK(sigprocmask(SIG_BLOCK, NULL, &pending) == 0 && !sigismember(&pending, SIGPIPE));
    return 0;
}

START_TEST(a_closed_pipe_is_an_error_without_a_signal)
{
    scratch_in_child(write_to_closed_pipe, NULL);
}
END_TEST

enum { PIPED = 1 << 20 };

static int drain_slowly(void *context)
{
    const int *ends = context;
    static char buffer[20000];
    size_t total = 0;
    ssize_t n;
    close(ends[1]);
    while ((n = read(ends[0], buffer, sizeof buffer)) > 0) {
        for (ssize_t i = 0; i < n; i++, total++) {
            CHILD_CHECK(buffer[i] == (char)(total % 251));
        }
        usleep(1000);
    }
    CHILD_CHECK(total == PIPED);
    return 0;
}

static void on_alarm(int signal_number)
{
    (void)signal_number;
}

static int write_interrupted(void *context)
{
    const int *ends = context;
    char *bytes = malloc(PIPED);
    const struct itimerval often = {{0, 1000}, {0, 1000}};
    struct sigaction action;
    rci_io_output *output;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_alarm;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    for (size_t i = 0; i < PIPED; i++) {
        bytes[i] = (char)(i % 251);
    }
    close(ends[0]);
    CHILD_CHECK(dup2(ends[1], STDOUT_FILENO) == STDOUT_FILENO);
    output = rci_io_output_open("-", NULL);
    CHILD_CHECK(output && rci_io_output_write(output, bytes, PIPED, NULL) == RC_OK);
    CHILD_CHECK(rci_io_output_commit(output, NULL) == RC_OK);
    rci_io_output_close(output);
    free(bytes);
    return 0;
}

static void slow_pipe(int flags)
{
    int ends[2];
    pid_t reader, writer;
    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    ck_assert_int_eq(fcntl(ends[1], F_SETFL, flags), 0);
    reader = scratch_spawn(drain_slowly, ends);
    writer = scratch_spawn(write_interrupted, ends);
    close(ends[0]);
    close(ends[1]);
    ck_assert_int_eq(scratch_wait(writer), 0);
    ck_assert_int_eq(scratch_wait(reader), 0);
}

START_TEST(interrupted_and_short_writes_are_continued)
{
    slow_pipe(0);
}
END_TEST

START_TEST(a_non_blocking_pipe_is_waited_for)
{
    slow_pipe(O_NONBLOCK);
}
END_TEST

/* ----------------------------------------------------- failing system calls */

/* A system call that fails, and the result of committing two files, one new, one old. */
typedef struct denial {
    long system_call;
    int why;
    unsigned argument, only;
    rc_status expected;
} denial;

static int write_denied(void *context)
{
    const denial *d = context;
    static const char *const names[] = {"old", "new"};
    rci_io_output *aborted;
    CHILD_CHECK(scratch_deny(d->system_call, d->why, d->argument, d->only));
    for (size_t i = 0; i < 2; i++) {
        rc_error err = RC_ERROR_INIT;
        rc_status status = write_file(scratch_path(names[i]), "after", &err);
        CHILD_CHECK(status == d->expected && err.status == status);
        CHILD_CHECK(err.sys == (status == RC_OK ? 0 : d->why));
    }
    aborted = rci_io_output_open(scratch_path("aborted"), NULL);
    CHILD_CHECK(aborted && write_text(aborted, "half", NULL) == RC_OK);
    rci_io_output_close(aborted);
    return 0;
}

static void expect_denied(denial d)
{
    scratch_write("old", "before", 6);
    scratch_in_child(write_denied, &d);
    if (d.expected == RC_OK) {
        expect_text(scratch_path("old"), "after");
        expect_text(scratch_path("new"), "after");
        ck_assert_uint_eq(scratch_entries(), 2);
    } else {
        expect_text(scratch_path("old"), "before");
        ck_assert_uint_eq(scratch_entries(), 1);
    }
}

START_TEST(a_file_system_without_unnamed_files_gets_a_named_one)
{
    expect_denied((denial){SYS_openat, EOPNOTSUPP, 2, O_TMPFILE & ~O_DIRECTORY, RC_OK});
    ck_assert_int_eq(unlink(scratch_path("new")), 0);
    expect_denied((denial){SYS_openat, EISDIR, 2, O_TMPFILE & ~O_DIRECTORY, RC_OK});
}
END_TEST

START_TEST(a_failing_disk_does_not_change_the_target)
{
    expect_denied((denial){SYS_fsync, EIO, 0, 0, RC_EIO});
    expect_denied((denial){SYS_fsync, ENOSPC, 0, 0, RC_EIO});
    expect_denied((denial){SYS_linkat, EPERM, 0, 0, RC_EIO});
}
END_TEST

static int fail_to_rename(void *context)
{
    rc_error err = RC_ERROR_INIT;
    (void)context;
    CHILD_CHECK(scratch_deny(SYS_renameat, EPERM, 0, 0));
    CHILD_CHECK(write_file(scratch_path("old"), "after", &err) == RC_EIO && err.sys == EPERM);
    return 0;
}

START_TEST(a_failing_rename_does_not_change_the_target)
{
    scratch_write("old", "before", 6);
    scratch_in_child(fail_to_rename, NULL);
    expect_text(scratch_path("old"), "before");
    ck_assert_uint_eq(scratch_entries(), 1);
}
END_TEST

static int write_without_hints(void *context)
{
    enum { SIZE = 20 << 20 };
    char *zeros = calloc(1, SIZE);
    rci_io_output *output;
    (void)context;
    CHILD_CHECK(zeros && scratch_deny(SYS_sync_file_range, ESPIPE, 0, 0));
    output = rci_io_output_open(scratch_path("big"), NULL);
    CHILD_CHECK(output && rci_io_output_write(output, zeros, SIZE, NULL) == RC_OK);
    CHILD_CHECK(rci_io_output_commit(output, NULL) == RC_OK);
    rci_io_output_close(output);
    free(zeros);
    return 0;
}

START_TEST(writeback_hints_may_fail)
{
    scratch_in_child(write_without_hints, NULL);
    ck_assert_uint_eq(scratch_entries(), 1);
}
END_TEST

static int write_over_the_limit(void *context)
{
    const struct rlimit small = {10000, 10000};
    static char bytes[8000];
    rc_error err = RC_ERROR_INIT;
    rci_io_output *output;
    signal(SIGXFSZ, SIG_IGN);
    output = rci_io_output_open(context, NULL);
    CHILD_CHECK(output && setrlimit(RLIMIT_FSIZE, &small) == 0);
    CHILD_CHECK(rci_io_output_write(output, bytes, sizeof bytes, &err) == RC_OK);
    CHILD_CHECK(rci_io_output_write(output, bytes, sizeof bytes, &err) == RC_EIO);
    CHILD_CHECK(err.sys == EFBIG);
    err = (rc_error)RC_ERROR_INIT; /* what is called after it names the same reason */
    CHILD_CHECK(rci_io_output_write(output, "", 1, &err) == RC_EIO && err.sys == EFBIG);
    err = (rc_error)RC_ERROR_INIT;
    CHILD_CHECK(rci_io_output_patch(output, 0, "", 1, &err) == RC_EIO && err.sys == EFBIG);
    err = (rc_error)RC_ERROR_INIT;
    CHILD_CHECK(rci_io_output_commit(output, &err) == RC_EIO && err.sys == EFBIG);
    rci_io_output_close(output);
    return 0;
}

START_TEST(a_full_disk_leaves_nothing)
{
    char *path = strdup(scratch_path("new"));
    scratch_in_child(write_over_the_limit, path);
    ck_assert_uint_eq(scratch_entries(), 0);
    free(path);
}
END_TEST

static rc_status write_without_memory(void *context)
{
    rc_error err = RC_ERROR_INIT;
    write_file(context, "text", &err);
    return err.status;
}

START_TEST(refused_memory_leaves_nothing)
{
    char *path = strdup(scratch_path("new"));
    faulty_alloc_each(write_without_memory, path);
    ck_assert_uint_eq(scratch_entries(), 1);
    free(path);
}
END_TEST

/* ------------------------------------------------------------------- spool */

static int spool_in(void *context)
{
    enum { SIZE = 1000000 };
    rc_error err = RC_ERROR_INIT;
    char *bytes = malloc(SIZE);
    size_t n;
    rci_io_spool *spool;
    rci_io_output *output;
    char *found;
    CHILD_CHECK(setenv("TMPDIR", context, 1) == 0);
    for (size_t i = 0; i < SIZE; i++) {
        bytes[i] = (char)(i % 251);
    }
    spool = rci_io_spool_open(&err);
    CHILD_CHECK(spool && rci_io_spool_write(spool, bytes, 0, &err) == RC_OK);
    CHILD_CHECK(rci_io_spool_write(spool, bytes, 400000, &err) == RC_OK);
    CHILD_CHECK(rci_io_spool_write(spool, bytes + 400000, SIZE - 400000, &err) == RC_OK);
    output = rci_io_output_open(scratch_path("out"), &err);
    CHILD_CHECK(output && write_text(output, "head", &err) == RC_OK);
    CHILD_CHECK(rci_io_spool_copy(spool, output, &err) == RC_OK);
    CHILD_CHECK(rci_io_output_commit(output, &err) == RC_OK);
    rci_io_output_close(output);
    rci_io_spool_close(spool);
    found = scratch_read(scratch_path("out"), &n);
    CHILD_CHECK(n == SIZE + 4 && memcmp(found, "head", 4) == 0);
    CHILD_CHECK(memcmp(found + 4, bytes, SIZE) == 0);
    free(found);
    free(bytes);
    return 0;
}

START_TEST(a_spool_keeps_bytes_for_an_output)
{
    char *folder = strdup(scratch_path("tmp"));
    char unset[] = "";
    ck_assert_int_eq(mkdir(folder, 0777), 0);
    scratch_in_child(spool_in, folder);
    ck_assert_int_eq(rmdir(folder), 0); /* it is empty */
    scratch_in_child(spool_in, unset);  /* the folders of the system */
    free(folder);
}
END_TEST

/* The number of temporary files in the folder that other users could open. */
static int others_can_open(const char *folder)
{
    DIR *entries = opendir(folder);
    int n = 0;
    for (const struct dirent *entry; entries && (entry = readdir(entries)) != NULL;) {
        struct stat info;
        n += strncmp(entry->d_name, ".rowcol-", 8) == 0 &&
             stat(scratch_path(entry->d_name), &info) == 0 && (info.st_mode & 0077) != 0;
    }
    closedir(entries);
    return n;
}

/* A temporary file with a name is removed when its output is abandoned. Until the output is
   complete other users cannot read it, whatever the permissions of the file that it replaces. */
static int abandon_named(void *context)
{
    rci_io_output *output;
    CHILD_CHECK(scratch_deny(SYS_openat, EOPNOTSUPP, 2, O_TMPFILE & ~O_DIRECTORY));
    output = rci_io_output_open(context, NULL);
    CHILD_CHECK(output && write_text(output, "half", NULL) == RC_OK);
    CHILD_CHECK(scratch_entries() == 2);
    CHILD_CHECK(others_can_open(scratch_path("")) == 0);
    CHILD_CHECK(rci_io_pending_abandon_all() == 0);
    CHILD_CHECK(scratch_entries() == 1);
    CHILD_CHECK(rci_io_output_commit(output, NULL) == RC_ECANCELED);
    rci_io_output_close(output);
    return 0;
}

START_TEST(abandoning_removes_a_named_temporary_file)
{
    char *path = strdup(scratch_write("old", "before", 6));
    ck_assert_int_eq(chmod(path, 0644), 0);
    scratch_in_child(abandon_named, path);
    ck_assert_uint_eq(scratch_entries(), 1);
    expect_text(path, "before");
    free(path);
}
END_TEST

static int spool_nowhere(void *context)
{
    rc_error err = RC_ERROR_INIT;
    CHILD_CHECK(setenv("TMPDIR", context, 1) == 0);
    CHILD_CHECK(!rci_io_spool_open(&err) && err.status == RC_EIO && err.sys == ENOENT);
    CHILD_CHECK(strstr(err.message, "TMPDIR") != NULL);
    return 0;
}

START_TEST(a_missing_tmpdir_is_an_error)
{
    char *folder = strdup(scratch_path("missing"));
    scratch_in_child(spool_nowhere, folder);
    free(folder);
}
END_TEST

static int spool_without_unnamed_files(void *context)
{
    CHILD_CHECK(scratch_deny(SYS_openat, EOPNOTSUPP, 2, O_TMPFILE & ~O_DIRECTORY));
    return spool_in(context);
}

START_TEST(a_spool_loses_its_name_at_once)
{
    char *folder = strdup(scratch_path("tmp"));
    ck_assert_int_eq(mkdir(folder, 0777), 0);
    scratch_in_child(spool_without_unnamed_files, folder);
    ck_assert_int_eq(rmdir(folder), 0);
    free(folder);
}
END_TEST

static TCase *denied_cases(void)
{
    TCase *tc = tcase_create("denied");
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_test(tc, a_file_system_without_unnamed_files_gets_a_named_one);
    tcase_add_test(tc, a_failing_disk_does_not_change_the_target);
    tcase_add_test(tc, a_failing_rename_does_not_change_the_target);
    tcase_add_test(tc, writeback_hints_may_fail);
    tcase_add_test(tc, a_spool_loses_its_name_at_once);
    tcase_add_test(tc, abandoning_removes_a_named_temporary_file);
    return tc;
}

extern runner_suite_fn suite_io_output_faults;

Suite *suite_io_output_faults(void)
{
    Suite *suite = suite_create("io_output_faults");
    TCase *tc = tcase_create("faults");
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_test(tc, a_closed_pipe_is_an_error_without_a_signal);
    tcase_add_test(tc, interrupted_and_short_writes_are_continued);
    tcase_add_test(tc, a_non_blocking_pipe_is_waited_for);
    tcase_add_test(tc, a_full_disk_leaves_nothing);
    tcase_add_test(tc, refused_memory_leaves_nothing);
    tcase_add_test(tc, a_spool_keeps_bytes_for_an_output);
    tcase_add_test(tc, a_missing_tmpdir_is_an_error);
    suite_add_tcase(suite, tc);
    if (scratch_can_deny()) {
        suite_add_tcase(suite, denied_cases());
    } else {
        runner_skip("output: failing system calls", "there are no system call filters here");
    }
    return suite;
}
