/* io/output.h: an output appears completely or not at all. */
#include "base/error.h"
#include "io/pending.h"
#include "output_text.h"
#include "runner.h"
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

/* ---------------------------------------------------------------- helpers */

static mode_t mode_of(const char *path)
{
    struct stat info;
    ck_assert_int_eq(lstat(path, &info), 0);
    return info.st_mode;
}

static void expect_refused(const char *path, int sys)
{
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rci_io_output_open(path, &err));
    ck_assert_int_eq(err.status, RC_EIO);
    ck_assert_msg(err.sys == sys, "%s: errno %d, not %d", path, err.sys, sys);
    ck_assert_ptr_null(rci_io_output_open(path, NULL));
}

/* ------------------------------------------------------ complete or nothing */

START_TEST(a_new_file_appears_at_the_commit)
{
    const char *path = scratch_path("new");
    rci_io_output *output = rci_io_output_open(path, NULL);
    ck_assert_ptr_nonnull(output);
    ck_assert_str_eq(rci_io_output_name(output), path);
    ck_assert_int_eq(write_text(output, "one ", NULL), RC_OK);
    ck_assert_int_eq(write_text(output, "", NULL), RC_OK);
    ck_assert_int_eq(write_text(output, "two", NULL), RC_OK);
    ck_assert_uint_eq(scratch_entries(), 0);
    ck_assert_int_eq(rci_io_output_commit(output, NULL), RC_OK);
    rci_io_output_close(output);
    expect_text(path, "one two");
    ck_assert_uint_eq(scratch_entries(), 1);
}
END_TEST

START_TEST(a_new_file_gets_the_permissions_of_the_umask)
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
    rci_io_output *output = rci_io_output_open(path, NULL);
    ck_assert_int_eq(write_text(output, "after", NULL), RC_OK);
    expect_text(path, "before");
    ck_assert_uint_eq(scratch_entries(), 1);
    ck_assert_int_eq(rci_io_output_commit(output, NULL), RC_OK);
    rci_io_output_close(output);
    expect_text(path, "after");
    ck_assert_uint_eq(scratch_entries(), 1);
}
END_TEST

START_TEST(permissions_are_kept)
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
    /* The group is another one: it has the permissions of others (write), not those of the group.
     */
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

START_TEST(extended_attributes_are_kept)
{
    const char *path = scratch_write("old", "before", 6);
    char value[8] = "";
    if (setxattr(path, "user.origin", "sensor", 6, 0) != 0) {
        return; /* the file system has none */
    }
    ck_assert_int_eq(setxattr(path, "user.empty", "", 0, 0), 0);
    ck_assert_int_eq(write_file(path, "after", NULL), RC_OK);
    ck_assert_int_eq(getxattr(path, "user.origin", value, sizeof value), 6);
    ck_assert_mem_eq(value, "sensor", 6);
    ck_assert_int_eq(getxattr(path, "user.empty", value, sizeof value), 0);
}
END_TEST

START_TEST(an_aborted_output_leaves_nothing)
{
    const char *old = scratch_write("old", "before", 6);
    const char *paths[] = {scratch_path("new"), old};
    for (size_t i = 0; i < 2; i++) {
        rci_io_output *output = rci_io_output_open(paths[i], NULL);
        ck_assert_int_eq(write_text(output, "half", NULL), RC_OK);
        rci_io_output_close(output);
    }
    rci_io_output_close(NULL);
    ck_assert_uint_eq(scratch_entries(), 1);
    expect_text(old, "before");
}
END_TEST

START_TEST(abandoned_outputs_are_not_completed)
{
    const char *paths[] = {scratch_path("new"), scratch_write("old", "before", 6), "/dev/null"};
    rci_io_output *outputs[3];
    for (size_t i = 0; i < 3; i++) {
        outputs[i] = rci_io_output_open(paths[i], NULL);
        ck_assert_int_eq(write_text(outputs[i], "half", NULL), RC_OK);
    }
    ck_assert_int_eq(rci_io_pending_abandon_all(), 0);
    for (size_t i = 0; i < 3; i++) {
        rc_error err = RC_ERROR_INIT;
        ck_assert_int_eq(rci_io_output_commit(outputs[i], &err), RC_ECANCELED);
        ck_assert_int_eq(err.status, RC_ECANCELED);
        rci_io_output_close(outputs[i]);
    }
    ck_assert_uint_eq(scratch_entries(), 1);
    expect_text(scratch_path("old"), "before");
    /* Later ones are not affected. */
    ck_assert_int_eq(write_file(scratch_path("new"), "x", NULL), RC_OK);
}
END_TEST

/* A signal handler must not change the errno of the code that it interrupts. */
START_TEST(abandoning_keeps_errno)
{
    rci_io_pending *pending = rci_io_pending_add();
    int folder = open(scratch_path(""), O_PATH | O_DIRECTORY);
    rci_io_temp_name name;
    int fd = rci_io_pending_create(pending, folder, 0600, &name);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(unlinkat(folder, name.text, 0), 0);
    errno = EINTR;
    ck_assert_int_eq(rci_io_pending_abandon_all(), 0);
    ck_assert_int_eq(errno, EINTR);
    rci_io_pending_remove(pending);
    close(fd);
    close(folder);
}
END_TEST

START_TEST(complete_outputs_cannot_be_abandoned)
{
    rci_io_output *output = rci_io_output_open(scratch_path("new"), NULL);
    ck_assert_int_eq(rci_io_output_commit(output, NULL), RC_OK);
    ck_assert_int_eq(rci_io_pending_abandon_all(), 1);
    rci_io_output_close(output);
    ck_assert_int_eq(rci_io_pending_abandon_all(), 0);
    ck_assert_uint_eq(scratch_entries(), 1);
}
END_TEST

START_TEST(more_outputs_than_can_be_abandoned)
{
    enum { MANY = 70 };
    rci_io_output *outputs[MANY];
    for (size_t i = 0; i < MANY; i++) {
        outputs[i] = rci_io_output_open("/dev/null", NULL);
        ck_assert_ptr_nonnull(outputs[i]);
    }
    for (size_t i = 0; i < MANY; i++) {
        ck_assert_int_eq(rci_io_output_commit(outputs[i], NULL), RC_OK);
    }
    ck_assert_int_eq(rci_io_pending_abandon_all(), 64);
    for (size_t i = 0; i < MANY; i++) {
        rci_io_output_close(outputs[i]);
    }
    ck_assert_int_eq(rci_io_pending_abandon_all(), 0);
}
END_TEST

static int write_and_be_killed(void *context)
{
    rci_io_output *output = rci_io_output_open(context, NULL);
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

START_TEST(a_file_created_in_the_meantime_is_replaced)
{
    rci_io_output *output = rci_io_output_open(scratch_path("new"), NULL);
    ck_assert_int_eq(write_text(output, "ours", NULL), RC_OK);
    scratch_write("new", "theirs", 6);
    ck_assert_int_eq(rci_io_output_commit(output, NULL), RC_OK);
    rci_io_output_close(output);
    expect_text(scratch_path("new"), "ours");
    ck_assert_uint_eq(scratch_entries(), 1);
}
END_TEST

START_TEST(a_big_file_is_complete)
{
    enum { PIECE = 3 << 20, PIECES = 7 };
    char *piece = malloc(PIECE);
    rci_io_output *output = rci_io_output_open(scratch_path("big"), NULL);
    size_t n;
    char *found;
    for (int i = 0; i < PIECES; i++) {
        memset(piece, 'a' + i, PIECE);
        ck_assert_int_eq(rci_io_output_write(output, piece, PIECE, NULL), RC_OK);
    }
    ck_assert_int_eq(rci_io_output_commit(output, NULL), RC_OK);
    rci_io_output_close(output);
    found = scratch_read(scratch_path("big"), &n);
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

START_TEST(written_bytes_can_be_patched)
{
    rc_error err = RC_ERROR_INIT;
    rci_io_output *output = rci_io_output_open(scratch_path("new"), NULL);
    ck_assert(rci_io_output_can_patch(output));
    ck_assert_int_eq(write_text(output, "0123456789", NULL), RC_OK);
    ck_assert_int_eq(rci_io_output_patch(output, 0, "ab", 2, NULL), RC_OK);
    ck_assert_int_eq(rci_io_output_patch(output, 8, "yz", 2, NULL), RC_OK);
    ck_assert_int_eq(rci_io_output_patch(output, 10, "", 0, NULL), RC_OK);
    ck_assert_int_eq(rci_io_output_patch(output, 9, "yz", 2, &err), RC_EARG);
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_int_eq(rci_io_output_patch(output, 11, "", 0, NULL), RC_EARG);
    ck_assert_int_eq(rci_io_output_patch(output, UINT64_MAX, "x", 1, NULL), RC_EARG);
    ck_assert_int_eq(write_text(output, "!", NULL), RC_OK);
    ck_assert_int_eq(rci_io_output_commit(output, NULL), RC_OK);
    rc_error_clear(&err);
    ck_assert_int_eq(write_text(output, "late", &err), RC_EIO);
    ck_assert_ptr_nonnull(strstr(err.message, strerror(EIO)));
    ck_assert_int_eq(rci_io_output_patch(output, 0, "x", 1, NULL), RC_EIO);
    ck_assert_int_eq(rci_io_output_commit(output, NULL), RC_EIO);
    rci_io_output_close(output);
    expect_text(scratch_path("new"), "ab234567yz!");
}
END_TEST

/* ----------------------------------------------------------- symbolic links */

START_TEST(symbolic_links_are_followed)
{
    static const char *const links[] = {"relative", "absolute", "sub/chain", "folder/chain"};
    scratch_write("target", "before", 6);
    ck_assert_int_eq(mkdir(scratch_path("sub"), 0777), 0);
    ck_assert_int_eq(symlink("target", scratch_path("relative")), 0);
    ck_assert_int_eq(symlink(scratch_path("target"), scratch_path("absolute")), 0);
    ck_assert_int_eq(symlink("../relative", scratch_path("sub/chain")), 0);
    ck_assert_int_eq(symlink("sub", scratch_path("folder")), 0);
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        ck_assert_int_eq(write_file(scratch_path(links[i]), links[i], NULL), RC_OK);
        expect_text(scratch_path("target"), links[i]);
        ck_assert(S_ISLNK(mode_of(scratch_path(links[i]))));
        ck_assert(S_ISREG(mode_of(scratch_path("target"))));
    }
}
END_TEST

START_TEST(a_dangling_link_creates_its_target)
{
    char target[4090];
    ck_assert_int_eq(symlink("nothing yet", scratch_path("link")), 0);
    ck_assert_int_eq(write_file(scratch_path("link"), "x", NULL), RC_OK);
    ck_assert(S_ISLNK(mode_of(scratch_path("link"))));
    expect_text(scratch_path("nothing yet"), "x");
    ck_assert_int_eq(symlink("no folder/x", scratch_path("lost")), 0);
    expect_refused(scratch_path("lost"), ENOENT);
    memset(target, 'x', sizeof target); /* too long together with the link's folder */
    for (size_t i = 99; i < sizeof target; i += 100) {
        target[i] = '/';
    }
    target[sizeof target - 1] = '\0';
    ck_assert_int_eq(symlink(target, scratch_path("long")), 0);
    expect_refused(scratch_path("long"), ENAMETOOLONG);
    ck_assert_int_eq(symlink("loop", scratch_path("loop")), 0);
    expect_refused(scratch_path("loop"), ELOOP);
}
END_TEST

/* ----------------------------------------------------------------- refusals */

START_TEST(paths_that_cannot_be_files_are_refused)
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
    expect_refused(scratch_path(""), EISDIR);
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
    rc_error err = RC_ERROR_INIT;
    (void)context;
    CHILD_CHECK(scratch_become_nobody());
    CHILD_CHECK(!rci_io_output_open(scratch_path("read-only"), &err));
    CHILD_CHECK(err.status == RC_EIO && err.sys == EACCES);
    CHILD_CHECK(strcmp(err.message, "cannot open it for writing: Permission denied") == 0);
    rc_error_clear(&err);
    CHILD_CHECK(!rci_io_output_open(scratch_path("closed/new"), &err));
    CHILD_CHECK(err.status == RC_EIO && err.sys == EACCES);
    rc_error_clear(&err);
    /* The folder needs to be writable only. */
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

/* ------------------------------------------------------------ other files */

START_TEST(devices_are_written_and_never_replaced)
{
    rc_error err = RC_ERROR_INIT;
    rci_io_output *output;
    ck_assert_int_eq(write_file("/dev/null", "gone", &err), RC_OK);
    ck_assert(S_ISCHR(mode_of("/dev/null")));

    output = rci_io_output_open("/dev/full", &err);
    ck_assert_ptr_nonnull(output);
    ck_assert(!rci_io_output_can_patch(output));
    ck_assert_int_eq(write_text(output, "x", &err), RC_EIO);
    ck_assert_int_eq(err.status, RC_EIO);
    ck_assert_int_eq(err.sys, ENOSPC);
    ck_assert_str_eq(err.source, "/dev/full");
    ck_assert_str_eq(err.message, "cannot write: No space left on device");
    ck_assert_int_eq(rci_io_output_patch(output, 0, "", 0, NULL), RC_EARG);
    ck_assert_int_eq(rci_io_output_commit(output, NULL), RC_EIO);
    rci_io_output_close(output);
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
    char text[] = "through the pipe";
    pid_t child;
    ck_assert_int_eq(mkfifo(scratch_path("fifo"), 0600), 0);
    child = scratch_spawn(drain_fifo, text);
    ck_assert_int_eq(write_file(scratch_path("fifo"), text, NULL), RC_OK);
    ck_assert_int_eq(scratch_wait(child), 0);
    ck_assert(S_ISFIFO(mode_of(scratch_path("fifo"))));
    ck_assert_uint_eq(scratch_entries(), 1);
}
END_TEST

static int standard_output_cases(void *context)
{
    char expected[64];
    int fd;
    const char *const paths[] = {"-", "/dev/stdout", "/proc/self/fd/1", scratch_path("link"),
                                 expected};
    rci_io_output *output;
    (void)context;
    fd = open(scratch_path("out"), O_WRONLY | O_CREAT, 0600);
    CHILD_CHECK(fd >= 0 && dup2(fd, STDOUT_FILENO) == STDOUT_FILENO);
    snprintf(expected, sizeof expected, "/dev/fd/%d", fd);
    CHILD_CHECK(symlink("/dev/stdout", scratch_path("link")) == 0);
    CHILD_CHECK(write(STDOUT_FILENO, "head ", 5) == 5);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        rc_error err = RC_ERROR_INIT;
        CHILD_CHECK(write_file(paths[i], "body ", &err) == RC_OK);
    }
    CHILD_CHECK(write(STDOUT_FILENO, "tail", 4) == 4);
    output = rci_io_output_open("-", NULL);
    CHILD_CHECK(output && !rci_io_output_can_patch(output));
    CHILD_CHECK(strcmp(rci_io_output_name(output), "standard output") == 0);
    rci_io_output_close(output);
    return 0;
}

START_TEST(standard_output_continues_at_its_position)
{
    scratch_in_child(standard_output_cases, NULL);
    expect_text(scratch_path("out"), "head body body body body body tail");
}
END_TEST

static int standard_output_closed(void *context)
{
    static const char *const paths[] = {"-", "/dev/stdout", "/dev/fd/777", "/dev/fd/1"};
    (void)context;
    close(STDOUT_FILENO);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        rc_error err = RC_ERROR_INIT;
        CHILD_CHECK(!rci_io_output_open(paths[i], &err));
        CHILD_CHECK(err.status == RC_EIO && err.sys == EBADF);
    }
    return 0;
}

START_TEST(standard_output_that_is_closed_is_refused)
{
    scratch_in_child(standard_output_closed, NULL);
}
END_TEST

extern runner_suite_fn suite_io_output;

Suite *suite_io_output(void)
{
    Suite *suite = suite_create("io_output");
    TCase *tc = tcase_create("output");
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_test(tc, a_new_file_appears_at_the_commit);
    tcase_add_test(tc, a_new_file_gets_the_permissions_of_the_umask);
    tcase_add_test(tc, an_old_file_stays_until_the_commit);
    tcase_add_test(tc, permissions_are_kept);
    tcase_add_test(tc, owner_and_group_are_kept_where_that_is_allowed);
    tcase_add_test(tc, extended_attributes_are_kept);
    tcase_add_test(tc, an_aborted_output_leaves_nothing);
    tcase_add_test(tc, abandoned_outputs_are_not_completed);
    tcase_add_test(tc, abandoning_keeps_errno);
    tcase_add_test(tc, complete_outputs_cannot_be_abandoned);
    tcase_add_test(tc, more_outputs_than_can_be_abandoned);
    tcase_add_test(tc, a_killed_process_leaves_nothing);
    tcase_add_test(tc, a_file_created_in_the_meantime_is_replaced);
    tcase_add_test(tc, a_big_file_is_complete);
    tcase_add_test(tc, written_bytes_can_be_patched);
    tcase_add_test(tc, symbolic_links_are_followed);
    tcase_add_test(tc, a_dangling_link_creates_its_target);
    tcase_add_test(tc, paths_that_cannot_be_files_are_refused);
    tcase_add_test(tc, a_name_in_the_working_folder);
    tcase_add_test(tc, permissions_are_respected);
    tcase_add_test(tc, devices_are_written_and_never_replaced);
    tcase_add_test(tc, a_fifo_is_written);
    tcase_add_test(tc, standard_output_continues_at_its_position);
    tcase_add_test(tc, standard_output_that_is_closed_is_refused);
    suite_add_tcase(suite, tc);
    return suite;
}
