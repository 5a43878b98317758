/* load.h: the loading of JSON text into C structs, except the parser: reading the file, sharing its
 * lines among threads, the arrays that are filled, and the check. A contender supplies a `loader`:
 * its parser alone. */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include "bench.h"
#include "data.h"
#include "kinds.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Fills `out`, an array of `room` zeroed records, from `text`; returns the number of records. The
 * text may be changed; it ends with a NUL byte that is followed by LOAD_PADDING bytes of the same
 * buffer. Invalid text ends the program. */
typedef size_t load_parse(void *parser, char *text, size_t length, void *out, size_t room);

/* Members that are NULL are workloads that the contender does not have. */
typedef struct loader {
    void *(*parser_new)(size_t largest_text); /* one for each thread; may be NULL */
    void (*parser_free)(void *parser);
    load_parse *point_lines, *mixed_lines; /* NDJSON */
    load_parse *point_csv, *mixed_csv;     /* CSV, the first line has the names */
    load_parse *point_array, *mixed_array; /* one document */
    load_parse *quakes;                    /* one document, the records are at "features" */
    load_parse *flat, *nested;             /* NDJSON of `reading`: any key may be absent, in any
                                              order, and others are ignored */
    load_parse *flights;                   /* one document, an array of `flight` */
    load_parse *tweets;                    /* one document, the `tweet`s are at "statuses" */
    load_parse *phones;                    /* NDJSON, each line an array of the values of `phone` */
} loader;

enum { LOAD_PADDING = 64, LOAD_MAX_THREADS = 16 };

/* Defined by the contender program: the loader of one of its contenders. */
const loader *load_find(const char *contender);

/* A contender whose name ends with " kept" keeps its parsers and buffers from one repetition to the
 * next: they are made here, and their time does not count. All others make new ones each time. */
void *load_setup(const bench_job *job);
void load_run(const bench_job *job, void *state, bench_result *result);
void load_teardown(void *state);

/* clang-format off */
#define LOAD_WORKLOAD(name, threads) {name, threads, load_setup, load_run, load_teardown}

#define LOAD_WORKLOADS                                   \
    LOAD_WORKLOAD("load_points", LOAD_MAX_THREADS),      \
    LOAD_WORKLOAD("load_mixed", LOAD_MAX_THREADS),       \
    LOAD_WORKLOAD("load_points_array", 1),               \
    LOAD_WORKLOAD("load_mixed_array", 1),                \
    LOAD_WORKLOAD("load_quakes", 1)

/* For contenders with `flat` and `nested`. */
#define LOAD_IRREGULAR                                   \
    LOAD_WORKLOAD("load_regular", 1),                    \
    LOAD_WORKLOAD("load_escapes", 1),                    \
    LOAD_WORKLOAD("load_nested", 1),                     \
    LOAD_WORKLOAD("load_shuffled", 1),                   \
    LOAD_WORKLOAD("load_absent", 1),                     \
    LOAD_WORKLOAD("load_extra", 1),                      \
    LOAD_WORKLOAD("load_extra_shuffled", 1),             \
    LOAD_WORKLOAD("load_spaces", 1),                     \
    LOAD_WORKLOAD("load_nested_shuffled", 1),            \
    LOAD_WORKLOAD("load_two_shapes", 1),                 \
    LOAD_WORKLOAD("load_events", 1),                     \
    LOAD_WORKLOAD("load_everything", 1)

/* Likewise. */
#define LOAD_CHANGES                                     \
    LOAD_WORKLOAD("load_moved", 1),                      \
    LOAD_WORKLOAD("load_blank", 1),                      \
    LOAD_WORKLOAD("load_blank_tenth", 1),                \
    LOAD_WORKLOAD("load_absent_tenth", 1),               \
    LOAD_WORKLOAD("load_shape_tenth", 1),                \
    LOAD_WORKLOAD("load_renamed", 1)

/* For contenders with `flights`, `tweets` and `phones`. */
#define LOAD_REAL                                        \
    LOAD_WORKLOAD("load_flights", 1),                    \
    LOAD_WORKLOAD("load_tweets", 1),                     \
    LOAD_WORKLOAD("load_phones", 1)
/* clang-format on */

/* Copies a decoded string into a zeroed cell of `size` bytes; a longer one ends the program. */
static inline void load_string(char *cell, size_t size, const char *text, size_t length)
{
    if (length > size) {
        bench_die("a string of %zu bytes does not fit %zu", length, size);
    }
    __builtin_memcpy(cell, text, length);
}

#ifdef __cplusplus
}
#endif
#endif
