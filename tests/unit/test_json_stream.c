/* JSON through the pump: any number of threads gives the same bytes and the same error. */
#include "test_json.h"

#include "scratch.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RECORDS = 120000 };

typedef struct text {
    char *data;
    size_t length;
} text;

static text make_records(bool array)
{
    text made = {malloc(RECORDS * 64 + 16), 0};
    size_t i;
    ck_assert(made.data != NULL);
    if (array) {
        made.data[made.length++] = '[';
    }
    for (i = 0; i < RECORDS; i++) {
        made.length += (size_t)sprintf(made.data + made.length, "%s{\"x\":%zu,\"s\":\"s%zu\"}%s",
                                       array && i ? "," : "", i, i * i % 9999, array ? "" : "\n");
    }
    if (array) {
        memcpy(made.data + made.length, "]\n", 2);
        made.length += 2;
    }
    return made;
}

/* Pumps the text to a temporary file and returns what is in it; NULL with the error set. */
static char *pump(const text *in, const char *from, const char *to, unsigned threads,
                  size_t *length, rc_error *err)
{
    const char *path = scratch_path("out");
    rc_dtype *dtype = rc_dtype_parse("x:i4,s:S8", err);
    rc_read_options read = RC_READ_OPTIONS_INIT;
    rc_write_options write = RC_WRITE_OPTIONS_INIT;
    rc_pump_options options = RC_PUMP_OPTIONS_INIT;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    rc_reader *reader;
    rc_writer *writer;
    char *out = NULL;
    read.dtype = dtype;
    read.format = from;
    write.format = to;
    options.threads = threads;
    reader = rc_reader_open_memory(in->data, in->length, "test", &read, err);
    writer = rc_writer_open(path, dtype, &write, err);
    ck_assert(reader != NULL && writer != NULL);
    if (rc_pump(reader, writer, &options, &stats, err) == RC_OK) {
        FILE *file;
        ck_assert_int_eq(rc_writer_finish(writer, err), RC_OK);
        ck_assert_uint_eq(stats.records, RECORDS);
        ck_assert_uint_eq(stats.rejected, 0);
        file = fopen(path, "rb");
        ck_assert(file != NULL);
        fseek(file, 0, SEEK_END);
        *length = (size_t)ftell(file);
        rewind(file);
        ck_assert_uint_ge(*length, stats.bytes_out);
        out = calloc(1, *length + 1);
        ck_assert(out != NULL);
        ck_assert_uint_eq(fread(out, 1, *length, file), *length);
        fclose(file);
    } else {
        ck_assert_int_eq(rc_writer_finish(writer, NULL), RC_EARG);
    }
    rc_reader_close(reader);
    rc_writer_close(writer);
    rc_dtype_unref(dtype);
    return out;
}

static const char *const formats[][2] = {
    {"ndjson", "ndjson"}, {"ndjson", "json"}, {"json", "json"}, {"json", "ndjson"}};

START_TEST(threads_do_not_show)
{
    bool from_array = strcmp(formats[_i][0], "json") == 0;
    bool to_array = strcmp(formats[_i][1], "json") == 0;
    text in = make_records(from_array), wanted = make_records(to_array);
    unsigned threads;
    for (threads = 1; threads <= 5; threads += 2) {
        rc_error err = RC_ERROR_INIT;
        size_t length = 0;
        char *out = pump(&in, formats[_i][0], formats[_i][1], threads, &length, &err);
        ck_assert_msg(out != NULL, "%s", err.message);
        ck_assert_uint_eq(length, wanted.length);
        ck_assert_int_eq(memcmp(out, wanted.data, length), 0);
        free(out);
    }
    free(in.data);
    free(wanted.data);
}
END_TEST

/* The error told is the first in the order of the records, with its lines counted. */
START_TEST(the_first_error_is_told)
{
    text in = make_records(false);
    unsigned threads;
    char *first = strstr(in.data, "{\"x\":70000,"), *second = strstr(in.data, "{\"x\":70001,");
    ck_assert(first != NULL && second != NULL);
    first[5] = second[5] = 'z';
    strstr(in.data, "{\"x\":119999")[5] = '?';
    for (threads = 1; threads <= 4; threads++) {
        rc_error err = RC_ERROR_INIT;
        size_t length;
        ck_assert(pump(&in, "ndjson", "ndjson", threads, &length, &err) == NULL);
        ck_assert_int_eq(err.status, RC_ESYNTAX);
        ck_assert_uint_eq(err.record, 70000);
        ck_assert_uint_eq(err.line, 70001);
        ck_assert_uint_eq(err.column, 6);
        ck_assert_uint_eq(err.byte, (size_t)(first + 5 - in.data));
        ck_assert_str_eq(err.source, "test");
    }
    free(in.data);
}
END_TEST

/* A file becomes shorter while it is read: the place of the error is the end that was found. */
START_TEST(the_place_where_a_file_ends_early)
{
    static const size_t cuts[] = {2000000, 2000003, 1048576, 1};
    text in = make_records(false);
    size_t at = cuts[_i], line = 1;
    const char *path = scratch_write("in", in.data, in.length), *start = in.data;
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4,s:S8", NULL);
    rc_reader *reader;
    rc_store *batch;
    rc_status status;
    options.dtype = dtype;
    options.format = "ndjson";
    ck_assert_uint_gt(in.length, at);
    reader = rc_reader_open(path, &options, &err);
    ck_assert_ptr_nonnull(reader);
    ck_assert_int_eq(truncate(path, (off_t)at), 0);
    while ((status = rc_reader_next(reader, &batch, &err)) == RC_OK) {
        rc_store_unref(batch);
    }
    ck_assert_int_eq(status, RC_EIO);
    for (const char *p = in.data; p < in.data + at; p++) {
        if (*p == '\n') {
            line++;
            start = p + 1;
        }
    }
    ck_assert_uint_eq(err.byte, at);
    ck_assert_uint_eq(err.line, line);
    ck_assert_uint_eq(err.column, (size_t)(in.data + at - start) + 1);
    rc_reader_close(reader);
    rc_dtype_unref(dtype);
    free(in.data);
}
END_TEST

static int countdown, bytes_out;

static void *failing_alloc(void *context, size_t size, int zero)
{
    (void)context;
    if (countdown-- <= 0) {
        return NULL;
    }
    bytes_out++;
    return zero ? calloc(1, size) : malloc(size);
}

static void *failing_realloc(void *context, void *block, size_t old_size, size_t new_size)
{
    (void)context;
    (void)old_size;
    return countdown-- <= 0 ? NULL : realloc(block, new_size);
}

static void counted_release(void *context, void *block, size_t size)
{
    (void)context;
    (void)size;
    bytes_out--;
    free(block);
}

/* Refuses the first allocation, then the second, and so on: each time a clean RC_ENOMEM and nothing
   kept. */
START_TEST(memory_may_run_out)
{
    static const rc_allocator allocator = {NULL, failing_alloc, failing_realloc, counted_release};
    static const char in[] = "[{\"x\":1,\"s\":\"a\\u00e9\"},{\"s\":\"b\",\"x\":2}]";
    int allowed, done = 0;
    rc_set_allocator(&allocator);
    for (allowed = 0; !done; allowed++) {
        rc_error err = RC_ERROR_INIT;
        rc_read_options options = RC_READ_OPTIONS_INIT;
        rc_reader *reader = NULL;
        rc_store *batch = NULL;
        rc_dtype *dtype;
        bytes_out = 0;
        countdown = allowed;
        dtype = rc_dtype_parse("x:i4,s:S8", &err);
        options.dtype = dtype;
        options.format = "json";
        if (dtype) {
            reader = rc_reader_open_memory(in, sizeof in - 1, NULL, &options, &err);
        }
        if (reader && rc_reader_next(reader, &batch, &err) == RC_OK) {
            ck_assert_uint_eq(rc_store_length(batch), 2);
            rc_store_unref(batch);
            batch = NULL;
            done = rc_reader_next(reader, &batch, &err) == RC_END;
        }
        ck_assert_int_eq(err.status, done ? RC_OK : RC_ENOMEM);
        rc_reader_close(reader);
        rc_dtype_unref(dtype);
        ck_assert_int_eq(bytes_out, 0);
    }
    ck_assert_int_gt(allowed, 5);
    rc_set_allocator(NULL);
}
END_TEST

Suite *suite_json_stream(void)
{
    Suite *suite = suite_create("json_stream");
    TCase *tcase = tcase_create("stream");
    tcase_set_tags(tcase, "threads");
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_loop_test(tcase, threads_do_not_show, 0, sizeof formats / sizeof *formats);
    tcase_add_test(tcase, the_first_error_is_told);
    tcase_add_loop_test(tcase, the_place_where_a_file_ends_early, 0, 4);
    tcase_add_test(tcase, memory_may_run_out);
    suite_add_tcase(suite, tcase);
    return suite;
}
