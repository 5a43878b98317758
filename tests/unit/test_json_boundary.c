/* Cutting between records: the fast search against a slow one, on random text. */
#include "test_json.h"

#include "format/json/read/boundary.h"
#include "format/json/text/scan.h"

#include <stdlib.h>
#include <string.h>

static uint32_t state = 12345;

static uint32_t next_random(uint32_t below)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

/* Byte by byte, as the words in boundary.h say. */
static rci_stream_text_boundary slowly(rci_json_read_framing framing, const char *text, size_t n,
                                       size_t from)
{
    rci_stream_text_boundary found = {0, SIZE_MAX, 0, 0};
    bool in_string = false;
    long depth = 0;
    size_t i;
    for (i = 0; i < n; i++) {
        char c = text[i];
        if (in_string) {
            i += c == '\\';
            in_string = c != '"';
            continue;
        }
        in_string = c == '"';
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        if (depth < 0 && framing == RCI_JSON_READ_ELEMENTS && c == ']') {
            found.close = i;
            break;
        }
        if (depth == 0 && (c == (framing == RCI_JSON_READ_ELEMENTS ? ',' : '\n') ||
                           (framing == RCI_JSON_READ_SEQUENCE && (c == '}' || c == ']')))) {
            found.after = i + 1;
            if (from && found.after >= from) {
                break;
            }
        }
    }
    found.after = found.after >= from ? found.after : 0;
    return found;
}

/* Balanced text: brackets of any kind, strings with whatever in them, commas and newlines. */
static size_t random_text(char *text, size_t size, rci_json_read_framing framing)
{
    static const char plain[] = "019 :.-eta\t";
    static const char inside[] = "{}[],:\\\"\\\\ab \xC3\xA9";
    size_t n = 0, depth = 0;
    while (n + 40 < size) {
        switch (next_random(8)) {
        case 0:
        case 1:
            text[n++] = next_random(2) ? '{' : '[';
            depth++;
            break;
        case 2:
        case 3:
            if (depth > 0) {
                text[n++] = next_random(2) ? '}' : ']';
                depth--;
            } else if (framing == RCI_JSON_READ_ELEMENTS && next_random(400) == 0) {
                text[n++] = ']';
            }
            break;
        case 4:
            text[n++] = ',';
            break;
        case 5:
            text[n++] = '\n';
            break;
        case 6: {
            size_t length = next_random(30);
            text[n++] = '"';
            while (length-- > 0) {
                char c = inside[next_random(sizeof inside - 1)];
                if (c == '\\' || c == '"') {
                    text[n++] = '\\';
                    c = next_random(2) ? '"' : '\\';
                }
                text[n++] = c;
                if (n + 10 > size) {
                    break;
                }
            }
            text[n++] = '"';
            break;
        }
        default:
            text[n++] = plain[next_random(sizeof plain - 1)];
            break;
        }
    }
    return n;
}

static const rci_json_read_framing framings[] = {RCI_JSON_READ_ELEMENTS, RCI_JSON_READ_SEQUENCE};

START_TEST(equals_the_slow_search)
{
    enum { SIZE = 2000 };
    rci_json_read_framing framing = framings[_i];
    rci_base_bytes scratch;
    int round;
    rci_base_bytes_init(&scratch);
    for (round = 0; round < 3000; round++) {
        char text[SIZE + RCI_JSON_TEXT_SLACK];
        size_t n;
        rci_stream_text_boundary fast, slow;
        memset(text, 0, sizeof text);
        n = random_text(text, 50 + next_random(SIZE - 50), framing);
        memset(text + n, next_random(2) ? 0 : ',',
               RCI_JSON_TEXT_SLACK / 2); /* is not to be believed */
        ck_assert_int_eq(rci_json_read_find_boundary(framing, text, n, &scratch, &fast, NULL),
                         RC_OK);
        slow = slowly(framing, text, n, 0);
        ck_assert_uint_ge(fast.looked, slow.close == SIZE_MAX ? n : slow.close);
        ck_assert_uint_le(fast.looked, n + RCI_JSON_TEXT_SLACK - 1);
        ck_assert_uint_eq(fast.lines, rci_stream_text_count_lines(text, fast.looked));
        ck_assert_msg(fast.close == slow.close, "close %zu, not %zu, in %zu: %.*s", fast.close,
                      slow.close, n, (int)n, text);
        if (slow.close == SIZE_MAX) {
            ck_assert_msg(fast.after == slow.after, "after %zu, not %zu, in %zu: %.*s", fast.after,
                          slow.after, n, (int)n, text);
        }
    }
    rci_base_bytes_release(&scratch);
}
END_TEST

/* The first cut from a place on. Where the array ends before it, there is none. */
START_TEST(finds_the_first_cut)
{
    enum { SIZE = 700 };
    rci_json_read_framing framing = framings[_i];
    rci_base_bytes scratch;
    rci_base_bytes_init(&scratch);
    for (int round = 0; round < 20000; round++) {
        char text[SIZE + RCI_JSON_TEXT_SLACK] = "";
        size_t n = random_text(text, 50 + next_random(SIZE - 50), framing);
        size_t from = 1 + next_random((uint32_t)n + 3);
        rci_stream_text_boundary fast, slow = slowly(framing, text, n, from);
        memset(text + n, next_random(2) ? 0 : ',', RCI_JSON_TEXT_SLACK / 2);
        ck_assert_int_eq(
            rci_json_read_find_boundary_from(framing, text, n, from, &scratch, &fast, NULL), RC_OK);
        ck_assert_msg(fast.after == slow.after, "after %zu, not %zu, from %zu of %zu: %.*s",
                      fast.after, slow.after, from, n, (int)n, text);
        if (slow.after == 0) {
            ck_assert_uint_eq(fast.close, slow.close);
        }
    }
    rci_base_bytes_release(&scratch);
}
END_TEST

/* A brace in the place of the array's bracket does not end the array. */
START_TEST(only_a_bracket_ends_an_array)
{
    static const char text[64 + RCI_JSON_TEXT_SLACK] = "{\"a\":[1]}}";
    rci_stream_text_boundary found;
    rci_base_bytes scratch;
    rc_error err = RC_ERROR_INIT;
    rci_base_bytes_init(&scratch);
    ck_assert_int_eq(rci_json_read_find_boundary(RCI_JSON_READ_ELEMENTS, text, strlen(text),
                                                 &scratch, &found, NULL),
                     RC_OK);
    ck_assert(found.close == SIZE_MAX);
    ck_assert(json_read("json", "a:(1,)i4", "[{\"a\":[1]}}", 11, NULL, &err) == NULL);
    ck_assert_int_eq(err.status, RC_ESYNTAX);
    ck_assert_uint_eq(err.column, 11);
    rci_base_bytes_release(&scratch);
}
END_TEST

START_TEST(lines_end_at_the_last_newline)
{
    static const char text[] = "{\"a\":1}\n{\"a\":\n";
    rci_stream_text_boundary found;
    ck_assert_int_eq(rci_json_read_find_boundary(RCI_JSON_READ_LINES, text, 13, NULL, &found, NULL),
                     RC_OK);
    ck_assert_uint_eq(found.after, 8);
    ck_assert_int_eq(rci_json_read_find_boundary(RCI_JSON_READ_LINES, text, 7, NULL, &found, NULL),
                     RC_OK);
    ck_assert_uint_eq(found.after, 0);
    ck_assert_int_eq(rci_json_read_find_boundary(RCI_JSON_READ_LINES, text, 0, NULL, &found, NULL),
                     RC_OK);
    ck_assert_uint_eq(found.after, 0);
}
END_TEST

START_TEST(counts_lines)
{
    enum { SIZE = 40000 };
    char *text = malloc(SIZE);
    size_t i, n, count;
    ck_assert(text != NULL);
    for (i = 0; i < SIZE; i++) {
        text[i] = next_random(3) ? 'x' : '\n';
    }
    for (n = 0; n < SIZE; n += 1 + next_random(700)) {
        for (i = count = 0; i < n; i++) {
            count += text[i] == '\n';
        }
        ck_assert_uint_eq(rci_stream_text_count_lines(text, n), count);
    }
    memset(text, '\n', SIZE);
    ck_assert_uint_eq(rci_stream_text_count_lines(text, SIZE), SIZE);
    free(text);
}
END_TEST

Suite *suite_json_boundary(void)
{
    Suite *suite = suite_create("json_boundary");
    TCase *tcase = tcase_create("boundary");
    tcase_add_loop_test(tcase, equals_the_slow_search, 0, sizeof framings / sizeof *framings);
    tcase_add_loop_test(tcase, finds_the_first_cut, 0, sizeof framings / sizeof *framings);
    tcase_add_test(tcase, only_a_bracket_ends_an_array);
    tcase_add_test(tcase, lines_end_at_the_last_newline);
    tcase_add_test(tcase, counts_lines);
    suite_add_tcase(suite, tcase);
    return suite;
}
