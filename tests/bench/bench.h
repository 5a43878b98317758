/* bench.h: what every C and C++ contender shares: its command line, its clock and its result lines.
 *
 * A contender program is started as
 *     PROGRAM --list
 *     PROGRAM CONTENDER WORKLOAD FILE RECORDS THREADS REPS SCRATCH
 * and prints one JSON object a line, as README.md ("The protocol") describes. Anything that goes
 * wrong is a message on standard error and exit status 1. */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bench_job {
    const char *contender, *workload;
    const char *file; /* the data, or "-" for a workload that needs none */
    size_t records;   /* the number of records in the file, or to make */
    int threads;
    int reps;
    const char *scratch; /* the path a written file shall have */
} bench_job;

enum { BENCH_MAX_CHECKS = 24 };

typedef struct bench_value {
    const char *name;
    int is_real;
    int64_t integer;
    double real;
} bench_value;

/* One repetition. `run` fills it; times between bench_start() and bench_stop() count. */
typedef struct bench_result {
    double begun, seconds;
    int64_t anonymous;  /* memory of the process when the time ended, in bytes: without files; */
    int64_t huge;       /* and as much of it as is in large pages; negative when unknown */
    uint64_t records;   /* records handled */
    uint64_t bytes;     /* bytes of text, or of stored fields, handled */
    int64_t resident;   /* memory gained, in bytes; negative when not measured */
    const char *output; /* kind of the file left at job->scratch ("ndjson"), or NULL */
    size_t checks;
    bench_value check[BENCH_MAX_CHECKS];
} bench_result;

typedef struct bench_workload {
    const char *name;
    int max_threads;
    void *(*setup)(const bench_job *job); /* once, not timed; may be NULL */
    void (*run)(const bench_job *job, void *state, bench_result *result);
    void (*teardown)(void *state); /* may be NULL */
} bench_workload;

typedef struct bench_contender {
    const char *name;
    const char *role; /* "peer", "limit" or "self" */
    const char *version;
    const bench_workload *workloads; /* ends with a NULL name */
    const char *todo;                /* workloads still to come, separated by blanks, or NULL */
} bench_contender;

int bench_main(int argc, char **argv, const bench_contender *list, size_t count);

double bench_now(void); /* monotonic seconds */
void bench_start(bench_result *result);
void bench_stop(bench_result *result);
void bench_check_int(bench_result *result, const char *name, int64_t value);
void bench_check_real(bench_result *result, const char *name, double value);
void bench_print_checks(FILE *file, const bench_result *result); /* as a JSON object */
int64_t bench_resident(void); /* bytes of this process in memory now */

#if defined(__GNUC__)
__attribute__((noreturn, format(printf, 1, 2)))
#endif
void bench_die(const char *format, ...);
void *bench_alloc(size_t count, size_t size); /* zeroed; never NULL */

/* Keeps the compiler from removing work whose result is not used. */
#define BENCH_KEEP(pointer) __asm__ volatile("" : : "r"(pointer) : "memory")

#ifdef __cplusplus
}
#endif
#endif
