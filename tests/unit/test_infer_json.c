/* Inference from JSON text: pieces of any size, guessed places, threads, and no vector code give
   the same report. */
#include "infer_ways.h"
#include "test_infer.h"

#include "faulty_alloc.h"
#include "format/json/read/reader.h"
#include "format/json/read/reader_impl.h"
#include "guarded_alloc.h"
#include "infer/decide.h"
#include "stream/crew.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------- texts */

static uint32_t random_state;
static bool with_faults; /* some texts are malformed */

static unsigned pick(unsigned n)
{
    random_state = random_state * 1664525 + 1013904223;
    return random_state / 65536 % n;
}

static size_t put(char *out, size_t at, const char *text)
{
    size_t n = strlen(text);
    memcpy(out + at, text, n + 1);
    return at + n;
}

/* Values of a key: mostly of its own kind. */
static const char *value_of(unsigned key)
{
    static const char *const values[6][8] = {
        {"1", "22", "-3", "40000", "5", "6", "7", "null"},
        {"1.5", "2", "-0.25", "1e3", "3.125", "4", "5.0", "null"},
        {"\"a\"", "\"bcd\"", "\"\\u00e9\\n\"", "\"\xC3\xA9\"", "\"\"",
         "\"longer than 32 bytes, so that it is "
         "read in two steps\"",
         "\"x\\\"y\"", "null"},
        {"true", "false", "true", "false", "true", "false", "true", "false"},
        {"[1,2]", "[3, 4]", "[5,6]", "[70000,8]", "[9,1]", "[2,3]", "[1,1]", "[0,0]"},
        {"{\"p\":1,\"q\":\"s\"}", "{\"p\":2}", "{\"q\":\"\",\"p\":3}", "{\"p\":4,\"q\":\"t\"}",
         "{}", "{\"p\":5.5,\"q\":\"u\"}", "{ \"p\" : 1 }", "null"},
    };
    static const char *const odd[] = {"9007199254740993",
                                      "18446744073709551615",
                                      "-1e400",
                                      "\"2020-01-01\"",
                                      "[1]",
                                      "[[1],[2]]",
                                      "[{\"z\":1},{\"z\":2}]",
                                      "123456789012345678901234567890"};
    return pick(60) ? values[key][pick(8)] : odd[pick(8)];
}

enum { MOST_TEXT = 1 << 17 };

/* White space, seldom more or less. */
static size_t put_space(char *out, size_t at, unsigned seldom)
{
    static const char *const some[] = {" ", "\t", "  ", " \r ", "                 "};
    return seldom && pick(seldom) == 0 ? put(out, at, some[pick(5)]) : at;
}

/* The next key of a record, after `n` others. */
static size_t put_member(char *out, size_t at, const char *key, const char *value, unsigned n,
                         unsigned seldom)
{
    at = put_space(out, at, seldom);
    at = put(out, at, n ? "," : "");
    at = put_space(out, at, seldom);
    at = put(out, at, "\"");
    at = put(out, at, key);
    at = put(out, at, with_faults && pick(3000) == 0 ? "\\\"" : "\"");
    at = put_space(out, at, seldom);
    at = put(out, at, with_faults && pick(3000) == 0 ? "" : ":");
    at = put_space(out, at, seldom);
    return put(out, at, value);
}

/* Records as lines, or as an array. A key that comes late makes the order of the fields matter.
   Some texts have much white space, or the keys in any order. */
static size_t make_text(char *out, uint32_t seed, bool array)
{
    static const char *const keys[] = {"i", "f", "s", "b", "a", "o"};
    size_t at = 0;
    unsigned steady, seldom, moved;
    random_state = seed;
    steady = pick(6);
    seldom = pick(3) ? pick(200) : 4;
    moved = pick(3) ? 40 : 2;
    at = put(out, at, array ? " [\n" : "");
    for (unsigned i = 0, n = 30 + pick(200); i < n; i++) {
        char late[16], number[16];
        unsigned given = 0, first = pick(moved) ? 0 : pick(6);
        at = put(out, at, i && array ? "," : "");
        at = put(out, at, i && array && pick(9) == 0 ? "\n" : "");
        at = put(out, at, "{");
        for (unsigned k = 0; k < 6; k++) {
            const unsigned key = (k + first) % 6;
            if (key == steady || pick(12)) {
                at = put_member(out, at, keys[key], value_of(key), given++, seldom);
            }
        }
        if (given && pick(25) == 0) {
            snprintf(late, sizeof late, "k%u", pick(40));
            snprintf(number, sizeof number, "%u", i);
            at = put_member(out, at, late, number, given, seldom);
        }
        at = put_space(out, at, seldom);
        at = put(out, at, array ? "}" : pick(40) ? "}\n" : "} \n\n");
    }
    return put(out, at, array ? "]\n" : "");
}

static const infer_way ways[] = {
    {1, false, false, BEST, 0},          {100, false, false, BEST, 0},
    {1000, false, false, GRAMMAR, 0},    {333, true, false, BEST, 0},
    {57, true, false, PLAIN_FORMS, 0},   {200, false, true, FORMS, 0},
    {5000, false, true, PLAIN_FORMS, 0}, {40000, true, false, INDEX, 0},
    {1 << 20, false, false, BEST, 0},    {1 << 20, false, false, INDEX, 0},
    {700, false, true, NARROW_INDEX, 0}, {1 << 20, false, false, FORMS, 0},
};

START_TEST(all_ways_give_the_same)
{
    static const infer_way whole = {1 << 20, false, false, GRAMMAR, 0};
    char *text = calloc(1, MOST_TEXT + 64);
    unsigned good = 0;
    with_faults = true;
    for (uint32_t seed = 1; seed <= 25; seed++) {
        for (int form = 0; form < 4; form++) {
            const char *name = form & 1 ? "t.json" : "t.ndjson";
            size_t size = make_text(text, seed * 4 + (uint32_t)form, form & 1);
            char *expected = infer_observe(text, size, name, form & 2, &whole);
            good += strncmp(expected, name, strlen(name)) != 0;
            for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
                char *got = infer_observe(text, size, name, form & 2, &ways[i]);
                ck_assert_msg(strcmp(got, expected) == 0, "seed %u, way %zu: %s\nnot\n%s", seed, i,
                              got, expected);
                free(got);
            }
            free(expected);
        }
    }
    with_faults = false;
    ck_assert_uint_gt(good, 30);
    ck_assert_uint_lt(good, 100);
    free(text);
}
END_TEST

/* Lines with some of 30 keys each, in any order; `*expected` is their dtype: the keys in the order
   of their first appearance. */
static size_t make_unordered(char *out, char *expected, uint32_t seed)
{
    bool is_known[30] = {false};
    unsigned seen[30] = {0}, fields = 0;
    size_t at = 0, used = 0;
    random_state = seed;
    for (unsigned line = 1; line <= 400; line++) {
        at = put(out, at, "{");
        for (unsigned n = pick(5), first = 1; n > 0; n--) {
            unsigned key = pick(line < 200 ? 12 : 30);
            char word[32];
            if (seen[key] == line) {
                continue;
            }
            seen[key] = line;
            snprintf(word, sizeof word, "%s\"k%u\":%u", first ? "" : ",", key, pick(9));
            at = put(out, at, word);
            first = 0;
            if (!is_known[key]) {
                is_known[key] = true;
                snprintf(word, sizeof word, "%sk%u:i1?", fields++ ? ", " : "", key);
                used = put(expected, used, word);
            }
        }
        at = put(out, at, "}\n");
    }
    return at;
}

START_TEST(fields_have_the_order_of_their_first_appearance)
{
    char *text = calloc(1, MOST_TEXT), expected[1024];
    for (uint32_t seed = 1; seed <= 10; seed++) {
        size_t size = make_unordered(text, expected, seed);
        for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
            rc_error err = RC_ERROR_INIT;
            rc_inference *report = infer_read(text, size, "t.ndjson", false, &ways[i], &err);
            rc_dtype *dtype = rci_infer_decide(report, &infer_rules, &err);
            char *found;
            ck_assert_msg(dtype != NULL, "%s", err.message);
            found = rc_dtype_text(dtype, RC_NOTATION_COMPACT, &err);
            ck_assert_str_eq(found, expected);
            rc_text_free(found);
            rc_dtype_unref(dtype);
            rc_inference_free(report);
        }
    }
    free(text);
}
END_TEST

/* One string that is no date, one with another zone: in any part, the field is text. */
START_TEST(all_parts_decide_whether_a_field_is_a_date)
{
    static const struct {
        const char *odd, *dtype;
    } cases[] = {{"\"2024-02-30\"", "t:str"},
                 {"\"2024-02-03T04:05Z\"", "t:str"},
                 {"\"2024-02-03T04:05\"", "t:M8[m]"},
                 {"\"2024-02-03\"", "t:M8[h]"},
                 {"\"2024-02-03T04:05:06.5\"", "t:M8[ms]"},
                 {"null", "t:M8[h]?"}};
    char text[4096];
    for (size_t i = 0; i < 8 * sizeof cases / sizeof cases[0]; i++) {
        size_t at = 0, odd = i / 8 * 16 + i % 7;
        for (size_t line = 0; line < 100; line++) {
            const char *value = line == odd ? cases[i % 6].odd : "\"2024-02-03T04\"";
            at = put(text, at, "{\"t\":");
            at = put(text, put(text, at, value), "}\n");
        }
        for (size_t k = 0; k < sizeof ways / sizeof ways[0]; k++) {
            rc_error err = RC_ERROR_INIT;
            rc_inference *report = infer_read(text, at, "t.ndjson", true, &ways[k], &err);
            rc_dtype *dtype = rci_infer_decide(report, &infer_rules, &err);
            char *found = rc_dtype_text(dtype, RC_NOTATION_COMPACT, &err);
            ck_assert_str_eq(found, cases[i % 6].dtype);
            rc_text_free(found);
            rc_dtype_unref(dtype);
            rc_inference_free(report);
        }
    }
}
END_TEST

/* ------------------------------------------------------------------- places */

static const struct {
    const char *text;
    const char *name;
    const char *line; /* the error in full */
} error_cases[] = {
    {"{\"a\":1}\n{\"a\":\"x\"}\n", "t.ndjson",
     "t.ndjson:2:6: field \"a\": a number and a string: no type holds both; make them one kind in "
     "the input, or leave the field out (the first is at t.ndjson:1:6)"},
    {"\n [\n{\"a\":[1,2]},\n {\"a\":[1]}]", "t.json",
     "t.json:4:7: field \"a\": arrays of 1 to 2 elements: a field holds arrays of one length; make "
     "them so in the input, or leave the field out (the first is at t.json:3:6)"},
    {"{\"a\":1}\n{\"a\":1,\"a\":2}\n", "t.ndjson",
     "t.ndjson:2:8: field \"a\": the record gives it twice"},
    {"{\"a\":01}\n", "t.ndjson", "t.ndjson:1:7: found '1', expected a JSON number"},
    {"{\"a\":1}\n{\"a\":tru}\n", "t.ndjson",
     "t.ndjson:2:9: found '}', expected true, false or null"},
    {"[{\"a\":1}", "t.json",
     "t.json:1:9: the text ends where ',' or ']' after a record is expected"},
    {"", "t.ndjson", "there are no records, from which a dtype could be found"},
    {"null\n", "t.ndjson",
     "t.ndjson:1:1: a record that is null: only fields can be null; remove it from the input"},
    {"{\"a\":[1,null]}\n", "t.ndjson",
     "t.ndjson:1:9: field \"a[]\": null in an array: only fields can be null; leave the field out"},
};

START_TEST(errors_have_places)
{
    rc_error err = RC_ERROR_INIT;
    rc_inference *report = (rc_inference *)&err;
    char line[1024];
    const char *text = error_cases[_i].text;
    rc_dtype *dtype =
        rc_infer_memory(text, strlen(text), error_cases[_i].name, NULL, NULL, &report, &err);
    ck_assert(dtype == NULL);
    rc_error_print(&err, line, sizeof line);
    ck_assert_msg(strncmp(line, error_cases[_i].line, 40) == 0, "%s", line);
    rc_inference_free(report);
}
END_TEST

/* ------------------------------------------------------------------ threads */

static char *infer_with(const char *text, size_t size, const char *name, unsigned threads)
{
    rc_read_options read = RC_READ_OPTIONS_INIT;
    rc_inference *report = NULL;
    rc_error err = RC_ERROR_INIT;
    char *all, *line = malloc(1024);
    read.threads = threads;
    rc_dtype_unref(rc_infer_memory(text, size, name, &read, NULL, &report, &err));
    all = report ? infer_everything(report) : NULL;
    rc_error_print(&err, line, 1024);
    rc_inference_free(report);
    if (all) {
        free(line);
        return all;
    }
    return line;
}

START_TEST(threads_do_not_matter)
{
    enum { COPIES = 60 };
    char *one = calloc(1, MOST_TEXT + 64), *text = malloc((size_t)COPIES * MOST_TEXT);
    for (int array = 0; array < 2; array++) {
        const char *name = array ? "t.json" : "t.ndjson";
        size_t at = array ? put(text, 0, "[") : 0;
        char *expected;
        for (uint32_t i = 0; i < COPIES; i++) {
            size_t n = make_text(one, 1000 + i, array);
            if (array) {
                one[n - 2] = i + 1 < COPIES ? ',' : ']';
                memcpy(text + at, one + 2, n - 2);
                at += n - 2;
            } else {
                memcpy(text + at, one, n);
                at += n;
            }
        }
        expected = infer_with(text, at, name, 1);
        rci_stream_pump_set_processors(7);
        for (int i = 0; i < 4; i++) {
            static const unsigned counts[] = {2, 7, 2, 7};
            char *got = infer_with(text, at, name, counts[i]);
            ck_assert_str_eq(got, expected);
            free(got);
        }
        rci_stream_pump_set_processors(0);
        ck_assert(strlen(expected) > 1000);
        free(expected);
    }
    free(text);
    free(one);
}
END_TEST

/* ------------------------------------------------------------------ samples */

START_TEST(a_sample_is_the_first_records)
{
    static const char text[] = "{\"a\":1}\n{\"a\":300}\n{\"a\":\"x\"}\n{\"a\":";
    static const struct {
        uint64_t sample;
        const char *dtype;
    } samples[] = {{1, "a:i1"}, {2, "a:i2"}, {3, NULL}};
    for (int i = 0; i < 3; i++) {
        rc_infer_options options = RC_INFER_OPTIONS_INIT;
        rc_inference *report = NULL;
        rc_error err = RC_ERROR_INIT;
        rc_dtype *dtype;
        char *shown;
        options.sample = samples[i].sample;
        dtype = rc_infer_memory(text, strlen(text), "t.ndjson", NULL, &options, &report, &err);
        shown = dtype ? rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL) : NULL;
        ck_assert_uint_eq(rc_inference_records(report), samples[i].sample);
        ck_assert_pstr_eq(shown, samples[i].dtype);
        rc_text_free(shown);
        rc_dtype_unref(dtype);
        rc_inference_free(report);
    }
}
END_TEST

static const struct {
    size_t size; /* of the options */
    int dates;
    int text;
    const char *name;
    const char *says;
} option_cases[] = {
    {sizeof(rc_infer_options), 2, 0, "t.json", "option \"dates\" has the unknown value 2"},
    {sizeof(rc_infer_options), -1, 0, "t.json", "option \"dates\" has the unknown value -1"},
    {sizeof(rc_infer_options), 0, 2, "t.json", "option \"text\" has the unknown value 2"},
    {3, 0, 0, "t.json", "rc_infer_options has a size of 3 bytes"},
    {sizeof(rc_infer_options), 0, 0, "t.npy", "the format npy has a dtype of its own"},
};

START_TEST(options_are_checked)
{
    rc_infer_options options = RC_INFER_OPTIONS_INIT;
    rc_inference *report = NULL;
    rc_error err = RC_ERROR_INIT;
    options.size = option_cases[_i].size;
    options.dates = option_cases[_i].dates;
    options.text = (rc_infer_text)option_cases[_i].text;
    ck_assert(!rc_infer_memory("[{}]", 4, option_cases[_i].name, NULL, &options, &report, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_msg(strstr(err.message, option_cases[_i].says), "%s", err.message);
    ck_assert(report == NULL);
}
END_TEST

/* ------------------------------------------------------------------- memory */

typedef struct memory_case {
    const char *text;
    size_t size;
} memory_case;

/* Everything that a program does, up to the first failure. */
static rc_status infer_all(void *context)
{
    const memory_case *with = context;
    rc_read_options read = RC_READ_OPTIONS_INIT;
    rc_inference *report = NULL;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype;
    char *text;
    read.threads = 1;
    dtype = rc_infer_memory(with->text, with->size, "t.ndjson", &read, NULL, &report, &err);
    text = dtype ? rc_inference_text(report, &err) : NULL;
    rc_text_free(text);
    rc_dtype_unref(dtype);
    rc_inference_free(report);
    ck_assert_int_eq(text ? RC_OK : err.status, text ? RC_OK : RC_ENOMEM);
    return err.status;
}

START_TEST(each_allocation_may_fail)
{
    char text[4096];
    size_t at = put(text, 0, "{\"s\":\"a\\nb\",\"o\":{\"x\":[1,2.5],\"q\\\"\":null}}\n");
    memory_case with;
    for (int i = 0; i < 20; i++) { /* many fields: a table, and some in more than one object */
        char line[160];
        snprintf(line, sizeof line, "{\"s\":\"x\",\"k%d\":{\"v\":%d},\"l%d\":true}\n", i, i, i);
        at = put(text, at, line);
    }
    with = (memory_case){text, at};
    faulty_alloc_each(infer_all, &with);
}
END_TEST

/* The last record ends inside of a long key that those before it have: no byte after the text but
   the zeros that follow it is read, with and without vector code. */
START_TEST(text_ends_inside_of_a_long_key)
{
    enum { KEY = 3000, RECORDS = 20 };
    char key[KEY + 1], *text = malloc((RECORDS + 1) * (KEY + 32));
    size_t length = 0, whole = 0;
    memset(key, 'k', KEY);
    key[KEY] = '\0';
    for (int i = 0; i <= RECORDS; i++) {
        whole = length;
        length += (size_t)sprintf(text + length, "{\"a\":1,\"%s\":2}\n", key);
    }
    guarded_alloc_start((size_t)1 << 24);
    for (size_t cut = 1; cut < length - whole - 1; cut += cut < 200 ? 1 : 61) {
        const infer_way vector = {1 << 20, false, false, BEST, 0},
                        plain = {1 << 20, false, false, PLAIN_FORMS, 0};
        char *expected = infer_observe(text, whole + cut, "text", false, &vector);
        char *found = infer_observe(text, whole + cut, "text", false, &plain);
        ck_assert_str_eq(found, expected);
        ck_assert_ptr_nonnull(strstr(found, "text:21:"));
        free(expected);
        free(found);
    }
    guarded_alloc_stop();
    free(text);
}
END_TEST

Suite *suite_infer_json(void)
{
    Suite *suite = suite_create("infer_json");
    TCase *tcase = tcase_create("infer_json"), *threads = tcase_create("threads");
    tcase_add_test(tcase, all_ways_give_the_same);
    tcase_add_test(tcase, fields_have_the_order_of_their_first_appearance);
    tcase_add_test(tcase, all_parts_decide_whether_a_field_is_a_date);
    tcase_add_loop_test(tcase, errors_have_places, 0, sizeof error_cases / sizeof error_cases[0]);
    tcase_add_test(tcase, text_ends_inside_of_a_long_key);
    tcase_add_test(tcase, each_allocation_may_fail);
    tcase_add_test(tcase, a_sample_is_the_first_records);
    tcase_add_loop_test(tcase, options_are_checked, 0,
                        sizeof option_cases / sizeof option_cases[0]);
    suite_add_tcase(suite, tcase);
    tcase_set_tags(threads, "threads");
    tcase_add_test(threads, threads_do_not_matter);
    suite_add_tcase(suite, threads);
    return suite;
}

runner_suite_fn *const runner_suites[] = {suite_infer, suite_infer_json, suite_infer_observe,
                                          suite_infer_skip, NULL};
