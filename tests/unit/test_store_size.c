/* Tests of the deep size of stores: for random operations on stores of every kind the parts add up
 * to what a counting allocator has given, and each part is what a simple count of it says. */
#include "runner.h"
#include "test_store.h"

#include "account/tally.h"
#include "counting.h"
#include "dtype/memory.h"
#include "store/batch.h"
#include "store/memory.h"
#include "store/segments.h"
#include "store/store_impl.h"

#include <rowcol/memory.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void setup(void)
{
    in_use = 0;
    blocks_in_use = 0;
    rc_set_allocator(&counting);
}

static void teardown(void)
{
    rc_set_allocator(NULL);
    ck_assert_uint_eq(in_use, 0);
    ck_assert_uint_eq(blocks_in_use, 0);
}

/* ------------------------------------------------------------- the parts */

static void check_sums(const rc_memory_size *size)
{
    ck_assert_uint_eq(size->total, size->logical + size->padding + size->nulls + size->text +
                                       size->text_free + size->slack + size->kept + size->dtype +
                                       size->working + size->overhead);
    ck_assert_uint_eq(size->total, size->allocated + size->mapped + size->foreign);
    ck_assert_uint_le(size->shared, size->total);
}

typedef struct simple_sum {
    const rc_store *store;
    const unsigned char *value;
    uint64_t bytes, text;
} simple_sum;

static rc_status add_segment(void *context, rci_store_segment segment)
{
    simple_sum *sum = context;
    size_t n;
    sum->bytes += segment.size;
    if (segment.is_str) {
        rci_store_string_get(sum->store, sum->value + segment.offset, &n);
        sum->text += n > 12 ? n : 0;
    }
    return RC_OK;
}

/* The bytes of values and the text, counted segment by segment. */
static simple_sum count_values(const rc_store *store)
{
    const rci_dtype_leaves *leaves = &store->schema->leaves;
    simple_sum sum = {store, NULL, 0, 0};
    for (size_t i = 0; i < store->length; i++) {
        for (size_t leaf = 0; leaf < leaves->n_leaves; leaf++) {
            unsigned char *base;
            size_t stride;
            rci_store_leaf(store, leaf, &base, &stride);
            sum.value = base + i * stride;
            rci_store_each_segment(leaves->leaf[leaf].dtype, 0, add_segment, &sum);
        }
    }
    return sum;
}

static void add_fields(const rc_store *store, rc_memory_size *sum)
{
    const rc_dtype *dtype = rc_store_dtype(store);
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        rc_memory_size field = RC_MEMORY_SIZE_INIT;
        rc_field_info info;
        char path[300];
        ck_assert_int_eq(rc_dtype_field(dtype, i, &info, NULL), RC_OK);
        snprintf(path, sizeof path, "\"%s\"", info.name);
        ck_assert_int_eq(rc_store_field_memory(store, path, 0, &field, NULL), RC_OK);
        ck_assert_uint_eq(field.total,
                          field.logical + field.padding + field.nulls + field.text + field.slack);
        sum->logical += field.logical;
        sum->padding += field.padding;
        sum->nulls += field.nulls;
        sum->text += field.text;
        sum->slack += field.slack;
    }
}

static rc_memory_size size_of(const rc_store *store)
{
    rc_memory_size size = RC_MEMORY_SIZE_INIT, fields = RC_MEMORY_SIZE_INIT;
    simple_sum simple = count_values(store);
    ck_assert_int_eq(rc_store_memory(store, 0, &size, NULL), RC_OK);
    check_sums(&size);
    ck_assert_uint_eq(size.logical, simple.bytes);
    ck_assert_uint_eq(size.text, simple.text);
    ck_assert_uint_eq(size.resident, RC_UNKNOWN);
    add_fields(store, &fields);
    ck_assert_uint_eq(fields.logical, size.logical);
    ck_assert_uint_eq(fields.nulls, size.nulls);
    ck_assert_uint_eq(fields.text, size.text);
    ck_assert_uint_eq(fields.slack, size.slack);
    ck_assert_uint_le(fields.padding, size.padding);
    return size;
}

/* ------------------------------------------------------ random operations */

enum { MOST_STORES = 12 };

/* All stores of a sequence of operations. */
typedef struct scene {
    test_random random;
    rc_dtype *dtype;
    rc_store *stores[MOST_STORES];
    size_t n;
    size_t foreign, mapped; /* bytes of the buffers of that kind that were made */
} scene;

static size_t foreign_bytes;

static void release_foreign(void *context, void *data)
{
    foreign_bytes -= (size_t)(uintptr_t)context;
    free(data);
}

static rc_store *wrapped(scene *on, size_t n)
{
    size_t bytes = n * rc_dtype_itemsize(on->dtype);
    void *data = calloc(1, bytes ? bytes : 1);
    rc_store *store =
        rc_store_wrap(on->dtype, n, data, release_foreign, (void *)(uintptr_t)bytes, NULL);
    if (store) {
        foreign_bytes += bytes;
    } else {
        free(data);
    }
    return store;
}

static rc_store *mapped(scene *on, size_t n)
{
    enum { HEAD = 64 };
    size_t bytes = n * rc_dtype_itemsize(on->dtype) + HEAD + 5;
    void *data = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    rc_store *store = rci_store_from_map(on->dtype, n, data, bytes, HEAD, NULL);
    if (!store) {
        munmap(data, bytes);
    }
    return store;
}

static rc_store *made(scene *on)
{
    rc_store *from = on->n > 0 ? on->stores[test_below(&on->random, on->n)] : NULL;
    size_t n = test_below(&on->random, 200);
    rc_layout layout = test_below(&on->random, 2) ? RC_ROWS : RC_COLUMNS;
    size_t what = test_below(&on->random, from ? 6 : 3), first;
    rc_store *store;
    switch (what) {
    case 0:
        return wrapped(on, n);
    case 1:
        return mapped(on, n);
    case 2:
        store = rc_store_zeros(on->dtype, n, layout, NULL);
        test_random_fill(&on->random, store, 0, n);
        return store;
    case 3:
        return rc_store_convert(from, layout, NULL);
    default:
        first = test_below(&on->random, rc_store_length(from) + 1);
        return rc_store_slice(from, first,
                              test_below(&on->random, rc_store_length(from) - first + 1), NULL);
    }
}

static void change(scene *on, size_t index)
{
    rc_store *store = on->stores[index];
    size_t length = rc_store_length(store), n = test_below(&on->random, 150), first = 0;
    switch (test_below(&on->random, 7)) {
    case 0:
        ck_assert_int_eq(rc_store_append(store, n, &first, NULL), RC_OK);
        test_random_fill(&on->random, store, first, n);
        break;
    case 1:
        ck_assert_int_eq(rc_store_resize(store, n, NULL), RC_OK);
        break;
    case 2:
        ck_assert_int_eq(rc_store_reserve(store, length + n, NULL), RC_OK);
        break;
    case 3:
        ck_assert_int_eq(rc_store_shrink(store, NULL), RC_OK);
        break;
    case 4:
        ck_assert_int_eq(
            rc_store_append_store(store, on->stores[test_below(&on->random, on->n)], NULL), RC_OK);
        break;
    default:
        rc_store_unref(store);
        on->stores[index] = on->stores[--on->n];
    }
}

/* All objects together are all that the allocator has given. */
static void check_all(const scene *on)
{
    const rc_store *stores[MOST_STORES];
    rc_memory_size size = RC_MEMORY_SIZE_INIT;
    rc_memory_usage foreign = RC_MEMORY_USAGE_INIT, map = RC_MEMORY_USAGE_INIT;
    rci_account_tally tally;
    for (size_t i = 0; i < on->n; i++) {
        stores[i] = on->stores[i];
    }
    ck_assert_int_eq(rci_account_tally_init(&tally, 0, NULL), RC_OK);
    rci_dtype_tally(&tally, on->dtype, RCI_ACCOUNT_NONE);
    rci_store_tally(&tally, stores, on->n, RCI_ACCOUNT_NONE);
    ck_assert_uint_le(tally.n_objects, RCI_ACCOUNT_FEW * 4);
    ck_assert_int_eq(rci_account_tally_finish(&tally, &size), RC_OK);
    check_sums(&size);
    ck_assert_uint_eq(size.allocated, in_use);
    ck_assert_uint_eq(size.blocks, blocks_in_use);
    ck_assert_uint_eq(size.shared, 0);
    ck_assert_int_eq(rc_memory_used(RC_MEMORY_FOREIGN, &foreign, NULL), RC_OK);
    ck_assert_int_eq(rc_memory_used(RC_MEMORY_MAPPED, &map, NULL), RC_OK);
    ck_assert_uint_eq(size.foreign, foreign.live);
    ck_assert_uint_eq(size.foreign, foreign_bytes);
    ck_assert_uint_eq(size.mapped, map.live);
}

PROPERTY(parts_add_up_to_what_the_allocator_gave, 400)
{
    scene on = {.random = {seed}};
    test_wishes wishes = {seed % 3 == 0, seed % 2 == 0, seed % 5 < 3};
    setup();
    on.dtype = test_random_dtype(&on.random, wishes);
    for (size_t step = 0; step < 40; step++) {
        if (on.n < 2 || (on.n < MOST_STORES && test_below(&on.random, 3) == 0)) {
            rc_store *store = made(&on);
            if (store) {
                on.stores[on.n++] = store;
            }
        } else {
            change(&on, test_below(&on.random, on.n));
        }
        check_all(&on);
        if (on.n > 0) {
            size_of(on.stores[test_below(&on.random, on.n)]);
        }
    }
    while (on.n > 0) {
        rc_store_unref(on.stores[--on.n]);
    }
    rc_dtype_unref(on.dtype);
    teardown();
}

/* --------------------------------------------------------- known examples */

/* x:i1, y:f8 aligned: 16 bytes a row, of which 7 are padding. */
START_TEST(rows_with_padding)
{
    rc_dtype *dtype = test_dtype_aligned("x:i1, y:f8");
    rc_store *store = rc_store_zeros(dtype, 100, RC_ROWS, NULL);
    rc_memory_size size = size_of(store);
    ck_assert_uint_eq(size.logical, 900);
    ck_assert_uint_eq(size.padding, 700);
    ck_assert_uint_eq(size.slack, 0);
    ck_assert_uint_eq(size.kept, 0);
    ck_assert_int_eq(rc_store_reserve(store, 110, NULL), RC_OK);
    size = size_of(store);
    ck_assert_uint_eq(size.logical, 900);
    ck_assert_uint_eq(size.padding, 770);
    ck_assert_uint_eq(size.slack, 90);
    size = (rc_memory_size)RC_MEMORY_SIZE_INIT;
    ck_assert_int_eq(rc_store_field_memory(store, "", 0, &size, NULL), RC_OK);
    ck_assert_uint_eq(size.padding, 770); /* that of the slack, too */
    ck_assert_uint_eq(size.slack, 90);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(a_small_slice_keeps_a_large_buffer)
{
    rc_store *store = test_zeros("x:i4, y:i4?", 1000000, RC_ROWS);
    rc_store *slice = rc_store_slice(store, 500, 10, NULL);
    rc_memory_size size = size_of(slice);
    ck_assert_uint_eq(size.logical, 80);
    ck_assert_uint_eq(size.nulls, 2); /* bits 500 to 509 are in bytes 62 and 63 */
    ck_assert_uint_eq(size.kept, 8000000 + 125000 - 82);
    /* Both look at the buffer and at the schema. */
    ck_assert_uint_gt(size.shared, 8125000);
    rc_store_unref(store);
    size = size_of(slice);
    ck_assert_uint_eq(size.kept, 8000000 + 125000 - 82);
    ck_assert_uint_eq(size.shared, 0);
    ck_assert_int_eq(rc_store_shrink(slice, NULL), RC_OK);
    size = size_of(slice);
    ck_assert_uint_eq(size.kept, 0);
    ck_assert_uint_eq(size.nulls, 2);
    rc_store_unref(slice);
}
END_TEST

START_TEST(text_that_is_freed)
{
    rc_store *store = test_zeros("s:str, t:str", 3, RC_COLUMNS);
    rc_value text = rc_value_string_n("a string of more than twelve bytes", 34);
    rc_memory_size size, field = RC_MEMORY_SIZE_INIT;
    ck_assert_int_eq(rc_store_set(store, 0, "s", &text, NULL), RC_OK);
    ck_assert_int_eq(rc_store_set(store, 1, "t", &text, NULL), RC_OK);
    text = rc_value_string_n("twelve bytes", 12);
    ck_assert_int_eq(rc_store_set(store, 2, "t", &text, NULL), RC_OK);
    size = size_of(store);
    ck_assert_uint_eq(size.logical, 96);
    ck_assert_uint_eq(size.text, 68);
    ck_assert_uint_eq(size.text_free, 4096 - 68);
    ck_assert_int_eq(rc_store_field_memory(store, "t", 0, &field, NULL), RC_OK);
    ck_assert_uint_eq(field.text, 34);
    ck_assert_int_eq(rc_store_set(store, 0, "s", &text, NULL), RC_OK);
    size = size_of(store);
    ck_assert_uint_eq(size.text, 34);
    ck_assert_uint_eq(size.text_free, 4096 - 34);
    rc_store_unref(store);
}
END_TEST

START_TEST(what_is_shared)
{
    rc_dtype *dtype = test_dtype("x:i4, s:S3");
    rc_store *store = rc_store_zeros(dtype, 10, RC_ROWS, NULL);
    rc_memory_size size = size_of(store), of_dtype = RC_MEMORY_SIZE_INIT;
    ck_assert_int_eq(rc_dtype_memory(dtype, &of_dtype, NULL), RC_OK);
    check_sums(&of_dtype);
    ck_assert_uint_eq(of_dtype.blocks, 2); /* the struct and S3 */
    ck_assert_uint_eq(size.dtype, of_dtype.total);
    ck_assert_uint_eq(size.shared, of_dtype.total); /* this test holds it */
    ck_assert_uint_eq(of_dtype.shared, of_dtype.total);
    rc_dtype_unref(dtype);
    size = size_of(store);
    ck_assert_uint_eq(size.shared, 0);
    rc_store_ref(store);
    size = size_of(store);
    ck_assert_uint_eq(size.shared, size.total);
    rc_store_unref(store);
    rc_store_unref(store);
}
END_TEST

#if !defined(RUNNER_TSAN)

/* Zeros are not resident before they are written to. */
START_TEST(resident_pages)
{
    enum { RECORDS = 16 << 20 };
    rc_store *store = test_zeros("x:i1, y:i1", RECORDS, RC_COLUMNS);
    rc_memory_size size = RC_MEMORY_SIZE_INIT, x = RC_MEMORY_SIZE_INIT, y = RC_MEMORY_SIZE_INIT;
    rc_field field;
    ck_assert_int_eq(rc_store_memory(store, RC_MEMORY_RESIDENT, &size, NULL), RC_OK);
    if (size.resident != RC_UNKNOWN) {
        ck_assert_uint_lt(size.resident, RECORDS / 8);
        ck_assert_int_eq(rc_store_field(store, "x", &field, NULL), RC_OK);
        memset(field.data, 1, RECORDS);
        ck_assert_int_eq(rc_store_memory(store, RC_MEMORY_RESIDENT, &size, NULL), RC_OK);
        ck_assert_uint_ge(size.resident, RECORDS);
        ck_assert_int_eq(rc_store_field_memory(store, "x", RC_MEMORY_RESIDENT, &x, NULL), RC_OK);
        ck_assert_uint_eq(x.resident, RECORDS);
        ck_assert_int_eq(rc_store_field_memory(store, "y", RC_MEMORY_RESIDENT, &y, NULL), RC_OK);
        ck_assert_uint_lt(y.resident, RECORDS / 2); /* one huge page may be both */
    }
    rc_store_unref(store);
}
END_TEST

#endif

START_TEST(many_objects)
{
    /* More dtypes than a tally has entries for without memory of its own. */
    char text[4000], *end = text;
    rc_dtype *dtype;
    rc_memory_size size = RC_MEMORY_SIZE_INIT;
    setup();
    for (int i = 0; i < 200; i++) {
        end += sprintf(end, "%sf%d:S%d", i ? ", " : "", i, i + 1);
    }
    dtype = test_dtype(text);
    ck_assert_int_eq(rc_dtype_memory(dtype, &size, NULL), RC_OK);
    ck_assert_uint_eq(size.blocks, 201);
    ck_assert_uint_eq(size.total, in_use);
    rc_dtype_unref(dtype);
    teardown();
}
END_TEST

START_TEST(wrong_arguments)
{
    rc_store *store = test_zeros("x:i4", 1, RC_ROWS);
    rc_memory_size size = RC_MEMORY_SIZE_INIT;
    ck_assert_int_eq(rc_store_memory(store, 2, &size, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_memory(store, 0, NULL, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_memory(NULL, 0, &size, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_field_memory(store, "y", 0, &size, NULL), RC_ENAME);
    ck_assert_int_eq(rc_store_field_memory(store, "x", 4, &size, NULL), RC_EARG);
    size.size = sizeof size + 8;
    ck_assert_int_eq(rc_store_memory(store, 0, &size, NULL), RC_EARG);
    /* A program of an older version has fewer members. */
    size = (rc_memory_size){.size = offsetof(rc_memory_size, nulls), .nulls = 77};
    ck_assert_int_eq(rc_store_memory(store, 0, &size, NULL), RC_OK);
    ck_assert_uint_eq(size.logical, 4);
    ck_assert_uint_eq(size.nulls, 77);
    rc_store_unref(store);
}
END_TEST

Suite *suite_store_size(void)
{
    Suite *suite = suite_create("store size");
    TCase *tcase = tcase_create("size");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, parts_add_up_to_what_the_allocator_gave, 0, PROPERTY_PARTS);
    tcase_add_test(tcase, rows_with_padding);
    tcase_add_test(tcase, a_small_slice_keeps_a_large_buffer);
    tcase_add_test(tcase, text_that_is_freed);
    tcase_add_test(tcase, what_is_shared);
#if defined(RUNNER_TSAN)
    runner_skip("resident_pages", "the sanitizer's calloc writes the zeros");
#else
    tcase_add_test(tcase, resident_pages);
#endif
    tcase_add_test(tcase, many_objects);
    tcase_add_test(tcase, wrong_arguments);
    suite_add_tcase(suite, tcase);
    return suite;
}
