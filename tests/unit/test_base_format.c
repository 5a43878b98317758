/* base/format.h, base/join.h and base/quote.h: the same text as snprintf makes, and quotes of
 * input. */
#include "base/format.h"
#include "base/join.h"
#include "base/quote.h"
#include "runner.h"

#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Both, into buffers of each size up to one that is too large. */
static void check(const char *format, ...) RC_PRINTF(1, 2);

static void check(const char *format, ...)
{
    char expected[200], found[200];
    for (size_t size = 0; size < sizeof found; size++) {
        va_list args, again;
        int n, length;
        va_start(args, format);
        va_copy(again, args);
        memset(expected, '#', sizeof expected);
        memset(found, '#', sizeof found);
        n = vsnprintf(expected, size, format, args);
        length = rci_base_vformat(found, size, format, again);
        va_end(again);
        va_end(args);
        ck_assert_msg(n == length && memcmp(expected, found, sizeof found) == 0,
                      "%s, %zu bytes: %d, not %d: %.*s", format, size, length, n, (int)size, found);
    }
}

START_TEST(plain_conversions)
{
    check("%s", "");
    check("found %s%s%s where %s expects %s%s", "\"", "a text", "\"", "int32", "an integer", "");
    check("%%, %c and %c: 100%%", 'x', '"');
    check("%d %d %d %d", 0, -1, INT_MAX, INT_MIN);
    check("%u %u", 0U, UINT_MAX);
    check("%ld %ld %lu", LONG_MIN, LONG_MAX, ULONG_MAX);
    check("%lld %lld %llu", LLONG_MIN, LLONG_MAX, ULLONG_MAX);
    check("%zu bytes, %zu", (size_t)0, SIZE_MAX);
    check("[%.*s] [%.*s] [%.*s] [%.*s]", 3, "abcdef", 0, "abc", -1, "abc", 9, "abc");
    check("0x%02X 0x%02X 0x%02X 0x%02X", 0U, 9U, 255U, UINT_MAX);
}
END_TEST

START_TEST(all_others_are_left_to_snprintf)
{
    check("%s %5d %s", "before", 42, "after");
    check("%d %.3f", 7, 0.5);
    check("%x %08lX %#x", 255U, 77UL, 1U);
    check("%.40s and %-4s|", "text", "ab");
    check("%04X %0d", 77U, 5);
    check("%zx %hhd", (size_t)77, (signed char)5);
    check("%" PRIx64 " %lx %c", UINT64_MAX, 12UL, 'c');
    check("%.2s %02d", "abc", 3);
}
END_TEST

START_TEST(strings_that_are_not_ended)
{
    const char text[3] = {'a', 'b', 'c'};
    char out[8];
    ck_assert_int_eq(rci_base_format(out, sizeof out, "%.*s!", 3, text), 4);
    ck_assert_str_eq(out, "abc!");
    ck_assert_int_eq(rci_base_format(NULL, 0, "%.*s!", 2, text), 3);
}
END_TEST

/* Text that is longer than about 40 bytes ends with "...". */
START_TEST(input_is_quoted)
{
    static const char text[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    rci_base_quoted quoted;
    char expected[64];
    for (size_t n = 0; n <= strlen(text); n++) {
        snprintf(expected, sizeof expected, "%.*s%s", n < 37 ? (int)n : 37, text,
                 n > 37 ? "..." : "");
        ck_assert_str_eq(rci_base_quote(&quoted, text, n), expected);
        ck_assert_uint_eq(quoted.length, strlen(expected));
    }
    for (size_t n = 0; n < 32; n++) { /* a control character after n others */
        char input[64];
        memcpy(input, text, sizeof text);
        input[n] = '\n';
        snprintf(expected, sizeof expected, "%.*s\\x0A%.*s...", (int)n, text, 33 - (int)n,
                 text + n + 1);
        ck_assert_str_eq(rci_base_quote(&quoted, input, strlen(text)), expected);
        ck_assert_uint_eq(quoted.length, strlen(expected));
    }
}
END_TEST

/* In buffers of each size: as much as fits. */
START_TEST(parts_are_joined)
{
    static const size_t counts[] = {0, 9, 10, 77, SIZE_MAX / 10, SIZE_MAX};
    static const char text[] = "a part that is longer than thirty-two bytes";
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        char digits[RCI_BASE_COUNT_MAX], found[200], expected[200];
        rci_base_quoted quoted;
        const rci_base_part parts[] = {
            RCI_BASE_PART("found "),
            rci_base_part_of(""),
            rci_base_part_of_quoted(&quoted, "x\ty", 3),
            rci_base_part_of_count(digits, counts[i]),
            {text, strlen(text)},
            RCI_BASE_PART("."),
        };
        for (size_t size = 1; size < sizeof found; size++) {
            const int n = snprintf(expected, size, "found x\\x09y%zu%s.", counts[i], text);
            const size_t fits = (size_t)n < size ? (size_t)n : size - 1;
            memset(found, '#', sizeof found);
            ck_assert_uint_eq(rci_base_join(found, size, parts, RCI_BASE_PARTS(parts)), fits);
            ck_assert_str_eq(found, expected);
            ck_assert(found[size] == '#');
        }
    }
}
END_TEST

/* The first error wins; a message that is too long is cut between two characters. */
START_TEST(errors_of_parts)
{
    rc_error err = RC_ERROR_INIT;
    char text[sizeof err.message];
    const rci_base_part short_part = RCI_BASE_PART("a message");
    ck_assert_int_eq(rci_base_fail_parts(NULL, RC_ETYPE, &short_part, 1), RC_ETYPE);
    ck_assert_int_eq(rci_base_fail_parts(&err, RC_ERANGE, &short_part, 1), RC_ERANGE);
    ck_assert_int_eq(err.status, RC_ERANGE);
    ck_assert_str_eq(err.message, "a message");
    for (size_t before = 0; before < 3; before++) {
        const rci_base_part parts[] = {{"--", before}, {text, sizeof text}};
        for (size_t i = 0; i < sizeof text; i++) {
            text[i] = "\xE2\x82\xAC"[i % 3]; /* a euro sign */
        }
        ck_assert_int_eq(rci_base_fail_parts(&err, RC_ETYPE, parts, 2), RC_ETYPE);
        ck_assert_str_eq(err.message, "a message");
        rc_error_clear(&err);
        ck_assert_int_eq(rci_base_fail_parts(&err, RC_ETYPE, parts, 2), RC_ETYPE);
        ck_assert_uint_eq(strlen(err.message), before + (sizeof text - 1 - before) / 3 * 3);
        rc_error_clear(&err);
        ck_assert_int_eq(rci_base_fail_parts(&err, RC_ETYPE, &short_part, 1), RC_ETYPE);
    }
}
END_TEST

Suite *suite_base_format(void);

Suite *suite_base_format(void)
{
    Suite *suite = suite_create("base_format");
    TCase *tcase = tcase_create("format");
    tcase_add_test(tcase, plain_conversions);
    tcase_add_test(tcase, all_others_are_left_to_snprintf);
    tcase_add_test(tcase, strings_that_are_not_ended);
    tcase_add_test(tcase, input_is_quoted);
    tcase_add_test(tcase, parts_are_joined);
    tcase_add_test(tcase, errors_of_parts);
    suite_add_tcase(suite, tcase);
    return suite;
}
