/* Tests of conversion between rows and columns. */
#include "test_store.h"

#include "store/store_impl.h"

#include <stdio.h>
#include <string.h>

static rc_store *random_store(const rc_dtype *dtype, test_random *random, size_t n,
                              rc_layout layout)
{
    rc_store *store = rc_store_zeros(dtype, n, layout, NULL);
    ck_assert_ptr_nonnull(store);
    test_random_fill(random, store, 0, n);
    return store;
}

static void check_same(const rc_store *a, const rc_store *b)
{
    ck_assert_uint_eq(rc_store_length(a), rc_store_length(b));
    for (size_t i = 0; i < rc_store_length(a); i++) {
        ck_assert(test_record_equal(a, i, b, i));
    }
    ck_assert(rc_store_equal(a, b));
}

/* rows -> columns -> rows -> rows -> columns -> columns */
PROPERTY(conversion_keeps_every_record, 160)
{
    static const rc_layout way[] = {RC_COLUMNS, RC_ROWS, RC_ROWS, RC_COLUMNS, RC_COLUMNS};
    test_random random = {seed};
    test_wishes wishes = {seed % 2 != 0, seed / 2 % 2 != 0, seed / 4 % 2 != 0};
    rc_dtype *dtype = test_random_dtype(&random, wishes);
    size_t n = test_below(&random, 700);
    rc_store *start, *store;
    test_memory_begin();
    start = random_store(dtype, &random, n, RC_ROWS);
    store = rc_store_ref(start);
    for (size_t step = 0; step < N(way); step++) {
        rc_store *next = rc_store_convert(store, way[step], NULL);
        ck_assert_ptr_nonnull(next);
        ck_assert_int_eq(rc_store_layout(next), way[step]);
        check_same(next, start);
        rc_store_unref(store);
        store = next;
    }
    rc_store_unref(store);
    rc_store_unref(start);
    test_memory_end();
    rc_dtype_unref(dtype);
}

PROPERTY(slices_convert_like_stores, 60)
{
    test_random random = {seed};
    test_wishes wishes = {true, true, true};
    rc_dtype *dtype = test_random_dtype(&random, wishes);
    rc_store *store = random_store(dtype, &random, 200, seed % 2 ? RC_ROWS : RC_COLUMNS);
    size_t first = test_below(&random, 100);
    rc_store *slice = rc_store_slice(store, first, test_below(&random, 100), NULL);
    rc_store *rows = rc_store_convert(slice, RC_ROWS, NULL);
    rc_store *columns = rc_store_convert(slice, RC_COLUMNS, NULL);
    rc_store_unref(store);
    check_same(rows, slice);
    check_same(columns, slice);
    rc_store_unref(slice);
    check_same(columns, rows);
    rc_store_unref(rows);
    rc_store_unref(columns);
    rc_dtype_unref(dtype);
}

/* Every kind of group, and stores large enough for non-temporal stores. */
static const char *const large[] = {
    "x:i4, y:i4, z:i4",
    "x:i4, y:i4, z:i4, w:i4",
    "a:u1, b:u1, c:u1",
    "a:u1, b:u1, c:u1, d:u1, e:u1, f:u1, g:u1, h:u1, i:u1, j:u1, k:u1",
    "a:i2, b:i2, c:i2, d:i2, e:i2",
    "a:f8, b:f8, c:f8",
    "a:i1, b:i8, c:i8, d:S16, e:c16, f:f4, g:f4, h:f4, i:bool",
    "a:S10, b:2i4, c:S3",
    "a:V5000, b:i4",
    "a:{b:i4, c:f8}, d:3{e:i1, f:i2}",
};

/* On several threads, and then on one. */
START_TEST(large_stores_convert)
{
    const size_t least = (size_t)RUNNER_LESS(20, 9) * 1024 * 1024;
    const char *text = large[(size_t)_i / 2 % N(large)];
    rc_dtype *dtype = _i % 2 ? test_dtype_aligned(text) : test_dtype(text);
    test_random random = {(uint64_t)_i};
    size_t n = least / rc_dtype_itemsize(dtype) + 77;
    rc_store *rows = rc_store_zeros(dtype, n, RC_ROWS, NULL), *columns, *back, *slice, *again;
    unsigned char *bytes = rc_store_data(rows);
    rc_set_threads((size_t)_i < 2 * N(large) ? 5 : 1);
    for (size_t i = 0; i + 8 <= n * rc_dtype_itemsize(dtype); i += 8) {
        uint64_t word = test_next(&random);
        memcpy(bytes + i, &word, 8);
    }
    columns = rc_store_convert(rows, RC_COLUMNS, NULL);
    for (size_t k = 0; k < 2000; k++) {
        size_t i = k < 100 ? n - 1 - k : test_below(&random, n);
        ck_assert(test_record_equal(rows, i, columns, i));
    }
    ck_assert(rc_store_equal(rows, columns));
    back = rc_store_convert(columns, RC_ROWS, NULL);
    ck_assert(rc_store_equal(rows, back));
    ck_assert(rc_store_equal(back, columns));
    /* From the middle of a column, where nothing is aligned. */
    slice = rc_store_slice(columns, 3, n - 5, NULL);
    again = rc_store_convert(slice, RC_ROWS, NULL);
    ck_assert(rc_store_equal(slice, again));
    ck_assert_int_eq(rc_store_copy(columns, 3, again, 0, n - 5, NULL), RC_OK);
    ck_assert(rc_store_equal(rows, columns));
    rc_store_unref(again);
    rc_store_unref(slice);
    rc_store_unref(rows);
    rc_store_unref(columns);
    rc_store_unref(back);
    rc_dtype_unref(dtype);
}
END_TEST

/* Bytes in the padding of the rows are not copied. */
PROPERTY(padding_of_copies_is_zero, 100)
{
    test_random random = {seed};
    test_wishes wishes = {false, false, true};
    rc_dtype *dtype = test_random_dtype(&random, wishes);
    size_t n = test_below(&random, 500), size = n * rc_dtype_itemsize(dtype);
    rc_store *dirty, *clean, *copy, *columns;
    test_memory_begin();
    dirty = rc_store_zeros(dtype, n, RC_ROWS, NULL);
    /* The same values in memory that was zero before. */
    memset(rc_store_data(dirty), 0xAB, size);
    test_random_fill(&random, dirty, 0, n);
    columns = rc_store_convert(dirty, RC_COLUMNS, NULL);
    clean = rc_store_convert(columns, RC_ROWS, NULL);
    copy = rc_store_convert(dirty, RC_ROWS, NULL);
    ck_assert_mem_eq(rc_store_data(copy), rc_store_data(clean), size);
    check_same(copy, dirty);
    /* Into memory that has been written to before. */
    ck_assert_int_eq(rc_store_copy(dirty, 0, columns, 0, n, NULL), RC_OK);
    ck_assert_mem_eq(rc_store_data(dirty), rc_store_data(clean), size);
    memset(rc_store_data(dirty), 0xAB, size);
    ck_assert_int_eq(rc_store_copy(dirty, 0, clean, 0, n, NULL), RC_OK);
    ck_assert_mem_eq(rc_store_data(dirty), rc_store_data(clean), size);
    rc_store_unref(dirty);
    rc_store_unref(clean);
    rc_store_unref(copy);
    rc_store_unref(columns);
    test_memory_end();
    rc_dtype_unref(dtype);
}

/* A copy is made in memory that need not be zero: nothing of what was there comes to light, neither
   in padding, nor in nulls, nor in records that are added. */
PROPERTY(copies_show_nothing_of_their_memory, 160)
{
    test_random random = {seed};
    test_wishes wishes = {seed % 2 != 0, seed / 2 % 2 != 0, seed / 4 % 2 != 0};
    rc_dtype *dtype = test_random_dtype(&random, wishes);
    size_t n = test_below(&random, 300), more = 1 + test_below(&random, 300);
    rc_store *source, *copy;
    test_memory_begin();
    source = random_store(dtype, &random, n, seed / 8 % 2 ? RC_ROWS : RC_COLUMNS);
    copy = rc_store_convert(source, seed / 16 % 2 ? RC_ROWS : RC_COLUMNS, NULL);
    check_same(copy, source);
    ck_assert_int_eq(rc_store_resize(copy, n + more, NULL), RC_OK);
    for (size_t i = 0; i < n; i++) {
        ck_assert(test_record_equal(copy, i, source, i));
    }
    for (size_t i = n; i < n + more; i++) {
        ck_assert(test_is_zero(copy, i));
    }
    ck_assert_int_eq(rc_store_resize(copy, 0, NULL), RC_OK);
    ck_assert_int_eq(rc_store_resize(copy, n, NULL), RC_OK);
    for (size_t i = 0; i < n; i++) {
        ck_assert(test_is_zero(copy, i));
    }
    rc_store_unref(copy);
    rc_store_unref(source);
    test_memory_end();
    rc_dtype_unref(dtype);
}

START_TEST(many_fields_convert)
{
    enum { FIELDS = 10000 };
    static rc_field_spec fields[FIELDS];
    static char names[FIELDS][8];
    rc_dtype *leaf = rc_dtype_leaf(RC_I4, NULL), *dtype;
    rc_store *rows, *columns;
    test_random random = {1};
    for (size_t i = 0; i < FIELDS; i++) {
        snprintf(names[i], sizeof names[i], "f%zu", i);
        fields[i] = (rc_field_spec){names[i], leaf, RC_AUTO, 0};
    }
    dtype = rc_dtype_struct(fields, FIELDS, RC_PACKED, RC_AUTO, NULL);
    rows = random_store(dtype, &random, 100, RC_ROWS);
    columns = rc_store_convert(rows, RC_COLUMNS, NULL);
    check_same(rows, columns);
    rc_store_unref(rows);
    rows = rc_store_convert(columns, RC_ROWS, NULL);
    check_same(rows, columns);
    rc_store_unref(rows);
    rc_store_unref(columns);
    rc_dtype_unref(dtype);
    rc_dtype_unref(leaf);
}
END_TEST

/* Converting takes out what no cell points to any more. */
START_TEST(conversion_does_not_copy_replaced_strings)
{
    rc_dtype *dtype = test_dtype("s:str");
    rc_store *store, *copy;
    char text[100];
    unsigned char *cell;
    size_t before;
    memset(text, 'x', sizeof text);
    test_memory_begin();
    store = rc_store_zeros(dtype, 1, RC_ROWS, NULL);
    cell = rc_store_data(store);
    for (size_t i = 0; i < 100000; i++) {
        ck_assert_int_eq(rci_store_strings_put(store->strings, cell, text, sizeof text, NULL),
                         RC_OK);
    }
    test_memory_fail(0, false);
    before = test_memory_requests();
    copy = rc_store_convert(store, RC_ROWS, NULL);
    ck_assert(rc_store_equal(copy, store));
    /* One block and its shelf for the text; the rest is the store. */
    ck_assert_uint_le(test_memory_requests() - before, 12);
    rc_store_unref(copy);
    rc_store_unref(store);
    test_memory_end();
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_store_convert(void)
{
    Suite *suite = suite_create("store convert");
    TCase *tc = tcase_create("convert");
    tcase_add_loop_test(tc, conversion_keeps_every_record, 0, PROPERTY_PARTS);
    tcase_add_loop_test(tc, slices_convert_like_stores, 0, PROPERTY_PARTS);
    tcase_add_loop_test(tc, padding_of_copies_is_zero, 0, PROPERTY_PARTS);
    tcase_add_loop_test(tc, copies_show_nothing_of_their_memory, 0, PROPERTY_PARTS);
    tcase_add_test(tc, many_fields_convert);
    tcase_add_test(tc, conversion_does_not_copy_replaced_strings);
    suite_add_tcase(suite, tc);
    tc = tcase_create("large");
    tcase_set_tags(tc, "threads");
    tcase_add_loop_test(tc, large_stores_convert, 0, RUNNER_LESS(4, 2) * N(large));
    suite_add_tcase(suite, tc);
    return suite;
}
