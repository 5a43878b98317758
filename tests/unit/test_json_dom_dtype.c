/* dtypes to schema documents and back. */
#include "test_json_dom.h"

#include <stdlib.h>
#include <string.h>

static const char *const dtypes[] = {
    "i4",
    "3f8",
    "x:i4, y:>f8, z:bool",
    "s:S8, u:U4, v:V3, t:str",
    "c:c8, d:c16, h:f2",
    "d:M8[25s], e:m8[ns], f:M8",
    "a:{b:{c:i1?}?, d:(2,3)u2}, e:2{f:f4}",
    "\"a.b\":i1, \"\xC3\xA4 \\\"\\\\\":i1",
    "[('x', '<i4'), ('', '|V4'), ('y', '<f8')]",
    "{'names': ['a', 'b'], 'formats': ['<i4', '<f8'], 'offsets': [4, 16], 'itemsize': 32}",
};

START_TEST(dtypes_pass_through_schema_documents)
{
    size_t i;
    for (i = 0; i < sizeof dtypes / sizeof *dtypes; i++) {
        rc_dtype *dtype = dom_dtype(dtypes[i]), *back;
        rc_error err = RC_ERROR_INIT;
        json_t *schema = rc_json_from_dtype(dtype, &err);
        char *printed = rc_dtype_text(dtype, RC_NOTATION_JSON, NULL), *dumped;
        ck_assert_msg(schema != NULL, "%s: %s", dtypes[i], err.message);
        back = rc_json_to_dtype(schema, &err);
        ck_assert_msg(back != NULL, "%s: %s", dtypes[i], err.message);
        ck_assert_msg(rc_dtype_equal(dtype, back), "%s came back as another", dtypes[i]);
        /* The document is the one that rc_dtype_text writes. */
        dumped = dom_text(schema);
        json_decref(schema);
        schema = dom_json(printed);
        free(dumped);
        dumped = dom_text(schema);
        json_decref(schema);
        schema = rc_json_from_dtype(back, NULL);
        rc_text_free(printed);
        printed = dom_text(schema);
        ck_assert_str_eq(dumped, printed);
        free(dumped);
        free(printed);
        json_decref(schema);
        rc_dtype_unref(dtype);
        rc_dtype_unref(back);
    }
}
END_TEST

START_TEST(what_is_no_schema_document_is_refused)
{
    static const char *const texts[] = {
        "{}", "[]", "5", "\"i5\"", "\"\"", "null", "{\"kind\":\"no such kind\"}", "{\"x\":1}",
    };
    size_t i;
    for (i = 0; i < sizeof texts / sizeof *texts; i++) {
        json_t *value = dom_json(texts[i]);
        rc_error err = RC_ERROR_INIT;
        ck_assert_msg(!rc_json_to_dtype(value, &err), "%s was taken", texts[i]);
        ck_assert_int_ne(err.status, RC_OK);
        ck_assert_int_ne(err.status, RC_ENOMEM);
        ck_assert_int_ne((int)strlen(err.message), 0);
        ck_assert_uint_eq(err.byte, RC_NOWHERE);
        ck_assert_ptr_null(rc_json_to_dtype(value, NULL));
        json_decref(value);
    }
}
END_TEST

/* The caller has never seen the text that was parsed: the message quotes it. */
START_TEST(a_fault_in_a_schema_document_is_quoted)
{
    static const struct {
        const char *schema;
        rc_status status;
        const char *words;
    } cases[] = {
        {"{\"fields\":[{\"name\":\"x\",\"type\":\"<i5\"}]}", RC_ESYNTAX, "i5"},
        {"{\"fields\":[{\"name\":\"x\",\"type\":\"<i4\"}],\"colour\":1}", RC_ESYNTAX, "colour"},
        {"{\"fields\":[{\"name\":\"x\",\"type\":\"<i4\"},{\"name\":\"x\",\"type\":\"<i4\"}]}",
         RC_ENAME, "x"},
        {"{\"element\":\"<f8\",\"shape\":[-1]}", RC_ESYNTAX, "-1"},
        {"{\"fields\":5}", RC_ESYNTAX, "5"},
    };
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *schema = dom_json(cases[i].schema);
        rc_error err = RC_ERROR_INIT;
        ck_assert_ptr_null(rc_json_to_dtype(schema, &err));
        dom_expect_error(&err, cases[i].status, "", cases[i].words, cases[i].schema);
        dom_expect_error(&err, cases[i].status, "", "in the schema document, at", cases[i].schema);
        json_decref(schema);
    }
}
END_TEST

START_TEST(deep_dtypes_pass_through_schema_documents)
{
    rc_dtype *dtype = rc_dtype_leaf(RC_STR, NULL), *back;
    rc_error err = RC_ERROR_INIT;
    json_t *schema;
    int i;
    for (i = 0; i < RC_MAX_DEPTH - 1; i++) {
        rc_field_spec field = {"a", dtype, RC_AUTO, i % 2};
        rc_dtype *outer = rc_dtype_struct(&field, 1, RC_ALIGNED, RC_AUTO, NULL);
        ck_assert_ptr_nonnull(outer);
        rc_dtype_unref(dtype);
        dtype = outer;
    }
    schema = rc_json_from_dtype(dtype, &err);
    ck_assert_msg(schema != NULL, "%s", err.message);
    back = rc_json_to_dtype(schema, &err);
    ck_assert_msg(back != NULL, "%s", err.message);
    ck_assert(rc_dtype_equal(dtype, back));
    json_decref(schema);
    rc_dtype_unref(dtype);
    rc_dtype_unref(back);
}
END_TEST

START_TEST(wrong_calls_are_told)
{
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_json_from_dtype(NULL, &err));
    dom_expect_error(&err, RC_EARG, "", "no dtype", "no dtype");
    ck_assert_ptr_null(rc_json_to_dtype(NULL, &err));
    dom_expect_error(&err, RC_EARG, "", "no dtype", "first error");
}
END_TEST

Suite *suite_json_dom_dtype(void)
{
    Suite *suite = suite_create("json_dom_dtype");
    TCase *tc = tcase_create("dtype");
    tcase_add_test(tc, dtypes_pass_through_schema_documents);
    tcase_add_test(tc, what_is_no_schema_document_is_refused);
    tcase_add_test(tc, a_fault_in_a_schema_document_is_quoted);
    tcase_add_test(tc, deep_dtypes_pass_through_schema_documents);
    tcase_add_test(tc, wrong_calls_are_told);
    suite_add_tcase(suite, tc);
    return suite;
}
