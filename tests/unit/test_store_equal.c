/* Tests of rc_store_equal. */
#include "test_store.h"

#include "store/nulls.h"
#include "store/segments.h"
#include "store/store_impl.h"

#include <string.h>

/* One segment of a value, chosen by index. */
typedef struct choice {
    size_t index, seen;
    rci_store_segment segment;
} choice;

static rc_status choose(void *context, rci_store_segment segment)
{
    choice *made = context;
    if (segment.size > 0 && made->seen++ == made->index) {
        made->segment = segment;
    }
    return RC_OK;
}

static bool leaf_is_null(const rc_store *store, size_t leaf, size_t i)
{
    const rci_dtype_leaves *leaves = &store->schema->leaves;
    size_t node = leaves->leaf[leaf].null_node;
    node = node != RCI_DTYPE_NONE ? node : leaves->leaf[leaf].null_parent;
    for (; node != RCI_DTYPE_NONE; node = leaves->null[node].parent) {
        if (!rci_store_bit(rci_store_storage_bits(&store->storage, node),
                           rci_store_storage_index(&store->storage, i))) {
            return true;
        }
    }
    return false;
}

/* Changes one byte of one value, or one string. `counts`: it is not inside a null. */
static bool change_something(test_random *random, rc_store *store, bool *counts)
{
    size_t i = test_below(random, store->length), leaf;
    choice made = {0, 0, {0, 0, false}}, counted = {SIZE_MAX, 0, {0, 0, false}};
    unsigned char *value;
    const rc_dtype *dtype;
    if (store->schema->leaves.n_leaves == 0) {
        return false;
    }
    leaf = test_below(random, store->schema->leaves.n_leaves);
    dtype = store->schema->leaves.leaf[leaf].dtype;
    rci_store_each_segment(dtype, 0, choose, &counted);
    if (counted.seen == 0) {
        return false;
    }
    made.index = test_below(random, counted.seen);
    rci_store_each_segment(dtype, 0, choose, &made);
    value = rci_store_storage_cell(&store->storage, leaf, i) + made.segment.offset;
    if (made.segment.is_str) {
        ck_assert_int_eq(
            rci_store_strings_put(store->strings, value, "QUITE ANOTHER TEXT", 18, NULL), RC_OK);
    } else {
        value[test_below(random, made.segment.size)] ^=
            (unsigned char)(1 + test_below(random, 255));
    }
    *counts = !leaf_is_null(store, leaf, i);
    return true;
}

PROPERTY(any_change_is_seen, 120)
{
    test_random random = {seed};
    test_wishes wishes = {seed % 2 != 0, seed / 2 % 2 != 0, true};
    rc_dtype *dtype = test_random_dtype(&random, wishes);
    size_t n = 1 + test_below(&random, 100);
    rc_store *a = rc_store_zeros(dtype, n, seed / 4 % 2 ? RC_ROWS : RC_COLUMNS, NULL), *b;
    test_random_fill(&random, a, 0, n);
    for (size_t k = 0; k < 20; k++) {
        bool counts;
        b = rc_store_convert(a, k % 2 ? RC_ROWS : RC_COLUMNS, NULL);
        ck_assert(rc_store_equal(a, b) && rc_store_equal(b, a));
        if (change_something(&random, b, &counts)) {
            ck_assert_int_eq(rc_store_equal(a, b), !counts);
            ck_assert_int_eq(rc_store_equal(b, a), !counts);
        }
        rc_store_unref(b);
    }
    rc_store_unref(a);
    rc_dtype_unref(dtype);
}

static void set_null(rc_store *store, size_t node, size_t i)
{
    rci_store_set_bit(rci_store_storage_bits(&store->storage, node),
                      rci_store_storage_index(&store->storage, i), false);
}

START_TEST(nulls_are_equal_whatever_their_bytes)
{
    rc_store *a = test_zeros("p:{x:i4?, s:str}?, y:i2?", 3, RC_ROWS);
    rc_store *b = rc_store_convert(a, RC_COLUMNS, NULL);
    rc_i4_field x;
    enum { P, X, Y };
    set_null(a, Y, 1);
    ck_assert(!rc_store_equal(a, b));
    set_null(b, Y, 1);
    ck_assert(rc_store_equal(a, b));
    /* x is null in one and inside a null p in the other: not the same. */
    set_null(a, X, 2);
    set_null(b, P, 2);
    ck_assert(!rc_store_equal(a, b));
    set_null(a, P, 2);
    ck_assert(rc_store_equal(a, b));
    ck_assert_int_eq(rc_store_i4(a, "p.x", &x, NULL), RC_OK);
    rc_i4_set(x, 2, 999);
    ck_assert(rc_store_equal(a, b));
    rc_i4_set(x, 0, 999);
    ck_assert(!rc_store_equal(a, b));
    rc_store_unref(a);
    rc_store_unref(b);
}
END_TEST

START_TEST(padding_is_not_compared)
{
    rc_dtype *dtype = test_dtype_aligned("a:i1, b:i8, c:2{d:i1, e:i4}, f:i1");
    rc_store *a = rc_store_zeros(dtype, 50, RC_ROWS, NULL);
    rc_store *b = rc_store_zeros(dtype, 50, RC_ROWS, NULL);
    test_random one = {1}, same = {1};
    memset(rc_store_data(a), 0xFF, 50 * rc_dtype_itemsize(dtype));
    test_random_fill(&one, a, 0, 50);
    test_random_fill(&same, b, 0, 50);
    ck_assert(rc_store_equal(a, b));
    rc_store_unref(a);
    rc_store_unref(b);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(floats_are_compared_by_their_bits)
{
    rc_store *a = test_zeros("x:f8", 1, RC_ROWS), *b = test_zeros("x:f8", 1, RC_COLUMNS);
    rc_f8_field x, y;
    double nan;
    uint64_t bits = 0x7FF8000000000001;
    memcpy(&nan, &bits, 8);
    ck_assert_int_eq(rc_store_f8(a, "x", &x, NULL), RC_OK);
    ck_assert_int_eq(rc_store_f8(b, "x", &y, NULL), RC_OK);
    rc_f8_set(x, 0, nan);
    rc_f8_set(y, 0, nan);
    ck_assert(rc_store_equal(a, b));
    rc_f8_set(x, 0, 0.0);
    rc_f8_set(y, 0, -0.0);
    ck_assert(!rc_store_equal(a, b));
    rc_store_unref(a);
    rc_store_unref(b);
}
END_TEST

START_TEST(other_dtypes_and_lengths_are_unequal)
{
    rc_store *a = test_zeros("x:i4", 3, RC_ROWS), *slice = rc_store_slice(a, 0, 2, NULL);
    rc_store *other = test_zeros("y:i4", 3, RC_ROWS), *empty = test_zeros("{}", 3, RC_ROWS);
    rc_store *fewer = test_zeros("{}", 2, RC_COLUMNS);
    ck_assert(rc_store_equal(a, a));
    ck_assert(!rc_store_equal(a, slice));
    ck_assert(!rc_store_equal(a, other));
    ck_assert(!rc_store_equal(a, empty));
    ck_assert(!rc_store_equal(empty, fewer));
    ck_assert_int_eq(rc_store_resize(empty, 2, NULL), RC_OK);
    ck_assert(rc_store_equal(empty, fewer));
    rc_store_unref(a);
    rc_store_unref(slice);
    rc_store_unref(other);
    rc_store_unref(empty);
    rc_store_unref(fewer);
}
END_TEST

Suite *suite_store_equal(void)
{
    Suite *suite = suite_create("store equal");
    TCase *tc = tcase_create("equal");
    tcase_add_loop_test(tc, any_change_is_seen, 0, PROPERTY_PARTS);
    tcase_add_test(tc, nulls_are_equal_whatever_their_bytes);
    tcase_add_test(tc, padding_is_not_compared);
    tcase_add_test(tc, floats_are_compared_by_their_bits);
    tcase_add_test(tc, other_dtypes_and_lengths_are_unequal);
    suite_add_tcase(suite, tc);
    return suite;
}
