/* Tests of the deep size of readers, writers and sets of objects: the bytes are those that a
 * counting allocator has given. */
#include "counting.h"
#include "scratch.h"
#include "test_stream.h"

#include <rowcol/memory.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char dtype_text[] = "id:i4, name:str?, tag:S3, p:{a:f8, b:2i2}";

static void begin(void)
{
    in_use = 0;
    blocks_in_use = 0;
    rc_set_allocator(&counting);
}

static void end(void)
{
    rc_set_allocator(NULL);
    ck_assert_uint_eq(in_use, 0);
    ck_assert_uint_eq(blocks_in_use, 0);
}

static rc_memory_size check(const rc_memory_object *objects, size_t n)
{
    rc_memory_size size = RC_MEMORY_SIZE_INIT;
    ck_assert_int_eq(rc_memory_of(objects, n, 0, &size, NULL), RC_OK);
    ck_assert_uint_eq(size.allocated, in_use);
    ck_assert_uint_eq(size.blocks, blocks_in_use);
    ck_assert_uint_eq(size.total, size.logical + size.padding + size.nulls + size.text +
                                      size.text_free + size.slack + size.kept + size.dtype +
                                      size.working + size.overhead);
    ck_assert_uint_eq(size.total, size.allocated);
    return size;
}

/* Lines of records in several forms, so that the reader decodes them in all its ways. */
static void write_lines(FILE *file, size_t n, bool array)
{
    fputs(array ? "[" : "", file);
    for (size_t i = 0; i < n; i++) {
        fputs(array && i > 0 ? ",\n" : "", file);
        if (i % 3 == 0) {
            fprintf(file,
                    "{\"p\" : {\"b\":[1, 2], \"a\":%zu.5}, \"tag\":\"a\\u0041\", \"id\":%zu, "
                    "\"name\":\"a name of more than twelve bytes\"}",
                    i, i);
        } else {
            fprintf(file,
                    "{\"id\":%zu,\"name\":null,\"tag\":\"xyz\",\"p\":{\"a\":1.25,\"b\":[3,4]}}", i);
        }
        fputs(array ? "" : "\n", file);
    }
    fputs(array ? "]\n" : "", file);
}

static void read_all(const char *path, const char *format, rc_layout layout)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_memory_object objects[4] = {{NULL, NULL, NULL, NULL}};
    rc_store *batch = NULL, *kept = NULL;
    rc_memory_size size = RC_MEMORY_SIZE_INIT;
    rc_dtype *dtype = rc_dtype_parse(dtype_text, &err);
    rc_reader *reader;
    size_t n = 0;
    options.dtype = strcmp(format, "npy") == 0 ? NULL : dtype;
    options.format = format;
    options.layout = layout;
    reader = rc_reader_open(path, &options, &err);
    ck_assert_msg(reader != NULL, "%s", err.message);
    objects[0].reader = reader;
    objects[1].dtype = dtype;
    check(objects, 2);
    while (rc_reader_next(reader, &batch, &err) == RC_OK) {
        n += rc_store_length(batch);
        objects[2].store = batch;
        objects[3].store = kept;
        check(objects, 4);
        if (!kept) {
            kept = rc_store_slice(batch, 0, 1, &err);
        }
        rc_store_unref(batch);
        objects[2].store = kept;
        check(objects, 3);
    }
    ck_assert_msg(err.status == RC_OK, "%s", err.message);
    ck_assert_uint_eq(n, 30000);
    ck_assert_int_eq(rc_reader_memory(reader, &size, NULL), RC_OK);
    ck_assert_uint_gt(size.working, strcmp(format, "npy") == 0 ? 1000 : 200000);
    rc_reader_close(reader);
    objects[0].reader = NULL;
    objects[2].store = kept;
    check(objects, 3);
    rc_store_unref(kept);
    rc_dtype_unref(dtype);
}

START_TEST(readers)
{
    static const char *const formats[] = {"ndjson", "json"};
    for (size_t i = 0; i < 2; i++) {
        const char *path = scratch_path("in.json");
        FILE *file = fopen(path, "w");
        ck_assert_ptr_nonnull(file);
        write_lines(file, 30000, i == 1);
        fclose(file);
        for (int layout = RC_ROWS; layout <= RC_COLUMNS; layout++) {
            begin();
            read_all(path, formats[i], (rc_layout)layout);
            end();
        }
    }
}
END_TEST

START_TEST(npy_reader)
{
    const char *path = scratch_path("in.npy");
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4, y:f8", &err);
    rc_store *store = rc_store_zeros(dtype, 30000, RC_ROWS, &err);
    ck_assert_int_eq(rc_save(store, path, NULL, &err), RC_OK);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    begin();
    read_all(path, "npy", RC_COLUMNS);
    end();
}
END_TEST

START_TEST(writers)
{
    static const char *const names[] = {"out.ndjson", "out.json", "out.npy"};
    for (size_t i = 0; i < 3; i++) {
        rc_error err = RC_ERROR_INIT;
        rc_memory_object objects[3] = {{NULL, NULL, NULL, NULL}};
        rc_memory_size size = RC_MEMORY_SIZE_INIT;
        begin();
        objects[0].dtype = rc_dtype_parse("x:i4, s:S30, y:f8", &err);
        objects[1].store = rc_store_zeros(objects[0].dtype, 5000, RC_COLUMNS, &err);
        objects[2].writer = rc_writer_open(scratch_path(names[i]), objects[0].dtype, NULL, &err);
        ck_assert_msg(objects[2].writer != NULL, "%s", err.message);
        check(objects, 3);
        ck_assert_int_eq(
            rc_writer_write((rc_writer *)(uintptr_t)objects[2].writer, objects[1].store, &err),
            RC_OK);
        check(objects, 3);
        ck_assert_int_eq(rc_writer_memory(objects[2].writer, &size, NULL), RC_OK);
        ck_assert_uint_gt(size.working, 500);
        ck_assert_int_eq(rc_writer_finish((rc_writer *)(uintptr_t)objects[2].writer, &err), RC_OK);
        check(objects, 3);
        rc_writer_close((rc_writer *)(uintptr_t)objects[2].writer);
        objects[2].writer = NULL;
        check(objects, 3);
        rc_store_unref(objects[1].store);
        rc_dtype_unref(objects[0].dtype);
        end();
    }
}
END_TEST

/* What several objects share counts once, and is not shared with others then. */
START_TEST(sets)
{
    enum { SLICES = 40 };
    rc_memory_object objects[SLICES + 2] = {{NULL, NULL, NULL, NULL}};
    rc_memory_size size;
    rc_dtype *dtype;
    rc_store *store;
    begin();
    dtype = rc_dtype_parse("x:i4, y:i8?", NULL);
    store = rc_store_zeros(dtype, 1000, RC_COLUMNS, NULL);
    for (size_t i = 0; i < SLICES; i++) {
        objects[i].store = rc_store_slice(store, i * 10, 15, NULL);
    }
    objects[SLICES].dtype = dtype;
    rc_store_unref(store);
    size = check(objects, SLICES + 1);
    ck_assert_uint_eq(size.logical, 12 * 405); /* they overlap */
    ck_assert_uint_eq(size.nulls, 51);
    ck_assert_uint_gt(size.kept, 12 * 595 + 125 - 52);
    ck_assert_uint_eq(size.shared, 0);
    objects[SLICES + 1] = objects[3]; /* twice the same: of which this test has one reference */
    size = check(objects, SLICES + 2);
    ck_assert_uint_eq(size.logical, 12 * 405);
    for (size_t i = 0; i < SLICES; i++) {
        rc_store_unref(objects[i].store);
    }
    rc_dtype_unref(dtype);
    end();
    size = (rc_memory_size)RC_MEMORY_SIZE_INIT;
    ck_assert_int_eq(rc_memory_of(NULL, 0, 0, &size, NULL), RC_OK);
    ck_assert_uint_eq(size.total, 0);
    ck_assert_int_eq(rc_memory_of(NULL, 1, 0, &size, NULL), RC_EARG);
}
END_TEST

Suite *suite_stream_memory(void)
{
    Suite *suite = suite_create("stream memory");
    TCase *tcase = tcase_create("memory");
    tcase_set_tags(tcase, "threads");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_test(tcase, readers);
    tcase_add_test(tcase, npy_reader);
    tcase_add_test(tcase, writers);
    tcase_add_test(tcase, sets);
    suite_add_tcase(suite, tcase);
    return suite;
}
