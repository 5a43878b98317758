/* Tests of rc_pump with a transform: what it returns is what is written, on any number of threads.
 */
#include "test_stream.h"

#include "scratch.h"
#include "stream/crew.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS = 100000 };

/* {"n":0,"m":0} to {"n":99999,"m":...}, one on each line. */
static char *make_lines(size_t *size)
{
    char *text = malloc(RECORDS * 40), *p = text;
    for (int i = 0; i < RECORDS; i++) {
        p += sprintf(p, "{\"n\":%d,\"m\":%d}\n", i, i % 7);
    }
    *size = (size_t)(p - text);
    return text;
}

/* The lines of "n" that remain if every record with m = 3 is dropped. */
static char *expect_lines(size_t *size)
{
    char *text = malloc(RECORDS * 40), *p = text;
    for (int i = 0; i < RECORDS; i++) {
        p += i % 7 == 3 ? 0 : sprintf(p, "{\"n\":%d}\n", i);
    }
    *size = (size_t)(p - text);
    return text;
}

static rc_status pump_lines(rc_transform *transform, void *context, const char *written_as,
                            unsigned threads, const char *path, rc_error *err)
{
    size_t size;
    char *lines = make_lines(&size);
    rc_read_options from = RC_READ_OPTIONS_INIT;
    rc_write_options to = RC_WRITE_OPTIONS_INIT;
    rc_pump_options options = RC_PUMP_OPTIONS_INIT;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    rc_dtype *dtype = rc_dtype_parse("n:i4,m:i4", NULL), *other = rc_dtype_parse(written_as, NULL);
    rc_reader *reader;
    rc_writer *writer;
    rc_status status;
    from.format = to.format = "ndjson";
    from.dtype = dtype;
    reader = rc_reader_open_memory(lines, size, "lines", &from, err);
    writer = rc_writer_open(path, other, &to, err);
    ck_assert_msg(reader && writer, "%s", err->message);
    options.threads = threads;
    options.transform = transform;
    options.context = context;
    rci_stream_pump_set_processors(RC_MAX_THREADS);
    status = rc_pump(reader, writer, &options, &stats, err);
    if (status == RC_OK) {
        ck_assert_uint_eq(stats.bytes_in, size);
        ck_assert_int_eq(rc_writer_finish(writer, err), RC_OK);
    }
    rc_reader_close(reader);
    rc_writer_close(writer);
    rc_dtype_unref(dtype);
    rc_dtype_unref(other);
    free(lines);
    return status;
}

/* The field n of the records whose m is not 3: a view of a copy, or a copy. */
static const rc_store *drop_threes(void *context, const rc_store *records, rc_error *err)
{
    static const char *const names[] = {"n"};
    const rc_predicate *where = *(rc_predicate *const *)context;
    rc_store *some = rc_store_filter(records, where, NULL, err);
    const rc_store *n = some ? rc_store_select_const(some, names, 1, err) : NULL;
    rc_store_unref(some);
    return n;
}

START_TEST(what_it_returns_is_written)
{
    static const unsigned threads[] = {1, 2, 3, 7, 16};
    const char *path = scratch_path("out");
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("n:i4,m:i4", NULL);
    rc_predicate *where = rc_predicate_parse(dtype, "m != 3", &err);
    size_t size, expected_size;
    char *expected = expect_lines(&expected_size), *text;
    ck_assert_msg(where != NULL, "%s", err.message);
    ck_assert_msg(pump_lines(drop_threes, &where, "n:i4", threads[_i], path, &err) == RC_OK, "%s",
                  err.message);
    text = scratch_read(path, &size);
    ck_assert_uint_eq(size, expected_size);
    ck_assert_int_eq(memcmp(text, expected, size), 0);
    free(text);
    free(expected);
    rc_predicate_unref(where);
    rc_dtype_unref(dtype);
}
END_TEST

static const rc_store *nothing(void *context, const rc_store *records, rc_error *err)
{
    (void)context;
    return rc_store_slice_const(records, 0, 0, err);
}

START_TEST(it_may_return_no_records)
{
    const char *path = scratch_path("out");
    rc_error err = RC_ERROR_INIT;
    size_t size;
    ck_assert_int_eq(pump_lines(nothing, NULL, "n:i4,m:i4", 3, path, &err), RC_OK);
    free(scratch_read(path, &size));
    ck_assert_uint_eq(size, 0);
}
END_TEST

/* Fails at the records with this number and after it. */
static const rc_store *fail_from(void *context, const rc_store *records, rc_error *err)
{
    const int *limit = context;
    rc_view n;
    rc_value value;
    ck_assert_int_eq(rc_store_view(records, "n", &n, NULL), RC_OK);
    ck_assert_int_eq(rc_view_get(&n, rc_store_length(records) - 1, &value, NULL), RC_OK);
    if (value.as.i < *limit) {
        return rc_store_slice_const(records, 0, rc_store_length(records), err);
    }
    err->status = RC_ELIMIT;
    snprintf(err->message, sizeof err->message, "over the limit");
    return NULL;
}

START_TEST(its_error_is_returned)
{
    static const int limits[] = {0, 1, 500, RECORDS / 2, RECORDS - 1};
    rc_error err = RC_ERROR_INIT;
    int limit = limits[_i];
    ck_assert_int_eq(pump_lines(fail_from, &limit, "n:i4,m:i4", 4, scratch_path("out"), &err),
                     RC_ELIMIT);
    ck_assert_str_eq(err.message, "over the limit");
    ck_assert_str_eq(err.source, "");
    ck_assert_uint_eq(scratch_entries(), 0);
}
END_TEST

static const rc_store *silent(void *context, const rc_store *records, rc_error *err)
{
    (void)context;
    (void)records;
    (void)err;
    return NULL;
}

START_TEST(null_needs_an_error)
{
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(pump_lines(silent, NULL, "n:i4,m:i4", 2, scratch_path("out"), &err), RC_EARG);
}
END_TEST

static const rc_store *same(void *context, const rc_store *records, rc_error *err)
{
    (void)context;
    return rc_store_slice_const(records, 0, rc_store_length(records), err);
}

START_TEST(its_dtype_is_the_writers)
{
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(pump_lines(same, NULL, "n:i8", 2, scratch_path("out"), &err), RC_ETYPE);
}
END_TEST

Suite *suite_stream_transform(void)
{
    Suite *suite = suite_create("stream_transform");
    TCase *tcase = tcase_create("transform");
    tcase_set_tags(tcase, "threads");
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_loop_test(tcase, what_it_returns_is_written, 0, 5);
    tcase_add_test(tcase, it_may_return_no_records);
    tcase_add_loop_test(tcase, its_error_is_returned, 0, 5);
    tcase_add_test(tcase, null_needs_an_error);
    tcase_add_test(tcase, its_dtype_is_the_writers);
    suite_add_tcase(suite, tcase);
    return suite;
}
