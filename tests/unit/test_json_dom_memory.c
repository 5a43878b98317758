/* Every request for memory refused once, the library's own and jansson's: the answer is RC_ENOMEM,
 * and all memory comes back. */
#include "faulty_alloc.h"
#include "test_json_dom.h"

#include <stdlib.h>
#include <string.h>

static const char record_dtype[] =
    "x:i4, y:f8?, c:c8, s:S8, u:U4, v:V3, t:str, d:M8[s], m:m8[s], a:{p:(2,2)i2, q:bool}?, n:i1?";
static const char record_text[] =
    "{\"x\":1,\"y\":null,\"c\":[1.5,2.0],\"s\":\"ab\\u00e9\",\"u\":\"\\u20acd\",\"v\":\"00ff10\","
    "\"t\":\"a text of more than twelve bytes\",\"d\":\"2020-02-29T12:00:00\",\"m\":25,"
    "\"a\":{\"p\":[[1,2],[3,4]],\"q\":true},\"n\":7}";

/* ----------------------------------------------------------------- the bodies */

static rc_status parse(void *context)
{
    rc_error err = RC_ERROR_INIT;
    json_t *value = rc_json_parse(record_text, strlen(record_text), 0, &err);
    (void)context;
    json_decref(value);
    return err.status;
}

/* The context of the two that follow, made beforehand. */
typedef struct records {
    rc_dtype *dtype;
    json_t *array;
    rc_store *store;
    rc_layout layout;
} records;

static rc_status to_store(void *context)
{
    const records *given = context;
    rc_error err = RC_ERROR_INIT;
    rc_store_unref(rc_json_to_store(given->array, given->dtype, given->layout, NULL, &err));
    return err.status;
}

static rc_status from_store(void *context)
{
    const records *given = context;
    static const rc_write_options as_values = {.size = sizeof(rc_write_options), .values = 1};
    rc_error err = RC_ERROR_INIT;
    json_decref(rc_json_from_store(given->store, NULL, &err));
    if (err.status == RC_OK) {
        json_decref(rc_json_from_store(given->store, &as_values, &err));
    }
    return err.status;
}

static rc_status dtype_both_ways(void *context)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(record_dtype, &err), *back;
    json_t *schema;
    (void)context;
    if (!dtype) {
        return err.status;
    }
    schema = rc_json_from_dtype(dtype, &err);
    back = schema ? rc_json_to_dtype(schema, &err) : NULL;
    ck_assert(!back || rc_dtype_equal(dtype, back));
    json_decref(schema);
    rc_dtype_unref(back);
    rc_dtype_unref(dtype);
    return err.status;
}

/* ------------------------------------------------------------- jansson's memory */

static size_t requests, live, refused;

static void *count_malloc(size_t size)
{
    void *block = requests++ == refused ? NULL : malloc(size);
    live += block != NULL;
    return block;
}

static void count_free(void *block)
{
    live -= block != NULL;
    free(block);
}

/* As faulty_alloc_each. */
static void refuse_jansson_each(rc_status (*body)(void *context), void *context)
{
    json_malloc_t old_malloc;
    json_free_t old_free;
    rc_status status;
    json_get_alloc_funcs(&old_malloc, &old_free);
    for (refused = 0;; refused++) {
        requests = live = 0;
        json_set_alloc_funcs(count_malloc, count_free);
        status = body(context);
        json_set_alloc_funcs(old_malloc, old_free);
        ck_assert_msg(live == 0, "request %zu refused: %zu blocks are lost", refused, live);
        if (requests <= refused) {
            break;
        }
        ck_assert_msg(status == RC_ENOMEM, "request %zu refused: status %s", refused,
                      rc_status_name(status));
    }
    ck_assert_int_eq(status, RC_OK);
    ck_assert_msg(requests > 0, "jansson was asked for nothing");
}

/* ------------------------------------------------------------------- the tests */

static records records_of(rc_layout layout)
{
    records made;
    json_t *value = dom_json(record_text);
    made.array = json_array();
    json_array_append(made.array, value);
    json_array_append_new(made.array, value);
    made.dtype = dom_dtype(record_dtype);
    made.layout = layout;
    made.store = rc_json_to_store(made.array, made.dtype, layout, NULL, NULL);
    ck_assert_ptr_nonnull(made.store);
    return made;
}

static void release(records *made)
{
    json_decref(made->array);
    rc_dtype_unref(made->dtype);
    rc_store_unref(made->store);
}

START_TEST(parsing_outlives_refusals)
{
    faulty_alloc_each(parse, NULL);
    refuse_jansson_each(parse, NULL);
}
END_TEST

START_TEST(storing_outlives_refusals)
{
    static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};
    records made = records_of(layouts[_i]);
    faulty_alloc_each(to_store, &made);
    release(&made);
}
END_TEST

START_TEST(writing_outlives_refusals)
{
    static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};
    records made = records_of(layouts[_i]);
    faulty_alloc_each(from_store, &made);
    refuse_jansson_each(from_store, &made);
    release(&made);
}
END_TEST

START_TEST(schemas_outlive_refusals)
{
    faulty_alloc_each(dtype_both_ways, NULL);
    refuse_jansson_each(dtype_both_ways, NULL);
}
END_TEST

Suite *suite_json_dom_memory(void)
{
    Suite *suite = suite_create("json_dom_memory");
    TCase *tc = tcase_create("memory");
    tcase_add_test(tc, parsing_outlives_refusals);
    tcase_add_loop_test(tc, storing_outlives_refusals, 0, 2);
    tcase_add_loop_test(tc, writing_outlives_refusals, 0, 2);
    tcase_add_test(tc, schemas_outlive_refusals);
    suite_add_tcase(suite, tc);
    return suite;
}
