/* Filters against copies made record by record. */
#include "test_compute.h"

#include "faulty_alloc.h"

#include <stdlib.h>
#include <string.h>

/* The records whose byte is set, by rc_store_append_range. */
static rc_store *copy_one_by_one(const rc_store *store, const unsigned char *mask, rc_layout layout)
{
    rc_store *copy = rc_store_zeros(rc_store_dtype(store), 0, layout, NULL);
    for (size_t i = 0; i < rc_store_length(store); i++) {
        if (mask[i]) {
            ck_assert_int_eq(rc_store_append_range(copy, store, i, 1, NULL), RC_OK);
        }
    }
    return copy;
}

static void check_equal(rc_store *found, const rc_store *expected, rc_layout layout)
{
    ck_assert_ptr_nonnull(found);
    ck_assert_int_eq(rc_store_layout(found), layout);
    ck_assert_uint_eq(rc_store_length(found), rc_store_length(expected));
    ck_assert(rc_store_equal(found, expected));
    rc_store_unref(found);
}

static unsigned char *random_mask(test_random *random, size_t n, size_t turn)
{
    unsigned char *mask = malloc(n + 1);
    for (size_t i = 0; i < n; i++) {
        switch (turn % 5) {
        case 0:
            mask[i] = test_below(random, 2) ? (unsigned char)(1 + test_below(random, 255)) : 0;
            break;
        case 1:
            mask[i] = test_below(random, 40) == 0;
            break;
        case 2:
            mask[i] = test_below(random, 100) != 0;
            break;
        case 3:
            mask[i] = i / 64 % 2 == 0;
            break;
        default:
            mask[i] = 1;
            break;
        }
    }
    return mask;
}

static void check_masks(test_random *random, const rc_store *store, size_t turns)
{
    size_t n = rc_store_length(store);
    for (size_t turn = 0; turn < turns; turn++) {
        unsigned char *mask = random_mask(random, n, turn);
        size_t first = test_below(random, 20);
        unsigned char *bits = calloc(1, (n + first) / 8 + 1);
        for (size_t i = 0; i < n; i++) {
            bits[(i + first) / 8] |= (unsigned char)((mask[i] != 0) << (i + first) % 8);
        }
        for (int layout = RC_ROWS; layout <= RC_COLUMNS; layout++) {
            rc_store *expected = copy_one_by_one(store, mask, (rc_layout)layout);
            check_equal(rc_store_filter_mask(store, mask, FILTER((rc_layout)layout, 2), NULL),
                        expected, (rc_layout)layout);
            check_equal(
                rc_store_filter_bits(store, bits, first, FILTER((rc_layout)layout, 1), NULL),
                expected, (rc_layout)layout);
            rc_store_unref(expected);
        }
        free(bits);
        free(mask);
    }
}

START_TEST(masks)
{
    static const size_t lengths[] = {0, 1, 64, 65, 127, 200};
    test_random random = {(uint64_t)_i};
    rc_store *store = test_store(&random, lengths[_i / 2], _i % 2 ? RC_ROWS : RC_COLUMNS);
    rc_store *slice = rc_store_slice(store, lengths[_i / 2] / 4, lengths[_i / 2] / 2, NULL);
    check_masks(&random, store, 10);
    check_masks(&random, slice, 5);
    rc_store_unref(slice);
    slice = rc_store_reversed(store, NULL);
    check_masks(&random, slice, 5);
    rc_store_unref(slice);
    rc_store_unref(store);
}
END_TEST

/* Cells of each size that has a loop of its own, more than a block and a chunk. */
START_TEST(sizes)
{
    static const char *const dtypes[] = {"i1",        "i2",         "i4", "i8",
                                         "c16",       "S12",        "S3", "x:i4,y:i4,z:i4",
                                         "x:i1,y:i8", "x:f8,y:i4?", "S0", "x:{}"};
    enum { MANY = 140001 };
    test_random random = {9};
    rc_dtype *dtype = test_dtype(dtypes[_i]);
    for (int layout = RC_ROWS; layout <= RC_COLUMNS; layout++) {
        rc_store *store = rc_store_zeros(dtype, MANY, (rc_layout)layout, NULL);
        const char *bytes[] = {"x", "y", "z", ""};
        for (size_t k = 0; k < N(bytes); k++) {
            rc_field field;
            if (rc_store_field(store, bytes[k], &field, NULL) != RC_OK || !field.data ||
                rc_dtype_kind(field.dtype) == RC_STRUCT) {
                continue;
            }
            for (size_t i = 0; i < MANY; i++) {
                uint64_t noise = test_next(&random);
                size_t size = rc_dtype_itemsize(field.dtype);
                memcpy(field.data + (ptrdiff_t)i * field.stride, &noise, size < 8 ? size : 8);
                if (field.valid && noise % 3 == 0) {
                    ck_assert_int_eq(rc_field_set_null(&field, i, NULL), RC_OK);
                }
            }
        }
        for (size_t turn = (size_t)layout % 2; turn < 5; turn += 2) {
            unsigned char *mask = random_mask(&random, MANY, turn);
            rc_store *expected = copy_one_by_one(store, mask, RC_ROWS);
            check_equal(rc_store_filter_mask(store, mask, FILTER(0, 1), NULL), expected,
                        (rc_layout)layout);
            check_equal(rc_store_filter_mask(store, mask, FILTER(RC_ROWS, 5), NULL), expected,
                        RC_ROWS);
            rc_store_unref(expected);
            free(mask);
        }
        rc_store_unref(store);
    }
    rc_dtype_unref(dtype);
}
END_TEST

/* By a predicate: the same records as those that match. */
START_TEST(by_predicate)
{
    test_random random = {3};
    rc_store *store = test_store(&random, 500, _i ? RC_ROWS : RC_COLUMNS);
    rc_predicate *p = test_predicate(rc_store_dtype(store), "n4 >= 0 or not note == \"a\"");
    unsigned char bits[63], mask[500];
    size_t count;
    rc_store *expected;
    ck_assert_int_eq(rc_store_match(store, p, bits, &count, FILTER(0, 1), NULL), RC_OK);
    for (size_t i = 0; i < 500; i++) {
        mask[i] = bits[i / 8] >> (i % 8) & 1;
    }
    ck_assert_uint_gt(count, 0);
    ck_assert_uint_lt(count, 500);
    expected = copy_one_by_one(store, mask, RC_COLUMNS);
    check_equal(rc_store_filter(store, p, FILTER(RC_COLUMNS, 0), NULL), expected, RC_COLUMNS);
    rc_store_unref(expected);
    rc_predicate_unref(p);
    rc_store_unref(store);
}
END_TEST

/* The padding of rows that are copied from memory of the caller is zero. */
START_TEST(padding)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = test_dtype("x:i1, y:i4; aligned");
    unsigned char rows[16], mask[2] = {1, 1};
    rc_store *store, *copy;
    const unsigned char *data;
    memset(rows, 0xEE, sizeof rows);
    store = rc_store_wrap(dtype, 2, rows, NULL, NULL, &err);
    copy = rc_store_filter_mask(store, mask, FILTER(0, 1), &err);
    ck_assert_ptr_nonnull(copy);
    data = rc_store_data_const(copy);
    for (size_t i = 0; i < 16; i++) {
        ck_assert_uint_eq(data[i], i % 8 >= 1 && i % 8 <= 3 ? 0 : 0xEE);
    }
    rc_store_unref(copy);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* The strings of the copy are its own. */
START_TEST(strings_are_copied)
{
    rc_dtype *dtype = test_dtype("s:str");
    rc_store *store = rc_store_zeros(dtype, 3, RC_COLUMNS, NULL), *copy;
    rc_value value = rc_value_string("a string that is longer than its cell");
    unsigned char mask[3] = {0, 1, 1};
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(rc_store_set(store, i, "s", &value, NULL), RC_OK);
    }
    copy = rc_store_filter_mask(store, mask, FILTER(0, 1), NULL);
    rc_store_unref(store);
    ck_assert_int_eq(rc_store_get(copy, 1, "s", &value, NULL), RC_OK);
    ck_assert_uint_eq(value.as.text.length, 37);
    ck_assert_int_eq(memcmp(value.as.text.data, "a string that", 13), 0);
    rc_store_unref(copy);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(wrong_layout)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = test_dtype("x:i4");
    rc_store *store = rc_store_zeros(dtype, 1, RC_ROWS, NULL);
    unsigned char mask[1] = {1};
    ck_assert_ptr_null(rc_store_filter_mask(store, mask, FILTER((rc_layout)7, 1), &err));
    ck_assert_int_eq(err.status, RC_EARG);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

static rc_status filter_both(void *context)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store = context;
    rc_value value = rc_value_int(0);
    rc_predicate *p = rc_predicate_compare("i4", RC_COMPARE_GREATER_OR_EQUAL, &value, &err);
    rc_store *a = p ? rc_store_filter(store, p, FILTER(RC_COLUMNS, 1), &err) : NULL;
    unsigned char bits[32];
    rc_store *b;
    memset(bits, 0x5A, sizeof bits);
    b = a ? rc_store_filter_bits(store, bits, 3, FILTER(RC_ROWS, 1), &err) : NULL;
    rc_store_unref(a);
    rc_store_unref(b);
    rc_predicate_unref(p);
    return err.status;
}

START_TEST(refused_memory)
{
    test_random random = {5};
    rc_store *store = test_store(&random, 100, _i ? RC_ROWS : RC_COLUMNS);
    faulty_alloc_each(filter_both, store);
    rc_store_unref(store);
}
END_TEST

Suite *suite_compute_filter(void)
{
    Suite *suite = suite_create("compute/filter");
    TCase *tcase = tcase_create("filter");
    tcase_set_timeout(tcase, 300);
    tcase_add_loop_test(tcase, masks, 0, 12);
    tcase_add_loop_test(tcase, sizes, 0, 12);
    tcase_add_loop_test(tcase, by_predicate, 0, 2);
    tcase_add_test(tcase, padding);
    tcase_add_test(tcase, strings_are_copied);
    tcase_add_test(tcase, wrong_layout);
    tcase_add_loop_test(tcase, refused_memory, 0, 2);
    suite_add_tcase(suite, tcase);
    return suite;
}
