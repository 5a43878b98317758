/* Shared code of the tests of lib/store: cases, random dtypes and records, checks. */
#ifndef TEST_STORE_H
#define TEST_STORE_H

#include "runner.h"

#include <rowcol/store.h>
#include <stdbool.h>
#include <stdint.h>

#define N(array) (sizeof(array) / sizeof((array)[0]))

Suite *suite_store_layout(void);
Suite *suite_store_transpose(void);
Suite *suite_store_buffer(void);
Suite *suite_store_life(void);
Suite *suite_store_grow(void);
Suite *suite_store_cast(void);
Suite *suite_store_convert(void);
Suite *suite_store_equal(void);
Suite *suite_store_field(void);
Suite *suite_store_access(void);
Suite *suite_store_typed(void);
Suite *suite_store_data_as(void);
Suite *suite_store_append(void);
Suite *suite_store_reuse(void);
Suite *suite_store_batch(void);
Suite *suite_store_strings(void);
Suite *suite_store_memory(void);
Suite *suite_store_size(void);
Suite *suite_store_identity(void);
Suite *suite_store_view(void);
Suite *suite_store_shape(void);
Suite *suite_store_shape_shared(void);
Suite *suite_store_arrays(void);
Suite *suite_store_model(void);

/* ----------------------------------------------------------------- making */

/* Each aborts the test with the library's message if it fails. */
rc_dtype *test_dtype(const char *text);
rc_dtype *test_dtype_aligned(const char *text);
rc_store *test_zeros(const char *dtype, size_t n, rc_layout layout);

/* ----------------------------------------------------------------- memory */

/* Watches the library's memory from here to test_memory_end: the size given back for a block is
   the size it was asked for with, and nothing is left over. */
void test_memory_begin(void);
void test_memory_end(void);
/* The n-th request from now on is refused, and all that follow if `and_after`; 0 refuses none. */
void test_memory_fail(size_t n, bool and_after);
/* Requests since test_memory_fail. */
size_t test_memory_requests(void);

/* ----------------------------------------------------------------- random */

typedef struct test_random {
    uint64_t state;
} test_random;

uint64_t test_next(test_random *random);
/* 0 .. n - 1 */
size_t test_below(test_random *random, size_t n);

/* What a random dtype may have. */
typedef struct test_wishes {
    bool str;
    bool nullable;
    bool padding;
} test_wishes;

/* A struct of random fields. */
rc_dtype *test_random_dtype(test_random *random, test_wishes wishes);
/* Overwrites every cell and null of records first .. first + n - 1 with something. */
void test_random_fill(test_random *random, rc_store *store, size_t first, size_t n);

/* A property that holds for `cases` random cases: a body that gets `seed`. The cases are dealt out
   to PROPERTY_PARTS tests, to be added as a loop. */
#define PROPERTY_PARTS 4
#define PROPERTY(name, cases)                                                                      \
    static void name##_with(uint64_t seed);                                                        \
    START_TEST(name)                                                                               \
    {                                                                                              \
        for (uint64_t seed = (uint64_t)_i; seed < (cases); seed += PROPERTY_PARTS) {               \
            name##_with(seed);                                                                     \
        }                                                                                          \
    }                                                                                              \
    END_TEST                                                                                       \
    static void name##_with(uint64_t seed)

/* ---------------------------------------------------------------- compare */

/* Record by record, part by part, by the simplest means; does not call rc_store_equal. */
bool test_record_equal(const rc_store *a, size_t i, const rc_store *b, size_t k);
bool test_is_zero(const rc_store *store, size_t i);

#endif
