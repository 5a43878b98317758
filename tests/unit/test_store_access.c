/* Tests of checked access: rc_field_get, rc_field_set and the null functions. */
#include "test_store.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};

static rc_field field_of(rc_store *store, const char *path)
{
    rc_field field;
    ck_assert_int_eq(rc_store_field(store, path, &field, NULL), RC_OK);
    return field;
}

static void check_text(const rc_value *value, const char *expected)
{
    char text[100];
    size_t n = rc_value_print(value, text, sizeof text);
    ck_assert_str_eq(text, expected);
    ck_assert_uint_eq(n, strlen(expected));
}

/* A text into a field of a kind, and the text that comes out again. */
static const struct {
    const char *dtype, *in, *out;
} cases[] = {
    {"bool", "true", "true"},
    {"i1", "-128", "-128"},
    {"u8", "18446744073709551615", "18446744073709551615"},
    {">i4", "-5", "-5"},
    {"f2", "1.5", "1.5"},
    {"f8", "0.1", "0.1"},
    {"c16", "(1.0-2.0j)", "(1.0-2.0j)"},
    {"S5", "abc", "abc"},
    {"U3", "\xC3\xA9\xE2\x82\xAC", "\xC3\xA9\xE2\x82\xAC"},
    {"V2", "01ff", "01ff"},
    {"M8[s]", "2020-02-29T13:59:59", "2020-02-29T13:59:59"},
    {"m8[ms]", "25 ms", "25 ms"},
    {"str", "short", "short"},
    {"str", "exactly 12 b", "exactly 12 b"},
    {"str", "a string too long for its cell", "a string too long for its cell"},
    {"str", "", ""},
};

START_TEST(values_go_in_and_come_out)
{
    for (size_t l = 0; l < 2; l++) {
        char dtype[60];
        rc_store *store;
        rc_field x;
        rc_value value = rc_value_string(cases[_i].in);
        snprintf(dtype, sizeof dtype, "pad:S3, x:%s, y:i1", cases[_i].dtype);
        store = test_zeros(dtype, 5, layouts[l]);
        x = field_of(store, "x");
        for (size_t i = 0; i < 5; i += 2) {
            ck_assert_int_eq(rc_field_set(&x, i, &value, NULL), RC_OK);
        }
        for (size_t i = 0; i < 5; i++) {
            rc_value got;
            ck_assert_int_eq(rc_field_get(&x, i, &got, NULL), RC_OK);
            if (i % 2 == 0) {
                check_text(&got, cases[_i].out);
            } else {
                ck_assert(test_is_zero(store, i));
            }
        }
        rc_store_unref(store);
    }
}
END_TEST

static const struct {
    const char *dtype;
    const char *text;
    rc_status status;
    const char *message;
} refused[] = {
    {"i1", "300", RC_ERANGE, "300 does not fit int8"},
    {"i4", "1.5", RC_ERANGE, ""},
    {"i4", "abc", RC_ETYPE, ""},
    {"S2", "abc", RC_ERANGE, ""},
    {"str", "\xFF\xFE", RC_ESYNTAX, ""},
    {"2i4", "1", RC_ETYPE, ""},
    {"{a:i4}", "1", RC_ETYPE, ""},
};

START_TEST(what_does_not_fit_is_refused)
{
    for (size_t l = 0; l < 2; l++) {
        char dtype[60];
        rc_store *store, *before;
        rc_error err = RC_ERROR_INIT;
        rc_field x;
        rc_value value = rc_value_string(refused[_i].text);
        test_random random = {4};
        rc_status status;
        snprintf(dtype, sizeof dtype, "p:{x:%s}?", refused[_i].dtype);
        store = test_zeros(dtype, 5, layouts[l]);
        test_random_fill(&random, store, 0, 5);
        before = rc_store_convert(store, RC_ROWS, NULL);
        x = field_of(store, "p.x");
        for (size_t i = 0; i < 5; i++) {
            rc_error_clear(&err);
            status = rc_field_set(&x, i, &value, &err);
            ck_assert_int_ne(status, RC_OK);
            ck_assert_int_eq(status, err.status);
            ck_assert_str_eq(err.field, "p.x");
            ck_assert_uint_eq(err.record, i);
            ck_assert_int_eq(rc_field_set(&x, i, &value, NULL), status);
        }
        ck_assert_ptr_nonnull(strstr(err.message, refused[_i].message));
        ck_assert(rc_store_equal(store, before));
        rc_store_unref(before);
        rc_store_unref(store);
    }
}
END_TEST

START_TEST(records_past_the_end_are_refused)
{
    rc_store *store = test_zeros("x:i4?", 5, RC_ROWS);
    rc_field x = field_of(store, "x");
    rc_value value = rc_value_int(7);
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rc_field_get(&x, 5, &value, &err), RC_EINDEX);
    ck_assert_str_eq(err.message, "record 5 of a store of 5");
    ck_assert_int_eq(value.type, RC_VALUE_INT);
    ck_assert_int_eq(rc_field_set(&x, SIZE_MAX, &value, NULL), RC_EINDEX);
    ck_assert_int_eq(rc_field_set_null(&x, 5, NULL), RC_EINDEX);
    ck_assert_int_eq(rc_field_set_valid(&x, 5, NULL), RC_EINDEX);
    ck_assert(!rc_field_is_null(&x, 5));
    rc_store_unref(store);
}
END_TEST

/* ----------------------------------------------------------------- nulls */

static void check_null(rc_store *store, const char *path, size_t i, bool null)
{
    rc_field field = field_of(store, path);
    rc_value value;
    rc_status status = rc_field_get(&field, i, &value, NULL);
    ck_assert_int_eq(rc_field_is_null(&field, i), null);
    if (null) {
        ck_assert_int_eq(status, RC_OK);
        ck_assert_int_eq(value.type, RC_VALUE_NULL);
    } else {
        ck_assert(status == RC_ETYPE || value.type != RC_VALUE_NULL);
    }
}

START_TEST(nulls_come_and_go)
{
    rc_store *store = test_zeros("age:i1?, name:str?", 20, layouts[_i]), *slice;
    rc_store *zeros = test_zeros("age:i1?, name:str?", 20, RC_ROWS);
    rc_value null = rc_value_null(), forty = rc_value_int(40);
    rc_value name = rc_value_string("a name of some length");
    rc_field age, whole;
    rc_i1_field bytes;
    slice = rc_store_slice(store, 5, 10, NULL);
    age = field_of(slice, "age");
    for (size_t i = 0; i < 10; i++) {
        rc_field names = field_of(slice, "name");
        check_null(slice, "age", i, false);
        ck_assert_int_eq(rc_field_set(&age, i, &forty, NULL), RC_OK);
        ck_assert_int_eq(rc_field_set(&names, i, &name, NULL), RC_OK);
        ck_assert_int_eq(rc_field_set(&names, i, &null, NULL), RC_OK);
        ck_assert_int_eq(rc_field_set(&age, i, &null, NULL), RC_OK);
        check_null(slice, "age", i, true);
        check_null(store, "age", 5 + i, true);
        check_null(store, "name", 5 + i, true);
    }
    check_null(store, "age", 4, false);
    check_null(store, "age", 15, false);
    ck_assert(!rc_store_equal(store, zeros));
    /* The bytes below a null are zero. */
    ck_assert_int_eq(rc_store_i1(slice, "age", &bytes, NULL), RC_OK);
    ck_assert_int_eq(rc_i1_get(bytes, 3), 0);
    /* A typed set leaves the null alone. */
    rc_i1_set(bytes, 3, 9);
    check_null(slice, "age", 3, true);
    ck_assert_int_eq(rc_field_set_valid(&age, 3, NULL), RC_OK);
    check_null(slice, "age", 3, false);
    ck_assert_int_eq(rc_field_set(&age, 4, &forty, NULL), RC_OK);
    check_null(slice, "age", 4, false);
    whole = field_of(slice, "");
    ck_assert_int_eq(rc_field_set_valid(&whole, 0, NULL), RC_OK);
    ck_assert(!rc_field_is_null(&whole, 0));
    rc_store_unref(slice);
    rc_store_unref(store);
    rc_store_unref(zeros);
}
END_TEST

START_TEST(null_structs_hold_null_fields)
{
    rc_store *store = test_zeros("p:{a:i1, q:{b:i2?, c:(2,2)f8, s:str}?}?, d:i1?", 3, layouts[_i]);
    rc_field p = field_of(store, "p"), q = field_of(store, "p.q"), b = field_of(store, "p.q.b");
    rc_field c = field_of(store, "p.q.c"), element, s = field_of(store, "p.q.s");
    rc_value null = rc_value_null(), one = rc_value_int(1), got;
    rc_value text = rc_value_string("some text or other");
    ck_assert_int_eq(rc_field_element(&c, 3, &element, NULL), RC_OK);
    ck_assert_int_eq(rc_field_set(&b, 1, &one, NULL), RC_OK);
    ck_assert_int_eq(rc_field_set(&element, 1, &one, NULL), RC_OK);
    ck_assert_int_eq(rc_field_set(&s, 1, &text, NULL), RC_OK);

    ck_assert_int_eq(rc_field_set(&p, 1, &null, NULL), RC_OK);
    check_null(store, "p", 1, true);
    check_null(store, "p.a", 1, true);
    check_null(store, "p.q", 1, true);
    check_null(store, "p.q.b", 1, true);
    check_null(store, "p.q.c", 1, true);
    check_null(store, "d", 1, false);
    check_null(store, "p.q.b", 0, false);
    ck_assert(rc_field_is_null(&element, 1));
    ck_assert_int_eq(rc_field_get(&element, 1, &got, NULL), RC_OK);
    ck_assert_int_eq(got.type, RC_VALUE_NULL);

    /* A value far inside brings everything around it back, as zeros. */
    ck_assert_int_eq(rc_field_set(&element, 1, &one, NULL), RC_OK);
    check_null(store, "p", 1, false);
    check_null(store, "p.q", 1, false);
    ck_assert_int_eq(rc_field_get(&b, 1, &got, NULL), RC_OK);
    check_text(&got, "0");
    ck_assert_int_eq(rc_field_get(&s, 1, &got, NULL), RC_OK);
    check_text(&got, "");

    /* So does a null inside: it is there now, and null. */
    ck_assert_int_eq(rc_field_set_null(&p, 1, NULL), RC_OK);
    ck_assert_int_eq(rc_field_set_null(&b, 1, NULL), RC_OK);
    check_null(store, "p", 1, false);
    check_null(store, "p.q", 1, false);
    check_null(store, "p.q.b", 1, true);
    ck_assert_int_eq(rc_field_set_valid(&q, 1, NULL), RC_OK);
    check_null(store, "p.q.b", 1, true);
    rc_store_unref(store);
}
END_TEST

START_TEST(a_null_subarray_is_null_all_over)
{
    rc_store *store = test_zeros("l:3i2?, x:i1", 2, layouts[_i]);
    rc_field l = field_of(store, "l"), element;
    rc_value seven = rc_value_int(7), got;
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rc_field_element(&l, 2, &element, NULL), RC_OK);
    ck_assert_int_eq(rc_field_set(&element, 1, &seven, NULL), RC_OK);
    ck_assert_int_eq(rc_field_set_null(&l, 1, NULL), RC_OK);
    ck_assert(rc_field_is_null(&element, 1));
    ck_assert_int_eq(rc_field_set_valid(&element, 1, NULL), RC_OK);
    ck_assert(!rc_field_is_null(&l, 1));
    ck_assert_int_eq(rc_field_get(&element, 1, &got, NULL), RC_OK);
    check_text(&got, "0");
    ck_assert_int_eq(rc_field_set_null(&element, 1, &err), RC_ETYPE);
    ck_assert_str_eq(err.field, "l");
    ck_assert_ptr_nonnull(strstr(err.message, "whole subarray"));
    rc_store_unref(store);
}
END_TEST

static const struct {
    const char *path, *message;
} not_nullable[] = {
    {"age", "found null where int8 is not nullable (try age:i1?)"},
    {"p.when", "found null where datetime64 is not nullable (try when:M8[25s]?)"},
    {"p", "found null where struct is not nullable (put ? after the field's type)"},
    {"l", "found null where subarray is not nullable (put ? after the field's type)"},
};

START_TEST(null_needs_a_nullable_field)
{
    rc_store *store = test_zeros("age:i1, p:{when:M8[25s]}, l:2i4", 2, RC_COLUMNS);
    rc_field field = field_of(store, not_nullable[_i].path);
    rc_value null = rc_value_null();
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rc_field_set(&field, 1, &null, &err), RC_ETYPE);
    ck_assert_str_eq(err.message, not_nullable[_i].message);
    ck_assert_str_eq(err.field, not_nullable[_i].path);
    ck_assert_uint_eq(err.record, 1);
    rc_store_unref(store);
}
END_TEST

START_TEST(structs_and_subarrays_go_by_their_parts)
{
    rc_store *store = test_zeros("p:{x:i4}, l:2i4", 2, layouts[_i]);
    rc_value value;
    rc_field p = field_of(store, "p"), l = field_of(store, "l"), whole = field_of(store, "");
    ck_assert_int_eq(rc_field_get(&p, 0, &value, NULL), RC_ETYPE);
    ck_assert_int_eq(rc_field_get(&l, 0, &value, NULL), RC_ETYPE);
    ck_assert_int_eq(rc_field_get(&whole, 0, &value, NULL), RC_ETYPE);
    rc_store_unref(store);
}
END_TEST

/* Refused memory leaves the cell alone. */
START_TEST(a_text_needs_memory)
{
    rc_value text = rc_value_string("a string too long for its cell");
    rc_value first = rc_value_string("before"), got;
    rc_store *store;
    rc_field x;
    test_memory_begin();
    store = test_zeros("x:str", 2, layouts[_i]);
    x = field_of(store, "x");
    ck_assert_int_eq(rc_field_set(&x, 1, &first, NULL), RC_OK);
    for (size_t n = 1; n < 3; n++) {
        test_memory_fail(n, true);
        ck_assert_int_eq(rc_field_set(&x, 1, &text, NULL), RC_ENOMEM);
        ck_assert_int_eq(rc_field_get(&x, 1, &got, NULL), RC_OK);
        check_text(&got, "before");
    }
    test_memory_fail(0, false);
    ck_assert_int_eq(rc_field_set(&x, 1, &text, NULL), RC_OK);
    ck_assert_int_eq(rc_field_get(&x, 1, &got, NULL), RC_OK);
    check_text(&got, text.as.text.data);
    /* A value may be written back where it was borrowed from. */
    ck_assert_int_eq(rc_field_set(&x, 1, &got, NULL), RC_OK);
    ck_assert_int_eq(rc_field_get(&x, 1, &got, NULL), RC_OK);
    check_text(&got, text.as.text.data);
    rc_store_unref(store);
    test_memory_end();
}
END_TEST

/* Threads may write records of their own, although these share bytes of the null bitmap and the
   strings of the store. */
enum { THREADS = 4, RECORDS = 4000 };

typedef struct worker {
    rc_store *store;
    size_t number;
} worker;

static void expected_text(char *text, size_t size, size_t i)
{
    snprintf(text, size, "record %zu has this text", i);
}

static void *write_records(void *context)
{
    const worker *self = context;
    rc_field x = field_of(self->store, "x"), s = field_of(self->store, "s");
    for (size_t i = self->number; i < RECORDS; i += THREADS) {
        char text[60];
        rc_value value = rc_value_int((int64_t)i), null = rc_value_null();
        expected_text(text, sizeof text, i);
        ck_assert_int_eq(rc_field_set(&x, i, i % 3 ? &value : &null, NULL), RC_OK);
        value = rc_value_string(text);
        ck_assert_int_eq(rc_field_set(&s, i, &value, NULL), RC_OK);
        ck_assert_int_eq(rc_field_get(&s, i, &value, NULL), RC_OK);
        check_text(&value, text);
    }
    return NULL;
}

START_TEST(threads_write_records_of_their_own)
{
    rc_store *store = test_zeros("x:i4?, s:str", RECORDS, layouts[_i]);
    rc_field x = field_of(store, "x"), s = field_of(store, "s");
    pthread_t threads[THREADS];
    worker workers[THREADS];
    for (size_t t = 0; t < THREADS; t++) {
        workers[t] = (worker){store, t};
        ck_assert_int_eq(pthread_create(&threads[t], NULL, write_records, &workers[t]), 0);
    }
    for (size_t t = 0; t < THREADS; t++) {
        ck_assert_int_eq(pthread_join(threads[t], NULL), 0);
    }
    for (size_t i = 0; i < RECORDS; i++) {
        char text[60];
        rc_value value;
        expected_text(text, sizeof text, i);
        ck_assert_int_eq(rc_field_is_null(&x, i), i % 3 == 0);
        ck_assert_int_eq(rc_field_get(&s, i, &value, NULL), RC_OK);
        check_text(&value, text);
    }
    rc_store_unref(store);
}
END_TEST

Suite *suite_store_access(void)
{
    Suite *suite = suite_create("store access");
    TCase *tc = tcase_create("access");
    tcase_set_tags(tc, "threads");
    tcase_add_loop_test(tc, values_go_in_and_come_out, 0, N(cases));
    tcase_add_loop_test(tc, what_does_not_fit_is_refused, 0, N(refused));
    tcase_add_test(tc, records_past_the_end_are_refused);
    tcase_add_loop_test(tc, structs_and_subarrays_go_by_their_parts, 0, 2);
    tcase_add_loop_test(tc, a_text_needs_memory, 0, 2);
    tcase_add_loop_test(tc, threads_write_records_of_their_own, 0, 2);
    suite_add_tcase(suite, tc);
    tc = tcase_create("nulls");
    tcase_add_loop_test(tc, nulls_come_and_go, 0, 2);
    tcase_add_loop_test(tc, null_structs_hold_null_fields, 0, 2);
    tcase_add_loop_test(tc, a_null_subarray_is_null_all_over, 0, 2);
    tcase_add_loop_test(tc, null_needs_a_nullable_field, 0, N(not_nullable));
    suite_add_tcase(suite, tc);
    return suite;
}
