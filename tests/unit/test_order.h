/* What the suites of lib/compute/order share: stores of every kind filled with patterns, and a
 * model of the order that compares values one by one. */
#ifndef TESTS_UNIT_TEST_ORDER_H
#define TESTS_UNIT_TEST_ORDER_H

#include "runner.h"
#include <rowcol.h>
#include <stdbool.h>

Suite *suite_order_memory(void);
Suite *suite_order_argsort(void);
Suite *suite_order_radix(void);
Suite *suite_order_search(void);
Suite *suite_order_take(void);

/* As ck_assert, which reports each call to the process that started the test: too slow for loops
 * over values. */
#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            ck_abort_msg("%s", #condition);                                                        \
        }                                                                                          \
    } while (0)

/* How the values of a field follow each other. */
typedef enum order_pattern {
    PATTERN_RANDOM,
    PATTERN_FEW, /* few distinct values */
    PATTERN_ASCENDING,
    PATTERN_DESCENDING, /* with repeats */
    PATTERN_CONSTANT,
    PATTERN_SPECIAL, /* NaN, NaT, zeros of both signs, limits, empty strings, NUL bytes */
    PATTERN_ALIKE,   /* long common beginnings, values that differ in a few bits */
    PATTERN_MIXED,   /* nearly sorted */
    PATTERNS
} order_pattern;

extern const char *const order_pattern_names[PATTERNS];

/* A store of `n` records with every field at any depth filled; a nullable field is null in about a
 * fifth of the records, except for the patterns that are in order. */
rc_store *order_store(const char *dtype, size_t n, rc_layout layout, order_pattern pattern,
                      uint64_t seed);

/* Fills one field, a leaf. */
void order_fill(rc_store *store, const char *path, order_pattern pattern, uint64_t *state);

/* Values as rc_store_get returns them, compared by the documented rules. */
int model_compare_values(const rc_value *a, const rc_value *b, unsigned flags);
int model_compare(const rc_store *a, size_t i, const rc_store *b, size_t j, const rc_sort_key *keys,
                  size_t n_keys);

/* The stable order, by a merge sort with model_compare_values. The caller frees it. */
uint64_t *model_argsort(const rc_store *store, const rc_sort_key *keys, size_t n_keys);

#endif
