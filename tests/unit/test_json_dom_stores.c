/* Whole stores as JSON values, what JSON cannot say, and wrong calls. */
#include "test_json_dom.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};

/* ------------------------------------------------------- what JSON cannot say */

static void set_value(rc_store *store, const char *path, rc_value value)
{
    rc_field field;
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rc_store_field(store, path, &field, &err), RC_OK);
    ck_assert_msg(rc_field_set(&field, 0, &value, &err) == RC_OK, "%s: %s", path, err.message);
}

static void expect_unsaid(const rc_store *store, const char *field, const char *words)
{
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_json_from_record(store, 0, NULL, &err));
    dom_expect_error(&err, RC_ERANGE, field, words, words);
    ck_assert_uint_eq(err.record, 0);
    ck_assert_ptr_null(rc_json_from_store(store, NULL, NULL));
}

START_TEST(floats_that_are_not_finite_are_refused_or_null)
{
    static const char *const kinds[] = {"f2", "f4", "f8"};
    static const rc_write_options as_null = {.size = sizeof(rc_write_options),
                                             .nonfinite = RC_NONFINITE_NULL};
    const double values[] = {NAN, INFINITY, -INFINITY};
    static const char *const words[] = {"NaN", "Infinity", "-Infinity"};
    size_t i;
    for (i = 0; i < 9; i++) {
        char dtype[32];
        rc_store *store;
        json_t *out, *expected = dom_json("{\"a\":{\"x\":null}}");
        snprintf(dtype, sizeof dtype, "a:{x:%s}", kinds[i / 3]);
        store = dom_store(dtype, 1, RC_ROWS);
        set_value(store, "a.x", rc_value_float(values[i % 3]));
        expect_unsaid(store, "a.x", words[i % 3]);
        out = rc_json_from_record(store, 0, &as_null, NULL);
        dom_expect_json(out, expected, words[i % 3]);
        json_decref(out);
        json_decref(expected);
        rc_store_unref(store);
    }
}
END_TEST

START_TEST(complex_numbers_that_are_not_finite_are_refused_or_null)
{
    static const rc_write_options as_null = {.size = sizeof(rc_write_options),
                                             .nonfinite = RC_NONFINITE_NULL};
    rc_store *store = dom_store("x:c8, y:c16", 1, RC_COLUMNS);
    json_t *out, *expected = dom_json("{\"x\":[null,1.0],\"y\":[2.0,null]}");
    set_value(store, "x", rc_value_complex(INFINITY, 1));
    expect_unsaid(store, "x", "Infinity");
    set_value(store, "y", rc_value_complex(2, NAN));
    out = rc_json_from_record(store, 0, &as_null, NULL);
    dom_expect_json(out, expected, "complex");
    set_value(store, "x", rc_value_complex(0, 1));
    expect_unsaid(store, "y", "NaN");
    json_decref(out);
    json_decref(expected);
    rc_store_unref(store);
}
END_TEST

START_TEST(integers_over_int64_are_refused)
{
    rc_store *store = dom_store("a:i1, p:2u8", 1, RC_ROWS);
    rc_field field, element;
    rc_value value = rc_value_uint(UINT64_C(9223372036854775808));
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rc_store_field(store, "p", &field, &err), RC_OK);
    ck_assert_int_eq(rc_field_element(&field, 1, &element, &err), RC_OK);
    ck_assert_int_eq(rc_field_set(&element, 0, &value, &err), RC_OK);
    expect_unsaid(store, "p[1]", "9223372036854775808 does not fit int64");
    rc_store_unref(store);
}
END_TEST

START_TEST(bytes_that_are_not_utf8_are_refused)
{
    rc_store *store = dom_store("a:{x:S4}", 1, RC_ROWS);
    set_value(store, "a.x", rc_value_bytes("ab\xFF\xFE", 4));
    expect_unsaid(store, "a.x", "try V4");
    rc_store_unref(store);
}
END_TEST

/* -------------------------------------------------------------------- stores */

START_TEST(stores_become_arrays_and_back)
{
    static const char text[] =
        "[{\"x\":1,\"s\":\"a\"},{\"x\":2,\"s\":\"a text of more than twelve bytes\"},"
        "{\"x\":3,\"s\":\"\"}]";
    static const char values[] = "[[1,\"a\"],[2,\"a text of more than twelve bytes\"],[3,\"\"]]";
    static const rc_write_options as_values = {.size = sizeof(rc_write_options), .values = 1};
    rc_dtype *dtype = dom_dtype("x:i4, s:str");
    json_t *in = dom_json(text), *expected = dom_json(values), *out;
    rc_store *stores[2];
    size_t i;
    for (i = 0; i < 2; i++) {
        stores[i] = rc_json_to_store(i ? expected : in, dtype, layouts[i], NULL, NULL);
        ck_assert_ptr_nonnull(stores[i]);
        ck_assert_uint_eq(rc_store_length(stores[i]), 3);
        ck_assert_int_eq(rc_store_layout(stores[i]), layouts[i]);
        out = rc_json_from_store(stores[i], NULL, NULL);
        dom_expect_json(out, in, "objects");
        json_decref(out);
        out = rc_json_from_store(stores[i], &as_values, NULL);
        dom_expect_json(out, expected, "values");
        json_decref(out);
    }
    ck_assert(rc_store_equal(stores[0], stores[1]));
    rc_store_unref(stores[0]);
    rc_store_unref(stores[1]);
    json_decref(in);
    json_decref(expected);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(no_records_are_an_empty_array)
{
    rc_dtype *dtype = dom_dtype("x:i4");
    json_t *in = dom_json("[]"), *out;
    rc_store *store = rc_json_to_store(in, dtype, RC_ROWS, NULL, NULL);
    ck_assert_ptr_nonnull(store);
    ck_assert_uint_eq(rc_store_length(store), 0);
    out = rc_json_from_store(store, NULL, NULL);
    dom_expect_json(out, in, "empty");
    json_decref(in);
    json_decref(out);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(a_bad_record_is_counted)
{
    rc_dtype *dtype = dom_dtype("a:{x:i1}");
    json_t *in = dom_json("[{\"a\":{\"x\":1}},{\"a\":{\"x\":2}},{\"a\":{\"x\":300}}]");
    rc_error err = RC_ERROR_INIT;
    char line[800];
    ck_assert_ptr_null(rc_json_to_store(in, dtype, RC_ROWS, NULL, &err));
    dom_expect_error(&err, RC_ERANGE, "a.x", "300", "store");
    ck_assert_uint_eq(err.record, 2);
    rc_error_print(&err, line, sizeof line);
    ck_assert_ptr_nonnull(strstr(line, "record 2: field \"a.x\": 300 does not fit int8"));
    json_decref(in);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(wrong_calls_are_told)
{
    rc_store *store = dom_store("x:i4", 2, RC_ROWS);
    const rc_dtype *dtype = rc_store_dtype(store);
    json_t *value = dom_json("{\"x\":1}");
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rc_json_to_record(store, 2, value, NULL, &err), RC_EINDEX);
    dom_expect_error(&err, RC_EINDEX, "", "record 2", "past the end");
    /* The error is taken: what follows leaves it alone. */
    ck_assert_int_eq(rc_json_to_record(store, 0, NULL, NULL, &err), RC_EARG);
    ck_assert_int_eq(rc_json_to_record(NULL, 0, value, NULL, &err), RC_EARG);
    ck_assert_ptr_null(rc_json_from_record(store, 2, NULL, &err));
    ck_assert_ptr_null(rc_json_from_record(NULL, 0, NULL, &err));
    ck_assert_ptr_null(rc_json_from_store(NULL, NULL, &err));
    ck_assert_ptr_null(rc_json_to_store(NULL, dtype, RC_ROWS, NULL, &err));
    ck_assert_ptr_null(rc_json_to_store(value, NULL, RC_ROWS, NULL, &err));
    dom_expect_error(&err, RC_EINDEX, "", "record 2", "first error");
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_json_to_store(value, dtype, RC_ROWS, NULL, &err));
    dom_expect_error(&err, RC_ETYPE, "", "array of records", "an object");
    json_decref(value);
    rc_store_unref(store);
}
END_TEST

/* --------------------------------------------------------------------- depth */

/* Both in the compact notation and in JSON: `levels` structs around a field. */
static char *wrap(int levels, const char *open, const char *inside, const char *close)
{
    size_t o = strlen(open), c = strlen(close), n = strlen(inside), i;
    char *text = malloc((size_t)levels * (o + c) + n + 1), *p = text;
    for (i = 0; i < (size_t)levels; i++, p += o) {
        memcpy(p, open, o);
    }
    memcpy(p, inside, n);
    p += n;
    for (i = 0; i < (size_t)levels; i++, p += c) {
        memcpy(p, close, c);
    }
    *p = '\0';
    return text;
}

START_TEST(structs_nest_as_deep_as_dtypes_do)
{
    enum { LEVELS = RC_MAX_DEPTH - 2 };
    char *dtype = wrap(LEVELS, "a:{", "a:i1", "}");
    char *good = wrap(LEVELS + 1, "{\"a\":", "5", "}");
    char *bad = wrap(LEVELS + 1, "{\"a\":", "500", "}");
    char *path = wrap(LEVELS, "a.", "a", "");
    rc_store *store = dom_store(dtype, 1, RC_COLUMNS);
    json_t *in = dom_json(good), *out;
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rc_json_to_record(store, 0, in, NULL, NULL), RC_OK);
    out = rc_json_from_record(store, 0, NULL, NULL);
    dom_expect_json(out, in, "deep");
    json_decref(in);
    json_decref(out);
    in = dom_json(bad);
    ck_assert_int_eq(rc_json_to_record(store, 0, in, NULL, &err), RC_ERANGE);
    dom_expect_error(&err, RC_ERANGE, path, "int8", "deep");
    json_decref(in);
    rc_store_unref(store);
    free(dtype);
    free(good);
    free(bad);
    free(path);
}
END_TEST

START_TEST(a_path_too_long_keeps_its_end)
{
    char name[160], dtype[512], text[512];
    rc_store *store;
    json_t *in;
    rc_error err = RC_ERROR_INIT;
    memset(name, 'n', 150);
    name[150] = '\0';
    snprintf(dtype, sizeof dtype, "%s:{%s:{b:i1}}", name, name);
    snprintf(text, sizeof text, "{\"%s\":{\"%s\":{\"b\":true}}}", name, name);
    store = dom_store(dtype, 1, RC_ROWS);
    in = dom_json(text);
    ck_assert_int_eq(rc_json_to_record(store, 0, in, NULL, &err), RC_ETYPE);
    strcat(name, ".b");
    ck_assert_str_eq(err.field, name);
    json_decref(in);
    rc_store_unref(store);
}
END_TEST

Suite *suite_json_dom_stores(void)
{
    Suite *suite = suite_create("json_dom_stores");
    TCase *tc = tcase_create("stores");
    tcase_add_test(tc, floats_that_are_not_finite_are_refused_or_null);
    tcase_add_test(tc, complex_numbers_that_are_not_finite_are_refused_or_null);
    tcase_add_test(tc, integers_over_int64_are_refused);
    tcase_add_test(tc, bytes_that_are_not_utf8_are_refused);
    tcase_add_test(tc, stores_become_arrays_and_back);
    tcase_add_test(tc, no_records_are_an_empty_array);
    tcase_add_test(tc, a_bad_record_is_counted);
    tcase_add_test(tc, wrong_calls_are_told);
    tcase_add_test(tc, structs_nest_as_deep_as_dtypes_do);
    tcase_add_test(tc, a_path_too_long_keeps_its_end);
    suite_add_tcase(suite, tc);
    return suite;
}
