/* Tests of readers of functions of the program, and of descriptors: the records are those that
   rc_load reads from the file. */
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

enum { RECORDS = 40000 };

static const char *const formats[] = {"ndjson", "json", "npy", "arrow", "arrows"};
enum { FORMATS = sizeof formats / sizeof *formats };

static rc_dtype *dtype;
static rc_store *store;

static void make_store(void)
{
    bool set = true;
    dtype = rc_dtype_parse("n:i4, x:f8", NULL);
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

/* The bytes of the store in a format. */
static char *saved(const char *format, size_t *size)
{
    const char *path = scratch_path("saved");
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    options.format = format;
    ck_assert_int_eq(rc_save(store, path, &options, NULL), RC_OK);
    return scratch_read(path, size);
}

static rc_read_options as(const char *format)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    options.format = format;
    options.dtype = dtype;
    return options;
}

/* --------------------------------------------------------------- functions */

/* An input of some bytes, in parts of a given size. */
typedef struct given {
    const char *bytes;
    size_t length, at, part;
    size_t reads, closes;
    size_t fails_at; /* the number of the read, from 1; 0: never */
    bool with_error, lies, says_end;
} given;

static rc_status give(void *context, void *buffer, size_t n, size_t *got, rc_error *err)
{
    given *self = context;
    size_t left = self->length - self->at;
    ck_assert_uint_gt(n, 0);
    ck_assert_uint_eq(*got, 0);
    if (++self->reads == self->fails_at) {
        return self->with_error ? rci_base_fail(err, RC_ELIMIT, "the line is cut") : RC_EIO;
    }
    if (self->lies) {
        *got = n + 1;
        return RC_OK;
    }
    if (left == 0 && self->says_end) {
        return RC_END;
    }
    left = left < n ? left : n;
    *got = self->part && self->part < left ? self->part : left;
    memcpy(buffer, self->bytes + self->at, *got);
    self->at += *got;
    return RC_OK;
}

static void close_given(void *context)
{
    ((given *)context)->closes++;
}

static rc_input input_of(given *self)
{
    rc_input input = RC_INPUT_INIT;
    input.context = self;
    input.read = give;
    input.close = close_given;
    return input;
}

START_TEST(functions_give_the_bytes)
{
    static const size_t parts[] = {0, 1, 7, 4096};
    size_t size;
    char *bytes = saved(formats[_i], &size);
    rc_read_options options = as(formats[_i]);
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
        for (unsigned threads = RUNNER_LESS(1, 3); threads <= 3; threads += 2) {
            given self = {.bytes = bytes, .length = size, .part = parts[k]};
            rc_input input = input_of(&self);
            rc_error err = RC_ERROR_INIT;
            rc_reader *reader = rc_reader_open_input(&input, NULL, &options, &err);
            rc_store *found;
            ck_assert_msg(reader, "%s", err.message);
            found = rc_reader_load(reader, threads, &err);
            ck_assert_msg(found, "%s", err.message);
            ck_assert_int_eq(rc_store_equal(found, store), 1);
            ck_assert_ptr_null(rc_reader_load(reader, threads, &err)); /* it has been read */
            ck_assert_int_eq(err.status, RC_EARG);
            rc_reader_close(reader);
            ck_assert_uint_eq(self.closes, 1);
            rc_store_unref(found);
        }
    }
    free(bytes);
}
END_TEST

START_TEST(a_read_fails)
{
    size_t size;
    char *bytes = saved("ndjson", &size);
    rc_read_options options = as("ndjson");
    for (size_t at = 1; at <= 40; at++) {
        const bool with_error = at % 2 == 0;
        given self = {bytes, size, .part = 20000, .fails_at = at, .with_error = with_error};
        rc_input input = input_of(&self);
        rc_error err = RC_ERROR_INIT;
        rc_reader *reader = rc_reader_open_input(&input, "socket", &options, &err);
        if (reader) {
            ck_assert_ptr_null(rc_reader_load(reader, (unsigned)_i, &err));
        }
        ck_assert_int_eq(err.status, with_error ? RC_ELIMIT : RC_EIO);
        ck_assert_str_eq(err.message,
                         with_error ? "the line is cut" : "the program's function cannot read");
        ck_assert_str_eq(err.source, "socket");
        rc_reader_close(reader);
        ck_assert_uint_eq(self.closes, 1);
    }
    free(bytes);
}
END_TEST

START_TEST(a_read_lies)
{
    given self = {.lies = true};
    rc_input input = input_of(&self);
    rc_read_options options = as("ndjson");
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = rc_reader_open_input(&input, NULL, &options, &err);
    if (reader) {
        ck_assert_ptr_null(rc_reader_load(reader, 1, &err));
    }
    ck_assert_int_eq(err.status, RC_EARG);
    rc_reader_close(reader);
    ck_assert_uint_eq(self.closes, 1);
}
END_TEST

/* RC_END is not the end of the input: the text before it, an incomplete record too, is not lost in
   silence. The number of threads is the index of the loop. */
START_TEST(a_read_returns_end)
{
    static const char text[] = "{\"n\":1,\"x\":0}\n{\"n\":2,\"x\":0}";
    given self = {.bytes = text, .length = sizeof text - 1, .says_end = true};
    rc_input input = input_of(&self);
    rc_read_options options = as("ndjson");
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = rc_reader_open_input(&input, NULL, &options, &err);
    if (reader) {
        ck_assert_ptr_null(rc_reader_load(reader, (unsigned)_i, &err));
    }
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_ptr_nonnull(strstr(err.message, "RC_END"));
    rc_reader_close(reader);
    ck_assert_uint_eq(self.closes, 1);
}
END_TEST

/* A record is returned before the next one is asked for. */
START_TEST(records_are_not_held_back)
{
    static const char text[] = "{\"n\":1,\"x\":0}\n{\"n\":2,\"x\":0}\n{\"n\":3,\"x\":0}\n";
    given self = {.bytes = text, .length = sizeof text - 1, .part = 14};
    rc_input input = input_of(&self);
    rc_read_options options = as("ndjson");
    rc_reader *reader = rc_reader_open_input(&input, NULL, &options, NULL);
    for (size_t i = 1; i <= 3; i++) {
        rc_store *batch;
        ck_assert_int_eq(rc_reader_next(reader, &batch, NULL), RC_OK);
        ck_assert_uint_eq(rc_store_length(batch), 1);
        ck_assert_uint_eq(self.at, 14 * i);
        rc_store_unref(batch);
    }
    rc_reader_close(reader);
}
END_TEST

START_TEST(what_is_given)
{
    given self = {.bytes = "", .length = 0};
    rc_input input = input_of(&self), nothing = RC_INPUT_INIT;
    rc_read_options wrong = as("nothing"), no_dtype = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_reader_open_input(&input, NULL, &wrong, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_uint_eq(self.closes, 1);
    ck_assert_ptr_null(rc_reader_open_input(&input, "x.ndjson", &no_dtype, NULL));
    ck_assert_uint_eq(self.closes, 2);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_reader_open_input(&nothing, NULL, &no_dtype, &err));
    ck_assert_str_eq(err.message, "the input has no function to read (NULL)");
}
END_TEST

/* --------------------------------------------------------------- descriptor */

START_TEST(a_file_is_read_from_its_position)
{
    size_t size;
    char *bytes = saved(formats[_i], &size);
    int fd = open(scratch_path("file"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    rc_read_options options = as(formats[_i]);
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader;
    rc_store *found;
    ck_assert_int_eq(write(fd, "before", 6), 6);
    ck_assert_int_eq(write(fd, bytes, size), (ssize_t)size);
    ck_assert_int_eq(lseek(fd, 6, SEEK_SET), 6);
    reader = rc_reader_open_fd(fd, NULL, &options, &err);
    ck_assert_msg(reader, "%s", err.message);
    close(fd); /* the reader has its own */
    found = rc_reader_load(reader, 0, &err);
    ck_assert_msg(found, "%s", err.message);
    ck_assert_int_eq(rc_store_equal(found, store), 1);
    rc_reader_close(reader);
    rc_store_unref(found);
    free(bytes);
}
END_TEST

/* A place in an error is counted from the position. */
START_TEST(places_in_a_file)
{
    int fd = open(scratch_path("file"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    rc_read_options options = as("ndjson");
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader;
    ck_assert_int_eq(write(fd, "before\n{\"n\":?}\n", 15), 15);
    ck_assert_int_eq(lseek(fd, 7, SEEK_SET), 7);
    reader = rc_reader_open_fd(fd, "socket", &options, &err);
    ck_assert_ptr_null(rc_reader_load(reader, 1, &err));
    ck_assert_int_eq(err.status, RC_ESYNTAX);
    ck_assert_uint_eq(err.byte, 5);
    ck_assert_uint_eq(err.line, 1);
    ck_assert_str_eq(err.source, "socket");
    rc_reader_close(reader);
    close(fd);
}
END_TEST

/* -------------------------------------------------------------------- range */

/* What is before and after it is not read. */
START_TEST(a_range_of_a_file)
{
    size_t size;
    char *bytes = saved(formats[_i], &size);
    rc_read_options options = as(formats[_i]);
    rc_error err = RC_ERROR_INIT;
    FILE *file = fopen(scratch_path("file"), "wb");
    rc_reader *reader;
    rc_store *found;
    ck_assert(file && fwrite("before", 1, 6, file) == 6 && fwrite(bytes, 1, size, file) == size &&
              fwrite("after", 1, 5, file) == 5 && fclose(file) == 0);
    reader = rc_reader_open_range(scratch_path("file"), 6, size, &options, &err);
    ck_assert_msg(reader, "%s", err.message);
    found = rc_reader_load(reader, 3, &err);
    ck_assert_msg(found, "%s", err.message);
    ck_assert_int_eq(rc_store_equal(found, store), 1);
    rc_reader_close(reader);
    rc_store_unref(found);
    free(bytes);
}
END_TEST

START_TEST(places_in_a_range)
{
    static const char text[] = "{\"n\":?}\n{\"n\":1,\"x\":2}\n{\"n\":?}\n";
    rc_read_options options = as("ndjson");
    rc_error err = RC_ERROR_INIT;
    FILE *file = fopen(scratch_path("file"), "wb");
    rc_reader *reader;
    ck_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
    reader = rc_reader_open_range(scratch_path("file"), 8, 22, &options, &err);
    ck_assert_ptr_null(rc_reader_load(reader, 1, &err));
    ck_assert_int_eq(err.status, RC_ESYNTAX);
    ck_assert_uint_eq(err.byte, 19);
    ck_assert_uint_eq(err.line, 2);
    rc_reader_close(reader);
}
END_TEST

START_TEST(no_range)
{
    static const uint64_t wrong[][2] = {{0, 11}, {11, 0}, {5, 6}, {6, UINT64_MAX}, {UINT64_MAX, 1}};
    rc_read_options options = as("ndjson");
    rc_error err = RC_ERROR_INIT;
    FILE *file = fopen(scratch_path("file"), "wb");
    ck_assert(file && fputs("{\"n\":100}", file) >= 0 && fclose(file) == 0);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        rc_error_clear(&err);
        ck_assert_ptr_null(
            rc_reader_open_range(scratch_path("file"), wrong[i][0], wrong[i][1], &options, &err));
        ck_assert_int_eq(err.status, RC_EARG);
        ck_assert_str_eq(err.source, scratch_path("file"));
    }
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_reader_open_range("/dev/null", 0, 0, &options, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_reader_open_range(NULL, 0, 0, &options, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_reader_open_range(scratch_path("none"), 0, 0, &options, &err));
    ck_assert_int_eq(err.status, RC_EIO);
}
END_TEST

/* A file that ends in the middle of the range now. */
START_TEST(a_range_that_is_cut_off)
{
    rc_read_options options = as("ndjson");
    rc_error err = RC_ERROR_INIT;
    FILE *file = fopen(scratch_path("file"), "wb");
    rc_reader *reader;
    for (int i = 0; i < 3; i++) {
        ck_assert(file && fputs("{\"n\":1,\"x\":2}\n", file) >= 0);
    }
    ck_assert_int_eq(fclose(file), 0);
    reader = rc_reader_open_range(scratch_path("file"), 14, 28, &options, &err);
    ck_assert_msg(reader, "%s", err.message);
    ck_assert_int_eq(truncate(scratch_path("file"), 20), 0);
    ck_assert_ptr_null(rc_reader_load(reader, 1, &err));
    ck_assert_int_eq(err.status, RC_EIO);
    ck_assert_ptr_nonnull(
        strstr(err.message, "had 42 bytes when it was opened, and ended after 20"));
    rc_reader_close(reader);
}
END_TEST

START_TEST(no_descriptor)
{
    rc_read_options options = as("ndjson");
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_reader_open_fd(-1, "socket", &options, &err));
    ck_assert_int_eq(err.status, RC_EIO);
    ck_assert_int_eq(err.sys, EBADF);
    ck_assert_str_eq(err.source, "socket");
}
END_TEST

Suite *suite_stream_inputs(void)
{
    Suite *suite = suite_create("stream_inputs");
    TCase *tcase = tcase_create("inputs");
    tcase_set_timeout(tcase, 120);
    tcase_set_tags(tcase, "threads");
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_checked_fixture(tcase, make_store, free_store);
    tcase_add_loop_test(tcase, functions_give_the_bytes, 0, FORMATS);
    tcase_add_loop_test(tcase, a_read_fails, 1, 3);
    tcase_add_test(tcase, a_read_lies);
    tcase_add_loop_test(tcase, a_read_returns_end, 1, 3);
    tcase_add_test(tcase, records_are_not_held_back);
    tcase_add_test(tcase, what_is_given);
    tcase_add_loop_test(tcase, a_file_is_read_from_its_position, 0, FORMATS);
    tcase_add_test(tcase, places_in_a_file);
    tcase_add_test(tcase, no_descriptor);
    tcase_add_loop_test(tcase, a_range_of_a_file, 0, FORMATS);
    tcase_add_test(tcase, places_in_a_range);
    tcase_add_test(tcase, no_range);
    tcase_add_test(tcase, a_range_that_is_cut_off);
    suite_add_tcase(suite, tcase);
    return suite;
}
