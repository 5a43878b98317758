/* Tests of rc_store_data_as: rows as an array of a C struct. */
#include "test_store.h"

#include <string.h>

/* What is found, what is expected, and the field and message of the error ("" if they match). */
static const struct {
    const char *found, *expected, *field, *message;
} cases[] = {
    {"x:i4, y:f8", "x:i4, y:f8", "", ""},
    {"x:i4?, y:f8", "x:i4, y:f8?", "", ""},
    {"p:{a:i1, b:(2,3)i2}, s:S4", "p:{a:i1, b:(2,3)i2}, s:S4", "", ""},
    {"x:i4, y:f8", "x:i4, z:f8", "z", "y found, z expected as its name"},
    {"x:i4, y:f8", "x:i4, y:i8", "y", "float64 found, int64 expected"},
    {"x:i4, y:f8", "x:i4", "", "field count 2 found, 1 expected"},
    {"x:i4", "x:i4, y:f8", "", "field count 1 found, 2 expected"},
    {"x:i4", "x:>i4", "x", "little-endian found, big-endian expected as its byte order"},
    {"p:{a:i1, b:i2}", "p:{a:i1, b:u2}", "p.b", "int16 found, uint16 expected"},
    {"x:S4", "x:S5", "x", "size 4 found, 5 expected"},
    {"x:3i2", "x:4i2", "x", "dimension 3 found, 4 expected"},
    {"x:6i2", "x:(2,3)i2", "x", "number of dimensions 1 found, 2 expected"},
    {"x:2{a:i1}", "x:2{a:u1}", "x.a", "int8 found, uint8 expected"},
    {"x:M8[s]", "x:M8[ms]", "x", "another unit of time found"},
    {"x:M8[s]", "x:M8[2s]", "x", "another unit of time found"},
    {"i4", "f4", "", "int32 found, float32 expected"},
};

START_TEST(the_first_difference_is_named)
{
    rc_store *store = test_zeros(cases[_i].found, 2, RC_ROWS);
    rc_dtype *expected = test_dtype(cases[_i].expected);
    rc_error err = RC_ERROR_INIT;
    void *rows = rc_store_data_as(store, expected, &err);
    if (*cases[_i].message) {
        ck_assert_ptr_null(rows);
        ck_assert_int_eq(err.status, RC_ETYPE);
        ck_assert_str_eq(err.field, cases[_i].field);
        if (!strstr(err.message, cases[_i].message)) {
            ck_abort_msg("%s", err.message);
        }
    } else {
        ck_assert_ptr_eq(rows, rc_store_data(store));
        ck_assert_int_eq(err.status, RC_OK);
    }
    rc_dtype_unref(expected);
    rc_store_unref(store);
}
END_TEST

START_TEST(offsets_and_sizes_have_to_agree)
{
    rc_store *packed = test_zeros("a:i1, b:i4", 2, RC_ROWS);
    rc_dtype *aligned = test_dtype_aligned("a:i1, b:i4"), *small, *large;
    rc_field_spec field = {"a", rc_dtype_leaf(RC_I1, NULL), 0, 0};
    rc_store *store;
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_store_data_as(packed, aligned, &err));
    ck_assert_str_eq(err.field, "b");
    ck_assert_str_eq(err.message, "offset 1 found, 4 expected");
    rc_error_clear(&err);
    small = rc_dtype_struct(&field, 1, RC_PACKED, 4, NULL);
    large = rc_dtype_struct(&field, 1, RC_PACKED, 8, NULL);
    store = rc_store_zeros(small, 2, RC_ROWS, NULL);
    ck_assert_ptr_null(rc_store_data_as(store, large, &err));
    ck_assert_str_eq(err.message, "size 4 found, 8 expected");
    rc_store_unref(store);
    rc_store_unref(packed);
    rc_dtype_unref(small);
    rc_dtype_unref(large);
    rc_dtype_unref(aligned);
    rc_dtype_unref(field.dtype);
}
END_TEST

START_TEST(columns_and_crooked_rows_are_refused)
{
    static _Alignas(8) unsigned char memory[64];
    rc_dtype *dtype = test_dtype_aligned("a:i4, b:f8");
    rc_store *columns = rc_store_zeros(dtype, 2, RC_COLUMNS, NULL);
    rc_store *crooked = rc_store_wrap(dtype, 2, memory + 4, NULL, NULL, NULL);
    rc_store *slice, *straight = rc_store_wrap(dtype, 2, memory + 8, NULL, NULL, NULL);
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_store_data_as(columns, dtype, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_store_data_as(crooked, dtype, &err));
    ck_assert_int_eq(err.status, RC_ETYPE);
    ck_assert_ptr_nonnull(strstr(err.message, "multiple of 8 bytes"));
    rc_error_clear(&err);
    ck_assert_ptr_eq(rc_store_data_as(straight, dtype, NULL), memory + 8);
    ck_assert_ptr_null(rc_store_data_as(straight, NULL, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    slice = rc_store_slice(straight, 1, 1, NULL);
    ck_assert_ptr_eq(rc_store_data_as(slice, dtype, NULL), memory + 24);
    rc_store_unref(slice);
    rc_store_unref(straight);
    rc_store_unref(crooked);
    rc_store_unref(columns);
    rc_dtype_unref(dtype);
}
END_TEST

/* A path longer than an error holds is cut, not overrun. */
START_TEST(long_paths_are_cut)
{
    char found[600] = "", expected[600] = "", name[60];
    size_t depth = 8;
    rc_store *store;
    rc_dtype *dtype;
    rc_error err = RC_ERROR_INIT;
    memset(name, 'n', 50);
    name[50] = '\0';
    for (size_t i = 0; i < depth; i++) {
        strcat(strcat(strcat(found, i ? "{" : ""), name), ":");
    }
    strcpy(expected, found);
    strcat(found, "i4");
    strcat(expected, "u4");
    for (size_t i = 1; i < depth; i++) {
        strcat(found, "}");
        strcat(expected, "}");
    }
    store = test_zeros(found, 1, RC_ROWS);
    dtype = test_dtype(expected);
    ck_assert_ptr_null(rc_store_data_as(store, dtype, &err));
    ck_assert_uint_eq(strlen(err.field), sizeof err.field - 1);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_store_data_as(void)
{
    Suite *suite = suite_create("store_data_as");
    TCase *tc = tcase_create("data_as");
    tcase_add_loop_test(tc, the_first_difference_is_named, 0, N(cases));
    tcase_add_test(tc, offsets_and_sizes_have_to_agree);
    tcase_add_test(tc, columns_and_crooked_rows_are_refused);
    tcase_add_test(tc, long_paths_are_cut);
    suite_add_tcase(suite, tc);
    return suite;
}
