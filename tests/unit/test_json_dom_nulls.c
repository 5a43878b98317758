/* Null for fields that are not nullable: the bulk reader and the jansson bridge do the same, and it
 * is what rc_nulls says. */
#include "test_json_dom.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A record with null in it, and what becomes of it; NULL: it is refused with the hint. */
typedef struct null_case {
    const char *dtype;
    const char *good; /* a record of the same keys, without null */
    const char *in;
    const char *nan, *zero;
    const char *field, *hint; /* of the error with RC_NULLS_ERROR */
} null_case;

static const null_case cases[] = {
    {"x:f8, y:i1", "{\"x\":2.5,\"y\":3}", "{\"x\":null,\"y\":1}", "{\"x\":null,\"y\":1}",
     "{\"x\":0.0,\"y\":1}", "x", "nan"},
    {"x:f4", "{\"x\":2.5}", "{\"x\":null}", "{\"x\":null}", "{\"x\":0.0}", "x", "nan"},
    {"x:f2", "{\"x\":2.5}", "{\"x\":null}", "{\"x\":null}", "{\"x\":0.0}", "x", "nan"},
    {"x:>f8, y:>f4, z:>f2", "{\"x\":1.0,\"y\":1.0,\"z\":1.0}", "{\"x\":null,\"y\":null,\"z\":null}",
     "{\"x\":null,\"y\":null,\"z\":null}", "{\"x\":0.0,\"y\":0.0,\"z\":0.0}", "x", "nan"},
    {"x:c16", "{\"x\":[1.0,2.0]}", "{\"x\":null}", "{\"x\":[null,0.0]}", "{\"x\":[0.0,0.0]}", "x",
     "nan"},
    {"x:>c8", "{\"x\":[1.0,2.0]}", "{\"x\":[3, null]}", "{\"x\":[3.0,null]}", "{\"x\":[3.0,0.0]}",
     "x", "nan"},
    {"x:c8", "{\"x\":[1.0,2.0]}", "{\"x\":[null,4]}", "{\"x\":[null,4.0]}", "{\"x\":[0.0,4.0]}",
     "x", "nan"},
    {"x:M8[s]", "{\"x\":\"2020-01-02T03:04:05\"}", "{\"x\":null}", "{\"x\":\"NaT\"}",
     "{\"x\":\"1970-01-01T00:00:00\"}", "x", "nan"},
    {"x:>m8[ms]", "{\"x\":12}", "{\"x\":null}", "{\"x\":\"NaT\"}", "{\"x\":0}", "x", "nan"},
    {"x:i4", "{\"x\":7}", "{\"x\":null}", NULL, "{\"x\":0}", "x", "zero"},
    {"x:u8", "{\"x\":7}", "{\"x\":null}", NULL, "{\"x\":0}", "x", "zero"},
    {"x:bool", "{\"x\":true}", "{\"x\":null}", NULL, "{\"x\":false}", "x", "zero"},
    {"x:S3", "{\"x\":\"abc\"}", "{\"x\":null}", NULL, "{\"x\":\"\"}", "x", "zero"},
    {"x:U3", "{\"x\":\"abc\"}", "{\"x\":null}", NULL, "{\"x\":\"\"}", "x", "zero"},
    {"x:V2", "{\"x\":\"abcd\"}", "{\"x\":null}", NULL, "{\"x\":\"0000\"}", "x", "zero"},
    {"x:str, y:i1", "{\"x\":\"abc\",\"y\":2}", "{\"x\":null,\"y\":1}", NULL, "{\"x\":\"\",\"y\":1}",
     "x", "zero"},
    {"x:2f8", "{\"x\":[1.0,2.0]}", "{\"x\":null}", NULL, "{\"x\":[0.0,0.0]}", "x", "zero"},
    {"x:2f8", "{\"x\":[1.0,2.0]}", "{\"x\":[null,1]}", "{\"x\":[null,1.0]}", "{\"x\":[0.0,1.0]}",
     "x", "nan"},
    {"p:{x:i4, s:S2, n:i1?}, y:f8", "{\"p\":{\"x\":5,\"s\":\"ab\",\"n\":6},\"y\":1.5}",
     "{\"p\":null,\"y\":2}", NULL, "{\"p\":{\"x\":0,\"s\":\"\",\"n\":0},\"y\":2.0}", "p", "zero"},
    {"p:{x:f8}?", "{\"p\":{\"x\":5.0}}", "{\"p\":{\"x\":null}}", "{\"p\":{\"x\":null}}",
     "{\"p\":{\"x\":0.0}}", "p.x", "nan"},
    {"x:i4?, y:i4", "{\"x\":1,\"y\":2}", "{\"x\":null,\"y\":null}", NULL, "{\"x\":null,\"y\":0}",
     "y", "zero"},
    {"x:i4, y:f8", "{\"x\":1,\"y\":2.0}", "null", NULL, "{\"x\":0,\"y\":0.0}", "", "zero"},
};

/* Memory that is not zero, so that a field that nothing is written to shows. */
static void *filled_alloc(void *context, size_t size, int zero)
{
    void *block = malloc(size);
    (void)context;
    return block ? memset(block, zero ? 0 : 0x5A, size) : NULL;
}

static void *plain_realloc(void *context, void *block, size_t old_size, size_t new_size)
{
    (void)context;
    (void)old_size;
    return realloc(block, new_size);
}

static void plain_release(void *context, void *block, size_t size)
{
    (void)context;
    (void)size;
    free(block);
}

static const rc_allocator filled = {NULL, filled_alloc, plain_realloc, plain_release};

enum { BEFORE = 20 };

/* Records to read, so that the cached template meets null, and is learned from null: good ones, and
   between and after them the one in question. */
static const char *const *lines_of(const null_case *given, size_t *n)
{
    static const char *lines[2 * BEFORE + 4];
    *n = 0;
    lines[(*n)++] = given->in;
    for (size_t i = 0; i < 2 * BEFORE; i++) {
        if (i == BEFORE) {
            lines[(*n)++] = given->in;
            lines[(*n)++] = given->in;
        }
        lines[(*n)++] = given->good;
    }
    lines[(*n)++] = given->in;
    return lines;
}

static void expect_stored(const rc_store *store, const null_case *given, const char *expected)
{
    const rc_write_options options = {.size = sizeof options, .nonfinite = RC_NONFINITE_NULL};
    size_t n;
    const char *const *lines = lines_of(given, &n);
    json_t *changed = dom_json(expected), *good = dom_json(given->good);
    ck_assert_uint_eq(rc_store_length(store), n);
    for (size_t i = 0; i < n; i++) {
        json_t *found = rc_json_from_record(store, i, &options, NULL);
        dom_expect_json(found, lines[i] == given->good ? good : changed, given->in);
        json_decref(found);
    }
    json_decref(changed);
    json_decref(good);
}

static void expect_refused(const rc_error *err, const null_case *given)
{
    ck_assert_int_eq(err->status, RC_ETYPE);
    ck_assert_msg(strstr(err->message, "found null"), "%s", err->message);
    ck_assert_msg(strncmp(err->field, given->field, strlen(given->field)) == 0, "%s", err->field);
    ck_assert_int_eq(err->hint, RC_HINT_NULLS);
    ck_assert_str_eq(err->hint_value, given->hint);
}

static void read_both(const null_case *given, rc_nulls nulls, const char *expected)
{
    rc_dtype *dtype;
    rc_read_options options = {.size = sizeof options, .format = "ndjson", .nulls = nulls};
    rc_error err = RC_ERROR_INIT, dom_err = RC_ERROR_INIT;
    char text[8000] = "";
    size_t n;
    const char *const *lines = lines_of(given, &n);
    json_t *array = json_array();
    rc_reader *reader;
    rc_store *batch = NULL, *bridged;
    rc_set_allocator(&filled);
    dtype = dom_dtype(given->dtype);
    options.dtype = dtype;
    for (size_t i = 0; i < n; i++) {
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s\n", lines[i]);
        ck_assert_int_eq(json_array_append_new(array, dom_json(lines[i])), 0);
    }
    reader = rc_reader_open_memory(text, strlen(text), NULL, &options, &err);
    ck_assert_ptr_nonnull(reader);
    bridged = rc_json_to_store(array, dtype, RC_ROWS, &options, &dom_err);
    if (expected) {
        ck_assert_msg(rc_reader_next(reader, &batch, &err) == RC_OK, "%s: %s", given->in,
                      err.message);
        expect_stored(batch, given, expected);
        ck_assert_msg(bridged != NULL, "%s: %s", given->in, dom_err.message);
        expect_stored(bridged, given, expected);
    } else {
        ck_assert_int_eq(rc_reader_next(reader, &batch, &err), RC_ETYPE);
        ck_assert_ptr_null(bridged);
        if (nulls == RC_NULLS_ERROR) {
            expect_refused(&err, given);
            expect_refused(&dom_err, given);
        }
    }
    rc_store_unref(batch);
    rc_store_unref(bridged);
    rc_reader_close(reader);
    json_decref(array);
    rc_dtype_unref(dtype);
    rc_set_allocator(NULL);
}

START_TEST(null_is_refused)
{
    read_both(&cases[_i], RC_NULLS_ERROR, NULL);
}
END_TEST

START_TEST(null_becomes_nan_on_request)
{
    read_both(&cases[_i], RC_NULLS_NAN, cases[_i].nan);
}
END_TEST

START_TEST(null_becomes_zero_on_request)
{
    read_both(&cases[_i], RC_NULLS_ZERO, cases[_i].zero);
}
END_TEST

/* A word that only begins like null is not null. */
START_TEST(what_is_not_null_is_refused)
{
    static const char *const wrong[] = {"{\"x\":nul}", "{\"x\":nulL}", "{\"x\":nan}",
                                        "{\"x\":[nul,1]}", "{\"x\":[n,1]}"};
    static const char *const dtypes[] = {"x:f8", "x:c16", "x:{y:f8}", "x:2f8"};
    for (size_t i = 0; i < sizeof dtypes / sizeof *dtypes; i++) {
        rc_dtype *dtype = dom_dtype(dtypes[i]);
        for (size_t j = 0; j < sizeof wrong / sizeof *wrong; j++) {
            for (int nulls = RC_NULLS_ERROR; nulls <= RC_NULLS_ZERO; nulls++) {
                const rc_read_options options = {.size = sizeof options, .nulls = (rc_nulls)nulls};
                rc_error err = RC_ERROR_INIT;
                ck_assert_ptr_null(dom_bulk_read(wrong[j], dtype, &options, &err));
                ck_assert(err.status == RC_ESYNTAX || err.status == RC_ETYPE);
            }
        }
        rc_dtype_unref(dtype);
    }
}
END_TEST

Suite *suite_json_dom_nulls(void)
{
    enum { N_CASES = sizeof cases / sizeof *cases };
    Suite *suite = suite_create("json_dom_nulls");
    TCase *tc = tcase_create("nulls");
    tcase_add_loop_test(tc, null_is_refused, 0, N_CASES);
    tcase_add_loop_test(tc, null_becomes_nan_on_request, 0, N_CASES);
    tcase_add_loop_test(tc, null_becomes_zero_on_request, 0, N_CASES);
    tcase_add_test(tc, what_is_not_null_is_refused);
    suite_add_tcase(suite, tc);
    return suite;
}
