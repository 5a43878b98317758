/* Tests of the choice of a format, of options, and of reading and writing whole files. */
#include "test_stream.h"

#include "runner.h"
#include "scratch.h"
#include "stream/format.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

START_TEST(formats_are_listed)
{
    size_t i;
    int ndjson = 0, json = 0, npy = 0, npz = 0;
    for (i = 0; rc_format_name(i, NULL, NULL, NULL); i++) {
        int reads = -1, writes = -1;
        const char *suffixes = NULL;
        const char *name = rc_format_name(i, &reads, &writes, &suffixes);
        ck_assert_int_eq(reads, 1);
        ck_assert_int_eq(writes, strcmp(name, "npz") != 0);
        ck_assert_ptr_nonnull(suffixes);
        ndjson += strcmp(name, "ndjson") == 0;
        json += strcmp(name, "json") == 0;
        npy += strcmp(name, "npy") == 0;
        npz += strcmp(name, "npz") == 0;
    }
    ck_assert_int_eq(ndjson + json + npy + npz, 4);
    ck_assert_ptr_null(rc_format_name(i + 1, NULL, NULL, NULL));
}
END_TEST

/* `format` is the name given, `found` the one picked, NULL for none. */
static const struct {
    const char *format, *path, *bytes, *found;
} picks[] = {{NULL, "a.npy", "", "npy"},
             {NULL, "a.NDJSON", "", "ndjson"},
             {NULL, "/x.y/a.jsonl", "", "ndjson"},
             {NULL, "a.json", "", "json"},
             {NULL, "a.b.geojson", "", "json"},
             {"npy", "a.json", "", "npy"},
             {"ndjson", "-", "", "ndjson"},
             {"csv9", "a.json", "", NULL},
             {NULL, "-", "{\"a\":1}", "json"},
             {NULL, "-", " \n[1]", "json"},
             {NULL, "-", "\x93NUMPY\x01", "npy"},
             {NULL, "noending", "\xEF\xBB\xBF{", "json"},
             {NULL, "-", "", NULL},
             {NULL, "-", "x,y\n", NULL},
             {NULL, "a.json/b", "", NULL}};

START_TEST(picks_a_format)
{
    rc_error err = RC_ERROR_INIT;
    const char *bytes = picks[_i].bytes;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rci_io_source *source = rci_io_source_open_memory(bytes, strlen(bytes), picks[_i].path, &err);
    const rci_stream_format *format;
    options.format = picks[_i].format;
    format = rci_stream_format_for_reading(&options, source, &err);
    if (picks[_i].found) {
        ck_assert_msg(format != NULL, "%s", err.message);
        ck_assert_str_eq(format->name, picks[_i].found);
    } else {
        ck_assert(format == NULL);
        ck_assert_int_eq(err.status, RC_EARG);
        ck_assert_ptr_nonnull(strstr(err.message, "ndjson")); /* the way out: the names */
    }
    rci_io_source_close(source);
}
END_TEST

START_TEST(options_must_apply)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4", &err);
    rc_read_options options = RC_READ_OPTIONS_INIT;
    options.dtype = dtype;
    options.format = "ndjson";
    options.root = "/a";
    ck_assert(rc_reader_open_memory("", 0, NULL, &options, &err) == NULL);
    ck_assert_int_eq(err.status, RC_EARG);
    rc_error_clear(&err);
    options.root = NULL;
    options.layout = (rc_layout)7;
    ck_assert(rc_reader_open_memory("", 0, NULL, &options, &err) == NULL);
    ck_assert_int_eq(err.status, RC_EARG);
    rc_error_clear(&err);
    options.layout = RC_ROWS;
    options.dtype = NULL;
    ck_assert(rc_reader_open_memory("", 0, NULL, &options, &err) == NULL);
    ck_assert_int_eq(err.status, RC_EARG);
    rc_error_clear(&err);
    options.format = "npy";
    options.missing = RC_MISSING_ZERO;
    ck_assert(rc_reader_open_memory("", 0, NULL, &options, &err) == NULL);
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_ptr_nonnull(strstr(err.message, "missing"));
    rc_dtype_unref(dtype);
}
END_TEST

static const char *const endings[] = {"ndjson", "json", "npy"};

/* A store saved is the store loaded, in either layout, larger than a batch too. */
START_TEST(saves_and_loads)
{
    enum { RECORDS = 300000 };
    char name[16];
    const char *path;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("a:i4,b:{c:u1,d:f8}", &err);
    rc_store *store = rc_store_zeros(dtype, RECORDS, RC_COLUMNS, &err), *back;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_i4_field a;
    rc_f8_field d;
    size_t i;
    snprintf(name, sizeof name, "a.%s", endings[_i]);
    path = scratch_path(name);
    ck_assert_int_eq(rc_store_i4(store, "a", &a, &err), RC_OK);
    ck_assert_int_eq(rc_store_f8(store, "b.d", &d, &err), RC_OK);
    for (i = 0; i < RECORDS; i++) {
        rc_i4_set(a, i, (int32_t)i);
        rc_f8_set(d, i, (double)i / 7);
    }
    ck_assert_msg(rc_save(store, path, NULL, &err) == RC_OK, "%s", err.message);
    options.dtype = dtype;
    options.layout = RC_COLUMNS;
    back = rc_load(path, &options, &err);
    ck_assert_msg(back != NULL, "%s", err.message);
    ck_assert_int_eq(rc_store_layout(back), RC_COLUMNS);
    ck_assert(rc_store_equal(store, back));
    rc_store_unref(back);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* The number of records is estimated from the first ones: here far too low, or far too high. */
START_TEST(loads_uneven_lines)
{
    enum { SHORT = 60000, LONG = 3000, PADDING = 300 };
    static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};
    bool short_first = _i / 2;
    const char *path = scratch_path("lines");
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("a:i4,b:i1", &err);
    rc_read_options options = {.size = sizeof(rc_read_options),
                               .format = "ndjson",
                               .dtype = dtype,
                               .layout = layouts[_i % 2]};
    rc_store *store;
    rc_i4_field a;
    FILE *file = fopen(path, "w");
    int i;
    ck_assert_ptr_nonnull(file);
    for (i = 0; i < SHORT + LONG; i++) {
        bool is_short = short_first ? i < SHORT : i >= LONG;
        fprintf(file, "[%d,%*d]\n", i, is_short ? 1 : PADDING, i % 10);
    }
    ck_assert_int_eq(fclose(file), 0);
    store = rc_load(path, &options, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    ck_assert_uint_eq(rc_store_length(store), SHORT + LONG);
    ck_assert_int_eq(rc_store_i4(store, "a", &a, &err), RC_OK);
    for (i = 0; i < SHORT + LONG; i++) {
        ck_assert_int_eq(rc_i4_get(a, (size_t)i), i);
    }
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* More batches than one, on several threads; an error has the name. */
START_TEST(memory_is_loaded_whole)
{
    enum { N = 200000 };
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("a:i4", &err);
    rc_read_options options = {.size = sizeof(rc_read_options), .dtype = dtype, .format = "ndjson"};
    char *text = malloc(N * 16), *p = text;
    bool same = true;
    rc_store *store;
    rc_i4_field a;
    for (int i = 0; i < N; i++) {
        p += sprintf(p, "{\"a\":%d}\n", i);
    }
    store = rc_load_memory(text, (size_t)(p - text), NULL, &options, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    ck_assert_uint_eq(rc_store_length(store), N);
    ck_assert_int_eq(rc_store_i4(store, "a", &a, &err), RC_OK);
    for (int i = 0; i < N; i++) {
        same = same && rc_i4_get(a, (size_t)i) == i;
    }
    ck_assert(same);
    rc_store_unref(store);
    text[0] = 'x';
    ck_assert_ptr_null(rc_load_memory(text, (size_t)(p - text), "some lines", &options, &err));
    ck_assert_int_eq(err.status, RC_ESYNTAX);
    ck_assert_str_eq(err.source, "some lines");
    ck_assert_uint_eq(err.line, 1);
    free(text);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(files_that_fail_are_reported)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("a:i4", &err);
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_store *store;
    options.dtype = dtype;
    ck_assert(rc_load("no/such/file.json", &options, &err) == NULL);
    ck_assert_int_eq(err.status, RC_EIO);
    ck_assert_str_eq(err.source, "no/such/file.json");
    rc_error_clear(&err);
    store = rc_store_zeros(dtype, 3, RC_ROWS, &err);
    ck_assert_int_eq(rc_save(store, "no/such/file.json", NULL, &err), RC_EIO);
    ck_assert_int_eq(rc_save(store, "no/such/file.json", NULL, NULL), RC_EIO);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_stream_format(void)
{
    Suite *suite = suite_create("stream_format");
    TCase *tcase = tcase_create("format");
    tcase_set_tags(tcase, "threads");
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_test(tcase, formats_are_listed);
    tcase_add_loop_test(tcase, picks_a_format, 0, sizeof picks / sizeof *picks);
    tcase_add_test(tcase, options_must_apply);
    tcase_add_loop_test(tcase, saves_and_loads, 0, sizeof endings / sizeof *endings);
    tcase_add_loop_test(tcase, loads_uneven_lines, 0, 4);
    tcase_add_test(tcase, memory_is_loaded_whole);
    tcase_add_test(tcase, files_that_fail_are_reported);
    suite_add_tcase(suite, tcase);
    return suite;
}

runner_suite_fn *const runner_suites[] = {
    suite_stream_format,    suite_stream_added,  suite_stream_checkpoint,
    suite_stream_options,   suite_stream_queue,  suite_stream_rejects,
    suite_stream_progress,  suite_stream_pump,   suite_stream_save,
    suite_stream_transform, suite_stream_memory, suite_stream_sinks,
    suite_stream_inputs,    suite_stream_shards, NULL};
