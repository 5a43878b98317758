/* What the suites of lib/compute share: stores of every kind of field with random values, and the
   exact comparison of two values by the simplest means. */
#ifndef TEST_COMPUTE_H
#define TEST_COMPUTE_H

#include "runner.h"

#include <rowcol.h>
#include <stdbool.h>

/* Options of a call. */
#define FILTER(layout, threads) (&(rc_filter_options){sizeof(rc_filter_options), layout, threads})
#define STATS(threads)          (&(rc_stats_options){sizeof(rc_stats_options), threads})

#define GROUP(layout, threads) (&(rc_group_options){sizeof(rc_group_options), layout, threads})

#define N(array) (sizeof(array) / sizeof((array)[0]))

Suite *suite_compute_match(void);
Suite *suite_compute_parse(void);
Suite *suite_compute_filter(void);
Suite *suite_compute_stats(void);
Suite *suite_compute_compact(void);
Suite *suite_compute_group(void);
Suite *suite_compute_group_by(void);
Suite *suite_compute_group_many(void);

typedef struct test_random {
    uint64_t state;
} test_random;

uint64_t test_next(test_random *random);
size_t test_below(test_random *random, size_t n);

/* A dtype with a field of every kind, in both byte orders, nullable, nested and padded. */
extern const char test_fields[];

/* The leaf paths of it. */
extern const char *const test_paths[];
extern const size_t test_n_paths;

/* A store of it with random values out of few for each kind, so that many are equal; one in four
   nullable ones is null. */
rc_store *test_store(test_random *random, size_t n, rc_layout layout);

/* A random value that compares with a field. */
rc_value test_constant(test_random *random, const rc_dtype *dtype);

/* The order of two values that compare: -1, 0, 1; 2 if one is a NaN or NaT. Complex numbers: 0 or
   3. */
int test_order(const rc_value *a, const rc_value *b);

/* Whether a value is a NaN or NaT. */
bool test_is_nan(const rc_value *value);

/* A dtype or a predicate, or the test fails with the library's message. */
rc_dtype *test_dtype(const char *text);
rc_predicate *test_predicate(const rc_dtype *dtype, const char *text);

#endif
