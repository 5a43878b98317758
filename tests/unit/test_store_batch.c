/* Tests of store/batch.h, the interface for readers and writers. */
#include "test_store.h"

#include "dtype/leaves.h"
#include "store/batch.h"
#include "store/nulls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};

/* A batch is filled through its leaves, emptied, and filled again. */
START_TEST(a_batch_is_filled_and_used_again)
{
    rc_dtype *dtype = test_dtype("x:i4, s:str, p:{y:i2?}");
    rc_store *batch, *expected;
    test_memory_begin();
    batch = rci_store_with_capacity(dtype, 100, layouts[_i], NULL);
    ck_assert_uint_eq(rc_store_length(batch), 0);
    ck_assert_uint_eq(rc_store_capacity(batch), 100);
    ck_assert_uint_eq(rci_store_refs(batch), 1);
    for (size_t round = 1; round < 4; round++) {
        unsigned char *x, *s, *y, *bits;
        size_t x_stride, s_stride, y_stride, bit0, n = 30 * round;
        expected = rc_store_zeros(dtype, n, RC_ROWS, NULL);
        rci_store_leaf(batch, 0, &x, &x_stride);
        rci_store_leaf(batch, 1, &s, &s_stride);
        rci_store_leaf(batch, 2, &y, &y_stride);
        rci_store_null_bits(batch, 0, &bits, &bit0);
        for (size_t i = 0; i < n; i++) {
            unsigned char *row = (unsigned char *)rc_store_data(expected) + i * 22;
            int32_t value = (int32_t)(i * round);
            int16_t small = (int16_t)i;
            char text[60];
            int length = snprintf(text, sizeof text, "round %zu of %zu, and more", round, i);
            unsigned char *expected_bits;
            size_t expected_bit0;
            ck_assert(rci_store_bit(bits, bit0 + i));
            memcpy(x + i * x_stride, &value, 4);
            memcpy(row, &value, 4);
            ck_assert_int_eq(
                rci_store_string_put(batch, s + i * s_stride, text, (size_t)length, NULL), RC_OK);
            ck_assert_int_eq(rci_store_string_put(expected, row + 4, text, (size_t)length, NULL),
                             RC_OK);
            memcpy(y + i * y_stride, &small, 2);
            memcpy(row + 20, &small, 2);
            rci_store_null_bits(expected, 0, &expected_bits, &expected_bit0);
            rci_store_set_bit(bits, bit0 + i, i % 3 != 0);
            rci_store_set_bit(expected_bits, expected_bit0 + i, i % 3 != 0);
        }
        rci_store_set_length(batch, n);
        ck_assert(rc_store_equal(batch, expected));
        rc_store_unref(expected);
        rci_store_clear_for_reuse(batch);
        ck_assert_uint_eq(rc_store_length(batch), 0);
    }
    /* What was written to is cleared before it is a zero record. */
    ck_assert_int_eq(rc_store_append(batch, 50, NULL, NULL), RC_OK);
    for (size_t i = 0; i < 50; i++) {
        ck_assert(test_is_zero(batch, i));
    }
    rc_store_unref(batch);
    test_memory_end();
    rc_dtype_unref(dtype);
}
END_TEST

/* Decoders write past the length: none of those bytes may become visible. */
START_TEST(records_written_ahead_are_not_there)
{
    rc_dtype *dtype = test_dtype("x:i4");
    rc_store *batch = rci_store_with_capacity(dtype, 10, layouts[_i], NULL);
    unsigned char *x;
    size_t stride;
    rci_store_leaf(batch, 0, &x, &stride);
    memset(x + 5 * stride, 0xFF, 4);
    ck_assert_int_eq(rc_store_resize(batch, 10, NULL), RC_OK);
    ck_assert(test_is_zero(batch, 5));
    rc_store_unref(batch);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(holders_are_counted)
{
    rc_store *store = test_zeros("x:i4, s:str", 10, layouts[_i]), *slice, *again;
    ck_assert_uint_eq(rci_store_refs(store), 1);
    again = rc_store_ref(store);
    ck_assert_uint_eq(rci_store_refs(store), 2);
    rc_store_unref(again);
    slice = rc_store_slice(store, 0, 5, NULL);
    ck_assert_uint_eq(rci_store_refs(store), 2);
    ck_assert_uint_eq(rci_store_refs(slice), 2);
    /* A slice that grows moves to memory of its own, with its strings. */
    ck_assert_int_eq(rc_store_append(slice, 1, NULL, NULL), RC_OK);
    ck_assert_uint_eq(rci_store_refs(store), 1);
    ck_assert_uint_eq(rci_store_refs(slice), 1);
    rc_store_unref(slice);
    ck_assert_uint_eq(rci_store_refs(store), 1);
    again = rc_store_convert(store, RC_ROWS, NULL);
    ck_assert_uint_eq(rci_store_refs(store), 1);
    rc_store_unref(again);
    rc_store_unref(store);
}
END_TEST

static const struct {
    const char *dtype;
    bool aligned, packed;
} packed_cases[] = {
    {"x:i4, y:i4", false, true},
    {"x:i1, y:i4", false, true},
    {"x:i1, y:i4", true, false},
    {"x:i4?", false, false},
    {"x:str", false, false},
    {"x:2{a:i1, b:i4}", true, false},
    {"x:2{a:i1, b:i4}", false, true},
    {"{}", false, true},
    {"x:{y:{z:i1}, w:i4}", true, false},
    {"3f8", false, true},
    {"x:i4, y:i1", true, false},
};

START_TEST(packed_rows_are_known)
{
    rc_dtype *dtype = packed_cases[_i].aligned ? test_dtype_aligned(packed_cases[_i].dtype)
                                               : test_dtype(packed_cases[_i].dtype);
    rc_store *rows = rc_store_zeros(dtype, 2, RC_ROWS, NULL);
    rc_store *columns = rc_store_zeros(dtype, 2, RC_COLUMNS, NULL);
    ck_assert_int_eq(rci_store_rows_are_packed(rows), packed_cases[_i].packed);
    ck_assert(!rci_store_rows_are_packed(columns));
    rc_store_unref(rows);
    rc_store_unref(columns);
    rc_dtype_unref(dtype);
}
END_TEST

PROPERTY(rows_are_copied_without_padding_and_back, 100)
{
    test_random random = {seed};
    test_wishes wishes = {false, false, true};
    rc_dtype *dtype = test_random_dtype(&random, wishes);
    size_t size = rc_dtype_itemsize(dtype), n = test_below(&random, 400), first, m;
    rc_store *store = rc_store_zeros(dtype, n, layouts[seed % 2], NULL), *model, *back;
    unsigned char *rows = malloc(n * size + 1);
    test_random_fill(&random, store, 0, n);
    model = rc_store_convert(store, RC_ROWS, NULL); /* its padding is zero */
    first = test_below(&random, n + 1);
    m = test_below(&random, n - first + 1);
    memset(rows, 0xCD, n * size + 1);
    ck_assert_int_eq(rci_store_copy_rows(store, first, m, rows + 1, NULL), RC_OK);
    ck_assert_mem_eq(rows + 1, (unsigned char *)rc_store_data(model) + first * size, m * size);

    back = rci_store_with_capacity(dtype, m, layouts[seed / 2 % 2], NULL);
    ck_assert_int_eq(rci_store_put_rows(back, 0, m, rows + 1, NULL), RC_OK);
    rci_store_set_length(back, m);
    ck_assert_uint_eq(rc_store_length(back), m);
    for (size_t i = 0; i < m; i++) {
        ck_assert(test_record_equal(back, i, store, first + i));
    }
    ck_assert_int_eq(rci_store_put_rows(store, 0, m, rows + 1, NULL), RC_OK);
    for (size_t i = 0; i < m; i++) {
        ck_assert(test_record_equal(back, i, store, i));
    }
    free(rows);
    rc_store_unref(back);
    rc_store_unref(model);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}

START_TEST(wrong_rows_are_refused)
{
    rc_store *store = test_zeros("x:i4", 10, layouts[_i]);
    rc_store *nullable = test_zeros("x:i4?", 10, layouts[_i]);
    rc_store *text = test_zeros("x:str", 10, layouts[_i]);
    unsigned char rows[200] = {0};
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rci_store_copy_rows(store, 5, 6, rows, NULL), RC_EINDEX);
    ck_assert_int_eq(rci_store_put_rows(store, 5, 6, rows, NULL), RC_EINDEX);
    ck_assert_int_eq(rci_store_put_rows(store, SIZE_MAX, 2, rows, NULL), RC_EINDEX);
    ck_assert_int_eq(rci_store_copy_rows(nullable, 0, 1, rows, &err), RC_EUNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(err.message, "nullable field \"x\""));
    ck_assert_int_eq(rci_store_put_rows(nullable, 0, 1, rows, NULL), RC_EUNSUPPORTED);
    ck_assert_int_eq(rci_store_copy_rows(text, 0, 1, rows, NULL), RC_EUNSUPPORTED);
    ck_assert_int_eq(rci_store_put_rows(text, 0, 1, rows, NULL), RC_EUNSUPPORTED);
    rc_store_unref(store);
    rc_store_unref(nullable);
    rc_store_unref(text);
}
END_TEST

/* ------------------------------------------------------------- null bits */

PROPERTY(bits_are_copied_at_any_offset, 300)
{
    test_random random = {seed};
    unsigned char from[40], to[40], before[40];
    size_t from_first = test_below(&random, 60), to_first = test_below(&random, 60);
    size_t n = test_below(&random, 200);
    for (size_t i = 0; i < sizeof from; i++) {
        from[i] = (unsigned char)test_next(&random);
        to[i] = before[i] = (unsigned char)test_next(&random);
    }
    rci_store_copy_bits(to, to_first, from, from_first, n);
    for (size_t i = 0; i < 8 * sizeof to; i++) {
        bool inside = i >= to_first && i < to_first + n;
        ck_assert_int_eq(rci_store_bit(to, i), inside
                                                   ? rci_store_bit(from, from_first + i - to_first)
                                                   : rci_store_bit(before, i));
    }
    rci_store_fill_bits(to, to_first, n);
    for (size_t i = 0; i < 8 * sizeof to; i++) {
        bool inside = i >= to_first && i < to_first + n;
        ck_assert_int_eq(rci_store_bit(to, i), inside || rci_store_bit(before, i));
    }
}

Suite *suite_store_batch(void)
{
    Suite *suite = suite_create("store batch");
    TCase *tc = tcase_create("batch");
    tcase_add_loop_test(tc, a_batch_is_filled_and_used_again, 0, 2);
    tcase_add_loop_test(tc, records_written_ahead_are_not_there, 0, 2);
    tcase_add_loop_test(tc, holders_are_counted, 0, 2);
    suite_add_tcase(suite, tc);
    tc = tcase_create("rows");
    tcase_add_loop_test(tc, packed_rows_are_known, 0, N(packed_cases));
    tcase_add_loop_test(tc, rows_are_copied_without_padding_and_back, 0, PROPERTY_PARTS);
    tcase_add_loop_test(tc, wrong_rows_are_refused, 0, 2);
    suite_add_tcase(suite, tc);
    tc = tcase_create("bits");
    tcase_add_loop_test(tc, bits_are_copied_at_any_offset, 0, PROPERTY_PARTS);
    suite_add_tcase(suite, tc);
    return suite;
}
