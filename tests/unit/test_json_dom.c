#include "test_json_dom.h"

#include <stdlib.h>
#include <string.h>

static void expect_no_error(const void *made, const rc_error *err, const char *what)
{
    char text[800];
    rc_error_print(err, text, sizeof text);
    ck_assert_msg(made != NULL, "%s: %s", what, text);
}

rc_dtype *dom_dtype(const char *text)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(text, &err);
    expect_no_error(dtype, &err, text);
    return dtype;
}

json_t *dom_json(const char *text)
{
    rc_error err = RC_ERROR_INIT;
    json_t *value = rc_json_parse(text, strlen(text), 0, &err);
    expect_no_error(value, &err, text);
    return value;
}

char *dom_text(const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    ck_assert_ptr_nonnull(text);
    return text;
}

rc_store *dom_store(const char *dtype, size_t n, rc_layout layout)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *parsed = dom_dtype(dtype);
    rc_store *store = rc_store_zeros(parsed, n, layout, &err);
    expect_no_error(store, &err, dtype);
    rc_dtype_unref(parsed);
    return store;
}

rc_store *dom_bulk_read(const char *text, const rc_dtype *dtype, const rc_read_options *options,
                        rc_error *err)
{
    rc_read_options lines = {.size = sizeof(rc_read_options), .format = "ndjson", .dtype = dtype};
    rc_reader *reader;
    rc_store *batch = NULL;
    if (options) {
        lines.extra = options->extra;
        lines.missing = options->missing;
        lines.nulls = options->nulls;
    }
    reader = rc_reader_open_memory(text, strlen(text), NULL, &lines, err);
    if (reader && rc_reader_next(reader, &batch, err) == RC_OK) {
        ck_assert_uint_eq(rc_store_length(batch), 1);
    }
    rc_reader_close(reader);
    return batch;
}

void dom_expect_json(const json_t *found, const json_t *expected, const char *what)
{
    char *a = dom_text(found), *b = dom_text(expected);
    ck_assert_msg(strcmp(a, b) == 0, "%s: found %s, expected %s", what, a, b);
    ck_assert_msg(json_equal(found, expected), "%s: %s is told apart", what, a);
    free(a);
    free(b);
}

void dom_expect_error(const rc_error *err, rc_status status, const char *field, const char *words,
                      const char *what)
{
    char text[800];
    rc_error_print(err, text, sizeof text);
    ck_assert_msg(err->status == status, "%s: status %s, expected %s: %s", what,
                  rc_status_name(err->status), rc_status_name(status), text);
    ck_assert_msg(strcmp(err->field, field) == 0, "%s: field \"%s\", expected \"%s\"", what,
                  err->field, field);
    ck_assert_msg(!words || strstr(err->message, words), "%s: message \"%s\" has no \"%s\"", what,
                  err->message, words);
}

uint64_t dom_next(dom_random *random)
{
    uint64_t x = random->state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    random->state = x;
    return x * UINT64_C(2685821657736338717);
}

size_t dom_below(dom_random *random, size_t n)
{
    return (size_t)(dom_next(random) >> 33) % n;
}

runner_suite_fn *const runner_suites[] = {
    suite_json_dom_parse, suite_json_dom_records, suite_json_dom_stores,
    suite_json_dom_dtype, suite_json_dom_random,  suite_json_dom_memory,
    suite_json_suite,     suite_json_dom_nulls,   NULL,
};
