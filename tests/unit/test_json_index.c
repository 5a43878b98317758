/* The structural index against a tokenizer that looks at one byte at a time, and the table of keys
   against comparing with every name. */
#include "test_json.h"

#include "format/json/read/indexed.h"
#include "format/json/text/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 3000 };

static uint32_t state;

static uint32_t next_random(uint32_t below)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

/* ------------------------------------------------------------------ tokens */

typedef struct tokens {
    uint32_t at[MOST];
    size_t n;
    size_t clean; /* the text before it has no fault */
    bool escapes; /* there are backslashes in strings */
    bool unclosed;
} tokens;

static bool is_operator(char c)
{
    return c != '\0' && strchr("{}[]:,", c) != NULL;
}

/* The tokens of text whose UTF-8 is good. */
static void tokenize(const char *text, size_t n, bool newlines, tokens *found)
{
    size_t i;
    bool in_string = false, in_scalar = false;
    found->n = 0;
    found->clean = n;
    found->escapes = false;
    for (i = 0; i < n; i++) {
        char c = text[i];
        if (in_string) {
            if ((unsigned char)c < 0x20 && found->clean == n) {
                found->clean = i;
            }
            if (c == '\\') {
                found->escapes = true;
                i++;
                if (i < n && (unsigned char)text[i] < 0x20 && found->clean == n) {
                    found->clean = i;
                }
            } else if (c == '"') {
                in_string = false;
            }
            continue;
        }
        if (c == '"') {
            in_string = true;
            in_scalar = false;
            found->at[found->n++] = (uint32_t)i;
        } else if (is_operator(c) || (c == '\n' && newlines)) {
            in_scalar = false;
            found->at[found->n++] = (uint32_t)i;
        } else if (strchr(" \t\r\n", c) && c != '\0') {
            in_scalar = false;
        } else {
            if (!in_scalar) {
                found->at[found->n++] = (uint32_t)i;
            }
            in_scalar = true;
        }
    }
    found->unclosed = in_string;
}

/* Text of the pieces of JSON in any order; backslashes are in strings only. */
static size_t make_text(char *text, bool faults)
{
    static const char *const pieces[] = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        " ",
        "\t",
        "\r\n",
        "\n",
        "12",
        "-0.5",
        "true",
        "\"\"",
        "\"a\"",
        "x",
        "\"{[:,]}\"",
        "\"\\\"\"",
        "\"\\\\\"",
        "\"\\\\\\\"\"",
        "\"\xC3\xA9\"",
        "\"\xF0\x9F\x98\x80\"",
        "\"a sentence with more than thirty-two bytes in it, and spaces\"",
        "\"tab\\tbed\"",
        "    ",
        "\"\x01\"",
        "\"\n\""};
    static const char *const ends[] = {"", "\"", "\"\\\"", "\"abc\\"};
    size_t count = sizeof pieces / sizeof *pieces - (faults ? 0 : 2), n = 0;
    size_t target = next_random(MOST / 2);
    while (n < target) {
        const char *piece = pieces[next_random((uint32_t)count)];
        memcpy(text + n, piece, strlen(piece));
        n += strlen(piece);
    }
    strcpy(text + n, ends[next_random(4)]);
    return n + strlen(text + n);
}

/* Every token up to the limit, in the chunks that the index takes. */
static void check_index(const char *text, size_t n, bool newlines, bool wide)
{
    static tokens wanted;
    rci_json_read_index index;
    size_t i = 0, limit;
    bool more, escapes = false;
    tokenize(text, n, newlines, &wanted);
    rci_json_read_index_init(&index);
    index.wide = index.wide && wide;
    rci_json_read_index_reset(&index, text + n, newlines);
    more = rci_json_read_index_seek(&index, text);
    while (index.origin && more) {
        escapes |= index.has_escapes;
        for (; index.at < index.stop; index.at++, i++) {
            ck_assert_uint_lt(i, wanted.n);
            ck_assert_uint_eq(*index.at, wanted.at[i]);
        }
        for (int k = 0; k < RCI_JSON_READ_SENTINELS; k++) {
            ck_assert_uint_eq(index.stop[k], n);
        }
        more = rci_json_read_index_more(&index);
    }
    limit = index.origin ? (size_t)(index.limit - text) : n;
    if (limit < n) { /* it ended at a fault, in its block */
        ck_assert_uint_ge(wanted.clean, limit);
        ck_assert_uint_lt(wanted.clean, limit + 64);
        ck_assert(i == wanted.n || wanted.at[i] >= limit);
    } else {
        ck_assert_uint_eq(wanted.clean, n);
        ck_assert_uint_eq(i, wanted.n);
        if (index.origin) {
            ck_assert(escapes || !wanted.escapes);
            ck_assert_int_eq(rci_json_read_index_is_unclosed(&index), wanted.unclosed);
        }
    }
    rci_json_read_index_release(&index);
}

START_TEST(tokens_are_those_of_a_plain_tokenizer)
{
    static char text[MOST + RCI_JSON_TEXT_SLACK];
    state = (uint32_t)_i;
    if (!rci_json_read_index_is_possible()) {
        return;
    }
    for (int round = 0; round < 2000; round++) {
        size_t n;
        memset(text, 0, sizeof text);
        n = make_text(text, round % 4 == 0);
        check_index(text, n, round & 1, _i & 1);
    }
}
END_TEST

START_TEST(utf8_faults_end_the_index)
{
    static const char *const bad[] = {
        "\x80",     "\xC3", "\xC0\x80",        "\xED\xA0\x80", "\xF4\x90\x80\x80",
        "\xE2\x82", "\xFF", "\xF0\x8F\xBF\xBF"};
    char text[400 + RCI_JSON_TEXT_SLACK];
    if (!rci_json_read_index_is_possible()) {
        return;
    }
    for (size_t at = 1; at < 390; at++) {
        rci_json_read_index index;
        size_t n = 400;
        memset(text, 0, sizeof text);
        memset(text, 'a', n);
        text[0] = text[n - 1] = '"';
        memcpy(text + at, bad[_i % 8], strlen(bad[_i % 8]));
        rci_json_read_index_init(&index);
        index.wide = index.wide && _i < 8;
        rci_json_read_index_reset(&index, text + n, false);
        rci_json_read_index_seek(&index, text);
        while (rci_json_read_index_more(&index)) {
        }
        ck_assert(index.faulty);
        ck_assert_uint_le((size_t)(index.limit - text), at + 4);
        ck_assert_uint_gt((size_t)(index.limit - text) + 64, at);
        rci_json_read_index_release(&index);
    }
}
END_TEST

/* -------------------------------------------------------------------- keys */

/* Names that are alike: a common start, a common end, and lengths around those of the literal. */
static void make_name(char *name, uint32_t i, uint32_t style)
{
    static const char filler[] = "a_name_that_is_longer_than_thirty_two_bytes_by_far";
    int start = style & 1 ? (int)next_random(40) : 0, end = style & 2 ? (int)next_random(20) : 0;
    sprintf(name, "%.*s%u%.*s", start, filler, i, end, filler + 3);
}

#if defined(RCI_BASE_HAVE_AVX2)
RCI_BASE_AVX2 static const rci_json_read_field *find_key(const rci_json_read_keys *keys,
                                                         const char *p)
{
    return rci_json_read_keys_find(keys, p);
}
#else
static const rci_json_read_field *find_key(const rci_json_read_keys *keys, const char *p)
{
    (void)p;
    return keys->other;
}
#endif

static void quote(char *to, const char *name, const char *more)
{
    to[0] = '"';
    to[1] = '\0';
    strcat(strcat(strcat(to, name), more), "\":");
}

START_TEST(keys_are_found_and_no_others)
{
    enum { FIELDS = 60, NAME = 100 };
    static char names[FIELDS][NAME], text[FIELDS * (NAME + 8) + 16];
    static rci_json_read_field fields[FIELDS], other;
    const rci_json_read_field *found;
    uint32_t n = 1 + (uint32_t)_i, i, left_out = 0, short_left_out = 0;
    rc_error err = RC_ERROR_INIT;
    rci_json_read_keys keys = {0};
    rci_record_plan *plan;
    rc_dtype *dtype;
    state = (uint32_t)_i * 77 + 5;
    if (!rci_json_read_index_is_possible()) {
        return;
    }
    text[0] = '\0';
    for (i = 0; i < n; i++) {
        make_name(names[i], i, (uint32_t)_i);
        sprintf(text + strlen(text), "%s\"%s\":i1", i ? "," : "", names[i]);
    }
    dtype = rc_dtype_parse(text, &err);
    ck_assert_msg(dtype != NULL, "%s", err.message);
    plan = rci_record_plan_new(dtype, &err);
    ck_assert(plan != NULL);
    ck_assert_int_eq(rci_json_read_keys_init(&keys, plan, &plan->nodes[0], fields, &err), RC_OK);
    keys.other = &other;
    for (i = 0; i < n; i++) {
        char quoted[NAME + 80] = "";
        size_t length = strlen(names[i]);
        quote(quoted, names[i], "");
        found = find_key(&keys, quoted);
        ck_assert(found == &fields[i] || found == &other);
        ck_assert(length <= 30 || found == &other);
        left_out += found == &other;
        short_left_out += found == &other && length <= 30;
        quoted[1 + next_random((uint32_t)length)] = '!';
        ck_assert(find_key(&keys, quoted) == &other);
        quote(quoted, names[i], "_");
        ck_assert(find_key(&keys, quoted) == &other);
    }
    ck_assert_int_eq(keys.complete, left_out == 0);
    ck_assert_uint_le(short_left_out, n / 4);
    rci_json_read_keys_release(&keys, plan);
    rci_record_plan_free(plan);
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_json_index(void)
{
    Suite *suite = suite_create("json_index");
    TCase *tcase = tcase_create("index");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, tokens_are_those_of_a_plain_tokenizer, 0, 4);
    tcase_add_loop_test(tcase, utf8_faults_end_the_index, 0, 16);
    tcase_add_loop_test(tcase, keys_are_found_and_no_others, 0, 60);
    suite_add_tcase(suite, tcase);
    return suite;
}
