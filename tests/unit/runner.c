/* Runs the suites of one unit test program and prints the results as TAP.
 *
 * ROWCOL_TEST_ORDER=reverse, or a number to shuffle by, changes the order of the suites.
 * Check's own variables (CK_FORK, CK_RUN_SUITE, CK_RUN_CASE, CK_DEFAULT_TIMEOUT) work too. */
#include "runner.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_SUITES = 64, MAX_SKIPS = 256, SKIP_TEXT = 256, MAX_PATH_TEXT = 4096 };

static char skips[MAX_SKIPS][SKIP_TEXT];
static size_t n_skips;

static void bail_out(const char *what)
{
    /* "Bail out!" is TAP for "the rest was not run". */
    printf("Bail out! %s\n", what);
    exit(EXIT_FAILURE);
}

void runner_mark_point(const char *file, int line)
{
    static _Thread_local bool
        marked[1 << 12]; /* two assertions may share one: the second sends none */
    size_t i = ((uintptr_t)file + (size_t)line) % (sizeof marked / sizeof *marked);
    if (!marked[i]) {
        marked[i] = true;
        (_mark_point)(file, line);
    }
}

void runner_skip(const char *name, const char *reason)
{
    if (n_skips == MAX_SKIPS) {
        bail_out("too many skipped tests: raise MAX_SKIPS in tests/unit/runner.c");
    }
    snprintf(skips[n_skips++], SKIP_TEXT, "%s # SKIP %s", name, reason);
}

const char *runner_data_path(const char *name)
{
    static char path[MAX_PATH_TEXT];
    const char *root = getenv("ROWCOL_DATA");
    int len;
    if (root == NULL) {
        return NULL;
    }
    len = snprintf(path, sizeof path, "%s/%s", root, name);
    if (len < 0 || (size_t)len >= sizeof path || access(path, R_OK) != 0) {
        return NULL;
    }
    return path;
}

static void reorder(runner_suite_fn **suites, size_t n)
{
    const char *order = getenv("ROWCOL_TEST_ORDER");
    bool reverse;
    if (order == NULL || n < 2) {
        return;
    }
    reverse = strcmp(order, "reverse") == 0;
    srand((unsigned)strtoul(order, NULL, 10));
    for (size_t i = n - 1; i > 0; i--) {
        size_t j = reverse ? n - 1 - i : (size_t)rand() % (i + 1);
        runner_suite_fn *swap;
        if (reverse && j >= i) {
            break;
        }
        swap = suites[i];
        suites[i] = suites[j];
        suites[j] = swap;
    }
}

/* Copies Check's TAP lines to stdout, all but its plan, and without the directory of the test file,
 * which differs from build to build. Returns the number of tests. */
static size_t copy_results(FILE *tap)
{
    static const char dir[] = "tests/unit/";
    char line[8192];
    size_t n_tests = 0;
    bool line_start = true;
    while (fgets(line, sizeof line, tap) != NULL) {
        bool plan = line_start && strncmp(line, "1..", 3) == 0;
        bool result =
            line_start && (strncmp(line, "ok ", 3) == 0 || strncmp(line, "not ok ", 7) == 0);
        char *path, *file;
        line_start = strchr(line, '\n') != NULL;
        path = result ? strstr(line, " - ") : NULL;
        file = path ? strstr(path, dir) : NULL;
        if (result) {
            n_tests++;
        }
        if (file != NULL) {
            printf("%.*s%s", (int)(path - line) + 3, line, file + sizeof dir - 1);
        } else if (!plan) {
            fputs(line, stdout);
        }
    }
    return n_tests;
}

int main(void)
{
    runner_suite_fn *suites[MAX_SUITES];
    size_t n_suites = 0;
    char tap_path[MAX_PATH_TEXT];
    SRunner *runner;
    const char *tmp;
    int len, fd, n_failed;
    FILE *tap;
    size_t n_tests;
    while (runner_suites[n_suites] != NULL) {
        if (n_suites == MAX_SUITES) {
            bail_out("too many suites: raise MAX_SUITES in tests/unit/runner.c");
        }
        suites[n_suites] = runner_suites[n_suites];
        n_suites++;
    }
    reorder(suites, n_suites);

    runner = srunner_create(NULL);
    for (size_t i = 0; i < n_suites; i++) {
        srunner_add_suite(runner, suites[i]());
    }

    tmp = getenv("TMPDIR");
    len = snprintf(tap_path, sizeof tap_path, "%s/rowcol-tap-XXXXXX", tmp ? tmp : "/tmp");
    if (len < 0 || (size_t)len >= sizeof tap_path) {
        bail_out("TMPDIR is too long");
    }
    fd = mkstemp(tap_path);
    if (fd < 0) {
        bail_out("cannot create a temporary file in TMPDIR");
    }
    srunner_set_tap(runner, tap_path);
    srunner_run_all(runner, CK_SILENT);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);

    tap = fdopen(fd, "r");
    if (tap == NULL) {
        bail_out("cannot read the results back");
    }
    n_tests = copy_results(tap);
    fclose(tap);
    unlink(tap_path);
    for (size_t i = 0; i < n_skips; i++) {
        printf("ok %zu - %s\n", ++n_tests, skips[i]);
    }
    if (n_tests == 0) {
        bail_out("no test was run");
    }
    printf("1..%zu\n", n_tests);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
