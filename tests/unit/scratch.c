/* A temporary folder for a test, small files in it, and child processes. */
#include "scratch.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOBODY = 65534, PATH_SIZE = 4096 };

static char folder[PATH_SIZE / 2];
static size_t descriptors_before;

static size_t count_entries(const char *path)
{
    DIR *entries = opendir(path);
    size_t n;
    ck_assert_ptr_nonnull(entries);
    n = 0;
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    closedir(entries);
    return n;
}

void scratch_setup(void)
{
    const char *tmp = getenv("TMPDIR");
    int n = snprintf(folder, sizeof folder, "%s/rowcol test XXXXXX", tmp ? tmp : "/tmp");
    ck_assert(n > 0 && (size_t)n < sizeof folder);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chmod(folder, 0777), 0);
    descriptors_before = count_entries("/proc/self/fd");
}

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *at)
{
    (void)info;
    (void)type;
    (void)at;
    return remove(path);
}

void scratch_teardown(void)
{
    ck_assert_uint_eq(count_entries("/proc/self/fd"), descriptors_before);
    ck_assert_int_eq(nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

const char *scratch_path(const char *name)
{
    static char paths[8][PATH_SIZE];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, PATH_SIZE, "%s%s%s", folder, *name ? "/" : "", name);
    return path;
}

const char *scratch_write(const char *name, const void *bytes, size_t n)
{
    const char *path = scratch_path(name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, n, file), n);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

char *scratch_read(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    size_t size, length, got;
    char *bytes;
    ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
    size = 4096;
    length = 0;
    bytes = malloc(size + 1);
    ck_assert_ptr_nonnull(bytes);
    while ((got = fread(bytes + length, 1, size - length, file)) > 0) {
        length += got;
        if (length == size) {
            size *= 2;
            bytes = realloc(bytes, size + 1);
            ck_assert_ptr_nonnull(bytes);
        }
    }
    fclose(file);
    bytes[length] = '\0';
    *n = length;
    return bytes;
}

void scratch_expect(const char *path, const void *bytes, size_t n)
{
    size_t length;
    char *found = scratch_read(path, &length);
    ck_assert_uint_eq(length, n);
    ck_assert_msg(memcmp(found, bytes, n) == 0, "%s: other bytes than expected", path);
    free(found);
}

size_t scratch_entries(void)
{
    return count_entries(folder);
}

/* ------------------------------------------------------------- processes */

pid_t scratch_spawn(int (*body)(void *context), void *context)
{
    pid_t child;
    fflush(NULL);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        _exit(body(context));
    }
    return child;
}

int scratch_wait(pid_t child)
{
    int status = 0;
    pid_t done;
    do {
        done = waitpid(child, &status, 0);
    } while (done < 0 && errno == EINTR);
    ck_assert_int_eq(done, child);
    return status;
}

void scratch_in_child(int (*body)(void *context), void *context)
{
    int status = scratch_wait(scratch_spawn(body, context));
    ck_assert_msg(WIFEXITED(status), "the child was ended by signal %d", WTERMSIG(status));
    ck_assert_int_eq(WEXITSTATUS(status), 0);
}

void scratch_complain(const char *file, int line, const char *condition)
{
    int why = errno;
    fprintf(stderr, "# %s:%d: in a child: %s is false (errno %d)\n", file, line, condition, why);
}

bool scratch_become_nobody(void)
{
    if (geteuid() != 0) {
        return true;
    }
    return setgroups(0, NULL) == 0 && setgid(NOBODY) == 0 && setuid(NOBODY) == 0;
}

/* The low half of a system call's argument, where a filter finds it. */
static uint32_t argument_at(unsigned argument)
{
    const uint16_t one = 1;
    bool little = *(const unsigned char *)&one == 1;
    return (uint32_t)(offsetof(struct seccomp_data, args) + argument * 8 + (little ? 0 : 4));
}

bool scratch_deny(long system_call, int why, unsigned argument, unsigned only)
{
    const uint32_t number = (uint32_t)offsetof(struct seccomp_data, nr);
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)system_call, 0, 4),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, argument_at(argument)),
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, only),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, only, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ((uint32_t)why & SECCOMP_RET_DATA)),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

bool scratch_can_deny(void)
{
    int status = 1;
    pid_t child = fork();
    if (child == 0) {
        _exit(scratch_deny(SYS_getppid, EPERM, 0, 0) && syscall(SYS_getppid) == -1 ? 0 : 1);
    }
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}
