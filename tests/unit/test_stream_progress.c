/* Tests of how far reading has come, and of stopping it from another thread. */
#include "test_stream.h"

#include "base/error.h"
#include "stream/crew.h"

#include <pthread.h>
#include <rowcol.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RECORDS = 200000, EVERY = 1000 }; /* each EVERY-th record is bad */

/* What the calls have said, and at which call they end the reading. */
typedef struct calls {
    size_t count;
    size_t fails_at; /* 0: never */
    bool with_error, says_end;
    rc_progress last;
    char source[32];
} calls;

static rc_status note(void *context, const rc_progress *progress, rc_error *err)
{
    calls *seen = context;
    ck_assert_uint_eq(progress->size, sizeof *progress);
    ck_assert_uint_ge(progress->records, seen->last.records);
    ck_assert_uint_ge(progress->rejected, seen->last.rejected);
    ck_assert_uint_gt(progress->bytes, seen->last.bytes);
    ck_assert_uint_gt(progress->stored, seen->last.stored);
    ck_assert_uint_le(progress->stored, progress->stored_total);
    ck_assert_int_eq(err->status, RC_OK);
    seen->last = *progress;
    snprintf(seen->source, sizeof seen->source, "%s", progress->source);
    if (++seen->count != seen->fails_at) {
        return RC_OK;
    }
    if (seen->says_end) { /* with an error of that status, and nothing must be lost in silence */
        return rci_base_fail(err, RC_END, "the end");
    }
    return seen->with_error ? rci_base_fail(err, RC_ELIMIT, "enough") : RC_ELIMIT;
}

static rc_status skip(void *context, const rc_bad_record *bad, rc_error *err)
{
    (void)context, (void)bad, (void)err;
    return RC_OK;
}

static char *text;
static size_t length;

static void make_text(void)
{
    FILE *out = open_memstream(&text, &length);
    for (int i = 1; i <= RECORDS; i++) {
        fprintf(out, i % EVERY ? "{\"n\":%d}\n" : "{\"n\":\"%d\"}\n", i);
    }
    fclose(out);
    rci_stream_pump_set_processors(RC_MAX_THREADS);
}

static void free_text(void)
{
    rci_stream_pump_set_processors(0);
    free(text);
}

static rc_read_options options_of(calls *seen, rc_dtype *dtype)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    options.format = "ndjson";
    options.dtype = dtype;
    options.reject = skip;
    options.progress = note;
    options.progress_context = seen;
    return options;
}

static void check_last(const calls *seen)
{
    ck_assert_uint_eq(seen->last.records, RECORDS - RECORDS / EVERY);
    ck_assert_uint_eq(seen->last.rejected, RECORDS / EVERY);
    ck_assert_uint_eq(seen->last.bytes, length);
    ck_assert_uint_eq(seen->last.total, length);
    ck_assert_uint_eq(seen->last.stored, length);
    ck_assert_uint_eq(seen->last.stored_total, length);
    ck_assert_uint_gt(seen->count, 2);
    ck_assert_str_eq(seen->source, "some text");
}

START_TEST(the_batches_of_a_reader)
{
    calls seen = {0};
    rc_dtype *dtype = rc_dtype_parse("n:i4", NULL);
    rc_read_options options = options_of(&seen, dtype);
    rc_reader *reader = rc_reader_open_memory(text, length, "some text", &options, NULL);
    rc_store *batch;
    uint64_t records = 0;
    while (rc_reader_next(reader, &batch, NULL) == RC_OK) {
        records += rc_store_length(batch);
        ck_assert_uint_le(seen.last.records, records);
        rc_store_unref(batch);
    }
    ck_assert_uint_eq(records, RECORDS - RECORDS / EVERY);
    check_last(&seen);
    rc_reader_close(reader);
    rc_dtype_unref(dtype);
}
END_TEST

/* The number of threads is the index of the loop. */
START_TEST(a_whole_load)
{
    calls seen = {0};
    rc_dtype *dtype = rc_dtype_parse("n:i4", NULL);
    rc_read_options options = options_of(&seen, dtype);
    rc_store *store;
    options.threads = (unsigned)_i;
    store = rc_load_memory(text, length, "some text", &options, NULL);
    ck_assert_uint_eq(rc_store_length(store), RECORDS - RECORDS / EVERY);
    check_last(&seen);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(an_inference)
{
    calls seen = {0};
    rc_read_options options = options_of(&seen, NULL);
    rc_dtype *dtype;
    options.reject = NULL;
    options.threads = (unsigned)_i;
    dtype = rc_infer_memory(text, length, "some text", &options, NULL, NULL, NULL);
    ck_assert_ptr_null(dtype); /* integers and strings */
    ck_assert_uint_eq(seen.last.records, RECORDS);
    ck_assert_uint_eq(seen.last.bytes, length);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(a_call_ends_the_reading)
{
    rc_dtype *dtype = rc_dtype_parse("n:i4", NULL);
    for (int k = 0; k <= 2; k++) {
        const bool with_error = k == 1;
        calls seen = {.fails_at = 2, .with_error = with_error, .says_end = k == 2};
        rc_read_options options = options_of(&seen, dtype);
        rc_error err = RC_ERROR_INIT;
        options.threads = (unsigned)_i;
        ck_assert_ptr_null(rc_load_memory(text, length, "some text", &options, &err));
        ck_assert_int_eq(err.status, with_error ? RC_ELIMIT : RC_ECANCELED);
        ck_assert_str_eq(err.message, with_error ? "enough" : "stopped on request");
        ck_assert_uint_eq(seen.count, 2);
    }
    rc_dtype_unref(dtype);
}
END_TEST

/* The records before the call come first. */
START_TEST(a_call_ends_a_reader)
{
    calls seen = {.fails_at = 1};
    rc_dtype *dtype = rc_dtype_parse("n:i4", NULL);
    rc_read_options options = options_of(&seen, dtype);
    rc_reader *reader = rc_reader_open_memory(text, length, "some text", &options, NULL);
    rc_store *batch = NULL;
    uint64_t records = 0;
    rc_error err = RC_ERROR_INIT;
    rc_status status;
    while ((status = rc_reader_next(reader, &batch, &err)) == RC_OK) {
        records += rc_store_length(batch);
        rc_store_unref(batch);
    }
    ck_assert_int_eq(status, RC_ECANCELED);
    ck_assert_uint_gt(records, 0);
    ck_assert_uint_eq(records, seen.last.records);
    rc_reader_close(reader);
    rc_dtype_unref(dtype);
}
END_TEST

/* ------------------------------------------------------------- rc_reader_cancel */

START_TEST(cancel_before_reading)
{
    rc_dtype *dtype = rc_dtype_parse("n:i4", NULL);
    calls seen = {0};
    rc_read_options options = options_of(&seen, dtype);
    rc_reader *reader = rc_reader_open_memory(text, length, "some text", &options, NULL);
    rc_store *batch = NULL;
    rc_error err = RC_ERROR_INIT;
    rc_reader_cancel(NULL);
    rc_reader_cancel(reader);
    ck_assert_int_eq(rc_reader_next(reader, &batch, &err), RC_ECANCELED);
    ck_assert_str_eq(err.message, "stopped on request");
    ck_assert_str_eq(err.source, "some text");
    rc_reader_close(reader);
    rc_dtype_unref(dtype);
}
END_TEST

static void *cancel_soon(void *reader)
{
    usleep(20000);
    rc_reader_cancel(reader);
    return NULL;
}

/* Formats whose readers wait in different ways, and the beginning of an input of each. */
static const struct {
    const char *format;
    const char *begin;
    size_t length;
} silent[] = {
    {"ndjson", "{\"n\":1}\n{", 9},
    {"json", "[{\"n\":1},{", 10},
    {"npy",
     "\x93NUMPY\1\0\x76\0{'descr': [('n', '<i4')], 'fortran_order': False, 'shape': (9,)}"
     "                                                      \n\1\0\0\0\2",
     133},
};

/* A pipe with that beginning, and then nothing. */
static rc_reader *open_silent(size_t which, rc_dtype *dtype, int ends[2])
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    char path[32];
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader;
    options.format = silent[which].format;
    options.dtype = dtype;
    ck_assert_int_eq(pipe(ends), 0);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    ck_assert_int_eq(write(ends[1], silent[which].begin, silent[which].length),
                     (ssize_t)silent[which].length);
    reader = rc_reader_open(path, &options, &err);
    ck_assert_msg(reader, "%s: %s", silent[which].format, err.message);
    return reader;
}

static void close_silent(rc_reader *reader, const int ends[2])
{
    rc_reader_close(reader);
    close(ends[0]);
    close(ends[1]);
}

START_TEST(cancel_wakes_a_reader)
{
    rc_dtype *dtype = rc_dtype_parse("n:i4", NULL);
    int ends[2];
    rc_reader *reader = open_silent((size_t)_i, dtype, ends);
    rc_store *batch = NULL;
    pthread_t other;
    rc_status status;
    ck_assert_int_eq(pthread_create(&other, NULL, cancel_soon, reader), 0);
    while ((status = rc_reader_next(reader, &batch, NULL)) == RC_OK) {
        rc_store_unref(batch);
    }
    ck_assert_int_eq(status, RC_ECANCELED);
    ck_assert_int_eq(pthread_join(other, NULL), 0);
    close_silent(reader, ends);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(cancel_wakes_a_pump)
{
    rc_dtype *dtype = rc_dtype_parse("n:i4", NULL);
    for (unsigned threads = 1; threads <= 3; threads += 2) {
        rc_pump_options options = RC_PUMP_OPTIONS_INIT;
        rc_error err = RC_ERROR_INIT;
        int ends[2];
        rc_reader *reader = open_silent((size_t)_i, dtype, ends);
        rc_writer *writer = rc_writer_open(
            "/dev/null", dtype,
            &(rc_write_options){.size = sizeof(rc_write_options), .format = "ndjson"}, NULL);
        pthread_t other;
        options.threads = threads;
        ck_assert_int_eq(pthread_create(&other, NULL, cancel_soon, reader), 0);
        ck_assert_int_eq(rc_pump(reader, writer, &options, NULL, &err), RC_ECANCELED);
        ck_assert_str_eq(err.message, "stopped on request");
        ck_assert_int_eq(pthread_join(other, NULL), 0);
        rc_writer_close(writer);
        close_silent(reader, ends);
    }
    rc_dtype_unref(dtype);
}
END_TEST

/* What the function for bad records leaves in the error, beside RC_END. */
static rc_status end_at_bad(void *context, const rc_bad_record *bad, rc_error *err)
{
    const rc_status *left = context;
    (void)bad;
    if (*left != RC_OK) {
        rci_base_fail(err, *left, "what the function says");
    }
    return RC_END;
}

/* RC_END is not an error: of a function for bad records it ends the reading with the error of the
   record, or with its own, and not as if the input had ended there. */
START_TEST(end_from_the_function_for_bad_records)
{
    static const rc_status lefts[] = {RC_OK, RC_END, RC_ELIMIT};
    rc_status left = lefts[_i % 3];
    const rc_status expected = left == RC_ELIMIT ? RC_ELIMIT : RC_ETYPE;
    rc_dtype *dtype = rc_dtype_parse("n:i4", NULL);
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader;
    rc_store *batch;
    uint64_t records = 0;
    rc_status status;
    options.format = "ndjson";
    options.dtype = dtype;
    options.threads = _i < 3 ? 1 : 3;
    options.reject = end_at_bad;
    options.reject_context = &left;
    ck_assert_ptr_null(rc_load_memory(text, length, "some text", &options, &err));
    ck_assert_int_eq(err.status, expected);
    ck_assert_msg((strstr(err.message, "found text") != NULL) == (expected == RC_ETYPE), "%s",
                  err.message);
    rc_error_clear(&err);
    reader = rc_reader_open_memory(text, length, "some text", &options, NULL);
    while ((status = rc_reader_next(reader, &batch, &err)) == RC_OK) {
        records += rc_store_length(batch);
        rc_store_unref(batch);
    }
    ck_assert_int_eq(status, expected);
    ck_assert_int_eq(err.status, expected);
    ck_assert_uint_eq(records, EVERY - 1); /* the good ones before it */
    ck_assert_uint_eq(err.line, expected == RC_ETYPE ? EVERY : RC_NOWHERE);
    rc_reader_close(reader);
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_stream_progress(void)
{
    Suite *suite = suite_create("stream_progress");
    TCase *tcase = tcase_create("progress");
    tcase_set_timeout(tcase, 120);
    tcase_set_tags(tcase, "threads");
    tcase_add_checked_fixture(tcase, make_text, free_text);
    tcase_add_test(tcase, the_batches_of_a_reader);
    tcase_add_loop_test(tcase, a_whole_load, 1, 4);
    tcase_add_loop_test(tcase, an_inference, 1, 4);
    tcase_add_loop_test(tcase, a_call_ends_the_reading, 1, 4);
    tcase_add_test(tcase, a_call_ends_a_reader);
    tcase_add_loop_test(tcase, end_from_the_function_for_bad_records, 0, 6);
    tcase_add_test(tcase, cancel_before_reading);
    tcase_add_loop_test(tcase, cancel_wakes_a_reader, 0, 3);
    tcase_add_loop_test(tcase, cancel_wakes_a_pump, 0, 3);
    suite_add_tcase(suite, tcase);
    return suite;
}
