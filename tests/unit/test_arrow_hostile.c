/* Structures that are wrong: each is refused without access to what is not there, and stays the
   caller's. */
#include "test_arrow.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const int32_t numbers[8] = {1, 2, 3, 4, 5, 6, 7, 8};
static const char text[] = "abcdefgh\xFF\xFEijkl";

/* An array that is right until a case changes it. */
typedef struct subject {
    struct ArrowSchema *schema, *x_schema;
    struct ArrowArray *array, *x;
} subject;

static subject make(const char *format, int64_t flags, int64_t length, size_t n_buffers,
                    const void *const *buffers)
{
    const void *none[1] = {NULL};
    subject made;
    made.x_schema = arrow_new_schema(format, "x", flags, 0, NULL);
    made.schema = arrow_new_schema("+s", "", 0, 1, &made.x_schema);
    made.x = arrow_new_array(length, 0, 0, n_buffers, buffers, 0, NULL);
    made.array = arrow_new_array(length, 0, 0, 1, none, 1, &made.x);
    return made;
}

static subject make_numbers(void)
{
    const void *buffers[2] = {NULL, numbers};
    return make("i", ARROW_FLAG_NULLABLE, 4, 2, buffers);
}

static subject make_strings(const char *format, const void *offsets)
{
    const void *buffers[3] = {NULL, NULL, text};
    buffers[1] = offsets;
    return make(format, 0, 2, 3, buffers);
}

/* Imports in each way; the status must be that, and the array still the caller's. */
static void is_refused(subject *made, rc_status status)
{
    for (int way = 0; way < 3; way++) {
        rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
        rc_error err = RC_ERROR_INIT;
        rc_store *store;
        options.layout = (rc_layout)(way % 2 ? RC_ROWS : RC_COLUMNS);
        options.copy = way == 2;
        store = rc_arrow_import(made->array, made->schema, &options, &err);
        ck_assert_ptr_null(store);
        ck_assert_msg(err.status == status, "%d: %s", (int)err.status, err.message);
        ck_assert(err.message[0] != '\0');
        ck_assert(made->array->release != NULL);
        ck_assert_ptr_null(rc_arrow_import(made->array, made->schema, &options, NULL));
    }
    arrow_free_array(made->array);
    arrow_free_schema(made->schema);
    ck_assert_int_eq(arrow_alive, 0);
}

enum { N_CHANGES = 19 };

static rc_status change(subject *made, int which)
{
    static const unsigned char no_bits[1] = {0};
    switch (which) {
    case 0:
        made->x->length = -1;
        return RC_EFORMAT;
    case 1:
        made->x->offset = -1;
        return RC_EFORMAT;
    case 2:
        made->x->length = 3; /* of 4 records */
        return RC_EFORMAT;
    case 3:
        made->x->null_count = -2;
        return RC_EFORMAT;
    case 4:
        made->x->null_count = 5;
        return RC_EFORMAT;
    case 5:
        made->x->null_count = 1; /* without a bitmap */
        return RC_EFORMAT;
    case 6:
        made->x->n_buffers = 1;
        return RC_EFORMAT;
    case 7:
        made->x->n_buffers = 3;
        return RC_EFORMAT;
    case 8:
        made->x->buffers[1] = NULL;
        return RC_EFORMAT;
    case 9:
        made->x->offset = INT64_MAX;
        return RC_EFORMAT;
    case 10:
        made->array->n_children = 0;
        return RC_EFORMAT;
    case 11:
        made->array->n_children = 2;
        return RC_EFORMAT;
    case 12:
        made->array->n_children = -1;
        return RC_EFORMAT;
    case 13:
        made->array->offset = INT64_MAX - 2;
        return RC_EFORMAT;
    case 14:
        made->array->offset = 1; /* one record more than the child has */
        return RC_EFORMAT;
    case 15:
        made->array->length = INT64_MAX / 2;
        return RC_EFORMAT;
    case 16:
        made->array->n_buffers = 0;
        return RC_EFORMAT;
    case 17:
        made->array->null_count = -1; /* a null record */
        made->array->buffers[0] = no_bits;
        return RC_ETYPE;
    default:
        made->x_schema->flags = 0; /* not nullable, but null */
        made->x->null_count = -1;
        made->x->buffers[0] = no_bits;
        return RC_ETYPE;
    }
}

START_TEST(wrong_arrays_are_refused)
{
    subject made = make_numbers();
    is_refused(&made, change(&made, _i));
}
END_TEST

START_TEST(missing_children_are_refused)
{
    for (int which = 0; which < 3; which++) {
        subject made = make_numbers();
        struct ArrowArray **children = made.array->children;
        void (*release)(struct ArrowArray *) = made.x->release;
        rc_error err = RC_ERROR_INIT;
        struct ArrowArray *none[1] = {NULL};
        made.array->children = which == 0 ? NULL : which == 1 ? none : children;
        made.x->release = which == 2 ? NULL : release;
        ck_assert_ptr_null(rc_arrow_import(made.array, made.schema, NULL, &err));
        ck_assert_int_eq(err.status, RC_EFORMAT);
        made.array->children = children;
        made.x->release = release;
        arrow_free_array(made.array);
        arrow_free_schema(made.schema);
    }
}
END_TEST

/* ---------------------------------------------------------------------- text */

static const int32_t backwards[] = {0, 5, 2}, negative[] = {-1, 2, 3}, beyond[] = {0, 9, 4},
                     not_text[] = {0, 3, 9}, ends_negative[] = {0, 3, -5};
static const int64_t wide_backwards[] = {0, 5, 2}, wide_negative[] = {INT64_MIN, 2, 3};

static const struct {
    const char *format;
    const void *offsets;
} wrong_text[] = {
    {"u", backwards}, {"u", negative},       {"u", beyond},        {"u", not_text},
    {"z", not_text},  {"U", wide_backwards}, {"U", wide_negative}, {"u", ends_negative},
};

START_TEST(wrong_strings_are_refused)
{
    subject made = make_strings(wrong_text[_i].format, wrong_text[_i].offsets);
    is_refused(&made, RC_EFORMAT);
}
END_TEST

START_TEST(strings_without_text_are_refused)
{
    subject made = make_strings("u", numbers);
    made.x->buffers[2] = NULL;
    is_refused(&made, RC_EFORMAT);
}
END_TEST

static const int32_t wrong_views[][4] = {
    {-1, 0, 0, 0},         {13, 0, 1, 0},   {13, 0, -1, 0},
    {13, 0, 0, -1},        {13, 0, 0, 2},   {INT32_MAX, 0, 0, 0},
    {13, 0, 0, INT32_MAX}, {1, 0xFF, 0, 0}, {13, 0, INT32_MAX, 0},
};

START_TEST(wrong_views_are_refused)
{
    static const int64_t sizes[1] = {14};
    const void *buffers[4] = {NULL, wrong_views[_i], "0123456789abcd", sizes};
    subject made = make("vu", 0, 1, 4, buffers);
    is_refused(&made, RC_EFORMAT);
}
END_TEST

START_TEST(views_without_buffers_are_refused)
{
    static const int32_t view[4] = {13, 0, 0, 0}, short_view[4] = {0, 0, 0, 0};
    static const int64_t sizes[1] = {INT64_MAX};
    const void *buffers[4] = {NULL, view, NULL, sizes};
    subject made = make("vu", 0, 1, 4, buffers);
    is_refused(&made, RC_EFORMAT);
    made = make("vu", 0, 1, 4, buffers);
    made.x->buffers[3] = NULL;
    is_refused(&made, RC_EFORMAT);
    made = make("vu", 0, 1, 2, buffers);
    is_refused(&made, RC_EFORMAT);
    buffers[1] = short_view; /* needs no text, but the sizes of none */
    made = make("vu", 0, 1, 2, buffers);
    is_refused(&made, RC_EFORMAT);
}
END_TEST

/* A null may have anything as its string. */
START_TEST(strings_under_nulls_are_not_looked_at)
{
    static const unsigned char second[1] = {2};
    subject made = make_strings("u", not_text);
    rc_error err = RC_ERROR_INIT;
    rc_store *store;
    static const int32_t first_is_not_text[] = {8, 10, 12};
    made.x_schema->flags = ARROW_FLAG_NULLABLE;
    made.x->null_count = 1;
    made.x->buffers[0] = second;
    made.x->buffers[1] = first_is_not_text;
    store = rc_arrow_import(made.array, made.schema, NULL, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    arrow_store_is(store, "{\"x\":null}\n{\"x\":\"ij\"}\n");
    rc_store_unref(store);
    arrow_free_array(made.array);
    arrow_free_schema(made.schema);
}
END_TEST

/* Nor what is inside a null struct, where its own bitmap says that it is a value. */
START_TEST(strings_inside_null_structs_are_not_looked_at)
{
    static const unsigned char not_first[1] = {6}, not_last[1] = {3};
    static const int32_t first_is_not_text[] = {8, 10, 12, 12};
    const void *outer[1] = {not_first}, *inner[3] = {not_last, first_is_not_text, text};
    struct ArrowSchema *a = arrow_new_schema("u", "a", ARROW_FLAG_NULLABLE, 0, NULL);
    struct ArrowSchema *x = arrow_new_schema("+s", "x", ARROW_FLAG_NULLABLE, 1, &a);
    struct ArrowSchema *schema = arrow_new_schema("+s", "", 0, 1, &x);
    const void *none[1] = {NULL};
    struct ArrowArray *strings, *structs, *array;
    rc_error err = RC_ERROR_INIT;
    rc_store *store;
    strings = arrow_new_array(3, -1, 0, 3, inner, 0, NULL);
    structs = arrow_new_array(3, 1, 0, 1, outer, 1, &strings);
    array = arrow_new_array(3, 0, 0, 1, none, 1, &structs);
    store = rc_arrow_import(array, schema, NULL, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    arrow_store_is(store, "{\"x\":null}\n{\"x\":{\"a\":\"ij\"}}\n{\"x\":{\"a\":null}}\n");
    rc_store_unref(store);
    arrow_free_array(array);
    arrow_free_schema(schema);
}
END_TEST

/* -------------------------------------------------------------- dictionaries, lists */

START_TEST(wrong_dictionaries_are_refused)
{
    static const int8_t signed_indices[] = {0, -1};
    static const uint64_t large_indices[] = {0, UINT64_MAX};
    static const int32_t offsets[] = {0, 1, 2};
    const void *values[3] = {NULL, offsets, text};
    const void *buffers[2] = {NULL, NULL};
    for (int which = 0; which < 5; which++) {
        subject made;
        rc_status status = RC_EFORMAT;
        buffers[1] = which == 1 ? (const void *)large_indices : signed_indices;
        made = make(which == 1 ? "L" : "c", 0, 2, 2, buffers);
        made.x_schema->dictionary = arrow_new_schema("u", "", 0, 0, NULL);
        made.x->dictionary = arrow_new_array(2, 0, 0, 3, values, 0, NULL);
        if (which == 2) {
            made.x->dictionary->length = 0;
        } else if (which == 3) { /* the schema has one, the array does not */
            arrow_free_array(made.x->dictionary);
            made.x->dictionary = NULL;
        } else if (which == 4) { /* the reverse */
            arrow_free_schema(made.x_schema->dictionary);
            made.x_schema->dictionary = NULL;
        }
        is_refused(&made, status);
    }
}
END_TEST

/* Indices into indices into values: a dtype of the indices is not that of the values. */
START_TEST(dictionaries_of_dictionaries_have_the_type_of_their_values)
{
    static const int8_t indices[] = {1, 0};
    static const char *const formats[] = {"+s", "u", "i"};
    const void *buffers[2] = {NULL, indices};
    struct ArrowSchema *inside = arrow_new_schema("i", "y", 0, 0, NULL), *middle;
    rc_arrow_import_options options = RC_ARROW_IMPORT_OPTIONS_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4", NULL), *found;
    rc_error err = RC_ERROR_INIT;
    subject made = make("c", 0, 2, 2, buffers);
    bool is_struct = _i == 0;
    middle = arrow_new_schema("i", "", 0, 0, NULL);
    middle->dictionary =
        arrow_new_schema(formats[_i], "", 0, is_struct ? 1 : 0, is_struct ? &inside : NULL);
    if (!is_struct) {
        arrow_free_schema(inside);
    }
    made.x_schema->dictionary = middle;
    options.dtype = dtype;
    found = rc_arrow_import_schema(made.schema, &options, &err);
    ck_assert_int_eq(err.status, _i == 2 ? RC_OK : RC_ETYPE);
    ck_assert_int_eq(found != NULL, _i == 2);
    rc_dtype_unref(found);
    rc_dtype_unref(dtype);
    arrow_free_array(made.array);
    arrow_free_schema(made.schema);
}
END_TEST

/* All indices are null, so that there is nothing to look up. */
START_TEST(a_dictionary_may_be_empty)
{
    static const int8_t indices[] = {7, 7};
    static const unsigned char no_bits[1] = {0};
    const void *buffers[2] = {no_bits, indices}, *none[3] = {NULL, NULL, NULL};
    subject made = make("c", ARROW_FLAG_NULLABLE, 2, 2, buffers);
    rc_error err = RC_ERROR_INIT;
    rc_store *store;
    made.x->null_count = 2;
    made.x_schema->dictionary = arrow_new_schema(_i ? "U" : "u", "", 0, 0, NULL);
    made.x->dictionary = arrow_new_array(0, 0, 0, 3, none, 0, NULL);
    store = rc_arrow_import(made.array, made.schema, NULL, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    for (size_t i = 0; i < 2; i++) {
        rc_value value;
        ck_assert_int_eq(rc_store_get(store, i, "x", &value, NULL), RC_OK);
        ck_assert_int_eq(value.type, RC_VALUE_NULL);
    }
    rc_store_unref(store);
    arrow_free_array(made.array);
    arrow_free_schema(made.schema);
    ck_assert_int_eq(arrow_alive, 0);
}
END_TEST

/* The same for text in structs: a child that is empty, too, and at an offset. */
START_TEST(a_dictionary_of_structs_may_be_empty)
{
    static const int8_t indices[] = {7, 7};
    static const unsigned char no_bits[1] = {0};
    const void *buffers[2] = {no_bits, indices}, *none[3] = {NULL, NULL, NULL};
    struct ArrowSchema *text_schema = arrow_new_schema("u", "y", 0, 0, NULL);
    struct ArrowArray *no_text = arrow_new_array(0, 0, 3, 3, none, 0, NULL);
    subject made = make("c", ARROW_FLAG_NULLABLE, 2, 2, buffers);
    rc_error err = RC_ERROR_INIT;
    rc_store *store;
    made.x->null_count = 2;
    made.x_schema->dictionary = arrow_new_schema("+s", "", 0, 1, &text_schema);
    made.x->dictionary = arrow_new_array(0, 0, 0, 1, none, 1, &no_text);
    store = rc_arrow_import(made.array, made.schema, NULL, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    arrow_store_is(store, "{\"x\":null}\n{\"x\":null}\n");
    rc_store_unref(store);
    arrow_free_array(made.array);
    arrow_free_schema(made.schema);
    ck_assert_int_eq(arrow_alive, 0);
}
END_TEST

/* The first index after the last value. */
START_TEST(an_index_after_the_dictionary_is_refused)
{
    static const int8_t indices[] = {1, 2};
    const void *buffers[2] = {NULL, indices}, *values[2] = {NULL, numbers};
    subject made = make("c", 0, 2, 2, buffers);
    made.x_schema->dictionary = arrow_new_schema("i", "", 0, 0, NULL);
    made.x->dictionary = arrow_new_array(2, 0, 0, 2, values, 0, NULL);
    is_refused(&made, RC_EFORMAT);
}
END_TEST

START_TEST(nulls_in_lists_are_refused)
{
    static const unsigned char bits[1] = {0x0B}; /* element 2 of 4 */
    for (int inner = 0; inner < 2; inner++) {
        const void *none[1] = {NULL}, *nulls[1] = {bits}, *buffers[2] = {NULL, numbers};
        struct ArrowSchema *item = arrow_new_schema("i", "item", ARROW_FLAG_NULLABLE, 0, NULL);
        struct ArrowSchema *list = arrow_new_schema("+w:1", "item", ARROW_FLAG_NULLABLE, 1, &item);
        struct ArrowSchema *x = arrow_new_schema("+w:2", "x", 0, 1, &list);
        struct ArrowArray *values, *lists, *outer;
        subject made;
        buffers[0] = inner ? bits : NULL;
        values = arrow_new_array(4, -1, 0, 2, buffers, 0, NULL);
        lists = arrow_new_array(4, -1, 0, 1, inner ? none : nulls, 1, &values);
        outer = arrow_new_array(2, 0, 0, 1, none, 1, &lists);
        made.schema = arrow_new_schema("+s", "", 0, 1, &x);
        made.array = arrow_new_array(2, 0, 0, 1, none, 1, &outer);
        is_refused(&made, RC_ETYPE);
    }
}
END_TEST

START_TEST(lists_longer_than_their_values_are_refused)
{
    const void *none[1] = {NULL}, *buffers[2] = {NULL, numbers};
    struct ArrowSchema *item = arrow_new_schema("i", "item", 0, 0, NULL);
    struct ArrowSchema *x = arrow_new_schema("+w:2147483647", "x", 0, 1, &item);
    struct ArrowArray *values = arrow_new_array(8, 0, 0, 2, buffers, 0, NULL);
    struct ArrowArray *lists = arrow_new_array(INT64_MAX / 64, 0, 0, 1, none, 1, &values);
    subject made;
    rc_error err = RC_ERROR_INIT;
    made.schema = arrow_new_schema("+s", "", 0, 1, &x);
    made.array = arrow_new_array(INT64_MAX / 64, 0, 0, 1, none, 1, &lists);
    ck_assert_ptr_null(rc_arrow_import(made.array, made.schema, NULL, &err));
    ck_assert_int_ne(err.status, RC_OK);
    arrow_free_array(made.array);
    arrow_free_schema(made.schema);
}
END_TEST

/* -------------------------------------------------------------------- schemas */

static void schema_is_refused(struct ArrowSchema *schema, rc_status status)
{
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_arrow_import_schema(schema, NULL, &err));
    ck_assert_msg(err.status == status, "%d: %s", (int)err.status, err.message);
    ck_assert_ptr_null(rc_arrow_import_schema(schema, NULL, NULL));
    arrow_free_schema(schema);
}

/* Structs and lists in each other, without end as far as the library can see. */
START_TEST(deep_schemas_are_refused)
{
    static const char *const formats[] = {"+s", "+w:1"};
    for (size_t k = 0; k < 2; k++) {
        struct ArrowSchema *schema = arrow_new_schema("i", "x", 0, 0, NULL);
        for (int i = 0; i < 5000; i++) {
            schema = arrow_new_schema(formats[k], "x", 0, 1, &schema);
        }
        schema_is_refused(schema, RC_ELIMIT);
    }
}
END_TEST

START_TEST(deep_dictionaries_are_refused)
{
    struct ArrowSchema *schema = arrow_new_schema("i", "x", 0, 0, NULL);
    for (int i = 0; i < 5000; i++) {
        struct ArrowSchema *outer = arrow_new_schema("i", "x", 0, 0, NULL);
        outer->dictionary = schema;
        schema = outer;
    }
    schema_is_refused(schema, RC_ELIMIT);
}
END_TEST

START_TEST(wrong_schemas_are_refused)
{
    struct ArrowSchema *x = arrow_new_schema("i", "x", 0, 0, NULL), *two[2], *record;
    record = arrow_new_schema("+s", "", 0, 1, &x);
    record->n_children = -1;
    {
        rc_error err = RC_ERROR_INIT;
        ck_assert_ptr_null(rc_arrow_import_schema(record, NULL, &err));
        ck_assert_int_eq(err.status, RC_EFORMAT);
        err = (rc_error)RC_ERROR_INIT;
        record->n_children = RC_MAX_FIELDS + 1;
        ck_assert_ptr_null(rc_arrow_import_schema(record, NULL, &err));
        ck_assert_int_eq(err.status, RC_ELIMIT);
        record->n_children = 1;
    }
    x->format = NULL;
    schema_is_refused(record, RC_EFORMAT);

    x = arrow_new_schema("i", NULL, 0, 0, NULL);
    schema_is_refused(arrow_new_schema("+s", "", 0, 1, &x), RC_ENAME);
    x = arrow_new_schema("i", "\xFF", 0, 0, NULL);
    schema_is_refused(arrow_new_schema("+s", "", 0, 1, &x), RC_ENAME);
    two[0] = arrow_new_schema("i", "x", 0, 0, NULL);
    two[1] = arrow_new_schema("f", "x", 0, 0, NULL);
    schema_is_refused(arrow_new_schema("+s", "", 0, 2, two), RC_ENAME);
    x = arrow_new_schema("i", "x", 0, 0, NULL);
    schema_is_refused(arrow_new_schema("i", "", 0, 1, &x), RC_EFORMAT);
}
END_TEST

/* What has been released is an argument, not data. */
START_TEST(released_structures_are_refused)
{
    subject made = make_numbers();
    struct ArrowArray released = {0};
    struct ArrowSchema no_schema = {0};
    struct ArrowArrayStream no_stream = {0};
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_arrow_import(&released, made.schema, NULL, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    err = (rc_error)RC_ERROR_INIT;
    ck_assert_ptr_null(rc_arrow_import(made.array, &no_schema, NULL, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    err = (rc_error)RC_ERROR_INIT;
    ck_assert_ptr_null(rc_arrow_import_schema(&no_schema, NULL, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    err = (rc_error)RC_ERROR_INIT;
    ck_assert_ptr_null(rc_arrow_stream_import(&no_stream, NULL, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    arrow_free_array(made.array);
    arrow_free_schema(made.schema);
}
END_TEST

Suite *suite_arrow_hostile(void)
{
    Suite *suite = suite_create("arrow_hostile");
    TCase *tc = tcase_create("hostile");
    tcase_add_loop_test(tc, wrong_arrays_are_refused, 0, N_CHANGES);
    tcase_add_test(tc, missing_children_are_refused);
    tcase_add_loop_test(tc, wrong_strings_are_refused, 0, (int)N(wrong_text));
    tcase_add_test(tc, strings_without_text_are_refused);
    tcase_add_loop_test(tc, wrong_views_are_refused, 0, (int)N(wrong_views));
    tcase_add_test(tc, views_without_buffers_are_refused);
    tcase_add_test(tc, strings_under_nulls_are_not_looked_at);
    tcase_add_test(tc, wrong_dictionaries_are_refused);
    tcase_add_test(tc, strings_inside_null_structs_are_not_looked_at);
    tcase_add_loop_test(tc, dictionaries_of_dictionaries_have_the_type_of_their_values, 0, 3);
    tcase_add_loop_test(tc, a_dictionary_may_be_empty, 0, 2);
    tcase_add_test(tc, a_dictionary_of_structs_may_be_empty);
    tcase_add_test(tc, an_index_after_the_dictionary_is_refused);
    tcase_add_test(tc, nulls_in_lists_are_refused);
    tcase_add_test(tc, lists_longer_than_their_values_are_refused);
    tcase_add_test(tc, deep_schemas_are_refused);
    tcase_add_test(tc, deep_dictionaries_are_refused);
    tcase_add_test(tc, wrong_schemas_are_refused);
    tcase_add_test(tc, released_structures_are_refused);
    suite_add_tcase(suite, tc);
    return suite;
}
