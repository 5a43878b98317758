/* Tests that every function which makes an object records its call. This file is compiled as a
 * program that traces its calls. */
#define RC_TRACE
#include "test_account.h"

#include <rowcol.h>
#include <rowcol/json.h>
#include <string.h>

/* The store that a call makes, with the line of the call. */
#define MADE(call)                                                                                 \
    {                                                                                              \
#call, (call), __LINE__                                                                    \
    }

typedef struct made_store {
    const char *call;
    const rc_store *store;
    int line;
} made_store;

static rc_store *ten_records(void)
{
    rc_dtype *dtype = rc_dtype_parse("p:{x:i4, y:i4}, name:str", NULL);
    rc_store *store = rc_store_zeros(dtype, 10, RC_ROWS, NULL);
    rc_dtype_unref(dtype);
    ck_assert_ptr_nonnull(store);
    return store;
}

/* Where the store itself was made: its memory may be that of another one. */
static rc_memory_holder self_of(const rc_store *store)
{
    rc_memory_holder holder = RC_MEMORY_HOLDER_INIT;
    for (size_t i = 0; i < rc_store_data_references(store) && !holder.is_self; i++) {
        ck_assert_int_eq(rc_store_data_holder(store, i, &holder, NULL), RC_OK);
    }
    ck_assert_int_ne(holder.is_self, 0);
    return holder;
}

static void check_sites(const made_store *made, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        rc_memory_holder self;
        ck_assert_msg(made[i].store != NULL, "%s returned NULL", made[i].call);
        self = self_of(made[i].store);
        ck_assert_msg(self.file && strcmp(self.file, __FILE__) == 0, "%s has no site",
                      made[i].call);
        ck_assert_msg(self.line == made[i].line, "%s is at line %d, not %d", made[i].call,
                      self.line, made[i].line);
        rc_store_unref(made[i].store);
    }
}

START_TEST(views_and_copies_have_sites)
{
    static const char *const x = "p.x";
    static const char text[] = "{\"p\":[1,2],\"name\":\"\"}";
    static const unsigned char mask[10] = {0, 1};
    const uint64_t indices[] = {3, 3};
    rc_store *store, *cut;
    rc_predicate *predicate;
    rc_row row;
    ck_assert_int_eq(rc_memory_trace_start(NULL, NULL), RC_OK);
    store = ten_records();
    cut = ten_records();
    predicate = rc_predicate_is_null("name", NULL);
    ck_assert_int_eq(rc_store_row(store, 2, &row, NULL), RC_OK);
    {
        const made_store made[] = {
            MADE(rc_store_slice_step(store, 0, 3, 2, NULL)),
            MADE(rc_store_slice_step_const(store, 0, 3, 2, NULL)),
            MADE(rc_store_reversed(store, NULL)),
            MADE(rc_store_reversed_const(store, NULL)),
            MADE(rc_store_select(store, &x, 1, NULL)),
            MADE(rc_store_select_const(store, &x, 1, NULL)),
            MADE(rc_store_nested(store, "p", NULL)),
            MADE(rc_store_nested_const(store, "p", NULL)),
            MADE(rc_store_repack(store, &x, 1, RC_COLUMNS, NULL)),
            MADE(rc_store_take(store, indices, 2, NULL, NULL)),
            MADE(rc_store_filter(store, predicate, NULL, NULL)),
            MADE(rc_store_filter_bits(store, mask, 0, NULL, NULL)),
            MADE(rc_store_filter_mask(store, mask, NULL, NULL)),
            MADE(rc_row_replace(&row, NULL, NULL, 0, NULL)),
            MADE(rc_store_cast(store, rc_store_dtype(cut), RC_MATCH_NAME, RC_CAST_EXACT, RC_ROWS,
                               NULL)),
            MADE(rc_row_from_json(rc_store_dtype(store), text, strlen(text), NULL, NULL)),
        };
        check_sites(made, sizeof made / sizeof made[0]);
    }
    rc_predicate_unref(predicate);
    rc_store_unref(cut);
    rc_store_unref(store);
    rc_memory_trace_stop();
}
END_TEST

/* A store that moves to other memory belongs to the call that moved it. */
START_TEST(changes_of_shape_have_sites)
{
    static const char *const name = "name";
    rc_store *store;
    rc_memory_site site = RC_MEMORY_SITE_INIT;
    rc_field_spec field = {"more", NULL, RC_AUTO, 0};
    int line;
    ck_assert_int_eq(rc_memory_trace_start(NULL, NULL), RC_OK);
    store = ten_records();
    field.dtype = rc_dtype_leaf(RC_F8, NULL);
    line = __LINE__ + 1;
    ck_assert_int_eq(rc_store_insert(store, 0, 1000, NULL), RC_OK);
    ck_assert_int_eq(rc_store_site(store, &site, NULL), RC_OK);
    ck_assert_int_eq(site.line, line);
    line = __LINE__ + 1;
    ck_assert_int_eq(rc_store_add_field(store, &field, RC_AUTO, NULL), RC_OK);
    ck_assert_int_eq(rc_store_site(store, &site, NULL), RC_OK);
    ck_assert_int_eq(site.line, line);
    line = __LINE__ + 1;
    ck_assert_int_eq(rc_store_drop_fields(store, &name, 1, NULL), RC_OK);
    ck_assert_int_eq(rc_store_site(store, &site, NULL), RC_OK);
    ck_assert_int_eq(site.line, line);
    rc_dtype_unref(field.dtype);
    rc_store_unref(store);
    rc_memory_trace_stop();
}
END_TEST

START_TEST(jansson_values_have_sites)
{
    rc_dtype *dtype = rc_dtype_parse("x:i4", NULL);
    json_t *array = json_pack("[{s:i}]", "x", 7);
    ck_assert_ptr_nonnull(array);
    ck_assert_int_eq(rc_memory_trace_start(NULL, NULL), RC_OK);
    {
        const made_store made[] = {
            MADE(rc_json_to_store(array, dtype, RC_ROWS, NULL, NULL)),
        };
        check_sites(made, sizeof made / sizeof made[0]);
    }
    rc_memory_trace_stop();
    json_decref(array);
    rc_dtype_unref(dtype);
}
END_TEST

Suite *suite_account_sites(void)
{
    Suite *suite = suite_create("account sites");
    TCase *tcase = tcase_create("sites");
    tcase_add_test(tcase, views_and_copies_have_sites);
    tcase_add_test(tcase, changes_of_shape_have_sites);
    tcase_add_test(tcase, jansson_values_have_sites);
    suite_add_tcase(suite, tcase);
    return suite;
}
