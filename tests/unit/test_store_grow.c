/* Tests of reserve, resize, append and copy. */
#include "test_store.h"

#include "store/batch.h"

#include <string.h>

static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};

/* A random store with something in every record. */
static rc_store *random_store(test_random *random, test_wishes wishes, size_t n, rc_layout layout)
{
    rc_dtype *dtype = test_random_dtype(random, wishes);
    rc_store *store = rc_store_zeros(dtype, n, layout, NULL);
    ck_assert_ptr_nonnull(store);
    test_random_fill(random, store, 0, n);
    rc_dtype_unref(dtype);
    return store;
}

static void check_records(const rc_store *a, size_t a_first, const rc_store *b, size_t b_first,
                          size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ck_assert(test_record_equal(a, a_first + i, b, b_first + i));
    }
}

static void check_zeros(const rc_store *store, size_t first)
{
    for (size_t i = first; i < rc_store_length(store); i++) {
        ck_assert(test_is_zero(store, i));
    }
}

/* Any walk of resizes and appends: old records stay, new ones are zero. */
PROPERTY(records_survive_growth, 60)
{
    test_random random = {seed};
    test_wishes wishes = {true, true, true};
    rc_store *store, *model;
    test_memory_begin();
    store = random_store(&random, wishes, test_below(&random, 20), layouts[seed % 2]);
    for (size_t step = 0; step < 30; step++) {
        size_t before = rc_store_length(store), n = test_below(&random, 60), first = 99999, keep;
        model = rc_store_convert(store, RC_ROWS, NULL);
        switch (test_below(&random, 4)) {
        case 0:
            ck_assert_int_eq(rc_store_resize(store, n, NULL), RC_OK);
            ck_assert_uint_eq(rc_store_length(store), n);
            break;
        case 1:
            ck_assert_int_eq(rc_store_append(store, n % 5, &first, NULL), RC_OK);
            ck_assert_uint_eq(first, before);
            ck_assert_uint_eq(rc_store_length(store), before + n % 5);
            break;
        case 2:
            ck_assert_int_eq(rc_store_reserve(store, n * 2, NULL), RC_OK);
            ck_assert_uint_ge(rc_store_capacity(store), n * 2);
            ck_assert_uint_eq(rc_store_length(store), before);
            break;
        default:
            ck_assert_int_eq(rc_store_append_store(store, model, NULL), RC_OK);
            ck_assert_uint_eq(rc_store_length(store), 2 * before);
            check_records(store, before, model, 0, before);
            ck_assert_int_eq(rc_store_resize(store, before, NULL), RC_OK);
            break;
        }
        keep = before < rc_store_length(store) ? before : rc_store_length(store);
        check_records(store, 0, model, 0, keep);
        check_zeros(store, keep);
        test_random_fill(&random, store, keep, rc_store_length(store) - keep);
        rc_store_unref(model);
    }
    rc_store_unref(store);
    test_memory_end();
}

START_TEST(appending_one_by_one_moves_rarely)
{
    rc_store *store = test_zeros("x:i4, y:i8", 0, layouts[_i]);
    rc_i4_field x;
    size_t moves = 0, capacity = 0;
    for (size_t i = 0; i < 100000; i++) {
        ck_assert_int_eq(rc_store_append(store, 1, NULL, NULL), RC_OK);
        if (rc_store_capacity(store) != capacity) {
            capacity = rc_store_capacity(store);
            moves++;
        }
        ck_assert_int_eq(rc_store_i4(store, "x", &x, NULL), RC_OK);
        ck_assert_int_eq(rc_i4_get(x, i), 0);
        rc_i4_set(x, i, (int32_t)i);
    }
    ck_assert_uint_lt(moves, 40);
    for (size_t i = 0; i < 100000; i++) {
        ck_assert_int_eq(rc_i4_get(x, i), (int32_t)i);
    }
    rc_store_unref(store);
}
END_TEST

PROPERTY(growing_leaves_slices_where_they_are, 20)
{
    test_random random = {seed};
    test_wishes wishes = {true, true, true};
    rc_store *store = random_store(&random, wishes, 40, layouts[seed % 2]), *slice, *model;
    slice = rc_store_slice(store, 10, 20, NULL);
    model = rc_store_convert(slice, RC_COLUMNS, NULL);
    ck_assert_uint_eq(rc_store_capacity(slice), 20);
    ck_assert_uint_eq(rc_store_capacity(store), 40);
    /* Growing within what was the capacity would let the slice see it. */
    ck_assert_int_eq(rc_store_resize(store, 15, NULL), RC_OK);
    ck_assert_int_eq(rc_store_append(store, 10, NULL, NULL), RC_OK);
    check_zeros(store, 15);
    check_records(slice, 0, model, 0, 20);
    /* And the other way round. */
    ck_assert_int_eq(rc_store_append(slice, 3, NULL, NULL), RC_OK);
    check_records(slice, 0, model, 0, 20);
    check_zeros(slice, 20);
    check_zeros(store, 15);
    rc_store_unref(slice);
    rc_store_unref(model);
    rc_store_unref(store);
}

PROPERTY(a_store_can_be_appended_to_itself, 20)
{
    test_random random = {seed};
    test_wishes wishes = {true, true, true};
    rc_store *store = random_store(&random, wishes, 17, layouts[seed % 2]);
    rc_store *slice = rc_store_slice(store, 3, 5, NULL);
    ck_assert_int_eq(rc_store_append_store(store, store, NULL), RC_OK);
    ck_assert_int_eq(rc_store_append_store(store, slice, NULL), RC_OK);
    ck_assert_uint_eq(rc_store_length(store), 39);
    check_records(store, 0, store, 17, 17);
    check_records(store, 3, store, 34, 5);
    rc_store_unref(slice);
    rc_store_unref(store);
}

PROPERTY(stores_of_any_layout_are_appended, 60)
{
    test_random random = {seed};
    test_wishes wishes = {true, true, true};
    rc_store *a = random_store(&random, wishes, test_below(&random, 300), layouts[seed % 2]);
    rc_store *b =
        rc_store_zeros(rc_store_dtype(a), test_below(&random, 300), layouts[seed / 2 % 2], NULL);
    rc_store *model = rc_store_convert(a, RC_ROWS, NULL);
    test_random_fill(&random, b, 0, rc_store_length(b));
    ck_assert_int_eq(rc_store_append_store(a, b, NULL), RC_OK);
    ck_assert_uint_eq(rc_store_length(a), rc_store_length(model) + rc_store_length(b));
    check_records(a, 0, model, 0, rc_store_length(model));
    check_records(a, rc_store_length(model), b, 0, rc_store_length(b));
    rc_store_unref(a);
    rc_store_unref(b);
    rc_store_unref(model);
}

PROPERTY(copying_overwrites_records, 60)
{
    test_random random = {seed};
    test_wishes wishes = {true, true, true};
    rc_store *a = random_store(&random, wishes, 50, layouts[seed % 2]);
    rc_store *model = rc_store_convert(a, RC_ROWS, NULL);
    rc_store *b = rc_store_zeros(rc_store_dtype(a), 30, layouts[seed / 2 % 2], NULL);
    test_random_fill(&random, b, 0, 30);
    ck_assert_int_eq(rc_store_copy(a, 11, b, 5, 21, NULL), RC_OK);
    check_records(a, 0, model, 0, 11);
    check_records(a, 11, b, 5, 21);
    check_records(a, 32, model, 32, 18);
    ck_assert_int_eq(rc_store_copy(a, 0, a, 32, 18, NULL), RC_OK);
    check_records(a, 0, model, 32, 18);
    rc_store_unref(a);
    rc_store_unref(b);
    rc_store_unref(model);
}

START_TEST(wrong_copies_are_refused)
{
    rc_store *a = test_zeros("x:i4", 10, RC_ROWS), *other = test_zeros("x:u4", 10, RC_ROWS);
    rc_store *slice = rc_store_slice(a, 2, 5, NULL);
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rc_store_append_store(a, other, &err), RC_ETYPE);
    ck_assert_int_eq(rc_store_copy(a, 0, other, 0, 1, NULL), RC_ETYPE);
    ck_assert_int_eq(rc_store_copy(a, 0, a, 8, 3, NULL), RC_EINDEX);
    ck_assert_int_eq(rc_store_copy(a, 8, a, 0, 3, NULL), RC_EINDEX);
    ck_assert_int_eq(rc_store_copy(a, 0, a, 2, 3, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_copy(a, 4, slice, 0, 3, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_copy(a, 5, slice, 0, 3, NULL), RC_OK);
    ck_assert_int_eq(rc_store_copy(a, 0, a, 0, 0, NULL), RC_OK);
    rc_store_unref(slice);
    rc_store_unref(other);
    rc_store_unref(a);
}
END_TEST

START_TEST(more_than_can_be_counted_is_refused)
{
    rc_store *store;
    rc_error err = RC_ERROR_INIT;
    size_t first = 42;
    test_memory_begin();
    store = test_zeros("x:i4, s:str", 3, layouts[_i]);
    ck_assert_int_eq(rc_store_append(store, SIZE_MAX, &first, &err), RC_ELIMIT);
    ck_assert_uint_eq(first, 42);
    rc_error_clear(&err);
    ck_assert_int_eq(rc_store_append(store, SIZE_MAX / 8, &first, &err), RC_ELIMIT);
    ck_assert_int_eq(rc_store_resize(store, SIZE_MAX, NULL), RC_ELIMIT);
    ck_assert_int_eq(rc_store_reserve(store, SIZE_MAX / 20, NULL), RC_ELIMIT);
    ck_assert_int_eq(rc_store_reserve(store, SIZE_MAX / 64, NULL), RC_ENOMEM);
    ck_assert_uint_eq(rc_store_length(store), 3);
    ck_assert_uint_eq(rc_store_capacity(store), 3);
    rc_store_unref(store);
    test_memory_end();
}
END_TEST

/* When half as much again is refused, just enough is asked for. */
START_TEST(short_memory_grows_by_what_is_needed)
{
    rc_store *store;
    test_memory_begin();
    store = test_zeros("x:i4?", 1000, layouts[_i]);
    /* places, bitmaps, buffer */
    test_memory_fail(3, false);
    ck_assert_int_eq(rc_store_append(store, 1, NULL, NULL), RC_OK);
    ck_assert_uint_eq(rc_store_capacity(store), 1001);
    rc_store_unref(store);
    test_memory_end();
}
END_TEST

START_TEST(a_big_resize_is_lazy)
{
    rc_store *store = test_zeros("x:i4", 10, layouts[_i]);
    rc_i4_field x;
    ck_assert_int_eq(rc_store_i4(store, "x", &x, NULL), RC_OK);
    rc_i4_set(x, 9, 9);
    /* Four gigabytes: not to be had were they all written to. */
    ck_assert_int_eq(rc_store_resize(store, 1000000000, NULL), RC_OK);
    ck_assert_int_eq(rc_store_i4(store, "x", &x, NULL), RC_OK);
    ck_assert_int_eq(rc_i4_get(x, 9), 9);
    ck_assert_int_eq(rc_i4_get(x, 999999999), 0);
    rc_store_unref(store);
}
END_TEST

Suite *suite_store_grow(void)
{
    Suite *suite = suite_create("store grow");
    TCase *tc = tcase_create("grow");
    tcase_add_loop_test(tc, records_survive_growth, 0, PROPERTY_PARTS);
    tcase_add_loop_test(tc, appending_one_by_one_moves_rarely, 0, 2);
    tcase_add_loop_test(tc, growing_leaves_slices_where_they_are, 0, PROPERTY_PARTS);
    tcase_add_loop_test(tc, a_store_can_be_appended_to_itself, 0, PROPERTY_PARTS);
    tcase_add_loop_test(tc, stores_of_any_layout_are_appended, 0, PROPERTY_PARTS);
    tcase_add_loop_test(tc, copying_overwrites_records, 0, PROPERTY_PARTS);
    tcase_add_test(tc, wrong_copies_are_refused);
    tcase_add_loop_test(tc, more_than_can_be_counted_is_refused, 0, 2);
    tcase_add_loop_test(tc, short_memory_grows_by_what_is_needed, 0, 2);
    tcase_add_loop_test(tc, a_big_resize_is_lazy, 0, 2);
    suite_add_tcase(suite, tc);
    return suite;
}
