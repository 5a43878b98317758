/*
 * The fast path over values that are skipped, and the walk for values of any form, against a slow
 * grammar of the tests' own. Compiled twice: see test_json_skip_portable.c.
 */
#include "json_oracle.h"
#include "test_json.h"

#include "format/json/text/skip.h"
#include "format/json/text/walk.h"

#include <string.h>

#ifndef SKIP_SUITE
#define SKIP_SUITE suite_json_skip
#define SKIP_NAME  "json_skip"
#endif

enum { MOST = 200 };

static uint32_t state = 7;

static uint32_t next_random(uint32_t below)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

/* A function says NULL, or what the oracle says. `plain` values have to pass. */
static void check_result(const char *name, const char *after, const char *text, const char *end,
                         bool plain)
{
    size_t right = json_oracle_value(text, (size_t)(end - text), RCI_JSON_TEXT_DEPTH);
    if (after || plain) {
        size_t found = after ? (size_t)(after - text) : JSON_ORACLE_NONE;
        ck_assert_msg(found == right, "%s of %s: %d, not %d", name, text, (int)found, (int)right);
    }
}

#if defined(RCI_BASE_HAVE_AVX2)

RCI_BASE_AVX2 static const char *skip_avx2(const char *p)
{
    return rci_json_text_skip_plain_avx2(p);
}

#endif

/* The value in `token` at each alignment, with `behind` after it and zeros to the end. */
static void check_token(const char *token, size_t length, const char *behind, bool plain)
{
    char room[64 + MOST + 16 + RCI_JSON_TEXT_SLACK];
    size_t shift;
    for (shift = 0; shift < 64; shift += 1 + next_random(8)) {
        char *text = room + shift;
        const char *end = text + length + strlen(behind);
        rci_json_text_fault fault;
        memset(room, 0, sizeof room);
        memcpy(text, token, length);
        memcpy(text + length, behind, strlen(behind));
        check_result("plain", rci_json_text_skip_plain(text), text, end, plain);
#if defined(RCI_BASE_HAVE_AVX2)
        if (rci_base_has_avx2()) {
            check_result("avx2", skip_avx2(text), text, end, plain);
        }
#endif
        check_result("any", rci_json_text_skip(text, end, &fault), text, end, true);
    }
}

static const char *const ends[] = {",", "}", "", " ", "\n", ",\"a\":12"};

START_TEST(numbers)
{
    static const char bytes[] = "0123456789012345-+.eE,/:x";
    static const char *const plain[] = {
        "0",     "-0",  "7",   "-480",      "1517844450989",     "0.35",
        "-0.25", "0.0", "9.5", "-118.6671", "123456789012345678"};
    size_t i;
    for (i = 0; i < sizeof plain / sizeof *plain; i++) {
        size_t end;
        for (end = 0; end < sizeof ends / sizeof *ends; end++) {
            check_token(plain[i], strlen(plain[i]), ends[end], true);
        }
    }
    for (i = 0; i < 100000; i++) {
        char token[MOST];
        size_t length = 1 + next_random(i % 8 ? 9 : 45), k;
        for (k = 0; k < length; k++) {
            token[k] = bytes[next_random(i % 2 ? sizeof bytes - 1 : 19)];
        }
        check_token(token, length, ends[next_random(6)], false);
    }
}
END_TEST

/* Each length, and each byte at each place of a string. */
START_TEST(strings)
{
    size_t length, at;
    for (length = 0; length < 140; length++) {
        char token[MOST];
        memset(token, 'x', sizeof token);
        token[0] = token[length + 1] = '"';
        check_token(token, length + 2, ends[length % 6], true);
        check_token(token, length + 1, "", false); /* no closing quote */
        for (at = 1; at <= length; at++) {
            token[at] = (char)next_random(256);
            check_token(token, length + 2, ends[at % 6], false);
            token[at] = "\"\\\x1F\x7F\xC3 "[next_random(6)];
            check_token(token, length + 2, ends[at % 6], false);
            token[at] = 'x';
        }
    }
}
END_TEST

START_TEST(words)
{
    static const char *const plain[] = {"true", "false", "null", "\"\""};
    static const char *const wrong[] = {"tru", "nul",  "fals", "True", "nulL", "falsE", "t",
                                        "",    "\xC3", "{}",   "[]",   "]",    "+1",    "\x01"};
    size_t i;
    for (i = 0; i < sizeof plain / sizeof *plain; i++) {
        check_token(plain[i], strlen(plain[i]), ends[i], true);
        check_token(plain[i], strlen(plain[i]), "", true);
    }
    for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        check_token(wrong[i], strlen(wrong[i]), ends[i % 6], false);
    }
}
END_TEST

Suite *SKIP_SUITE(void)
{
    Suite *suite = suite_create(SKIP_NAME);
    TCase *tcase = tcase_create("skip");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, numbers);
    tcase_add_test(tcase, strings);
    tcase_add_test(tcase, words);
    suite_add_tcase(suite, tcase);
    return suite;
}
