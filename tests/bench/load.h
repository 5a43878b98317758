/* load.h: the loading of JSON text into C structs, less the parser: reading the file, sharing its
 * lines among threads, the arrays that are filled, and the check. A contender supplies a `loader`:
 * its parser alone. */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include "bench.h"
#include "data.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Each function fills `out` from `text`, which is writable, ends with a NUL byte and is followed by
 * LOAD_PADDING bytes of its own; it returns the number of records, at most `room`. Bad text ends
 * the program. */
typedef struct loader {
    void *(*parser_new)(size_t largest_text); /* one for each thread; may be NULL */
    void (*parser_free)(void *parser);
    size_t (*point_lines)(void *parser, char *text, size_t length, point *out, size_t room);
    size_t (*mixed_lines)(void *parser, char *text, size_t length, mixed *out, size_t room);
    size_t (*point_array)(void *parser, char *text, size_t length, point *out, size_t room);
    size_t (*mixed_array)(void *parser, char *text, size_t length, mixed *out, size_t room);
    size_t (*quakes)(void *parser, char *text, size_t length, quake *out, size_t room);
} loader;

enum { LOAD_PADDING = 64, LOAD_MAX_THREADS = 16 };

/* Defined by the contender. */
extern const loader the_loader;

void load_points(const bench_job *job, void *state, bench_result *result);
void load_mixed(const bench_job *job, void *state, bench_result *result);
void load_point_array(const bench_job *job, void *state, bench_result *result);
void load_mixed_array(const bench_job *job, void *state, bench_result *result);
void load_quakes(const bench_job *job, void *state, bench_result *result);

/* clang-format off */
#define LOAD_WORKLOADS                                                        \
    {"load_points", LOAD_MAX_THREADS, NULL, load_points, NULL},           \
    {"load_mixed", LOAD_MAX_THREADS, NULL, load_mixed, NULL},             \
    {"load_points_array", 1, NULL, load_point_array, NULL},               \
    {"load_mixed_array", 1, NULL, load_mixed_array, NULL},                \
    {"load_quakes", 1, NULL, load_quakes, NULL}
/* clang-format on */

/* Copies a decoded string into a zeroed cell of `size` bytes; a longer one ends the program. */
void load_string(char *cell, size_t size, const char *text, size_t length);

#ifdef __cplusplus
}
#endif
#endif
