/* Tests of push, append_range, concat, shrink, access by path, views, typed strings and times, and
   NULL arguments. */
#include "test_store.h"

#include <stdio.h>
#include <string.h>

static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};

typedef struct sample {
    int64_t t;
    float v[3];
    char tag[8];
    uint8_t ok;
} sample;

static const char *const sample_dtype = "t:i8, v:3f4, tag:S8, ok:bool";

static rc_store *samples(rc_layout layout)
{
    rc_dtype *dtype = test_dtype_aligned(sample_dtype);
    rc_store *store = rc_store_zeros(dtype, 0, layout, NULL);
    ck_assert_uint_eq(rc_dtype_itemsize(dtype), sizeof(sample));
    rc_dtype_unref(dtype);
    return store;
}

/* ---------------------------------------------------------------- adding */

START_TEST(pushed_structs_are_read_back)
{
    rc_store *store = samples(layouts[_i]);
    rc_i8_view t;
    rc_f4_view none;
    for (int64_t i = 0; i < 1000; i++) {
        sample one = {.t = i, .v = {1, 2, (float)i}, .ok = 1};
        memcpy(one.tag, "abc", 3);
        ck_assert_int_eq(rc_store_push(store, &one, 1, NULL), RC_OK);
    }
    ck_assert_uint_eq(rc_store_length(store), 1000);
    ck_assert_int_eq(rc_store_i8_view(store, "t", &t, NULL), RC_OK);
    for (size_t i = 0; i < 1000; i++) {
        ck_assert_int_eq(rc_i8_view_get(t, i), (int64_t)i);
    }
    ck_assert_int_eq(rc_store_f4_view(store, "v", &none, NULL), RC_ETYPE);
    rc_store_unref(store);
}
END_TEST

START_TEST(pushed_rows_are_valid_and_padding_is_zero)
{
    rc_dtype *dtype = test_dtype("a:i4?, b:u1");
    rc_store *store = rc_store_zeros(dtype, 1, layouts[_i], NULL);
    unsigned char rows[10] = {1, 0, 0, 0, 2, 3, 0, 0, 0, 4};
    rc_value value;
    rc_field a;
    ck_assert_int_eq(rc_store_field(store, "a", &a, NULL), RC_OK);
    ck_assert_int_eq(rc_field_set_null(&a, 0, NULL), RC_OK);
    ck_assert_int_eq(rc_store_push(store, rows, 2, NULL), RC_OK);
    ck_assert_int_eq(rc_store_push(store, NULL, 0, NULL), RC_OK);
    ck_assert_uint_eq(rc_store_length(store), 3);
    ck_assert_int_eq(rc_store_get(store, 0, "a", &value, NULL), RC_OK);
    ck_assert_int_eq(value.type, RC_VALUE_NULL);
    ck_assert_int_eq(rc_store_get(store, 2, "a", &value, NULL), RC_OK);
    ck_assert_int_eq(value.as.i, 3);
    ck_assert_int_eq(rc_store_get(store, 2, "b", &value, NULL), RC_OK);
    ck_assert_int_eq(value.as.i, 4);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(str_rows_cannot_be_pushed)
{
    rc_store *store = test_zeros("s:str", 0, RC_ROWS);
    rc_error err = RC_ERROR_INIT;
    unsigned char cell[16] = {0};
    ck_assert_int_eq(rc_store_push(store, cell, 1, &err), RC_EUNSUPPORTED);
    ck_assert_uint_eq(rc_store_length(store), 0);
    rc_store_unref(store);
}
END_TEST

static rc_store *numbered(rc_layout layout, int first, int n)
{
    rc_store *store = test_zeros("x:i4, s:str", (size_t)n, layout);
    for (int i = 0; i < n; i++) {
        char text[64];
        rc_value x = rc_value_int(first + i), s;
        snprintf(text, sizeof text, "the string of record number %d", first + i);
        s = rc_value_string(text);
        ck_assert_int_eq(rc_store_set(store, (size_t)i, "x", &x, NULL), RC_OK);
        ck_assert_int_eq(rc_store_set(store, (size_t)i, "s", &s, NULL), RC_OK);
    }
    return store;
}

static void check_numbered(const rc_store *store, size_t at, int first, int n)
{
    rc_str_view s;
    rc_i4_view x;
    ck_assert_int_eq(rc_store_str_view(store, "s", &s, NULL), RC_OK);
    ck_assert_int_eq(rc_store_i4_view(store, "x", &x, NULL), RC_OK);
    for (int i = 0; i < n; i++) {
        char text[64];
        size_t length;
        const char *found = rc_str_view_get(s, at + (size_t)i, &length);
        snprintf(text, sizeof text, "the string of record number %d", first + i);
        ck_assert_uint_eq(length, strlen(text));
        ck_assert_mem_eq(found, text, length);
        ck_assert_int_eq(rc_i4_view_get(x, at + (size_t)i), first + i);
    }
}

START_TEST(ranges_are_appended)
{
    rc_store *store = numbered(layouts[_i % 2], 0, 5), *from = numbered(layouts[_i / 2], 100, 10);
    ck_assert_int_eq(rc_store_append_range(store, from, 3, 4, NULL), RC_OK);
    ck_assert_int_eq(rc_store_append_range(store, store, 1, 2, NULL), RC_OK);
    ck_assert_int_eq(rc_store_append_range(store, from, 10, 0, NULL), RC_OK);
    ck_assert_int_eq(rc_store_append_range(store, from, 8, 3, NULL), RC_EINDEX);
    ck_assert_int_eq(rc_store_append_range(store, from, SIZE_MAX, 2, NULL), RC_EINDEX);
    ck_assert_uint_eq(rc_store_length(store), 11);
    rc_store_unref(from);
    check_numbered(store, 0, 0, 5);
    check_numbered(store, 5, 103, 4);
    check_numbered(store, 9, 1, 2);
    rc_store_unref(store);
}
END_TEST

START_TEST(stores_are_concatenated)
{
    rc_store *a = numbered(RC_ROWS, 0, 5), *b = numbered(RC_COLUMNS, 50, 3);
    rc_store *empty = numbered(RC_ROWS, 0, 0), *other = test_zeros("x:i4", 1, RC_ROWS);
    const rc_store *stores[4] = {a, empty, b, a};
    rc_store *all = rc_store_concat(stores, 4, layouts[_i], NULL);
    rc_error err = RC_ERROR_INIT;
    ck_assert_uint_eq(rc_store_length(all), 13);
    ck_assert_int_eq(rc_store_layout(all), layouts[_i]);
    stores[2] = other;
    ck_assert_ptr_null(rc_store_concat(stores, 4, layouts[_i], &err));
    ck_assert_int_eq(err.status, RC_ETYPE);
    rc_error_clear(&err);
    stores[2] = NULL;
    ck_assert_ptr_null(rc_store_concat(stores, 4, layouts[_i], &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_store_unref(a);
    rc_store_unref(b);
    rc_store_unref(empty);
    rc_store_unref(other);
    check_numbered(all, 0, 0, 5);
    check_numbered(all, 5, 50, 3);
    check_numbered(all, 8, 0, 5);
    rc_store_unref(all);
}
END_TEST

/* --------------------------------------------------------------- slices */

/* A slice whose store is released owns the memory alone. It does not start at its first record. */
START_TEST(a_slice_outlives_its_store)
{
    rc_store *store = numbered(layouts[_i], 0, 200);
    rc_store *slice = rc_store_slice(store, 70, 100, NULL);
    ck_assert_uint_eq(rc_store_capacity(store), 200);
    ck_assert_uint_eq(rc_store_capacity(slice), 100);
    rc_store_unref(store);
    ck_assert_int_eq(rc_store_append(slice, 3, NULL, NULL), RC_OK);
    check_numbered(slice, 0, 70, 100);
    rc_store_unref(slice);
}
END_TEST

START_TEST(a_slice_shows_no_old_records)
{
    rc_store *store = numbered(layouts[_i], 1, 20);
    rc_store *slice = rc_store_slice(store, 5, 6, NULL);
    rc_i4_view x;
    rc_store_unref(store);
    ck_assert_int_eq(rc_store_resize(slice, 2, NULL), RC_OK);
    ck_assert_int_eq(rc_store_resize(slice, 6, NULL), RC_OK);
    check_numbered(slice, 0, 6, 2);
    ck_assert_int_eq(rc_store_i4_view(slice, "x", &x, NULL), RC_OK);
    for (size_t i = 2; i < 6; i++) {
        rc_value s;
        ck_assert_int_eq(rc_i4_view_get(x, i), 0);
        ck_assert_int_eq(rc_store_get(slice, i, "s", &s, NULL), RC_OK);
        ck_assert_uint_eq(s.as.text.length, 0);
    }
    rc_store_unref(slice);
}
END_TEST

/* The capacity of a store with spare memory is its length while a slice shares the memory. */
START_TEST(a_shared_store_has_no_spare_capacity)
{
    rc_store *store = test_zeros("x:i4", 5, layouts[_i]), *slice;
    ck_assert_int_eq(rc_store_reserve(store, 100, NULL), RC_OK);
    ck_assert_uint_eq(rc_store_capacity(store), 100);
    slice = rc_store_slice(store, 0, 2, NULL);
    ck_assert_uint_eq(rc_store_capacity(store), 5);
    rc_store_unref(slice);
    ck_assert_uint_eq(rc_store_capacity(store), 100);
    ck_assert_int_eq(rc_store_shrink(store, NULL), RC_OK);
    ck_assert_uint_eq(rc_store_capacity(store), 5);
    rc_store_unref(store);
}
END_TEST

START_TEST(a_const_store_can_be_read)
{
    rc_store *writable = numbered(layouts[_i], 0, 9);
    const rc_store *store = writable, *slice = rc_store_slice_const(store, 2, 5, NULL);
    rc_view record, x, at;
    rc_value value;
    check_numbered(slice, 0, 2, 5);
    ck_assert_int_eq(rc_store_view(store, "", &record, NULL), RC_OK);
    ck_assert_int_eq(rc_view_child(&record, 0, &x, NULL), RC_OK);
    ck_assert_int_eq(rc_view_get(&x, 8, &value, NULL), RC_OK);
    ck_assert_int_eq(value.as.i, 8);
    ck_assert_int_eq(rc_view_get(&x, 9, &value, NULL), RC_EINDEX);
    ck_assert_int_eq(rc_store_view_at(store, 0, &at, NULL), RC_OK);
    ck_assert_ptr_eq(at.data, x.data);
    ck_assert_int_eq(rc_view_is_null(&x, 0), 0);
    ck_assert_ptr_eq(rc_store_data_const(store), rc_store_data(writable));
    rc_store_unref(writable);
    check_numbered(slice, 0, 2, 5);
    rc_store_unref(slice);
}
END_TEST

/* --------------------------------------------------------- typed strings */

START_TEST(bytes_fields_hold_what_fits)
{
    rc_store *store = test_zeros("a:u1, s:S5", 3, layouts[_i]);
    rc_bytes_field s;
    rc_bytes_view view;
    rc_error err = RC_ERROR_INIT;
    size_t length;
    ck_assert_int_eq(rc_store_bytes(store, "s", &s, NULL), RC_OK);
    ck_assert_int_eq(rc_store_bytes_view(store, "s", &view, NULL), RC_OK);
    ck_assert_int_eq(rc_bytes_set(s, 0, "hello", 5, NULL), RC_OK);
    ck_assert_int_eq(rc_bytes_set(s, 1, "hello", 5, NULL), RC_OK);
    ck_assert_int_eq(rc_bytes_set(s, 1, "a\0b", 3, NULL), RC_OK);
    ck_assert_int_eq(rc_bytes_set(s, 2, NULL, 0, NULL), RC_OK);
    ck_assert_mem_eq(rc_bytes_get(s, 0, &length), "hello", 5);
    ck_assert_uint_eq(length, 5);
    ck_assert_mem_eq(rc_bytes_view_get(view, 1, &length), "a\0b\0\0", 5);
    ck_assert_uint_eq(length, 3);
    rc_bytes_get(s, 2, &length);
    ck_assert_uint_eq(length, 0);
    ck_assert_int_eq(rc_bytes_set(s, 0, "longer", 6, &err), RC_ERANGE);
    ck_assert_str_eq(err.message, "6 bytes do not fit S5 (try S6)");
    ck_assert_int_eq(rc_bytes_set(s, 0, "x\0", 2, NULL), RC_ERANGE);
    ck_assert_int_eq(rc_bytes_set(s, 3, "x", 1, NULL), RC_EINDEX);
    ck_assert_int_eq(rc_bytes_set(s, 0, NULL, 1, NULL), RC_EARG);
    ck_assert_mem_eq(rc_bytes_get(s, 0, NULL), "hello", 5);
    ck_assert_int_eq(rc_store_bytes(store, "a", &s, NULL), RC_ETYPE);
    rc_store_unref(store);
}
END_TEST

START_TEST(str_fields_hold_utf8)
{
    rc_store *store = test_zeros("s:str", 2, layouts[_i]);
    rc_str_field s;
    size_t length;
    ck_assert_int_eq(rc_store_str(store, "s", &s, NULL), RC_OK);
    ck_assert_int_eq(rc_str_set(s, 0, "short", 5, NULL), RC_OK);
    ck_assert_int_eq(rc_str_set(s, 1, "longer than a cell \xC3\xA4", 21, NULL), RC_OK);
    ck_assert_int_eq(rc_str_set(s, 0, "\xFF", 1, NULL), RC_EARG);
    ck_assert_int_eq(rc_str_set(s, 2, "x", 1, NULL), RC_EINDEX);
    ck_assert_mem_eq(rc_str_get(s, 0, &length), "short", 5);
    ck_assert_uint_eq(length, 5);
    ck_assert_mem_eq(rc_str_get(s, 1, &length), "longer than a cell \xC3\xA4", 21);
    ck_assert_uint_eq(length, 21);
    rc_store_unref(store);
}
END_TEST

START_TEST(times_are_counts)
{
    rc_store *store = test_zeros("t:M8[s], d:m8[25ms]", 2, layouts[_i]);
    rc_datetime_field t;
    rc_timedelta_view d;
    rc_value value = rc_value_timedelta(50, RC_UNIT_ms, 1);
    ck_assert_int_eq(rc_store_datetime(store, "t", &t, NULL), RC_OK);
    ck_assert_int_eq(rc_store_timedelta_view(store, "d", &d, NULL), RC_OK);
    ck_assert_int_eq(rc_store_datetime(store, "d", &t, NULL), RC_ETYPE);
    rc_datetime_set(t, 1, 86400);
    ck_assert_int_eq(rc_store_set(store, 1, "d", &value, NULL), RC_OK);
    ck_assert_int_eq(rc_timedelta_view_get(d, 1), 2);
    ck_assert_int_eq(rc_store_get(store, 1, "t", &value, NULL), RC_OK);
    ck_assert_int_eq(value.as.i, 86400);
    ck_assert_int_eq(value.type, RC_VALUE_DATETIME);
    rc_store_unref(store);
}
END_TEST

/* ------------------------------------------------------------- rows_checked */

static int n_calls;

static rc_dtype *sample_function(rc_error *err)
{
    n_calls++;
    return rc_dtype_parse_n(sample_dtype, strlen(sample_dtype), RC_ALIGNED, err);
}

static rc_dtype *other_function(rc_error *err)
{
    return rc_dtype_parse("t:i8, v:f4", err);
}

START_TEST(a_checked_function_is_called_once)
{
    rc_store *store = samples(RC_ROWS), *columns = samples(RC_COLUMNS), *slice;
    sample one = {.t = 5};
    rc_error err = RC_ERROR_INIT;
    n_calls = 0;
    for (int i = 0; i < 100; i++) {
        ck_assert_int_eq(rc_store_push(store, &one, 1, NULL), RC_OK);
        ck_assert_ptr_eq(rc_store_data_checked(store, sample_function, NULL), rc_store_data(store));
    }
    ck_assert_int_eq(n_calls, 1);
    slice = rc_store_slice(store, 3, 2, NULL);
    ck_assert_ptr_eq(rc_store_data_checked(slice, sample_function, NULL), rc_store_data(slice));
    ck_assert_int_eq(n_calls, 1);
    ck_assert_ptr_null(rc_store_data_checked(store, other_function, &err));
    ck_assert_int_eq(err.status, RC_ETYPE);
    ck_assert_ptr_null(rc_store_data_checked(columns, sample_function, NULL));
    ck_assert_ptr_null(rc_store_data_checked(store, NULL, NULL));
    ck_assert_ptr_null(rc_store_data_checked(NULL, sample_function, NULL));
    rc_store_unref(slice);
    rc_store_unref(store);
    rc_store_unref(columns);
}
END_TEST

/* The alignment is checked at each call: a slice of wrapped memory may start anywhere. */
START_TEST(a_checked_function_needs_aligned_rows)
{
    static _Alignas(8) unsigned char memory[sizeof(sample) * 4 + 1];
    rc_dtype *dtype = sample_function(NULL);
    rc_store *store = rc_store_wrap(dtype, 2, memory, NULL, NULL, NULL);
    rc_store *odd = rc_store_wrap(dtype, 2, memory + 1, NULL, NULL, NULL);
    ck_assert_ptr_nonnull(rc_store_data_checked(store, sample_function, NULL));
    ck_assert_ptr_null(rc_store_data_checked(odd, sample_function, NULL));
    rc_store_unref(store);
    rc_store_unref(odd);
    rc_dtype_unref(dtype);
}
END_TEST

/* ------------------------------------------------------------------- NULL */

START_TEST(null_is_refused)
{
    rc_store *store = test_zeros("x:i4", 1, RC_ROWS);
    rc_field zero_field = {0}, field;
    rc_view zero_view = {0}, view;
    rc_value value = rc_value_int(1);
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_store_convert(NULL, RC_ROWS, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_ptr_null(rc_store_slice(NULL, 0, 0, NULL));
    ck_assert_ptr_null(rc_store_dtype(NULL));
    ck_assert_uint_eq(rc_store_length(NULL) + rc_store_capacity(NULL), 0);
    ck_assert_int_eq(rc_store_layout(NULL), 0);
    ck_assert_ptr_null(rc_store_data(NULL));
    ck_assert_int_eq(rc_store_equal(NULL, NULL), 0);
    ck_assert_int_eq(rc_store_equal(store, NULL), 0);
    ck_assert_int_eq(rc_store_append(NULL, 1, NULL, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_resize(NULL, 1, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_shrink(NULL, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_push(store, NULL, 1, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_append_store(store, NULL, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_copy(NULL, 0, store, 0, 0, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_field(store, "x", NULL, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_view(NULL, "x", &view, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_set(store, 0, "x", NULL, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_get(store, 0, NULL, &value, NULL), RC_EARG);
    ck_assert_int_eq(rc_field_get(&zero_field, 0, &value, NULL), RC_EARG);
    ck_assert_int_eq(rc_view_get(&zero_view, 0, &value, NULL), RC_EARG);
    ck_assert_int_eq(rc_field_set(NULL, 0, &value, NULL), RC_EARG);
    ck_assert_int_eq(rc_field_child(&zero_field, 0, &field, NULL), RC_EARG);
    ck_assert_int_eq(rc_field_is_null(NULL, 0) + rc_view_is_null(&zero_view, 0), 0);
    ck_assert_ptr_null(rc_store_zeros(NULL, 1, RC_ROWS, NULL));
    ck_assert_ptr_null(rc_store_convert(store, (rc_layout)7, NULL));
    ck_assert_ptr_null(rc_store_concat(NULL, 1, RC_ROWS, NULL));
    rc_store_unref(store);
}
END_TEST

Suite *suite_store_append(void)
{
    Suite *suite = suite_create("store append");
    TCase *tc = tcase_create("append");
    tcase_add_loop_test(tc, pushed_structs_are_read_back, 0, 2);
    tcase_add_loop_test(tc, pushed_rows_are_valid_and_padding_is_zero, 0, 2);
    tcase_add_test(tc, str_rows_cannot_be_pushed);
    tcase_add_loop_test(tc, ranges_are_appended, 0, 4);
    tcase_add_loop_test(tc, stores_are_concatenated, 0, 2);
    tcase_add_loop_test(tc, a_slice_outlives_its_store, 0, 2);
    tcase_add_loop_test(tc, a_slice_shows_no_old_records, 0, 2);
    tcase_add_loop_test(tc, a_shared_store_has_no_spare_capacity, 0, 2);
    tcase_add_loop_test(tc, a_const_store_can_be_read, 0, 2);
    suite_add_tcase(suite, tc);
    tc = tcase_create("typed");
    tcase_add_loop_test(tc, bytes_fields_hold_what_fits, 0, 2);
    tcase_add_loop_test(tc, str_fields_hold_utf8, 0, 2);
    tcase_add_loop_test(tc, times_are_counts, 0, 2);
    tcase_add_test(tc, a_checked_function_is_called_once);
    tcase_add_test(tc, a_checked_function_needs_aligned_rows);
    tcase_add_test(tc, null_is_refused);
    suite_add_tcase(suite, tc);
    return suite;
}
