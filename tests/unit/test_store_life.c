/* Tests of making, querying, slicing and releasing stores. */
#include "runner.h"
#include "test_store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *const dtypes[] = {
    "x:i4, y:i4, z:i4", "x:i4?", "s:str", "a:S0", "{}", "f8", "3i2", "p:{a:i1, b:{c:f8?, d:str}?}",
};

START_TEST(zeros_are_valid_zeros)
{
    static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};
    static const size_t lengths[] = {0, 1, 9, 1000};
    for (size_t l = 0; l < 2; l++) {
        for (size_t k = 0; k < N(lengths); k++) {
            size_t n = lengths[k];
            rc_store *store;
            test_memory_begin();
            store = test_zeros(dtypes[_i], n, layouts[l]);
            ck_assert_uint_eq(rc_store_length(store), n);
            ck_assert_uint_eq(rc_store_capacity(store), n);
            ck_assert_int_eq(rc_store_layout(store), layouts[l]);
            ck_assert_int_eq(rc_store_data(store) != NULL, layouts[l] == RC_ROWS);
            for (size_t i = 0; i < n; i++) {
                ck_assert(test_is_zero(store, i));
            }
            rc_store_unref(store);
            test_memory_end();
        }
    }
}
END_TEST

START_TEST(a_store_needs_a_dtype_and_a_layout)
{
    rc_dtype *dtype = test_dtype("x:i4");
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_store_zeros(NULL, 1, RC_ROWS, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_store_zeros(dtype, 1, (rc_layout)0, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_store_zeros(dtype, SIZE_MAX / 4, RC_ROWS, &err));
    ck_assert_int_eq(err.status, RC_ELIMIT);
    ck_assert_ptr_nonnull(strstr(err.message, "records of 4 bytes"));
    rc_error_clear(&err);
    test_memory_begin();
    ck_assert_ptr_null(rc_store_zeros(dtype, SIZE_MAX / 16, RC_ROWS, &err));
    ck_assert_int_eq(err.status, RC_ENOMEM);
    test_memory_end();
    ck_assert_ptr_null(rc_store_zeros(NULL, 1, RC_ROWS, NULL));
    ck_assert_ptr_null(rc_store_ref(NULL));
    rc_store_unref(NULL);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(the_dtype_lives_as_long_as_the_store)
{
    rc_store *store = test_zeros("x:i4, who:{name:S8}", 1, RC_COLUMNS), *again;
    ck_assert_uint_eq(rc_dtype_nfields(rc_store_dtype(store)), 2);
    again = rc_store_ref(store);
    ck_assert_ptr_eq(again, store);
    rc_store_unref(store);
    ck_assert_uint_eq(rc_dtype_itemsize(rc_store_dtype(again)), 12);
    rc_store_unref(again);
}
END_TEST

#if !defined(RUNNER_TSAN)

/* The pages of `size` bytes that are in memory. */
static size_t resident_pages(const unsigned char *bytes, size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), n = 0;
    uintptr_t start = (uintptr_t)bytes / page * page;
    size_t pages = ((uintptr_t)bytes + size - start + page - 1) / page;
    unsigned char *in_memory = malloc(pages);
    ck_assert_int_eq(mincore((void *)start, pages * page, in_memory), 0);
    for (size_t i = 0; i < pages; i++) {
        n += in_memory[i] & 1;
    }
    free(in_memory);
    return n;
}

/* A gigabyte of zeros costs nothing until it is written to, and then a (huge) page. */
START_TEST(zeros_are_lazy)
{
    rc_store *rows = test_zeros("x:i4, y:i4, z:i4", 90000000, RC_ROWS);
    rc_store *columns = test_zeros("x:i4, y:f8", 90000000, RC_COLUMNS);
    rc_i4_field x, column;
    rc_f8_field y;
    ck_assert_int_eq(rc_store_i4(rows, "x", &x, NULL), RC_OK);
    ck_assert_int_eq(rc_store_i4(columns, "x", &column, NULL), RC_OK);
    ck_assert_int_eq(rc_store_f8(columns, "y", &y, NULL), RC_OK);
    rc_i4_set(x, 1, 2);
    rc_f8_set(y, 89999999, 3.0);
    ck_assert_uint_le(resident_pages(rc_store_data(rows), 90000000 * (size_t)12), 1024);
    ck_assert_uint_le(resident_pages(column.data, 90000000 * (size_t)4), 1024);
    ck_assert_uint_le(resident_pages(y.data, 90000000 * (size_t)8), 1024);
    rc_store_unref(rows);
    rc_store_unref(columns);
}
END_TEST

#endif

/* ---------------------------------------------------------------- slices */

START_TEST(slices_see_the_same_records)
{
    rc_store *store = test_zeros("x:i4, y:i2?", 100, _i ? RC_ROWS : RC_COLUMNS), *slice, *inner;
    test_random random = {3};
    rc_i4_field x, x_slice;
    test_random_fill(&random, store, 0, 100);
    slice = rc_store_slice(store, 13, 50, NULL);
    inner = rc_store_slice(slice, 7, 20, NULL);
    ck_assert_uint_eq(rc_store_length(slice), 50);
    for (size_t i = 0; i < 50; i++) {
        ck_assert(test_record_equal(slice, i, store, 13 + i));
    }
    for (size_t i = 0; i < 20; i++) {
        ck_assert(test_record_equal(inner, i, store, 20 + i));
    }
    ck_assert_int_eq(rc_store_i4(store, "x", &x, NULL), RC_OK);
    ck_assert_int_eq(rc_store_i4(inner, "x", &x_slice, NULL), RC_OK);
    rc_i4_set(x_slice, 3, 12345);
    ck_assert_int_eq(rc_i4_get(x, 23), 12345);
    rc_store_unref(store);
    rc_store_unref(slice);
    rc_i4_set(x_slice, 4, 1);
    rc_store_unref(inner);
}
END_TEST

static const struct {
    size_t first, n;
    bool exists;
} ranges[] = {
    {0, 10, true},  {10, 0, true},        {3, 7, true},         {3, 8, false},
    {11, 0, false}, {SIZE_MAX, 2, false}, {2, SIZE_MAX, false}, {SIZE_MAX, SIZE_MAX, false},
};

START_TEST(slices_stay_inside)
{
    rc_store *store = test_zeros("x:i4", 10, RC_ROWS);
    rc_error err = RC_ERROR_INIT;
    rc_store *slice = rc_store_slice(store, ranges[_i].first, ranges[_i].n, &err);
    ck_assert_int_eq(slice != NULL, ranges[_i].exists);
    ck_assert_int_eq(err.status, ranges[_i].exists ? RC_OK : RC_EINDEX);
    rc_store_unref(slice);
    rc_store_unref(store);
}
END_TEST

Suite *suite_store_life(void)
{
    Suite *suite = suite_create("store life");
    TCase *tc = tcase_create("life");
    tcase_add_loop_test(tc, zeros_are_valid_zeros, 0, N(dtypes));
    tcase_add_test(tc, a_store_needs_a_dtype_and_a_layout);
    tcase_add_test(tc, the_dtype_lives_as_long_as_the_store);
#if defined(RUNNER_TSAN)
    runner_skip("zeros_are_lazy", "the sanitizer's calloc writes the zeros");
#else
    tcase_add_test(tc, zeros_are_lazy);
#endif
    suite_add_tcase(suite, tc);
    tc = tcase_create("slices");
    tcase_add_loop_test(tc, slices_see_the_same_records, 0, 2);
    tcase_add_loop_test(tc, slices_stay_inside, 0, N(ranges));
    suite_add_tcase(suite, tc);
    return suite;
}
