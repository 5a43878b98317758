/* base/error.h and base/quote.h: the parts of an error, its text, and quotations of input. */
#include "base/error.h"
#include "base/utf8.h"
#include "runner.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

START_TEST(every_status_has_a_name_of_its_own)
{
    static const char *const names[] = {"ok",          "end",       "memory", "argument", "index",
                                        "name",        "type",      "range",  "syntax",   "missing",
                                        "extra",       "duplicate", "format", "limit",    "io",
                                        "unsupported", "canceled"};
    for (size_t i = 0; i < LENGTH(names); i++) {
        ck_assert_str_eq(rc_status_name((rc_status)i), names[i]);
    }
    ck_assert_int_eq(RC_ECANCELED, (int)LENGTH(names) - 1);
    ck_assert_str_eq(rc_status_name((rc_status)LENGTH(names)), "unknown");
    ck_assert_str_eq(rc_status_name((rc_status)-1), "unknown");
}
END_TEST

START_TEST(the_first_error_is_kept)
{
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rci_base_fail(&err, RC_ERANGE, "first %d", 1), RC_ERANGE);
    ck_assert_int_eq(rci_base_fail(&err, RC_ETYPE, "second"), RC_ETYPE);
    ck_assert_int_eq(rci_base_fail_sys(&err, ENOENT, "third"), RC_EIO);
    ck_assert_int_eq(err.status, RC_ERANGE);
    ck_assert_int_eq(err.sys, 0);
    ck_assert_str_eq(err.message, "first 1");
    ck_assert_int_eq(rci_base_fail(NULL, RC_ENAME, "nowhere"), RC_ENAME);
    ck_assert_int_eq(rci_base_fail_sys(NULL, EIO, "nowhere"), RC_EIO);
}
END_TEST

START_TEST(locations_that_are_known_are_kept)
{
    rc_error err = RC_ERROR_INIT;
    rci_base_error_source(&err, "a.json");
    rci_base_error_source(&err, "b.json");
    rci_base_error_field(&err, "x.y");
    rci_base_error_field(&err, "z");
    rci_base_error_byte(&err, 5);
    rci_base_error_byte(&err, 6);
    ck_assert_str_eq(err.source, "a.json");
    ck_assert_str_eq(err.field, "x.y");
    ck_assert_uint_eq(err.byte, 5);
    rci_base_error_source(NULL, "a.json");
    rci_base_error_field(NULL, "x");
    rci_base_error_byte(NULL, 5);
}
END_TEST

START_TEST(clearing_an_error)
{
    rc_error err = RC_ERROR_INIT;
    rci_base_fail_sys(&err, EIO, "cannot read");
    rci_base_error_source(&err, "a.json");
    rci_base_error_field(&err, "x");
    err.line = err.column = err.byte = err.record = 1;
    rc_error_clear(&err);
    ck_assert_int_eq(err.status, RC_OK);
    ck_assert_int_eq(err.sys, 0);
    ck_assert(err.line == RC_NOWHERE && err.column == RC_NOWHERE);
    ck_assert(err.byte == RC_NOWHERE && err.record == RC_NOWHERE);
    ck_assert_str_eq(err.source, "");
    ck_assert_str_eq(err.field, "");
    ck_assert_str_eq(err.message, "");
    rc_error_clear(NULL);
}
END_TEST

START_TEST(an_error_of_the_system_has_its_number_and_description)
{
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rci_base_fail_sys(&err, ENOENT, "cannot open %s", "it"), RC_EIO);
    ck_assert_int_eq(err.status, RC_EIO);
    ck_assert_int_eq(err.sys, ENOENT);
    ck_assert_str_eq(err.message, "cannot open it: No such file or directory");
    rc_error_clear(&err);
    rci_base_fail_sys(&err, 99999, "%s", "");
    ck_assert_str_eq(err.message, "unknown system error");
}
END_TEST

/* ---------------------------------------------------------------- lengths */

/* "x" n times, then the text. */
static const char *padded(size_t n, const char *text)
{
    static char line[2000];
    memset(line, 'x', n);
    strcpy(line + n, text);
    return line;
}

START_TEST(long_text_is_cut_between_characters)
{
    /* One, two, three and four bytes too many for the last character. */
    static const char *const characters[] = {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9D\x84\x9E"};
    const size_t most = sizeof((rc_error *)NULL)->message - 1;
    for (size_t i = 0; i < LENGTH(characters); i++) {
        size_t length = strlen(characters[i]);
        for (size_t kept = 0; kept <= length; kept++) {
            rc_error err = RC_ERROR_INIT;
            size_t expected = kept == length ? most : most - kept;
            rci_base_fail(&err, RC_ESYNTAX, "%s", padded(most - kept, characters[i]));
            ck_assert_uint_eq(strlen(err.message), expected);
            ck_assert_int_eq(err.message[expected - length] == 'x', kept < length);
        }
    }
}
END_TEST

START_TEST(a_long_field_path_keeps_its_start)
{
    const size_t most = sizeof((rc_error *)NULL)->field - 1;
    rc_error err = RC_ERROR_INIT;
    rci_base_error_field(&err, padded(most, ""));
    ck_assert_uint_eq(strlen(err.field), most);
    rc_error_clear(&err);
    rci_base_error_field(&err, padded(most - 1, "\xC3\xA9"));
    ck_assert_str_eq(err.field, padded(most - 1, ""));
}
END_TEST

START_TEST(a_long_source_keeps_its_end)
{
    const size_t most = sizeof((rc_error *)NULL)->source - 1;
    rc_error err = RC_ERROR_INIT;
    rci_base_error_source(&err, padded(most - 5, ".json"));
    ck_assert_str_eq(err.source, padded(most - 5, ".json"));
    rc_error_clear(&err);
    rci_base_error_source(&err, padded(most - 4, ".json"));
    ck_assert_uint_eq(strlen(err.source), most);
    ck_assert_mem_eq(err.source, "...x", 4);
    ck_assert_str_eq(err.source + most - 6, "x.json");
}
END_TEST

/* ------------------------------------------------------------------- text */

static const struct text_case {
    const char *source, *field, *message;
    uint64_t line, column, byte, record;
    const char *expected;
} text_cases[] = {
    {"p.json", "y", "bad", 3, 12, 99, 4, "p.json:3:12: field \"y\": bad"},
    {"p.json", "", "bad", 3, RC_NOWHERE, 99, 4, "p.json:3: bad"},
    {"p.json", "", "bad", RC_NOWHERE, 12, 99, 4, "p.json: byte 99: bad"},
    {"p.json", "y", "bad", RC_NOWHERE, RC_NOWHERE, RC_NOWHERE, 4,
     "p.json: record 4: field \"y\": bad"},
    {"p.json", "", "bad", RC_NOWHERE, RC_NOWHERE, RC_NOWHERE, RC_NOWHERE, "p.json: bad"},
    {"", "", "bad", 3, 12, 99, 4, "line 3:12: bad"},
    {"", "", "bad", RC_NOWHERE, RC_NOWHERE, 0, 4, "byte 0: bad"},
    {"", "", "bad", RC_NOWHERE, RC_NOWHERE, RC_NOWHERE, 0, "record 0: bad"},
    {"", "a.b", "bad", RC_NOWHERE, RC_NOWHERE, RC_NOWHERE, RC_NOWHERE, "field \"a.b\": bad"},
    {"", "", "bad", RC_NOWHERE, RC_NOWHERE, RC_NOWHERE, RC_NOWHERE, "bad"},
};

START_TEST(an_error_as_one_line)
{
    const struct text_case *c = &text_cases[_i];
    rc_error err = RC_ERROR_INIT;
    char line[200];
    size_t length = strlen(c->expected);
    rci_base_fail(&err, RC_ERANGE, "%s", c->message);
    rci_base_error_source(&err, c->source);
    rci_base_error_field(&err, c->field);
    err.line = c->line;
    err.column = c->column;
    err.byte = c->byte;
    err.record = c->record;
    ck_assert_uint_eq(rc_error_print(&err, NULL, 0), length);
    for (size_t size = 1; size < length + 3; size++) {
        size_t kept = size <= length ? size - 1 : length;
        memset(line, '#', sizeof line);
        ck_assert_uint_eq(rc_error_print(&err, line, size), length);
        ck_assert_mem_eq(line, c->expected, kept);
        ck_assert_int_eq(line[kept], '\0');
        ck_assert_int_eq(line[size], '#');
    }
}
END_TEST

START_TEST(a_hint_as_part_of_the_line)
{
    static const struct {
        rc_hint hint;
        const char *value, *line;
    } cases[] = {
        {RC_HINT_NONE, NULL, "found it"},
        {RC_HINT_DTYPE, NULL, "found it (pass a dtype, such as that of \"x:i4, y:f8\")"},
        {RC_HINT_FORMAT, NULL, "found it (set the option format)"},
        {RC_HINT_FORMAT, "json", "found it (set the option format to \"json\")"},
        {RC_HINT_ROOT, "/data", "found it (set the option root to \"/data\")"},
        {RC_HINT_CAST, "RC_CAST_LOSSY", "found it (use RC_CAST_LOSSY)"},
        {RC_HINT_EXTRA, NULL, "found it (add a field, or set the option extra to RC_EXTRA_IGNORE)"},
        {RC_HINT_MISSING, NULL,
         "found it (drop the field, or set the option missing to RC_MISSING_ZERO)"},
        {RC_HINT_MAX_RECORD, NULL,
         "found it (raise the option max_record if such a record is meant)"},
        {RC_HINT_HEADER, "",
         "found it (set the option header to RC_CSV_HEADER_YES or RC_CSV_HEADER_NO)"},
        {RC_HINT_REJECT, NULL, "found it (set the option reject to pass over such records)"},
        {RC_HINT_CSV, "decimal", "found it (or set the option decimal of CSV text to a comma)"},
        {RC_HINT_CSV, "trim", "found it (or set the option trim of CSV text)"},
        {RC_HINT_OUTPUT, "arrow", "found it (change the type, or write the format \"arrow\")"},
        {RC_HINT_NONFINITE, NULL,
         "found it (set the option nonfinite to RC_NONFINITE_NULL to write null)"},
        {(rc_hint)999, NULL, "found it"},
    };
    char line[256];
    rc_error err = RC_ERROR_INIT;
    rci_base_fail(&err, RC_ETYPE, "found it");
    rci_base_error_hint(&err, cases[_i].hint, cases[_i].value);
    ck_assert_str_eq(err.hint_value, cases[_i].value ? cases[_i].value : "");
    ck_assert_uint_eq(rc_error_print(&err, line, sizeof line), strlen(cases[_i].line));
    ck_assert_str_eq(line, cases[_i].line);
}
END_TEST

START_TEST(a_hint_belongs_to_an_error)
{
    static const char long_value[] =
        "/0123456789/0123456789/0123456789/0123456789/0123456789/012345678901234567";
    rc_error err = RC_ERROR_INIT;
    rci_base_error_hint(NULL, RC_HINT_EXTRA, NULL);
    rci_base_error_hint(&err, RC_HINT_EXTRA, NULL);
    ck_assert_int_eq(err.hint, RC_HINT_NONE);
    rci_base_fail(&err, RC_ETYPE, "found it");
    rci_base_error_hint(&err, RC_HINT_ROOT, long_value); /* would be cut */
    ck_assert_int_eq(err.hint, RC_HINT_NONE);
    rci_base_error_hint(&err, RC_HINT_EXTRA, NULL);
    rci_base_error_hint(&err, RC_HINT_MISSING, NULL);
    ck_assert_int_eq(err.hint, RC_HINT_EXTRA);
    rc_error_clear(&err);
    ck_assert_int_eq(err.hint, RC_HINT_NONE);
}
END_TEST

START_TEST(no_error_as_one_line)
{
    rc_error err = RC_ERROR_INIT;
    char line[20];
    ck_assert_uint_eq(rc_error_print(&err, line, sizeof line), 8);
    ck_assert_str_eq(line, "no error");
    ck_assert_uint_eq(rc_error_print(NULL, line, 3), 8);
    ck_assert_str_eq(line, "no");
}
END_TEST

/* ------------------------------------------------------------------ quote */

static const struct quote_case {
    const char *bytes;
    size_t n;
    const char *expected;
} quote_cases[] = {
    {"", 0, ""},
    {"plain", 5, "plain"},
    {"a\nb\tc", 5, "a\\x0Ab\\x09c"},
    {"\x1F\x20\x7E\x7F", 4, "\\x1F ~\\u007F"},
    {"a\0b", 3, "a\\x00b"},
    {"\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9E", 9, "\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9E"},
    {"\xC3", 1, "\\xC3"},
    {"\xE2\x82", 2, "\\xE2\\x82"},
    {"\xC0\x80\xED\xA0\x80", 5, "\\xC0\\x80\\xED\\xA0\\x80"},
    {"\xC2\x80\xC2\x9F\xC2\xA0", 6, "\\u0080\\u009F\xC2\xA0"},
    {"\xD8\x9C\xE2\x80\x8D\xE2\x80\x8E", 8, "\\u061C\xE2\x80\x8D\\u200E"},
    {"0123456789012345678901234567890123456", 37, "0123456789012345678901234567890123456"},
    {"01234567890123456789012345678901234567", 38, "0123456789012345678901234567890123456..."},
};

START_TEST(input_is_quoted)
{
    const struct quote_case *c = &quote_cases[_i];
    rci_base_quoted buffer;
    ck_assert_str_eq(rci_base_quote(&buffer, c->bytes, c->n), c->expected);
}
END_TEST

/* ---------------------------------------------------------------- printable */

/* What is escaped, by the description in rowcol/base.h. */
static bool is_escaped(uint32_t code)
{
    static const uint32_t ranges[][2] = {{0, 0x1F},        {0x7F, 0x9F},     {0x61C, 0x61C},
                                         {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069}};
    for (size_t i = 0; i < LENGTH(ranges); i++) {
        if (code >= ranges[i][0] && code <= ranges[i][1]) {
            return true;
        }
    }
    return false;
}

START_TEST(every_character_is_printable)
{
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        char text[RCI_BASE_UTF8_MAX], out[8], expected[12];
        size_t n = rci_base_utf8_encode(text, code), length;
        if (n == 0) {
            continue;
        }
        if (is_escaped(code)) {
            snprintf(expected, sizeof expected, code < 0x20 ? "\\x%02X" : "\\u%04X", code);
        } else {
            memcpy(expected, text, n);
            expected[n] = '\0';
        }
        length = rc_text_printable(text, n, out, sizeof out);
        if (length != strlen(expected) || strcmp(out, expected) != 0) {
            ck_abort_msg("U+%04X: %s", code, out);
        }
    }
}
END_TEST

/* Text is looked at eight bytes at a time: each byte in each place of a word. */
START_TEST(every_byte_is_seen_in_every_place)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        char escape[8];
        snprintf(escape, sizeof escape,
                 byte < 0x20 || byte >= 0x80 ? "\\x%02X"
                 : byte == 0x7F              ? "\\u%04X"
                                             : "%c",
                 byte);
        for (size_t place = 0; place < 20; place++) {
            char text[20], found[64], expected[64];
            memset(text, 'a', sizeof text);
            text[place] = (char)byte;
            snprintf(expected, sizeof expected, "%.*s%s%.*s", (int)place, "aaaaaaaaaaaaaaaaaaaa",
                     escape, (int)(19 - place), "aaaaaaaaaaaaaaaaaaaa");
            ck_assert_uint_eq(rc_text_printable(text, sizeof text, found, sizeof found),
                              strlen(expected));
            ck_assert_str_eq(found, expected);
        }
    }
}
END_TEST

START_TEST(text_is_cut_between_units)
{
    static const char text[] = "a\n\xC3\xA9\xE2\x80\xA8\xFF\xF0\x9D\x84\x9E";
    static const char whole[] = "a\\x0A\xC3\xA9\\u2028\\xFF\xF0\x9D\x84\x9E";
    static const size_t ends[] = {0, 1, 5, 7, 13, 17, 21}; /* of the units in `whole` */
    char out[32];
    for (size_t size = 1; size <= sizeof whole + 1; size++) {
        size_t kept = 0;
        for (size_t i = 0; i < LENGTH(ends) && ends[i] < size; i++) {
            kept = ends[i];
        }
        memset(out, '#', sizeof out);
        ck_assert_uint_eq(rc_text_printable(text, sizeof text - 1, out, size), sizeof whole - 1);
        ck_assert_mem_eq(out, whole, kept);
        ck_assert_int_eq(out[kept], '\0');
        ck_assert_int_eq(out[size], '#');
    }
    ck_assert_uint_eq(rc_text_printable(text, sizeof text - 1, NULL, 0), sizeof whole - 1);
    ck_assert_uint_eq(rc_text_printable(text, 2, NULL, 100), 5);
    ck_assert_uint_eq(rc_text_printable(NULL, 5, out, sizeof out), 0);
    ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(all_parts_of_an_error_are_printable)
{
    static const char raw[] = "a\x1B[31m\xFF\xC2\x9B\n";
    static const char shown[] = "a\\x1B[31m\\xFF\\u009B\\x0A";
    rc_error err = RC_ERROR_INIT;
    rci_base_fail(&err, RC_ERANGE, "found \"%s\"", raw);
    rci_base_error_source(&err, raw);
    rci_base_error_field(&err, raw);
    ck_assert_str_eq(err.source, shown);
    ck_assert_str_eq(err.field, shown);
    ck_assert_mem_eq(err.message, "found \"a", 8);
    ck_assert_str_eq(err.message + 8, "\\x1B[31m\\xFF\\u009B\\x0A\"");
}
END_TEST

START_TEST(a_long_source_is_cut_between_escapes)
{
    const size_t most = sizeof((rc_error *)NULL)->source - 1;
    char name[400];
    for (size_t length = 60; length < sizeof name; length++) {
        rc_error err = RC_ERROR_INIT;
        size_t kept;
        memset(name, '\n', length);
        name[length] = '\0';
        rci_base_error_source(&err, name);
        if (4 * length <= most) {
            ck_assert_uint_eq(strlen(err.source), 4 * length);
            continue;
        }
        kept = strlen(err.source) - 3;
        ck_assert_uint_eq(kept, (most - 3) / 4 * 4);
        ck_assert_mem_eq(err.source, "...\\x0A", 7);
        ck_assert_str_eq(err.source + kept - 1, "\\x0A");
    }
}
END_TEST

START_TEST(a_line_is_cut_between_characters)
{
    static const char *const ends[] = {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9D\x84\x9E"};
    for (size_t i = 0; i < LENGTH(ends); i++) {
        size_t length = strlen(ends[i]);
        for (size_t size = 2; size <= length + 2; size++) {
            rc_error err = RC_ERROR_INIT;
            char line[16];
            rci_base_fail(&err, RC_ERANGE, "x%s", ends[i]);
            ck_assert_uint_eq(rc_error_print(&err, line, size), length + 1);
            ck_assert_uint_eq(strlen(line), size > length + 1 ? length + 1 : 1);
        }
    }
    ck_assert_uint_eq(rc_error_print(NULL, NULL, 10), 8);
}
END_TEST

Suite *suite_base_error(void);

Suite *suite_base_error(void)
{
    Suite *suite = suite_create("base_error");
    TCase *tc = tcase_create("error");
    tcase_add_test(tc, every_status_has_a_name_of_its_own);
    tcase_add_test(tc, the_first_error_is_kept);
    tcase_add_test(tc, locations_that_are_known_are_kept);
    tcase_add_test(tc, clearing_an_error);
    tcase_add_test(tc, an_error_of_the_system_has_its_number_and_description);
    tcase_add_test(tc, long_text_is_cut_between_characters);
    tcase_add_test(tc, a_long_field_path_keeps_its_start);
    tcase_add_test(tc, a_long_source_keeps_its_end);
    tcase_add_loop_test(tc, an_error_as_one_line, 0, (int)LENGTH(text_cases));
    tcase_add_loop_test(tc, a_hint_as_part_of_the_line, 0, 12);
    tcase_add_test(tc, a_hint_belongs_to_an_error);
    tcase_add_test(tc, no_error_as_one_line);
    tcase_add_test(tc, every_character_is_printable);
    tcase_add_test(tc, every_byte_is_seen_in_every_place);
    tcase_add_test(tc, text_is_cut_between_units);
    tcase_add_test(tc, all_parts_of_an_error_are_printable);
    tcase_add_test(tc, a_long_source_is_cut_between_escapes);
    tcase_add_test(tc, a_line_is_cut_between_characters);
    tcase_add_loop_test(tc, input_is_quoted, 0, (int)LENGTH(quote_cases));
    suite_add_tcase(suite, tc);
    return suite;
}
