/* Memory of .npy readers and writers: none for records that are not there, and no access outside.
 */
#include "guarded_alloc.h"
#include "npy_bytes.h"
#include "runner.h"
#include "scratch.h"

#include <rowcol/npy.h>
#include <rowcol/stream.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LIMIT = 64 << 20 };

/* Reads all batches, one after the other. Returns the number of records. */
static size_t read_all(const npy_bytes *file)
{
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = rc_reader_open_memory(file->bytes, file->size, "a.npy", NULL, &err);
    rc_store *batch;
    rc_status status;
    size_t n = 0;
    ck_assert_msg(reader != NULL, "%s", err.message);
    while ((status = rc_reader_next(reader, &batch, &err)) == RC_OK) {
        n += rc_store_length(batch);
        rc_store_unref(batch);
    }
    ck_assert_msg(status == RC_END, "%s", err.message);
    rc_reader_close(reader);
    return n;
}

static uint64_t pump_all(const npy_bytes *file, unsigned threads)
{
    rc_error err = RC_ERROR_INIT;
    const rc_write_options to = {.size = sizeof(rc_write_options), .format = "npy"};
    const rc_pump_options options = {.size = sizeof(rc_pump_options), .threads = threads};
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    rc_reader *reader = rc_reader_open_memory(file->bytes, file->size, "a.npy", NULL, &err);
    rc_writer *writer = rc_writer_open("/dev/null", rc_reader_dtype(reader), &to, &err);
    ck_assert_msg(writer != NULL, "%s", err.message);
    ck_assert_msg(rc_pump(reader, writer, &options, &stats, &err) == RC_OK, "%s", err.message);
    ck_assert_int_eq(rc_writer_finish(writer, &err), RC_OK);
    rc_writer_close(writer);
    rc_reader_close(reader);
    return stats.records;
}

/* The dtype could be read a record at a time only. */
START_TEST(no_memory_for_records_that_are_not_there)
{
    npy_bytes file =
        npy_make(1, "{'descr': '|S2000000000', 'fortran_order': False, 'shape': (0,), }", NULL, 0);
    rc_store *store;
    guarded_alloc_start(LIMIT);
    ck_assert_uint_eq(read_all(&file), 0);
    ck_assert_uint_eq(pump_all(&file, 1), 0);
    ck_assert_uint_eq(pump_all(&file, 8), 0);
    store = rc_load(scratch_write("a.npy", file.bytes, file.size), NULL, NULL);
    ck_assert_ptr_nonnull(store);
    rc_store_unref(store);
    guarded_alloc_stop();
}
END_TEST

/* Every kind of field, those without bytes above all, through both writers and readers, with
   nothing readable after any memory of the library. */
static const char *const dtypes[] = {
    "V0",
    "S0",
    "0i4",
    "(0,3)f8",
    "5{}",
    "{}",
    "2{a:i1}",
    "M8[Y]",
    "i1",
    ">f8",
    "c16",
    "16c16",
    "S3",
    "U3",
    "V5",
    "(2,3)i2",
    "a:V0,b:0i4,c:{},d:S0",
    "a:i4,b:S0,c:i1,d:0f8",
    "x:i4,y:i4,z:i4",
    "id:i8,name:S16,city:S12,level:i1,score:f8,ok:bool",
    "a:u1,b:>u2,c:>u4,d:>u8,e:f2,f:>f4,g:c8,h:m8[s],i:M8[D],j:U1,k:V3,l:bool",
    "a:{b:{c:i1,d:2{e:i2,f:S3}},g:(2,2)f4},h:2u1",
};

static rc_store *make_store(const char *text, rc_align align, size_t n, rc_layout layout)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse_n(text, strlen(text), align, &err);
    rc_store *rows, *store;
    ck_assert_msg(dtype != NULL, "%s: %s", text, err.message);
    rows = rc_store_zeros(dtype, n, RC_ROWS, &err);
    ck_assert_msg(rows != NULL, "%s: %s", text, err.message);
    for (size_t i = 0; i < n * rc_dtype_itemsize(dtype); i++) {
        ((unsigned char *)rc_store_data(rows))[i] = i % 3 == 0 && !strpbrk(text, "UM");
    }
    store = rc_store_convert(rows, layout, &err);
    rc_store_unref(rows);
    rc_dtype_unref(dtype);
    return store;
}

static void write_and_read(const rc_store *store, const char *format, const char *what)
{
    rc_error err = RC_ERROR_INIT;
    const char *path = scratch_path("a");
    const rc_write_options to = {.size = sizeof(rc_write_options), .format = format};
    const rc_read_options from = {
        .size = sizeof(rc_read_options), .format = format, .dtype = rc_store_dtype(store)};
    rc_store *again;
    ck_assert_msg(rc_save(store, path, &to, &err) == RC_OK, "%s: %s", what, err.message);
    again = rc_load(path, &from, &err);
    ck_assert_msg(again != NULL, "%s: %s", what, err.message);
    ck_assert_msg(rc_store_equal(store, again), "%s", what);
    rc_store_unref(again);
}

START_TEST(nothing_is_accessed_outside)
{
    static const size_t counts[] = {0, 1, 3, 64, 150};
    static const char *const formats[] = {"npy", "ndjson", "json"};
    const char *dtype = dtypes[_i];
    guarded_alloc_start(LIMIT);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        for (int how = 0; how < 4; how++) {
            rc_store *store = make_store(dtype, how & 1 ? RC_ALIGNED : RC_PACKED, counts[i],
                                         how & 2 ? RC_COLUMNS : RC_ROWS);
            for (size_t f = 0; f < sizeof formats / sizeof formats[0]; f++) {
                write_and_read(store, formats[f], dtype);
            }
            rc_store_unref(store);
        }
    }
    guarded_alloc_stop();
}
END_TEST

START_TEST(a_file_that_shrinks_while_it_is_read_is_an_error)
{
    static const char *const orders[] = {"False", "True"};
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader;
    rc_store *batch;
    char text[200];
    const char *path;
    npy_bytes file;
    snprintf(text, sizeof text, "{'descr': '<i4', 'fortran_order': %s, 'shape': (3, 2), }",
             orders[_i]);
    file = npy_make(1, text, "0123456789abcdef01234567", 24);
    path = scratch_write("a.npy", file.bytes, file.size);
    reader = rc_reader_open(path, NULL, &err);
    ck_assert_msg(reader != NULL, "%s", err.message);
    ck_assert_int_eq(truncate(path, (off_t)file.size - 5), 0);
    ck_assert_int_eq(rc_reader_next(reader, &batch, &err), RC_EIO);
    ck_assert_uint_eq(err.byte, file.size - 5);
    ck_assert_msg(strstr(err.message, "became shorter") != NULL, "%s", err.message);
    rc_reader_close(reader);
}
END_TEST

extern runner_suite_fn suite_npy_memory;

Suite *suite_npy_memory(void)
{
    Suite *suite = suite_create("npy memory");
    TCase *tc = tcase_create("memory");
    tcase_set_tags(tc, "threads");
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_test(tc, no_memory_for_records_that_are_not_there);
    tcase_add_loop_test(tc, a_file_that_shrinks_while_it_is_read_is_an_error, 0, 2);
    tcase_add_loop_test(tc, nothing_is_accessed_outside, 0, sizeof dtypes / sizeof dtypes[0]);
    suite_add_tcase(suite, tc);
    return suite;
}
