/* Observing records of JSON text: by forms, over an index, by the grammar. What comes after records
   that are alike is seen, whatever they have taught. */
#include "infer_ways.h"

#include "infer/decide.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *first, *other;
    const char *dtype;   /* or NULL: the values have none */
    const char *failure; /* or NULL: a part of the error, if it is not a record */
} form_cases[] = {
    {"{\"a\":1}", "{\"a\":1.5}", "a:f8", NULL},
    {"{\"a\":1}", "{\"a\":1e2}", "a:f8", NULL},
    {"{\"a\":1}", "{\"a\":null}", "a:i1?", NULL},
    {"{\"a\":null}", "{\"a\":7}", "a:i1?", NULL},
    {"{\"a\":1.5}", "{\"a\":9007199254740993}", NULL, NULL},
    {"{\"a\":9007199254740993}", "{\"a\":1.5}", NULL, NULL},
    {"{\"a\":1}", "{\"a\":9007199254740993}", "a:i8", NULL},
    {"{\"a\":1}", "{\"a\":-9223372036854775808}", "a:i8", NULL},
    {"{\"a\":1}", "{\"a\":9223372036854775808}", "a:u8", NULL},
    {"{\"a\":1}", "{\"a\":18446744073709551616}", NULL, NULL},
    {"{\"a\":1}", "{\"a\":\"x\"}", NULL, NULL},
    {"{\"a\":true}", "{\"a\":false}", "a:bool", NULL},
    {"{\"a\":true}", "{\"a\":0}", NULL, NULL},
    {"{\"a\":\"x\"}", "{\"a\":\"a string of more than thirty-two bytes\"}", "a:S38", NULL},
    {"{\"a\":\"x\"}", "{\"a\":\"\\u00e9\\n\"}", "a:S3", NULL},
    {"{\"a\":\"x\"}", "{\"a\":\"\xC3\xA9\xC3\xA9\"}", "a:S4", NULL},
    {"{\"a\":\"x\"}", "{\"a\":\"x\\u0000\"}", NULL, NULL},
    {"{\"a\":[1,2]}", "{\"a\":[1,2,3]}", NULL, NULL},
    {"{\"a\":[1,2]}", "{\"a\":[1]}", NULL, NULL},
    {"{\"a\":[1,2]}", "{\"a\":[1,400]}", "a:2i2", NULL},
    {"{\"a\":[1,2]}", "{\"a\":[]}", NULL, NULL},
    {"{\"a\":[]}", "{\"a\":[1]}", NULL, NULL},
    {"{\"a\":1,\"b\":2}", "{\"b\":3,\"a\":300}", "a:i2, b:i1", NULL},
    {"{\"a\":1}", "{\"a\":1,\"b\":2}", "a:i1, b:i1?", NULL},
    {"{\"a\":1,\"b\":2}", "{\"a\":1}", "a:i1, b:i1?", NULL},
    {"{\"a\":{\"x\":1}}", "{\"a\":{}}", "a:{x:i1?}", NULL},
    {"{\"a long key of more than sixteen bytes\":1}",
     "{\"a long key of more than sixteen bytez\":1}",
     "\"a long key of more than sixteen bytes\":i1?, \"a long key of more than sixteen "
     "bytez\":i1?",
     NULL},
    {"{\"a\":1}", "{\"a\":-0}", "a:i1", NULL},
    {"1", "200", "i2", NULL},
    {"[1,\"x\"]", "[2]", "f0:i1, f1:S1?", NULL},
    {"{\"a\":1,\"b\":2}", " { \"a\" :1 ,\t\"b\" : 300 } ", "a:i1, b:i2", NULL},
    {"{ \"a\": 1, \"b\": 2 }", "{\"a\":300,\"b\":2}", "a:i2, b:i1", NULL},
    {"{\"a\":true,\"b\":1}", "{\"a\":null,\"b\":1}", "a:bool?, b:i1", NULL},
    {"{\"a\":1,\"b\":1}", "{\"a\":1,\"b\":true}", NULL, NULL},
    {"{\"a\":\"long\",\"b\":1}", "{\"a\":\"\\u0041\\u0042\",\"b\":1}", "a:S4, b:i1", NULL},
    {"{\"a\":\"\\u0041\",\"b\":1}", "{\"a\":\"long\",\"b\":1}", "a:S4, b:i1", NULL},
    {"{\"a b\":1}", "{\"ab\":1}", "\"a b\":i1?, ab:i1?", NULL},
    {"{\"a\\\"b\":1}", "{ \"a\\\" b\":1}", "\"a\\\"b\":i1?, \"a\\\" b\":i1?", NULL},
    {"{\"a key of more than thirty-two bytes\":1}",
     "{ \"a key of more than thirty-two bytes\":300}", "\"a key of more than thirty-two bytes\":i2",
     NULL},
    {"{\"a key of more than thirty-two bytes\":1}", "{ \"a key of more than thirty-two bytez\":1}",
     "\"a key of more than thirty-two bytes\":i1?, \"a key of more than thirty-two bytez\":i1?",
     NULL},
    {"{\"a\":1,\"b\":2}", "{\"a\":1,\"a\":2}", NULL, "gives it twice"},
    {"{\"a\":1,\"b\":2}", "{\"a\" 1,\"b\":2}", NULL, "found '1', expected ':'"},
    {"{\"a\":\"x\",\"b\":2}", "{\"a\",\"x\",\"b\":2}", NULL, "found ',', expected ':'"},
    {"{\"a\":1,\"b\":2}", "{\"a\":1 1,\"b\":2}", NULL, "found '1', expected ','"},
    {"{\"a\":1,\"b\":2}", "{\"a\":1x,\"b\":2}", NULL, "found 'x', expected ','"},
    {"{\"a\":\"x\",\"b\":2}", "{\"a\":\"x\"x,\"b\":2}", NULL, "found 'x', expected ','"},
    {"{\"a\":true,\"b\":2}", "{\"a\":truex,\"b\":2}", NULL, "found 'x', expected ','"},
    {"{\"a\":1.5,\"b\":2}", "{\"a\":1.5.5,\"b\":2}", NULL, "found '.', expected ','"},
    {"{\"a\":1,\"b\":2}", "{\"a\":1,\n\"b\":2}", NULL, "the line ends where"},
    {"{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":2}}", NULL, "expected the end of the line"},
    {"{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":2", NULL, "the line ends where"},
    {"{\"a\":[1,2]}", "{\"a\":[1,2}", NULL, "expected ',' or ']'"},
};

enum { COPIES = 40 };

/* The first so often, then the other, then the first so often. */
START_TEST(values_are_seen_after_others)
{
    static const rci_infer_rules rules = {RC_INFER_BYTES, RC_MISSING_ERROR, RC_NULLS_ERROR};
    char *text = calloc(1, 1 << 14);
    size_t at = 0;
    for (int i = 0; i < 2 * COPIES + 1; i++) {
        at += (size_t)sprintf(text + at, "%s\n",
                              i == COPIES ? form_cases[_i].other : form_cases[_i].first);
    }
    for (int means = BEST; means <= GRAMMAR; means++) {
        const infer_way how = {1 << 20, false, false, (infer_means)means, 0};
        rc_error err = RC_ERROR_INIT;
        rc_inference *report = infer_read(text, at, "t.ndjson", false, &how, &err);
        rc_dtype *dtype = NULL;
        char *shown = NULL;
        if (form_cases[_i].failure) {
            ck_assert_msg(strstr(err.message, form_cases[_i].failure) != NULL, "%s", err.message);
            ck_assert_uint_eq(err.line, COPIES + 1 + (form_cases[_i].other[8] == '\n'));
        } else {
            ck_assert_int_eq(err.status, RC_OK);
            ck_assert_uint_eq(rc_inference_records(report), 2 * COPIES + 1);
            dtype = rci_infer_decide(report, &rules, NULL);
        }
        shown = dtype ? rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL) : NULL;
        ck_assert_pstr_eq(shown, form_cases[_i].dtype);
        rc_text_free(shown);
        rc_dtype_unref(dtype);
        rc_inference_free(report);
    }
    free(text);
}
END_TEST

/* Whether an integer is exact as a double matters only when a fraction comes. */
START_TEST(a_fraction_after_a_long_integer)
{
    for (int means = BEST; means <= GRAMMAR; means++) {
        for (int inexact = 0; inexact < 2; inexact++) {
            const infer_way how = {1 << 20, false, false, (infer_means)means, 0};
            char text[4096];
            rc_error err = RC_ERROR_INIT;
            rc_inference *report;
            rc_dtype *dtype;
            size_t at = 0;
            for (int i = 0; i < 100; i++) {
                at += (size_t)sprintf(text + at, "{\"a\":%s,\"b\":%d}\n",
                                      i == 50   ? inexact ? "9007199254740993" : "9007199254740992"
                                      : i == 99 ? "1.5"
                                                : "1",
                                      i);
            }
            report = infer_read(text, at, "t.ndjson", false, &how, &err);
            dtype = rci_infer_decide(report, &infer_rules, &err);
            ck_assert_int_eq(dtype == NULL, inexact);
            rc_dtype_unref(dtype);
            rc_inference_free(report);
        }
    }
}
END_TEST

/* The limit holds for each record, with the white space after it. */
START_TEST(records_over_the_limit)
{
    for (int means = BEST; means <= GRAMMAR; means++) {
        const infer_way how = {1 << 20, false, false, (infer_means)means, 20};
        char text[4096];
        rc_error err = RC_ERROR_INIT;
        size_t at = 0;
        for (int i = 0; i < 100; i++) {
            at += (size_t)sprintf(text + at, "{\"a\":%s}\n", i == 70 ? "12345678901234567" : "1");
        }
        rc_inference_free(infer_read(text, at, "t.ndjson", false, &how, &err));
        ck_assert_int_eq(err.status, RC_ELIMIT);
        ck_assert_uint_eq(err.line, 71);
    }
}
END_TEST

/* One record of the kind, whose value `at` is 300. */
typedef size_t make_record(char *out, int n, int at);

static size_t numbers(char *out, int n, int at)
{
    size_t length = (size_t)sprintf(out, "{\"a\":[");
    for (int i = 0; i < n; i++) {
        length += (size_t)sprintf(out + length, "%s%d", i ? "," : "", i == at ? 300 : i % 100);
    }
    return length + (size_t)sprintf(out + length, "]}\n");
}

static size_t arrays(char *out, int n, int at)
{
    size_t length = (size_t)sprintf(out, "{\"a\":[");
    for (int i = 0; i < n; i++) {
        length += (size_t)sprintf(out + length, "%s[%d]", i ? "," : "", i == at ? 300 : 1);
    }
    return length + (size_t)sprintf(out + length, "]}\n");
}

/* Objects with the same key. */
static size_t objects(char *out, int n, int at)
{
    size_t length = 0;
    for (int i = 0; i < n; i++) {
        length += (size_t)sprintf(out + length, "%s\"p%d\":{\"x\":%d}", i ? "," : "{", i,
                                  i == at ? 300 : 1);
    }
    return length + (size_t)sprintf(out + length, "}\n");
}

static const struct {
    make_record *make;
    const char *before, *after; /* of the length in the dtype; NULL: it has a field for each */
} wide_cases[] = {{numbers, "a:", "i2"}, {arrays, "a:(", ",1)i2"}, {objects, NULL, NULL}};

static const int wide_sizes[] = {250, 254, 255, 256, 257, 600, 3000};
enum { WIDE_SIZES = sizeof wide_sizes / sizeof *wide_sizes };

/* More values and parts than are noted of a record: none is lost. */
START_TEST(wide_records)
{
    static const rci_infer_rules rules = {RC_INFER_BYTES, RC_MISSING_ERROR, RC_NULLS_ERROR};
    const int which = _i / WIDE_SIZES, n = wide_sizes[_i % WIDE_SIZES];
    char *text = malloc(1 << 20), expected[32], *shown;
    size_t at = 0;
    for (int i = 0; i < 12; i++) {
        at += wide_cases[which].make(text + at, n, i == 10 ? n - 1 : -1);
    }
    for (int means = BEST; means <= GRAMMAR; means++) {
        const infer_way how = {1 << 20, false, false, (infer_means)means, 0};
        rc_error err = RC_ERROR_INIT;
        rc_field_info info;
        rc_inference *report = infer_read(text, at, "t.ndjson", false, &how, &err);
        rc_dtype *dtype = rci_infer_decide(report, &rules, &err);
        ck_assert_msg(dtype != NULL, "%s", err.message);
        if (wide_cases[which].after) {
            snprintf(expected, sizeof expected, "%s%d%s", wide_cases[which].before, n,
                     wide_cases[which].after);
            shown = rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL);
            ck_assert_str_eq(shown, expected);
            rc_text_free(shown);
        } else {
            ck_assert_uint_eq(rc_dtype_itemsize(dtype), (size_t)n + 1); /* one i2 */
            snprintf(expected, sizeof expected, "p%d.x", n - 1);
            ck_assert_int_eq(rc_dtype_find(dtype, expected, &info, NULL), RC_OK);
            ck_assert_int_eq(rc_dtype_kind(info.dtype), RC_I2);
        }
        rc_dtype_unref(dtype);
        rc_inference_free(report);
    }
    free(text);
}
END_TEST

Suite *suite_infer_observe(void)
{
    Suite *suite = suite_create("infer_observe");
    TCase *tcase = tcase_create("infer_observe");
    tcase_add_loop_test(tcase, values_are_seen_after_others, 0,
                        sizeof form_cases / sizeof *form_cases);
    tcase_add_test(tcase, a_fraction_after_a_long_integer);
    tcase_add_test(tcase, records_over_the_limit);
    tcase_add_loop_test(tcase, wide_records, 0,
                        WIDE_SIZES * (int)(sizeof wide_cases / sizeof *wide_cases));
    suite_add_tcase(suite, tcase);
    return suite;
}
