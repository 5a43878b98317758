/* Text to records and back: what each kind takes, in each framing. */
#include "test_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* `out` is what the records are written as; NULL: the same as `in`. */
static const struct {
    const char *format, *dtype, *in, *out;
} cases[] = {
    /* framings */
    {"ndjson", "x:i4", "", NULL},
    {"ndjson", "x:i4", "\n \r\n\t\n", ""},
    {"ndjson", "x:i4", "{\"x\":1}\n{\"x\":-2}\n", NULL},
    {"ndjson", "x:i4", "{\"x\":1}", "{\"x\":1}\n"},
    {"ndjson", "x:i4", "{\"x\":1}\r\n\r\n  {\"x\":2}  \r\n", "{\"x\":1}\n{\"x\":2}\n"},
    {"ndjson", "x:i4", "\xEF\xBB\xBF{\"x\":1}\n", "{\"x\":1}\n"},
    {"ndjson", "x:i4,y:f8", "[1,2.5]\n [ 3 , 4 ] \n", "{\"x\":1,\"y\":2.5}\n{\"x\":3,\"y\":4.0}\n"},
    {"ndjson", "i4", "1\n 2 \n-3", "1\n2\n-3\n"},
    {"ndjson", "3i4", "[1,2,3]\n[4,5,6]\n", NULL},
    {"json", "x:i4", "[]", ""},
    {"json", "x:i4", " [ ] \n", ""},
    {"json", "x:i4", "[{\"x\":1},{\"x\":2}]", "{\"x\":1}\n{\"x\":2}\n"},
    {"json", "x:i4", "\xEF\xBB\xBF[\n  {\"x\": 1},\n  {\"x\": 2}\n]\n", "{\"x\":1}\n{\"x\":2}\n"},
    {"json", "x:i4", "[[1],[2]]", "{\"x\":1}\n{\"x\":2}\n"},
    {"json", "i8", "[1,2,9007199254740993]", "1\n2\n9007199254740993\n"},
    {"json", "x:i4", "{\"x\":1}", "{\"x\":1}\n"},
    {"json", "x:i4", "{\"x\":1}{\"x\":2}\n\n{\n\"x\"\n:3}", "{\"x\":1}\n{\"x\":2}\n{\"x\":3}\n"},
    /* white space and order */
    {"ndjson", "x:i4,y:i4", " { \"y\" : 2 , \"x\" : 1 } \n", "{\"x\":1,\"y\":2}\n"},
    {"ndjson", "x:i4,y:i4", "{\"\\u0079\":2,\"\\u0078\":1}\n", "{\"x\":1,\"y\":2}\n"},
    /* integers, to their limits */
    {"ndjson", "a:i1,b:i2,c:i4,d:i8",
     "{\"a\":-128,\"b\":-32768,\"c\":-2147483648,\"d\":-9223372036854775808}\n"
     "{\"a\":127,\"b\":32767,\"c\":2147483647,\"d\":9223372036854775807}\n"
     "{\"a\":0,\"b\":0,\"c\":0,\"d\":0}\n",
     NULL},
    {"ndjson", "a:u1,b:u2,c:u4,d:u8",
     "{\"a\":255,\"b\":65535,\"c\":4294967295,\"d\":18446744073709551615}\n"
     "{\"a\":0,\"b\":0,\"c\":0,\"d\":0}\n",
     NULL},
    {"ndjson", "a:>i4,b:>u2,c:>f8,d:>f4", "{\"a\":-1,\"b\":258,\"c\":1.5,\"d\":0.1}\n", NULL},
    {"ndjson", "a:i4", "{\"a\":-0}\n", "{\"a\":0}\n"},
    /* floats */
    {"ndjson", "a:f8",
     "{\"a\":0.1}\n{\"a\":-0.0}\n{\"a\":1e+300}\n{\"a\":5e-324}\n{\"a\":123456789.12345679}\n",
     NULL},
    {"ndjson", "a:f8", "{\"a\":1}\n{\"a\":1E2}\n{\"a\":-0}\n",
     "{\"a\":1.0}\n{\"a\":100.0}\n{\"a\":-0.0}\n"},
    {"ndjson", "a:f4", "{\"a\":0.1}\n{\"a\":16777216}\n", "{\"a\":0.1}\n{\"a\":16777216.0}\n"},
    {"ndjson", "a:f2", "{\"a\":0.1}\n{\"a\":65504}\n{\"a\":65500.0}\n",
     "{\"a\":0.1}\n{\"a\":65500.0}\n{\"a\":65500.0}\n"},
    {"ndjson", "a:c16,b:c8", "{\"a\":[1.5,-2.0],\"b\":[0.1,0.2]}\n", NULL},
    /* bool, texts */
    {"ndjson", "a:bool", "{\"a\":true}\n{\"a\":false}\n", NULL},
    {"ndjson", "a:S5", "{\"a\":\"\"}\n{\"a\":\"abcde\"}\n{\"a\":\"\xC3\xA9\"}\n", NULL},
    {"ndjson", "a:S5", "{\"a\":\"\\u00e9\\n\"}\n", "{\"a\":\"\xC3\xA9\\n\"}\n"},
    {"ndjson", "a:S20", "{\"a\":\"\\u0001\\\"\\\\\\/\\t\"}\n", "{\"a\":\"\\u0001\\\"\\\\/\\t\"}\n"},
    {"ndjson", "a:S40", "{\"a\":\"0123456789abcdef0123456789abcdef01234567\"}\n{\"a\":\"short\"}\n",
     NULL},
    {"ndjson", "a:U3", "{\"a\":\"\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9E\"}\n{\"a\":\"\"}\n", NULL},
    {"ndjson", "a:>U3", "{\"a\":\"xyz\"}\n", NULL},
    {"ndjson", "a:V3", "{\"a\":\"00ff7a\"}\n", NULL},
    {"ndjson", "a:str", "{\"a\":\"\"}\n{\"a\":\"a text of more than twelve bytes\"}\n", NULL},
    {"ndjson", "a:M8[s]", "{\"a\":\"2020-02-29T13:59:59\"}\n{\"a\":\"NaT\"}\n", NULL},
    {"ndjson", "a:m8[ms]", "{\"a\":-5}\n{\"a\":\"NaT\"}\n", NULL},
    /* structs and subarrays */
    {"ndjson", "a:{b:i4,c:{d:f8}},e:i1", "{\"a\":{\"b\":1,\"c\":{\"d\":0.5}},\"e\":2}\n", NULL},
    {"ndjson", "a:{b:i4,c:i4}", "[[1,2]]\n", "{\"a\":{\"b\":1,\"c\":2}}\n"},
    {"ndjson", "p:3f8,n:i4", "{\"p\":[1.0,2.0,3.0],\"n\":1}\n", NULL},
    {"ndjson", "m:(2,3)i2", "{\"m\":[[1,2,3],[4,5,6]]}\n", NULL},
    {"ndjson", "p:2{x:i1,y:S2}", "{\"p\":[{\"x\":1,\"y\":\"a\"},{\"x\":2,\"y\":\"bc\"}]}\n", NULL},
    /* nulls */
    {"ndjson", "a:i4?,b:i4", "{\"a\":null,\"b\":1}\n{\"a\":2,\"b\":3}\n{\"a\":null,\"b\":4}\n",
     NULL},
    {"ndjson", "a:{x:i4,y:f8?}?", "{\"a\":null}\n{\"a\":{\"x\":1,\"y\":null}}\n", NULL},
    {"ndjson", "a:2i4?,s:S3?", "{\"a\":null,\"s\":null}\n{\"a\":[1,2],\"s\":\"x\"}\n", NULL}};

START_TEST(reads)
{
    rc_error err = RC_ERROR_INIT;
    const char *in = cases[_i].in, *out = cases[_i].out ? cases[_i].out : in;
    rc_store *store = json_read(cases[_i].format, cases[_i].dtype, in, strlen(in), NULL, &err);
    char line[1024], *text;
    rc_error_print(&err, line, sizeof line);
    ck_assert_msg(store != NULL, "%s: %s", in, line);
    text = json_write(store, NULL);
    ck_assert_str_eq(text, out);
    free(text);
    rc_store_unref(store);
}
END_TEST

START_TEST(extra_keys_are_left_out_on_request)
{
    static const char in[] = "{\"x\":1,\"u\":{\"x\":[1,{\"x\":2}]},\"y\":2,\"v\":\"}\\\"\"}\n"
                             "{\"x\":3,\"u\":{\"x\":[4,{\"x\":5}]},\"y\":6,\"v\":\"\"}\n"
                             "{\"v\":0,\"y\":8,\"x\":7}\n";
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_store *store;
    char *text;
    options.extra = RC_EXTRA_IGNORE;
    store = json_read("ndjson", "x:i4,y:i4", in, strlen(in), &options, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    text = json_write(store, NULL);
    ck_assert_str_eq(text, "{\"x\":1,\"y\":2}\n{\"x\":3,\"y\":6}\n{\"x\":7,\"y\":8}\n");
    free(text);
    rc_store_unref(store);
}
END_TEST

/* A batch is used again and again: what an earlier record left in it must not show. */
START_TEST(missing_fields_are_zero_on_request)
{
    static const char in[] = "{\"x\":1,\"s\":\"abc\",\"p\":[1,2],\"q\":{\"a\":1}}\n"
                             "{\"s\":\"d\"}\n{\"s\":\"e\"}\n{}\n{\"x\":5,\"q\":{}}\n[6]\n";
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_store *store;
    char *text;
    options.missing = RC_MISSING_ZERO;
    store = json_read("ndjson", "x:i4,s:S3,p:2i4,q:{a:i4}", in, strlen(in), &options, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    text = json_write(store, NULL);
    ck_assert_str_eq(text, "{\"x\":1,\"s\":\"abc\",\"p\":[1,2],\"q\":{\"a\":1}}\n"
                           "{\"x\":0,\"s\":\"d\",\"p\":[0,0],\"q\":{\"a\":0}}\n"
                           "{\"x\":0,\"s\":\"e\",\"p\":[0,0],\"q\":{\"a\":0}}\n"
                           "{\"x\":0,\"s\":\"\",\"p\":[0,0],\"q\":{\"a\":0}}\n"
                           "{\"x\":5,\"s\":\"\",\"p\":[0,0],\"q\":{\"a\":0}}\n"
                           "{\"x\":6,\"s\":\"\",\"p\":[0,0],\"q\":{\"a\":0}}\n");
    free(text);
    rc_store_unref(store);
}
END_TEST

/* Arrays by position, and what looks like them but holds records, also after a template was made.
 */
static const struct {
    const char *dtype, *good, *bad; /* bad: NULL when good is all there is to try */
} positions[] = {{"q:{m:f8}", "[{\"m\":1.0}]\n", "[{\"m\":1.0},{\"m\":2.0}]\n"},
                 {"q:{m:f8}", "[{\"m\":1.0},5]\n", "[{\"m\":1.0},{\"m\":2.0}]\n"},
                 {"q:{m:f8}", "[{\"m\":1.0}]\n", "[{\"q\":{\"m\":1.0}}]\n"},
                 {"q:{m:f8}?", "[{\"m\":1.0}]\n", "[{\"q\":{\"m\":1.0}}]\n"},
                 {"q:{m:f8}?", "[null]\n", "[{\"q\":{\"m\":1.0}}]\n"},
                 {"q:{q:f8}", "[{\"q\":1.0}]\n", NULL},
                 {"q:{m:f8}", "[{}]\n", NULL},
                 {"m:f8", "[1.0]\n", "[{\"m\":1.0}]\n"},
                 {"m:f8", "[1.0,{\"m\":2}]\n", NULL}};

START_TEST(arrays_of_records_are_not_records)
{
    const rc_read_options options = {
        .size = sizeof options, .extra = RC_EXTRA_IGNORE, .missing = RC_MISSING_ZERO};
    char in[2000] = "";
    for (size_t before = 0; before < 40; before++) {
        rc_error err = RC_ERROR_INIT;
        char text[sizeof in + 100];
        rc_store *store = json_read("ndjson", positions[_i].dtype, in, strlen(in), &options, &err);
        ck_assert_msg(store != NULL, "%s: %s", in, err.message);
        ck_assert_uint_eq(rc_store_length(store), before);
        rc_store_unref(store);
        if (positions[_i].bad) {
            snprintf(text, sizeof text, "%s%s", in, positions[_i].bad);
            store = json_read("ndjson", positions[_i].dtype, text, strlen(text), &options, &err);
            ck_assert_msg(store == NULL, "after %zu: %s was read", before, positions[_i].bad);
            ck_assert_int_eq(err.status, RC_ETYPE);
            ck_assert_ptr_nonnull(strstr(err.message, "an array of records"));
            ck_assert_uint_eq(err.line, before + 1);
        }
        strcat(in, positions[_i].good);
    }
}
END_TEST

/* Also when the records match a template of one that lacked the same fields. */
START_TEST(missing_fields_are_null_on_request)
{
    static const char in[] = "{\"x\":1,\"n\":2,\"q\":{\"a\":3}}\n{\"x\":4}\n{\"x\":5}\n{\"x\":6}\n"
                             "{\"x\":7,\"q\":{}}\n{\"x\":8,\"q\":{}}\n[9]\n[10]\n[11,12]\n";
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_store *store;
    char *text;
    options.missing = RC_MISSING_NULL;
    store = json_read("ndjson", "x:i4,n:i2?,q:{a:i4?}?", in, strlen(in), &options, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    text = json_write(store, NULL);
    ck_assert_str_eq(text, "{\"x\":1,\"n\":2,\"q\":{\"a\":3}}\n{\"x\":4,\"n\":null,\"q\":null}\n"
                           "{\"x\":5,\"n\":null,\"q\":null}\n{\"x\":6,\"n\":null,\"q\":null}\n"
                           "{\"x\":7,\"n\":null,\"q\":{\"a\":null}}\n"
                           "{\"x\":8,\"n\":null,\"q\":{\"a\":null}}\n"
                           "{\"x\":9,\"n\":null,\"q\":null}\n{\"x\":10,\"n\":null,\"q\":null}\n"
                           "{\"x\":11,\"n\":12,\"q\":null}\n");
    free(text);
    rc_store_unref(store);
    ck_assert(json_read("ndjson", "x:i4,z:i4", "{\"x\":1}\n", 8, &options, &err) == NULL);
    ck_assert_int_eq(err.status, RC_EMISSING);
    ck_assert_str_eq(err.field, "z");
}
END_TEST

static const struct {
    const char *root, *in;
} roots[] = {{"/r", "{\"a\":[{\"x\":9}],\"r\":[{\"x\":1},{\"x\":2}],\"z\":{}}"},
             {"/a/b/1", "{\"a\":{\"c\":1,\"b\":[0,[{\"x\":1},{\"x\":2}],2]},\"d\":\"]\"}\n"},
             {"/a~1b/c~0d", "{\"a/b\":{\"c~d\":[{\"x\":1},{\"x\":2}]}}"},
             {"/", "{\"\":[{\"x\":1},{\"x\":2}]}"},
             {"", "[{\"x\":1},{\"x\":2}]"},
             {"/\xC3\xA9", "{\"\\u00e9\":[{\"x\":1},{\"x\":2}]}"},
             {"/0", "[[{\"x\":1},{\"x\":2}],[{\"x\":3}]]"}};

START_TEST(finds_the_root)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_store *store;
    char *text;
    options.root = roots[_i].root;
    store = json_read("json", "x:i4", roots[_i].in, strlen(roots[_i].in), &options, &err);
    ck_assert_msg(store != NULL, "%s: %s", roots[_i].in, err.message);
    text = json_write(store, NULL);
    ck_assert_str_eq(text, "{\"x\":1}\n{\"x\":2}\n");
    free(text);
    rc_store_unref(store);
}
END_TEST

START_TEST(writes_values_and_nulls)
{
    rc_error err = RC_ERROR_INIT;
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    rc_f8_field field;
    rc_dtype *dtype = rc_dtype_parse("a:{b:i4},c:f8", &err);
    rc_store *store = rc_store_zeros(dtype, 1, RC_COLUMNS, &err);
    char *text;
    ck_assert(store != NULL);
    ck_assert_int_eq(rc_store_f8(store, "c", &field, &err), RC_OK);
    rc_f8_set(field, 0, -1.0 / 0.0);
    options.values = 1;
    options.nonfinite = RC_NONFINITE_NULL;
    text = json_write(store, &options);
    ck_assert_str_eq(text, "[[0],null]\n");
    free(text);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_json_read(void)
{
    Suite *suite = suite_create("json_read");
    TCase *tcase = tcase_create("read");
    tcase_add_loop_test(tcase, reads, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(tcase, finds_the_root, 0, sizeof roots / sizeof *roots);
    tcase_add_test(tcase, extra_keys_are_left_out_on_request);
    tcase_add_test(tcase, missing_fields_are_zero_on_request);
    tcase_add_loop_test(tcase, arrays_of_records_are_not_records, 0,
                        sizeof positions / sizeof *positions);
    tcase_add_test(tcase, missing_fields_are_null_on_request);
    tcase_add_test(tcase, writes_values_and_nulls);
    suite_add_tcase(suite, tcase);
    return suite;
}
