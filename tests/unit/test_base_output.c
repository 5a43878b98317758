/* The output file: whole or not at all, whatever happens on the way. */
#include "base/error.h"
#include "base/output.h"
#include "faulty_alloc.h"
#include "runner.h"
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---------------------------------------------------------------- helpers */

static rc_status write_text(rci_output *output, const char *text, rc_error *err)
{
    return rci_output_write(output, text, strlen(text), err);
}

/* Opens, writes, commits, closes. */
static rc_status write_file(const char *path, const char *text, rc_error *err)
{
    rci_output *output = rci_output_open(path, err);
    if (!output) {
        return err ? err->status : RC_EIO;
    }
    rc_status status = write_text(output, text, err);
    status = status == RC_OK ? rci_output_commit(output, err) : status;
    rci_output_close(output);
    return status;
}

static void expect_text(const char *path, const char *text)
{
    scratch_expect(path, text, strlen(text));
}

static mode_t mode_of(const char *path)
{
    struct stat info;
    ck_assert_int_eq(lstat(path, &info), 0);
    return info.st_mode;
}

static void expect_refused(const char *path, int sys)
{
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rci_output_open(path, &err));
    ck_assert_int_eq(err.status, RC_EIO);
    ck_assert_msg(err.sys == sys, "%s: errno %d, not %d", path, err.sys, sys);
    ck_assert_ptr_null(rci_output_open(path, NULL));
}

/* ------------------------------------------------------------- whole or not */

START_TEST(a_new_file_appears_at_the_commit)
{
    const char *path = scratch_path("new");
    rci_output *output = rci_output_open(path, NULL);
    ck_assert_ptr_nonnull(output);
    ck_assert_str_eq(rci_output_name(output), path);
    ck_assert_int_eq(write_text(output, "one ", NULL), RC_OK);
    ck_assert_int_eq(write_text(output, "", NULL), RC_OK);
    ck_assert_int_eq(write_text(output, "two", NULL), RC_OK);
    ck_assert_uint_eq(rci_output_position(output), 7);
    ck_assert_uint_eq(scratch_entries(), 0);
    ck_assert_int_eq(rci_output_commit(output, NULL), RC_OK);
    rci_output_close(output);
    expect_text(path, "one two");
    ck_assert_uint_eq(scratch_entries(), 1);
}
END_TEST

START_TEST(a_new_file_gets_what_the_umask_leaves)
{
    static const mode_t masks[] = {0, 022, 027, 077};
    for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++) {
        mode_t before = umask(masks[i]);
        ck_assert_int_eq(write_file(scratch_path("new"), "x", NULL), RC_OK);
        umask(before);
        ck_assert_uint_eq(mode_of(scratch_path("new")), S_IFREG | (0666 & ~masks[i]));
        ck_assert_int_eq(unlink(scratch_path("new")), 0);
    }
}
END_TEST

START_TEST(an_old_file_stays_until_the_commit)
{
    const char *path = scratch_write("old", "before", 6);
    rci_output *output = rci_output_open(path, NULL);
    ck_assert_int_eq(write_text(output, "after", NULL), RC_OK);
    expect_text(path, "before");
    ck_assert_uint_eq(scratch_entries(), 1);
    ck_assert_int_eq(rci_output_commit(output, NULL), RC_OK);
    rci_output_close(output);
    expect_text(path, "after");
    ck_assert_uint_eq(scratch_entries(), 1);
}
END_TEST

START_TEST(an_old_file_hands_its_permissions_on)
{
    static const mode_t modes[] = {0600, 0640, 0666, 0755, 0200};
    const char *path = scratch_write("old", "before", 6);
    mode_t before = umask(077);
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        ck_assert_int_eq(chmod(path, modes[i]), 0);
        ck_assert_int_eq(write_file(path, "after", NULL), RC_OK);
        ck_assert_uint_eq(mode_of(path), S_IFREG | modes[i]);
    }
    umask(before);
}
END_TEST

static int replace_as_another_user(void *context)
{
    struct stat info;
    CHILD_CHECK(scratch_become_nobody());
    CHILD_CHECK(write_file(context, "after", NULL) == RC_OK);
    CHILD_CHECK(stat(context, &info) == 0);
    CHILD_CHECK(info.st_uid == geteuid());
    /* The group became another: it may do what everybody could (write), and no more. */
    CHILD_CHECK(info.st_gid == 0 || (info.st_mode & 0777) == 0622);
    return 0;
}

START_TEST(owner_and_group_are_kept_where_that_is_allowed)
{
    char *path = strdup(scratch_write("old", "before", 6));
    struct stat info;
    if (geteuid() == 0) {
        ck_assert_int_eq(chown(path, 1234, 4321), 0);
        ck_assert_int_eq(chmod(path, 0646), 0);
        ck_assert_int_eq(write_file(path, "after", NULL), RC_OK);
        ck_assert_int_eq(stat(path, &info), 0);
        ck_assert_uint_eq(info.st_uid, 1234);
        ck_assert_uint_eq(info.st_gid, 4321);
        ck_assert_uint_eq(info.st_mode & 0777, 0646);
        ck_assert_int_eq(chmod(path, 0662), 0);
        scratch_in_child(replace_as_another_user, path);
    } else {
        ck_assert_int_eq(write_file(path, "after", NULL), RC_OK);
        ck_assert_int_eq(stat(path, &info), 0);
        ck_assert_uint_eq(info.st_uid, geteuid());
    }
    free(path);
}
END_TEST

START_TEST(an_aborted_output_leaves_nothing)
{
    const char *old = scratch_write("old", "before", 6);
    const char *paths[] = {scratch_path("new"), old};
    for (size_t i = 0; i < 2; i++) {
        rci_output *output = rci_output_open(paths[i], NULL);
        ck_assert_int_eq(write_text(output, "half", NULL), RC_OK);
        rci_output_close(output);
    }
    rci_output_close(NULL);
    ck_assert_uint_eq(scratch_entries(), 1);
    expect_text(old, "before");
}
END_TEST

static int write_and_be_killed(void *context)
{
    rci_output *output = rci_output_open(context, NULL);
    CHILD_CHECK(output && write_text(output, "half", NULL) == RC_OK);
    raise(SIGKILL);
    return 0;
}

START_TEST(a_killed_process_leaves_nothing)
{
    char *old = strdup(scratch_write("old", "before", 6));
    char *new = strdup(scratch_path("new"));
    int status = scratch_wait(scratch_spawn(write_and_be_killed, old));
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    status = scratch_wait(scratch_spawn(write_and_be_killed, new));
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    ck_assert_uint_eq(scratch_entries(), 1);
    expect_text(old, "before");
    free(old);
    free(new);
}
END_TEST

START_TEST(a_file_made_in_the_meantime_is_replaced)
{
    rci_output *output = rci_output_open(scratch_path("new"), NULL);
    ck_assert_int_eq(write_text(output, "ours", NULL), RC_OK);
    scratch_write("new", "theirs", 6);
    ck_assert_int_eq(rci_output_commit(output, NULL), RC_OK);
    rci_output_close(output);
    expect_text(scratch_path("new"), "ours");
    ck_assert_uint_eq(scratch_entries(), 1);
}
END_TEST

START_TEST(a_big_file_is_whole)
{
    enum { PIECE = 3 << 20, PIECES = 7 };
    char *piece = malloc(PIECE);
    rci_output *output = rci_output_open(scratch_path("big"), NULL);
    for (int i = 0; i < PIECES; i++) {
        memset(piece, 'a' + i, PIECE);
        ck_assert_int_eq(rci_output_write(output, piece, PIECE, NULL), RC_OK);
    }
    ck_assert_int_eq(rci_output_commit(output, NULL), RC_OK);
    rci_output_close(output);
    size_t n;
    char *found = scratch_read(scratch_path("big"), &n);
    ck_assert_uint_eq(n, (size_t)PIECE * PIECES);
    for (size_t i = 0; i < n; i++) {
        if (found[i] != (char)('a' + i / PIECE)) {
            ck_abort_msg("byte %zu is wrong", i);
        }
    }
    free(found);
    free(piece);
}
END_TEST

START_TEST(what_was_written_can_be_patched)
{
    rc_error err = RC_ERROR_INIT;
    rci_output *output = rci_output_open(scratch_path("new"), NULL);
    ck_assert(rci_output_can_patch(output));
    ck_assert_int_eq(write_text(output, "0123456789", NULL), RC_OK);
    ck_assert_int_eq(rci_output_patch(output, 0, "ab", 2, NULL), RC_OK);
    ck_assert_int_eq(rci_output_patch(output, 8, "yz", 2, NULL), RC_OK);
    ck_assert_int_eq(rci_output_patch(output, 10, "", 0, NULL), RC_OK);
    ck_assert_int_eq(rci_output_patch(output, 9, "yz", 2, &err), RC_EARG);
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_int_eq(rci_output_patch(output, 11, "", 0, NULL), RC_EARG);
    ck_assert_int_eq(rci_output_patch(output, UINT64_MAX, "x", 1, NULL), RC_EARG);
    ck_assert_uint_eq(rci_output_position(output), 10);
    ck_assert_int_eq(write_text(output, "!", NULL), RC_OK);
    ck_assert_int_eq(rci_output_commit(output, NULL), RC_OK);
    ck_assert_int_eq(write_text(output, "late", NULL), RC_EIO);
    ck_assert_int_eq(rci_output_patch(output, 0, "x", 1, NULL), RC_EIO);
    ck_assert_int_eq(rci_output_commit(output, NULL), RC_EIO);
    rci_output_close(output);
    expect_text(scratch_path("new"), "ab234567yz!");
}
END_TEST

/* ----------------------------------------------------------- symbolic links */

START_TEST(symbolic_links_are_followed)
{
    scratch_write("target", "before", 6);
    ck_assert_int_eq(mkdir(scratch_path("sub"), 0777), 0);
    ck_assert_int_eq(symlink("target", scratch_path("relative")), 0);
    ck_assert_int_eq(symlink(scratch_path("target"), scratch_path("absolute")), 0);
    ck_assert_int_eq(symlink("../relative", scratch_path("sub/chain")), 0);
    ck_assert_int_eq(symlink("sub", scratch_path("folder")), 0);
    static const char *const links[] = {"relative", "absolute", "sub/chain", "folder/chain"};
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        ck_assert_int_eq(write_file(scratch_path(links[i]), links[i], NULL), RC_OK);
        expect_text(scratch_path("target"), links[i]);
        ck_assert(S_ISLNK(mode_of(scratch_path(links[i]))));
        ck_assert(S_ISREG(mode_of(scratch_path("target"))));
    }
}
END_TEST

START_TEST(a_dangling_link_makes_its_target)
{
    ck_assert_int_eq(symlink("nothing yet", scratch_path("link")), 0);
    ck_assert_int_eq(write_file(scratch_path("link"), "x", NULL), RC_OK);
    ck_assert(S_ISLNK(mode_of(scratch_path("link"))));
    expect_text(scratch_path("nothing yet"), "x");
    ck_assert_int_eq(symlink("no folder/x", scratch_path("lost")), 0);
    expect_refused(scratch_path("lost"), ENOENT);
    ck_assert_int_eq(symlink("loop", scratch_path("loop")), 0);
    expect_refused(scratch_path("loop"), ELOOP);
}
END_TEST

/* ----------------------------------------------------------------- refusals */

START_TEST(paths_that_name_no_file_are_refused)
{
    char long_name[300], long_path[5000];
    memset(long_name, 'n', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    memset(long_path, '/', sizeof long_path - 1);
    long_path[sizeof long_path - 1] = '\0';
    scratch_write("file", "x", 1);
    expect_refused("", ENOENT);
    expect_refused("/", EISDIR);
    expect_refused(scratch_path(""), EISDIR);
    expect_refused(scratch_path("."), EISDIR);
    expect_refused(scratch_path("new/"), EISDIR);
    expect_refused(scratch_path("missing/new"), ENOENT);
    expect_refused(scratch_path("file/new"), ENOTDIR);
    expect_refused(scratch_path(long_name), ENAMETOOLONG);
    expect_refused(long_path, ENAMETOOLONG);
    ck_assert_uint_eq(scratch_entries(), 1);
}
END_TEST

START_TEST(a_name_in_the_working_folder)
{
    char before[4096];
    ck_assert_ptr_nonnull(getcwd(before, sizeof before));
    ck_assert_int_eq(chdir(scratch_path("")), 0);
    ck_assert_int_eq(write_file("plain", "x", NULL), RC_OK);
    ck_assert_int_eq(chdir(before), 0);
    expect_text(scratch_path("plain"), "x");
}
END_TEST

static int write_where_forbidden(void *context)
{
    (void)context;
    rc_error err = RC_ERROR_INIT;
    CHILD_CHECK(scratch_become_nobody());
    CHILD_CHECK(!rci_output_open(scratch_path("read-only"), &err));
    CHILD_CHECK(err.status == RC_EIO && err.sys == EACCES);
    CHILD_CHECK(strcmp(err.message, "cannot open it for writing: Permission denied") == 0);
    rc_error_clear(&err);
    CHILD_CHECK(!rci_output_open(scratch_path("closed/new"), &err));
    CHILD_CHECK(err.status == RC_EIO && err.sys == EACCES);
    rc_error_clear(&err);
    /* Writable without being readable is enough. */
    CHILD_CHECK(write_file(scratch_path("drop/new"), "x", &err) == RC_OK);
    return 0;
}

START_TEST(permissions_are_respected)
{
    ck_assert_int_eq(chmod(scratch_write("read-only", "x", 1), 0444), 0);
    ck_assert_int_eq(mkdir(scratch_path("closed"), 0700), 0);
    ck_assert_int_eq(mkdir(scratch_path("drop"), 0700), 0);
    ck_assert_int_eq(chmod(scratch_path("closed"), 0555), 0);
    ck_assert_int_eq(chmod(scratch_path("drop"), 0333), 0);
    scratch_in_child(write_where_forbidden, NULL);
    ck_assert_int_eq(chmod(scratch_path("drop"), 0700), 0);
    ck_assert_int_eq(chmod(scratch_path("closed"), 0700), 0);
    expect_text(scratch_path("drop/new"), "x");
    expect_text(scratch_path("read-only"), "x");
}
END_TEST

/* ---------------------------------------------------------- no regular file */

START_TEST(devices_are_written_and_never_replaced)
{
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(write_file("/dev/null", "gone", &err), RC_OK);
    ck_assert(S_ISCHR(mode_of("/dev/null")));

    rci_output *output = rci_output_open("/dev/full", &err);
    ck_assert_ptr_nonnull(output);
    ck_assert(!rci_output_can_patch(output));
    ck_assert_int_eq(write_text(output, "x", &err), RC_EIO);
    ck_assert_int_eq(err.status, RC_EIO);
    ck_assert_int_eq(err.sys, ENOSPC);
    ck_assert_str_eq(err.source, "/dev/full");
    ck_assert_str_eq(err.message, "cannot write: No space left on device");
    ck_assert_int_eq(rci_output_patch(output, 0, "", 0, NULL), RC_EARG);
    ck_assert_int_eq(rci_output_commit(output, NULL), RC_EIO);
    rci_output_close(output);
    ck_assert(S_ISCHR(mode_of("/dev/full")));
}
END_TEST

static int drain_fifo(void *context)
{
    size_t n;
    char *found = scratch_read(scratch_path("fifo"), &n);
    CHILD_CHECK(n == strlen(context) && memcmp(found, context, n) == 0);
    free(found);
    return 0;
}

START_TEST(a_fifo_is_written)
{
    ck_assert_int_eq(mkfifo(scratch_path("fifo"), 0600), 0);
    char text[] = "through the pipe";
    pid_t child = scratch_spawn(drain_fifo, text);
    ck_assert_int_eq(write_file(scratch_path("fifo"), text, NULL), RC_OK);
    ck_assert_int_eq(scratch_wait(child), 0);
    ck_assert(S_ISFIFO(mode_of(scratch_path("fifo"))));
    ck_assert_uint_eq(scratch_entries(), 1);
}
END_TEST

static int standard_output_cases(void *context)
{
    (void)context;
    char expected[64];
    int fd = open(scratch_path("out"), O_WRONLY | O_CREAT, 0600);
    CHILD_CHECK(fd >= 0 && dup2(fd, STDOUT_FILENO) == STDOUT_FILENO);
    snprintf(expected, sizeof expected, "/dev/fd/%d", fd);
    const char *paths[] = {"-", "/dev/stdout", "/proc/self/fd/1", scratch_path("link"), expected};
    CHILD_CHECK(symlink("/dev/stdout", scratch_path("link")) == 0);
    CHILD_CHECK(write(STDOUT_FILENO, "head ", 5) == 5);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        rc_error err = RC_ERROR_INIT;
        CHILD_CHECK(write_file(paths[i], "body ", &err) == RC_OK);
    }
    CHILD_CHECK(write(STDOUT_FILENO, "tail", 4) == 4);
    rci_output *output = rci_output_open("-", NULL);
    CHILD_CHECK(output && !rci_output_can_patch(output));
    CHILD_CHECK(strcmp(rci_output_name(output), "standard output") == 0);
    rci_output_close(output);
    return 0;
}

START_TEST(standard_output_goes_on_at_its_position)
{
    scratch_in_child(standard_output_cases, NULL);
    expect_text(scratch_path("out"), "head body body body body body tail");
}
END_TEST

static int standard_output_closed(void *context)
{
    (void)context;
    static const char *const paths[] = {"-", "/dev/stdout", "/dev/fd/777", "/dev/fd/1"};
    close(STDOUT_FILENO);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        rc_error err = RC_ERROR_INIT;
        CHILD_CHECK(!rci_output_open(paths[i], &err));
        CHILD_CHECK(err.status == RC_EIO && err.sys == EBADF);
    }
    return 0;
}

START_TEST(standard_output_that_is_closed_is_refused)
{
    scratch_in_child(standard_output_closed, NULL);
}
END_TEST

/* -------------------------------------------------------------------- pipes */

static int write_to_closed_pipe(void *context)
{
    (void)context;
    int ends[2];
    rc_error err = RC_ERROR_INIT;
    sigset_t pending;
    signal(SIGPIPE, SIG_DFL); /* would end this process */
    CHILD_CHECK(pipe(ends) == 0 && dup2(ends[1], STDOUT_FILENO) == STDOUT_FILENO);
    close(ends[0]);
    rci_output *output = rci_output_open("-", NULL);
    CHILD_CHECK(output && write_text(output, "x", &err) == RC_EIO);
    CHILD_CHECK(err.status == RC_EIO && err.sys == EPIPE);
    CHILD_CHECK(strcmp(err.message, "cannot write: Broken pipe") == 0);
    CHILD_CHECK(rci_output_commit(output, NULL) == RC_EIO);
    rci_output_close(output);
    sigpending(&pending);
    CHILD_CHECK(!sigismember(&pending, SIGPIPE));
    CHILD_CHECK(sigprocmask(SIG_BLOCK, NULL, &pending) == 0 && !sigismember(&pending, SIGPIPE));
    return 0;
}

START_TEST(a_closed_pipe_is_an_error_and_no_signal)
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
    memset(&action, 0, sizeof action);
    action.sa_handler = on_alarm;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    for (size_t i = 0; i < PIPED; i++) {
        bytes[i] = (char)(i % 251);
    }
    close(ends[0]);
    CHILD_CHECK(dup2(ends[1], STDOUT_FILENO) == STDOUT_FILENO);
    rci_output *output = rci_output_open("-", NULL);
    CHILD_CHECK(output && rci_output_write(output, bytes, PIPED, NULL) == RC_OK);
    CHILD_CHECK(rci_output_position(output) == PIPED);
    CHILD_CHECK(rci_output_commit(output, NULL) == RC_OK);
    rci_output_close(output);
    free(bytes);
    return 0;
}

static void slow_pipe(int flags)
{
    int ends[2];
    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    ck_assert_int_eq(fcntl(ends[1], F_SETFL, flags), 0);
    pid_t reader = scratch_spawn(drain_slowly, ends);
    pid_t writer = scratch_spawn(write_interrupted, ends);
    close(ends[0]);
    close(ends[1]);
    ck_assert_int_eq(scratch_wait(writer), 0);
    ck_assert_int_eq(scratch_wait(reader), 0);
}

START_TEST(interrupted_and_short_writes_go_on)
{
    slow_pipe(0);
}
END_TEST

START_TEST(a_non_blocking_pipe_is_waited_for)
{
    slow_pipe(O_NONBLOCK);
}
END_TEST

/* ------------------------------------------------------ what the system denies */

/* What is denied, and how the commit of two files (one new, one old) then ends. */
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
    CHILD_CHECK(scratch_deny(d->system_call, d->why, d->argument, d->only));
    for (size_t i = 0; i < 2; i++) {
        rc_error err = RC_ERROR_INIT;
        rc_status status = write_file(scratch_path(names[i]), "after", &err);
        CHILD_CHECK(status == d->expected && err.status == status);
        CHILD_CHECK(err.sys == (status == RC_OK ? 0 : d->why));
        /* Not committed: what was there stays; in any case nothing else is left. */
    }
    rci_output *aborted = rci_output_open(scratch_path("aborted"), NULL);
    CHILD_CHECK(aborted && write_text(aborted, "half", NULL) == RC_OK);
    rci_output_close(aborted);
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

START_TEST(a_failing_disk_leaves_the_target_as_it_was)
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

START_TEST(a_failing_rename_leaves_the_target_as_it_was)
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
    (void)context;
    CHILD_CHECK(zeros && scratch_deny(SYS_sync_file_range, ESPIPE, 0, 0));
    rci_output *output = rci_output_open(scratch_path("big"), NULL);
    CHILD_CHECK(output && rci_output_write(output, zeros, SIZE, NULL) == RC_OK);
    CHILD_CHECK(rci_output_commit(output, NULL) == RC_OK);
    rci_output_close(output);
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
    signal(SIGXFSZ, SIG_IGN);
    rci_output *output = rci_output_open(context, NULL);
    CHILD_CHECK(output && setrlimit(RLIMIT_FSIZE, &small) == 0);
    CHILD_CHECK(rci_output_write(output, bytes, sizeof bytes, &err) == RC_OK);
    CHILD_CHECK(rci_output_write(output, bytes, sizeof bytes, &err) == RC_EIO);
    CHILD_CHECK(err.sys == EFBIG && rci_output_position(output) == 10000);
    CHILD_CHECK(rci_output_commit(output, NULL) == RC_EIO);
    rci_output_close(output);
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

static TCase *denied_cases(void)
{
    TCase *tc = tcase_create("denied");
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_test(tc, a_file_system_without_unnamed_files_gets_a_named_one);
    tcase_add_test(tc, a_failing_disk_leaves_the_target_as_it_was);
    tcase_add_test(tc, a_failing_rename_leaves_the_target_as_it_was);
    tcase_add_test(tc, writeback_hints_may_fail);
    return tc;
}

extern runner_suite_fn suite_output;

Suite *suite_output(void)
{
    Suite *suite = suite_create("output");
    TCase *tc = tcase_create("output");
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_test(tc, a_new_file_appears_at_the_commit);
    tcase_add_test(tc, a_new_file_gets_what_the_umask_leaves);
    tcase_add_test(tc, an_old_file_stays_until_the_commit);
    tcase_add_test(tc, an_old_file_hands_its_permissions_on);
    tcase_add_test(tc, owner_and_group_are_kept_where_that_is_allowed);
    tcase_add_test(tc, an_aborted_output_leaves_nothing);
    tcase_add_test(tc, a_killed_process_leaves_nothing);
    tcase_add_test(tc, a_file_made_in_the_meantime_is_replaced);
    tcase_add_test(tc, a_big_file_is_whole);
    tcase_add_test(tc, what_was_written_can_be_patched);
    tcase_add_test(tc, symbolic_links_are_followed);
    tcase_add_test(tc, a_dangling_link_makes_its_target);
    tcase_add_test(tc, paths_that_name_no_file_are_refused);
    tcase_add_test(tc, a_name_in_the_working_folder);
    tcase_add_test(tc, permissions_are_respected);
    tcase_add_test(tc, devices_are_written_and_never_replaced);
    tcase_add_test(tc, a_fifo_is_written);
    tcase_add_test(tc, standard_output_goes_on_at_its_position);
    tcase_add_test(tc, standard_output_that_is_closed_is_refused);
    tcase_add_test(tc, a_closed_pipe_is_an_error_and_no_signal);
    tcase_add_test(tc, interrupted_and_short_writes_go_on);
    tcase_add_test(tc, a_non_blocking_pipe_is_waited_for);
    tcase_add_test(tc, a_full_disk_leaves_nothing);
    tcase_add_test(tc, refused_memory_leaves_nothing);
    suite_add_tcase(suite, tc);
    if (scratch_can_deny()) {
        suite_add_tcase(suite, denied_cases());
    } else {
        runner_skip("output: what the system denies", "no system call filters here");
    }
    return suite;
}
