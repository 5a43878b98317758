/* Runs another program and collects its output. */
#include "peer.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

const char *peer_numpy_missing(void)
{
    const char *python = getenv("NUMPY_PYTHON");
    if (python == NULL || python[0] == '\0')
        return "no Python that imports numpy";
    return getenv("top_srcdir") == NULL ? "top_srcdir is not set: run it by make check" : NULL;
}

FILE *peer_numpy_run(const char *script, FILE *input)
{
    pid_t child;
    const char *python = getenv("NUMPY_PYTHON");
    char path[4096];
    int status, length;
    FILE *output = tmpfile();
    ck_assert_ptr_nonnull(output);
    length = snprintf(path, sizeof path, "%s/tests/unit/%s", getenv("top_srcdir"), script);
    ck_assert_int_lt(length, (int)sizeof path);
    ck_assert_int_eq(fflush(input), 0);
    ck_assert_int_eq((int)lseek(fileno(input), 0, SEEK_SET), 0);

    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        dup2(fileno(input), STDIN_FILENO);
        dup2(fileno(output), STDOUT_FILENO);
        execl(python, python, path, (char *)NULL);
        _exit(127);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s failed", script);
    rewind(output);
    return output;
}

const char *peer_line(FILE *output)
{
    static char line[4096];
    ck_assert_msg(fgets(line, sizeof line, output) != NULL, "the peer's output ends too early");
    line[strcspn(line, "\n")] = '\0';
    return line;
}
