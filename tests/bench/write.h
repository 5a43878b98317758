/* write.h: the writing of C structs as NDJSON, less the formatting: reading the records in, sharing
 * them among threads, and the file. A contender supplies a `formatter`. */
#ifndef BENCH_WRITE_H
#define BENCH_WRITE_H

#include "bench.h"
#include "data.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Each function writes n records as lines at `to`, where there are WRITE_ROOM bytes for each, and
 * returns the end. */
typedef struct formatter {
    char *(*points)(char *to, const point *rows, size_t n);
    char *(*mixeds)(char *to, const mixed *rows, size_t n);
} formatter;

enum { WRITE_ROOM = 256, WRITE_MAX_THREADS = 16 };

/* Defined by the contender. */
extern const formatter the_formatter;

void *write_setup_points(const bench_job *job);
void *write_setup_mixed(const bench_job *job);
void write_points(const bench_job *job, void *state, bench_result *result);
void write_mixed(const bench_job *job, void *state, bench_result *result);

/* clang-format off */
#define WRITE_WORKLOADS                                                                \
    {"write_points", WRITE_MAX_THREADS, write_setup_points, write_points, free},   \
    {"write_mixed", WRITE_MAX_THREADS, write_setup_mixed, write_mixed, free}
/* clang-format on */

#ifdef __cplusplus
}
#endif
#endif
