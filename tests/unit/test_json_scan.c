/* The grammar: one value in memory, whole, in two halves, and cut short. */
#include "json_oracle.h"
#include "test_json.h"

#include "format/json/text/walk.h"

#include <stdlib.h>
#include <string.h>

static const char *const good[] = {"0",
                                   "-0",
                                   "1e5",
                                   "1E+5",
                                   "-1.5e-300",
                                   "123456789012345678901234567890",
                                   "true",
                                   "false",
                                   "null",
                                   "\"\"",
                                   "\"abc\"",
                                   "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
                                   "\"\\u00e9\\uD834\\uDD1E\"",
                                   "\"\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9E\"",
                                   "[]",
                                   "{}",
                                   "[1,2,3]",
                                   "[ 1 , 2 ]",
                                   "{\"a\":1}",
                                   "{ \"a\" : [ { } , [ ] ] , \"b\" : null }",
                                   "[[[[[[]]]]]]",
                                   "{\"\":0}",
                                   "\"0123456789abcdef0123456789abcdef\"",
                                   "\"0123456789abcde\\n0123456789abcdef\"",
                                   "\"\x7F\"",
                                   "[true,false,null,\"x\",-1]"};

static const struct {
    const char *text;
    size_t at; /* where the fault is */
} bad[] = {{"", 0},
           {" ", 1},
           {"-", 1},
           {"01", 1},
           {"1.", 2},
           {".5", 0},
           {"1e", 2},
           {"+1", 0},
           {"tru", 3},
           {"trux", 3},
           {"nul", 3},
           {"NaN", 0},
           {"\"", 1},
           {"\"a", 2},
           {"\"\\x\"", 2},
           {"\"\\u12G4\"", 5},
           {"\"\\uD800\"", 7},
           {"\"\\uD800\\n\"", 8},
           {"\"\\uDC00\"", 1},
           {"\"a\nb\"", 2},
           {"\"\x1F\"", 1},
           {"\"\xC0\x80\"", 1},
           {"\"ab\xED\xA0\x80\"", 3},
           {"\"\xF4\x90\x80\x80\"", 1},
           {"[", 1},
           {"[1", 2},
           {"[1,", 3},
           {"[1,]", 3},
           {"[,1]", 1},
           {"[1 2]", 3},
           {"[1}", 2},
           {"{", 1},
           {"{\"a\"", 4},
           {"{\"a\":", 5},
           {"{\"a\":1,", 7},
           {"{\"a\":1,}", 7},
           {"{\"a\" 1}", 5},
           {"{a:1}", 1},
           {"{1:1}", 1},
           {"{\"a\":1]", 6},
           {"]", 0},
           {"}", 0}};

/* A copy with the slack that scanners ask for. */
static char *with_slack(const char *text, size_t n)
{
    char *copy = calloc(1, n + RCI_JSON_TEXT_SLACK);
    ck_assert(copy != NULL);
    memcpy(copy, text, n);
    return copy;
}

START_TEST(accepts)
{
    size_t n = strlen(good[_i]);
    char *text = with_slack(good[_i], n);
    rci_json_text_fault fault;
    const char *after = rci_json_text_skip(text, text + n, &fault);
    ck_assert_msg(after == text + n, "%s", good[_i]);
    free(text);
}
END_TEST

START_TEST(rejects)
{
    size_t n = strlen(bad[_i].text);
    char *text = with_slack(bad[_i].text, n);
    rci_json_text_fault fault;
    const char *after = rci_json_text_skip(text, text + n, &fault);
    bool whole = after && after == text + n;
    ck_assert_msg(!whole, "%s was accepted", bad[_i].text);
    if (after) { /* a value, and something behind it */
        ck_assert_uint_eq((size_t)(after - text), bad[_i].at);
    } else {
        ck_assert_msg((size_t)(fault.at - text) == bad[_i].at, "%s: at %zu, not %zu", bad[_i].text,
                      (size_t)(fault.at - text), bad[_i].at);
        ck_assert(fault.expected != NULL);
    }
    free(text);
}
END_TEST

/* Text that comes in two parts, cut anywhere, is walked over all the same. */
START_TEST(goes_on)
{
    size_t n = strlen(good[_i]), cut;
    for (cut = 0; cut < n; cut++) {
        char *first = with_slack(good[_i], cut), *all = with_slack(good[_i], n);
        rci_json_text_walk walk;
        rci_json_text_fault fault;
        const char *after;
        rci_json_text_walk_begin(&walk);
        after = rci_json_text_walk_on(&walk, first, first + cut, false, &fault);
        ck_assert_msg(after == NULL && fault.status == RC_END, "%s cut at %zu", good[_i], cut);
        after = rci_json_text_walk_on(&walk, all + (fault.at - first), all + n, true, &fault);
        ck_assert_msg(after == all + n, "%s cut at %zu", good[_i], cut);
        free(first);
        free(all);
    }
}
END_TEST

START_TEST(depth_is_bounded)
{
    size_t deepest = RCI_JSON_TEXT_DEPTH, n = 2 * deepest + 2;
    char *text = calloc(1, n + RCI_JSON_TEXT_SLACK);
    rci_json_text_fault fault;
    ck_assert(text != NULL);
    memset(text, '[', deepest);
    memset(text + deepest, ']', deepest);
    ck_assert(rci_json_text_skip(text, text + 2 * deepest, &fault) == text + 2 * deepest);
    memset(text, '[', deepest + 1);
    ck_assert(rci_json_text_skip(text, text + n, &fault) == NULL);
    ck_assert_int_eq(fault.status, RC_ELIMIT);
    ck_assert_uint_eq((size_t)(fault.at - text), deepest);
    free(text);
}
END_TEST

/* Whole values in text put together at random, also with more bytes after its end, against a
   grammar of the tests' own. */
START_TEST(skips_as_the_grammar_says)
{
    static const char pieces[][6] = {"\"",   "\"",       "a",    "0",    "1",    "9",   "12",
                                     ".",    "-",        "e",    "null", "true", "nul", "\\n",
                                     "\\",   "\xC3\xA9", "\xC3", " ",    ",",    "\n",  "0000",
                                     "1234", "abcd",     "    ", "[",    "]",    "{",   "}",
                                     ":",    "\"a\":",   "\\u",  "D83D", "DE00", "+"};
    uint32_t state = 5;
    int i;
    for (i = 0; i < 150000; i++) {
        char text[160 + RCI_JSON_TEXT_SLACK] = "";
        size_t n = 0, most = (size_t)i % 40, end, right;
        rci_json_text_fault fault;
        const char *after;
        while (n < most) {
            state = state * 1664525u + 1013904223u;
            strcpy(text + n, pieces[(state >> 8) % (sizeof pieces / sizeof *pieces)]);
            n += strlen(text + n);
        }
        end = i % 3 ? n : n / 2;
        while (text[0] == ' ' || text[0] == '\n') { /* the oracle begins at the value */
            text[0] = '[';
        }
        right = json_oracle_value(text, end, RCI_JSON_TEXT_DEPTH);
        after = rci_json_text_skip(text, text + end, &fault);
        ck_assert_msg((after ? (size_t)(after - text) : JSON_ORACLE_NONE) == right, "%.*s: %d, %d",
                      (int)end, text, after ? (int)(after - text) : -1, (int)right);
        ck_assert(after || (fault.at >= text && fault.at <= text + end && fault.expected));
    }
}
END_TEST

START_TEST(unescapes)
{
    static const struct {
        const char *text, *plain;
    } cases[] = {{"", ""},
                 {"abc", "abc"},
                 {"\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t"},
                 {"\\u0041\\u00e9\\u20AC", "A\xC3\xA9\xE2\x82\xAC"},
                 {"x\\uD834\\uDD1Ey", "x\xF0\x9D\x84\x9Ey"}};
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[64];
        size_t n = strlen(cases[i].text);
        size_t length = rci_json_text_unescape(cases[i].text, cases[i].text + n, out);
        ck_assert_uint_eq(length, strlen(cases[i].plain));
        ck_assert_int_eq(memcmp(out, cases[i].plain, length), 0);
    }
}
END_TEST

Suite *suite_json_scan(void)
{
    Suite *suite = suite_create("json_scan");
    TCase *tcase = tcase_create("scan");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, accepts, 0, sizeof good / sizeof *good);
    tcase_add_loop_test(tcase, rejects, 0, sizeof bad / sizeof *bad);
    tcase_add_loop_test(tcase, goes_on, 0, sizeof good / sizeof *good);
    tcase_add_test(tcase, depth_is_bounded);
    tcase_add_test(tcase, skips_as_the_grammar_says);
    tcase_add_test(tcase, unescapes);
    suite_add_tcase(suite, tcase);
    return suite;
}
