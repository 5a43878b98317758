/* The runner that every unit test program shares. */
#ifndef TESTS_UNIT_RUNNER_H
#define TESTS_UNIT_RUNNER_H

#include <check.h>

/* Check sends a message at each assertion that holds, so that a crash can be placed: most of the
   time of a test that has an assertion for each byte. Here an assertion sends one when it holds for
   the first time. */
void runner_mark_point(const char *file, int line);
#define _mark_point(file, line) runner_mark_point(file, line)

/* Defined under ThreadSanitizer, whose calloc writes the zeros, and which has no threads in the
   child of a process that had several. */
#if defined(__SANITIZE_THREAD__)
#define RUNNER_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define RUNNER_TSAN 1
#endif
#endif

/* One of two numbers: ThreadSanitizer makes a program 20 to 50 times slower, so a test of large
   data does less with it, and nothing on one thread only. */
#ifdef RUNNER_TSAN
#define RUNNER_LESS(usual, tsan) (tsan)
#else
#define RUNNER_LESS(usual, tsan) (usual)
#endif

typedef Suite *runner_suite_fn(void);

/* The program's suites, ended by NULL. One of the program's files defines it. */
extern runner_suite_fn *const runner_suites[];

/* Report a test as skipped. Call it while a suite is built, in place of adding the test, for
 * instance when its data is not there. Both strings are copied. */
void runner_skip(const char *name, const char *reason);

/* The path of a file under $ROWCOL_DATA, or NULL when there is no such file. The result is
 * overwritten by the next call. */
const char *runner_data_path(const char *name);

#endif
