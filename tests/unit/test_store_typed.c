/* Tests of typed handles, each with its own kind and with all others. */
#include "test_store.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = {"bool", "i1", "i2",    "i4",  "i8",  "u1",
                                    "u2",   "u4", "u8",    "f2",  "f4",  "f8",
                                    "c8",   "S4", "M8[s]", "str", "2i4", "{a:i4}"};

/* Takes, reads and writes field "x" of every kind as X; `T` values from 0 on. */
#define TYPED_TEST(X, T)                                                                           \
    START_TEST(typed_##X)                                                                          \
    {                                                                                              \
        for (size_t k = 0; k < N(kinds); k++) {                                                    \
            char text[40];                                                                         \
            rc_error err = RC_ERROR_INIT;                                                          \
            rc_##X##_field x = {NULL, 1, 2};                                                       \
            rc_store *rows, *columns;                                                              \
            bool same = strcmp(kinds[k], #X) == 0;                                                 \
            snprintf(text, sizeof text, "pad:S3, x:%s, y:i1", kinds[k]);                           \
            rows = test_zeros(text, 9, RC_ROWS);                                                   \
            columns = test_zeros(text, 9, RC_COLUMNS);                                             \
            ck_assert_int_eq(rc_store_##X(rows, "x", &x, &err), same ? RC_OK : RC_ETYPE);          \
            ck_assert_str_eq(err.field, same ? "" : "x");                                          \
            ck_assert_uint_eq(x.n, same ? 9 : 2);                                                  \
            if (same) {                                                                            \
                rc_##X##_field c;                                                                  \
                ck_assert_ptr_null(rc_##X##_data(x));                                              \
                ck_assert_int_eq(rc_store_##X(columns, "x", &c, NULL), RC_OK);                     \
                ck_assert_ptr_eq(rc_##X##_data(c), c.data);                                        \
                for (size_t i = 0; i < 9; i++) {                                                   \
                    rc_##X##_set(x, i, (T)(i + 100));                                              \
                    rc_##X##_set(c, i, (T)(i + 100));                                              \
                }                                                                                  \
                for (size_t i = 0; i < 9; i++) {                                                   \
                    ck_assert(rc_##X##_get(x, i) == (T)(i + 100));                                 \
                    ck_assert(rc_##X##_data(c)[i] == (T)(i + 100));                                \
                }                                                                                  \
                ck_assert(rc_store_equal(rows, columns));                                          \
            }                                                                                      \
            rc_store_unref(rows);                                                                  \
            rc_store_unref(columns);                                                               \
        }                                                                                          \
    }                                                                                              \
    END_TEST

TYPED_TEST(bool, uint8_t)
TYPED_TEST(i1, int8_t)
TYPED_TEST(i2, int16_t)
TYPED_TEST(i4, int32_t)
TYPED_TEST(i8, int64_t)
TYPED_TEST(u1, uint8_t)
TYPED_TEST(u2, uint16_t)
TYPED_TEST(u4, uint32_t)
TYPED_TEST(u8, uint64_t)
TYPED_TEST(f4, float)
TYPED_TEST(f8, double)

START_TEST(the_other_byte_order_is_refused)
{
    rc_dtype *little = test_dtype("x:i4"), *big = rc_dtype_with_order(little, RC_ORDER_BIG, NULL);
    rc_store *store = rc_store_zeros(big, 1, RC_ROWS, NULL);
    rc_error err = RC_ERROR_INIT;
    rc_i4_field x;
    ck_assert_int_eq(rc_store_i4(store, "x", &x, &err), RC_ETYPE);
    ck_assert_ptr_nonnull(strstr(err.message, "byte order"));
    rc_store_unref(store);
    rc_dtype_unref(big);
    rc_dtype_unref(little);
}
END_TEST

START_TEST(no_such_field_is_refused)
{
    rc_store *store = test_zeros("x:i4, p:{y:i4}", 1, RC_ROWS);
    rc_i4_field x;
    ck_assert_int_eq(rc_store_i4(store, "z", &x, NULL), RC_ENAME);
    ck_assert_int_eq(rc_store_i4(store, "p.", &x, NULL), RC_ESYNTAX);
    ck_assert_int_eq(rc_store_i4(store, "p", &x, NULL), RC_ETYPE);
    ck_assert_int_eq(rc_store_i4(store, "p.y", &x, NULL), RC_OK);
    rc_store_unref(store);
}
END_TEST

START_TEST(plain_dtypes_are_taken_whole)
{
    rc_store *store = test_zeros("f8", 4, RC_ROWS);
    rc_f8_field x;
    ck_assert_int_eq(rc_store_f8(store, "", &x, NULL), RC_OK);
    ck_assert_ptr_eq(rc_f8_data(x), rc_store_data(store));
    rc_store_unref(store);
}
END_TEST

/* ---------------------------------------------------------------- bounds */

static rc_i4_field four_records(rc_store **store)
{
    rc_i4_field x;
    *store = test_zeros("x:i4", 4, RC_ROWS);
    ck_assert_int_eq(rc_store_i4(*store, "x", &x, NULL), RC_OK);
    return x;
}

START_TEST(reading_past_the_end_aborts)
{
    rc_store *store;
    rc_i4_field x = four_records(&store);
    volatile int32_t value = rc_i4_get(x, 4);
    (void)value;
}
END_TEST

START_TEST(writing_past_the_end_aborts)
{
    rc_store *store;
    rc_i4_field x = four_records(&store);
    rc_i4_set(x, SIZE_MAX, 1);
}
END_TEST

static void leave(size_t i, size_t n)
{
    exit(i == 6 && n == 4 ? 33 : 34);
}

START_TEST(the_handler_gets_index_and_length)
{
    rc_store *store;
    rc_i4_field x = four_records(&store);
    rc_set_bounds_handler(leave);
    rc_i4_set(x, 6, 1);
}
END_TEST

static void come_back(size_t i, size_t n)
{
    (void)i;
    (void)n;
}

START_TEST(a_handler_that_returns_does_not_help)
{
    rc_store *store;
    rc_i4_field x = four_records(&store);
    rc_set_bounds_handler(come_back);
    rc_i4_set(x, 4, 1);
}
END_TEST

Suite *suite_store_typed(void)
{
    Suite *suite = suite_create("store typed");
    TCase *tc = tcase_create("typed");
    tcase_add_test(tc, typed_bool);
    tcase_add_test(tc, typed_i1);
    tcase_add_test(tc, typed_i2);
    tcase_add_test(tc, typed_i4);
    tcase_add_test(tc, typed_i8);
    tcase_add_test(tc, typed_u1);
    tcase_add_test(tc, typed_u2);
    tcase_add_test(tc, typed_u4);
    tcase_add_test(tc, typed_u8);
    tcase_add_test(tc, typed_f4);
    tcase_add_test(tc, typed_f8);
    tcase_add_test(tc, the_other_byte_order_is_refused);
    tcase_add_test(tc, no_such_field_is_refused);
    tcase_add_test(tc, plain_dtypes_are_taken_whole);
    suite_add_tcase(suite, tc);
    tc = tcase_create("bounds");
    tcase_add_test_raise_signal(tc, reading_past_the_end_aborts, SIGABRT);
    tcase_add_test_raise_signal(tc, writing_past_the_end_aborts, SIGABRT);
    tcase_add_exit_test(tc, the_handler_gets_index_and_length, 33);
    tcase_add_test_raise_signal(tc, a_handler_that_returns_does_not_help, SIGABRT);
    suite_add_tcase(suite, tc);
    return suite;
}
