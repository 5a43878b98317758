/* Arrays that the library exports: values as another reader sees them, memory that is shared, the
   release rules of https://arrow.apache.org/docs/format/CDataInterface.html#memory-management. */
#include "test_arrow.h"

#include "counting.h"

#include <pthread.h>
#include <rowcol/access.h>
#include <rowcol/view.h>
#include <stdio.h>
#include <string.h>

/* Records as JSON lines, and as another reader prints them. */
static const struct {
    const char *dtype, *lines, *printed;
} values[] = {
    {"x:i1, y:u1", "[-128,255]\n[127,0]\n", "{-128,255}{127,0}"},
    {"x:i2, y:>u2", "[-32768,65535]\n", "{-32768,65535}"},
    {"x:>i4, y:u4", "[-2147483648,4294967295]\n", "{-2147483648,4294967295}"},
    {"x:i8, y:>u8", "[-9223372036854775808,18446744073709551615]\n",
     "{-9223372036854775808,18446744073709551615}"},
    {"x:f2, y:>f2, z:f4, w:>f8", "[1.5,-2,0.25,-0.125]\n", "{h3e00,hc000,0.25,-0.125}"},
    {"x:bool", "[true]\n[false]\n[true]\n[true]\n[false]\n[false]\n[false]\n[true]\n[true]\n",
     "{true}{false}{true}{true}{false}{false}{false}{true}{true}"},
    {"x:c8, y:>c16", "[[1,-2],[3.5,4]]\n", "{[1,-2],[3.5,4]}"},
    {"x:S3, y:V2", "[\"ab\",\"0aff\"]\n", "{616200,0aff}"},
    {"x:S0, y:V0", "[\"\",\"\"]\n", "{,}"},
    {"x:U3, y:>U14", "[\"\",\"\\u00e9\\ud83d\\ude00\"]\n[\"abc\",\"0123456789abcd\"]\n",
     "{\"\",\"\xC3\xA9\xF0\x9F\x98\x80\"}{\"abc\",\"0123456789abcd\"}"},
    {"x:str", "[\"\"]\n[\"123456789012\"]\n[\"1234567890123\"]\n[\"\\u00e9\"]\n",
     "{\"\"}{\"123456789012\"}{\"1234567890123\"}{\"\xC3\xA9\"}"},
    {"x:i4?, y:str?, z:bool?", "[1,null,null]\n[null,\"b\",false]\n[null,null,null]\n",
     "{1,null,null}{null,\"b\",false}{null,null,null}"},
    {"x:{a:i1?, b:str}?, y:i1", "[{\"a\":null,\"b\":\"q\"},1]\n[null,2]\n",
     "{{null,\"q\"},1}{null,2}"},
    {"x:2i2, y:(2,2)>i4", "[[1,2],[[3,4],[5,6]]]\n", "{[1,2],[[3,4],[5,6]]}"},
    {"x:2{a:i1, b:2str}",
     "[[{\"a\":1,\"b\":[\"x\",\"y\"]},{\"a\":2,\"b\":[\"z\",\"0123456789012\"]}]]\n",
     "{[{1,[\"x\",\"y\"]},{2,[\"z\",\"0123456789012\"]}]}"},
    {"x:2bool, y:3bool?", "[[true,false],[true,true,false]]\n[[false,true],null]\n",
     "{[true,false],[true,true,false]}{[false,true],null}"},
    {"x:M8[s], y:M8[ms]", "[\"1970-01-01T00:00:01\",\"1969-12-31T23:59:59.999\"]\n", "{1,-1}"},
    {"x:M8[D], y:>M8[W], z:M8[M], w:M8[Y]",
     "[\"1970-01-02\",\"1970-01-08\",\"1970-02\",\"1969\"]\n", "{1,7,31,-365}"},
    {"x:M8[h], y:M8[m], z:M8[25s]",
     "[\"1970-01-01T01\",\"1970-01-01T00:01\",\"1970-01-01T00:00:25\"]\n", "{3600,60,25}"},
    {"x:m8[s], y:m8[D], z:m8[Y], w:m8[3h]", "[5,1,2,-1]\n", "{5,86400,24,-10800}"},
    {"x:M8[ps], y:m8[fs], z:m8", "[\"1970-01-01T00:00:00.000000000007\",8,9]\n", "{7,8,9}"},
    {"x:M8[25ps], y:>m8[10fs], z:m8[3as], w:M8[2ps]",
     "[\"1970-01-01T00:00:00.000000000050\",-8,9,\"NaT\"]\n", "{50,-80,27,-9223372036854775808}"},
    {"x:M8[s], y:M8[D], z:m8[M]", "[\"NaT\",\"NaT\",\"NaT\"]\n",
     "{-9223372036854775808,-2147483648,-2147483648}"},
    {"a:i1@4, b:i4@8; size=16", "[1,2]\n", "{1,2}"},
    {"i4", "1\n2\n", "12"},
    {"2str", "[\"a\",\"b\"]\n", "[\"a\",\"b\"]"},
    {"{}", "{}\n{}\n", "{}{}"},
    {"x:i4, y:str", "", ""},
};

static void prints_as(const rc_store *store, rc_strings strings, const char *expected)
{
    rc_arrow_export_options options = RC_ARROW_EXPORT_OPTIONS_INIT;
    struct ArrowSchema schema;
    struct ArrowArray array;
    char text[1024] = "", one[512];
    options.strings = strings;
    arrow_export(store, &options, &schema, &array);
    arrow_check(&schema, &array);
    ck_assert_int_eq(array.length, (int64_t)rc_store_length(store));
    for (size_t i = 0; i < rc_store_length(store); i++) {
        strcat(text, arrow_print(&schema, &array, i, one, sizeof one));
    }
    ck_assert_str_eq(text, expected);
    array.release(&array);
    ck_assert(array.release == NULL);
    schema.release(&schema);
    ck_assert(schema.release == NULL);
}

/* Rows, columns, a part that begins in the middle of a byte of the bitmaps, all types of strings.
 */
START_TEST(another_reader_sees_the_values)
{
    const char *lines = values[_i].lines;
    for (int layout = RC_ROWS; layout <= RC_COLUMNS; layout++) {
        rc_store *store = arrow_store(values[_i].dtype, lines, (rc_layout)layout);
        size_t n = rc_store_length(store);
        const rc_store *part;
        rc_store *twice;
        for (int strings = RC_STRINGS_UTF8; strings <= RC_STRINGS_VIEW; strings++) {
            prints_as(store, (rc_strings)strings, values[_i].printed);
        }
        twice = rc_store_convert(store, (rc_layout)layout, NULL);
        ck_assert_int_eq(rc_store_append_store(twice, store, NULL), RC_OK);
        part = rc_store_slice_const(twice, n, n, NULL);
        prints_as(part, RC_STRINGS_VIEW, values[_i].printed);
        rc_store_unref(part);
        rc_store_unref(twice);
        rc_store_unref(store);
    }
}
END_TEST

/* ------------------------------------------------------------------- refusals */

static const struct {
    const char *dtype, *lines, *field;
    uint64_t record;
} refused[] = {
    {"x:M8[Y]", "[\"2000\"]\n[\"5883517\"]\n", "x", 1}, /* the days do not fit int32 */
    {"x:{y:>M8[D]}", "[[\"2000-01-01\"]]\n[[\"5883517-01-01\"]]\n", "x.y", 1},
    {"x:m8[D]", "[1]\n[2]\n[9223372036854775807]\n", "x", 2}, /* seconds do not fit int64 */
    {"x:M8[D]", "[\"-5877641-06-24\"]\n[\"-5877641-06-23\"]\n", "x", 1}, /* NaT of int32 */
    {"x:m8[M]", "[-2147483647]\n[-2147483648]\n", "x", 1},
    {"x:m8[Y]", "[178956971]\n", "x", 0},
    {"x:m8[25ps]", "[368934881474191032]\n[368934881474191033]\n", "x", 1}, /* times 25 */
    {"x:2{y:m8[Y]}", "[[[1],[1]]]\n[[[1],[178956971]]]\n", "x.y", 1},
};

START_TEST(times_out_of_range_are_refused_with_field_and_record)
{
    rc_store *store = arrow_store(refused[_i].dtype, refused[_i].lines, RC_ROWS);
    struct ArrowSchema schema = {.name = "unchanged"};
    struct ArrowArray array = {.length = 77};
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rc_arrow_export(store, NULL, &schema, &array, &err), RC_ERANGE);
    ck_assert_str_eq(err.field, refused[_i].field);
    ck_assert_uint_eq(err.record, refused[_i].record);
    ck_assert_str_eq(schema.name, "unchanged");
    ck_assert_int_eq(array.length, 77);
    ck_assert_int_eq(rc_arrow_export(store, NULL, &schema, &array, NULL), RC_ERANGE);
    rc_store_unref(store);
}
END_TEST

/* What a null field holds is not converted. */
START_TEST(values_under_nulls_are_not_refused)
{
    rc_store *store = arrow_store("x:{y:m8[Y], z:U1}?", "[[178956970,\"a\"]]\n", RC_COLUMNS);
    rc_value value = rc_value_int(178956971), null;
    rc_view view;
    uint32_t *code;
    memset(&null, 0, sizeof null);
    null.type = RC_VALUE_NULL;
    ck_assert_int_eq(rc_store_set(store, 0, "x.y", &value, NULL), RC_OK);
    ck_assert_int_eq(rc_store_view(store, "x.z", &view, NULL), RC_OK);
    code = (uint32_t *)(uintptr_t)view.data;
    *code = 0xD800; /* not a character */
    for (int strings = RC_STRINGS_UTF8; strings <= RC_STRINGS_VIEW; strings++) {
        rc_arrow_export_options options = RC_ARROW_EXPORT_OPTIONS_INIT;
        struct ArrowArray array;
        rc_error err = RC_ERROR_INIT;
        options.strings = (rc_strings)strings;
        ck_assert_int_eq(rc_arrow_export(store, &options, NULL, &array, &err), RC_ERANGE);
        ck_assert_str_eq(err.field, "x.y");
    }
    value = rc_value_int(1);
    ck_assert_int_eq(rc_store_set(store, 0, "x.y", &value, NULL), RC_OK);
    *code = 0xD800;
    for (int strings = RC_STRINGS_UTF8; strings <= RC_STRINGS_VIEW; strings++) {
        rc_arrow_export_options options = RC_ARROW_EXPORT_OPTIONS_INIT;
        struct ArrowArray array;
        rc_error err = RC_ERROR_INIT;
        options.strings = (rc_strings)strings;
        ck_assert_int_eq(rc_arrow_export(store, &options, NULL, &array, &err), RC_ERANGE);
        ck_assert_str_eq(err.field, "x.z");
    }
    {
        /* The bitmap is written to: a null that keeps what the fields hold. */
        rc_field field;
        ck_assert_int_eq(rc_store_field(store, "x", &field, NULL), RC_OK);
        field.valid[field.valid_bit / 8] &= (unsigned char)~(1u << (field.valid_bit % 8));
    }
    prints_as(store, RC_STRINGS_VIEW, "{null}");
    prints_as(store, RC_STRINGS_UTF8, "{null}");
    rc_store_unref(store);
}
END_TEST

/* -------------------------------------------------------------------- sharing */

START_TEST(columns_are_shared)
{
    rc_store *store = arrow_store(
        "a:i4?, b:str, c:3f8, d:S4, e:M8[us], f:{g:u1}?",
        "[1,\"a long string, not in the cell\",[1,2,3],\"x\",\"1970-01-01T00:00:00.000005\",[1]]\n",
        RC_COLUMNS);
    struct ArrowSchema schema;
    struct ArrowArray array;
    rc_view view;
    const void *text;
    arrow_export(store, NULL, &schema, &array);
    ck_assert_int_eq(rc_store_view(store, "a", &view, NULL), RC_OK);
    ck_assert_ptr_eq(array.children[0]->buffers[1], view.data);
    ck_assert_ptr_eq(array.children[0]->buffers[0], view.valid);
    ck_assert_int_eq(rc_store_view(store, "b", &view, NULL), RC_OK);
    ck_assert_ptr_eq(array.children[1]->buffers[1], view.data);
    text = array.children[1]->buffers[2];
    ck_assert_mem_eq((const char *)text + ((const int32_t *)(const void *)view.data)[3], "a long",
                     6);
    ck_assert_int_eq(rc_store_view(store, "c", &view, NULL), RC_OK);
    ck_assert_ptr_eq(array.children[2]->children[0]->buffers[1], view.data);
    ck_assert_int_eq(rc_store_view(store, "d", &view, NULL), RC_OK);
    ck_assert_ptr_eq(array.children[3]->buffers[1], view.data);
    ck_assert_int_eq(rc_store_view(store, "e", &view, NULL), RC_OK);
    ck_assert_ptr_eq(array.children[4]->buffers[1], view.data);
    ck_assert_int_eq(rc_store_view(store, "f", &view, NULL), RC_OK);
    ck_assert_ptr_eq(array.children[5]->buffers[0], view.valid);
    ck_assert_int_eq(rc_store_view(store, "f.g", &view, NULL), RC_OK);
    ck_assert_ptr_eq(array.children[5]->children[0]->buffers[1], view.data);
    schema.release(&schema);
    array.release(&array);
    rc_store_unref(store);
}
END_TEST

/* Records of one number are a column, but only at an address that suits it. */
START_TEST(values_that_are_not_aligned_are_copied)
{
    static char bytes[16] = {0, 1, 0, 0, 0, 2};
    rc_dtype *dtype = arrow_dtype("x:i4");
    rc_store *store = rc_store_wrap(dtype, 2, bytes + 1, NULL, NULL, NULL);
    struct ArrowArray array;
    arrow_export(store, NULL, NULL, &array);
    ck_assert_uint_eq((uintptr_t)array.children[0]->buffers[1] % 4, 0);
    array.release(&array);
    prints_as(store, RC_STRINGS_VIEW, "{1}{2}");
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* Text of up to 12 bytes is in the views alone. */
START_TEST(short_text_takes_no_buffer)
{
    rc_store *store = arrow_store("x:U13", "[\"123456789012\"]\n[\"1234567890123\"]\n", RC_ROWS);
    struct ArrowArray array;
    arrow_export(store, NULL, NULL, &array);
    ck_assert_int_eq(*(const int64_t *)array.children[0]->buffers[3], 13);
    array.release(&array);
    rc_store_unref(store);
}
END_TEST

/* The memory that an export takes does not depend on the number of records. */
START_TEST(an_export_of_columns_copies_nothing)
{
    size_t taken[2];
    for (size_t i = 0; i < 2; i++) {
        rc_store *store = arrow_store("a:i4?, b:str, c:3f8", "", RC_COLUMNS);
        struct ArrowArray array;
        size_t before;
        ck_assert_int_eq(rc_store_resize(store, i ? 100000 : 1, NULL), RC_OK);
        rc_set_allocator(&counting);
        before = in_use;
        arrow_export(store, NULL, NULL, &array);
        taken[i] = in_use - before;
        array.release(&array);
        ck_assert_uint_eq(in_use, before);
        rc_set_allocator(NULL);
        rc_store_unref(store);
    }
    ck_assert_uint_eq(taken[0], taken[1]);
}
END_TEST

/* The array lives on without the store, and is not changed by a store that grows. */
START_TEST(an_array_outlives_its_store)
{
    rc_store *store =
        arrow_store("x:i4, y:str", "[1,\"0123456789abcdef\"]\n[2,\"b\"]\n", RC_COLUMNS);
    struct ArrowSchema schema;
    struct ArrowArray array;
    char text[256];
    arrow_export(store, NULL, &schema, &array);
    ck_assert_int_eq(rc_store_resize(store, 100, NULL), RC_OK);
    ck_assert_int_eq(rc_store_resize(store, 0, NULL), RC_OK);
    rc_store_unref(store);
    ck_assert_str_eq(arrow_print(&schema, &array, 0, text, sizeof text),
                     "{1,\"0123456789abcdef\"}");
    ck_assert_str_eq(arrow_print(&schema, &array, 1, text, sizeof text), "{2,\"b\"}");
    schema.release(&schema);
    array.release(&array);
}
END_TEST

/* -------------------------------------------------------------------- release */

/* Moves each child out of the array and the schema before these are released. */
static void move_children(struct ArrowSchema *schema, struct ArrowArray *array,
                          struct ArrowSchema *schemas, struct ArrowArray *arrays)
{
    for (int64_t i = 0; i < array->n_children; i++) {
        schemas[i] = *schema->children[i];
        schema->children[i]->release = NULL;
        arrays[i] = *array->children[i];
        array->children[i]->release = NULL;
    }
}

START_TEST(children_can_be_moved_out)
{
    static const char *const printed[] = {"1", "\"0123456789abcdef\"", "[7,8]", "{null}"};
    rc_store *store = arrow_store("a:>i4, b:str, c:2i1, d:{e:U1?}",
                                  "[1,\"0123456789abcdef\",[7,8],[null]]\n", RC_ROWS);
    struct ArrowSchema schema, schemas[4];
    struct ArrowArray array, arrays[4];
    char text[256];
    arrow_export(store, NULL, &schema, &array);
    rc_store_unref(store);
    move_children(&schema, &array, schemas, arrays);
    array.release(&array);
    schema.release(&schema);
    for (size_t i = 0; i < 4; i++) {
        size_t k = (i * 3 + 1) % 4; /* in some other order */
        ck_assert_str_eq(arrow_print(&schemas[k], &arrays[k], 0, text, sizeof text), printed[k]);
        arrays[k].release(&arrays[k]);
        ck_assert(arrays[k].release == NULL);
        schemas[k].release(&schemas[k]);
        ck_assert(schemas[k].release == NULL);
    }
}
END_TEST

/* The structures may be anywhere: moved by copying the bytes. */
START_TEST(structures_can_be_moved)
{
    rc_store *store = arrow_store("x:i4", "[1]\n", RC_COLUMNS);
    struct ArrowSchema schema, other_schema;
    struct ArrowArray array, other;
    char text[64];
    arrow_export(store, NULL, &schema, &array);
    memcpy(&other, &array, sizeof other);
    memcpy(&other_schema, &schema, sizeof schema);
    memset(&array, 0xA5, sizeof array);
    memset(&schema, 0xA5, sizeof schema);
    ck_assert_str_eq(arrow_print(&other_schema, &other, 0, text, sizeof text), "{1}");
    other.release(&other);
    other_schema.release(&other_schema);
    rc_store_unref(store);
}
END_TEST

static void *release_there(void *context)
{
    struct ArrowArray *array = context;
    array->release(array);
    return NULL;
}

START_TEST(children_are_released_by_several_threads)
{
    rc_store *store = arrow_store("a:i4, b:str, c:2i1, d:{e:U1?}",
                                  "[1,\"0123456789abcdef\",[7,8],[null]]\n", RC_COLUMNS);
    for (int round = 0; round < 20; round++) {
        struct ArrowSchema schema, schemas[4];
        struct ArrowArray array, arrays[4];
        pthread_t threads[4];
        arrow_export(store, NULL, &schema, &array);
        move_children(&schema, &array, schemas, arrays);
        for (size_t i = 0; i < 4; i++) {
            ck_assert_int_eq(pthread_create(&threads[i], NULL, release_there, &arrays[i]), 0);
        }
        array.release(&array);
        for (size_t i = 0; i < 4; i++) {
            pthread_join(threads[i], NULL);
            ck_assert(arrays[i].release == NULL);
            schemas[i].release(&schemas[i]);
        }
        schema.release(&schema);
    }
    rc_store_unref(store);
}
END_TEST

enum { LONG = 100, WRITTEN = 400 };

/* Long strings for the records of a slice. */
static void *write_strings(void *context)
{
    rc_store *slice = context;
    char text[LONG + 1];
    memset(text, 'w', LONG);
    text[LONG] = '\0';
    for (size_t i = 0; i < WRITTEN; i++) {
        rc_value value = rc_value_string(text);
        if (rc_store_set(slice, i, "x", &value, NULL) != RC_OK) {
            return slice;
        }
    }
    return NULL;
}

/* The strings of both are in one heap. */
START_TEST(a_slice_is_exported_while_another_gets_strings)
{
    rc_dtype *dtype = arrow_dtype("x:str");
    rc_store *store = rc_store_zeros(dtype, WRITTEN + 1, RC_COLUMNS, NULL);
    rc_store *written = rc_store_slice(store, 1, WRITTEN, NULL);
    const rc_store *read = rc_store_slice_const(store, 0, 1, NULL);
    rc_value value = rc_value_string("0123456789abcdef");
    pthread_t thread;
    void *failed;
    ck_assert_int_eq(rc_store_set(store, 0, "x", &value, NULL), RC_OK);
    ck_assert_int_eq(pthread_create(&thread, NULL, write_strings, written), 0);
    for (int round = 0; round < 50; round++) {
        prints_as(read, RC_STRINGS_VIEW, "{\"0123456789abcdef\"}");
    }
    pthread_join(thread, &failed);
    ck_assert(failed == NULL);
    rc_store_unref(read);
    rc_store_unref(written);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* -------------------------------------------------------------------- options */

START_TEST(wrong_options_are_refused)
{
    rc_store *store = arrow_store("x:i4", "[1]\n", RC_COLUMNS);
    rc_arrow_export_options options = RC_ARROW_EXPORT_OPTIONS_INIT;
    struct ArrowArray array;
    options.size++;
    ck_assert_int_eq(rc_arrow_export(store, &options, NULL, &array, NULL), RC_EARG);
    options = (rc_arrow_export_options)RC_ARROW_EXPORT_OPTIONS_INIT;
    options.strings = (rc_strings)4;
    ck_assert_int_eq(rc_arrow_export(store, &options, NULL, &array, NULL), RC_EARG);
    options = (rc_arrow_export_options)RC_ARROW_EXPORT_OPTIONS_INIT;
    options.table = 2;
    ck_assert_int_eq(rc_arrow_export(store, &options, NULL, &array, NULL), RC_EARG);
    rc_store_unref(store);
}
END_TEST

Suite *suite_arrow_export(void)
{
    Suite *suite = suite_create("arrow_export");
    TCase *tc = tcase_create("export"), *threads = tcase_create("threads");
    tcase_add_loop_test(tc, another_reader_sees_the_values, 0, (int)N(values));
    tcase_add_loop_test(tc, times_out_of_range_are_refused_with_field_and_record, 0,
                        (int)N(refused));
    tcase_add_test(tc, values_under_nulls_are_not_refused);
    tcase_add_test(tc, columns_are_shared);
    tcase_add_test(tc, values_that_are_not_aligned_are_copied);
    tcase_add_test(tc, short_text_takes_no_buffer);
    tcase_add_test(tc, an_export_of_columns_copies_nothing);
    tcase_add_test(tc, an_array_outlives_its_store);
    tcase_add_test(tc, children_can_be_moved_out);
    tcase_add_test(tc, structures_can_be_moved);
    tcase_add_test(tc, wrong_options_are_refused);
    tcase_set_tags(threads, "threads");
    tcase_add_test(threads, children_are_released_by_several_threads);
    tcase_add_test(threads, a_slice_is_exported_while_another_gets_strings);
    suite_add_tcase(suite, tc);
    suite_add_tcase(suite, threads);
    return suite;
}
