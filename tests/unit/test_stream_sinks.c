/* Tests of writers into functions of the program, descriptors and memory: the bytes are those of
   the file that rc_save writes. */
#include "test_stream.h"

#include "base/error.h"
#include "scratch.h"
#include "stream/crew.h"

#include <errno.h>
#include <fcntl.h>
#include <rowcol.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RECORDS = 100000 };

static const char *const formats[] = {"ndjson", "json", "npy", "arrow", "arrows"};
enum { FORMATS = sizeof formats / sizeof *formats };

static rc_dtype *dtype;
static rc_store *store;

static void make_store(void)
{
    bool set = true;
    dtype = rc_dtype_parse("n:i4, x:f8, s:S3", NULL);
    store = rc_store_zeros(dtype, RECORDS, RC_ROWS, NULL);
    for (size_t i = 0; i < RECORDS; i++) {
        rc_value n = rc_value_int((int64_t)i * 7);
        set = rc_store_set(store, i, "n", &n, NULL) == RC_OK && set;
    }
    ck_assert(set);
    rci_stream_pump_set_processors(RC_MAX_THREADS);
}

static void free_store(void)
{
    rci_stream_pump_set_processors(0);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}

static rc_write_options as(const char *format)
{
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    options.format = format;
    return options;
}

/* The file that rc_save writes. */
static char *saved(const char *format, size_t *size)
{
    const char *path = scratch_path("saved");
    rc_write_options options = as(format);
    ck_assert_int_eq(rc_save(store, path, &options, NULL), RC_OK);
    return scratch_read(path, size);
}

/* --------------------------------------------------------------- functions */

/* An output that keeps what it gets, and fails where the test says. */
typedef struct kept {
    char *bytes;
    size_t length;
    size_t writes, finishes, closes;
    size_t fails_at; /* the number of the write, from 1; 0: never */
    rc_status finish_status;
    bool with_error;
} kept;

static rc_status keep(void *context, const void *data, size_t n, rc_error *err)
{
    kept *self = context;
    ck_assert_uint_eq(self->finishes + self->closes, 0);
    if (++self->writes == self->fails_at) {
        return self->with_error ? rci_base_fail(err, RC_ELIMIT, "no more space") : RC_ELIMIT;
    }
    self->bytes = realloc(self->bytes, self->length + n + 1);
    memcpy(self->bytes + self->length, data, n);
    self->length += n;
    return RC_OK;
}

static rc_status finish_keeping(void *context, rc_error *err)
{
    kept *self = context;
    (void)err;
    self->finishes++;
    return self->finish_status;
}

static void close_kept(void *context)
{
    ((kept *)context)->closes++;
}

static rc_output output_of(kept *self)
{
    rc_output output = RC_OUTPUT_INIT;
    output.context = self;
    output.write = keep;
    output.finish = finish_keeping;
    output.close = close_kept;
    return output;
}

START_TEST(functions_get_the_bytes)
{
    rc_write_options options = as(formats[_i]);
    size_t size;
    char *expected = saved(formats[_i], &size);
    for (unsigned threads = 1; threads <= 4; threads += 3) {
        kept self = {.bytes = NULL};
        rc_output output = output_of(&self);
        rc_error err = RC_ERROR_INIT;
        rc_writer *writer = rc_writer_open_output(&output, NULL, dtype, &options, &err);
        ck_assert_msg(writer, "%s", err.message);
        ck_assert_int_eq(rc_writer_save(writer, store, threads, &err), RC_OK);
        ck_assert_uint_eq(self.finishes, 0);
        ck_assert_int_eq(rc_writer_finish(writer, &err), RC_OK);
        ck_assert_uint_eq(self.finishes, 1);
        ck_assert_uint_eq(self.closes, 0);
        ck_assert_ptr_null(rc_writer_contents(writer, NULL));
        rc_writer_close(writer);
        ck_assert_uint_eq(self.closes, 1);
        ck_assert_uint_eq(self.length, size);
        ck_assert_int_eq(memcmp(self.bytes, expected, size), 0);
        free(self.bytes);
    }
    free(expected);
}
END_TEST

/* Each write fails in turn: the status is that of the function, and the output is not finished. */
START_TEST(a_write_fails)
{
    rc_write_options options = as("ndjson");
    size_t at = 1;
    bool failed = true;
    while (failed) {
        for (int with_error = 0; with_error <= 1; with_error++) {
            kept self = {.fails_at = at, .with_error = with_error};
            rc_output output = output_of(&self);
            rc_error err = RC_ERROR_INIT;
            rc_writer *writer = rc_writer_open_output(&output, "socket", dtype, &options, &err);
            failed = rc_writer_save(writer, store, (unsigned)_i, &err) != RC_OK;
            if (failed) {
                ck_assert_int_eq(err.status, RC_ELIMIT);
                ck_assert_str_eq(err.source, "socket");
                ck_assert_str_eq(err.message, with_error ? "no more space"
                                                         : "the program's function cannot write");
                ck_assert_int_eq(rc_writer_finish(writer, NULL), RC_EARG);
                ck_assert_uint_eq(self.writes, at);
            }
            rc_writer_close(writer);
            ck_assert_uint_eq(self.finishes, 0);
            ck_assert_uint_eq(self.closes, 1);
            free(self.bytes);
        }
        at++;
    }
    ck_assert_uint_gt(at, 4);
}
END_TEST

/* RC_END (index 1) is no status of an output: it is a failure too. */
START_TEST(finishing_fails)
{
    rc_write_options options = as("ndjson");
    kept self = {.finish_status = _i ? RC_END : RC_EIO};
    rc_output output = output_of(&self);
    rc_error err = RC_ERROR_INIT;
    rc_writer *writer = rc_writer_open_output(&output, "socket", dtype, &options, &err);
    ck_assert_int_eq(rc_writer_finish(writer, &err), _i ? RC_EARG : RC_EIO);
    ck_assert_ptr_nonnull(strstr(err.message, "the program's function cannot complete it"));
    ck_assert_int_eq(strstr(err.message, "RC_END") != NULL, _i);
    rc_writer_close(writer);
    ck_assert_uint_eq(self.closes, 1);
    free(self.bytes);
}
END_TEST

/* Only `write` is needed; and what cannot be opened is closed. */
START_TEST(what_is_given)
{
    rc_write_options options = as("ndjson"), wrong = as("nothing");
    kept self = {.bytes = NULL};
    rc_output output = output_of(&self), least = RC_OUTPUT_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_writer *writer;
    ck_assert_ptr_null(rc_writer_open_output(&output, NULL, dtype, &wrong, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_uint_eq(self.closes, 1);
    ck_assert_ptr_null(rc_writer_open_output(&output, NULL, NULL, &options, NULL));
    ck_assert_uint_eq(self.closes, 2);
    ck_assert_ptr_null(rc_writer_open_output(&output, "no format", dtype, NULL, NULL));
    ck_assert_uint_eq(self.closes, 3);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_writer_open_output(&least, NULL, dtype, &options, &err));
    ck_assert_str_eq(err.message, "the output has no function to write (NULL)");
    self.closes = 0;
    least.context = &self;
    least.write = keep;
    writer = rc_writer_open_output(&least, "x.ndjson", dtype, NULL, NULL);
    ck_assert_int_eq(rc_writer_save(writer, store, 0, NULL), RC_OK);
    ck_assert_int_eq(rc_writer_finish(writer, NULL), RC_OK);
    rc_writer_close(writer);
    ck_assert_uint_eq(self.closes, 0);
    ck_assert_uint_gt(self.length, 0);
    free(self.bytes);
}
END_TEST

/* ------------------------------------------------------- descriptor, memory */

START_TEST(a_descriptor_is_written_at_its_position)
{
    rc_write_options options = as(formats[_i]);
    const char *path = scratch_path("file");
    char *expected, *found;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    size_t size, length;
    rc_error err = RC_ERROR_INIT;
    rc_writer *writer;
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, "before", 6), 6);
    writer = rc_writer_open_fd(fd, NULL, dtype, &options, &err);
    ck_assert_msg(writer, "%s", err.message);
    close(fd); /* the writer has its own */
    ck_assert_int_eq(rc_writer_save(writer, store, 0, &err), RC_OK);
    ck_assert_int_eq(rc_writer_finish(writer, &err), RC_OK);
    rc_writer_close(writer);
    expected = saved(formats[_i], &size);
    found = scratch_read(path, &length);
    ck_assert_uint_eq(length, size + 6);
    ck_assert_int_eq(memcmp(found, "before", 6), 0);
    ck_assert_int_eq(memcmp(found + 6, expected, size), 0);
    free(expected);
    free(found);
}
END_TEST

START_TEST(no_descriptor)
{
    rc_write_options options = as("ndjson");
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_writer_open_fd(-1, "socket", dtype, &options, &err));
    ck_assert_int_eq(err.status, RC_EIO);
    ck_assert_int_eq(err.sys, EBADF);
    ck_assert_str_eq(err.source, "socket");
}
END_TEST

START_TEST(memory_has_the_bytes)
{
    rc_write_options options = as(formats[_i]);
    size_t size, length = 1;
    char *expected = saved(formats[_i], &size);
    rc_error err = RC_ERROR_INIT;
    rc_writer *writer = rc_writer_open_memory(dtype, &options, &err);
    ck_assert_msg(writer, "%s", err.message);
    ck_assert_int_eq(rc_writer_write(writer, store, &err), RC_OK);
    ck_assert_ptr_null(rc_writer_contents(writer, &length));
    ck_assert_uint_eq(length, 0);
    ck_assert_int_eq(rc_writer_finish(writer, &err), RC_OK);
    ck_assert_ptr_nonnull(rc_writer_contents(writer, &length));
    ck_assert_uint_eq(length, size);
    ck_assert_int_eq(memcmp(rc_writer_contents(writer, NULL), expected, size), 0);
    rc_writer_close(writer);
    free(expected);
}
END_TEST

START_TEST(nothing_is_written)
{
    rc_write_options options = as("ndjson");
    size_t length = 1;
    rc_writer *writer = rc_writer_open_memory(dtype, &options, NULL);
    ck_assert_int_eq(rc_writer_finish(writer, NULL), RC_OK);
    ck_assert_ptr_nonnull(rc_writer_contents(writer, &length));
    ck_assert_uint_eq(length, 0);
    rc_writer_close(writer);
    ck_assert_ptr_null(rc_writer_open_memory(dtype, NULL, NULL)); /* no format */
}
END_TEST

/* All records are counted, and nothing else happens. */
START_TEST(records_are_dropped)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *other = rc_dtype_parse("n:i8", NULL);
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    rc_read_options read = RC_READ_OPTIONS_INIT;
    rc_writer *writer = rc_writer_open_null(dtype, NULL);
    rc_store *wrong = rc_store_zeros(other, 1, RC_ROWS, NULL);
    rc_reader *reader;
    size_t size;
    char *text = saved("ndjson", &size);
    ck_assert_ptr_null(rc_writer_open_null(NULL, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    read.dtype = dtype;
    reader = rc_reader_open_memory(text, size, "x.ndjson", &read, NULL);
    ck_assert_int_eq(rc_pump(reader, writer, NULL, &stats, NULL), RC_OK);
    ck_assert_uint_eq(stats.records, RECORDS);
    ck_assert_uint_eq(stats.bytes_in, size);
    ck_assert_uint_eq(stats.bytes_out, 0);
    ck_assert_int_eq(rc_writer_write(writer, store, NULL), RC_OK);
    ck_assert_int_eq(rc_writer_write(writer, wrong, NULL), RC_ETYPE);
    ck_assert_int_eq(rc_writer_finish(writer, NULL), RC_OK);
    ck_assert_ptr_null(rc_writer_contents(writer, NULL));
    rc_reader_close(reader);
    rc_writer_close(writer);
    rc_store_unref(wrong);
    rc_dtype_unref(other);
    free(text);
}
END_TEST

Suite *suite_stream_sinks(void)
{
    Suite *suite = suite_create("stream_sinks");
    TCase *tcase = tcase_create("sinks");
    tcase_set_timeout(tcase, 120);
    tcase_set_tags(tcase, "threads");
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_checked_fixture(tcase, make_store, free_store);
    tcase_add_loop_test(tcase, functions_get_the_bytes, 0, FORMATS);
    tcase_add_loop_test(tcase, a_write_fails, 1, 3);
    tcase_add_loop_test(tcase, finishing_fails, 0, 2);
    tcase_add_test(tcase, what_is_given);
    tcase_add_loop_test(tcase, a_descriptor_is_written_at_its_position, 0, FORMATS);
    tcase_add_test(tcase, no_descriptor);
    tcase_add_loop_test(tcase, memory_has_the_bytes, 0, FORMATS);
    tcase_add_test(tcase, nothing_is_written);
    tcase_add_test(tcase, records_are_dropped);
    suite_add_tcase(suite, tcase);
    return suite;
}
