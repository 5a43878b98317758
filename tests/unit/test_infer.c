/* Observing values, merging what was observed, and the dtypes that follow. */
#include "test_infer.h"

#include "infer/decide.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------- cases
 *
 * A case is the values of one field `v` of successive records, each a word: null, true, an integer,
 * a number with a point, a string after a quote, [N for an array of N integers, { for an object
 * without fields, - for no value.
 */
static const struct {
    const char *values;
    const char *dtype; /* NULL: a conflict */
    const char *says;  /* of the conflict */
} cases[] = {
    {"true", "v:bool", NULL},
    {"null", "v:bool?", NULL},
    {"true -", "v:bool?", NULL},
    {"0", "v:i1", NULL},
    {"127", "v:i1", NULL},
    {"-128", "v:i1", NULL},
    {"128", "v:i2", NULL},
    {"-129", "v:i2", NULL},
    {"32767 -32768", "v:i2", NULL},
    {"32768", "v:i4", NULL},
    {"-32769", "v:i4", NULL},
    {"2147483647 -2147483648", "v:i4", NULL},
    {"2147483648", "v:i8", NULL},
    {"-2147483649", "v:i8", NULL},
    {"9223372036854775807 -9223372036854775808", "v:i8", NULL},
    {"9223372036854775808", "v:u8", NULL},
    {"18446744073709551615 0", "v:u8", NULL},
    {"18446744073709551615 -1", NULL, "integers from -1 to 18446744073709551615"},
    {"-1 18446744073709551615", NULL, "integers from -1 to 18446744073709551615"},
    {"18446744073709551616", NULL, "more than 64 bits"},
    {"1.5 18446744073709551616", NULL, "more than 64 bits"},
    {"1.5", "v:f8", NULL},
    {"1 1.5", "v:f8", NULL},
    {"1.5 null", "v:f8?", NULL},
    {"9007199254740992 1.5", "v:f8", NULL},
    {"9007199254740993 1.5", NULL, "does not hold exactly"},
    {"1.5 -9007199254740993", NULL, "does not hold exactly"},
    {"9007199254740994 1.5", "v:f8", NULL},
    {"9007199254740993", "v:i8", NULL},
    {"9223372036854775808 0.5", "v:f8", NULL},
    {"9223372036854775809 0.5", NULL, "does not hold exactly"},
    {"huge", NULL, "out of the range of float64"},
    {"'", "v:str", NULL},
    {"'abc 'x", "v:str", NULL},
    {"'007", "v:str", NULL},
    {"1 'a", NULL, "a number and a string"},
    {"'a 1.5", NULL, "a string and a number"},
    {"true 1", NULL, "a bool and a number"},
    {"[2 'a", NULL, "an array and a string"},
    {"{ [2", NULL, "an object and an array"},
    {"{", "v:{}", NULL},
    {"{ null", "v:{}?", NULL},
    {"[3 [3", "v:3i1", NULL},
    {"[1", "v:(1,)i1", NULL},
    {"[0", "v:0bool", NULL},
    {"[3 [2", NULL, "arrays of 2 to 3 elements"},
    {"[0 [2", NULL, "arrays of 0 to 2 elements"},
    {"[3 -", "v:3i1?", NULL},
    {"", "{}", NULL},
};

static uint64_t clock_of_places;

static void see(rci_infer_state *state, rci_infer_node *node, const char *word)
{
    const uint64_t at = clock_of_places++;
    char *end;
    rci_infer_note(node, RCI_INFER_FIRST, at);
    if (strcmp(word, "null") == 0) {
        rci_infer_see_null(node, at);
    } else if (strcmp(word, "true") == 0) {
        rci_infer_see_bool(node, at);
    } else if (strcmp(word, "huge") == 0) {
        rci_infer_see_float(node, 0, false, at);
    } else if (word[0] == '\'') {
        rci_infer_see_text(node, word + 1, strlen(word + 1), at);
    } else if (word[0] == '{') {
        rci_infer_see_object(node, at);
    } else if (word[0] == '[') {
        size_t n = (size_t)atoi(word + 1);
        for (size_t i = 0; i < n; i++) {
            see(state, rci_infer_element(state, node, NULL), "1");
        }
        rci_infer_see_array(node, n, at);
    } else if (strchr(word, '.')) {
        rci_infer_see_float(node, strtod(word, NULL), true, at);
    } else if (word[0] == '-' || strlen(word) < 19) {
        rci_infer_see_integer(node, strtoll(word, &end, 10), at);
    } else if (strlen(word) == 20 && strcmp(word, "18446744073709551615") > 0) {
        rci_infer_see_beyond(node, at);
    } else if (strtoull(word, NULL, 10) > INT64_MAX) {
        rci_infer_see_large(node, strtoull(word, NULL, 10), at);
    } else {
        rci_infer_see_integer(node, strtoll(word, &end, 10), at);
    }
}

static rc_inference *report_new(bool dates)
{
    rc_error err = RC_ERROR_INIT;
    rc_inference *report = rci_infer_report_new(dates, &err);
    ck_assert(report != NULL);
    ck_assert_int_eq(rci_infer_report_add_source(report, "in", "ndjson", &err), RC_OK);
    return report;
}

/* Records with the field `v`, which are the words. */
static void see_records(rci_infer_state *state, const char *values)
{
    char copy[256], *save = NULL;
    snprintf(copy, sizeof copy, "%s", values);
    if (!values[0]) {
        rci_infer_see_object(state->root, clock_of_places++);
    }
    for (char *word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
        size_t near = 0;
        rci_infer_see_object(state->root, clock_of_places++);
        if (strcmp(word, "-") != 0) {
            see(state, rci_infer_child(state, state->root, &near, "v", 1, NULL), word);
        }
    }
}

/* The dtype as text, for rc_text_free; NULL after a conflict. */
static char *decide_text(rc_inference *report, const rci_infer_rules *rules, rc_error *err)
{
    rc_dtype *dtype = rci_infer_decide(report, rules, err);
    char *text = dtype ? rc_dtype_text(dtype, RC_NOTATION_COMPACT, NULL) : NULL;
    rc_dtype_unref(dtype);
    return text;
}

START_TEST(values_have_types)
{
    const rci_infer_rules rules = {RC_INFER_STR, RC_MISSING_ERROR, RC_NULLS_ERROR};
    rc_error err = RC_ERROR_INIT;
    rc_inference *report = report_new(false);
    char *text;
    see_records(&report->state, cases[_i].values);
    text = decide_text(report, &rules, &err);
    if (cases[_i].dtype) {
        ck_assert_msg(text && strcmp(text, cases[_i].dtype) == 0, "%s: %s %s", cases[_i].values,
                      text ? text : "", err.message);
    } else {
        ck_assert_msg(!text && strstr(err.message, cases[_i].says), "%s: %s %s", cases[_i].values,
                      text ? text : "", err.message);
        ck_assert_int_eq(err.status, RC_ETYPE);
        ck_assert_str_eq(err.field, "v");
        ck_assert_str_eq(err.source, "in");
    }
    rc_text_free(text);
    rc_inference_free(report);
}
END_TEST

static const struct {
    const char *values;
    rci_infer_rules rules;
    const char *dtype;
} rule_cases[] = {
    {"'abc 'x", {RC_INFER_BYTES, RC_MISSING_ERROR, RC_NULLS_ERROR}, "v:S3"},
    {"'", {RC_INFER_BYTES, RC_MISSING_ERROR, RC_NULLS_ERROR}, "v:S1"},
    {"1 -", {RC_INFER_STR, RC_MISSING_ZERO, RC_NULLS_ERROR}, "v:i1"},
    {"1 -", {RC_INFER_STR, RC_MISSING_NULL, RC_NULLS_ERROR}, "v:i1?"},
    {"1 null", {RC_INFER_STR, RC_MISSING_ZERO, RC_NULLS_ERROR}, "v:i1?"},
    {"1 null", {RC_INFER_STR, RC_MISSING_ERROR, RC_NULLS_ZERO}, "v:i1"},
    {"1 null", {RC_INFER_STR, RC_MISSING_ERROR, RC_NULLS_NAN}, "v:i1?"},
    {"1.5 null", {RC_INFER_STR, RC_MISSING_ERROR, RC_NULLS_NAN}, "v:f8"},
    {"1.5 null -", {RC_INFER_STR, RC_MISSING_ERROR, RC_NULLS_NAN}, "v:f8?"},
};

START_TEST(rules_change_types)
{
    rc_error err = RC_ERROR_INIT;
    rc_inference *report = report_new(false);
    char *text;
    see_records(&report->state, rule_cases[_i].values);
    text = decide_text(report, &rule_cases[_i].rules, &err);
    ck_assert_str_eq(text, rule_cases[_i].dtype);
    rc_text_free(text);
    rc_inference_free(report);
}
END_TEST

/* ------------------------------------------------------------------- dates */

static const struct {
    const char *values;
    const char *dtype;
} date_cases[] = {
    {"'2020-01-31", "v:M8[D]"},
    {"'2020-01", "v:M8[M]"},
    {"'2020", "v:str"},
    {"'2020 '2020-01-31", "v:str"},
    {"'2020-01-31T10", "v:M8[h]"},
    {"'2020-01-31T10:30", "v:M8[m]"},
    {"'2020-01-31T10:30:01", "v:M8[s]"},
    {"'2020-01-31T10:30:01.5", "v:M8[ms]"},
    {"'2020-01-31T10:30:01.123456", "v:M8[us]"},
    {"'2020-01-31T10:30:01.123456789", "v:M8[ns]"},
    {"'2020-01-31 '2020-01-31T10:30", "v:M8[m]"},
    {"'2020-01-31 null", "v:M8[D]?"},
    {"'2020-01-31 'NaT", "v:str"},
    {"'2020-02-31", "v:str"},
    {"'2020-01-31 '", "v:str"},
    {"'2020-01-31T10:00Z", "v:M8[m]"},
    {"'2020-01-31T10+05:30", "v:M8[m]"},
    {"'2020-01-31T10:00Z '2020-01-31T10:00", "v:str"},
    {"'2020-01-31T10:00Z '2020-01-31", "v:M8[m]"},
    {"'1000-01-01 '2020-01-31T10:30:01.123456789", NULL},
    {"'2020-01-31T10:30:01.123456789 '3000-01-01", NULL},
};

START_TEST(strings_are_dates)
{
    const rci_infer_rules rules = {RC_INFER_STR, RC_MISSING_ERROR, RC_NULLS_ERROR};
    rc_error err = RC_ERROR_INIT;
    rc_inference *report = report_new(true);
    char *text;
    see_records(&report->state, date_cases[_i].values);
    text = decide_text(report, &rules, &err);
    if (date_cases[_i].dtype) {
        ck_assert_msg(text && strcmp(text, date_cases[_i].dtype) == 0, "%s: %s",
                      date_cases[_i].values, text ? text : err.message);
    } else {
        ck_assert(!text && strstr(err.message, "out of the range"));
    }
    rc_text_free(text);
    rc_inference_free(report);
}
END_TEST

/* ----------------------------------------------------------------- merging */

static void append(char **text, size_t *length, const char *format, ...) RC_PRINTF(3, 4);

static void append(char **text, size_t *length, const char *format, ...)
{
    char line[1024];
    va_list args;
    size_t n;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    n = strlen(line);
    *text = realloc(*text, *length + n + 1);
    memcpy(*text + *length, line, n + 1);
    *length += n;
}

static double number_of(const rc_value *value)
{
    return value->type == RC_VALUE_INT    ? (double)value->as.i
           : value->type == RC_VALUE_UINT ? (double)value->as.u
           : value->type == RC_VALUE_NULL ? -0.5
                                          : value->as.f;
}

char *infer_everything(const rc_inference *report)
{
    char *all = NULL, *text = rc_inference_text(report, NULL);
    size_t length = 0;
    append(&all, &length, "%" PRIu64 " records\n", rc_inference_records(report));
    for (size_t i = 0; i < rc_inference_count(report); i++) {
        const rc_inferred_field *f = rc_inference_field(report, i);
        char *dtype = f->dtype ? rc_dtype_text(f->dtype, RC_NOTATION_COMPACT, NULL) : NULL;
        append(&all, &length, "%s %u %.200s %d %s %s:%" PRIu64 ":%" PRIu64 ":%" PRIu64, f->path,
               f->depth, dtype ? dtype : "-", f->nullable, f->conflict ? f->conflict : "",
               f->first.source ? f->first.source : "", f->first.line, f->first.column,
               f->first.byte);
        append(&all, &length, " %" PRIu64 ":%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64,
               f->second.line, f->second.byte, f->possible, f->values, f->nulls);
        append(&all, &length, " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64, f->bools,
               f->numbers, f->strings, f->arrays, f->objects);
        append(&all, &length, " %d %.17g %.17g %zu %zu %zu\n", (int)f->least.type,
               number_of(&f->least), number_of(&f->greatest), f->longest, f->shortest_array,
               f->longest_array);
        rc_text_free(dtype);
    }
    append(&all, &length, "%.900s", text ? text : "");
    rc_text_free(text);
    return all;
}

static uint32_t random_state;

static unsigned pick(unsigned n)
{
    random_state = random_state * 1664525 + 1013904223;
    return random_state / 65536 % n;
}

/* A random value. */
static void see_random(rci_infer_state *state, rci_infer_node *node, unsigned depth)
{
    static const char *const words[] = {"null",
                                        "true",
                                        "1",
                                        "300",
                                        "-70000",
                                        "1.5",
                                        "'a",
                                        "'abcdef",
                                        "'2020-01-31",
                                        "[2",
                                        "[3",
                                        "{",
                                        "1",
                                        "1",
                                        "2",
                                        "2.25",
                                        "'",
                                        "9007199254740993",
                                        "18446744073709551615",
                                        "18446744073709551616",
                                        "'2020-01-31T10:00",
                                        "'2020-01-31T10Z"};
    const uint64_t at = clock_of_places++;
    static const char names[] = "abcdefghijklmnopqrstuvwxyz";
    unsigned n = pick(6);
    size_t near = 0;
    if (depth == 0 || (depth < 3 && pick(5) == 0)) {
        rci_infer_note(node, RCI_INFER_FIRST, at);
        for (unsigned i = 0; i < n; i++) { /* names rise: none twice */
            unsigned name = i * 4 + pick(4);
            see_random(state, rci_infer_child(state, node, &near, names + name, 1, NULL),
                       depth + 1);
        }
        rci_infer_see_object(node, at);
        return;
    }
    /* the same kind most often, by the name */
    see(state, node, pick(20) ? words[(unsigned char)node->name[0] % 20] : words[pick(22)]);
}

static void locate(void *context, rci_infer_place *place)
{
    const uint64_t *base = context;
    place->byte += *base;
    place->line = place->byte / 10 + 1;
    place->column = place->byte % 10 + 1;
    place->file = 0;
}

enum { RECORDS = 60 };

/* The report of records from a seed, in parts with the sizes that another seed gives. Nodes of a
   part are used for the next one if `keep`. */
static char *observe_in_parts(uint32_t seed, unsigned most, bool keep)
{
    const rci_infer_rules rules = {RC_INFER_STR, RC_MISSING_ERROR, RC_NULLS_ERROR};
    rc_inference *report = report_new(true);
    rc_error err = RC_ERROR_INIT;
    rci_infer_state part;
    uint64_t base = 0;
    unsigned size = 0, split = seed ^ 77;
    char *text;
    random_state = seed;
    clock_of_places = 0;
    ck_assert_int_eq(rci_infer_init(&part, rc_get_allocator(), true, &err), RC_OK);
    for (unsigned i = 0; i < RECORDS; i++) {
        if (size == 0) {
            split = split * 1103515245 + 12345;
            size = 1 + split / 65536 % most;
            base += clock_of_places;
            clock_of_places = 0;
        }
        rci_infer_note(part.root, RCI_INFER_FIRST, clock_of_places);
        see_random(&part, part.root, 0);
        size--;
        if (size == 0 || i + 1 == RECORDS) {
            ck_assert_int_eq(rci_infer_merge(&report->state, &part, locate, &base, &err), RC_OK);
            rci_infer_clear(&part);
            if (!keep) {
                rci_infer_release(&part);
                ck_assert_int_eq(rci_infer_init(&part, rc_get_allocator(), true, &err), RC_OK);
            }
        }
    }
    rci_infer_release(&part);
    rc_dtype_unref(rci_infer_decide(report, &rules, NULL));
    text = infer_everything(report);
    rc_inference_free(report);
    return text;
}

START_TEST(parts_give_the_same_as_the_whole)
{
    for (uint32_t seed = 1; seed <= 60; seed++) {
        char *whole = observe_in_parts(seed, 1000, false);
        for (unsigned most = 1; most <= 30; most += 7) {
            for (int keep = 0; keep < 2; keep++) {
                char *parts = observe_in_parts(seed, most, keep);
                ck_assert_str_eq(parts, whole);
                free(parts);
            }
        }
        free(whole);
    }
}
END_TEST

/* ------------------------------------------------------------------ limits */

START_TEST(many_fields_are_found)
{
    rci_infer_state state;
    rci_infer_node *nodes[300];
    char name[16];
    size_t near = 0;
    ck_assert_int_eq(rci_infer_init(&state, rc_get_allocator(), false, NULL), RC_OK);
    for (int i = 0; i < 300; i++) {
        int n = snprintf(name, sizeof name, "k%d", i * 7919 % 300);
        nodes[i * 7919 % 300] = rci_infer_child(&state, state.root, &near, name, (size_t)n, NULL);
        ck_assert_uint_eq(near, (size_t)i + 1);
    }
    ck_assert_uint_eq(state.root->nchildren, 300);
    for (int i = 0; i < 300; i++) {
        int n = snprintf(name, sizeof name, "k%d", i);
        near = (size_t)(i * 31 % 310);
        ck_assert_ptr_eq(rci_infer_child(&state, state.root, &near, name, (size_t)n, NULL),
                         nodes[i]);
        ck_assert_uint_eq(near, nodes[i]->index + 1);
    }
    ck_assert_uint_eq(state.root->nchildren, 300);
    rci_infer_release(&state);
}
END_TEST

START_TEST(names_that_are_not_fields_are_conflicts)
{
    const rci_infer_rules rules = {RC_INFER_STR, RC_MISSING_ERROR, RC_NULLS_ERROR};
    static const char *const names[] = {"", "a\0b"};
    rc_error err = RC_ERROR_INIT;
    for (size_t i = 0; i < 2; i++) {
        rc_inference *report = report_new(false);
        size_t near = 0;
        rci_infer_see_object(report->state.root, 0);
        see(&report->state,
            rci_infer_child(&report->state, report->state.root, &near, names[i], 3 * i, NULL), "1");
        rc_error_clear(&err);
        ck_assert(!decide_text(report, &rules, &err));
        ck_assert(strstr(err.message, "cannot be the name of a field"));
        rc_inference_free(report);
    }
}
END_TEST

Suite *suite_infer(void)
{
    Suite *suite = suite_create("infer");
    TCase *tcase = tcase_create("infer");
    tcase_add_loop_test(tcase, values_have_types, 0, sizeof cases / sizeof cases[0]);
    tcase_add_loop_test(tcase, rules_change_types, 0, sizeof rule_cases / sizeof rule_cases[0]);
    tcase_add_loop_test(tcase, strings_are_dates, 0, sizeof date_cases / sizeof date_cases[0]);
    tcase_add_test(tcase, parts_give_the_same_as_the_whole);
    tcase_add_test(tcase, many_fields_are_found);
    tcase_add_test(tcase, names_that_are_not_fields_are_conflicts);
    suite_add_tcase(suite, tcase);
    return suite;
}
