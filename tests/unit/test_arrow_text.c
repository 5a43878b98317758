/* Strings of other libraries: long ones are used in place, in every form that Arrow has, until the
   last store that refers to them is released. */
#include "test_arrow.h"

#include <rowcol/access.h>
#include <rowcol/memory.h>
#include <rowcol/shape.h>
#include <rowcol/view.h>
#include <stdlib.h>
#include <string.h>

static const char text[] = "a string of 24 characters"
                           "short"
                           "another one that is long";
static const int32_t offsets[] = {0, 25, 30, 30, 54};
static const int64_t large_offsets[] = {0, 25, 30, 30, 54};
static const char lines[] =
    "{\"x\":\"a string of 24 characters\"}\n{\"x\":\"short\"}\n{\"x\":\"\"}\n"
    "{\"x\":\"another one that is long\"}\n";
static const int64_t sizes[] = {25, 24};

typedef struct view {
    int32_t length;
    char prefix[4];
    int32_t buffer, offset;
} view;
static const view views[] = {
    {25, "a st", 0, 0}, {5, "shor", 't', 0}, {0, "", 0, 0}, {24, "anot", 1, 0}};

/* The four strings as Utf8, LargeUtf8, Utf8View in two buffers, and as a dictionary. */
static struct ArrowArray *make(int form, struct ArrowSchema **schema)
{
    static const char *const formats[] = {"u", "U", "vu", "c"};
    static const int8_t indices[] = {0, 1, 2, 3};
    const void *buffers[5] = {NULL, offsets, text, NULL, NULL};
    struct ArrowArray *array;
    *schema = arrow_new_schema(formats[form], "x", 0, 0, NULL);
    if (form == 3) {
        const void *numbers[2] = {NULL, indices};
        (*schema)->dictionary = arrow_new_schema("u", "", 0, 0, NULL);
        array = arrow_new_array(4, 0, 0, 2, numbers, 0, NULL);
        array->dictionary = arrow_new_array(4, 0, 0, 3, buffers, 0, NULL);
        return array;
    }
    if (form == 1) {
        buffers[1] = large_offsets;
    }
    if (form == 2) {
        buffers[1] = views;
        buffers[3] = text + 30;
        buffers[4] = sizes;
    }
    return arrow_new_array(4, 0, 0, form == 2 ? 5 : 3, buffers, 0, NULL);
}

static rc_store *import(int form, const rc_arrow_import_options *options)
{
    rc_error err = RC_ERROR_INIT;
    struct ArrowSchema *x_schema, *schema;
    struct ArrowArray *x = make(form, &x_schema), *array;
    const void *none[1] = {NULL};
    rc_store *store;
    schema = arrow_new_schema("+s", "", 0, 1, &x_schema);
    array = arrow_new_array(4, 0, 0, 1, none, 1, &x);
    store = rc_arrow_import(array, schema, options, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    arrow_free_array(array);
    arrow_free_schema(schema);
    return store;
}

static uint64_t foreign_bytes(const rc_store *store)
{
    rc_error err = RC_ERROR_INIT;
    rc_memory_size size = RC_MEMORY_SIZE_INIT;
    ck_assert_int_eq(rc_store_memory(store, 0, &size, &err), RC_OK);
    ck_assert_uint_eq(size.total, size.allocated + size.mapped + size.foreign);
    ck_assert_uint_eq(size.text + size.text_free, size.foreign ? 54 : size.text + size.text_free);
    return size.foreign;
}

START_TEST(long_strings_are_used_in_place)
{
    static const uint64_t bytes[] = {54, 54, 49, 54};
    rc_store *store = import(_i, NULL);
    const char *found;
    size_t length;
    rc_value value;
    rc_error err = RC_ERROR_INIT;
    arrow_store_is(store, lines);
    ck_assert_int_gt(arrow_alive, 0);
    if (_i != 2) {
        ck_assert_uint_eq(foreign_bytes(store), bytes[_i]);
    }
    ck_assert_int_eq(rc_store_get(store, 3, "x", &value, &err), RC_OK);
    found = value.as.text.data;
    length = value.as.text.length;
    ck_assert_ptr_eq(found, text + 30);
    ck_assert_uint_eq(length, 24);
    rc_store_unref(store);
    ck_assert_int_eq(arrow_alive, 0);
}
END_TEST

START_TEST(copies_use_nothing_of_the_array)
{
    rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
    rc_store *store;
    options.copy = _i % 2;
    options.layout = _i % 2 ? RC_COLUMNS : RC_ROWS;
    store = import(_i / 2, &options);
    ck_assert_int_eq(arrow_alive, 0);
    ck_assert_uint_eq(foreign_bytes(store), 0);
    arrow_store_is(store, lines);
    rc_store_unref(store);
}
END_TEST

/* The memory of the array is only read; a slice keeps it. */
START_TEST(strings_in_place_can_be_replaced)
{
    rc_store *store = import(_i, NULL), *slice;
    rc_error err = RC_ERROR_INIT;
    rc_value value = rc_value_string("a longer string than any of the others"),
             small = rc_value_string("s");
    slice = rc_store_slice(store, 3, 1, &err);
    ck_assert_int_eq(rc_store_set(store, 0, "x", &value, &err), RC_OK);
    ck_assert_int_eq(rc_store_set(store, 0, "x", &small, &err), RC_OK);
    ck_assert_int_eq(rc_store_set(store, 1, "x", &value, &err), RC_OK);
    arrow_store_is(store, "{\"x\":\"s\"}\n{\"x\":\"a longer string than any of the others\"}\n"
                          "{\"x\":\"\"}\n{\"x\":\"another one that is long\"}\n");
    ck_assert_int_eq(rc_store_append_store(store, slice, &err), RC_OK);
    rc_store_unref(store);
    ck_assert_int_gt(arrow_alive, 0);
    arrow_store_is(slice, "{\"x\":\"another one that is long\"}\n");
    rc_store_unref(slice);
    ck_assert_int_eq(arrow_alive, 0);
}
END_TEST

/* Exported again, the views refer to the same bytes. */
START_TEST(strings_in_place_are_exported_in_place)
{
    rc_store *store = import(_i, NULL);
    struct ArrowSchema schema;
    struct ArrowArray array;
    rc_error err = RC_ERROR_INIT;
    rc_store *back;
    arrow_export(store, NULL, &schema, &array);
    rc_store_unref(store);
    arrow_check(&schema, &array);
    ck_assert_ptr_eq(array.children[0]->buffers[2], text);
    back = rc_arrow_import(&array, &schema, NULL, &err);
    ck_assert_ptr_nonnull(back);
    schema.release(&schema);
    arrow_store_is(back, lines);
    rc_store_unref(back);
    ck_assert_int_eq(arrow_alive, 0);
}
END_TEST

Suite *suite_arrow_text(void)
{
    Suite *suite = suite_create("arrow_text");
    TCase *tc = tcase_create("text");
    tcase_add_loop_test(tc, long_strings_are_used_in_place, 0, 4);
    tcase_add_loop_test(tc, copies_use_nothing_of_the_array, 0, 8);
    tcase_add_loop_test(tc, strings_in_place_can_be_replaced, 0, 4);
    tcase_add_loop_test(tc, strings_in_place_are_exported_in_place, 0, 4);
    suite_add_tcase(suite, tc);
    return suite;
}
