/* Separators, endings and framings gone wrong: what is read does not depend on the way of matching
 * records, the size of the pieces or the number of threads; and what is accepted is what a grammar
 * of the tests' own accepts. */
#include "json_oracle.h"
#include "test_json.h"

#include "format/json/read/piece.h"
#include "format/json/read/reader.h"
#include "store/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 1024, OUT = 4096 };

static uint32_t state = 1;

static uint32_t next_random(uint32_t below)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

/* ------------------------------------------------------------------- the texts */

static const struct form {
    const char *dtype;
    const char *records[3]; /* with a # for a number */
} forms[] = {
    {"a:i4", {"{\"a\":#}", "{\"a\": #}", "{\"x\":1,\"a\":#}"}},
    {"a:i4,s:S4", {"{\"a\":#,\"s\":\"x\"}", "{\"s\":\"]\",\"a\":#}", "{\"a\":#,\"s\":\"},\"}"}},
    {"i4", {"#", "1#", " #"}},
    {"a:i4,b:i2?", {"[#,1]", "[#,null]", "[ # , 2]"}},
    {"a:{b:i4},c:f8", {"{\"a\":{\"b\":#},\"c\":1.5}", "[[#],2]", "{\"c\":3,\"a\":[#]}"}},
    {"2i4", {"[#,1]", "[1,#]", "[ 1, #]"}},
    {"str", {"\"#\"", "\"a#,\"", "\"a longer text\\n#\""}},
    {"i8", {"#", "#.5", "-#e1"}},
    {"bool", {"true", "false", "true "}},
    {"a:i4?", {"{\"a\":#,\"y\":[1,{}]}", "{\"a\":null,\"y\":[#,{}]}", "{\"a\":#,\"y\":\"\"}"}}};

static const char *pick(const char *const *from, size_t n, unsigned usual)
{
    return next_random(usual) ? from[0] : from[next_random((uint32_t)n)];
}

#define PICK(from, usual) pick(from, sizeof(from) / sizeof *(from), usual)

static void add(char *text, size_t *n, const char *more)
{
    size_t length = strlen(more);
    ck_assert_uint_lt(*n + length, TEXT);
    memcpy(text + *n, more, length);
    *n += length;
}

/* The record with a number in place of its hash sign. */
static void make_record(char *out, size_t size, const char *record, unsigned number)
{
    size_t before = strcspn(record, "#");
    if (record[before]) {
        snprintf(out, size, "%.*s%u%s", (int)before, record, number, record + before + 1);
    } else {
        snprintf(out, size, "%s", record);
    }
}

static size_t make_text(char *text, const struct form *form, bool array)
{
    static const char *const opens[] = {"[", "", " [\n", "[[", "[,", "{", "[ ,"};
    static const char *const commas[] = {",",  ", ", ",\n", " ,",  "", ",,",
                                         "\n", "]",  ",]",  "],[", ";"};
    static const char *const closes[] = {"]",    ",]",  "",   ",",  "]]",      "}",
                                         " , ]", "]\n", "],", "]x", ",\n\n]\n"};
    static const char *const starts[] = {"", "\n", " ", "[", ",", "\xEF\xBB\xBF", "]"};
    static const char *const lines[] = {"\n", "\r\n", "\n\n", " \n", ",\n",  "",
                                        " ",  ",",    "\n,",  "]\n", "\n]\n"};
    static const char *const ends[] = {"\n", "", ",", ",\n", "]", "\n]", "\n,\n", " ", "\n\n"};
    unsigned records = next_random(7), usual = next_random(2) ? 1000 : 12, i;
    const char *record = form->records[next_random(3)];
    size_t n = 0;
    add(text, &n, array ? PICK(opens, usual) : PICK(starts, usual));
    for (i = 0; i < records; i++) {
        char one[80];
        if (next_random(4) == 0) {
            record = form->records[next_random(3)];
        }
        make_record(one, sizeof one, record, next_random(1000));
        add(text, &n, one);
        if (i + 1 < records) {
            add(text, &n, array ? PICK(commas, usual) : PICK(lines, usual));
        }
    }
    add(text, &n, array ? PICK(closes, 3) : PICK(ends, 3));
    return n;
}

/* ------------------------------------------------------------------ the reading */

typedef struct outcome {
    rc_status status;
    size_t records;
    char out[OUT];
    size_t length;
    rc_error err;
} outcome;

enum { ALL_WAYS = RCI_JSON_READ_BY_TEMPLATE | RCI_JSON_READ_BY_INDEX };

static rc_reader *open(const char *format, const rc_dtype *dtype, const char *text, size_t n,
                       size_t piece_bytes, unsigned ways)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    static unsigned turn; /* as a pipe is read, with guesses, or as usual */
    rc_reader *reader;
    options.format = format;
    options.dtype = dtype;
    options.extra = RC_EXTRA_IGNORE;
    reader = rc_reader_open_memory(text, n, "test", &options, &err);
    ck_assert_msg(reader != NULL, "%s", err.message);
    rci_json_read_set_pieces(reader, piece_bytes, ways);
    turn++;
    if (turn % 3 == 0) {
        rci_stream_text_set_serial(reader);
    } else if (turn % 3 == 1) {
        rci_stream_text_set_guessing(reader);
    }
    return reader;
}

static void read_all(const char *format, const rc_dtype *dtype, const char *text, size_t n,
                     size_t piece_bytes, unsigned ways, outcome *found)
{
    rc_reader *reader = open(format, dtype, text, n, piece_bytes, ways);
    rc_store *batch;
    found->records = found->length = 0;
    rc_error_clear(&found->err);
    while ((found->status = rc_reader_next(reader, &batch, &found->err)) == RC_OK) {
        char *lines = json_write(batch, NULL);
        size_t length = strlen(lines);
        ck_assert_uint_lt(found->length + length, OUT);
        memcpy(found->out + found->length, lines, length);
        found->length += length;
        found->records += rc_store_length(batch);
        free(lines);
        rc_store_unref(batch);
    }
    rc_reader_close(reader);
}

/* What a framing is explained by may be more than a small piece has. */
static bool same_message(const rc_error *a, const rc_error *b)
{
    static const char explained[] = "more text follows it";
    return strcmp(a->message, b->message) == 0 || strstr(a->message, explained) ||
           strstr(b->message, explained);
}

static void check_same(const outcome *found, const outcome *expected, const char *text,
                       const char *how, size_t size)
{
    ck_assert_msg(
        found->status == expected->status && found->err.byte == expected->err.byte &&
            found->err.line == expected->err.line && found->err.column == expected->err.column &&
            found->err.record == expected->err.record && same_message(&found->err, &expected->err),
        "%s: %s %zu: %s at %d, record %d; not %s at %d, record %d", text, how, size,
        found->err.message, (int)found->err.byte, (int)found->err.record, expected->err.message,
        (int)expected->err.byte, (int)expected->err.record);
    ck_assert_msg(found->records == expected->records && found->length == expected->length &&
                      memcmp(found->out, expected->out, found->length) == 0,
                  "%s: %s %zu: %zu records, not %zu", text, how, size, found->records,
                  expected->records);
}

static void pump(const char *format, const rc_dtype *dtype, const char *text, size_t n,
                 size_t piece_bytes, unsigned threads, const outcome *expected)
{
    rc_error err = RC_ERROR_INIT;
    rc_pump_options options = RC_PUMP_OPTIONS_INIT;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    rc_write_options write = RC_WRITE_OPTIONS_INIT;
    rc_reader *reader = open(format, dtype, text, n, piece_bytes, ALL_WAYS);
    rc_writer *writer;
    rc_status status;
    write.format = "ndjson";
    options.threads = threads;
    writer = rc_writer_open("/dev/null", dtype, &write, &err);
    ck_assert_msg(writer != NULL, "%s", err.message);
    status = rc_pump(reader, writer, &options, &stats, &err);
    ck_assert_msg(status == (expected->status == RC_END ? RC_OK : expected->status),
                  "%s: %u threads: %s", text, threads, err.message);
    ck_assert_msg(err.byte == expected->err.byte && err.record == expected->err.record &&
                      same_message(&err, &expected->err),
                  "%s: %u threads: %s at %d, not %s at %d", text, threads, err.message,
                  (int)err.byte, expected->err.message, (int)expected->err.byte);
    ck_assert(status != RC_OK || stats.records == expected->records);
    rc_reader_close(reader);
    rc_writer_close(writer);
}

/* ------------------------------------------------------------------- the oracle */

static size_t blank(const char *text, size_t n, size_t at)
{
    while (at < n && strchr(" \t\r\n", text[at]) && text[at]) {
        at++;
    }
    return at;
}

/* The values one after another in text[0 .. n); -1 when something else is in it. */
static int count_sequence(const char *text, size_t n)
{
    size_t at = blank(text, n, 0);
    int count = 0;
    while (at < n) {
        size_t length = json_oracle_value(text + at, n - at, 1024);
        if (length == JSON_ORACLE_NONE) {
            return -1;
        }
        at = blank(text, n, at + length);
        count++;
    }
    return count;
}

/* The elements of a document that is an array, or its values; -1 when it is not JSON. */
static int count_document(const char *text, size_t n)
{
    size_t at = blank(text, n, 0), length;
    int count = 0;
    if (at == n) {
        return -1; /* an empty document */
    }
    if (text[at] != '[') {
        return count_sequence(text, n);
    }
    length = json_oracle_value(text + at, n - at, 1024);
    if (length == JSON_ORACLE_NONE || blank(text, n, at + length) != n) {
        return -1;
    }
    for (at = blank(text, n, at + 1); text[at] != ']'; count++) {
        at = blank(text, n, at + json_oracle_value(text + at, n - at, 1024));
        at = text[at] == ',' ? blank(text, n, at + 1) : at;
    }
    return count;
}

/* The values, one in each line that is not blank; -1 when a line has something else. */
static int count_lines(const char *text, size_t n)
{
    size_t at = 0;
    int count = 0;
    while (at < n) {
        const char *newline = memchr(text + at, '\n', n - at);
        size_t end = newline ? (size_t)(newline - text) : n;
        int values = count_sequence(text + at, end - at);
        if (values < 0 || values > 1) {
            return -1;
        }
        count += values;
        at = end + 1;
    }
    return count;
}

static void check_against_grammar(const outcome *found, const char *format, const char *text,
                                  size_t n)
{
    size_t mark = n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    int right = strcmp(format, "json") == 0 ? count_document(text + mark, n - mark)
                                            : count_lines(text + mark, n - mark);
    if (found->status == RC_END) {
        ck_assert_msg(right == (int)found->records, "%s: %s: %zu records, not %d", format, text,
                      found->records, right);
    } else if (found->status == RC_ESYNTAX) {
        ck_assert_msg(right == -1, "%s: %s: %s", format, text, found->err.message);
    }
}

/* -------------------------------------------------------------------- the tests */

static const char *const formats[] = {"json", "ndjson"};

START_TEST(nothing_depends_on_pieces_or_matching)
{
    static const size_t sizes[] = {1, 2, 3, 5, 8, 13, 33, 70, 150, 400};
    static outcome expected, found;
    const struct form *form = &forms[_i];
    rc_dtype *dtype = rc_dtype_parse(form->dtype, NULL);
    state = (uint32_t)_i + 1;
    ck_assert(dtype != NULL);
    for (int round = 0; round < 1500; round += RUNNER_LESS(1, 25)) { /* each 25th has threads */
        char text[TEXT] = "";
        size_t n = make_text(text, form, round % 3 != 0);
        for (size_t f = 0; f < 2; f++) {
            read_all(formats[f], dtype, text, n, 1 << 18, 0, &expected);
            check_against_grammar(&expected, formats[f], text, n);
            read_all(formats[f], dtype, text, n, 1 << 18, ALL_WAYS, &found);
            check_same(&found, &expected, text, "all ways", 0);
            read_all(formats[f], dtype, text, n, 1 << 18, RCI_JSON_READ_BY_TEMPLATE, &found);
            check_same(&found, &expected, text, "templates", 0);
            read_all(formats[f], dtype, text, n, 1 << 18, RCI_JSON_READ_BY_INDEX, &found);
            check_same(&found, &expected, text, "the index", 0);
            read_all(formats[f], dtype, text, n, 1 << 18, RCI_JSON_READ_BY_NARROW_INDEX, &found);
            check_same(&found, &expected, text, "the narrow index", 0);
            read_all(formats[f], dtype, text, n, 1 << 18, RCI_JSON_READ_BY_PLAIN_TEMPLATE, &found);
            check_same(&found, &expected, text, "plain templates", 0);
            for (size_t i = 0; i < 2; i++) {
                size_t size = sizes[next_random(sizeof sizes / sizeof *sizes)];
                read_all(formats[f], dtype, text, n, size, ALL_WAYS, &found);
                check_same(&found, &expected, text, "pieces", size);
            }
            if (round % 25 == 0) {
                pump(formats[f], dtype, text, n, 1 + next_random(60), 1 + next_random(4),
                     &expected);
            }
        }
    }
    rc_dtype_unref(dtype);
}
END_TEST

/* A comma before the closing bracket, after any number of records. */
START_TEST(a_comma_at_the_end_is_refused)
{
    static const char *const tails[] = {",]", ", ]", ",\n]\n", ",\n\n]"};
    static outcome found;
    const struct form *form = &forms[_i];
    rc_dtype *dtype = rc_dtype_parse(form->dtype, NULL);
    for (unsigned records = 1; records < 12; records++) {
        for (size_t tail = 0; tail < sizeof tails / sizeof *tails; tail++) {
            char text[TEXT] = "[";
            size_t n = 1;
            for (unsigned i = 0; i < records; i++) {
                char one[80];
                make_record(one, sizeof one, form->records[0], i + 1);
                add(text, &n, one);
                add(text, &n, i + 1 < records ? "," : tails[tail]);
            }
            for (size_t size = 1; size < 300; size += size < 40 ? 1 : 50) {
                read_all("json", dtype, text, n, size, ALL_WAYS, &found);
                ck_assert_msg(found.status == RC_ESYNTAX, "%s in pieces of %zu", text, size);
                ck_assert_str_eq(found.err.message, "found ']' after a comma, expected a record");
                ck_assert_uint_eq(found.err.byte, (size_t)(strrchr(text, ']') - text));
                ck_assert_uint_eq(found.err.record, records);
            }
        }
    }
    rc_dtype_unref(dtype);
}
END_TEST

/* A record that is a string, and does not end. */
START_TEST(an_open_string_at_the_end_is_refused)
{
    static const char *const dtypes[] = {"S28", "str", "U9", "2S28", "x:S28"};
    static const char *const records[] = {"\"abc\"", "\"abc\"", "\"abc\"", "[\"a\",\"bc\"]",
                                          "{\"x\":\"abc\"}"};
    static outcome found;
    rc_dtype *dtype = rc_dtype_parse(dtypes[_i], NULL);
    size_t length = strlen(records[_i]);
    ck_assert(dtype != NULL);
    for (unsigned before = 0; before < 60; before++) {
        for (unsigned ways = 0; ways < 16; ways++) {
            char text[TEXT] = "";
            for (unsigned i = 0; i < before; i++) {
                strcat(strcat(text, records[_i]), "\n");
            }
            /* up to the closing quote, which is the last byte but for brackets */
            strncat(text, records[_i], (size_t)(strrchr(records[_i], '"') - records[_i]));
            ck_assert_uint_lt(strlen(text) + length, TEXT);
            read_all("ndjson", dtype, text, strlen(text), 1 << 18, ways, &found);
            ck_assert_int_eq(found.status, RC_ESYNTAX);
            ck_assert_uint_le(found.records, before);
            ck_assert_uint_eq(found.err.record, before);
        }
    }
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_json_ends(void)
{
    Suite *suite = suite_create("json_ends");
    TCase *tcase = tcase_create("ends");
    tcase_set_tags(tcase, "threads");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, nothing_depends_on_pieces_or_matching, 0,
                        sizeof forms / sizeof *forms);
    tcase_add_loop_test(tcase, a_comma_at_the_end_is_refused, 0, sizeof forms / sizeof *forms);
    tcase_add_loop_test(tcase, an_open_string_at_the_end_is_refused, 0, 5);
    suite_add_tcase(suite, tcase);
    return suite;
}
