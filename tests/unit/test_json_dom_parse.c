/* rc_json_parse: what it takes, what it refuses, and where it says the fault is. */
#include "test_json_dom.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ accepted */

START_TEST(text_becomes_the_value_it_says)
{
    static const struct {
        const char *text, *dumped; /* as jansson writes it */
    } cases[] = {
        {"null", "null"},
        {"true", "true"},
        {" \t\r\n false \n", "false"},
        {"0", "0"},
        {"-0", "0"},
        {"-9223372036854775808", "-9223372036854775808"},
        {"9223372036854775807", "9223372036854775807"},
        {"1.0", "1.0"},
        {"-0.0", "-0.0"},
        {"1E2", "100.0"},
        {"1.7976931348623157e308", "1.7976931348623157e308"},
        {"5e-324", "4.9406564584124654e-324"},
        {"0e-9999", "0.0"},
        {"\"\"", "\"\""},
        {"\"\\u0041\\n\\/\\\"\\\\\\b\\f\\r\\t\"", "\"A\\n/\\\"\\\\\\b\\f\\r\\t\""},
        {"\"\\ud834\\udd1e \xE2\x82\xAC\"", "\"\xF0\x9D\x84\x9E \xE2\x82\xAC\""},
        {"[]", "[]"},
        {"{}", "{}"},
        {"[1,[2,[]],{}]", "[1,[2,[]],{}]"},
        {"{ \"b\" : 1 , \"a\" : { \"b\" : [ ] } , \"\" : null }",
         "{\"b\":1,\"a\":{\"b\":[]},\"\":null}"},
        {"{\"\\u0061\\u0062\":\"\\u0063\",\"d\":\"e\"}", "{\"ab\":\"c\",\"d\":\"e\"}"},
    };
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *value = dom_json(cases[i].text);
        char *dumped = dom_text(value);
        ck_assert_str_eq(dumped, cases[i].dumped);
        free(dumped);
        json_decref(value);
    }
}
END_TEST

START_TEST(doubles_are_the_nearest_to_the_text)
{
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        {"0.1", 0.1},
        {"123456789012345678901234567890.5", 123456789012345678901234567890.5},
        {"9007199254740993.0", 9007199254740992.0},
        {"2.2250738585072011e-308", 2.2250738585072011e-308},
        {"1e23", 1e23},
    };
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *value = dom_json(cases[i].text);
        double found = json_real_value(value);
        ck_assert(json_is_real(value));
        ck_assert_mem_eq(&found, &cases[i].value, sizeof found);
        json_decref(value);
    }
}
END_TEST

START_TEST(keys_and_strings_may_hold_nul)
{
    json_t *value = dom_json("{\"a\\u0000b\":\"\\u0000\",\"a\":\"x\\u0000\"}");
    json_t *member = json_object_getn(value, "a\0b", 3);
    ck_assert_uint_eq(json_object_size(value), 2);
    ck_assert_uint_eq(json_string_length(member), 1);
    ck_assert_mem_eq(json_string_value(member), "\0", 2);
    member = json_object_getn(value, "a", 1);
    ck_assert_uint_eq(json_string_length(member), 2);
    ck_assert_mem_eq(json_string_value(member), "x\0", 3);
    json_decref(value);
}
END_TEST

START_TEST(of_duplicates_the_last_stays_when_asked)
{
    static const char text[] = "{\"a\":[1,{\"b\":2}],\"c\":3,\"\\u0061\":{\"d\":4}}";
    rc_error err = RC_ERROR_INIT;
    json_t *value = rc_json_parse(text, strlen(text), RC_JSON_LAST_OF_DUPLICATES, &err);
    json_t *expected = dom_json("{\"a\":{\"d\":4},\"c\":3}");
    ck_assert_ptr_nonnull(value);
    dom_expect_json(value, expected, text);
    json_decref(value);
    json_decref(expected);
}
END_TEST

/* -------------------------------------------------------------------- refused */

typedef struct refusal {
    const char *text;
    rc_status status;
    unsigned byte, line, column;
    const char *words;
} refusal;

static const refusal refusals[] = {
    {"", RC_ESYNTAX, 0, 1, 1, "the text ends"},
    {" \n ", RC_ESYNTAX, 3, 2, 2, "the text ends"},
    {"\xEF\xBB\xBF{}", RC_ESYNTAX, 0, 1, 1, "byte order mark"},
    {"[1,\n 2,\n]", RC_ESYNTAX, 8, 3, 1, "expected a value"},
    {"{\"a\":1,}", RC_ESYNTAX, 7, 1, 8, "a key in quotes"},
    {"{\"a\" 1}", RC_ESYNTAX, 5, 1, 6, "':'"},
    {"{a:1}", RC_ESYNTAX, 1, 1, 2, "a key in quotes"},
    {"[1 2]", RC_ESYNTAX, 3, 1, 4, "','"},
    {"[1}", RC_ESYNTAX, 2, 1, 3, "','"},
    {"[1", RC_ESYNTAX, 2, 1, 3, "the text ends"},
    {"{\"a\":", RC_ESYNTAX, 5, 1, 6, "the text ends"},
    {"1 2", RC_ESYNTAX, 2, 1, 3, "the end of the text"},
    {"{}\n\n]", RC_ESYNTAX, 4, 3, 1, "the end of the text"},
    {"nul", RC_ESYNTAX, 3, 1, 4, "the text ends"},
    {"nulx", RC_ESYNTAX, 3, 1, 4, "true, false or null"},
    {"True", RC_ESYNTAX, 0, 1, 1, "a value"},
    {"NaN", RC_ESYNTAX, 0, 1, 1, "a value"},
    {"01", RC_ESYNTAX, 1, 1, 2, NULL},
    {"[-]", RC_ESYNTAX, 2, 1, 3, "a JSON number"},
    {"[1.]", RC_ESYNTAX, 3, 1, 4, "a JSON number"},
    {"[+1]", RC_ESYNTAX, 1, 1, 2, "a value"},
    {"'a'", RC_ESYNTAX, 0, 1, 1, "a value"},
    {"\"a", RC_ESYNTAX, 2, 1, 3, "the text ends"},
    {"\"a\nb\"", RC_ESYNTAX, 2, 1, 3, "control byte"},
    {"\"\\x\"", RC_ESYNTAX, 2, 1, 3, "after a backslash"},
    {"\"\\u12g4\"", RC_ESYNTAX, 5, 1, 6, "hexadecimal"},
    {"\"\\ud800\"", RC_ESYNTAX, 7, 1, 8, "surrogate"},
    {"\"\\udc00\"", RC_ESYNTAX, 1, 1, 2, "surrogate"},
    {"\"\xC3\xA4\xC3(\"", RC_ESYNTAX, 3, 1, 4, "UTF-8"},
    {"\"\xED\xA0\x80\"", RC_ESYNTAX, 1, 1, 2, "UTF-8"},
    {"[\"\xC3\xA4\", x]", RC_ESYNTAX, 7, 1, 8, "a value"}, /* columns are bytes */
    {"/* */ 1", RC_ESYNTAX, 0, 1, 1, "a value"},
    {"{\"a\":1,\n  \"a\":2}", RC_EDUPLICATE, 10, 2, 3, "\"a\" is given twice"},
    {"[{\"\\u0000\":1,\"\\u0000\":2}]", RC_EDUPLICATE, 13, 1, 14, "\"\\x00\""},
    {"9223372036854775808", RC_ERANGE, 0, 1, 1, "does not fit int64"},
    {"[\n-9223372036854775809]", RC_ERANGE, 2, 2, 1, "does not fit int64"},
    {"18446744073709551615", RC_ERANGE, 0, 1, 1, "does not fit int64"},
    {"[1e309]", RC_ERANGE, 1, 1, 2, "too large"},
    {"-1e999", RC_ERANGE, 0, 1, 1, "too large"},
    {"1e-999", RC_ERANGE, 0, 1, 1, "too close to zero"},
};

START_TEST(a_fault_is_named_and_placed)
{
    size_t i;
    for (i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const refusal *c = &refusals[i];
        rc_error err = RC_ERROR_INIT;
        ck_assert_ptr_null(rc_json_parse(c->text, strlen(c->text), 0, &err));
        dom_expect_error(&err, c->status, "", c->words, c->text);
        ck_assert_msg(err.byte == c->byte && err.line == c->line && err.column == c->column,
                      "%s: byte %u, line %u, column %u", c->text, (unsigned)err.byte,
                      (unsigned)err.line, (unsigned)err.column);
        ck_assert_ptr_null(rc_json_parse(c->text, strlen(c->text), 0, NULL));
    }
}
END_TEST

START_TEST(nul_bytes_and_cuts_are_faults)
{
    static const char text[] = "{\"a\":[1,true,\"x\",{}]}";
    const size_t length = sizeof text - 1;
    rc_error err = RC_ERROR_INIT;
    size_t cut;
    json_t *whole;
    ck_assert_ptr_null(rc_json_parse("1\0", 2, 0, &err));
    dom_expect_error(&err, RC_ESYNTAX, "", "0x00", "a NUL behind");
    ck_assert_uint_eq(err.byte, 1);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_json_parse("\"\0\"", 3, 0, &err));
    dom_expect_error(&err, RC_ESYNTAX, "", "0x00", "a NUL inside");
    for (cut = 0; cut < length; cut++) {
        /* In a block of its very length, so that a memory checker sees any look behind it. */
        char *part = malloc(cut + 1);
        memcpy(part, text, cut);
        rc_error_clear(&err);
        ck_assert_ptr_null(rc_json_parse(part, cut, 0, &err));
        dom_expect_error(&err, RC_ESYNTAX, "", NULL, "cut");
        ck_assert_uint_eq(err.byte, cut);
        free(part);
    }
    whole = rc_json_parse(text, length, 0, NULL);
    ck_assert_ptr_nonnull(whole);
    json_decref(whole);
}
END_TEST

START_TEST(wrong_calls_are_told)
{
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_json_parse(NULL, 1, 0, &err));
    dom_expect_error(&err, RC_EARG, "", "NULL", "no text");
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_json_parse("1", 1, 2, &err));
    dom_expect_error(&err, RC_EARG, "", "0x2", "flags");
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_json_parse(NULL, 0, 0, &err));
    dom_expect_error(&err, RC_ESYNTAX, "", "the text ends", "nothing");
}
END_TEST

START_TEST(the_first_error_stays)
{
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_json_parse("[x", 2, 0, &err));
    ck_assert_ptr_null(rc_json_parse("\n\n1e999", 7, 0, &err));
    dom_expect_error(&err, RC_ESYNTAX, "", "'x'", "first");
    ck_assert_uint_eq(err.byte, 1);
    ck_assert_uint_eq(err.line, 1);
}
END_TEST

/* ----------------------------------------------------------------------- depth */

/* `n` opening brackets, a 1 and as many closing ones. */
static char *nested(size_t n, const char *open, const char *close)
{
    size_t o = strlen(open), c = strlen(close), i;
    char *text = malloc(n * (o + c) + 2);
    for (i = 0; i < n; i++) {
        memcpy(text + i * o, open, o);
        memcpy(text + n * o + 1 + i * c, close, c);
    }
    text[n * o] = '1';
    text[n * (o + c) + 1] = '\0';
    return text;
}

START_TEST(depth_is_limited)
{
    static const char *const brackets[][2] = {{"[", "]"}, {"{\"a\":", "}"}, {"[{\"\":", "}]"}};
    size_t i;
    for (i = 0; i < 3; i++) {
        size_t levels = i == 2 ? 2 : 1;
        char *text = nested(RC_JSON_MAX_DEPTH / levels, brackets[i][0], brackets[i][1]);
        rc_error err = RC_ERROR_INIT;
        json_t *value = rc_json_parse(text, strlen(text), 0, &err);
        ck_assert_msg(value != NULL, "%s", err.message);
        json_decref(value);
        free(text);
        text = nested(RC_JSON_MAX_DEPTH / levels + 1, brackets[i][0], brackets[i][1]);
        ck_assert_ptr_null(rc_json_parse(text, strlen(text), 0, &err));
        dom_expect_error(&err, RC_ELIMIT, "", "1024 levels", brackets[i][0]);
        ck_assert_uint_eq(err.byte, RC_JSON_MAX_DEPTH / levels * strlen(brackets[i][0]));
        free(text);
    }
}
END_TEST

START_TEST(a_hundred_thousand_brackets_are_refused)
{
    char *text = nested(100000, "[", "]");
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_json_parse(text, strlen(text), 0, &err));
    dom_expect_error(&err, RC_ELIMIT, "", "1024 levels", "brackets");
    free(text);
}
END_TEST

/* ----------------------------------------------------------- jansson's own parser */

/* Replaces, removes, doubles or swaps bytes of `text`, which has room for one more. */
static size_t mutate(dom_random *random, char *text, size_t length)
{
    static const char bytes[] = "{}[]\",:\\ \t\n-+.eE0123456789tfnu/dD8c\0\x7F\x80\xC3\xA4\xED\xF0";
    size_t at = dom_below(random, length), from = dom_below(random, length);
    switch (dom_below(random, 4)) {
    case 0:
        text[at] = bytes[dom_below(random, sizeof bytes - 1)];
        return length;
    case 1:
        memmove(text + at, text + at + 1, length - at - 1);
        return length > 1 ? length - 1 : length;
    case 2:
        memmove(text + at + 1, text + at, length - at);
        return length + 1;
    default:
        text[at] = text[from];
        return length;
    }
}

/* Whether what the two say of a text goes together. */
static bool agree(const json_t *ours, rc_status status, const json_t *theirs,
                  enum json_error_code code, bool has_nul)
{
    switch (status) {
    case RC_OK: /* jansson refuses keys that hold a NUL */
        return theirs ? json_equal(ours, theirs) : code == json_error_null_byte_in_key;
    case RC_ERANGE: /* jansson lets numbers too close to zero be zero */
        return theirs || code == json_error_numeric_overflow || code == json_error_null_byte_in_key;
    case RC_EDUPLICATE:
        return code == json_error_duplicate_key || code == json_error_null_byte_in_key;
    default: /* jansson steps over a NUL behind a number */
        return !theirs || has_nul;
    }
}

START_TEST(jansson_says_the_same_of_texts_gone_bad)
{
    static const char *const seeds[] = {
        "{\"a\":[1,-2.5e-3,true,false,null],\"b\":{\"c\":\"\\u00e4\\n\\ud834\\udd1e\"},\"\":[]}",
        "[0.1,1e308,1234567890123456789,-9223372036854775808,1e-320,0.0e0]",
        " [ \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\" , \"\xC3\xA4\xE2\x82\xAC\xF0\x9D\x84\x9E\" ]\n",
        "{\"aa\":1,\"ab\":2,\"ba\":{\"aa\":1,\"ab\":2}}",
    };
    enum {
        ROUNDS = 20000,
        ROOM = 200,
        FLAGS = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL
    };
    dom_random random = {UINT64_C(2862933555777941757)};
    size_t taken = 0;
    int i;
    for (i = 0; i < ROUNDS; i++) {
        char text[ROOM];
        size_t length = strlen(seeds[i % 4]), n = 1 + dom_below(&random, 3);
        rc_error err = RC_ERROR_INIT;
        json_error_t error = {0};
        json_t *ours, *theirs;
        memcpy(text, seeds[i % 4], length);
        while (n-- > 0) {
            length = mutate(&random, text, length);
        }
        ours = rc_json_parse(text, length, 0, &err);
        theirs = json_loadb(text, length, FLAGS, &error);
        ck_assert_msg(agree(ours, err.status, theirs, json_error_code(&error),
                            memchr(text, '\0', length) != NULL),
                      "%.*s: %s, jansson: %s", (int)length, text, rc_status_name(err.status),
                      theirs ? "taken" : error.text);
        taken += ours != NULL;
        json_decref(ours);
        json_decref(theirs);
    }
    /* Both sides are met often enough to mean something. */
    ck_assert_uint_gt(taken, ROUNDS / 20);
    ck_assert_uint_lt(taken, ROUNDS - ROUNDS / 20);
}
END_TEST

Suite *suite_json_dom_parse(void)
{
    Suite *suite = suite_create("json_dom_parse");
    TCase *tc = tcase_create("parse");
    tcase_add_test(tc, text_becomes_the_value_it_says);
    tcase_add_test(tc, doubles_are_the_nearest_to_the_text);
    tcase_add_test(tc, keys_and_strings_may_hold_nul);
    tcase_add_test(tc, of_duplicates_the_last_stays_when_asked);
    tcase_add_test(tc, a_fault_is_named_and_placed);
    tcase_add_test(tc, nul_bytes_and_cuts_are_faults);
    tcase_add_test(tc, wrong_calls_are_told);
    tcase_add_test(tc, the_first_error_stays);
    tcase_add_test(tc, depth_is_limited);
    tcase_add_test(tc, a_hundred_thousand_brackets_are_refused);
    tcase_add_test(tc, jansson_says_the_same_of_texts_gone_bad);
    suite_add_tcase(suite, tc);
    return suite;
}
