/* Fields added to and dropped from stores that share memory and strings with slices. */
#include "test_store.h"

#include <rowcol/memory.h>
#include <rowcol/shape.h>
#include <stdio.h>
#include <string.h>

/* The name of record `i` in a round. */
static rc_value name_of(char text[64], int round, size_t i)
{
    (void)snprintf(text, 64, "the name of record %zu in round %d", i, round);
    return rc_value_string(text);
}

static void set_names(rc_store *store, int round)
{
    for (size_t i = 0; i < rc_store_length(store); i++) {
        char text[64];
        rc_value value = name_of(text, round, i);
        ck_assert_int_eq(rc_store_set(store, i, "name", &value, NULL), RC_OK);
    }
}

static void check_names(const rc_store *store, int round)
{
    for (size_t i = 0; i < rc_store_length(store); i++) {
        char text[64];
        rc_value expected = name_of(text, round, i), found;
        ck_assert_int_eq(rc_store_get(store, i, "name", &found, NULL), RC_OK);
        ck_assert_uint_eq(found.as.text.length, expected.as.text.length);
        ck_assert_mem_eq(found.as.text.data, text, expected.as.text.length);
    }
}

/* Strings that a slice has too, replaced in each of both after the fields of one have changed. */
START_TEST(strings_of_slices_stay)
{
    static const char *const names[] = {"id"};
    rc_dtype *type = test_dtype("f8");
    const rc_field_spec more = {"more", type, RC_AUTO, 0};
    rc_store *store = test_zeros("id:i4, name:str", 200, _i % 2 ? RC_ROWS : RC_COLUMNS), *slice;
    set_names(store, 0);
    slice = rc_store_slice(store, 0, 200, NULL);
    ck_assert_ptr_nonnull(slice);
    ck_assert_int_eq(_i / 2 ? rc_store_drop_fields(store, names, 1, NULL)
                            : rc_store_add_field(store, &more, RC_AUTO, NULL),
                     RC_OK);
    for (int round = 1; round < 4; round++) {
        set_names(store, round);
    }
    if (_i % 2) { /* rows, which are copied: columns stay those of the slice */
        check_names(slice, 0);
        set_names(slice, 4);
        check_names(slice, 4);
    }
    check_names(store, 3);
    rc_store_unref(slice);
    rc_store_unref(store);
    rc_dtype_unref(type);
}
END_TEST

/* A store whose rows are copied to memory of its own shares nothing with its slice any more. */
START_TEST(what_is_shared)
{
    static const char *const names[] = {"b"};
    rc_dtype *type = test_dtype("f8");
    const rc_field_spec spec = {"c", type, RC_AUTO, 0};
    rc_store *store = test_zeros("a:i4, b:i4", 100, RC_ROWS);
    rc_store *slice = rc_store_slice(store, 0, 100, NULL);
    rc_memory_size size = RC_MEMORY_SIZE_INIT;
    ck_assert_int_eq(rc_store_memory(store, 0, &size, NULL), RC_OK);
    ck_assert_uint_ge(size.shared, 800);
    ck_assert_int_eq(_i ? rc_store_drop_fields(store, names, 1, NULL)
                        : rc_store_add_field(store, &spec, RC_AUTO, NULL),
                     RC_OK);
    ck_assert_int_eq(rc_store_memory(store, 0, &size, NULL), RC_OK);
    ck_assert_uint_eq(size.shared, 0);
    ck_assert_int_eq(rc_store_memory(slice, 0, &size, NULL), RC_OK);
    ck_assert_uint_eq(size.shared, 0);
    rc_store_unref(store);
    rc_store_unref(slice);
    rc_dtype_unref(type);
}
END_TEST

/* Strings in a field that is added to columns that had none. */
START_TEST(a_first_field_of_strings)
{
    rc_dtype *type = test_dtype("str");
    const rc_field_spec spec = {"name", type, RC_AUTO, 0};
    rc_store *store = test_zeros("id:i4", 20, _i ? RC_ROWS : RC_COLUMNS);
    ck_assert_int_eq(rc_store_add_field(store, &spec, 0, NULL), RC_OK);
    set_names(store, 1);
    check_names(store, 1);
    rc_store_unref(store);
    rc_dtype_unref(type);
}
END_TEST

Suite *suite_store_shape_shared(void)
{
    Suite *suite = suite_create("store shape shared");
    TCase *tcase = tcase_create("shared");
    tcase_add_loop_test(tcase, strings_of_slices_stay, 0, 4);
    tcase_add_loop_test(tcase, what_is_shared, 0, 2);
    tcase_add_loop_test(tcase, a_first_field_of_strings, 0, 2);
    suite_add_tcase(suite, tcase);
    return suite;
}
