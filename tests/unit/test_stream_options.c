/* Tests of the options of readers, writers and the pump: sizes, unknown values, options that do not
   apply, NULL; and that the records before a wrong one are returned. */
#include "test_stream.h"

#include "runner.h"

#include <rowcol/stream.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char lines[] = "{\"x\":1}\n{\"x\":2}\n";

static rc_status open_with(const rc_read_options *options, rc_error *err)
{
    rc_error local = RC_ERROR_INIT;
    rc_reader *reader = rc_reader_open_memory(lines, sizeof lines - 1, "a.ndjson", options, &local);
    rc_status status = reader ? RC_OK : local.status;
    rc_reader_close(reader);
    if (err) {
        *err = local;
    }
    return status;
}

/* ----------------------------------------------------------------- sizes */

START_TEST(sizes_of_options_are_checked)
{
    rc_dtype *dtype = rc_dtype_parse("x:i4", NULL);
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err;
    options.dtype = dtype;
    ck_assert_int_eq(open_with(&options, NULL), RC_OK);
    /* An older version that ended before `layout`: what follows is not read. */
    options.size = offsetof(rc_read_options, layout);
    options.layout = (rc_layout)77;
    options.extra = (rc_extra)77;
    ck_assert_int_eq(open_with(&options, NULL), RC_OK);
    options.size = offsetof(rc_read_options, layout) + sizeof(size_t);
    ck_assert_int_eq(open_with(&options, NULL), RC_EARG);
    options.layout = RC_COLUMNS;
    ck_assert_int_eq(open_with(&options, NULL), RC_OK);
    options.extra = RC_EXTRA_ERROR;
    options.size = 0;
    ck_assert_int_eq(open_with(&options, NULL), RC_EARG);
    options.size = sizeof options - 1;
    ck_assert_int_eq(open_with(&options, NULL), RC_EARG);
    options.size = sizeof options + sizeof(size_t);
    ck_assert_int_eq(open_with(&options, &err), RC_EARG);
    ck_assert_ptr_nonnull(strstr(err.message, "rc_read_options has a size of"));
    rc_dtype_unref(dtype);
}
END_TEST

/* Sets one member to a value that the library does not know. */
static void set_wrong(rc_read_options *options, int which)
{
    switch (which) {
    case 0:
        options->layout = (rc_layout)3;
        break;
    case 1:
        options->extra = (rc_extra)99;
        break;
    case 2:
        options->missing = (rc_missing)99;
        break;
    case 3:
        options->nulls = (rc_nulls)(RC_NULLS_VALUE + 1);
        break;
    default:
        options->extra = (rc_extra)-1;
        break;
    }
}

START_TEST(unknown_values_are_refused)
{
    rc_dtype *dtype = rc_dtype_parse("x:i4", NULL);
    rc_read_options options = RC_READ_OPTIONS_INIT;
    options.dtype = dtype;
    set_wrong(&options, _i);
    ck_assert_int_eq(open_with(&options, NULL), RC_EARG);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(write_options_are_checked)
{
    rc_dtype *dtype = rc_dtype_parse("x:i4", NULL);
    rc_write_options options[] = {
        {.size = 1},
        {.size = sizeof(rc_write_options) + sizeof(size_t)},
        {.size = sizeof(rc_write_options), .values = 2},
        {.size = sizeof(rc_write_options), .nonfinite = (rc_nonfinite)9},
        {.size = sizeof(rc_write_options), .format = "npy", .values = 1},
        {.size = sizeof(rc_write_options), .format = "npy", .nonfinite = RC_NONFINITE_NULL},
        {.size = sizeof(rc_write_options), .format = "arrow", .compression = (rc_compression)3},
        {.size = sizeof(rc_write_options), .format = "arrow", .strings = (rc_strings)4},
        {.size = sizeof(rc_write_options), .format = "npy", .compression = RC_COMPRESSION_ZSTD},
        {.size = sizeof(rc_write_options), .strings = RC_STRINGS_VIEW},
    };
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        rc_error err = RC_ERROR_INIT;
        options[i].format = options[i].format ? options[i].format : "ndjson";
        ck_assert_ptr_null(rc_writer_open("/dev/null", dtype, &options[i], &err));
        ck_assert_int_eq(err.status, RC_EARG);
    }
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(an_option_names_its_formats)
{
    rc_dtype *dtype = rc_dtype_parse("x:i4", NULL);
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err;
    options.dtype = dtype;
    options.root = "/a";
    ck_assert_int_eq(open_with(&options, &err), RC_EARG);
    ck_assert_str_eq(err.message,
                     "option \"root\" does not apply to the format ndjson, only to json");
    rc_dtype_unref(dtype);
}
END_TEST

/* ------------------------------------------------------------------ pump */

static rc_status pump_with(const rc_pump_options *options, rc_pump_stats *stats)
{
    rc_dtype *dtype = rc_dtype_parse("x:i4", NULL);
    rc_read_options read = RC_READ_OPTIONS_INIT;
    rc_reader *reader;
    rc_writer *writer;
    rc_status status;
    rc_write_options write = {.size = sizeof(rc_write_options), .format = "ndjson"};
    read.dtype = dtype;
    reader = rc_reader_open_memory(lines, sizeof lines - 1, "a.ndjson", &read, NULL);
    writer = rc_writer_open("/dev/null", dtype, &write, NULL);
    ck_assert(reader && writer);
    status = rc_pump(reader, writer, options, stats, NULL);
    rc_reader_close(reader);
    rc_writer_close(writer);
    rc_dtype_unref(dtype);
    return status;
}

START_TEST(sizes_of_the_pump_are_checked)
{
    rc_pump_options options = RC_PUMP_OPTIONS_INIT;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    ck_assert_int_eq(pump_with(NULL, &stats), RC_OK);
    ck_assert_uint_eq(stats.records, 2);
    ck_assert_uint_eq(stats.bytes_in, sizeof lines - 1);
    options.threads = 1000000;
    ck_assert_int_eq(pump_with(&options, &stats), RC_OK);
    ck_assert_uint_eq(stats.records, 4); /* added */
    stats.size = sizeof stats + sizeof(size_t);
    ck_assert_int_eq(pump_with(&options, &stats), RC_EARG);
    options.size = 3;
    ck_assert_int_eq(pump_with(&options, NULL), RC_EARG);
    /* An older version with two counts only: nothing after them is written. */
    stats = (rc_pump_stats){.size = offsetof(rc_pump_stats, bytes_in), .bytes_in = 77};
    ck_assert_int_eq(pump_with(NULL, &stats), RC_OK);
    ck_assert_uint_eq(stats.records, 2);
    ck_assert_uint_eq(stats.bytes_in, 77);
    ck_assert_uint_eq(stats.size, offsetof(rc_pump_stats, bytes_in));
}
END_TEST

/* ------------------------------------------------------- records, then an error */

enum { LINES = 20000 };

/* Lines of which number `wrong` has a value that does not fit. */
static char *make_lines(int wrong, size_t *size)
{
    char *text = malloc((size_t)LINES * 16);
    size_t n = 0;
    for (int i = 0; i < LINES; i++) {
        n += (size_t)sprintf(text + n, "{\"x\":%d}\n", i == wrong ? 300 : i % 100);
    }
    *size = n;
    return text;
}

static const int wrong_lines[] = {0, 1, 8191, 8192, 12345, LINES - 1};

START_TEST(records_before_an_error_are_returned)
{
    int wrong = wrong_lines[_i];
    size_t size, n = 0;
    char *text = make_lines(wrong, &size);
    rc_dtype *dtype = rc_dtype_parse("x:i1", NULL);
    rc_read_options options = {.size = sizeof(rc_read_options), .format = "ndjson", .dtype = dtype};
    rc_reader *reader = rc_reader_open_memory(text, size, NULL, &options, NULL);
    rc_error err = RC_ERROR_INIT;
    rc_store *batch;
    rc_status status;
    while ((status = rc_reader_next(reader, &batch, &err)) == RC_OK) {
        rc_i1_view x;
        ck_assert_int_eq(err.status, RC_OK);
        ck_assert_uint_gt(rc_store_length(batch), 0);
        ck_assert_int_eq(rc_store_i1_view(batch, "x", &x, NULL), RC_OK);
        for (size_t i = 0; i < x.n; i++) {
            ck_assert_int_eq(rc_i1_view_get(x, i), (int)((n + i) % 100));
        }
        n += rc_store_length(batch);
        rc_store_unref(batch);
    }
    ck_assert_int_eq(status, RC_ERANGE);
    ck_assert_uint_eq(n, (size_t)wrong);
    ck_assert_uint_eq(err.record, (uint64_t)wrong);
    ck_assert_uint_eq(err.line, (uint64_t)wrong + 1);
    ck_assert_str_eq(err.source, "memory");
    ck_assert_int_eq(rc_reader_next(reader, &batch, NULL), RC_EARG);
    rc_reader_close(reader);
    rc_dtype_unref(dtype);
    free(text);
}
END_TEST

/* What an error does not say is unknown, not 0: what follows the array is in no record. */
START_TEST(unknown_places_stay_unknown)
{
    static const char text[] = "[{\"x\":1}] junk";
    rc_dtype *dtype = rc_dtype_parse("x:i1", NULL);
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader;
    rc_store *batch;
    options.dtype = dtype;
    reader = rc_reader_open_memory(text, sizeof text - 1, "a.json", &options, NULL);
    ck_assert_int_eq(rc_reader_next(reader, &batch, &err), RC_OK);
    rc_store_unref(batch);
    ck_assert_int_eq(rc_reader_next(reader, &batch, &err), RC_ESYNTAX);
    ck_assert_uint_eq(err.line, 1);
    ck_assert_uint_eq(err.record, RC_NOWHERE);
    rc_reader_close(reader);
    rc_dtype_unref(dtype);
}
END_TEST

/* What is written before the error does not depend on the number of threads. */
START_TEST(records_before_an_error_are_pumped)
{
    int wrong = wrong_lines[_i % 6];
    size_t size;
    char *text = make_lines(wrong, &size);
    rc_dtype *dtype = rc_dtype_parse("x:i1", NULL);
    rc_read_options read = {.size = sizeof(rc_read_options), .format = "ndjson", .dtype = dtype};
    rc_write_options write = {.size = sizeof(rc_write_options), .format = "ndjson"};
    rc_reader *reader = rc_reader_open_memory(text, size, NULL, &read, NULL);
    rc_writer *writer = rc_writer_open("/dev/null", dtype, &write, NULL);
    rc_pump_options options = {.size = sizeof(rc_pump_options),
                               .threads = (unsigned)_i / 6 * 3 + 1};
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rc_pump(reader, writer, &options, &stats, &err), RC_ERANGE);
    ck_assert_uint_eq(stats.records, (uint64_t)wrong);
    ck_assert_uint_eq(err.record, (uint64_t)wrong);
    ck_assert_int_eq(rc_writer_finish(writer, NULL), RC_EARG);
    rc_reader_close(reader);
    rc_writer_close(writer);
    rc_dtype_unref(dtype);
    free(text);
}
END_TEST

/* ------------------------------------------------------------------ NULL */

START_TEST(null_is_refused)
{
    rc_dtype *dtype = rc_dtype_parse("x:i4", NULL);
    rc_error err = RC_ERROR_INIT;
    rc_store *batch;
    ck_assert_ptr_null(rc_reader_open(NULL, NULL, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_ptr_null(rc_load(NULL, NULL, NULL));
    ck_assert_ptr_null(rc_reader_open_memory(NULL, 1, NULL, NULL, NULL));
    ck_assert_int_eq(rc_reader_next(NULL, &batch, NULL), RC_EARG);
    ck_assert_ptr_null(rc_reader_dtype(NULL));
    ck_assert_uint_eq(rc_reader_expected(NULL), RC_UNKNOWN);
    ck_assert_ptr_null(rc_writer_open("/dev/null", NULL, NULL, NULL));
    ck_assert_ptr_null(rc_writer_open(NULL, dtype, NULL, NULL));
    ck_assert_int_eq(rc_writer_write(NULL, NULL, NULL), RC_EARG);
    ck_assert_int_eq(rc_writer_finish(NULL, NULL), RC_EARG);
    ck_assert_int_eq(rc_save(NULL, "/dev/null", NULL, NULL), RC_EARG);
    ck_assert_int_eq(rc_pump(NULL, NULL, NULL, NULL, NULL), RC_EARG);
    rc_reader_close(NULL);
    rc_writer_close(NULL);
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_stream_options(void)
{
    Suite *suite = suite_create("stream_options");
    TCase *tcase = tcase_create("options");
    tcase_set_tags(tcase, "threads");
    tcase_add_test(tcase, sizes_of_options_are_checked);
    tcase_add_loop_test(tcase, unknown_values_are_refused, 0, 5);
    tcase_add_test(tcase, write_options_are_checked);
    tcase_add_test(tcase, an_option_names_its_formats);
    tcase_add_test(tcase, sizes_of_the_pump_are_checked);
    tcase_add_loop_test(tcase, records_before_an_error_are_returned, 0, 6);
    tcase_add_test(tcase, unknown_places_stay_unknown);
    tcase_add_loop_test(tcase, records_before_an_error_are_pumped, 0, 12);
    tcase_add_test(tcase, null_is_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}
