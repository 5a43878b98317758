/* Records learnt by heart: each way of matching them gives the records and the errors that the
   grammar gives. */
#include "test_json.h"

#include "format/json/read/piece.h"
#include "format/json/text/scan.h"
#include "store/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 4096, CAPACITY = 16 };

static uint32_t state = 7;

static uint32_t next_random(uint32_t below)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

/* ------------------------------------------------------------ one piece of text */

typedef struct outcome {
    rc_status status;
    size_t records;
    size_t cursor;
    char text[2 * TEXT]; /* of the records */
    rc_error err;
} outcome;

static size_t match_nothing(rci_json_read_template *template, rci_json_read_decoder *decoder,
                            const char **text, size_t room, size_t longest)
{
    (void)template;
    (void)decoder;
    (void)text;
    (void)room;
    (void)longest;
    return 0;
}

static void set_text(rci_json_read_piece *piece, const char *text, size_t n)
{
    ck_assert_int_eq(rci_base_bytes_append(&piece->text.buffer, text, n, NULL), RC_OK);
    ck_assert_int_eq(rci_base_bytes_reserve(&piece->text.buffer, RCI_JSON_TEXT_SLACK, NULL), RC_OK);
    memset(piece->text.buffer.data + n, 0, RCI_JSON_TEXT_SLACK);
    piece->text.length = n;
    piece->framing = RCI_JSON_READ_LINES;
    piece->why = "as asked for";
    piece->text.max_record = TEXT;
}

static rci_record_policies *lenient(const rci_record_plan *plan)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    options.extra = RC_EXTRA_IGNORE;
    options.missing = RC_MISSING_ZERO;
    return rci_record_policies_new(plan, &options, NULL);
}

static void decode(rci_json_read_match *match, const char *spec, const char *text, size_t n,
                   outcome *found)
{
    rc_dtype *dtype = rc_dtype_parse(spec, NULL);
    rci_record_plan *plan = rci_record_plan_new(dtype, NULL);
    rci_record_policies *policies = lenient(plan);
    rci_json_read_piece *piece = rci_json_read_piece_new(policies, NULL);
    rc_store *batch = rci_store_with_capacity(dtype, CAPACITY, RC_ROWS, NULL);
    char *records;
    ck_assert(dtype && plan && piece && batch);
    memset(found, 0, sizeof *found);
    rc_error_clear(&found->err);
    memset((void *)rc_store_data(batch), 0xA5, rc_dtype_itemsize(dtype) * CAPACITY);
    set_text(piece, text, n);
    piece->match = match;
    found->status = rci_json_read_piece_decode(piece, batch, &found->err);
    found->records = rc_store_length(batch);
    found->cursor = piece->text.cursor;
    records = json_write(batch, NULL);
    ck_assert_uint_lt(strlen(records), sizeof found->text);
    strcpy(found->text, records);
    free(records);
    rc_store_unref(batch);
    rci_json_read_piece_free(piece);
    rci_record_policies_free(policies);
    rci_record_plan_free(plan);
    rc_dtype_unref(dtype);
}

static void check_equal(const outcome *found, const outcome *wanted, const char *text)
{
    ck_assert_msg(found->status == wanted->status && found->records == wanted->records &&
                      found->cursor == wanted->cursor && strcmp(found->text, wanted->text) == 0,
                  "%s: status %d for %d, %zu records for %zu:\n%s\n%s", text, (int)found->status,
                  (int)wanted->status, found->records, wanted->records, found->text, wanted->text);
    ck_assert_msg(strcmp(found->err.message, wanted->err.message) == 0 &&
                      strcmp(found->err.field, wanted->err.field) == 0 &&
                      found->err.byte == wanted->err.byte &&
                      found->err.record == wanted->err.record,
                  "%s: %s at %d for %s at %d", text, found->err.message, (int)found->err.byte,
                  wanted->err.message, (int)wanted->err.byte);
}

/* Three records: one to learn, one with `value` for its field, one that is right again. */
static void check_value(const char *spec, const char *good, const char *value)
{
    static outcome found, wanted;
    char text[TEXT];
    int n =
        snprintf(text, sizeof text,
                 "{\"v\":%s,\"a_key_of_many_letters\":1}\n{\"v\":%s,\"a_key_of_many_letters\":2}\n"
                 "{\"v\":%s,\"a_key_of_many_letters\":3}\n",
                 good, value, good);
    ck_assert(n > 0 && n < TEXT);
    decode(match_nothing, spec, text, (size_t)n, &wanted);
    decode(rci_json_read_match_plain, spec, text, (size_t)n, &found);
    check_equal(&found, &wanted, text);
    decode(rci_json_read_template_matcher(), spec, text, (size_t)n, &found);
    check_equal(&found, &wanted, text);
}

/* ---------------------------------------------------------------------- strings */

static const char *const characters[] = {"a",
                                         "Z",
                                         " ",
                                         "\xC3\xA9",
                                         "\xDF\xBF",
                                         "\xE2\x82\xAC",
                                         "\xED\x9F\xBF",
                                         "\xF0\x9F\x98\x80",
                                         "\xF4\x8F\xBF\xBF"};
static const char *const rare[] = {
    "\\n",     "\\\"",     "\\\\", "\\/",  "\\b\\f\\r\\t", "\\u00e9",  "\\ud83d\\ude00",
    "\\u0000", "\\x",      "\\",   "\x80", "\xC3",         "\xC0\x80", "\xED\xA0\x80",
    "\xF5",    "\xE2\x82", "\x01", "\n",   "\t",           "\x7F"};

/* A string of about `length` bytes; at times with something rare in it. */
static void random_string(char *out, size_t length, bool plain)
{
    size_t n = 0;
    unsigned kinds = next_random(2) ? 3 : sizeof characters / sizeof *characters;
    out[n++] = '"';
    while (n - 1 < length) {
        const char *more = characters[next_random(kinds)];
        if (!plain && next_random(24) == 0) {
            more = rare[next_random(sizeof rare / sizeof *rare)];
        }
        strcpy(out + n, more);
        n += strlen(more);
    }
    strcpy(out + n, next_random(40) ? "\"" : "");
}

/* S<_i>, and texts of every length around it and around the blocks that are looked at. */
START_TEST(strings)
{
    char spec[64], value[200];
    int i;
    size_t length;
    snprintf(spec, sizeof spec, "v:S%d,a_key_of_many_letters:u1", _i);
    for (length = 0; length < 70; length++) {
        for (i = 0; i < 6; i++) {
            random_string(value, length, i % 2);
            check_value(spec, "\"\"", value);
        }
    }
}
END_TEST

/* ---------------------------------------------------------------------- numbers */

static const char *const kinds[] = {"i1", "i2", "i4", "i8",  "u1",  "u2",   "u4",  "u8",
                                    "f4", "f8", "f2", "c16", ">i4", "bool", "i8?", "S8?"};

static void random_number(char *out)
{
    unsigned digits = next_random(23), i;
    if (next_random(3) == 0) {
        *out++ = '-';
    }
    for (i = 0; i < digits; i++) {
        *out++ =
            (char)('0' + next_random(i == 0 && next_random(4) ? 9 : 10) + (i == 0 && digits > 1));
        if (out[-1] > '9') {
            out[-1] = '0';
        }
    }
    if (next_random(3) == 0) {
        *out++ = '.';
        for (digits = next_random(22); digits > 0; digits--) {
            *out++ = (char)('0' + next_random(10));
        }
    }
    if (next_random(9) == 0) {
        out += sprintf(out, "%c%s%u", next_random(2) ? 'e' : 'E', next_random(2) ? "-" : "+",
                       next_random(330));
    }
    strcpy(out, next_random(30) ? "" : "x");
}

START_TEST(numbers)
{
    static const char *const words[] = {"true",
                                        "false",
                                        "tru",
                                        "falsy",
                                        "truefalse",
                                        "null",
                                        "nul",
                                        "",
                                        "-",
                                        "0",
                                        "-0",
                                        "00",
                                        "-01",
                                        "1.",
                                        ".5",
                                        "1e",
                                        "+1",
                                        "\"1\"",
                                        "[1,2]",
                                        "[1,\n2]",
                                        "[1, 2",
                                        "{}",
                                        "0.0",
                                        "-0.0",
                                        "0.00",
                                        "00.5",
                                        "1..2",
                                        "1.5.5",
                                        "--1",
                                        "1-",
                                        "127",
                                        "128",
                                        "-128",
                                        "-129",
                                        "9223372036854775807",
                                        "9223372036854775808",
                                        "-9223372036854775808",
                                        "-9223372036854775809",
                                        "18446744073709551615",
                                        "18446744073709551616",
                                        "9007199254740993",
                                        "9007199254740993.0",
                                        "4503599627370497.5",
                                        "0.30000000000000004",
                                        "1.7976931348623157e308",
                                        "1e400",
                                        "4.9e-324",
                                        "1e-400",
                                        "0.0000000000000000001",
                                        "0.00000000000000000001",
                                        "1234567890123456.123",
                                        "12345678901234567.12",
                                        "123456789012345678901234567890",
                                        "33554433"};
    const char *kind = kinds[_i];
    const char *good = strcmp(kind, "bool") == 0  ? "true"
                       : strcmp(kind, "S8?") == 0 ? "\"x\""
                       : strcmp(kind, "c16") == 0 ? "[1,2]"
                                                  : "1";
    char spec[64], value[100];
    size_t i;
    snprintf(spec, sizeof spec, "v:%s,a_key_of_many_letters:u1", kind);
    for (i = 0; i < sizeof words / sizeof *words; i++) {
        check_value(spec, good, words[i]);
    }
    for (i = 0; i < 1500; i++) {
        random_number(value);
        check_value(spec, good, value);
    }
}
END_TEST

/* What is skipped may not go on in the next line, in records learnt by heart as elsewhere. */
START_TEST(skipped)
{
    static const char *const values[] = {"[1,2]",    "[1,\n2]",  "{\"a\":\n1}", "{\"a\": 1}",
                                         "\"a\nb\"", "[[], {}]", "[1",          "12"};
    size_t i;
    for (i = 0; i < sizeof values / sizeof *values; i++) {
        check_value("a_key_of_many_letters:u1", "[0]", values[i]);
    }
}
END_TEST

/* ------------------------------------------------------------------ several forms */

/* What may come between two values: one literal may begin another, and be longer than a step. */
static const char *const forms[] = {
    "{\"v\":#,\"s\":\"$\",\"w\":#}",
    "{\"v\": #,\"s\":\"$\",\"w\":#}",
    "{\"v\":  #,\"s\":\"$\",\"w\":# }",
    "{ \"v\":#, \"s\":\"$\",\"w\": #}",
    "{\"v\":#,\"other_key_of_many_letters\":\"$\",\"w\":#}",
    "{\"v\":#,\"other_key_of_many_words\":\"$\\n\\\"\",\"w\":#}",
    "{\"v\":#,\"x\":[1,{\"a\":\"$\",\"b\":[]},#]}",
    "{\"v\":#,\"x\":[1,{\"a\":\"$\",\"b\":[null]},#]}",
    "{\"v\":#,\"x\":{\"k\":[1.5e3,true,\"$\\\\\"],\"l\":-#e-2},\"w\":7}",
    "{\"v\":#,\"x\":{\"k\":[1.5e3,false,\"$\\t\"],\"l\":-#},\"w\":7}",
    "{\"v\":#,\"x\":\"$\",\"x\":#}",
    "{\"w\":#,\"s\":\"$\",\"v\":#}",
    "{\"w\":#,\"x\":\"\xC3\xA9$\",\"v\":#}",
    "{\"v\":#.5,\"s\":\"$\",\"w\":#}",
    "{\"v\":#,\"s\":\"$\",\"w\":#,\"v\":1}",
    "{\"v\":#,\"s\":\"$\",\"w\":#]",
    "{\"v\":#,\"x\":[1,{\"a\":\"$\",\"b\":[]},#}",
    "{\"v\":#,\"x\":{\"k\":\"$\" \"l\":#}}",
    "{\"v\":#,\"x\":{\"k\":\"$\\x\",\"l\":#}}",
    "{\"v\":#,\"x\":{\"k\":\"$\",\"l\":#e}}"};

enum { GOOD_FORMS = 13 };

/* A number takes the place of #, a letter that of $. */
static size_t add_form(char *text, size_t form)
{
    const char *p;
    char *to = text;
    for (p = forms[form]; *p; p++) {
        if (*p == '#') {
            to += sprintf(to, "%d", (int)next_random(300));
        } else {
            *to++ = *p == '$' ? (char)('a' + next_random(26)) : *p;
        }
    }
    *to++ = '\n';
    return (size_t)(to - text);
}

/* Records of several forms, at last perhaps one that is wrong. */
START_TEST(several_forms)
{
    static const char *const specs[] = {"v:u1,s:S2,w:i4", "v:i2,w:>i4,s:str?", "v:f8,s:S40,w:u8?"};
    static outcome found, wanted;
    char text[TEXT];
    int i;
    for (i = 0; i < 3000; i++) {
        const char *spec = specs[next_random(sizeof specs / sizeof *specs)];
        size_t few[3], n = 0, record;
        for (record = 0; record < 3; record++) {
            few[record] = next_random(GOOD_FORMS);
        }
        for (record = 0; record < CAPACITY; record++) {
            size_t last = next_random(sizeof forms / sizeof *forms);
            n += add_form(text + n, record + 1 < CAPACITY ? few[next_random(3)] : last);
        }
        decode(match_nothing, spec, text, n, &wanted);
        decode(rci_json_read_match_plain, spec, text, n, &found);
        check_equal(&found, &wanted, text);
        decode(rci_json_read_template_matcher(), spec, text, n, &found);
        check_equal(&found, &wanted, text);
    }
}
END_TEST

/* One record of each form is decoded by the grammar, the others by the template. */
START_TEST(forms_are_kept)
{
    enum { RECORDS = 60, KEPT = 4 };
    rc_dtype *dtype = rc_dtype_parse("v:i4,s:S4,w:i4", NULL);
    rci_record_plan *plan = rci_record_plan_new(dtype, NULL);
    rci_record_policies *policies = lenient(plan);
    rci_json_read_piece *piece = rci_json_read_piece_new(policies, NULL);
    rc_store *batch = rci_store_with_capacity(dtype, RECORDS, RC_ROWS, NULL);
    char text[TEXT];
    size_t i, n = 0;
    ck_assert(dtype && plan && piece && batch);
    for (i = 0; i < RECORDS; i++) {
        n += add_form(text + n, i < KEPT ? i : next_random(KEPT));
    }
    set_text(piece, text, n);
    ck_assert_int_eq(rci_json_read_piece_decode(piece, batch, NULL), RC_OK);
    ck_assert_uint_eq(rc_store_length(batch), RECORDS);
    ck_assert_uint_eq(piece->learned, KEPT);
    ck_assert_uint_eq(piece->missed, KEPT);
    ck_assert_uint_eq(piece->matched, RECORDS - KEPT);
    rc_store_unref(batch);
    rci_json_read_piece_free(piece);
    rci_record_policies_free(policies);
    rci_record_plan_free(plan);
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_json_template(void)
{
    Suite *suite = suite_create("json_template");
    TCase *tcase = tcase_create("template");
    tcase_add_loop_test(tcase, strings, 1, 41);
    tcase_add_loop_test(tcase, strings, 63, 67);
    tcase_add_loop_test(tcase, numbers, 0, sizeof kinds / sizeof *kinds);
    tcase_add_test(tcase, skipped);
    tcase_add_test(tcase, several_forms);
    tcase_add_test(tcase, forms_are_kept);
    suite_add_tcase(suite, tcase);
    return suite;
}
