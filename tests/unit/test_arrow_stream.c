/* Streams: readers and stores as ArrowArrayStream, and ArrowArrayStream as a reader
   (https://arrow.apache.org/docs/format/CStreamInterface.html). */
#include "test_arrow.h"

#include "scratch.h"
#include "stream/crew.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ exporting */

/* Prints all arrays of a stream, with a bar between them, and releases it. */
static const char *print_stream(struct ArrowArrayStream *stream, char *out, size_t size)
{
    struct ArrowSchema schema;
    struct ArrowArray array;
    char one[512];
    out[0] = '\0';
    ck_assert_int_eq(stream->get_schema(stream, &schema), 0);
    while (stream->get_next(stream, &array) == 0 && array.release) {
        ck_assert_ptr_null(stream->get_last_error(stream));
        arrow_check(&schema, &array);
        for (int64_t i = 0; i < array.length; i++) {
            arrow_print(&schema, &array, (size_t)i, one, sizeof one);
            snprintf(out + strlen(out), size - strlen(out), "%s", one);
        }
        snprintf(out + strlen(out), size - strlen(out), "|");
        array.release(&array);
    }
    ck_assert_int_eq(stream->get_next(stream, &array), 0); /* the end again */
    ck_assert(array.release == NULL);
    schema.release(&schema);
    stream->release(stream);
    ck_assert(stream->release == NULL);
    return out;
}

static rc_reader *open_lines(const char *dtype, const char *lines)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_dtype *parsed = arrow_dtype(dtype);
    rc_reader *reader;
    options.format = "ndjson";
    options.dtype = parsed;
    reader = rc_reader_open_memory(lines, strlen(lines), NULL, &options, &err);
    ck_assert_msg(reader != NULL, "%s", err.message);
    rc_dtype_unref(parsed);
    return reader;
}

START_TEST(a_store_is_a_stream_of_its_parts)
{
    for (int layout = RC_ROWS; layout <= RC_COLUMNS; layout++) {
        rc_store *store = arrow_store(
            "x:i4?, y:str", "[1,\"a\"]\n[null,\"b\"]\n[3,\"0123456789abc\"]\n", (rc_layout)layout);
        struct ArrowArrayStream stream;
        char out[512];
        ck_assert_int_eq(rc_arrow_stream_export_store(store, 2, NULL, &stream, NULL), RC_OK);
        ck_assert_str_eq(print_stream(&stream, out, sizeof out),
                         "{1,\"a\"}{null,\"b\"}|{3,\"0123456789abc\"}|");
        ck_assert_int_eq(rc_arrow_stream_export_store(store, 0, NULL, &stream, NULL), RC_OK);
        rc_store_unref(store);
        ck_assert_str_eq(print_stream(&stream, out, sizeof out),
                         "{1,\"a\"}{null,\"b\"}{3,\"0123456789abc\"}|");
    }
}
END_TEST

START_TEST(no_records_are_no_arrays)
{
    rc_store *store = arrow_store("x:i4", "", RC_COLUMNS);
    struct ArrowArrayStream stream;
    char out[64];
    ck_assert_int_eq(rc_arrow_stream_export_store(store, 0, NULL, &stream, NULL), RC_OK);
    ck_assert_str_eq(print_stream(&stream, out, sizeof out), "");
    rc_store_unref(store);
}
END_TEST

START_TEST(a_reader_is_a_stream)
{
    struct ArrowArrayStream stream;
    char out[512];
    rc_reader *reader = open_lines("x:i4, y:str", "[1,\"0123456789abc\"]\n[2,\"b\"]\n");
    ck_assert_int_eq(rc_arrow_stream_export(reader, NULL, &stream, NULL), RC_OK);
    ck_assert_str_eq(print_stream(&stream, out, sizeof out), "{1,\"0123456789abc\"}{2,\"b\"}|");
}
END_TEST

/* A consumer may keep arrays while it asks for more. */
START_TEST(arrays_outlive_the_stream)
{
    enum { LINES = 200000 };
    char *lines = malloc(LINES * 16 + 1), *at = lines, out[64];
    struct ArrowArrayStream stream;
    struct ArrowArray arrays[256];
    struct ArrowSchema schema;
    size_t n = 0;
    int64_t record = 0;
    for (int i = 0; i < LINES; i++) {
        at += sprintf(at, "[%d]\n", i);
    }
    ck_assert_int_eq(rc_arrow_stream_export(open_lines("x:i8", lines), NULL, &stream, NULL), RC_OK);
    ck_assert_int_eq(stream.get_schema(&stream, &schema), 0);
    while (stream.get_next(&stream, &arrays[n]) == 0 && arrays[n].release) {
        ck_assert_uint_lt(++n, N(arrays));
    }
    stream.release(&stream);
    ck_assert_uint_gt(n, 1);
    for (size_t k = 0; k < n; k++) {
        for (int64_t i = 0; i < arrays[k].length; i += 997) {
            char expected[32];
            sprintf(expected, "{%lld}", (long long)(record + i));
            ck_assert_str_eq(arrow_print(&schema, &arrays[k], (size_t)i, out, sizeof out),
                             expected);
        }
        record += arrays[k].length;
        arrays[k].release(&arrays[k]);
    }
    ck_assert_int_eq(record, LINES);
    schema.release(&schema);
    free(lines);
}
END_TEST

START_TEST(an_error_has_a_number_and_a_text)
{
    struct ArrowArrayStream stream;
    struct ArrowArray array;
    ck_assert_int_eq(
        rc_arrow_stream_export(open_lines("x:i1", "[1]\n[200]\n"), NULL, &stream, NULL), RC_OK);
    ck_assert_int_eq(stream.get_next(&stream, &array), 0);
    ck_assert_int_eq(array.length, 1);
    array.release(&array);
    ck_assert_int_eq(stream.get_next(&stream, &array), EINVAL);
    ck_assert_msg(strstr(stream.get_last_error(&stream), "200") != NULL, "%s",
                  stream.get_last_error(&stream));
    ck_assert_int_eq(stream.get_next(&stream, &array), EINVAL);
    stream.release(&stream);
}
END_TEST

/* ------------------------------------------------------------------ importing */

/* A stream of arrays of numbers that a test makes. */
typedef struct source {
    int64_t lengths[4]; /* -1: an error, -2: the end */
    size_t next;
    int64_t value;
    int nulls; /* the last value is null in the arrays from this number on; 0: in no array */
    int schema_fails;
    int released;
    int64_t values[64];
    unsigned char bits[4][8]; /* of each array: a thread may read one while the next is made */
} source;

static int source_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    source *from = stream->private_data;
    struct ArrowSchema *x, *made;
    if (from->schema_fails) {
        return EACCES;
    }
    x = arrow_new_schema("l", "x", 0, 0, NULL);
    made = arrow_new_schema("+s", "", 0, 1, &x);
    *out = *made;
    free(made);
    return 0;
}

static int source_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    source *from = stream->private_data;
    unsigned char *bits = from->bits[from->next];
    const void *none[1] = {NULL}, *buffers[2] = {NULL, NULL};
    int64_t length = from->lengths[from->next];
    struct ArrowArray *x, *made;
    if (length == -1) {
        return EIO;
    }
    out->release = NULL;
    if (length == -2) {
        return 0;
    }
    from->next++;
    memset(bits, 0xFF, sizeof from->bits[0]);
    if (from->nulls > 0 && from->next >= (size_t)from->nulls && length > 0) {
        bits[(from->value + length - 1) / 8] &=
            (unsigned char)~(1u << ((from->value + length - 1) % 8));
        buffers[0] = bits;
    }
    buffers[1] = from->values;
    x = arrow_new_array(length, buffers[0] ? -1 : 0, from->value, 2, buffers, 0, NULL);
    made = arrow_new_array(length, 0, 0, 1, none, 1, &x);
    from->value += length;
    *out = *made;
    free(made);
    return 0;
}

static const char *source_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return "the \x1b[31mdisk is full";
}

static void source_release(struct ArrowArrayStream *stream)
{
    source *from = stream->private_data;
    from->released++;
    stream->release = NULL;
}

static struct ArrowArrayStream stream_of(source *from)
{
    for (int64_t i = 0; i < 64; i++) {
        from->values[i] = i;
    }
    return (struct ArrowArrayStream){source_schema, source_next, source_error, source_release,
                                     from};
}

/* All records that a reader returns, and its last status. */
static rc_status read_all(rc_reader *reader, int64_t *n, rc_error *err)
{
    rc_store *batch;
    rc_status status;
    *n = 0;
    while ((status = rc_reader_next(reader, &batch, err)) == RC_OK) {
        for (size_t i = 0; i < rc_store_length(batch); i++) {
            rc_value value;
            ck_assert_int_eq(rc_store_get(batch, i, "x", &value, NULL), RC_OK);
            ck_assert_int_eq(value.as.i, (*n)++);
        }
        rc_store_unref(batch);
    }
    return status;
}

START_TEST(a_stream_is_a_reader)
{
    for (int layout = RC_LAYOUT_DEFAULT; layout <= RC_COLUMNS; layout++) {
        source from = {.lengths = {3, 0, 20, -2}};
        struct ArrowArrayStream stream = stream_of(&from);
        rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
        rc_error err = RC_ERROR_INIT;
        rc_reader *reader;
        int64_t n;
        options.layout = (rc_layout)layout;
        reader = rc_arrow_stream_import(&stream, &options, &err);
        ck_assert_msg(reader != NULL, "%s", err.message);
        ck_assert(stream.release == NULL);
        ck_assert_int_eq(read_all(reader, &n, &err), RC_END);
        ck_assert_int_eq(n, 23);
        ck_assert_int_eq(from.released, 0);
        rc_reader_close(reader);
        ck_assert_int_eq(from.released, 1);
        ck_assert_int_eq(arrow_alive, 0);
    }
}
END_TEST

/* A reader that is closed in the middle releases what it has. */
START_TEST(a_reader_that_is_closed_early_releases_all)
{
    source from = {.lengths = {3, 5, -2}};
    struct ArrowArrayStream stream = stream_of(&from);
    rc_reader *reader = rc_arrow_stream_import(&stream, NULL, NULL);
    rc_store *batch;
    ck_assert_int_eq(rc_reader_next(reader, &batch, NULL), RC_OK);
    rc_reader_close(reader);
    rc_store_unref(batch);
    ck_assert_int_eq(from.released, 1);
    ck_assert_int_eq(arrow_alive, 0);
}
END_TEST

START_TEST(the_pump_takes_a_stream)
{
    for (unsigned threads = 1; threads <= 3; threads += 2) {
        source from = {.lengths = {3, 20, -2}};
        struct ArrowArrayStream stream = stream_of(&from);
        rc_error err = RC_ERROR_INIT;
        rc_reader *reader = rc_arrow_stream_import(&stream, NULL, &err);
        rc_writer *writer =
            rc_writer_open(scratch_path("a.npy"), rc_reader_dtype(reader), NULL, &err);
        rc_pump_options options = RC_PUMP_OPTIONS_INIT;
        rc_pump_stats stats = RC_PUMP_STATS_INIT;
        options.threads = threads;
        ck_assert_msg(rc_pump(reader, writer, &options, &stats, &err) == RC_OK, "%s", err.message);
        ck_assert_uint_eq(stats.records, 23);
        rc_writer_close(writer);
        rc_reader_close(reader);
        ck_assert_int_eq(arrow_alive, 0);
    }
}
END_TEST

/* One array of 8 records, of which x is null in record 5, and y in record 2. */
static int two_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct ArrowSchema *fields[2] = {arrow_new_schema("l", "x", 0, 0, NULL),
                                     arrow_new_schema("l", "y", 0, 0, NULL)};
    struct ArrowSchema *made = arrow_new_schema("+s", "", 0, 2, fields);
    (void)stream;
    *out = *made;
    free(made);
    return 0;
}

static int two_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    static const int64_t values[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    static const unsigned char bits[2] = {0xFF & ~(1 << 5), 0xFF & ~(1 << 2)};
    source *from = stream->private_data;
    const void *none[1] = {NULL}, *x[2] = {&bits[0], values}, *y[2] = {&bits[1], values};
    struct ArrowArray *fields[2], *made;
    out->release = NULL;
    if (from->next++ > 0) {
        return 0;
    }
    fields[0] = arrow_new_array(8, -1, 0, 2, x, 0, NULL);
    fields[1] = arrow_new_array(8, -1, 0, 2, y, 0, NULL);
    made = arrow_new_array(8, 0, 0, 1, none, 2, fields);
    *out = *made;
    free(made);
    return 0;
}

START_TEST(the_first_wrong_record_counts)
{
    source from = {.next = 0};
    struct ArrowArrayStream stream = {two_schema, two_next, source_error, source_release, &from};
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = rc_arrow_stream_import(&stream, NULL, &err);
    int64_t n;
    ck_assert_msg(reader != NULL, "%s", err.message);
    ck_assert_int_eq(read_all(reader, &n, &err), RC_ETYPE);
    ck_assert_int_eq(n, 2);
    ck_assert_uint_eq(err.record, 2);
    ck_assert_str_eq(err.field, "y");
    rc_reader_close(reader);
    ck_assert_int_eq(arrow_alive, 0);
}
END_TEST

/* A stream has no name, and no source; the records before the wrong one are written. */
START_TEST(the_pump_reports_a_wrong_record)
{
    for (unsigned threads = 1; threads <= 3; threads += 2) {
        source from = {.lengths = {3, 20, -2}, .nulls = 2};
        struct ArrowArrayStream stream = stream_of(&from);
        rc_error err = RC_ERROR_INIT;
        rc_reader *reader = rc_arrow_stream_import(&stream, NULL, &err);
        rc_writer *writer =
            rc_writer_open(scratch_path("a.npy"), rc_reader_dtype(reader), NULL, &err);
        rc_pump_options options = RC_PUMP_OPTIONS_INIT;
        rc_pump_stats stats = RC_PUMP_STATS_INIT;
        options.threads = threads;
        rci_stream_pump_set_processors(RC_MAX_THREADS);
        ck_assert_int_eq(rc_pump(reader, writer, &options, &stats, &err), RC_ETYPE);
        ck_assert_uint_eq(stats.records, 22);
        ck_assert_uint_eq(err.record, 22);
        ck_assert_str_eq(err.field, "x");
        ck_assert_str_eq(err.source, "");
        rc_writer_close(writer);
        rc_reader_close(reader);
        ck_assert_int_eq(arrow_alive, 0);
    }
}
END_TEST

/* The records before a wrong one come first; its number counts from the start of the stream. */
START_TEST(the_records_before_a_wrong_one_are_read)
{
    source from = {.lengths = {20, -2}, .nulls = 1};
    struct ArrowArrayStream stream = stream_of(&from);
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = rc_arrow_stream_import(&stream, NULL, &err);
    int64_t n;
    ck_assert_int_eq(read_all(reader, &n, &err), RC_ETYPE);
    ck_assert_int_eq(n, 19);
    ck_assert_uint_eq(err.record, 19);
    ck_assert_str_eq(err.field, "x");
    rc_reader_close(reader);
    ck_assert_int_eq(arrow_alive, 0);

    from = (source){.lengths = {3, 20, -2}, .nulls = 2};
    stream = stream_of(&from);
    rc_error_clear(&err);
    reader = rc_arrow_stream_import(&stream, NULL, &err);
    ck_assert_int_eq(read_all(reader, &n, &err), RC_ETYPE);
    ck_assert_int_eq(n, 22);
    ck_assert_uint_eq(err.record, 22);
    rc_reader_close(reader);

    from = (source){.lengths = {1, -2}, .nulls = 1};
    stream = stream_of(&from);
    rc_error_clear(&err);
    reader = rc_arrow_stream_import(&stream, NULL, &err);
    ck_assert_int_eq(read_all(reader, &n, &err), RC_ETYPE);
    ck_assert_int_eq(n, 0);
    ck_assert_uint_eq(err.record, 0);
    rc_reader_close(reader);
    ck_assert_int_eq(arrow_alive, 0);
}
END_TEST

START_TEST(an_error_of_a_stream_is_reported)
{
    source from = {.lengths = {3, -1}};
    struct ArrowArrayStream stream = stream_of(&from);
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = rc_arrow_stream_import(&stream, NULL, &err);
    int64_t n;
    ck_assert_int_eq(read_all(reader, &n, &err), RC_EIO);
    ck_assert_int_eq(n, 3);
    ck_assert_int_eq(err.sys, EIO);
    ck_assert_msg(strstr(err.message, "\\x1B[31mdisk is full") != NULL, "%s", err.message);
    rc_reader_close(reader);
    ck_assert_int_eq(arrow_alive, 0);

    from = (source){.lengths = {-2}, .schema_fails = 1};
    stream = stream_of(&from);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_arrow_stream_import(&stream, NULL, &err));
    ck_assert_int_eq(err.status, RC_EIO);
    ck_assert_int_eq(err.sys, EACCES);
    ck_assert(stream.release != NULL);
    ck_assert_int_eq(from.released, 0);
}
END_TEST

/* A stream that the library made is read by it. */
START_TEST(a_stream_comes_back_as_it_was)
{
    rc_store *store = arrow_store(
        "x:>i4?, y:str, z:U3, w:M8[25s]; aligned",
        "[1,\"0123456789abc\",\"q\",\"1970-01-01T00:00:25\"]\n[null,\"\",\"\",\"NaT\"]\n"
        "[3,\"b\",\"abc\",\"1970-01-01\"]\n",
        RC_ROWS);
    rc_store *all = rc_store_zeros(rc_store_dtype(store), 0, RC_ROWS, NULL), *batch;
    rc_error err = RC_ERROR_INIT;
    struct ArrowArrayStream stream;
    rc_reader *reader;
    ck_assert_int_eq(rc_arrow_stream_export_store(store, 2, NULL, &stream, &err), RC_OK);
    reader = rc_arrow_stream_import(&stream, NULL, &err);
    ck_assert_msg(reader != NULL, "%s", err.message);
    while (rc_reader_next(reader, &batch, &err) == RC_OK) {
        ck_assert_int_eq(rc_store_append_store(all, batch, &err), RC_OK);
        rc_store_unref(batch);
    }
    ck_assert(rc_store_equal(all, store));
    rc_reader_close(reader);
    rc_store_unref(all);
    rc_store_unref(store);
}
END_TEST

Suite *suite_arrow_stream(void)
{
    Suite *suite = suite_create("arrow_stream");
    TCase *tc = tcase_create("stream"), *threads = tcase_create("threads");
    tcase_add_test(tc, a_store_is_a_stream_of_its_parts);
    tcase_add_test(tc, no_records_are_no_arrays);
    tcase_add_test(tc, a_reader_is_a_stream);
    tcase_add_test(tc, arrays_outlive_the_stream);
    tcase_add_test(tc, an_error_has_a_number_and_a_text);
    tcase_add_test(tc, a_stream_is_a_reader);
    tcase_add_test(tc, a_reader_that_is_closed_early_releases_all);
    tcase_add_test(tc, the_records_before_a_wrong_one_are_read);
    tcase_add_test(tc, the_first_wrong_record_counts);
    tcase_add_test(tc, an_error_of_a_stream_is_reported);
    tcase_add_test(tc, a_stream_comes_back_as_it_was);
    tcase_set_tags(threads, "threads");
    tcase_add_checked_fixture(threads, scratch_setup, scratch_teardown);
    tcase_add_test(threads, the_pump_takes_a_stream);
    tcase_add_test(threads, the_pump_reports_a_wrong_record);
    suite_add_tcase(suite, tc);
    suite_add_tcase(suite, threads);
    return suite;
}
