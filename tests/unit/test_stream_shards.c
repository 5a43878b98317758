/* Tests of writers that divide records among several: which record goes where, and that all outputs
   appear or none. The hashes are those of the specification; tests/cli/shards.py has more. */
#include "test_stream.h"

#include "faulty_alloc.h"
#include "scratch.h"

#include <rowcol.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RECORDS = 5000, SHARDS = 5 };

static rc_dtype *dtype;
static rc_store *store;

static void make_store(void)
{
    rc_error err = RC_ERROR_INIT;
    dtype = rc_dtype_parse("n:i4, s:str?", &err);
    store = rc_store_zeros(dtype, RECORDS, RC_COLUMNS, &err);
    for (size_t i = 0; i < RECORDS && err.status == RC_OK; i++) {
        char text[32];
        rc_value n = rc_value_int((int64_t)i), s;
        snprintf(text, sizeof text, "record %zu", i % 100);
        s = rc_value_string(text);
        rc_store_set(store, i, "n", &n, &err);
        rc_store_set(store, i, "s", &s, &err);
    }
    ck_assert_msg(err.status == RC_OK, "%s", err.message);
}

static void free_store(void)
{
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}

/* XXH64 of texts, as other programs print it. */
START_TEST(hashes_of_texts)
{
    static const struct {
        const char *text;
        uint64_t hash;
    } known[] = {{"", UINT64_C(0xEF46DB3751D8E999)},
                 {"a", UINT64_C(0xD24EC4F1A98C6E5B)},
                 {"abc", UINT64_C(0x44BC2CF5AD770999)},
                 {"Nobody inspects the spammish repetition", UINT64_C(0xFBCEA83C8A378BF1)}};
    enum { N = sizeof known / sizeof known[0] };
    uint64_t found[N];
    rc_error err = RC_ERROR_INIT;
    rc_dtype *text = rc_dtype_parse("s:str", &err);
    rc_store *texts = rc_store_zeros(text, N, RC_ROWS, &err);
    for (size_t i = 0; i < N; i++) {
        rc_value value = rc_value_string(known[i].text);
        ck_assert_int_eq(rc_store_set(texts, i, "s", &value, &err), RC_OK);
    }
    ck_assert_int_eq(rc_store_hash(texts, "s", found, &err), RC_OK);
    for (size_t i = 0; i < N; i++) {
        ck_assert_uint_eq(found[i], known[i].hash);
    }
    rc_store_unref(texts);
    rc_dtype_unref(text);
}
END_TEST

/* Every NaN, both zeros, and a number in each byte order have one hash each. */
START_TEST(hashes_of_equal_numbers)
{
    static const uint64_t bits[] = {UINT64_C(0x7FF8000000000000), UINT64_C(0xFFF8000000000001),
                                    UINT64_C(0x7FF0000000000001), 0, UINT64_C(1) << 63};
    enum { N = sizeof bits / sizeof bits[0] };
    uint64_t found[N], small, large;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *real = rc_dtype_parse("n:f8", &err), *whole = rc_dtype_parse("a:i1, b:>i8", &err);
    rc_store *reals = rc_store_zeros(real, N, RC_ROWS, &err);
    rc_store *wholes = rc_store_zeros(whole, 1, RC_ROWS, &err);
    rc_value minus = rc_value_int(-1);
    memcpy(rc_store_data(reals), bits, sizeof bits);
    ck_assert_int_eq(rc_store_hash(reals, "n", found, &err), RC_OK);
    ck_assert(found[0] == found[1] && found[1] == found[2] && found[3] == found[4]);
    ck_assert_uint_ne(found[0], found[3]);
    ck_assert_int_eq(rc_store_set(wholes, 0, "a", &minus, &err), RC_OK);
    ck_assert_int_eq(rc_store_set(wholes, 0, "b", &minus, &err), RC_OK);
    ck_assert_int_eq(rc_store_hash(wholes, "a", &small, &err), RC_OK);
    ck_assert_int_eq(rc_store_hash(wholes, "b", &large, &err), RC_OK);
    ck_assert_uint_eq(small, large);
    rc_store_unref(reals);
    rc_store_unref(wholes);
    rc_dtype_unref(real);
    rc_dtype_unref(whole);
}
END_TEST

static const char *path_of(size_t k)
{
    static char name[32];
    snprintf(name, sizeof name, "shard-%zu.npy", k);
    return scratch_path(name);
}

/* A writer to a file for each shard. */
static rc_writer *open_files(const rc_dtype *of, size_t n)
{
    rc_error err = RC_ERROR_INIT;
    rc_writer *writers[SHARDS], *all;
    for (size_t k = 0; k < n; k++) {
        writers[k] = rc_writer_open(path_of(k), of, NULL, &err);
        ck_assert_msg(writers[k], "%s", err.message);
    }
    all = rc_writer_open_shards(writers, n, "n", &err);
    ck_assert_msg(all, "%s", err.message);
    return all;
}

/* Those of a store whose hash is that of the shard, in their order. */
static rc_store *expected_shard(const rc_store *all, const uint64_t *hashes, size_t k)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *shard = rc_store_zeros(rc_store_dtype(all), 0, RC_ROWS, &err);
    for (size_t i = 0; i < rc_store_length(all); i++) {
        if (hashes[i] % SHARDS == k) {
            ck_assert_int_eq(rc_store_append_range(shard, all, i, 1, &err), RC_OK);
        }
    }
    return shard;
}

/* From memory to memory, in rows, columns and views with a step. */
START_TEST(each_record_has_its_shard)
{
    static uint64_t hashes[RECORDS];
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_writer *writers[SHARDS], *all;
    const rc_store *part = _i == 0 ? rc_store_slice_const(store, 0, RECORDS, &err)
                                   : rc_store_slice_step_const(store, 1, 1000, 3, &err);
    uint64_t sum = 0;
    options.format = "arrows";
    for (size_t k = 0; k < SHARDS; k++) {
        writers[k] = rc_writer_open_memory(dtype, &options, &err);
    }
    all = rc_writer_open_shards(writers, SHARDS, "s", &err);
    ck_assert_msg(all, "%s", err.message);
    ck_assert_int_eq(rc_writer_save(all, part, 3, &err), RC_OK);
    ck_assert_int_eq(rc_writer_finish(all, &err), RC_OK);
    ck_assert_int_eq(rc_store_hash(part, "s", hashes, &err), RC_OK);
    for (size_t k = 0; k < SHARDS; k++) {
        size_t size;
        const void *bytes = rc_writer_contents(writers[k], &size);
        rc_read_options read = RC_READ_OPTIONS_INIT;
        rc_store *found, *expected = expected_shard(part, hashes, k);
        read.format = "arrows";
        found = rc_load_memory(bytes, size, NULL, &read, &err);
        ck_assert_int_eq(rc_store_equal(found, expected), 1);
        ck_assert_uint_eq(rc_writer_shard_records(all, k), rc_store_length(expected));
        sum += rc_store_length(expected);
        rc_store_unref(found);
        rc_store_unref(expected);
    }
    ck_assert_uint_eq(sum, rc_store_length(part));
    ck_assert_uint_eq(rc_writer_shard_records(all, SHARDS), 0);
    ck_assert_uint_eq(rc_writer_shard_records(writers[0], 0), 0);
    rc_writer_close(all);
    rc_store_unref(part);
}
END_TEST

static bool is_there(size_t k)
{
    return access(path_of(k), F_OK) == 0;
}

static rc_store *numbers(const rc_dtype **of)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *number = rc_dtype_parse("n:i4", &err);
    rc_store *made = rc_store_zeros(number, 100, RC_ROWS, &err);
    *of = rc_store_dtype(made);
    rc_dtype_unref(number);
    return made;
}

/* What a signal handler does before the outputs have their names. */
START_TEST(all_are_abandoned)
{
    rc_writer *all;
    rc_error err = RC_ERROR_INIT;
    const rc_dtype *of;
    rc_store *made = numbers(&of);
    all = open_files(of, 3);
    ck_assert_int_eq(rc_writer_write(all, made, &err), RC_OK);
    ck_assert_int_eq(rc_writer_abandon_all(), 0);
    ck_assert_int_eq(rc_writer_finish(all, &err), RC_ECANCELED);
    rc_writer_close(all);
    for (size_t k = 0; k < 3; k++) {
        ck_assert_msg(!is_there(k), "shard %zu has appeared", k);
    }
    rc_store_unref(made);
}
END_TEST

static rc_status refuse(void *context, const void *data, size_t n, rc_error *err)
{
    (void)context, (void)data, (void)n, (void)err;
    return RC_EIO;
}

/* The last output fails when it is completed: the first one has not appeared. */
START_TEST(one_cannot_be_completed)
{
    rc_output output = RC_OUTPUT_INIT;
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    rc_writer *writers[2], *all;
    rc_error err = RC_ERROR_INIT;
    const rc_dtype *of;
    rc_store *made = numbers(&of);
    output.write = refuse;
    options.format = "arrow";
    writers[0] = rc_writer_open(path_of(0), of, NULL, &err);
    writers[1] = rc_writer_open_output(&output, "refused", of, &options, &err);
    if (writers[1]) { /* nothing is written before the end */
        all = rc_writer_open_shards(writers, 2, "n", &err);
        ck_assert_msg(all, "%s", err.message);
        ck_assert_int_eq(rc_writer_finish(all, &err), RC_EIO);
        ck_assert_str_eq(err.source, "refused");
        rc_writer_close(all);
    } else {
        rc_writer_close(writers[0]);
    }
    ck_assert(!is_there(0));
    rc_store_unref(made);
}
END_TEST

START_TEST(all_appear)
{
    rc_writer *all;
    rc_error err = RC_ERROR_INIT;
    const rc_dtype *of;
    rc_store *made = numbers(&of);
    all = open_files(of, 3);
    ck_assert_int_eq(rc_writer_write(all, made, &err), RC_OK);
    ck_assert(!is_there(0) && !is_there(1) && !is_there(2));
    ck_assert_int_eq(rc_writer_finish(all, &err), RC_OK);
    ck_assert(is_there(0) && is_there(1) && is_there(2));
    rc_writer_close(all);
    rc_store_unref(made);
}
END_TEST

static rc_status divide(void *context)
{
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_writer *writers[3] = {NULL}, *all = NULL;
    (void)context;
    options.format = "ndjson";
    for (size_t k = 0; k < 3 && err.status == RC_OK; k++) {
        writers[k] = rc_writer_open_memory(dtype, &options, &err);
    }
    if (err.status == RC_OK) {
        all = rc_writer_open_shards(writers, 3, "s", &err);
    }
    if (all && rc_writer_write(all, store, &err) == RC_OK) {
        rc_writer_finish(all, &err);
    }
    for (size_t k = 0; k < 3 && !all; k++) {
        rc_writer_close(writers[k]);
    }
    rc_writer_close(all);
    return err.status;
}

START_TEST(no_memory)
{
    faulty_alloc_each(divide, NULL);
}
END_TEST

static void expect_refused(rc_writer *const *writers, size_t n, const char *path, rc_status status)
{
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_writer_open_shards(writers, n, path, &err));
    ck_assert_msg(err.status == status, "%s: %s", rc_status_name(err.status), err.message);
}

START_TEST(writers_that_are_refused)
{
    rc_write_options options = RC_WRITE_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *other = rc_dtype_parse("n:i8, p:{x:i4}", &err);
    rc_writer *writers[3];
    uint64_t hash;
    options.format = "ndjson";
    writers[0] = rc_writer_open_memory(dtype, &options, &err);
    writers[1] = rc_writer_open_memory(dtype, &options, &err);
    writers[2] = rc_writer_open_memory(other, &options, &err);
    expect_refused(NULL, 2, "n", RC_EARG);
    expect_refused(writers, 2, NULL, RC_EARG);
    expect_refused(writers, 0, "n", RC_EARG);
    expect_refused(writers, RC_MAX_SHARDS + 1, "n", RC_EARG);
    expect_refused(writers, 3, "n", RC_ETYPE);
    expect_refused(writers, 2, "none", RC_ENAME);
    expect_refused(writers + 2, 1, "p", RC_ETYPE);
    ck_assert_int_eq(rc_store_hash(store, "n", NULL, &err), RC_EARG);
    ck_assert_int_eq(rc_store_hash(NULL, "n", &hash, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_hash(store, NULL, &hash, NULL), RC_EARG);
    rc_error_clear(&err);
    ck_assert_int_eq(rc_writer_write(writers[1], store, &err), RC_OK);
    expect_refused(writers, 2, "n", RC_EARG);
    rc_writer_close(writers[1]);
    writers[1] = writers[0];
    expect_refused(writers, 2, "n", RC_EARG);
    rc_writer_close(writers[0]);
    rc_writer_close(writers[2]);
    rc_dtype_unref(other);
}
END_TEST

Suite *suite_stream_shards(void)
{
    Suite *suite = suite_create("stream_shards");
    TCase *tcase = tcase_create("shards");
    tcase_set_timeout(tcase, 120);
    tcase_set_tags(tcase, "threads");
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_checked_fixture(tcase, make_store, free_store);
    tcase_add_test(tcase, hashes_of_texts);
    tcase_add_test(tcase, hashes_of_equal_numbers);
    tcase_add_loop_test(tcase, each_record_has_its_shard, 0, 2);
    tcase_add_test(tcase, all_appear);
    tcase_add_test(tcase, all_are_abandoned);
    tcase_add_test(tcase, one_cannot_be_completed);
    tcase_add_test(tcase, writers_that_are_refused);
    tcase_add_test(tcase, no_memory);
    suite_add_tcase(suite, tcase);
    return suite;
}
