/* JSON Schema to dtypes and back. The tables follow the specification (JSON Schema 2020-12, core
 * and validation), not this code. */
#include "dtype_helpers.h"
#include "dtype_random.h"
#include "faulty_alloc.h"

#include <stdbool.h>
#include <string.h>

#define OBJECT(properties, more) "{\"type\":\"object\",\"properties\":{" properties "}" more "}"
#define X(schema)                OBJECT("\"x\":" schema, ",\"required\":[\"x\"]")

static const struct {
    const char *schema, *dtype;
} same[] = {
    {X("{\"type\":\"boolean\"}"), "x:bool"},
    {X("{\"type\":\"integer\"}"), "x:i8"},
    {X("{\"type\":\"integer\",\"minimum\":0,\"maximum\":255}"), "x:u1"},
    {X("{\"type\":\"integer\",\"minimum\":0,\"maximum\":127}"), "x:i1"},
    {X("{\"type\":\"integer\",\"minimum\":-1,\"maximum\":128}"), "x:i2"},
    {X("{\"type\":\"integer\",\"minimum\":-128,\"maximum\":127}"), "x:i1"},
    {X("{\"type\":\"integer\",\"minimum\":-129,\"maximum\":0}"), "x:i2"},
    {X("{\"type\":\"integer\",\"minimum\":0,\"maximum\":256}"), "x:i2"},
    {X("{\"type\":\"integer\",\"minimum\":0,\"maximum\":65535}"), "x:u2"},
    {X("{\"type\":\"integer\",\"minimum\":0,\"maximum\":65536}"), "x:i4"},
    {X("{\"type\":\"integer\",\"minimum\":1,\"maximum\":4294967295}"), "x:u4"},
    {X("{\"type\":\"integer\",\"minimum\":0,\"maximum\":4294967296}"), "x:i8"},
    {X("{\"type\":\"integer\",\"minimum\":0,\"maximum\":9223372036854775808}"), "x:u8"},
    {X("{\"type\":\"integer\",\"minimum\":0,\"maximum\":18446744073709551615}"), "x:u8"},
    {X("{\"type\":\"integer\",\"minimum\":-9223372036854775808}"), "x:i8"},
    {X("{\"type\":\"integer\",\"minimum\":0}"), "x:i8"},
    {X("{\"type\":\"integer\",\"exclusiveMinimum\":-129,\"exclusiveMaximum\":128}"), "x:i1"},
    {X("{\"type\":\"integer\",\"exclusiveMinimum\":-130,\"exclusiveMaximum\":128}"), "x:i2"},
    {X("{\"type\":\"integer\",\"minimum\":-128.5,\"maximum\":127.9}"), "x:i1"},
    {X("{\"type\":\"integer\",\"exclusiveMinimum\":-128.5,\"exclusiveMaximum\":1.28e2}"), "x:i1"},
    {X("{\"type\":\"integer\",\"minimum\":0,\"maximum\":1e2}"), "x:i1"},
    {X("{\"type\":\"integer\",\"minimum\":0,\"exclusiveMaximum\":18446744073709551616.5}"), ""},
    {X("{\"type\":\"number\"}"), "x:f8"},
    {X("{\"type\":\"number\",\"multipleOf\":0.01,\"minimum\":0}"), "x:f8"},
    {X("{\"type\":[\"number\",\"integer\"]}"), "x:f8"},
    {X("{\"type\":\"number\",\"x-rowcol\":\"f4\"}"), "x:f4"},
    {X("{\"type\":\"string\"}"), "x:str"},
    {X("{\"type\":\"string\",\"maxLength\":12,\"pattern\":\"^a\"}"), "x:U12"},
    {X("{\"type\":\"string\",\"maxLength\":3,\"x-rowcol\":\"S3\"}"), "x:S3"},
    {X("{\"type\":\"string\",\"format\":\"date\"}"), "x:M8[D]"},
    {X("{\"type\":\"string\",\"format\":\"date-time\"}"), "x:M8[us]"},
    {X("{\"type\":\"string\",\"format\":\"date-time\",\"x-rowcol\":\"M8[ns]\"}"), "x:M8[ns]"},
    {X("{\"type\":\"string\",\"format\":\"uuid\"}"), "x:str"},
    {X("{\"type\":[\"integer\",\"null\"],\"maximum\":5,\"minimum\":0}"), "x:i1?"},
    {X("{\"type\":[\"null\",\"string\"]}"), "x:str?"},
    {X("{\"type\":\"null\"}"), "x:bool?"},
    {X("{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}"), "x:str?"},
    {X("{\"oneOf\":[{\"type\":\"null\"},{\"type\":\"boolean\"}],\"title\":\"t\"}"), "x:bool?"},
    {X("{\"allOf\":[{\"type\":\"boolean\"}],\"default\":1.5}"), "x:bool"},
    {X("{\"enum\":[\"a\",\"b\"]}"), "x:str"},
    {X("{\"enum\":[\"a\",null]}"), "x:str?"},
    {X("{\"const\":true}"), "x:bool"},
    {X("{\"enum\":[1,2.5]}"), "x:f8"},
    {X("{\"type\":\"array\",\"items\":{\"type\":\"number\"},\"minItems\":3,\"maxItems\":3}"),
     "x:3f8"},
    {X("{\"items\":{\"type\":\"array\",\"items\":{\"type\":\"boolean\"},\"minItems\":3,"
       "\"maxItems\":3},\"minItems\":2,\"maxItems\":2}"),
     "x:(2,3)bool"},
    {X("{\"prefixItems\":[{\"type\":\"number\"},{\"type\":\"number\"}],\"items\":false,"
       "\"minItems\":2}"),
     "x:2f8"},
    {X("{\"type\":\"array\",\"prefixItems\":[{\"type\":\"string\"},{\"type\":[\"number\","
       "\"null\"]}],\"minItems\":2,\"maxItems\":2}"),
     "x:{f0:str, f1:f8?}"},
    {OBJECT("\"a\":{\"type\":\"boolean\"},\"b\":{\"type\":\"boolean\"}", ",\"required\":[\"b\"]"),
     "a:bool?, b:bool"},
    {OBJECT("\"a\":{\"type\":\"boolean\"}", ",\"required\":[\"a\"],\"x-rowcol\":\"aligned\""),
     "a:bool; aligned"},
    {OBJECT("\"a \\\"b\":" X("{\"type\":\"string\"}"), ""), "\"a \\\"b\":{x:str}?"},
    {"{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"$ref\":\"#/$defs/r\","
     "\"$defs\":{\"r\":" X("{\"$ref\":\"#/$defs/a~1b\"}") ",\"a/b\":{\"type\":\"string\"}}}",
     "x:str"},
    {"{\"type\":\"object\",\"additionalProperties\":false}", "{}"},
    {"{\"type\":\"integer\",\"minimum\":-3,\"maximum\":3}", "i1"},
    {"{\"type\":\"array\",\"items\":{\"type\":\"number\"},\"minItems\":0,\"maxItems\":0}", "0f8"},
};

START_TEST(schemas_are_dtypes)
{
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        rc_error err = RC_ERROR_INIT;
        rc_dtype *found = rc_dtype_parse(same[i].schema, &err);
        rc_dtype *wanted = rc_dtype_parse(same[i].dtype, NULL);
        if (!same[i].dtype[0]) {
            ck_assert_msg(!found && err.status == RC_EUNSUPPORTED, "%s", same[i].schema);
            continue;
        }
        ck_assert_msg(found != NULL, "%s: %s", same[i].schema, err.message);
        ck_assert_msg(rc_dtype_equal(found, wanted), "%s is %s", same[i].schema,
                      rc_dtype_text(found, RC_NOTATION_COMPACT, NULL));
        rc_dtype_unref(found);
        found = rc_dtype_parse_as(same[i].schema, strlen(same[i].schema), RC_NOTATION_JSON_SCHEMA,
                                  RC_PACKED, &err);
        ck_assert_msg(rc_dtype_equal(found, wanted), "%s", same[i].schema);
        rc_dtype_unref(found);
        rc_dtype_unref(wanted);
    }
}
END_TEST

/* '@' is before the byte that is wrong. */
static const struct {
    const char *schema;
    rc_status status;
    const char *message;
} refused[] = {
    {X("@{\"type\":[\"integer\",\"string\"]}"), RC_EUNSUPPORTED, "several types"},
    {X("@{}"), RC_EUNSUPPORTED, "any type"},
    {X("@true"), RC_EUNSUPPORTED, "any type"},
    {X("@false"), RC_EUNSUPPORTED, "no value"},
    {X("{\"type\":@\"int\"}"), RC_ESYNTAX, "the name of a type"},
    {X("{\"type\":[\"null\",@\"int\"]}"), RC_ESYNTAX, "the name of a type"},
    {X("{\"type\":\"integer\",\"maximum\":@18446744073709551616}"), RC_EUNSUPPORTED, "64 bits"},
    {X("{\"type\":\"integer\",\"minimum\":@-9223372036854775809}"), RC_EUNSUPPORTED, "64 bits"},
    {X("@{\"type\":\"integer\",\"minimum\":-1,\"maximum\":9223372036854775808}"), RC_EUNSUPPORTED,
     "64 bits"},
    {X("{\"type\":\"integer\",\"minimum\":@\"1\"}"), RC_ESYNTAX, "a number"},
    {X("@{\"type\":\"array\",\"items\":{\"type\":\"number\"}}"), RC_EUNSUPPORTED, "any length"},
    {X("@{\"type\":\"array\",\"items\":{\"type\":\"number\"},\"minItems\":1,\"maxItems\":2}"),
     RC_EUNSUPPORTED, "any length"},
    {X("@{\"type\":\"array\",\"minItems\":1,\"maxItems\":1}"), RC_EUNSUPPORTED, "any values"},
    {X("{\"type\":\"array\",\"items\":@{\"type\":[\"number\",\"null\"]},\"minItems\":1,"
       "\"maxItems\":1}"),
     RC_EUNSUPPORTED, "cannot be null"},
    {X("@{\"prefixItems\":[{\"type\":\"number\"}],\"items\":false}"), RC_EUNSUPPORTED,
     "any length"},
    {X("@{\"prefixItems\":[{\"type\":\"number\"}],\"minItems\":1}"), RC_EUNSUPPORTED, "any length"},
    {X("{\"anyOf\":@[{\"type\":\"number\"},{\"type\":\"string\"}]}"), RC_EUNSUPPORTED, "a choice"},
    {X("@{\"anyOf\":[{\"type\":\"number\"}],\"type\":\"number\"}"), RC_EUNSUPPORTED,
     "beside other keywords"},
    {X("{\"$ref\":@\"#/$defs/none\"}"), RC_EUNSUPPORTED, "a reference"},
    {X("{\"$ref\":@\"other.json\"}"), RC_EUNSUPPORTED, "a reference"},
    {X("@{\"type\":\"object\"}"), RC_EUNSUPPORTED, "any keys"},
    {X("@{\"type\":\"object\",\"properties\":{},\"additionalProperties\":{\"type\":\"number\"}}"),
     RC_EUNSUPPORTED, "any keys"},
    {X("@{\"type\":\"object\",\"properties\":{},\"patternProperties\":{}}"), RC_EUNSUPPORTED,
     "any keys"},
    {X("{\"type\":\"number\",\"x-rowcol\":\"@f5\"}"), RC_ESYNTAX, ""},
    {X("{\"type\":\"number\",\"x-rowcol\":@\"{a:i4}\"}"), RC_ESYNTAX, "one value"},
    {"@{\"type\":[\"object\",\"null\"],\"properties\":{}}", RC_EUNSUPPORTED, "cannot be null"},
    {OBJECT("@\"\":{\"type\":\"number\"}", ""), RC_ENAME, ""},
};

START_TEST(what_has_no_dtype_is_refused)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        rc_error err = RC_ERROR_INIT;
        char text[512];
        const char *mark = strchr(refused[i].schema, '@');
        const size_t at = (size_t)(mark - refused[i].schema);
        rc_dtype *dtype;
        memcpy(text, refused[i].schema, at);
        strcpy(text + at, mark + 1);
        dtype = rc_dtype_parse(text, &err);
        ck_assert_msg(!dtype, "%s", text);
        ck_assert_msg(err.status == refused[i].status && strstr(err.message, refused[i].message),
                      "%s: status %d: %s", text, (int)err.status, err.message);
        ck_assert_msg(err.byte == at, "%s: byte %d, expected %zu: %s", text, (int)err.byte, at,
                      err.message);
    }
}
END_TEST

START_TEST(a_schema_may_not_refer_to_itself)
{
    rc_error err = RC_ERROR_INIT;
    ck_assert(!rc_dtype_parse("{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/a\"}},\"$ref\":\"#/$defs/a\"}",
                              &err));
    ck_assert_int_eq(err.status, RC_ELIMIT);
    rc_error_clear(&err);
    ck_assert(!rc_dtype_parse("{\"$schema\":\"s\",\"type\":\"object\",\"properties\":{\"a\":"
                              "{\"$ref\":\"#\"}}}",
                              &err));
    ck_assert_int_eq(err.status, RC_ELIMIT);
}
END_TEST

/* Texts of the other notations that look like one. */
START_TEST(other_notations_stay)
{
    static const struct {
        const char *text, *dtype;
    } cases[] = {
        {"{'type': ('<i4', 0), 'items': ('<i4', 4)}", "type:i4, items:i4"},
        {"{\"type\":i4, \"items\":f8}", "{type:i4, items:f8}"},
        {"{\"fields\":[{\"name\":\"type\",\"type\":\"<i4\"}]}", "type:i4"},
        {"{'names': ['properties'], 'formats': ['<i4']}", "properties:i4"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rc_error err = RC_ERROR_INIT;
        rc_dtype *found = rc_dtype_parse(cases[i].text, &err);
        rc_dtype *wanted = rc_dtype_parse(cases[i].dtype, NULL);
        ck_assert_msg(rc_dtype_equal(found, wanted), "%s: %s", cases[i].text, err.message);
        rc_dtype_unref(found);
        rc_dtype_unref(wanted);
    }
}
END_TEST

/* -------------------------------------------------------------- properties */

START_TEST(parse_undoes_print)
{
    uint64_t state = 0x9E3779B97F4A7C15u * (uint64_t)(_i + 1);
    int printed = 0;
    for (int i = 0; i < 400; i++) {
        rc_dtype *dtype = random_dtype(&state, 4, RANDOM_ALL, NULL), *back;
        rc_error err = RC_ERROR_INIT;
        char *text = rc_dtype_text(dtype, RC_NOTATION_JSON_SCHEMA, &err);
        ck_assert_msg(text || err.status == RC_EUNSUPPORTED, "%s", err.message);
        if (text) {
            back = rc_dtype_parse_as(text, strlen(text), RC_NOTATION_JSON_SCHEMA, RC_PACKED, &err);
            ck_assert_msg(back != NULL, "%s: %s", text, err.message);
            test_same(dtype, back);
            rc_dtype_unref(back);
            back = rc_dtype_parse(text, &err);
            ck_assert_msg(back != NULL, "%s: %s", text, err.message);
            test_same(dtype, back);
            rc_dtype_unref(back);
            printed++;
        } else {
            ck_assert_msg(strstr(err.message, "no offsets") != NULL, "%s", err.message);
        }
        rc_text_free(text);
        rc_dtype_unref(dtype);
    }
    ck_assert_int_gt(printed, 100);
}
END_TEST

static rc_status there_and_back(void *context)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(context, &err), *back = NULL;
    char *text = dtype ? rc_dtype_text(dtype, RC_NOTATION_JSON_SCHEMA, &err) : NULL;
    if (text) {
        back = rc_dtype_parse_as(text, strlen(text), RC_NOTATION_JSON_SCHEMA, RC_PACKED, &err);
        ck_assert(!back || rc_dtype_equal(back, dtype));
    }
    rc_text_free(text);
    rc_dtype_unref(dtype);
    rc_dtype_unref(back);
    return err.status;
}

START_TEST(lack_of_memory)
{
    static char text[] = "x:u8?, y:2{a:f4, b:str}, z:M8[s]?, w:{k:c8}?";
    faulty_alloc_each(there_and_back, text);
}
END_TEST

Suite *suite_notation_json_schema(void);

Suite *suite_notation_json_schema(void)
{
    Suite *suite = suite_create("notation_json_schema");
    TCase *tc = tcase_create("json_schema");
    tcase_add_test(tc, schemas_are_dtypes);
    tcase_add_test(tc, what_has_no_dtype_is_refused);
    tcase_add_test(tc, a_schema_may_not_refer_to_itself);
    tcase_add_test(tc, other_notations_stay);
    tcase_add_loop_test(tc, parse_undoes_print, 0, 5);
    tcase_add_test(tc, lack_of_memory);
    suite_add_tcase(suite, tc);
    return suite;
}
