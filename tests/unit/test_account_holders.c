/* Tests of who holds memory, with sites: holders of a buffer, the message of the limit. This file
 * is compiled as a program that traces its calls. */
#define RC_TRACE
#include "test_account.h"

#include <stdio.h>
#include <string.h>

/* Each holder of a buffer has the site and tag of the call that made it. */
START_TEST(holders_have_sites)
{
    rc_dtype *dtype = rc_dtype_parse("x:i8", NULL);
    rc_memory_holder holder = RC_MEMORY_HOLDER_INIT;
    rc_store *old = rc_store_zeros(dtype, 20, RC_ROWS, NULL), *store, *slice, *late;
    int line;
    ck_assert_int_eq(rc_memory_trace_start(NULL, NULL), RC_OK);
    line = __LINE__ + 1;
    store = rc_store_zeros(dtype, 100, RC_ROWS, NULL);
    rc_memory_tag_push("index");
    slice = rc_store_slice(store, 10, 5, NULL);
    rc_memory_tag_pop();
    ck_assert_int_eq(rc_store_data_holder(slice, 0, &holder, NULL), RC_OK);
    ck_assert_str_eq(holder.file, __FILE__);
    ck_assert_int_eq(holder.line, line);
    ck_assert_ptr_null(holder.tag);
    ck_assert_int_eq(rc_store_data_holder(store, 1, &holder, NULL), RC_OK);
    ck_assert_str_eq(holder.file, __FILE__);
    ck_assert_int_eq(holder.line, line + 2);
    ck_assert_str_eq(holder.tag, "index");
    line = __LINE__ + 1;
    late = rc_store_slice(old, 0, 1, NULL);
    ck_assert_int_eq(rc_store_data_holder(late, 0, &holder, NULL), RC_OK);
    ck_assert_ptr_null(holder.file); /* older than the tracing */
    ck_assert_int_eq(rc_store_data_holder(late, 1, &holder, NULL), RC_OK);
    ck_assert_int_eq(holder.line, line);
    rc_store_unref(late);
    rc_store_unref(slice);
    rc_store_unref(store);
    rc_store_unref(old);
    rc_dtype_unref(dtype);
    rc_memory_trace_stop();
}
END_TEST

/* With tracing on, the message of the limit names what uses most, and who allocated it. */
START_TEST(the_limit_names_the_largest)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4, y:f8", NULL);
    rc_store *small, *large, *more;
    char expected[300];
    int line;
    ck_assert_int_eq(rc_memory_trace_start(NULL, NULL), RC_OK);
    line = __LINE__ + 1;
    small = rc_store_zeros(dtype, 1000, RC_ROWS, NULL);
    large = rc_store_zeros(dtype, 5000, RC_ROWS, NULL);
    more = rc_store_zeros(dtype, 300, RC_ROWS, NULL);
    rc_memory_set_limit(100000);
    ck_assert_ptr_null(rc_store_zeros(dtype, 10000, RC_ROWS, &err));
    ck_assert_int_eq(err.status, RC_ENOMEM);
    sprintf(expected, " for x:i4, y:f8 at %s:%d; ", __FILE__, line + 1);
    ck_assert_msg(strstr(err.message, expected) != NULL, "%s", err.message);
    ck_assert_ptr_nonnull(strstr(err.message, "are in use: 60"));
    sprintf(expected, " for x:i4, y:f8 at %s:%d; ", __FILE__, line);
    ck_assert_ptr_nonnull(strstr(err.message, expected));
    sprintf(expected, " for x:i4, y:f8 at %s:%d", __FILE__, line + 2);
    ck_assert_ptr_nonnull(strstr(err.message, expected));
    ck_assert_str_eq(strstr(err.message, expected), expected + 0);
    rc_error_clear(&err);
    rc_memory_trace_stop(); /* the kinds are named */
    ck_assert_ptr_null(rc_store_zeros(dtype, 10000, RC_ROWS, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "are in use: data 7"));
    rc_memory_set_limit(0);
    rc_store_unref(more);
    rc_store_unref(large);
    rc_store_unref(small);
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_account_holders(void)
{
    Suite *suite = suite_create("account holders");
    TCase *tcase = tcase_create("holders");
    tcase_add_test(tcase, holders_have_sites);
    tcase_add_test(tcase, the_limit_names_the_largest);
    suite_add_tcase(suite, tcase);
    return suite;
}
