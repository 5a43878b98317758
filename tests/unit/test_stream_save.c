/* Tests of rc_save on several threads. */
#include "test_stream.h"

#include "faulty_alloc.h"
#include "scratch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS = 50000 };

static rc_field field_of(rc_store *store, const char *path)
{
    rc_field field;
    ck_assert_int_eq(rc_store_field(store, path, &field, NULL), RC_OK);
    return field;
}

static rc_store *varied_store(const rc_dtype *dtype, rc_layout layout)
{
    rc_store *store = rc_store_zeros(dtype, RECORDS, layout, NULL);
    rc_field a = field_of(store, "a"), s = field_of(store, "s"), d = field_of(store, "b.d");
    bool set = true;
    for (size_t i = 0; i < RECORDS; i++) { /* one assertion for all: each takes a while */
        char text[40];
        rc_value number = rc_value_int((int64_t)i), real = rc_value_float((double)i / 3), string;
        snprintf(text, sizeof text, "%*s", (int)(i % 30), "x");
        string = rc_value_string(text);
        set = (i % 3 ? rc_field_set(&a, i, &number, NULL) : rc_field_set_null(&a, i, NULL)) ==
                  RC_OK &&
              rc_field_set(&s, i, &string, NULL) == RC_OK &&
              rc_field_set(&d, i, &real, NULL) == RC_OK && set;
    }
    ck_assert(set);
    return store;
}

static void write_by_writer(const rc_store *store, const char *path,
                            const rc_write_options *options)
{
    rc_error err = RC_ERROR_INIT;
    rc_writer *writer = rc_writer_open(path, rc_store_dtype(store), options, &err);
    ck_assert_msg(rc_writer_write(writer, store, &err) == RC_OK, "%s", err.message);
    ck_assert_int_eq(rc_writer_finish(writer, &err), RC_OK);
    rc_writer_close(writer);
}

static void check_same_files(const char *a, const char *b)
{
    size_t one_size = 0, other_size = 0;
    char *one = scratch_read(a, &one_size), *other = scratch_read(b, &other_size);
    ck_assert_uint_eq(one_size, other_size);
    ck_assert_int_eq(memcmp(one, other, one_size), 0);
    free(one);
    free(other);
}

/* The file that rc_save writes on several threads is the one that rc_writer_write writes. */
START_TEST(saves_what_a_writer_writes)
{
    static const char *const formats[] = {"ndjson", "json"};
    const char *saved = scratch_path("saved"), *written = scratch_path("written");
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("a:i4?, s:str, b:{c:u1, d:f8}", &err);
    rc_store *all = varied_store(dtype, _i % 2 ? RC_ROWS : RC_COLUMNS);
    rc_store *store = rc_store_slice(all, 7, RECORDS - 11, &err); /* amid a bitmap's byte */
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    options.format = formats[_i / 2];
    ck_assert_msg(rc_save(store, saved, &options, &err) == RC_OK, "%s", err.message);
    write_by_writer(store, written, &options);
    check_same_files(saved, written);
    ck_assert_uint_eq(scratch_entries(), 2); /* nothing else was left */
    rc_store_unref(store);
    rc_store_unref(all);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(saves_few_and_no_records)
{
    const char *saved = scratch_path("saved");
    rc_dtype *dtype = rc_dtype_parse("a:i4", NULL);
    rc_store *store = rc_store_zeros(dtype, (size_t)_i, RC_ROWS, NULL), *back;
    rc_write_options options = {.size = sizeof(rc_write_options), .format = "npy"};
    rc_read_options from = RC_READ_OPTIONS_INIT;
    from.format = "npy";
    ck_assert_int_eq(rc_save(store, saved, &options, NULL), RC_OK);
    back = rc_load(saved, &from, NULL);
    ck_assert(rc_store_equal(store, back));
    ck_assert_uint_eq(scratch_entries(), 1);
    rc_store_unref(back);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* The first record that cannot be written is reported, whichever thread found it; no file appears.
 */
START_TEST(reports_the_first_record_that_fails)
{
    enum { BAD = 31234 };
    const char *saved = scratch_path("saved");
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("a:i4, d:f8", &err);
    rc_store *store = rc_store_zeros(dtype, RECORDS, RC_ROWS, &err);
    rc_write_options options = {.size = sizeof(rc_write_options), .format = "ndjson"};
    rc_f8_field d;
    size_t i;
    ck_assert_int_eq(rc_store_f8(store, "d", &d, &err), RC_OK);
    for (i = BAD; i < RECORDS; i += 1000) {
        rc_f8_set(d, i, (double)INFINITY);
    }
    ck_assert_int_eq(rc_save(store, saved, &options, &err), RC_ERANGE);
    ck_assert_uint_eq(err.record, BAD);
    ck_assert_str_eq(err.field, "d");
    ck_assert_str_eq(err.source, saved);
    ck_assert_uint_eq(scratch_entries(), 0);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

static rc_status save_to_nowhere(void *context)
{
    static const rc_write_options options = {.size = sizeof(rc_write_options), .format = "ndjson"};
    return rc_save(context, "/dev/null", &options, NULL);
}

START_TEST(saves_without_memory)
{
    rc_dtype *dtype = rc_dtype_parse("a:i4, s:S3", NULL);
    rc_store *store = rc_store_zeros(dtype, RECORDS, RC_ROWS, NULL);
    faulty_alloc_each(save_to_nowhere, store);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_stream_save(void)
{
    Suite *suite = suite_create("stream_save");
    TCase *tcase = tcase_create("save");
    tcase_set_tags(tcase, "threads");
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_loop_test(tcase, saves_what_a_writer_writes, 0, 4);
    tcase_add_loop_test(tcase, saves_few_and_no_records, 0, 3);
    tcase_add_test(tcase, reports_the_first_record_that_fails);
    tcase_add_test(tcase, saves_without_memory);
    suite_add_tcase(suite, tcase);
    return suite;
}
