/* Tests of references to stores, and of the memory that two stores share. */
#include "test_store.h"

#include <rowcol/memory.h>

static uint64_t shared(const rc_store *a, const char *a_path, const rc_store *b, const char *b_path)
{
    uint64_t bytes = 99;
    ck_assert_int_eq(rc_store_shared_bytes(a, a_path, b, b_path, &bytes, NULL), RC_OK);
    return bytes;
}

START_TEST(references)
{
    rc_dtype *dtype = test_dtype("x:i4, y:i4");
    rc_store *store = rc_store_zeros(dtype, 10, RC_ROWS, NULL), *slice;
    ck_assert_uint_eq(rc_store_references(store), 1);
    ck_assert_uint_eq(rc_store_data_references(store), 1);
    ck_assert_uint_eq(rc_dtype_references(dtype), 2);
    rc_store_ref(store);
    slice = rc_store_slice(store, 0, 5, NULL);
    ck_assert_uint_eq(rc_store_references(store), 2);
    ck_assert_uint_eq(rc_store_data_references(store), 2);
    ck_assert_uint_eq(rc_store_references(slice), 1);
    ck_assert_uint_eq(rc_dtype_references(dtype), 2); /* the slice shares the schema */
    rc_store_unref(slice);
    rc_store_unref(store);
    ck_assert_uint_eq(rc_store_references(store), 1);
    ck_assert_uint_eq(rc_store_data_references(store), 1);
    rc_store_unref(store);
    ck_assert_uint_eq(rc_dtype_references(dtype), 1);
    rc_dtype_unref(dtype);
    dtype = rc_dtype_leaf(RC_I4, NULL);
    ck_assert_uint_eq(rc_dtype_references(dtype), 0);
    ck_assert_uint_eq(rc_store_references(NULL), 0);
}
END_TEST

START_TEST(relations)
{
    for (int layout = RC_ROWS; layout <= RC_COLUMNS; layout++) {
        rc_store *store = test_zeros("x:i4, y:i8", 10, (rc_layout)layout);
        rc_store *same = rc_store_slice(store, 0, 10, NULL);
        rc_store *front = rc_store_slice(store, 0, 6, NULL);
        rc_store *back = rc_store_slice(store, 6, 4, NULL);
        rc_store *middle = rc_store_slice(store, 4, 4, NULL);
        rc_store *copy = rc_store_convert(store, RC_ROWS, NULL);
        rc_store *other = test_zeros("x:i4, y:i4", 10, RC_ROWS);
        ck_assert_int_eq(rc_store_relation(store, store), RC_SAME_STORE);
        ck_assert_int_eq(rc_store_relation(store, same), RC_SAME_RECORDS);
        ck_assert_int_eq(rc_store_relation(store, front), RC_OVERLAPPING);
        ck_assert_int_eq(rc_store_relation(back, middle), RC_OVERLAPPING);
        ck_assert_int_eq(rc_store_relation(front, back), RC_UNRELATED);
        ck_assert_int_eq(rc_store_relation(back, front), RC_UNRELATED);
        ck_assert_int_eq(rc_store_relation(store, copy), RC_EQUAL);
        ck_assert_int_eq(rc_store_relation(store, other), RC_UNRELATED);
        ck_assert_int_eq(rc_store_relation(store, NULL), RC_UNRELATED);
        ck_assert_uint_eq(shared(store, "", same, ""), 120);
        ck_assert_uint_eq(shared(store, "x", front, "x"), 24);
        ck_assert_uint_eq(shared(store, "x", front, "y"), 0);
        ck_assert_uint_eq(shared(middle, "y", front, ""), 16);
        ck_assert_uint_eq(shared(middle, "y", back, "y"), 16);
        ck_assert_uint_eq(shared(front, "", back, ""), 0);
        ck_assert_uint_eq(shared(store, "", copy, ""), 0);
        rc_store_unref(other);
        rc_store_unref(copy);
        rc_store_unref(middle);
        rc_store_unref(back);
        rc_store_unref(front);
        rc_store_unref(same);
        rc_store_unref(store);
    }
}
END_TEST

/* Memory that is wrapped twice, at other offsets and with other fields. */
START_TEST(memory_that_is_wrapped_twice)
{
    static unsigned char memory[64];
    rc_dtype *pairs = test_dtype("a:u2, b:u2"), *bytes = test_dtype("c:u1");
    rc_store *a = rc_store_wrap(pairs, 8, memory, NULL, NULL, NULL);
    rc_store *b = rc_store_wrap(bytes, 10, memory + 5, NULL, NULL, NULL);
    uint64_t in_a = 0, in_b = 0;
    for (size_t i = 5; i < 15; i++) {
        in_a += i % 4 < 2;
        in_b += i % 4 >= 2;
    }
    ck_assert_int_eq(rc_store_relation(a, b), RC_OVERLAPPING);
    ck_assert_uint_eq(shared(a, "a", b, "c"), in_a);
    ck_assert_uint_eq(shared(b, "c", a, "b"), in_b);
    ck_assert_uint_eq(shared(a, "", b, ""), 10);
    rc_store_unref(a);
    rc_store_unref(b);
    rc_dtype_unref(pairs);
    rc_dtype_unref(bytes);
}
END_TEST

Suite *suite_store_identity(void)
{
    Suite *suite = suite_create("store identity");
    TCase *tcase = tcase_create("identity");
    tcase_add_test(tcase, references);
    tcase_add_test(tcase, relations);
    tcase_add_test(tcase, memory_that_is_wrapped_twice);
    suite_add_tcase(suite, tcase);
    return suite;
}
