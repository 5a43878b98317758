/* Text that is divided into ranges: for every number of threads and size of the ranges the records
 * are those that the text was made of, and an error is where it was put. */
#include "test_json.h"

#include "format/json/read/guess.h"
#include "format/json/read/piece.h"
#include "format/json/read/reader.h"
#include "format/json/read/reader_impl.h"
#include "scratch.h"
#include "stream/crew.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALL_WAYS = RCI_JSON_READ_BY_TEMPLATE | RCI_JSON_READ_BY_INDEX, RECORDS = 400 };

static const char dtype_text[] = "id:i4, text:str, more:{a:i2, b:i2}";

static uint32_t state = 7;

static uint32_t next_random(uint32_t below)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

/* ------------------------------------------------------------------------- texts */

typedef struct text {
    char *data;
    size_t n, room;
    size_t starts[RECORDS];
} text;

static void add(text *to, const char *more)
{
    size_t length = strlen(more);
    if (to->n + length + 1 > to->room) {
        to->room = 2 * (to->n + length + 1);
        to->data = realloc(to->data, to->room);
        ck_assert(to->data != NULL);
    }
    memcpy(to->data + to->n, more, length + 1);
    to->n += length;
}

/* How the records of a text are written. */
typedef struct text_form {
    const char *format;
    const char *before, *between, *after;
    const char *root;
    const char *space; /* between the tokens of a record */
} text_form;

static const text_form forms[] = {
    {"ndjson", "", "\n", "\n", NULL, ""},
    {"ndjson", "\n\n", "\r\n \n", "", NULL, " "},
    {"json", "[", ",", "]", NULL, ""},
    {"json", "[", ",\n", "]\n", NULL, " "},
    {"json", "[\n  ", ",\n  ", "\n]\n", NULL, "\n    "},
    {"json", "{\"n\":[{\"id\":[1,2]}],\"data\":{\"x\":\"]\",\"rows\":[", " ,\n",
     "],\"y\":[[[1],2],{\"a\":[{}]}]},\"z\":[1,2,3,\",\"]}", "/data/rows", ""},
    {"json", "", "\n", "\n", NULL, "\n  "},
    {"json", "", "", "", NULL, ""},
};

/* Strings that look like the text around them. */
static const char *const strings[] = {
    "plain",
    "",
    "\\\"",
    "\\\\",
    "\\\\\\\"",
    "},{",
    "],[",
    "\\\"},{\\\"id\\\":1,\\\"text\\\":\\\"",
    ",\\\":\\\",\\\":\\\",\\\"",
    "[[[[{{{{",
    "]]]]}}}}",
    "\\u0022:\\u0022,",
    "\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\",
    "a long text without anything in it that a guess could be made from, and longer than a range",
};

static void add_record(text *to, const text_form *form, int id)
{
    char number[40];
    const char *space = form->space;
    add(to, "{");
    add(to, space);
    add(to, "\"id\":");
    snprintf(number, sizeof number, "%d", id);
    add(to, number);
    add(to, ",");
    add(to, space);
    add(to, "\"skipped\":[{\"id\":[{},{}]},{\"text\":\"");
    add(to, strings[next_random(sizeof strings / sizeof *strings)]);
    add(to, "\"},[[");
    add(to, space);
    add(to, "]]],\"text\":\"");
    add(to, strings[next_random(sizeof strings / sizeof *strings)]);
    add(to, "\",\"more\":");
    add(to, next_random(2) ? "[1,2]" : "{\"b\":2,\"a\":1}");
    add(to, space);
    add(to, "}");
}

static text make(const text_form *form, size_t records)
{
    text made = {0};
    add(&made, form->before);
    for (size_t i = 0; i < records; i++) {
        if (i > 0) {
            add(&made, form->between);
        }
        made.starts[i] = made.n;
        add_record(&made, form, (int)i);
    }
    add(&made, form->after);
    return made;
}

/* ----------------------------------------------------------------------- reading */

typedef struct result {
    rc_status status;
    rc_error err;
    char *out; /* the records, as lines */
} result;

static rc_reader *open(const text *in, const text_form *form, const rc_dtype *dtype,
                       size_t piece_bytes)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader;
    options.format = form->format;
    options.dtype = dtype;
    options.root = form->root;
    options.extra = RC_EXTRA_IGNORE;
    reader = rc_reader_open_memory(in->data, in->n, "test", &options, &err);
    ck_assert_msg(reader != NULL, "%s", err.message);
    rci_json_read_set_pieces(reader, piece_bytes, ALL_WAYS);
    return reader;
}

/* Reads with the pump; `threads` 0: as from a pipe, on one. Every other time each start is guessed.
 */
static bool guessing;

static result read_text(const text *in, const text_form *form, size_t piece_bytes, unsigned threads)
{
    rc_dtype *dtype = rc_dtype_parse(dtype_text, NULL);
    rc_reader *reader = open(in, form, dtype, piece_bytes);
    rc_pump_options options = RC_PUMP_OPTIONS_INIT;
    rc_write_options write = RC_WRITE_OPTIONS_INIT;
    result found = {RC_OK, RC_ERROR_INIT, NULL};
    size_t n;
    const char *path = scratch_path("out.ndjson");
    rc_writer *writer;
    write.format = "ndjson";
    if (threads == 0) {
        rci_stream_text_set_serial(reader);
    } else if (guessing) {
        rci_stream_text_set_guessing(reader);
    }
    options.threads = threads ? threads : 1;
    rci_stream_pump_set_processors(RC_MAX_THREADS); /* however few processors there are */
    writer = rc_writer_open(path, dtype, &write, &found.err);
    ck_assert_msg(writer != NULL, "%s", found.err.message);
    found.status = rc_pump(reader, writer, &options, NULL, &found.err);
    if (found.status == RC_OK) {
        ck_assert_int_eq(rc_writer_finish(writer, NULL), RC_OK);
        found.out = scratch_read(path, &n);
    }
    rc_reader_close(reader);
    rc_writer_close(writer);
    rc_dtype_unref(dtype);
    return found;
}

static const unsigned thread_counts[] = {0, 1, 2, 3, 7, 16, 61};
static const size_t sizes[] = {1, 2, 3, 7, 16, 63, 64, 65, 200, 1000, 5000};

/* The records of the text, whose number is `records`: by their ids, in order. */
static void check_ids(const char *out, size_t records)
{
    char wanted[40];
    for (size_t i = 0; i < records; i++) {
        snprintf(wanted, sizeof wanted, "{\"id\":%zu,\"text\":\"", i);
        ck_assert_msg(strncmp(out, wanted, strlen(wanted)) == 0, "record %zu is %.60s", i, out);
        out = strchr(out, '\n') + 1;
    }
    ck_assert_str_eq(out, "");
}

START_TEST(records_are_the_same)
{
    const text_form *form = &forms[_i];
    size_t combination = 0;
    for (int round = 0; round < RUNNER_LESS(6, 3); round++) {
        const size_t records = round < 2 ? (size_t)round : 1 + next_random(RECORDS - 1);
        text in = make(form, records);
        result whole = read_text(&in, form, 1 << 20, 0);
        if (records == 0 && whole.status == RC_ESYNTAX) { /* nothing is not a document */
            free(in.data);
            continue;
        }
        ck_assert_msg(whole.status == RC_OK, "%s", whole.err.message);
        check_ids(whole.out, records);
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            const size_t size = sizes[s];
            const unsigned threads = thread_counts[combination++ % 7];
            result found;
            if (size < 16 && records > 60) {
                continue;
            }
            guessing = !guessing;
            found = read_text(&in, form, size, threads);
            ck_assert_msg(found.status == RC_OK, "%u threads, %zu bytes: %s", threads, size,
                          found.err.message);
            ck_assert_str_eq(found.out, whole.out);
            free(found.out);
        }
        free(whole.out);
        free(in.data);
    }
}
END_TEST

/* The line, column and byte of a place, counted slowly. */
static void check_place(const text *in, const rc_error *err, const char *how)
{
    uint64_t line = 1, column = 1;
    for (uint64_t i = 0; i < err->byte; i++) {
        column = in->data[i] == '\n' ? 1 : column + 1;
        line += in->data[i] == '\n';
    }
    ck_assert_msg(err->line == line && err->column == column, "%s: %d:%d, not %d:%d", how,
                  (int)err->line, (int)err->column, (int)line, (int)column);
}

/* A field of record k gets a value that does not fit. A later record is wrong, too. */
START_TEST(the_first_error_is_found)
{
    const text_form *form = &forms[_i];
    size_t combination = 0;
    for (int round = 0; round < RUNNER_LESS(8, 2); round++) {
        text in = make(form, 120);
        const size_t wrong = next_random(110), later = wrong + 1 + next_random(9);
        char *value = strstr(in.data + in.starts[wrong], "\"more\":") + 7;
        strstr(in.data + in.starts[later], "\"text\":")[1] = '\x01';
        *value = '"'; /* a string that ends who knows where */
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            const unsigned threads = thread_counts[combination++ % 7];
            result one = read_text(&in, form, 1 << 20, 1);
            result found;
            guessing = !guessing;
            found = read_text(&in, form, sizes[s], threads);
            ck_assert_int_ne(found.status, RC_OK);
            ck_assert_uint_eq(found.err.record, wrong);
            check_place(&in, &found.err, found.err.message);
            ck_assert_uint_eq(found.err.byte, one.err.byte);
            ck_assert_int_eq(found.status, one.status);
        }
        free(in.data);
    }
}
END_TEST

/* What follows the array is checked. */
START_TEST(the_rest_of_the_document_is_checked)
{
    static const text_form rooted = {
        "json", "{\"a\":{\"rows\":[", ",", "],\"b\":1,\"rows\":2}}", "/a/rows", ""};
    static const text_form broken = {"json", "[", ",", "]\n\n  x", NULL, ""};
    static const text_form open_array = {"json", "[", ",\n", "\n", NULL, ""};
    for (size_t t = 0; t < 7; t++) {
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            text in = make(&rooted, 30);
            result found;
            guessing = s % 2 == t % 2;
            found = read_text(&in, &rooted, sizes[s], thread_counts[t]);
            ck_assert_int_eq(found.status, RC_EDUPLICATE);
            check_place(&in, &found.err, found.err.message);
            free(in.data);
            in = make(&broken, 30);
            found = read_text(&in, &broken, sizes[s], thread_counts[t]);
            ck_assert_int_eq(found.status, RC_ESYNTAX);
            ck_assert_uint_eq(found.err.byte, in.n - 1);
            check_place(&in, &found.err, found.err.message);
            free(in.data);
            in = make(&open_array, 30);
            found = read_text(&in, &open_array, sizes[s], thread_counts[t]);
            ck_assert_int_eq(found.status, RC_ESYNTAX);
            ck_assert_uint_eq(found.err.byte, in.n);
            check_place(&in, &found.err, found.err.message);
            free(in.data);
        }
    }
}
END_TEST

/* The second range begins in an array inside the first record, whose elements look like records,
   and ends after it: a wrong guess. What was learned from it, that no comma follows a record, is
   not used for the next ones. */
START_TEST(nothing_is_learned_from_a_wrong_guess)
{
    static const text_form form = {"json", "", "", "", NULL, ""};
    static const char element[] = "{\"id\":1,\"text\":\"a\",\"more\":[1,2]}";
    enum { RANGE = 1000, AFTER = 4 * RANGE };
    char padding[AFTER + 1];
    for (int elements = 2; elements < 25; elements++) {
        text in = {0};
        result found;
        size_t records = 1;
        memset(padding, 'x', sizeof padding);
        padding[RANGE - 50] = '\0';
        add(&in, "[{\"id\":0,\"more\":[1,2],\"text\":\"");
        add(&in, padding);
        add(&in, "\",\"skipped\":[");
        for (int i = 0; i < elements; i++) {
            add(&in, i ? "," : "");
            add(&in, element);
        }
        memset(padding, ' ', AFTER);
        padding[AFTER] = '\0';
        add(&in, "]");
        add(&in, padding);
        add(&in, "}");
        for (; records < 200; records++) {
            add(&in, ",");
            add(&in, element);
        }
        add(&in, "]");
        guessing = true;
        found = read_text(&in, &form, RANGE, 1);
        ck_assert_msg(found.status == RC_OK, "%s", found.err.message);
        for (const char *p = found.out; (p = strchr(p, '\n')) != NULL; p++) {
            records--;
        }
        ck_assert_uint_eq(records, 0);
        free(found.out);
        free(in.data);
    }
}
END_TEST

/* ----------------------------------------------------------------------- guesses */

/* In ordinary text, where no string looks like the text around it, guesses are right. */
START_TEST(guesses_are_right)
{
    static const struct {
        rci_json_read_framing framing;
        const char *record, *between;
    } cases[] = {
        {RCI_JSON_READ_ELEMENTS, "{\"x\":1,\"y\":-2,\"z\":3.5e3}", ","},
        {RCI_JSON_READ_ELEMENTS, "{\"name\":\"Ada, the \\\"first\\\"\",\"e\":true}", ","},
        {RCI_JSON_READ_ELEMENTS, "{\n  \"a\": [\n   {\"b\": \"x\"},\n   {\"b\": \"y\"}\n  ]\n}",
         ",\n"},
        {RCI_JSON_READ_ELEMENTS, "[1,[2,3],\"true\",null]", ", "},
        {RCI_JSON_READ_SEQUENCE, "{\n  \"a\": {\n   \"b\": \"x: y\"\n  }\n}", "\n"},
        {RCI_JSON_READ_SEQUENCE, "[1,[2,3],\"e\",false]", ""},
        {RCI_JSON_READ_SEQUENCE, "{\"1\":2,\"3\":\"4\"}", ""},
    };
    char data[6000] = "";
    const char *record = cases[_i].record, *between = cases[_i].between;
    const size_t each = strlen(record) + strlen(between);
    size_t right = 0, tried = 0;
    for (size_t n = 0; n + each < sizeof data; n += each) {
        snprintf(data + n, sizeof data - n, "%s%s", record, between);
    }
    for (size_t at = each; at < 2 * each; at++) {
        const size_t guess =
            rci_json_read_guess(cases[_i].framing, data + at, strlen(data) - at - each, 1000);
        /* A separator ends the record: after a comma; after a bracket, and after the new line. */
        const size_t end = (at + guess) % each;
        tried++;
        right +=
            end == (cases[_i].framing == RCI_JSON_READ_SEQUENCE ? strlen(record) % each
                                                                : (strlen(record) + 1) % each) ||
            (cases[_i].framing == RCI_JSON_READ_SEQUENCE && end == 0);
        ck_assert_uint_le(guess, 2 * each);
    }
    ck_assert_msg(right * 100 >= tried * 95, "%zu of %zu in %s", right, tried, record);
}
END_TEST

START_TEST(text_without_a_place_to_cut)
{
    static const char inside[] = "a long string without an end";
    ck_assert_uint_eq(rci_json_read_guess(RCI_JSON_READ_ELEMENTS, inside, sizeof inside - 1, 1000),
                      SIZE_MAX);
    ck_assert_uint_eq(rci_json_read_guess(RCI_JSON_READ_SEQUENCE, inside, 0, 1000), SIZE_MAX);
}
END_TEST

Suite *suite_json_ranges(void)
{
    Suite *suite = suite_create("json_ranges");
    TCase *tcase = tcase_create("ranges");
    const int n = sizeof forms / sizeof *forms;
    tcase_set_tags(tcase, "threads");
    tcase_set_timeout(tcase, 300);
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_loop_test(tcase, records_are_the_same, 0, n);
    tcase_add_loop_test(tcase, the_first_error_is_found, 0, n);
    tcase_add_test(tcase, the_rest_of_the_document_is_checked);
    tcase_add_test(tcase, nothing_is_learned_from_a_wrong_guess);
    tcase_add_loop_test(tcase, guesses_are_right, 0, 7);
    tcase_add_test(tcase, text_without_a_place_to_cut);
    suite_add_tcase(suite, tcase);
    return suite;
}
