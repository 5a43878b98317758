/* Tests of whole fields as arrays, of rows, and of frozen stores. */
#include "faulty_alloc.h"
#include "store_compare.h"
#include "test_store.h"

#include <rowcol/access.h>
#include <rowcol/shape.h>
#include <rowcol/view.h>
#include <stdio.h>
#include <string.h>

/* ---------------------------------------------------------------- arrays */

static rc_store *counted(const char *dtype, size_t n, rc_layout layout)
{
    rc_store *store = test_zeros(dtype, n, layout);
    for (size_t i = 0; i < n; i++) {
        rc_value value = rc_value_int((int64_t)i);
        ck_assert_int_eq(rc_store_set(store, i, "x", &value, NULL), RC_OK);
    }
    return store;
}

static const char *const number_kinds[] = {"i1", "u1", "i2",  "u2",  "i4",  "u4", "i8", "u8",
                                           "f4", "f8", ">i4", ">f8", "i4?", "S4", "str"};

/* Each kind to each array, through a store and a reversed view, and back. */
START_TEST(fields_are_arrays)
{
    char text[64];
    rc_dtype *i4 = test_dtype("i4"), *f8 = test_dtype("f8");
    rc_store *store, *back;
    rc_view view;
    rc_field field;
    int32_t whole[50];
    double parts[50];
    bool is_text = _i / 2 >= 13;
    snprintf(text, sizeof text, "pad:i1, x:%s, y:i8", number_kinds[_i / 2]);
    store =
        is_text ? test_zeros(text, 50, RC_ROWS) : counted(text, 50, _i % 2 ? RC_ROWS : RC_COLUMNS);
    back = rc_store_reversed(store, NULL);
    if (is_text) {
        for (int32_t i = 0; i < 50; i++) {
            whole[i] = i;
        }
        ck_assert_int_eq(rc_store_field(store, "x", &field, NULL), RC_OK);
        ck_assert_int_eq(rc_field_from_array(&field, i4, whole, NULL, NULL), RC_ETYPE);
    } else {
        ck_assert_int_eq(rc_store_view(back, "x", &view, NULL), RC_OK);
        ck_assert_int_eq(rc_view_to_array(&view, i4, whole, NULL, NULL), RC_OK);
        ck_assert_int_eq(rc_view_to_array(&view, f8, parts, NULL, NULL), RC_OK);
        for (int32_t i = 0; i < 50; i++) {
            ck_assert_int_eq(whole[i], 49 - i);
            ck_assert_double_eq(parts[i], 49 - i);
        }
        ck_assert_int_eq(rc_store_field(store, "x", &field, NULL), RC_OK);
        ck_assert_int_eq(rc_field_from_array(&field, i4, whole, NULL, NULL), RC_OK);
        ck_assert_int_eq(rc_view_to_array(&view, f8, parts, NULL, NULL), RC_OK);
        for (int32_t i = 0; i < 50; i++) {
            ck_assert_double_eq(parts[i], i);
        }
        ck_assert_int_eq(rc_field_from_array(&field, f8, parts, NULL, NULL), RC_OK);
    }
    rc_store_unref(back);
    rc_store_unref(store);
    rc_dtype_unref(i4);
    rc_dtype_unref(f8);
}
END_TEST

START_TEST(arrays_have_nulls)
{
    rc_store *store = test_zeros("p:{x:i2?, s:S3}?", 6, _i ? RC_ROWS : RC_COLUMNS);
    rc_dtype *i8 = test_dtype("i8"), *s2 = test_dtype("S2");
    const int64_t given[6] = {1, 2, 3, 4, 5, 6};
    const unsigned char valid[6] = {1, 0, 1, 1, 0, 1};
    const char texts[13] = "aabbccddee\0f";
    int64_t got[6];
    unsigned char got_valid[6];
    rc_field x, s;
    rc_view view;
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rc_store_field(store, "p.x", &x, NULL), RC_OK);
    ck_assert_int_eq(rc_store_field(store, "p.s", &s, NULL), RC_OK);
    ck_assert_int_eq(rc_field_from_array(&x, i8, given, valid, NULL), RC_OK);
    ck_assert_int_eq(rc_field_from_array(&s, s2, texts, NULL, NULL), RC_OK);
    view = rc_field_view(&x);
    ck_assert_int_eq(rc_view_to_array(&view, i8, got, got_valid, NULL), RC_OK);
    for (size_t i = 0; i < 6; i++) {
        ck_assert_int_eq(got_valid[i], valid[i]);
        ck_assert_int_eq(got[i], valid[i] ? given[i] : 0);
    }
    ck_assert_int_eq(rc_view_to_array(&view, i8, got, NULL, &err), RC_ETYPE);
    ck_assert_uint_eq(err.record, 1);
    ck_assert_str_eq(err.field, "p.x");
    rc_error_clear(&err);
    ck_assert_int_eq(rc_field_from_array(&s, s2, texts, valid, &err), RC_ETYPE);
    ck_assert_uint_eq(err.record, 1);
    ck_assert_str_eq(err.field, "p.s");
    rc_store_unref(store);
    rc_dtype_unref(s2);
    rc_dtype_unref(i8);
}
END_TEST

START_TEST(values_that_do_not_fit_are_named)
{
    rc_store *store = counted("x:i4, y:i1", 200, _i ? RC_ROWS : RC_COLUMNS);
    rc_dtype *i1 = test_dtype("i1"), *i4 = test_dtype("i4"), *str = test_dtype("str");
    rc_error err = RC_ERROR_INIT;
    int32_t array[200];
    rc_field y;
    rc_view view;
    rc_value large = rc_value_int(128), small = rc_value_int(127), got;
    ck_assert_int_eq(rc_store_view(store, "x", &view, NULL), RC_OK);
    ck_assert_int_eq(rc_view_to_array(&view, i4, array, NULL, NULL), RC_OK);
    ck_assert_int_eq(rc_view_to_array(&view, i1, array, NULL, &err), RC_ERANGE);
    ck_assert_uint_eq(err.record, 128);
    ck_assert_str_eq(err.field, "x");
    rc_error_clear(&err);
    ck_assert_int_eq(rc_view_to_array(&view, str, array, NULL, &err), RC_ETYPE);
    rc_error_clear(&err);
    ck_assert_int_eq(rc_view_to_array(&view, i4, NULL, NULL, &err), RC_EARG);
    rc_error_clear(&err);
    for (int32_t i = 0; i < 200; i++) {
        array[i] = i;
    }
    ck_assert_int_eq(rc_store_field(store, "y", &y, NULL), RC_OK);
    ck_assert_int_eq(rc_field_from_array(&y, i4, array, NULL, &err), RC_ERANGE);
    ck_assert_uint_eq(err.record, 128);
    ck_assert_str_eq(err.field, "y");
    ck_assert_int_eq(rc_field_fill(&y, &small, NULL), RC_OK);
    ck_assert_int_eq(rc_field_fill(&y, &large, NULL), RC_ERANGE);
    for (size_t i = 0; i < 200; i++) {
        ck_assert_int_eq(rc_store_get(store, i, "y", &got, NULL), RC_OK);
        ck_assert_int_eq(got.as.i, 127);
    }
    rc_dtype_unref(str);
    rc_dtype_unref(i4);
    rc_dtype_unref(i1);
    rc_store_unref(store);
}
END_TEST

/* ------------------------------------------------------------------ rows */

START_TEST(rows_are_values)
{
    rc_store *store = counted("x:i4, name:str?", 5, _i ? RC_ROWS : RC_COLUMNS), *other;
    static const char *const paths[] = {"name"}, *const wrong[] = {"x"};
    rc_value text = rc_value_string("a string of more than twelve bytes"), value;
    rc_error err = RC_ERROR_INIT;
    rc_row row, none = {NULL, 0};
    ck_assert_int_eq(rc_store_row(store, 5, &row, NULL), RC_EINDEX);
    ck_assert_int_eq(rc_store_row(store, 3, &row, NULL), RC_OK);
    ck_assert_int_eq(rc_row_get(&row, "x", &value, NULL), RC_OK);
    ck_assert_int_eq(value.as.i, 3);
    value = rc_value_int(33);
    ck_assert_int_eq(rc_row_set_at(&row, 0, &value, NULL), RC_OK);
    ck_assert_int_eq(rc_row_get_at(&row, 0, &value, NULL), RC_OK);
    ck_assert_int_eq(value.as.i, 33);
    other = rc_row_replace(&row, paths, &text, 1, NULL);
    ck_assert_ptr_nonnull(other);
    ck_assert_uint_eq(rc_store_length(other), 1);
    ck_assert(compare_path(other, 0, "x", store, 3, "x"));
    ck_assert_int_eq(rc_store_get(other, 0, "name", &value, NULL), RC_OK);
    ck_assert_uint_eq(value.as.text.length, 34);
    ck_assert_int_eq(rc_row_get(&row, "name", &value, NULL), RC_OK);
    ck_assert_uint_eq(value.as.text.length, 0);
    ck_assert_int_eq(rc_row_set(&row, "name", &text, NULL), RC_OK);
    ck_assert(compare_path(other, 0, "", store, 3, ""));
    ck_assert_ptr_null(rc_row_replace(&row, wrong, &text, 1, &err));
    ck_assert_str_eq(err.field, "x");
    ck_assert_int_eq(rc_row_get(&none, "x", &value, NULL), RC_EARG);
    ck_assert_int_eq(rc_row_get_at(&row, 2, &value, NULL), RC_EINDEX);
    rc_store_unref(other);
    rc_store_unref(store);
}
END_TEST

/* ---------------------------------------------------------------- frozen */

START_TEST(frozen_stores_are_not_written)
{
    rc_layout layout = _i ? RC_ROWS : RC_COLUMNS;
    rc_store *store = counted("x:i4, s:str?", 9, layout), *copy, *before;
    rc_store *slice = rc_store_slice(store, 2, 5, NULL),
             *two = test_zeros("x:i4, s:str?", 9, layout);
    const char *names[] = {"x"};
    rc_dtype *type = test_dtype("i4");
    rc_field_spec spec = {"n", type, RC_AUTO, 0};
    rc_value value = rc_value_int(7);
    rc_field field, old;
    rc_str_field old_str;
    const rc_store *view;
    ck_assert_int_eq(rc_store_field(store, "x", &old, NULL), RC_OK);
    ck_assert_int_eq(rc_store_str(store, "s", &old_str, NULL), RC_OK);
    before = rc_store_convert(store, RC_ROWS, NULL);
    ck_assert(!rc_store_is_frozen(store));
    ck_assert_int_eq(rc_store_freeze(store, NULL), RC_OK);
    ck_assert(rc_store_is_frozen(store));
    ck_assert(rc_store_is_frozen(slice));
    ck_assert_int_eq(rc_store_set(store, 0, "x", &value, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_field(store, "x", &field, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_field_at(store, 0, &field, NULL), RC_EARG);
    ck_assert_int_eq(rc_field_set(&old, 0, &value, NULL), RC_EARG);
    ck_assert_int_eq(rc_field_fill(&old, &value, NULL), RC_EARG);
    ck_assert_int_eq(rc_field_set_valid(&old, 0, NULL), RC_EARG);
    ck_assert_int_eq(rc_str_set(old_str, 0, "a", 1, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_append(store, 1, NULL, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_resize(store, 1, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_reserve(store, 1, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_shrink(store, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_append_store(store, two, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_copy(store, 0, two, 0, 9, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_insert(store, 0, 1, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_remove(store, 0, 1, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_truncate(store, 1, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_add_field(store, &spec, 0, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_drop_fields(store, names, 1, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_rename_field(store, "x", "y", NULL), RC_EARG);
    ck_assert_ptr_null(rc_store_data(store));
    ck_assert_ptr_null(rc_store_slice(store, 0, 1, NULL));
    ck_assert_ptr_null(rc_store_reversed(store, NULL));
    ck_assert_int_eq(rc_store_data_const(store) != NULL, layout == RC_ROWS);
    ck_assert(rc_store_equal(store, before));
    view = rc_store_slice_const(store, 1, 3, NULL);
    ck_assert(rc_store_is_frozen(view));
    rc_store_unref(view);
    /* The slice cannot write, but it can grow: then it has its own memory. */
    ck_assert_int_eq(rc_store_set(slice, 0, "x", &value, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_append(slice, 1, NULL, NULL), RC_OK);
    ck_assert(!rc_store_is_frozen(slice));
    ck_assert_int_eq(rc_store_set(slice, 0, "x", &value, NULL), RC_OK);
    ck_assert(rc_store_equal(store, before));
    copy = rc_store_convert(store, layout, NULL);
    ck_assert_int_eq(rc_store_set(copy, 0, "x", &value, NULL), RC_OK);
    rc_store_unref(copy);
    rc_store_unref(before);
    rc_store_unref(two);
    rc_store_unref(slice);
    rc_store_unref(store);
    rc_dtype_unref(type);
}
END_TEST

/* ---------------------------------------------------------------- memory */

static rc_status use_all(void *context)
{
    rc_store *store = context, *made = NULL;
    static const char *const paths[] = {"s"};
    rc_error err = RC_ERROR_INIT;
    rc_value text = rc_value_string("a string of more than twelve bytes");
    rc_row row = {store, 1};
    rc_field field;
    if (rc_store_field(store, "s", &field, &err) == RC_OK &&
        rc_field_fill(&field, &text, &err) == RC_OK) {
        made = rc_row_replace(&row, paths, &text, 1, &err);
    }
    rc_store_unref(made);
    return err.status;
}

START_TEST(refused_memory_is_an_error)
{
    rc_store *store = test_zeros("x:i4, s:str?", 9, _i ? RC_ROWS : RC_COLUMNS);
    faulty_alloc_each(use_all, store);
    rc_store_unref(store);
}
END_TEST

Suite *suite_store_arrays(void)
{
    Suite *suite = suite_create("store arrays");
    TCase *tests = tcase_create("arrays");
    tcase_add_loop_test(tests, fields_are_arrays, 0, 2 * (int)N(number_kinds));
    tcase_add_loop_test(tests, arrays_have_nulls, 0, 2);
    tcase_add_loop_test(tests, values_that_do_not_fit_are_named, 0, 2);
    tcase_add_loop_test(tests, rows_are_values, 0, 2);
    tcase_add_loop_test(tests, frozen_stores_are_not_written, 0, 2);
    tcase_add_loop_test(tests, refused_memory_is_an_error, 0, 2);
    suite_add_tcase(suite, tests);
    return suite;
}
