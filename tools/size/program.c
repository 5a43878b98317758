/* size/program.c - runs another program as a filter: text in, text out. */
#include "size/program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* The most output that is read. */
enum { MOST_OUTPUT = 1 << 20 };

static void close_both(const int ends[2])
{
    close(ends[0]);
    close(ends[1]);
}

/* Starts the program between the read end of `in` and the write end of `out`. Returns 0 or errno.
 */
static int start(char *const argv[], const int in[2], const int out[2], pid_t *child)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t signals;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) {
        return error;
    }
    error = posix_spawnattr_init(&attributes);
    if (!error) {
        /* The command ignores SIGPIPE and SIGXFSZ; programs expect that they are not. */
        sigemptyset(&signals);
        sigaddset(&signals, SIGPIPE);
        sigaddset(&signals, SIGXFSZ);
        posix_spawnattr_setsigdefault(&attributes, &signals);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
        error = posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
        error = error ? error : posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
        error = error ? error : posix_spawn_file_actions_adddup2(&actions, out[1], STDERR_FILENO);
        error = error ? error : posix_spawnp(child, argv[0], &actions, &attributes, argv, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* Writes all of the input. A program that does not read it fails, which its status shows. */
static void feed(int fd, const char *input, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, input, length);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return;
        }
        input += n;
        length -= (size_t)n;
    }
}

/* Returns 0 or errno. */
static int read_all(int fd, char **output)
{
    size_t used = 0;
    char *text = malloc(MOST_OUTPUT + 1);
    if (!text) {
        return ENOMEM;
    }
    for (;;) {
        char rest[4096];
        ssize_t n = used < MOST_OUTPUT ? read(fd, text + used, MOST_OUTPUT - used)
                                       : read(fd, rest, sizeof rest);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            int error = errno;
            free(text);
            return error;
        }
        if (n == 0) {
            break;
        }
        used += used < MOST_OUTPUT ? (size_t)n : 0;
    }
    text[used] = '\0';
    *output = text;
    return 0;
}

static int await(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return 128;
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int program_run(char *const argv[], const char *input, size_t length, char **output, int *exited)
{
    int in[2], out[2], error;
    pid_t child = 0;
    *output = NULL;
    fflush(stdout);
    if (pipe2(in, O_CLOEXEC) != 0) {
        return errno;
    }
    if (pipe2(out, O_CLOEXEC) != 0) {
        error = errno;
        close_both(in);
        return error;
    }
    error = start(argv, in, out, &child);
    if (error) {
        close_both(in);
        close_both(out);
        return error;
    }
    close(in[0]);
    close(out[1]);
    feed(in[1], input, length);
    close(in[1]);
    error = read_all(out[0], output);
    close(out[0]);
    *exited = await(child);
    return error;
}
