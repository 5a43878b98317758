/* Records learnt by heart: a stream of records in changing shapes gives what each record gives when
   it is read alone, by the grammar. */
#include "test_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t state = 99;

static uint32_t next_random(uint32_t below)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

/* What stands before, between and behind the values of one and the same record, in the ways that
   programs write it. */
static const char *const shapes[][8] = {
    {"{\"id\":", ",\"name\":\"", "\",\"v\":", ",\"ok\":", ",\"p\":[", ",", "],\"q\":{\"a\":", "}}"},
    {"{\"id\": ", ", \"name\": \"", "\", \"v\": ", ", \"ok\": ", ", \"p\": [", ", ",
     "], \"q\": {\"a\": ", "}}"},
    {"{ \"id\" :", ",\t\"name\":\"", "\" ,\"v\":", ",\"ok\": ", ",\"p\":[ ", ",",
     " ],\"q\":{ \"a\":", " } }"},
    {"{\"i\\u0064\":", ",\"name\":\"", "\",\"v\":", ",\"ok\":", ",\"p\":[", ",",
     "],\"q\":{\"a\":", "}}"},
    {"{\"id\":", ",\"name\":\"", "\",\"v\":", ",\"extra\":[{}],\"ok\":", ",\"p\":[", ",",
     "],\"q\":{\"a\":", "}}"},
    {"[", ",\"", "\",", ",", ",[", ",", "],[", "]]"}};

static const char *const names[] = {"",
                                    "a",
                                    "bob",
                                    "exactly sixteen.",
                                    "\\u00e9t\\u00E9",
                                    "q\\\"uote",
                                    "\xE2\x82\xAC",
                                    "seventeen letters"};
static const char *const floats[] = {"0", "1.5", "-2e10", "0.1", "3.141592653589793", "null"};

static size_t print_record(char *out, size_t size, const char *const *shape)
{
    int n = snprintf(out, size, "%s%d%s%s%s%s%s%s%s%d%s%d%s%d%s", shape[0],
                     (int)next_random(2000000) - 1000000, shape[1], names[next_random(8)], shape[2],
                     floats[next_random(6)], shape[3], next_random(2) ? "true" : "false", shape[4],
                     (int)next_random(200) - 100, shape[5], (int)next_random(10), shape[6],
                     (int)next_random(100000), shape[7]);
    ck_assert_int_gt(n, 0);
    return (size_t)n;
}

static const char dtype[] = "id:i4,name:S20,v:f8?,ok:bool,p:2i1,q:{a:u4}";

/* Each record read by itself, its text appended to `out`. */
static size_t read_alone(const char *record, size_t n, char *out)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_store *store;
    char *text;
    size_t length;
    options.extra = RC_EXTRA_IGNORE;
    store = json_read("ndjson", dtype, record, n, &options, &err);
    ck_assert_msg(store != NULL, "%.*s: %s", (int)n, record, err.message);
    text = json_write(store, NULL);
    length = strlen(text);
    memcpy(out, text, length + 1);
    free(text);
    rc_store_unref(store);
    return length;
}

/* `_i` sets how often the shape changes: never, seldom, often. */
START_TEST(shape_does_not_matter)
{
    static const unsigned changes[] = {1000000, 20, 2};
    enum { RECORDS = 600, ROOM = 400 };
    char *in = malloc(RECORDS * ROOM), *wanted = malloc(RECORDS * ROOM), *got;
    size_t n = 0, m = 0, i, shape = 0;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_store *store;
    ck_assert(in != NULL && wanted != NULL);
    for (i = 0; i < RECORDS; i++) {
        size_t length;
        if (next_random(changes[_i]) == 0) {
            shape = next_random(sizeof shapes / sizeof *shapes);
        }
        length = print_record(in + n, ROOM, shapes[shape]);
        m += read_alone(in + n, length, wanted + m);
        n += length;
        in[n++] = '\n';
    }
    options.extra = RC_EXTRA_IGNORE;
    store = json_read("ndjson", dtype, in, n, &options, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    got = json_write(store, NULL);
    ck_assert_str_eq(got, wanted);
    free(got);
    free(in);
    free(wanted);
    rc_store_unref(store);
}
END_TEST

/* A value that is wrong in a record of a shape well known is told as exactly as elsewhere. */
static const struct {
    const char *bad;
    rc_status status;
    unsigned column;
    const char *field;
} wrong[] = {{"{\"x\":1.5,\"s\":\"a\",\"f\":1}", RC_ETYPE, 6, "x"},
             {"{\"x\":300,\"s\":\"a\",\"f\":1}", RC_ERANGE, 6, "x"},
             {"{\"x\":,\"s\":\"a\",\"f\":1}", RC_ESYNTAX, 6, "x"},
             {"{\"x\":1,\"s\":\"abcde\",\"f\":1}", RC_ERANGE, 12, "s"},
             {"{\"x\":1,\"s\":\"a\xFF\",\"f\":1}", RC_ESYNTAX, 14, "s"},
             {"{\"x\":1,\"s\":\"a,\"f\":1}", RC_ESYNTAX, 16, ""},
             {"{\"x\":1,\"s\":\"a\",\"f\":1e400}", RC_ERANGE, 20, "f"},
             {"{\"x\":1,\"s\":\"a\",\"f\":tru}", RC_ETYPE, 20, "f"},
             {"{\"x\":1,\"s\":\"a\",\"f\":1]", RC_ESYNTAX, 21, ""},
             {"{\"x\":1,\"s\":\"a\",\"f\":01}", RC_ESYNTAX, 21, "f"},
             {"{\"x\":01,\"s\":\"a\",\"f\":1}", RC_ESYNTAX, 7, "x"},
             {"{\"x\":1,\"s\":\"a\",\"s\":\"\"}", RC_EDUPLICATE, 16, "s"}};

START_TEST(errors_are_as_exact)
{
    rc_error err = RC_ERROR_INIT;
    char in[1000] = "";
    size_t i;
    for (i = 0; i < 9; i++) {
        strcat(in, "{\"x\":1,\"s\":\"abc\",\"f\":1}\n");
    }
    strcat(in, wrong[_i].bad);
    strcat(in, "\n{\"x\":1,\"s\":\"abc\",\"f\":1}\n");
    ck_assert(json_read("ndjson", "x:i1,s:S4,f:f8", in, strlen(in), NULL, &err) == NULL);
    if (wrong[_i].status == RC_ETYPE && strstr(wrong[_i].bad, "tru}")) {
        ck_assert(err.status == RC_ETYPE || err.status == RC_ESYNTAX);
    } else {
        ck_assert_msg(err.status == wrong[_i].status, "%s: %s", wrong[_i].bad, err.message);
        ck_assert_msg(err.column == wrong[_i].column, "%s: column %u: %s", wrong[_i].bad,
                      (unsigned)err.column, err.message);
    }
    ck_assert_uint_eq(err.line, 10);
    ck_assert_uint_eq(err.record, 9);
    ck_assert_msg(strcmp(err.field, wrong[_i].field) == 0, "%s: %s", wrong[_i].bad, err.field);
}
END_TEST

/* --------------------------------------------------- values that are skipped */

static const char *const skipped[] = {
    "null",        "true",         "false",
    "0",           "-480",         "12.5",
    "1e5",         "\"\"",         "\"automatic\"",
    "\"\\u00e9\"", "\"\xC3\xA9\"", "\"https://earthquake.example/detail/ci40066808.json?a=b&c=d\"",
    "[1, 2]",      "{\"b\":[]}"};
static const char *const broken[] = {"nul",      "01",   "1.",      "-",  "\"a\tb\"", "\"\\x\"",
                                     "\"\xFF\"", "[1,]", "{\"b\"}", "\"", ""};

enum { MEMBERS = 9, RECORD = 1000 };

/* A record with two wanted values, between skipped ones that each change one time in `seldom`. */
static int print_skipping(char *out, const char *values[MEMBERS], uint32_t seldom, int id)
{
    int n = 0, i;
    for (i = 0; i < MEMBERS; i++) {
        if (!values[i] || next_random(seldom) == 0) {
            values[i] = skipped[next_random(sizeof skipped / sizeof *skipped)];
        }
        n += snprintf(out + n, RECORD - (size_t)n, "%s\"m%d\":%s", i ? "," : "{", i, values[i]);
        if (i == 3 || i == 6) {
            n += snprintf(out + n, RECORD - (size_t)n, ",\"%s\":%d", i == 3 ? "id" : "no", id);
        }
    }
    return n + snprintf(out + n, RECORD - (size_t)n, "}\n");
}

static const uint32_t seldoms[] = {1, 5, 50, 1000000};

START_TEST(skipped_values_do_not_matter)
{
    enum { COUNT = 600 };
    const rc_read_options options = {.size = sizeof(rc_read_options), .extra = RC_EXTRA_IGNORE};
    rc_error err = RC_ERROR_INIT;
    const char *values[MEMBERS] = {NULL};
    char *in = malloc(COUNT * RECORD);
    size_t n = 0;
    int i;
    rc_store *store;
    ck_assert(in != NULL);
    for (i = 0; i < COUNT; i++) {
        n += (size_t)print_skipping(in + n, values, seldoms[_i], i);
    }
    store = json_read("ndjson", "id:i4,no:u2", in, n, &options, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    ck_assert_uint_eq(rc_store_length(store), COUNT);
    for (i = 0; i < COUNT; i++) {
        char wanted[64];
        char *got;
        rc_store *one = rc_store_slice(store, (size_t)i, 1, NULL);
        snprintf(wanted, sizeof wanted, "{\"id\":%d,\"no\":%d}\n", i, i);
        got = json_write(one, NULL);
        ck_assert_str_eq(got, wanted);
        free(got);
        rc_store_unref(one);
    }
    rc_store_unref(store);
    free(in);
}
END_TEST

/* Broken values that are skipped are told as exactly as in a record that stands alone. */
START_TEST(skipped_values_are_checked)
{
    const rc_read_options options = {.size = sizeof(rc_read_options), .extra = RC_EXTRA_IGNORE};
    const char *values[MEMBERS] = {NULL};
    char *in = malloc(64 * RECORD), bad[RECORD];
    size_t n = 0, member;
    int i;
    ck_assert(in != NULL);
    for (i = 0; i < 40; i++) {
        n += (size_t)print_skipping(in + n, values, seldoms[2], i);
    }
    for (member = 0; member < MEMBERS; member++) {
        const char *before = values[member];
        rc_error alone = RC_ERROR_INIT, err = RC_ERROR_INIT;
        size_t length;
        values[member] = broken[_i];
        length = (size_t)print_skipping(bad, values, seldoms[3], 1);
        values[member] = before;
        memcpy(in + n, bad, length);
        ck_assert(json_read("ndjson", "id:i4,no:u2", bad, length, &options, &alone) == NULL);
        ck_assert(json_read("ndjson", "id:i4,no:u2", in, n + length, &options, &err) == NULL);
        ck_assert_int_eq(err.status, alone.status);
        ck_assert_str_eq(err.message, alone.message);
        ck_assert_uint_eq(err.column, alone.column);
        ck_assert_uint_eq(err.record, 40);
    }
    free(in);
}
END_TEST

/* A record of a shape well known that goes on in the next line is refused as it is at first. */
static const struct {
    const char *dtype, *good, *bad;
} broken_lines[] = {{"a:i1", "{\"a\":1,\"x\":[1]}\n", "{\"a\":1,\"x\":[1,\n2]}\n"},
                    {"a:i1", "{\"a\":1,\"x\":{}}\n", "{\"a\":1,\"x\":{\n}}\n"},
                    {"a:c16", "{\"a\":[1,2]}\n", "{\"a\":[1,\n2]}\n"},
                    {"a:{b:i1}?", "{\"a\":{\"b\":1}}\n", "{\"a\":{\"b\":\n1}}\n"}};

START_TEST(records_keep_to_their_lines)
{
    const rc_read_options options = {.size = sizeof(rc_read_options), .extra = RC_EXTRA_IGNORE};
    char in[2000] = "";
    size_t count;
    for (count = 0; count < 40; count++) {
        rc_error err = RC_ERROR_INIT;
        char text[sizeof in + 100];
        snprintf(text, sizeof text, "%s%s", in, broken_lines[_i].bad);
        ck_assert(json_read("ndjson", broken_lines[_i].dtype, text, strlen(text), &options, &err) ==
                  NULL);
        ck_assert_msg(err.status == RC_ESYNTAX, "after %zu: %s", count, err.message);
        ck_assert_uint_eq(err.line, count + 1);
        strcat(in, broken_lines[_i].good);
    }
}
END_TEST

Suite *suite_json_shapes(void)
{
    Suite *suite = suite_create("json_shapes");
    TCase *tcase = tcase_create("shapes");
    tcase_add_loop_test(tcase, shape_does_not_matter, 0, 3);
    tcase_add_loop_test(tcase, errors_are_as_exact, 0, sizeof wrong / sizeof *wrong);
    tcase_add_loop_test(tcase, skipped_values_do_not_matter, 0, sizeof seldoms / sizeof *seldoms);
    tcase_add_loop_test(tcase, skipped_values_are_checked, 0, sizeof broken / sizeof *broken);
    tcase_add_loop_test(tcase, records_keep_to_their_lines, 0,
                        sizeof broken_lines / sizeof *broken_lines);
    suite_add_tcase(suite, tcase);
    return suite;
}
