/* Arrow files that are mapped: batches by number are what a reader returns, and use the pages of
 * the file where they can. */
#include "dtype_random.h"
#include "faulty_alloc.h"
#include "runner.h"
#include "scratch.h"
#include "store_random.h"
#include "test_arrow.h"

#include <dirent.h>
#include <pthread.h>
#include <rowcol.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static rc_arrow_file *open_file(const char *path, const rc_arrow_import_options *options)
{
    rc_error err = RC_ERROR_INIT;
    rc_arrow_file *file = rc_arrow_file_open(path, options, &err);
    ck_assert_msg(file != NULL, "%s: %s", err.source, err.message);
    return file;
}

static rc_store *batch_of(const rc_arrow_file *file, size_t i)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *batch = rc_arrow_file_batch(file, i, &err);
    ck_assert_msg(batch != NULL, "%s", err.message);
    return batch;
}

static void save(const rc_store *store, const char *path, rc_compression compression,
                 rc_strings strings)
{
    rc_error err = RC_ERROR_INIT;
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    options.compression = compression;
    options.strings = strings;
    ck_assert_msg(rc_save(store, path, &options, &err) == RC_OK, "%s", err.message);
}

/* Whether this process has the file mapped. */
static bool is_mapped(const char *path)
{
    char line[4096];
    bool found = false;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps && fgets(line, sizeof line, maps)) {
        found |= strstr(line, path) != NULL;
    }
    if (maps) {
        fclose(maps);
    }
    return found;
}

/* ------------------------------------------------------------ same as a reader */

/* Both give the same records, or fail with the same status. The records of a reader before a
   failure are not compared. */
static void compare_with_reader(const char *path)
{
    rc_error err = RC_ERROR_INIT, other = RC_ERROR_INIT;
    rc_store *all = rc_load(path, NULL, &other);
    rc_arrow_file *file = rc_arrow_file_open(path, NULL, &err);
    size_t at = 0;
    for (size_t i = 0; file && err.status == RC_OK && i < rc_arrow_file_batches(file); i++) {
        rc_arrow_batch_info info = RC_ARROW_BATCH_INFO_INIT;
        rc_store *batch = rc_arrow_file_batch(file, i, &err);
        if (batch && all) {
            rc_store *part = rc_store_slice(all, at, rc_store_length(batch), &other);
            ck_assert_msg(part && rc_store_equal(part, batch), "%s: batch %zu", path, i);
            ck_assert_int_eq(rc_arrow_file_batch_info(file, i, &info, NULL), RC_OK);
            ck_assert_uint_eq(info.records, rc_store_length(batch));
            rc_store_unref(part);
        }
        at += batch ? rc_store_length(batch) : 0;
        rc_store_unref(batch);
    }
    ck_assert_msg(err.status == other.status, "%s: %s, reader: %s", path, err.message,
                  other.message);
    ck_assert_uint_eq(all ? rc_store_length(all) : at, at);
    if (err.status != RC_OK) {
        ck_assert_str_eq(err.source, path);
    }
    rc_arrow_file_close(file);
    rc_store_unref(all);
}

/* The inputs of the fuzz target: each kind of column, dictionaries, either byte order, damaged
   ones. */
START_TEST(batches_are_what_a_reader_returns)
{
    char path[4096];
    const char *top = getenv("top_srcdir");
    int count = 0;
    struct dirent *entry;
    DIR *folder;
    snprintf(path, sizeof path, "%s/tests/fuzz/corpus/arrow", top ? top : ".");
    folder = opendir(path);
    ck_assert_ptr_nonnull(folder);
    while ((entry = readdir(folder)) != NULL) {
        size_t n;
        char *bytes;
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "zero-width") == 0) {
            continue; /* that one has 2^40 records without bytes */
        }
        snprintf(path, sizeof path, "%s/tests/fuzz/corpus/arrow/%s", top ? top : ".",
                 entry->d_name);
        bytes = scratch_read(path, &n);
        compare_with_reader(scratch_write("a.arrow", bytes, n));
        free(bytes);
        count++;
    }
    closedir(folder);
    ck_assert_int_ge(count, 20);
}
END_TEST

/* A file that is cut off, or has one byte changed, is read or refused, as by a reader. */
START_TEST(damaged_files_are_refused)
{
    static const char lines[] = "{\"x\":1,\"s\":\"a string of 21 bytes\",\"b\":true}\n"
                                "{\"x\":null,\"s\":\"\",\"b\":false}\n";
    rc_store *store = arrow_store("x:i4?, s:str, b:bool", lines, RC_COLUMNS);
    const char *path = scratch_path(_i % 2 ? "a.arrow" : "a.arrows");
    size_t n;
    char *bytes;
    save(store, path, _i / 2 ? RC_COMPRESSION_LZ4 : RC_COMPRESSION_NONE,
         _i / 2 ? RC_STRINGS_VIEW : RC_STRINGS_DEFAULT);
    bytes = scratch_read(path, &n);
    for (size_t i = 0; i < n; i += 17) {
        bytes[i] = (char)(bytes[i] ^ 0x81);
        compare_with_reader(scratch_write("b.arrow", bytes, n));
        bytes[i] = (char)(bytes[i] ^ 0x81);
        compare_with_reader(scratch_write("b.arrow", bytes, i));
    }
    free(bytes);
    rc_store_unref(store);
}
END_TEST

/* Random dtypes: the batches together are the store that was saved. */
START_TEST(random_records_come_back_as_they_were)
{
    for (uint64_t seed = (uint64_t)_i; seed < 60; seed += 4) {
        uint64_t state = seed * 7919 + 1;
        rc_error err = RC_ERROR_INIT;
        rc_dtype *dtype = random_dtype(&state, 3, RANDOM_ALL, &err);
        rc_store *store = rc_store_zeros(dtype, store_random(&state) % 40,
                                         store_random(&state) % 2 ? RC_ROWS : RC_COLUMNS, &err);
        rc_store *back = rc_store_zeros(dtype, 0, RC_COLUMNS, &err);
        rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
        const char *path = scratch_path(store_random(&state) % 2 ? "a.arrow" : "a.arrows");
        rc_arrow_file *file;
        store_random_fill(&state, store);
        save(store, path, (rc_compression)(store_random(&state) % 3),
             (rc_strings)(store_random(&state) % 4));
        options.layout = (rc_layout)(store_random(&state) % 3);
        options.copy = (int)(store_random(&state) % 2);
        file = open_file(path, &options);
        ck_assert_int_eq(rc_dtype_equal(rc_arrow_file_dtype(file), dtype), 1);
        for (size_t i = 0; i < rc_arrow_file_batches(file); i++) {
            rc_store *batch = batch_of(file, i);
            ck_assert_int_eq(rc_store_layout(batch),
                             options.layout == RC_ROWS ? RC_ROWS : RC_COLUMNS);
            ck_assert_int_eq(rc_store_append_store(back, batch, &err), RC_OK);
            rc_store_unref(batch);
        }
        rc_arrow_file_close(file);
        ck_assert_msg(rc_store_equal(back, store), "seed %llu", (unsigned long long)seed);
        rc_store_unref(back);
        rc_store_unref(store);
        rc_dtype_unref(dtype);
    }
}
END_TEST

/* ------------------------------------------------------------------ in place */

/* Bytes of a store that are pages of the file. */
static uint64_t bytes_in_place(const rc_store *store)
{
    rc_error err = RC_ERROR_INIT;
    rc_memory_size size = RC_MEMORY_SIZE_INIT;
    ck_assert_msg(rc_store_memory(store, 0, &size, &err) == RC_OK, "%s", err.message);
    return size.foreign;
}

START_TEST(columns_of_the_same_bytes_are_used_in_place)
{
    static const struct {
        const char *dtype, *value;
        uint64_t bytes; /* of 3 records; the bitmap of a nullable field is one */
    } cases[] = {
        {"i4", "7", 12},
        {"f8", "0.5", 24},
        {"c8", "[1,2]", 24},
        {"S3", "\"abc\"", 9},
        {"3i2", "[1,2,3]", 18},
        {"2c16", "[[1,2],[3,4]]", 96},
        {"M8[us]", "\"2000-01-01\"", 24},
        {"m8[s]", "5", 24},
        {"i8?", "null", 25},
        {">i4", "7", 0},
        {"bool", "true", 0},
        {"U3", "\"abc\"", 0},
        {"str", "\"abc\"", 0},
        {"str?", "null", 1},
        {"M8[D]", "\"2000-01-01\"", 0},
        {"m8[h]", "5", 0},
        {"2{a:i1, b:i2}", "[[1,2],[3,4]]", 0},
    };
    char dtype[64], lines[256];
    rc_store *store, *batch;
    rc_arrow_file *file;
    for (size_t i = 0; i < N(cases); i++) {
        snprintf(dtype, sizeof dtype, "a:i1, x:%s", cases[i].dtype);
        snprintf(lines, sizeof lines, "[1,%s]\n[2,%s]\n[3,%s]\n", cases[i].value, cases[i].value,
                 cases[i].value);
        store = arrow_store(dtype, lines, RC_ROWS);
        for (int compressed = 0; compressed < 2; compressed++) {
            save(store, scratch_path("a.arrow"),
                 compressed ? RC_COMPRESSION_ZSTD : RC_COMPRESSION_NONE, RC_STRINGS_DEFAULT);
            file = open_file(scratch_path("a.arrow"), NULL);
            batch = batch_of(file, 0);
            ck_assert(rc_store_equal(batch, store));
            /* Compressed buffers that would not be shorter are stored as they are. */
            if (!compressed) {
                ck_assert_msg(bytes_in_place(batch) == 3 + cases[i].bytes, "%s: %llu", dtype,
                              (unsigned long long)bytes_in_place(batch));
            }
            rc_store_unref(batch);
            rc_arrow_file_close(file);
        }
        rc_store_unref(store);
    }
}
END_TEST

/* The addresses of a column are those of the mapping: nothing is copied. */
START_TEST(a_store_keeps_the_file_mapped)
{
    rc_store *store = arrow_store("x:i4, y:f8", "[1,2]\n[3,4]\n", RC_COLUMNS), *one, *two, *part;
    const char *path = scratch_path("a.arrow");
    rc_error err = RC_ERROR_INIT;
    rc_arrow_file *file;
    rc_value value = rc_value_int(9);
    save(store, path, RC_COMPRESSION_NONE, RC_STRINGS_DEFAULT);
    file = open_file(path, NULL);
    one = batch_of(file, 0);
    two = batch_of(file, 0);
    ck_assert(is_mapped(path));
    rc_arrow_file_close(file);
    part = rc_store_slice(one, 1, 1, &err);
    rc_store_unref(one);
    ck_assert(rc_store_equal(two, store));
    rc_store_unref(two);
    ck_assert(is_mapped(path));
    ck_assert_int_ne(rc_store_set(part, 0, "x", &value, &err), RC_OK); /* it is read only */
    rc_store_unref(part);
    ck_assert(!is_mapped(path));
    rc_store_unref(store);
}
END_TEST

START_TEST(a_copy_can_be_written_and_the_file_stays_as_it_is)
{
    rc_store *store = arrow_store("x:i4", "[1]\n[3]\n", RC_COLUMNS), *copy;
    const char *path = scratch_path("a.arrow");
    rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_value value = rc_value_int(9);
    rc_arrow_file *file;
    size_t n;
    char *bytes;
    save(store, path, RC_COMPRESSION_NONE, RC_STRINGS_DEFAULT);
    bytes = scratch_read(path, &n);
    options.copy = 1;
    file = open_file(path, &options);
    copy = batch_of(file, 0);
    ck_assert_uint_eq(bytes_in_place(copy), 0);
    ck_assert_int_eq(rc_store_set(copy, 0, "x", &value, &err), RC_OK);
    arrow_store_is(copy, "{\"x\":9}\n{\"x\":3}\n");
    rc_store_unref(copy);
    copy = batch_of(file, 0);
    ck_assert(rc_store_equal(copy, store));
    rc_store_unref(copy);
    rc_arrow_file_close(file);
    scratch_expect(path, bytes, n);
    free(bytes);
    rc_store_unref(store);
}
END_TEST

/* ------------------------------------------------------------------ contents */

/* Three batches: the writer puts 2 MiB of records in each. */
START_TEST(batches_are_found_by_number)
{
    static const rc_compression compressions[] = {RC_COMPRESSION_NONE, RC_COMPRESSION_LZ4,
                                                  RC_COMPRESSION_ZSTD};
    enum { PER_BATCH = (2 << 20) / 8, RECORDS = 2 * PER_BATCH + 5 };
    const size_t lengths[] = {PER_BATCH, PER_BATCH, 5};
    const char *path = scratch_path(_i / 3 ? "a.arrows" : "a.arrow");
    rc_dtype *dtype = arrow_dtype("x:<i8");
    rc_error err = RC_ERROR_INIT;
    rc_store *store = rc_store_zeros(dtype, RECORDS, RC_ROWS, &err), *batch;
    rc_arrow_file *file;
    int64_t *values = rc_store_data(store);
    uint64_t end = 0;
    rc_value value;
    struct stat status;
    for (int64_t i = 0; i < RECORDS; i++) {
        values[i] = i * 7;
    }
    save(store, path, compressions[_i % 3], RC_STRINGS_DEFAULT);
    file = open_file(path, NULL);
    ck_assert_uint_eq(rc_arrow_file_batches(file), 3);
    ck_assert_int_eq(rc_arrow_file_is_stream(file), _i / 3);
    for (size_t i = 3; i-- > 0;) {
        rc_arrow_batch_info info = RC_ARROW_BATCH_INFO_INIT;
        ck_assert_int_eq(rc_arrow_file_batch_info(file, i, &info, &err), RC_OK);
        ck_assert_uint_eq(info.records, lengths[i]);
        ck_assert_int_eq(info.compression, compressions[_i % 3]);
        ck_assert_int_eq(info.version, 5);
        ck_assert_uint_eq(info.plain_bytes, lengths[i] * sizeof(int64_t));
        if (_i % 3) { /* stored after a length of 8 bytes where that is shorter */
            ck_assert_uint_le(info.buffer_bytes, info.plain_bytes + 8);
            ck_assert_uint_ne(info.buffer_bytes, info.plain_bytes);
        } else {
            ck_assert_uint_eq(info.buffer_bytes, info.plain_bytes);
        }
        ck_assert_uint_gt(info.bytes, info.buffer_bytes);
        ck_assert(end == 0 || info.offset + info.bytes == end);
        end = info.offset;
        batch = batch_of(file, i);
        ck_assert_uint_eq(rc_store_length(batch), lengths[i]);
        ck_assert_int_eq(rc_store_get(batch, 0, "x", &value, &err), RC_OK);
        ck_assert_int_eq(value.as.i, (int64_t)i * PER_BATCH * 7);
        rc_store_unref(batch);
    }
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_lt(end, (uint64_t)status.st_size);
    rc_arrow_file_close(file);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(the_schema_has_the_metadata)
{
    rc_store *store = arrow_store("x:>i4", "[1]\n", RC_ROWS);
    rc_error err = RC_ERROR_INIT;
    const struct ArrowSchema *schema;
    const char *key, *value;
    size_t key_length, value_length;
    rc_arrow_file *file;
    save(store, scratch_path("a.arrow"), RC_COMPRESSION_NONE, RC_STRINGS_DEFAULT);
    file = open_file(scratch_path("a.arrow"), NULL);
    schema = rc_arrow_file_schema(file);
    ck_assert_str_eq(schema->format, "+s");
    ck_assert_int_eq(schema->n_children, 1);
    ck_assert_str_eq(schema->children[0]->format, "i");
    ck_assert_uint_eq(rc_arrow_metadata_count(schema->children[0]->metadata), 1);
    ck_assert_int_eq(rc_arrow_metadata_get(schema->children[0]->metadata, 0, &key, &key_length,
                                           &value, &value_length, &err),
                     RC_OK);
    ck_assert_uint_eq(key_length, strlen("rowcol:dtype"));
    ck_assert_int_eq(memcmp(key, "rowcol:dtype", key_length), 0);
    ck_assert_uint_eq(value_length, 3);
    ck_assert_int_eq(memcmp(value, ">i4", 3), 0);
    ck_assert_int_eq(rc_arrow_metadata_get(schema->children[0]->metadata, 1, &key, &key_length,
                                           &value, &value_length, &err),
                     RC_EINDEX);
    ck_assert_uint_eq(rc_arrow_metadata_count(NULL), 0);
    rc_arrow_file_close(file);
    rc_store_unref(store);
}
END_TEST

START_TEST(pairs_of_metadata_are_found)
{
    static const struct {
        int32_t n, a;
        char a_key[4];
        int32_t b;
        char b_value[4];
        int32_t c, d, negative;
    } bytes = {3, 4, "key", 4, "val", 0, 0, -1};
    const char *metadata = (const char *)&bytes, *key, *value;
    size_t key_length, value_length;
    rc_error err = RC_ERROR_INIT;
    ck_assert_uint_eq(rc_arrow_metadata_count(metadata), 3);
    ck_assert_int_eq(
        rc_arrow_metadata_get(metadata, 0, &key, &key_length, &value, &value_length, &err), RC_OK);
    ck_assert_uint_eq(key_length, 4);
    ck_assert_str_eq(key, "key");
    ck_assert_str_eq(value, "val");
    ck_assert_int_eq(
        rc_arrow_metadata_get(metadata, 1, &key, &key_length, &value, &value_length, &err), RC_OK);
    ck_assert_uint_eq(key_length + value_length, 0);
    ck_assert_int_eq(
        rc_arrow_metadata_get(metadata, 2, &key, &key_length, &value, &value_length, &err),
        RC_EFORMAT);
}
END_TEST

START_TEST(what_is_not_a_file_is_refused)
{
    rc_error err = RC_ERROR_INIT;
    rc_arrow_batch_info info = RC_ARROW_BATCH_INFO_INIT;
    rc_store *store = arrow_store("x:i4", "[1]\n", RC_ROWS);
    rc_arrow_file *file;
    ck_assert_ptr_null(rc_arrow_file_open(scratch_path("missing.arrow"), NULL, &err));
    ck_assert_int_eq(err.status, RC_EIO);
    ck_assert_str_eq(err.source, scratch_path("missing.arrow"));
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_arrow_file_open(scratch_path(""), NULL, &err));
    ck_assert_int_eq(err.status, RC_EIO);
    rc_error_clear(&err);
    ck_assert_int_eq(mkfifo(scratch_path("fifo"), 0600), 0);
    ck_assert_ptr_null(rc_arrow_file_open(scratch_path("fifo"), NULL, &err));
    ck_assert_int_eq(err.status, RC_EIO);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_arrow_file_open(scratch_write("empty", "", 0), NULL, &err));
    ck_assert_int_eq(err.status, RC_EFORMAT);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_arrow_file_open(scratch_write("short", "ARROW1", 6), NULL, NULL));
    save(store, scratch_path("a.arrow"), RC_COMPRESSION_NONE, RC_STRINGS_DEFAULT);
    file = open_file(scratch_path("a.arrow"), NULL);
    ck_assert_ptr_null(rc_arrow_file_batch(file, 1, &err));
    ck_assert_int_eq(err.status, RC_EINDEX);
    ck_assert_str_eq(err.source, scratch_path("a.arrow"));
    rc_error_clear(&err);
    ck_assert_int_eq(rc_arrow_file_batch_info(file, 1, &info, &err), RC_EINDEX);
    info.size = 3;
    rc_error_clear(&err);
    ck_assert_int_eq(rc_arrow_file_batch_info(file, 0, &info, &err), RC_EARG);
    rc_arrow_file_close(file);
    rc_store_unref(store);
}
END_TEST

/* ------------------------------------------------------------ memory, threads */

static rc_status read_all(void *context)
{
    rc_error err = RC_ERROR_INIT;
    rc_arrow_file *file = rc_arrow_file_open(context, NULL, &err);
    for (size_t i = 0; err.status == RC_OK && i < rc_arrow_file_batches(file); i++) {
        rc_arrow_batch_info info = RC_ARROW_BATCH_INFO_INIT;
        if (rc_arrow_file_batch_info(file, i, &info, &err) == RC_OK) {
            rc_store_unref(rc_arrow_file_batch(file, i, &err));
        }
    }
    rc_arrow_file_close(file);
    return err.status;
}

START_TEST(memory_runs_out)
{
    static const char lines[] = "[1,\"a string that is not in its cell\",\"ab\",[true]]\n"
                                "[null,null,\"c\",null]\n";
    char path[4096];
    rc_store *store = arrow_store("a:i4?, b:str?, c:U3, d:{f:bool}?", lines, RC_COLUMNS);
    snprintf(path, sizeof path, "%s", scratch_path(_i ? "a.arrow" : "a.arrows"));
    save(store, path, RC_COMPRESSION_NONE, RC_STRINGS_DEFAULT);
    faulty_alloc_each(read_all, path);
    ck_assert(!is_mapped(path));
    rc_store_unref(store);
}
END_TEST

typedef struct shared {
    const rc_arrow_file *file;
    const rc_store *expected;
} shared;

static void *read_one(void *context)
{
    const shared *with = context;
    bool same = true;
    for (int i = 0; same && i < 50; i++) {
        rc_store *batch = rc_arrow_file_batch(with->file, 0, NULL);
        same = batch && rc_store_equal(batch, with->expected);
        rc_store_unref(batch);
    }
    return same ? context : NULL;
}

START_TEST(several_threads_read_batches)
{
    rc_store *store = arrow_store("x:i4, s:str", "[1,\"a string of some length\"]\n", RC_COLUMNS);
    shared with = {NULL, store};
    pthread_t threads[4];
    rc_arrow_file *file;
    save(store, scratch_path("a.arrow"), RC_COMPRESSION_NONE, RC_STRINGS_DEFAULT);
    file = open_file(scratch_path("a.arrow"), NULL);
    with.file = file;
    for (size_t i = 0; i < N(threads); i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, read_one, &with), 0);
    }
    for (size_t i = 0; i < N(threads); i++) {
        void *result;
        ck_assert_int_eq(pthread_join(threads[i], &result), 0);
        ck_assert_ptr_eq(result, &with);
    }
    rc_arrow_file_close(file);
    rc_store_unref(store);
}
END_TEST

Suite *suite_arrow_file(void)
{
    Suite *suite = suite_create("arrow_file");
    TCase *tc = tcase_create("file"), *threads = tcase_create("threads");
    tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
    tcase_add_test(tc, batches_are_what_a_reader_returns);
    tcase_add_loop_test(tc, damaged_files_are_refused, 0, 4);
    tcase_add_loop_test(tc, random_records_come_back_as_they_were, 0, 4);
    tcase_add_test(tc, columns_of_the_same_bytes_are_used_in_place);
    tcase_add_test(tc, a_store_keeps_the_file_mapped);
    tcase_add_test(tc, a_copy_can_be_written_and_the_file_stays_as_it_is);
    tcase_add_loop_test(tc, batches_are_found_by_number, 0, 6);
    tcase_add_test(tc, the_schema_has_the_metadata);
    tcase_add_test(tc, pairs_of_metadata_are_found);
    tcase_add_test(tc, what_is_not_a_file_is_refused);
    tcase_add_loop_test(tc, memory_runs_out, 0, 2);
    suite_add_tcase(suite, tc);
    tcase_set_tags(threads, "threads");
    tcase_add_checked_fixture(threads, scratch_setup, scratch_teardown);
    tcase_add_test(threads, several_threads_read_batches);
    suite_add_tcase(suite, threads);
    return suite;
}
