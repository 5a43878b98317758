/* Tests of references to stores, and of the memory that two stores share. */
#include "test_store.h"

#include <pthread.h>
#include <rowcol/memory.h>
#include <rowcol/view.h>
#include <stdio.h>
#include <string.h>

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

/* --------------------------------------------------------------- holders */

static rc_memory_holder holder_of(const rc_store *store, size_t i)
{
    rc_memory_holder holder = RC_MEMORY_HOLDER_INIT;
    ck_assert_int_eq(rc_store_data_holder(store, i, &holder, NULL), RC_OK);
    return holder;
}

static void check_holder(const rc_store *asked, size_t i, rc_holder_kind kind, bool is_self,
                         size_t first, size_t length)
{
    const rc_memory_holder holder = holder_of(asked, i);
    ck_assert_int_eq(holder.kind, kind);
    ck_assert_int_eq(holder.is_self != 0, is_self);
    ck_assert_uint_eq(holder.first, first);
    ck_assert_uint_eq(holder.length, length);
    ck_assert_str_eq(holder.dtype, "x:i4, p:{y:i8, t:S3}, z:2f8?");
    ck_assert_ptr_null(holder.file); /* tracing is off */
}

/* There are as many holders as references to the data. */
static void check_count(const rc_store *store, size_t n)
{
    rc_error err = RC_ERROR_INIT;
    rc_memory_holder holder = RC_MEMORY_HOLDER_INIT;
    ck_assert_uint_eq(rc_store_data_references(store), n);
    holder_of(store, n - 1);
    ck_assert_int_eq(rc_store_data_holder(store, n, &holder, &err), RC_EINDEX);
    ck_assert_int_eq(err.status, RC_EINDEX);
}

START_TEST(holders)
{
    for (int layout = RC_ROWS; layout <= RC_COLUMNS; layout++) {
        rc_store *store = test_zeros("x:i4, p:{y:i8, t:S3}, z:2f8?", 100, (rc_layout)layout);
        rc_store *part = rc_store_slice(store, 10, 50, NULL);
        rc_store *inner = rc_store_slice(part, 5, 7, NULL);
        rc_store *all = rc_store_slice(store, 0, 100, NULL);
        rc_store *copy = rc_store_convert(store, RC_ROWS, NULL);
        check_count(store, 4);
        check_count(copy, 1);
        for (int i = 0; i < 2; i++) {
            const rc_store *asked = i == 0 ? store : inner;
            check_holder(asked, 0, RC_HOLDER_STORE, asked == store, 0, 100);
            check_holder(asked, 1, RC_HOLDER_SLICE, false, 10, 50);
            check_holder(asked, 2, RC_HOLDER_SLICE, asked == inner, 15, 7);
            check_holder(asked, 3, RC_HOLDER_SLICE, false, 0, 100);
        }
        check_holder(copy, 0, RC_HOLDER_STORE, true, 0, 100);
        rc_store_ref(part);
        ck_assert_uint_eq(holder_of(store, 1).references, 2);
        ck_assert_uint_eq(holder_of(store, 0).references, 1);
        rc_store_unref(part);
        /* From the middle, the start and the end of the list. */
        rc_store_unref(part);
        check_count(store, 3);
        check_holder(store, 1, RC_HOLDER_SLICE, false, 15, 7);
        rc_store_unref(store);
        check_count(inner, 2);
        check_holder(inner, 0, RC_HOLDER_SLICE, true, 15, 7);
        rc_store_unref(all);
        check_count(inner, 1);
        rc_store_unref(inner);
        rc_store_unref(copy);
    }
}
END_TEST

/* A store that grows gets memory of its own, or memory that only it has. */
START_TEST(holders_of_stores_that_grow)
{
    for (int layout = RC_ROWS; layout <= RC_COLUMNS; layout++) {
        rc_store *store = test_zeros("x:i4, y:i8", 100, (rc_layout)layout);
        rc_store *slice = rc_store_slice(store, 1, 9, NULL);
        ck_assert_int_eq(rc_store_append(slice, 3, NULL, NULL), RC_OK);
        check_count(slice, 1);
        ck_assert_int_eq(holder_of(slice, 0).kind, RC_HOLDER_STORE);
        ck_assert_uint_eq(holder_of(slice, 0).first, 0);
        ck_assert_uint_eq(holder_of(slice, 0).length, 12);
        check_count(store, 1);
        for (int i = 0; i < 20; i++) {
            ck_assert_int_eq(rc_store_append(store, 50, NULL, NULL), RC_OK);
            check_count(store, 1);
            ck_assert(holder_of(store, 0).is_self);
        }
        rc_store_unref(slice);
        slice = rc_store_slice(store, 500, 3, NULL);
        check_count(store, 2);
        ck_assert_int_eq(rc_store_resize(store, 5000, NULL), RC_OK); /* leaves the slice */
        check_count(store, 1);
        check_count(slice, 1);
        ck_assert_int_eq(holder_of(slice, 0).kind, RC_HOLDER_SLICE);
        rc_store_unref(store);
        ck_assert_int_eq(rc_store_shrink(slice, NULL), RC_OK);
        check_count(slice, 1);
        ck_assert_int_eq(holder_of(slice, 0).kind, RC_HOLDER_STORE);
        rc_store_unref(slice);
    }
}
END_TEST

START_TEST(holders_of_other_memory)
{
    static int32_t memory[20];
    rc_dtype *dtype = test_dtype("x:i4");
    rc_store *store = rc_store_wrap(dtype, 20, memory, NULL, NULL, NULL);
    rc_store *slice = rc_store_slice(store, 4, 2, NULL);
    rc_memory_holder holder = RC_MEMORY_HOLDER_INIT;
    check_count(store, 2);
    ck_assert_int_eq(holder_of(store, 0).kind, RC_HOLDER_STORE);
    ck_assert_int_eq(holder_of(store, 1).kind, RC_HOLDER_SLICE);
    ck_assert_uint_eq(holder_of(store, 1).first, 4);
    ck_assert_int_eq(rc_store_data_holder(NULL, 0, &holder, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_data_holder(store, 0, NULL, NULL), RC_EARG);
    holder.size = 3;
    ck_assert_int_eq(rc_store_data_holder(store, 0, &holder, NULL), RC_EARG);
    rc_store_unref(store);
    check_count(slice, 1);
    rc_store_unref(slice);
    rc_dtype_unref(dtype);
}
END_TEST

/* Views of some fields and of records in steps. */
START_TEST(holders_that_are_views)
{
    static const char *const paths[] = {"y", "x"};
    for (int layout = RC_ROWS; layout <= RC_COLUMNS; layout++) {
        rc_store *store = test_zeros("x:i4, y:{a:i8, b:u1}", 10, (rc_layout)layout);
        rc_store *odd = rc_store_slice_step(store, 1, 5, 2, NULL);
        rc_store *back = rc_store_reversed(odd, NULL);
        rc_store *fields = rc_store_select(store, paths, 2, NULL);
        rc_store *nested = rc_store_nested(back, "y", NULL);
        check_count(store, 5);
        ck_assert_int_eq(holder_of(store, 0).step, 1);
        ck_assert_str_eq(holder_of(store, 1).dtype, "x:i4, y:{a:i8, b:u1}");
        ck_assert_uint_eq(holder_of(store, 1).first, 1);
        ck_assert_int_eq(holder_of(store, 1).step, 2);
        ck_assert_uint_eq(holder_of(store, 2).first, 9);
        ck_assert_int_eq(holder_of(store, 2).step, -2);
        ck_assert_str_eq(holder_of(store, 3).dtype, "y:{a:i8, b:u1}, x:i4");
        ck_assert_str_eq(holder_of(store, 4).dtype, "a:i8, b:u1");
        ck_assert_int_eq(holder_of(store, 4).kind, RC_HOLDER_SLICE);
        ck_assert_uint_eq(holder_of(store, 4).length, 5);
        rc_store_unref(odd);
        rc_store_unref(store);
        rc_store_unref(fields);
        check_count(nested, 2);
        rc_store_unref(back);
        check_count(nested, 1);
        rc_store_unref(nested);
    }
}
END_TEST

/* A dtype whose text is too long is cut. */
START_TEST(holder_with_many_fields)
{
    char text[4000] = "";
    rc_dtype *dtype;
    rc_store *store;
    rc_memory_holder holder;
    for (int i = 0; i < 300; i++) {
        sprintf(text + strlen(text), "%sf%d:i4", i > 0 ? ", " : "", i);
    }
    dtype = test_dtype(text);
    store = rc_store_zeros(dtype, 1, RC_ROWS, NULL);
    holder = holder_of(store, 0);
    ck_assert_uint_eq(strlen(holder.dtype), RC_MEMORY_HOLDER_DTYPE - 1);
    ck_assert_int_eq(strncmp(holder.dtype, text, RC_MEMORY_HOLDER_DTYPE - 1), 0);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

static void *slice_often(void *context)
{
    rc_store *store = context;
    for (size_t i = 0; i < 2000; i++) {
        rc_store *slice = rc_store_slice(store, i % 50, 10, NULL);
        rc_store *inner = rc_store_slice(slice, 1, 5, NULL);
        rc_memory_holder holder = RC_MEMORY_HOLDER_INIT;
        rc_store_unref(slice);
        ck_assert_int_eq(rc_store_data_holder(inner, 0, &holder, NULL), RC_OK);
        ck_assert_int_eq(holder.kind, RC_HOLDER_STORE); /* the oldest */
        (void)rc_store_data_holder(inner, 3, &holder, NULL);
        rc_store_unref(inner);
    }
    return NULL;
}

START_TEST(holders_while_threads_slice)
{
    enum { THREADS = 8 };
    pthread_t threads[THREADS];
    rc_store *store = test_zeros("x:i4", 100, RC_ROWS);
    for (size_t i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, slice_often, store), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    check_count(store, 1);
    rc_store_unref(store);
}
END_TEST

Suite *suite_store_identity(void)
{
    Suite *suite = suite_create("store identity");
    TCase *tcase = tcase_create("identity");
    tcase_set_tags(tcase, "threads");
    tcase_add_test(tcase, references);
    tcase_add_test(tcase, relations);
    tcase_add_test(tcase, memory_that_is_wrapped_twice);
    tcase_add_test(tcase, holders);
    tcase_add_test(tcase, holders_of_stores_that_grow);
    tcase_add_test(tcase, holders_of_other_memory);
    tcase_add_test(tcase, holders_that_are_views);
    tcase_add_test(tcase, holder_with_many_fields);
    tcase_add_test(tcase, holders_while_threads_slice);
    suite_add_tcase(suite, tcase);
    return suite;
}
