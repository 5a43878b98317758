/* What holds for every dtype, tried on random ones. */
#include "dtype/leaves.h"
#include "dtype_helpers.h"
#include "dtype_random.h"

#include <string.h>

enum { CASES = 400, ROUNDS = 10 };

/* Each loop of a test takes a run of dtypes of its own. */
static uint64_t seed_of(int loop)
{
    return 0x9E3779B97F4A7C15u * (uint64_t)(loop + 1);
}

START_TEST(equal_means_equal_hash_and_equivalent)
{
    uint64_t state = seed_of(_i);
    rc_dtype *last = rc_dtype_leaf(RC_I4, NULL);
    int i;
    for (i = 0; i < CASES; i++) {
        uint64_t again = state;
        rc_dtype *a = random_dtype(&state, 3, RANDOM_ALL, NULL);
        rc_dtype *b = random_dtype(&again, 3, RANDOM_ALL, NULL);
        ck_assert(rc_dtype_equal(a, b) && rc_dtype_equivalent(a, b));
        ck_assert(rc_dtype_hash(a) == rc_dtype_hash(b));
        ck_assert_int_eq(rc_dtype_require(a, b, NULL), RC_OK);
        ck_assert_int_eq(rc_dtype_can_cast(a, b), RC_CAST_EXACT);
        ck_assert_int_eq(rc_dtype_require(a, last, NULL) == RC_OK, rc_dtype_equal(a, last));
        ck_assert(rc_dtype_equal(a, last) || rc_dtype_hash(a) != rc_dtype_hash(last));
        rc_dtype_unref(b);
        rc_dtype_unref(last);
        last = a;
    }
    rc_dtype_unref(last);
}
END_TEST

START_TEST(layout_and_order_keep_equivalence)
{
    uint64_t state = seed_of(_i);
    int i;
    for (i = 0; i < CASES; i++) {
        rc_dtype *dtype = random_dtype(&state, 3, RANDOM_ALL, NULL);
        rc_dtype *big = rc_dtype_with_order(dtype, RC_ORDER_BIG, NULL);
        rc_dtype *aligned = rc_dtype_repack(dtype, RC_ALIGNED, 1, NULL);
        rc_dtype *packed = rc_dtype_repack(aligned, RC_PACKED, 1, NULL);
        rc_dtype *tight = rc_dtype_repack(dtype, RC_PACKED, 1, NULL);
        ck_assert(rc_dtype_equivalent(dtype, big));
        ck_assert_uint_eq(rc_dtype_itemsize(dtype), rc_dtype_itemsize(big));
        ck_assert(rc_dtype_equivalent(dtype, aligned));
        ck_assert_int_eq(rc_dtype_can_cast(dtype, aligned), RC_CAST_EXACT);
        test_same(packed, tight);
        ck_assert_uint_ge(rc_dtype_itemsize(aligned), rc_dtype_itemsize(packed));
        rc_dtype_unref(dtype);
        rc_dtype_unref(big);
        rc_dtype_unref(aligned);
        rc_dtype_unref(packed);
        rc_dtype_unref(tight);
    }
}
END_TEST

/* The bytes of leaves inside nested structs lie where the paths say, and none is in two. */
START_TEST(leaves_cover_the_record_once)
{
    static unsigned char used[1 << 16];
    uint64_t state = seed_of(_i);
    int i;
    for (i = 0; i < CASES; i++) {
        rc_dtype *dtype = random_struct(&state, 4, RANDOM_ALL, NULL);
        rci_dtype_leaves leaves;
        size_t k, j;
        ck_assert_uint_le(rc_dtype_itemsize(dtype), sizeof used);
        memset(used, 0, sizeof used);
        ck_assert_int_eq(rci_dtype_leaves_init(&leaves, dtype, NULL), RC_OK);
        ck_assert_uint_eq(leaves.n_leaves, rci_dtype_leaf_count(dtype));
        for (k = 0; k < leaves.n_leaves; k++) {
            size_t size = rc_dtype_itemsize(leaves.leaf[k].dtype);
            ck_assert_uint_le(leaves.leaf[k].offset + size, rc_dtype_itemsize(dtype));
            for (j = 0; j < size; j++) {
                ck_assert(!used[leaves.leaf[k].offset + j]++);
            }
        }
        rci_dtype_leaves_release(&leaves);
        rc_dtype_unref(dtype);
    }
}
END_TEST

/* Field by field: adding what was dropped, selecting everything, renaming twice. */
START_TEST(edits_undo_each_other)
{
    uint64_t state = seed_of(_i);
    int i;
    for (i = 0; i < CASES; i++) {
        rc_dtype *dtype = random_struct(&state, 2, RANDOM_ALL & ~RANDOM_EMPTY, NULL);
        rc_align align = rc_dtype_is_aligned(dtype) ? RC_ALIGNED : RC_PACKED;
        rc_dtype *tight = rc_dtype_repack(dtype, align, 0, NULL);
        rc_field_info last;
        size_t n = rc_dtype_nfields(dtype);
        rc_dtype *fewer, *again, *renamed, *back;
        rc_dtype_field(dtype, n - 1, &last, NULL);
        fewer = rc_dtype_drop_fields(dtype, &last.name, 1, NULL);
        ck_assert_uint_eq(rc_dtype_nfields(fewer), n - 1);
        {
            rc_field_spec field = {last.name, last.dtype, RC_AUTO, last.nullable};
            again = rc_dtype_add_field(fewer, &field, RC_AUTO, NULL);
        }
        test_same(again, tight);
        renamed = rc_dtype_rename_field(dtype, last.name, "renamed", NULL);
        back = rc_dtype_rename_field(renamed, "renamed", last.name, NULL);
        ck_assert(!rc_dtype_equal(dtype, renamed));
        test_same(dtype, back);
        rc_dtype_unref(dtype);
        rc_dtype_unref(tight);
        rc_dtype_unref(fewer);
        rc_dtype_unref(again);
        rc_dtype_unref(renamed);
        rc_dtype_unref(back);
    }
}
END_TEST

/* Both can become what they are promoted to without a loss, and the order does not matter. */
START_TEST(promotion_loses_nothing)
{
    uint64_t state = seed_of(_i);
    int i, promoted = 0;
    for (i = 0; i < 5 * CASES; i++) {
        rc_error err = RC_ERROR_INIT;
        rc_dtype *a = random_dtype(&state, 0, RANDOM_ALL, NULL);
        rc_dtype *b = random_dtype(&state, 0, RANDOM_ALL, NULL);
        rc_dtype *c = rc_dtype_promote(a, b, &err), *d = rc_dtype_promote(b, a, NULL);
        ck_assert((c != NULL) == (d != NULL));
        ck_assert((c != NULL) == (err.status == RC_OK));
        if (c) {
            ck_assert(rc_dtype_equivalent(c, d));
            ck_assert_int_le(rc_dtype_can_cast(a, c), RC_CAST_CHECKED);
            ck_assert_int_le(rc_dtype_can_cast(b, c), RC_CAST_CHECKED);
            promoted++;
        } else {
            ck_assert_int_eq(err.status, RC_ETYPE);
        }
        rc_dtype_unref(a);
        rc_dtype_unref(b);
        rc_dtype_unref(c);
        rc_dtype_unref(d);
    }
    ck_assert_int_gt(promoted, CASES);
}
END_TEST

Suite *suite_dtype_properties(void);

Suite *suite_dtype_properties(void)
{
    Suite *suite = suite_create("dtype properties");
    TCase *tc = tcase_create("properties");
    tcase_add_loop_test(tc, equal_means_equal_hash_and_equivalent, 0, ROUNDS);
    tcase_add_loop_test(tc, layout_and_order_keep_equivalence, 0, ROUNDS);
    tcase_add_loop_test(tc, leaves_cover_the_record_once, 0, ROUNDS);
    tcase_add_loop_test(tc, edits_undo_each_other, 0, ROUNDS);
    tcase_add_loop_test(tc, promotion_loses_nothing, 0, ROUNDS);
    suite_add_tcase(suite, tc);
    return suite;
}
