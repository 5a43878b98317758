/* rowcol/record.h: one record to JSON text and back. */
#include "faulty_alloc.h"
#include "test_json.h"

#include <rowcol.h>
#include <string.h>

static const char dtype_text[] = "id:i8, name:str, at:{x:f8, y:i4?}, tags:2S3";
static const char record_text[] =
    "{\"id\":-9007199254740993,\"name\":\"caf\xC3\xA9 \\\"bar\\\"\",\"at\":{\"x\":0.1,\"y\":null},"
    "\"tags\":[\"a\",\"bcd\"]}";

static rc_store *parse(const char *text, const rc_read_options *options, rc_error *err)
{
    rc_dtype *dtype = rc_dtype_parse(dtype_text, err);
    rc_store *record =
        dtype ? rc_row_from_json(dtype, text, strlen(text), options, err) : (rc_store *)NULL;
    rc_dtype_unref(dtype);
    return record;
}

START_TEST(a_record_becomes_text_and_back)
{
    static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};
    rc_error err = RC_ERROR_INIT;
    rc_store *one = parse(record_text, NULL, &err), *many, *reversed;
    rc_value value;
    rc_row row;
    char *text;
    ck_assert_msg(one != NULL, "%s", err.message);
    ck_assert_uint_eq(rc_store_length(one), 1);
    ck_assert_int_eq(rc_store_get(one, 0, "id", &value, &err), RC_OK);
    ck_assert_int_eq(value.as.i, INT64_C(-9007199254740993));
    many = rc_store_zeros(rc_store_dtype(one), 3, layouts[_i], &err);
    ck_assert_int_eq(rc_store_copy(many, 2, one, 0, 1, &err), RC_OK);
    ck_assert_int_eq(rc_store_row(many, 2, &row, &err), RC_OK);
    text = rc_row_json(&row, NULL, &err);
    ck_assert_str_eq(text, record_text);
    rc_text_free(text);
    reversed = rc_store_reversed(many, &err);
    ck_assert_int_eq(rc_store_row(reversed, 0, &row, &err), RC_OK);
    text = rc_row_json(&row, NULL, &err);
    ck_assert_str_eq(text, record_text);
    rc_text_free(text);
    rc_store_unref(reversed);
    rc_store_unref(many);
    rc_store_unref(one);
}
END_TEST

START_TEST(options_of_writing_count)
{
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("a:f8, b:i1", NULL);
    rc_store *store = rc_store_zeros(dtype, 2, RC_ROWS, NULL);
    rc_value nan = rc_value_float(0.0 / 0.0);
    rc_row row = {store, 1};
    char *text;
    ck_assert_int_eq(rc_row_set(&row, "a", &nan, &err), RC_OK);
    ck_assert_ptr_null(rc_row_json(&row, NULL, &err));
    ck_assert_int_eq(err.status, RC_ERANGE);
    ck_assert_uint_eq(err.record, 1);
    ck_assert_str_eq(err.field, "a");
    options.nonfinite = RC_NONFINITE_NULL;
    options.values = 1;
    text = rc_row_json(&row, &options, NULL);
    ck_assert_str_eq(text, "[null,0]");
    rc_text_free(text);
    row.record = 2;
    ck_assert_ptr_null(rc_row_json(&row, NULL, NULL));
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(other_text_is_refused)
{
    static const struct {
        const char *text;
        rc_status status;
    } cases[] = {
        {"", RC_ESYNTAX},
        {" \n ", RC_ESYNTAX},
        {"{", RC_ESYNTAX},
        {"{\"id\":1}", RC_EMISSING},
        {"{\"id\":9223372036854775808,\"name\":\"\",\"at\":{\"x\":0,\"y\":1},\"tags\":[\"\",\"\"]}",
         RC_ERANGE},
        {"{\"id\":1,\"name\":\"\",\"at\":{\"x\":0,\"y\":1},\"tags\":[\"\",\"\"]}\n"
         "{\"id\":2,\"name\":\"\",\"at\":{\"x\":0,\"y\":1},\"tags\":[\"\",\"\"]}",
         RC_ESYNTAX},
    };
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_store *record;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rc_error err = RC_ERROR_INIT;
        ck_assert_ptr_null(parse(cases[i].text, NULL, &err));
        ck_assert_msg(err.status == cases[i].status, "%s: %d, %s", cases[i].text, (int)err.status,
                      err.message);
    }
    options.missing = RC_MISSING_ZERO;
    record = parse("{\"id\":1}", &options, NULL);
    ck_assert_ptr_nonnull(record);
    rc_store_unref(record);
}
END_TEST

static rc_status to_text_and_back(void *context)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *record = parse(record_text, NULL, &err);
    rc_row row = {record, 0};
    char *text = record ? rc_row_json(&row, NULL, &err) : NULL;
    (void)context;
    rc_text_free(text);
    rc_store_unref(record);
    return err.status;
}

START_TEST(refused_memory_is_an_error)
{
    faulty_alloc_each(to_text_and_back, NULL);
}
END_TEST

Suite *suite_json_row(void)
{
    Suite *suite = suite_create("json_row");
    TCase *tc = tcase_create("row");
    tcase_add_loop_test(tc, a_record_becomes_text_and_back, 0, 2);
    tcase_add_test(tc, options_of_writing_count);
    tcase_add_test(tc, other_text_is_refused);
    tcase_add_test(tc, refused_memory_is_an_error);
    suite_add_tcase(suite, tc);
    return suite;
}
