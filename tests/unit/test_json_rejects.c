/* Bad records that are skipped: for every framing, way of decoding, size of the pieces and number
 * of threads the good records are read, and each bad one is reported once, in order, with its place
 * and text. What is expected comes from the table that the text is made of. */
#include "test_json.h"

#include "format/json/read/piece.h"
#include "format/json/read/reader.h"
#include "scratch.h"
#include "stream/crew.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char dtype_text[] = "id:i4, text:str, more:{a:i2, b:i2}?";

static uint32_t state;

static uint32_t next_random(uint32_t below)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

/* '#' is the number of the record. */
static const struct {
    const char *in, *out;
} good[] = {
    {"{\"id\":#,\"text\":\"a\",\"more\":{\"a\":1,\"b\":2}}",
     "{\"id\":#,\"text\":\"a\",\"more\":{\"a\":1,\"b\":2}}\n"},
    {"{ \"text\" : \"a text of more than twelve bytes\", \"more\":null, \"id\":# }",
     "{\"id\":#,\"text\":\"a text of more than twelve bytes\",\"more\":null}\n"},
    {"[#,\"\",[-3,4]]", "{\"id\":#,\"text\":\"\",\"more\":{\"a\":-3,\"b\":4}}\n"},
};

/* '@' is before the byte that is wrong. */
static const struct {
    const char *in;
    rc_status status;
    const char *field;
    bool is_json;
} bad[] = {
    {"{\"id\":@\"x\",\"text\":\"a\",\"more\":{\"a\":1,\"b\":2}}", RC_ETYPE, "id", true},
    {"{\"id\":@3000000000,\"text\":\"a\",\"more\":{\"a\":1,\"b\":2}}", RC_ERANGE, "id", true},
    {"{\"id\":@1.5,\"text\":\"a\",\"more\":{\"a\":1,\"b\":2}}", RC_ETYPE, "id", true},
    {"{\"id\":@null,\"text\":\"a\",\"more\":{\"a\":1,\"b\":2}}", RC_ETYPE, "id", true},
    {"{\"id\":1,\"text\":@[\"{\"],\"more\":null}", RC_ETYPE, "text", true},
    {"{\"id\":1,\"text\":\"a\",\"more\":{\"a\":1,\"b\":@99999}}", RC_ERANGE, "more.b", true},
    {"{\"id\":1,\"text\":\"a\",\"more\":{\"a\":1@}}", RC_EMISSING, "more.b", true},
    {"{\"id\":1,\"text\":\"a\"@}", RC_EMISSING, "more", true},
    {"{@}", RC_EMISSING, "id", true},
    {"{\"id\":1,\"text\":\"a\",\"more\":null,@\"z\":\"}\"}", RC_EEXTRA, "", true},
    {"{\"id\":1,\"text\":\"a\",@\"id\":2,\"more\":null}", RC_EDUPLICATE, "id", true},
    {"[1,\"a\",null,@5]", RC_EEXTRA, "", true},
    {"[@]", RC_EMISSING, "id", true},
    {"{ \"text\" : @17, \"more\":null, \"id\":1 }", RC_ETYPE, "text", true},
    {"@17", RC_ETYPE, "", true},
    {"@\"],[\"", RC_ETYPE, "", true},
    {"{\"id\":1,\"text\":\"a\",\"more\":null@", RC_ESYNTAX, "", false},
    {"{\"id\":1,\"text\":\"a@", RC_ESYNTAX, "text", false},
    {"{\"id\":1,\"text\":\"a\",\"more\":null}@}", RC_ESYNTAX, "", false},
    {"{\"id\":0@1,\"text\":\"\"}", RC_ESYNTAX, "id", false},
    {"@\xFF\xFE", RC_ESYNTAX, "", false},
    {"@}{", RC_ESYNTAX, "", false},
    {"{\"id\":1,\"text\":\"@\x01\"}", RC_ESYNTAX, "text", false},
    {"{\"id\":@,\"text\":\"a\",\"more\":{\"a\":1,\"b\":2}}", RC_ESYNTAX, "id", false},
};
enum { GOOD = sizeof good / sizeof *good, BAD = sizeof bad / sizeof *bad, BAD_JSON = 16 };

static const struct {
    const char *format, *before, *between, *after;
    bool is_lines, is_sequence;
} frames[] = {
    {"ndjson", "", "\n", "\n", true, false}, {"ndjson", "\n\n", "\n\n ", "", true, false},
    {"json", "[", ",", "]", false, false},   {"json", " [\n  ", " ,\n ", "\n]\n", false, false},
    {"json", "", "\n", "\n", false, true},   {"json", "\n", " ", " \n\n", false, true},
};
enum { FRAMES = sizeof frames / sizeof *frames };

/* ------------------------------------------------------------------------ texts */

typedef struct text {
    char *data;
    size_t n, room;
} text;

static void add(text *to, const char *more, size_t n)
{
    if (to->n + n + 1 > to->room) {
        to->room = 2 * (to->n + n + 1);
        to->data = realloc(to->data, to->room);
        ck_assert(to->data != NULL);
    }
    memcpy(to->data + to->n, more, n);
    to->n += n;
    to->data[to->n] = '\0';
}

static void add_format(text *to, const char *format, ...) RC_PRINTF(2, 3);

static void add_format(text *to, const char *format, ...)
{
    char line[4096];
    va_list args;
    int n;
    va_start(args, format);
    n = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    ck_assert(n >= 0 && (size_t)n < sizeof line);
    add(to, line, (size_t)n);
}

/* With '#' replaced, and without '@', whose place is returned. */
static size_t add_record(text *to, const char *record, size_t number)
{
    size_t mark = 0, start = to->n;
    for (; *record; record++) {
        if (*record == '#') {
            add_format(to, "%zu", number);
        } else if (*record == '@') {
            mark = to->n - start;
        } else {
            add(to, record, 1);
        }
    }
    return mark;
}

typedef struct sample {
    text in;  /* what is read */
    text out; /* the good records, as NDJSON */
    text log; /* a line for each bad record */
    size_t n_good, n_bad;
    size_t counted, newlines, line_start;
    size_t good_before; /* the bad record number `stop` */
} sample;

static void free_sample(sample *made)
{
    free(made->in.data);
    free(made->out.data);
    free(made->log.data);
}

/* One line of the log: the place, the status, the field, the text. */
static void log_line(text *log, const rc_error *error, const char *record, size_t n)
{
    add_format(log, "%d:%d byte %d record %d %s %s ", (int)error->line, (int)error->column,
               (int)error->byte, (int)error->record, rc_status_name(error->status), error->field);
    add(log, record, n);
    add(log, "\n", 1);
}

static void log_expected(sample *made, size_t which, size_t record, size_t start, size_t mark)
{
    rc_error error = RC_ERROR_INIT;
    error.status = bad[which].status;
    error.record = record;
    error.byte = start + mark;
    for (; made->counted < start + mark; made->counted++) {
        bool ends = made->in.data[made->counted] == '\n';
        made->newlines += ends;
        made->line_start = ends ? made->counted + 1 : made->line_start;
    }
    error.line = made->newlines + 1;
    error.column = start + mark - made->line_start + 1;
    snprintf(error.field, sizeof error.field, "%s", bad[which].field);
    log_line(&made->log, &error, made->in.data + start, made->in.n - start);
}

/* `percent` of the records are bad, in rows of a length up to `row`. The log ends before bad record
   `stop`. */
static sample make(int frame, size_t records, uint32_t percent, uint32_t row, size_t stop)
{
    sample made = {0};
    uint32_t left = 0, which = 0;
    add(&made.in, frames[frame].before, strlen(frames[frame].before));
    add(&made.out, "", 0);
    add(&made.log, "", 0);
    for (size_t i = 0; i < records; i++) {
        size_t start;
        if (i > 0) {
            add(&made.in, frames[frame].between, strlen(frames[frame].between));
        }
        start = made.in.n;
        if (i == 0 && frames[frame].is_sequence) { /* a document that begins with [ is an array */
            add_record(&made.in, good[0].in, i);
            add_record(&made.out, good[0].out, i);
            made.n_good++;
            continue;
        }
        if (left == 0 && next_random(100) < percent) {
            left = 1 + next_random(row);
            which = next_random(frames[frame].is_lines ? BAD : BAD_JSON);
        }
        if (left > 0) {
            size_t mark = add_record(&made.in, bad[which].in, i);
            left--;
            if (made.n_bad < stop) {
                log_expected(&made, which, i, start, mark);
            } else if (made.n_bad == stop) {
                made.good_before = made.n_good;
            }
            made.n_bad++;
        } else {
            uint32_t shape = next_random(GOOD);
            add_record(&made.in, good[shape].in, i);
            if (made.n_bad <= stop) {
                add_record(&made.out, good[shape].out, i);
            }
            made.n_good++;
        }
    }
    add(&made.in, frames[frame].after, strlen(frames[frame].after));
    return made;
}

/* ---------------------------------------------------------------------- reading */

/* Where the records and the bad records go. */
typedef struct sink {
    text log;
    size_t n;
    size_t stop; /* this bad record is not skipped */
    size_t max_record;
    rc_status why; /* with this status; RC_END: with that of the record */
} sink;

static rc_status decide(void *context, const rc_bad_record *record, rc_error *err)
{
    sink *to = context;
    ck_assert_uint_eq(record->size, sizeof *record);
    ck_assert_str_eq(record->error->source, "test");
    ck_assert(err->status == RC_OK && record->error->message[0]);
    if (to->n++ == to->stop) {
        if (to->why != RC_END) {
            err->status = to->why;
            snprintf(err->message, sizeof err->message, "own");
        }
        return to->why;
    }
    log_line(&to->log, record->error, record->text, record->length);
    return RC_OK;
}

typedef struct manner {
    size_t piece_bytes;
    unsigned ways;
    int input; /* 0: as it is, 1: with guesses, 2: as a pipe */
} manner;

static rc_reader *open(const sample *made, int frame, const manner *how, sink *to)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(dtype_text, &err);
    rc_reader *reader;
    options.format = frames[frame].format;
    options.dtype = dtype;
    options.reject = decide;
    options.reject_context = to;
    options.max_record = to->max_record;
    reader = rc_reader_open_memory(made->in.data, made->in.n, "test", &options, &err);
    ck_assert_msg(reader != NULL, "%s", err.message);
    rci_json_read_set_pieces(reader, how->piece_bytes, how->ways);
    if (how->input == 1) {
        rci_stream_text_set_guessing(reader);
    } else if (how->input == 2) {
        rci_stream_text_set_serial(reader);
    }
    rc_dtype_unref(dtype);
    return reader;
}

static void check(const sample *made, const sink *found, const char *out, const manner *how,
                  unsigned threads)
{
    const char *log = found->log.data ? found->log.data : "", *expected = made->log.data;
    while (*log && *log == *expected) {
        log++;
        expected++;
    }
    ck_assert_msg(!*log && !*expected,
                  "pieces of %zu, ways %u, input %d, %u threads: ...%.80s, expected ...%.80s in "
                  "%.200s",
                  how->piece_bytes, how->ways, how->input, threads, log, expected, made->in.data);
    ck_assert(strcmp(out, made->out.data) == 0);
}

/* By rc_reader_next. `status` and `message` are those of the end. */
static void read_batches(const sample *made, int frame, const manner *how, size_t stop,
                         rc_status why, rc_status status, rc_error *err)
{
    sink to = {.stop = stop, .why = why};
    text out = {0};
    rc_reader *reader = open(made, frame, how, &to);
    rc_store *batch;
    rc_status found;
    add(&out, "", 0);
    while ((found = rc_reader_next(reader, &batch, err)) == RC_OK) {
        char *lines = json_write(batch, NULL);
        add(&out, lines, strlen(lines));
        free(lines);
        rc_store_unref(batch);
    }
    ck_assert_msg(found == status, "%s: %s", rc_status_name(found), err->message);
    check(made, &to, out.data, how, 0);
    rc_reader_close(reader);
    free(out.data);
    free(to.log.data);
}

static void pump(const sample *made, int frame, const manner *how, unsigned threads, size_t stop,
                 rc_status why, rc_status status)
{
    rc_pump_options options = RC_PUMP_OPTIONS_INIT;
    rc_write_options write = RC_WRITE_OPTIONS_INIT;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    rc_error err = RC_ERROR_INIT;
    sink to = {.stop = stop, .why = why};
    rc_reader *reader = open(made, frame, how, &to);
    const char *path = scratch_path("out.ndjson");
    rc_writer *writer;
    write.format = "ndjson";
    options.threads = threads;
    rci_stream_pump_set_processors(RC_MAX_THREADS);
    writer = rc_writer_open(path, rc_reader_dtype(reader), &write, &err);
    ck_assert_msg(writer != NULL, "%s", err.message);
    ck_assert_msg(rc_pump(reader, writer, &options, &stats, &err) == status, "%s", err.message);
    ck_assert_uint_eq(stats.rejected, made->n_bad < stop ? made->n_bad : stop);
    ck_assert_uint_eq(stats.records, stop < made->n_bad ? made->good_before : made->n_good);
    if (status == RC_OK) {
        char *out;
        size_t n;
        ck_assert_int_eq(rc_writer_finish(writer, NULL), RC_OK);
        out = scratch_read(path, &n);
        check(made, &to, out, how, threads);
        free(out);
    }
    rc_writer_close(writer);
    rc_reader_close(reader);
    rci_stream_pump_set_processors(0);
    free(to.log.data);
}

/* ------------------------------------------------------------------------ tests */

static const size_t sizes[] = {1, 2, 13, 64, 200, 1000, 1 << 18};
static const unsigned all_ways[] = {RCI_JSON_READ_BY_TEMPLATE | RCI_JSON_READ_BY_INDEX,
                                    RCI_JSON_READ_BY_PLAIN_TEMPLATE, RCI_JSON_READ_BY_INDEX,
                                    RCI_JSON_READ_BY_NARROW_INDEX, 0};
static const unsigned thread_counts[] = {1, 3, 16};

static manner pick_manner(void)
{
    manner how = {sizes[next_random(7)], all_ways[next_random(5)], (int)next_random(3)};
    return how;
}

START_TEST(bad_records_are_reported)
{
    const int frame = _i % FRAMES;
    state = (uint32_t)_i;
    for (int round = 0; round < 60; round++) {
        static const uint32_t percents[] = {1, 10, 50, 100};
        sample made = make(frame, 1 + next_random(150), percents[round % 4],
                           round % 3 ? 1 + next_random(9) : 1, SIZE_MAX);
        manner how = pick_manner();
        rc_error err = RC_ERROR_INIT;
        read_batches(&made, frame, &how, SIZE_MAX, RC_OK, RC_END, &err);
        ck_assert_int_eq(err.status, RC_OK);
        free_sample(&made);
    }
}
END_TEST

START_TEST(threads_report_the_same)
{
    const int frame = _i % FRAMES;
    state = 1000 + (uint32_t)_i;
    for (int round = 0; round < 24; round++) {
        sample made =
            make(frame, 1 + next_random(120), round % 2 ? 5 : 60, 1 + next_random(5), SIZE_MAX);
        manner how = pick_manner();
        pump(&made, frame, &how, thread_counts[round % 3], SIZE_MAX, RC_OK, RC_OK);
        free_sample(&made);
    }
}
END_TEST

/* Thousands in a row, whose list is longer than what is collected at once, and the good ones around
   them. */
START_TEST(many_in_a_row_are_reported)
{
    const int frame = _i % 2 ? 2 : 0;
    for (int round = 0; round < 2; round++) {
        const manner how = {1 << 18, all_ways[0], round};
        sample made;
        rc_error err = RC_ERROR_INIT;
        state = 77;
        made = make(frame, 3000, 1, 3000, SIZE_MAX);
        ck_assert_uint_gt(made.n_bad, 1000);
        read_batches(&made, frame, &how, SIZE_MAX, RC_OK, RC_END, &err);
        pump(&made, frame, &how, 3, SIZE_MAX, RC_OK, RC_OK);
        free_sample(&made);
    }
}
END_TEST

/* Reading ends at one of the bad records: those before it are reported, the good ones are there. */
START_TEST(a_record_that_is_not_skipped_ends_the_reading)
{
    const int frame = _i % FRAMES;
    state = 2000 + (uint32_t)_i;
    for (int round = 0; round < 30; round++) {
        const size_t stop = next_random(12);
        sample made = make(frame, 80, 30, 4, stop);
        manner how = pick_manner();
        rc_error err = RC_ERROR_INIT;
        if (made.n_bad > stop) {
            read_batches(&made, frame, &how, stop, RC_EIO, RC_EIO, &err);
            ck_assert_str_eq(err.message, "own");
            rc_error_clear(&err);
            pump(&made, frame, &how, thread_counts[round % 3], stop, RC_EIO, RC_EIO);
        }
        free_sample(&made);
    }
}
END_TEST

/* Without an error of its own the function passes on that of the record. */
START_TEST(the_error_is_that_of_the_record)
{
    const manner how = {1 << 18, all_ways[0], 0};
    sample made = {0};
    rc_error err = RC_ERROR_INIT;
    add_format(&made.in, "[1,\"a\",null]\n[\"x\",\"a\",null]\n[2,\"a\",null]\n");
    add_format(&made.out, "{\"id\":1,\"text\":\"a\",\"more\":null}\n");
    add(&made.log, "", 0);
    read_batches(&made, 0, &how, 0, RC_END, RC_ETYPE, &err);
    ck_assert_uint_eq(err.line, 2);
    ck_assert_uint_eq(err.column, 2);
    ck_assert_uint_eq(err.record, 1);
    ck_assert_str_eq(err.field, "id");
    ck_assert_ptr_nonnull(strstr(err.message, "found text \"x\""));
    free_sample(&made);
}
END_TEST

/* The text of a record ends before the end of the line and the white space there. */
START_TEST(white_space_around_a_record_is_left_out)
{
    for (int input = 0; input < 3; input++) {
        const manner how = {1 << input, all_ways[0], input};
        sample made = {0};
        rc_error err = RC_ERROR_INIT;
        add_format(&made.in, "\r\n \t[\"x\",\"a\",null] \r\n[1,\"a\"\t\r\n");
        add(&made.out, "", 0);
        add_format(&made.log, "2:4 byte 5 record 0 type id [\"x\",\"a\",null]\n"
                              "3:9 byte 29 record 1 syntax  [1,\"a\"\n");
        read_batches(&made, 0, &how, SIZE_MAX, RC_OK, RC_END, &err);
        free_sample(&made);
    }
}
END_TEST

/* Where the next record begins is not known after these: text, what is skipped before, the byte. */
static const struct {
    int frame;
    const char *text;
    size_t skipped;
    rc_status status;
    uint64_t byte;
} ends[] = {
    {2, "[[1,\"a\",null],[\"x\",\"a\",null],[2,\"a\" null]]", 1, RC_ESYNTAX, 36},
    {2, "[[1,\"a\",null],[\"x\",\"a\" null],[2,\"a\",null]]", 0, RC_ESYNTAX, 23},
    {2, "[[1,\"a\",null],[\"x\",\"a\",null] [2,\"a\",null]]", 0, RC_ESYNTAX, 29},
    {2, "[[1,\"a\",null],[\"x\",\"a\",null],]", 1, RC_ESYNTAX, 29},
    {2, "[[1,\"a\",null],[\"x\",\"a\",null]", 0, RC_ESYNTAX, 28},
    {2, "[[1,\"a\",null],[\"x\",\"a\",null]] x", 1, RC_ESYNTAX, 30},
    {2, "[[1,\"a\",null],\"\xFF\"]", 0, RC_ESYNTAX, 15},
    {4, "{\"id\":1,\"text\":\"a\",\"more\":null}\n\"x\"\n{[2]", 1, RC_ESYNTAX, 37},
    {4, "{\"id\":1,\"text\":\"a\",\"more\":null}\n[\"x\",\"a\",null", 0, RC_ESYNTAX, 45},
};

START_TEST(text_that_is_not_json_ends_the_reading)
{
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        for (size_t w = 0; w < sizeof all_ways / sizeof *all_ways; w++) {
            const manner how = {sizes[s], all_ways[w], (int)(s + w) % 3};
            sink to = {.stop = SIZE_MAX};
            sample made = {0};
            rc_error err = RC_ERROR_INIT;
            rc_reader *reader;
            rc_store *batch;
            rc_status status;
            size_t records = 0;
            add(&made.in, ends[_i].text, strlen(ends[_i].text));
            reader = open(&made, ends[_i].frame, &how, &to);
            while ((status = rc_reader_next(reader, &batch, &err)) == RC_OK) {
                records += rc_store_length(batch);
                rc_store_unref(batch);
            }
            ck_assert_msg(status == ends[_i].status && err.byte == ends[_i].byte, "%s: %s at %d",
                          ends[_i].text, err.message, (int)err.byte);
            ck_assert_uint_eq(records, 1);
            ck_assert_uint_eq(to.n, ends[_i].skipped);
            rc_reader_close(reader);
            free_sample(&made);
            free(to.log.data);
        }
    }
}
END_TEST

/* A bad record that is longer than the limit is not skipped, wherever its end is. */
START_TEST(a_record_over_the_limit_ends_the_reading)
{
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        for (int input = 0; input < 3; input++) {
            const manner how = {sizes[s], all_ways[0], input};
            rc_error err = RC_ERROR_INIT;
            sink to = {.stop = SIZE_MAX, .max_record = 100};
            sample made = {0};
            rc_store *batch = NULL;
            rc_reader *reader;
            add_format(&made.in, "[\"x\"]\n[\"x\",\"%0*d\",null]\n[1,\"a\",null]\n", 200, 7);
            reader = open(&made, 0, &how, &to);
            ck_assert_int_eq(rc_reader_next(reader, &batch, &err), RC_ELIMIT);
            ck_assert_uint_eq(err.byte, 6);
            ck_assert_uint_eq(err.record, 1);
            ck_assert_uint_eq(to.n, 1);
            rc_reader_close(reader);
            free_sample(&made);
            free(to.log.data);
        }
    }
}
END_TEST

/* A record that cannot be written comes before or after a bad one: the first in order counts. */
START_TEST(a_record_that_cannot_be_written_comes_in_order)
{
    static const char *const texts[] = {"[1]\n[\"x\"]\n[null]\n[2]\n", "[1]\n[null]\n[\"x\"]\n",
                                        "[\"x\"]\n[\"y\"]\n[null]\n"};
    static const size_t rejected[] = {1, 0, 2}, written[] = {1, 1, 0};
    rc_dtype *dtype = rc_dtype_parse("x:f8", NULL);
    for (unsigned threads = 1; threads <= 3; threads += 2) {
        rc_read_options options = RC_READ_OPTIONS_INIT;
        rc_write_options write = RC_WRITE_OPTIONS_INIT;
        rc_pump_options how = RC_PUMP_OPTIONS_INIT;
        rc_pump_stats stats = RC_PUMP_STATS_INIT;
        rc_error err = RC_ERROR_INIT;
        sink to = {.stop = SIZE_MAX};
        rc_reader *reader;
        rc_writer *writer;
        options.dtype = dtype;
        options.format = write.format = "ndjson";
        options.nulls = RC_NULLS_NAN; /* which cannot be written */
        options.reject = decide;
        options.reject_context = &to;
        how.threads = threads;
        reader = rc_reader_open_memory(texts[_i], strlen(texts[_i]), "test", &options, &err);
        writer = rc_writer_open(scratch_path("out.ndjson"), dtype, &write, &err);
        ck_assert_msg(reader && writer, "%s", err.message);
        ck_assert_int_eq(rc_pump(reader, writer, &how, &stats, &err), RC_ERANGE);
        ck_assert_uint_eq(err.record, written[_i]);
        ck_assert_uint_eq(to.n, rejected[_i]);
        ck_assert_uint_eq(stats.rejected, rejected[_i]);
        rc_reader_close(reader);
        rc_writer_close(writer);
        free(to.log.data);
    }
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_json_rejects(void)
{
    Suite *suite = suite_create("json_rejects");
    TCase *tcase = tcase_create("one thread");
    tcase_add_loop_test(tcase, bad_records_are_reported, 0, 2 * FRAMES);
    tcase_add_test(tcase, the_error_is_that_of_the_record);
    tcase_add_test(tcase, white_space_around_a_record_is_left_out);
    tcase_add_loop_test(tcase, text_that_is_not_json_ends_the_reading, 0,
                        sizeof ends / sizeof *ends);
    tcase_add_test(tcase, a_record_over_the_limit_ends_the_reading);
    suite_add_tcase(suite, tcase);
    tcase = tcase_create("threads");
    tcase_set_tags(tcase, "threads");
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_loop_test(tcase, threads_report_the_same, 0, FRAMES);
    tcase_add_loop_test(tcase, many_in_a_row_are_reported, 0, 2);
    tcase_add_loop_test(tcase, a_record_that_is_not_skipped_ends_the_reading, 0, FRAMES);
    tcase_add_loop_test(tcase, a_record_that_cannot_be_written_comes_in_order, 0, 3);
    suite_add_tcase(suite, tcase);
    return suite;
}
