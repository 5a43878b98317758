/* Tests of take and put: each record against the one it was taken from, for random dtypes in both
 * layouts. */
#include "dtype_random.h"
#include "test_order.h"

#include <stdlib.h>
#include <string.h>

static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};
enum { LAYOUTS = 2 };

static const char everything[] = "a:u1, b:i8?, n:{x:i2, y:{z:f8?, s:str}}?, r:3V5, p:2{q:i1, "
                                 "w:str}, s:S7?, t:str?, u:U2; aligned";

static uint64_t *random_indices(size_t n, size_t length, uint64_t seed)
{
    uint64_t *indices = calloc(n + 1, sizeof *indices), state = seed + 1;
    for (size_t i = 0; i < n; i++) {
        indices[i] = random_next(&state) % length;
    }
    return indices;
}

/* A store of the dtype with values that differ from record to record. */
static rc_store *filled(size_t n, rc_layout layout, uint64_t seed)
{
    static const char *const paths[] = {"a", "b", "n.x", "n.y.z", "n.y.s", "s", "t", "u"};
    rc_dtype *dtype = rc_dtype_parse(everything, NULL);
    rc_store *store = rc_store_zeros(dtype, n, layout, NULL);
    uint64_t state = seed + 1;
    rc_field outer, element;
    REQUIRE(dtype != NULL && store != NULL);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        order_fill(store, paths[i], PATTERN_RANDOM, &state);
    }
    REQUIRE(rc_store_field(store, "p", &outer, NULL) == RC_OK);
    for (size_t k = 0; k < 2; k++) {
        rc_field word;
        REQUIRE(rc_field_element(&outer, k, &element, NULL) == RC_OK);
        REQUIRE(rc_field_child(&element, 1, &word, NULL) == RC_OK);
        for (size_t i = 0; i < n; i++) {
            char text[] = "a string that is not in the cell: 0000";
            rc_value value = rc_value_string(text);
            text[sizeof text - 2] = (char)('0' + i % 10);
            text[sizeof text - 3] = (char)('0' + i / 10 % 10);
            REQUIRE(rc_field_set(&word, i, &value, NULL) == RC_OK);
        }
    }
    REQUIRE(rc_store_field(store, "n", &outer, NULL) == RC_OK);
    for (size_t i = 0; i < n; i += 3) {
        REQUIRE(rc_field_set_null(&outer, i, NULL) == RC_OK);
    }
    rc_dtype_unref(dtype);
    return store;
}

static void check_record(const rc_store *a, size_t i, const rc_store *b, size_t j)
{
    const rc_store *x = rc_store_slice_const(a, i, 1, NULL),
                   *y = rc_store_slice_const(b, j, 1, NULL);
    if (!(rc_store_equal(x, y))) {
        ck_abort_msg("record %zu is not record %zu", i, j);
    }
    rc_store_unref(x);
    rc_store_unref(y);
}

START_TEST(records_are_taken)
{
    static const size_t lengths[] = {0, 1, 7, 8, 9, 30, 1023, 1024, 1025, 3000};
    rc_layout from = layouts[_i % 2], to = layouts[_i / 2];
    rc_store *store = filled(100, from, 7);
    rc_store *slice = rc_store_slice(store, 13, 80, NULL);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        uint64_t *indices = random_indices(lengths[i], 80, i);
        rc_take_options options = RC_TAKE_OPTIONS_INIT;
        rc_store *taken;
        options.layout = to;
        options.threads = (unsigned)i;
        taken = rc_store_take(slice, indices, lengths[i], &options, NULL);
        ck_assert_ptr_nonnull(taken);
        ck_assert_uint_eq(rc_store_length(taken), lengths[i]);
        ck_assert_int_eq(rc_store_layout(taken), to);
        for (size_t k = 0; k < lengths[i]; k++) {
            check_record(taken, k, slice, indices[k]);
        }
        rc_store_unref(taken);
        free(indices);
    }
    rc_store_unref(slice);
    rc_store_unref(store);
}
END_TEST

/* Sizes with code of their own, and others; many records, so that there are several tasks. */
START_TEST(cells_of_each_size)
{
    static const char *const dtypes[] = {
        "V1",  "V2",  "V3",  "V4",  "V8", "V12",        "V16",
        "V24", "V31", "V32", "V33", "V0", "a:i1, b:i8", "a:i1, b:i8; aligned"};
    for (size_t d = 0; d < sizeof dtypes / sizeof *dtypes; d++) {
        for (size_t l = 0; l < LAYOUTS; l++) {
            size_t n = d == 3 ? 300003 : 100;
            rc_dtype *dtype = rc_dtype_parse(dtypes[d], NULL);
            rc_store *store = rc_store_zeros(dtype, 256, RC_ROWS, NULL), *columns, *taken, *back;
            size_t size = rc_dtype_itemsize(dtype);
            unsigned char *bytes = rc_store_data(store);
            const unsigned char *found;
            uint64_t *indices = random_indices(n, 256, d);
            rc_take_options rows = RC_TAKE_OPTIONS_INIT;
            rows.layout = RC_ROWS;
            for (size_t i = 0; i < 256 * size; i++) {
                bytes[i] = (unsigned char)(i * 31 + i / 256);
            }
            columns = rc_store_convert(store, layouts[l], NULL);
            taken = rc_store_take(columns, indices, n, NULL, NULL);
            ck_assert_int_eq(rc_store_layout(taken), layouts[l]);
            back = rc_store_take(columns, indices, n, &rows, NULL);
            REQUIRE(rc_store_equal(taken, back));
            found = rc_store_data_const(back);
            for (size_t i = 0; i < n && d < 12; i++) {
                if (size > 0 && memcmp(found + i * size, bytes + indices[i] * size, size) != 0) {
                    ck_abort_msg("%s: record %zu", dtypes[d], i);
                }
            }
            for (size_t i = 0; i < n && d == 13; i++) { /* padding is zero */
                REQUIRE(found[i * size + 1] == 0);
                REQUIRE(found[i * size + 7] == 0);
            }
            rc_store_unref(store);
            rc_store_unref(columns);
            rc_store_unref(taken);
            rc_store_unref(back);
            rc_dtype_unref(dtype);
            free(indices);
        }
    }
}
END_TEST

START_TEST(records_are_put)
{
    rc_layout from_layout = layouts[_i % 2], to_layout = layouts[_i / 2];
    rc_store *store = filled(100, to_layout, 1), *before = rc_store_convert(store, RC_ROWS, NULL);
    rc_store *from = filled(60, from_layout, 2);
    uint64_t *indices = random_indices(60, 100, 5); /* some occur several times */
    REQUIRE(rc_store_put(store, indices, 60, from, NULL, NULL) == RC_OK);
    for (size_t i = 0; i < 100; i++) {
        size_t last = SIZE_MAX;
        for (size_t k = 0; k < 60; k++) {
            last = indices[k] == i ? k : last;
        }
        check_record(store, i, last == SIZE_MAX ? before : from, last == SIZE_MAX ? i : last);
    }
    rc_store_unref(store);
    rc_store_unref(before);
    rc_store_unref(from);
    free(indices);
}
END_TEST

START_TEST(plain_records_are_put)
{
    static const char dtype[] = "a:i1, b:f8?, c:{d:S3?}?";
    rc_layout from_layout = layouts[_i % 2], to_layout = layouts[_i / 2];
    rc_store *store = order_store(dtype, 500, to_layout, PATTERN_RANDOM, 1);
    rc_store *from = order_store(dtype, 400, from_layout, PATTERN_RANDOM, 2);
    rc_store *before = rc_store_convert(store, RC_ROWS, NULL);
    uint64_t indices[400];
    for (size_t i = 0; i < 400; i++) {
        indices[i] = i * 7 % 401;
    }
    REQUIRE(rc_store_put(store, indices, 400, from, NULL, NULL) == RC_OK);
    for (size_t i = 0; i < 400; i++) {
        check_record(store, indices[i], from, i);
    }
    for (size_t i = 401; i < 500; i++) {
        check_record(store, i, before, i);
    }
    rc_store_unref(store);
    rc_store_unref(before);
    rc_store_unref(from);
}
END_TEST

/* Without an array of indices: rows that are moved whole, and fields with null bits. */
START_TEST(no_records_are_taken)
{
    static const char *const dtypes[] = {"a:i4, b:f8", "a:i4?, s:str?"};
    rc_dtype *dtype = rc_dtype_parse(dtypes[_i / 2], NULL);
    rc_store *store = rc_store_zeros(dtype, 3, _i % 2 ? RC_ROWS : RC_COLUMNS, NULL);
    rc_store *none = rc_store_take(store, NULL, 0, NULL, NULL);
    ck_assert_ptr_nonnull(none);
    ck_assert_uint_eq(rc_store_length(none), 0);
    rc_store_unref(none);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(wrong_arguments_are_refused)
{
    rc_store *store = filled(10, RC_ROWS, 1), *same = filled(10, RC_COLUMNS, 2);
    rc_store *before = rc_store_convert(store, RC_ROWS, NULL);
    rc_store *slice = rc_store_slice(store, 2, 5, NULL);
    rc_store *other = order_store("a:i4", 10, RC_ROWS, PATTERN_RANDOM, 1);
    uint64_t indices[] = {3, 9, 10, UINT64_MAX};
    rc_take_options options = RC_TAKE_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    ck_assert_ptr_null(rc_store_take(store, indices, 3, NULL, &err));
    ck_assert_int_eq(err.status, RC_EINDEX);
    ck_assert_str_eq(err.message, "index 2 of the array is 10, expected less than 10");
    ck_assert_int_eq(rc_store_put(store, indices, 4, same, NULL, NULL), RC_EINDEX);
    ck_assert_int_eq(rc_store_put(store, indices, 2, other, NULL, NULL), RC_ETYPE);
    ck_assert_int_eq(rc_store_put(store, indices, 2, slice, NULL, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_put(store, indices, 2, store, NULL, NULL), RC_EARG);
    indices[2] = 1;
    rc_store_unref(slice);
    slice = rc_store_slice(same, 0, 2, NULL);
    ck_assert_int_eq(rc_store_put(store, indices, 3, slice, NULL, NULL), RC_EINDEX);
    options.layout = (rc_layout)7;
    ck_assert_ptr_null(rc_store_take(store, indices, 2, &options, NULL));
    ck_assert_int_eq(rc_store_put(store, indices, 2, same, &options, NULL), RC_EARG);
    REQUIRE(rc_store_equal(store, before));
    REQUIRE(rc_store_put(store, NULL, 0, same, NULL, NULL) == RC_OK);
    rc_store_unref(store);
    rc_store_unref(same);
    rc_store_unref(before);
    rc_store_unref(slice);
    rc_store_unref(other);
}
END_TEST

Suite *suite_order_take(void)
{
    Suite *suite = suite_create("order take");
    TCase *tcase = tcase_create("take");
    tcase_set_tags(tcase, "threads");
    tcase_add_loop_test(tcase, records_are_taken, 0, 4);
    tcase_add_test(tcase, cells_of_each_size);
    tcase_add_loop_test(tcase, records_are_put, 0, 4);
    tcase_add_loop_test(tcase, plain_records_are_put, 0, 4);
    tcase_add_loop_test(tcase, no_records_are_taken, 0, 4);
    tcase_add_test(tcase, wrong_arguments_are_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}
