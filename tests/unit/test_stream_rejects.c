/* Tests of the log of bad records: what its files hold, when they appear, and what fails. */
#include "test_stream.h"

#include "faulty_alloc.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static rc_error make_error(uint64_t line, const char *field, const char *message)
{
    rc_error error = RC_ERROR_INIT;
    error.status = RC_ERANGE;
    error.line = line;
    error.column = 7;
    error.byte = 100 + line;
    error.record = line - 1;
    snprintf(error.source, sizeof error.source, "a.ndjson");
    snprintf(error.field, sizeof error.field, "%s", field);
    snprintf(error.message, sizeof error.message, "%s", message);
    return error;
}

static rc_status add(rc_reject_log *log, const rc_error *error, const char *text, size_t length,
                     rc_error *err)
{
    rc_bad_record bad = {sizeof bad, error, text, length};
    return rc_reject_log_add(log, &bad, err);
}

START_TEST(both_files_are_written)
{
    static const char wanted[] =
        "{\"file\":\"a.ndjson\",\"line\":3,\"column\":7,\"byte\":103,\"record\":2,\"field\":\"p."
        "x\","
        "\"status\":\"range\",\"message\":\"too \\\"large\\\"\",\"text\":\"{\\\"x\\\":9}\","
        "\"base64\":null}\n"
        "{\"file\":\"a.ndjson\",\"line\":4,\"column\":7,\"byte\":104,\"record\":3,\"field\":null,"
        "\"status\":\"range\",\"message\":\"m\",\"text\":null,\"base64\":\"/w==\"}\n"
        "{\"file\":\"a.ndjson\",\"line\":5,\"column\":7,\"byte\":105,\"record\":4,\"field\":null,"
        "\"status\":\"range\",\"message\":\"m\",\"text\":null,\"base64\":\"/wBh\"}\n"
        "{\"file\":\"a.ndjson\",\"line\":6,\"column\":7,\"byte\":106,\"record\":5,\"field\":null,"
        "\"status\":\"range\",\"message\":\"m\",\"text\":\"\",\"base64\":null}\n"
        "{\"file\":\"a.ndjson\",\"line\":7,\"column\":7,\"byte\":107,\"record\":6,\"field\":null,"
        "\"status\":\"range\",\"message\":\"m\",\"text\":null,\"base64\":\"bP8=\"}\n";
    rc_error err = RC_ERROR_INIT, error = make_error(3, "p.x", "too \"large\"");
    const char *path = scratch_path("bad.ndjson"), *raw = scratch_path("bad.raw");
    rc_reject_log *log = rc_reject_log_open(path, raw, &err);
    ck_assert_msg(log != NULL, "%s", err.message);
    ck_assert_int_eq(add(log, &error, "{\"x\":9}", 7, &err), RC_OK);
    error = make_error(4, "", "m");
    ck_assert_int_eq(add(log, &error, "\xFF", 1, &err), RC_OK);
    error = make_error(5, "", "m");
    ck_assert_int_eq(add(log, &error, "\xFF\0a", 3, &err), RC_OK);
    error = make_error(6, "", "m");
    ck_assert_int_eq(add(log, &error, "", 0, &err), RC_OK);
    error = make_error(7, "", "m");
    ck_assert_int_eq(add(log, &error, "l\xFF", 2, &err), RC_OK);
    ck_assert_uint_eq(scratch_entries(), 0); /* not before the end */
    ck_assert_msg(rc_reject_log_finish(log, &err) == RC_OK, "%s", err.message);
    ck_assert_int_eq(rc_reject_log_finish(log, &err), RC_EARG);
    rc_error_clear(&err);
    ck_assert_int_eq(add(log, &error, "", 0, &err), RC_EARG);
    rc_reject_log_close(log);
    scratch_expect(path, wanted, sizeof wanted - 1);
    scratch_expect(raw, "{\"x\":9}\n\xFF\n\xFF\0a\n\nl\xFF\n", 18);
}
END_TEST

/* A text that is written several times, with characters that JSON escapes. */
static size_t make_text(char *text, size_t size, int i)
{
    return (size_t)snprintf(text, size, "%d {\"x\": \"\\u0041 \t\xC3\xA9\"}, and %0*d", i, i % 150,
                            i);
}

/* More than is kept in memory, to formats that take values and to one that takes batches: they are
   in order, and none is lost. */
START_TEST(many_records_are_written)
{
    static const char *const names[] = {"bad.arrow", "bad.ndjson", "bad.json", "bad.csv"};
    const char *path = scratch_path(names[_i]);
    rc_error err = RC_ERROR_INIT;
    rc_reject_log *log = rc_reject_log_open(path, scratch_path("raw"), &err);
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_dtype *dtype =
        rc_dtype_parse("file:str, line:u8, column:u8, byte:u8, record:u8, field:str?, status:str, "
                       "message:str, text:str?, base64:str?",
                       &err);
    rc_store *store;
    char line[256], *raw;
    size_t n, at = 0;
    for (uint64_t i = 1; i <= 3000; i++) {
        rc_error error = make_error(i, i % 3 ? "x" : "", "m \"n\"");
        const size_t length = make_text(line, sizeof line, (int)i);
        ck_assert_int_eq(add(log, &error, line, length, &err), RC_OK);
    }
    ck_assert_msg(rc_reject_log_finish(log, &err) == RC_OK, "%s", err.message);
    rc_reject_log_close(log);
    options.dtype = _i > 0 ? dtype : NULL;
    store = rc_load(path, &options, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    ck_assert_uint_eq(rc_store_length(store), 3000);
    for (size_t i = 0; i < 3000; i++) {
        rc_value value;
        const size_t length = make_text(line, sizeof line, (int)i + 1);
        ck_assert_int_eq(rc_store_get(store, i, "line", &value, &err), RC_OK);
        ck_assert_uint_eq(value.as.u, i + 1);
        ck_assert_int_eq(rc_store_get(store, i, "text", &value, &err), RC_OK);
        ck_assert_uint_eq(value.as.text.length, length);
        ck_assert_int_eq(memcmp(value.as.text.data, line, length), 0);
        ck_assert_int_eq(rc_store_get(store, i, "field", &value, &err), RC_OK);
        ck_assert_int_eq(value.type == RC_VALUE_NULL, (i + 1) % 3 == 0);
        ck_assert_int_eq(rc_store_get(store, i, "base64", &value, &err), RC_OK);
        ck_assert_int_eq(value.type, RC_VALUE_NULL);
    }
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    raw = scratch_read(scratch_path("raw"), &n);
    for (int i = 1; i <= 3000; i++) {
        const size_t length = make_text(line, sizeof line, i);
        ck_assert_int_eq(memcmp(raw + at, line, length), 0);
        ck_assert_int_eq(raw[at + length], '\n');
        at += length + 1;
    }
    ck_assert_uint_eq(at, n);
    free(raw);
}
END_TEST

/* Without any bad record both files are empty; a log that is not finished leaves nothing. */
START_TEST(files_appear_at_the_end_only)
{
    rc_error err = RC_ERROR_INIT, error = make_error(1, "", "m");
    rc_reject_log *log = rc_reject_log_open(scratch_path("bad"), scratch_path("raw"), &err);
    ck_assert_int_eq(add(log, &error, "x", 1, &err), RC_OK);
    rc_reject_log_close(log);
    ck_assert_uint_eq(scratch_entries(), 0);
    log = rc_reject_log_open(NULL, scratch_path("raw"), &err);
    ck_assert_int_eq(rc_reject_log_finish(log, &err), RC_OK);
    rc_reject_log_close(log);
    scratch_expect(scratch_path("raw"), "", 0);
    log = rc_reject_log_open(scratch_path("bad"), NULL, &err);
    ck_assert_int_eq(rc_reject_log_finish(log, &err), RC_OK);
    rc_reject_log_close(log);
    scratch_expect(scratch_path("bad"), "", 0);
    rc_reject_log_close(NULL);
}
END_TEST

START_TEST(wrong_calls_are_refused)
{
    rc_error err = RC_ERROR_INIT, error = make_error(1, "", "m");
    rc_bad_record bad = {sizeof bad, &error, "x", 1};
    rc_reject_log *log;
    ck_assert_ptr_null(rc_reject_log_open(NULL, NULL, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_reject_log_open(scratch_path("no/bad"), NULL, &err));
    ck_assert_int_eq(err.status, RC_EIO);
    rc_error_clear(&err);
    ck_assert_ptr_null(rc_reject_log_open(scratch_path("bad"), scratch_path("no/raw"), &err));
    ck_assert_int_eq(err.status, RC_EIO);
    ck_assert_uint_eq(scratch_entries(), 0);
    log = rc_reject_log_open(scratch_path("bad"), NULL, NULL);
    ck_assert_int_eq(rc_reject_log_add(NULL, &bad, NULL), RC_EARG);
    ck_assert_int_eq(rc_reject_log_add(log, NULL, NULL), RC_EARG);
    bad.error = NULL;
    ck_assert_int_eq(rc_reject_log_add(log, &bad, NULL), RC_EARG);
    bad.error = &error;
    bad.text = NULL;
    ck_assert_int_eq(rc_reject_log_add(log, &bad, NULL), RC_EARG);
    ck_assert_int_eq(rc_reject_log_finish(NULL, NULL), RC_EARG);
    rc_reject_log_close(log);
}
END_TEST

/* A full disk is reported with the file, and nothing is added any more. */
START_TEST(a_full_disk_is_an_error)
{
    for (int raw = 0; raw < 2; raw++) {
        rc_error err = RC_ERROR_INIT, error = make_error(1, "", "m");
        rc_reject_log *log =
            rc_reject_log_open(raw ? NULL : "/dev/full", raw ? "/dev/full" : NULL, &err);
        rc_status status = RC_OK;
        char text[1000];
        memset(text, 'x', sizeof text);
        ck_assert_msg(log != NULL, "%s", err.message);
        for (int i = 0; i < 1000 && status == RC_OK; i++) {
            status = add(log, &error, text, sizeof text, &err);
        }
        ck_assert_int_eq(status, RC_EIO);
        ck_assert_str_eq(err.source, "/dev/full");
        ck_assert_int_eq(rc_reject_log_finish(log, NULL), RC_EARG);
        rc_reject_log_close(log);
    }
}
END_TEST

static rc_status write_log(void *context)
{
    rc_error err = RC_ERROR_INIT, error = make_error(1, "x", "m");
    rc_reject_log *log = rc_reject_log_open(scratch_path("bad"), scratch_path("raw"), &err);
    rc_status status = log ? RC_OK : err.status;
    (void)context;
    for (int i = 0; i < 3 && status == RC_OK; i++) {
        status =
            add(log, &error, i ? "a text of more than twelve bytes" : "\xFF\xFF", i ? 32 : 2, &err);
    }
    if (status == RC_OK) {
        status = rc_reject_log_finish(log, &err);
    }
    rc_reject_log_close(log);
    return status;
}

START_TEST(allocations_that_fail_are_errors)
{
    faulty_alloc_each(write_log, NULL);
}
END_TEST

static rc_status count_only(void *context, const rc_bad_record *record, rc_error *err)
{
    (void)record;
    (void)err;
    ++*(size_t *)context;
    return RC_OK;
}

static rc_status load_counted(void *context)
{
    static const char text[] = "{\"id\":1,\"text\":\"a text of more than twelve bytes\"}\n"
                               "{\"id\":\"x\",\"text\":\"b\"}\n{}\n{\"text\":\"a text that is "
                               "longer than twelve bytes\",\"id\":1.5}\n[7,\"\"]\n\xFF\n";
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    size_t rejected = 0;
    rc_dtype *dtype = rc_dtype_parse("id:i4, text:str, n:i2?", &err);
    rc_store *store;
    (void)context;
    if (!dtype) {
        return err.status;
    }
    options.dtype = dtype;
    options.format = "ndjson";
    options.threads = 1;
    options.missing = RC_MISSING_NULL;
    options.reject = count_only;
    options.reject_context = &rejected;
    store = rc_load_memory(text, sizeof text - 1, "test", &options, &err);
    if (store) {
        ck_assert_uint_eq(rejected, 4);
        ck_assert_uint_eq(rc_store_length(store), 2);
    }
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    return store ? RC_OK : err.status;
}

START_TEST(allocations_that_fail_while_bad_records_are_skipped)
{
    faulty_alloc_each(load_counted, NULL);
}
END_TEST

/* Another format has no bad records, and says so. */
START_TEST(other_formats_refuse_the_function)
{
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    size_t rejected = 0;
    options.format = "npy";
    options.reject = count_only;
    options.reject_context = &rejected;
    ck_assert_ptr_null(rc_reader_open_memory("", 0, "test", &options, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    ck_assert_ptr_nonnull(strstr(err.message, "\"reject\""));
}
END_TEST

Suite *suite_stream_rejects(void)
{
    Suite *suite = suite_create("stream_rejects");
    TCase *tcase = tcase_create("log");
    tcase_set_tags(tcase, "threads");
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_test(tcase, both_files_are_written);
    tcase_add_loop_test(tcase, many_records_are_written, 0, 4);
    tcase_add_test(tcase, files_appear_at_the_end_only);
    tcase_add_test(tcase, wrong_calls_are_refused);
    tcase_add_test(tcase, a_full_disk_is_an_error);
    tcase_add_test(tcase, allocations_that_fail_are_errors);
    tcase_add_test(tcase, allocations_that_fail_while_bad_records_are_skipped);
    tcase_add_test(tcase, other_formats_refuse_the_function);
    suite_add_tcase(suite, tcase);
    return suite;
}
