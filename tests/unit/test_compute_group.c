/* Groups against comparisons of each record with the first one of each group, and against the
   groups of sorted records; estimates against known numbers. */
#include "test_compute.h"

#include "faulty_alloc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_KEYS = 8 };

static bool same_value(const rc_view *view, size_t i, size_t j)
{
    rc_value a, b;
    if (rc_view_get(view, i, &a, NULL) != RC_OK || rc_view_get(view, j, &b, NULL) != RC_OK) {
        ck_abort();
    }
    if (a.type == RC_VALUE_NULL || b.type == RC_VALUE_NULL) {
        return a.type == b.type;
    }
    if (test_is_nan(&a) || test_is_nan(&b)) {
        return test_is_nan(&a) && test_is_nan(&b);
    }
    return test_order(&a, &b) == 0;
}

/* The groups by the simplest means. */
typedef struct model {
    uint32_t *numbers;
    uint64_t *firsts, *sizes;
    size_t groups;
} model;

static model make_model(const rc_store *store, const char *const *keys, size_t n_keys)
{
    size_t n = rc_store_length(store);
    model m = {calloc(n + 1, sizeof *m.numbers), calloc(n + 1, sizeof *m.firsts),
               calloc(n + 1, sizeof *m.sizes), 0};
    rc_view views[MAX_KEYS];
    for (size_t k = 0; k < n_keys; k++) {
        ck_assert_int_eq(rc_store_view(store, keys[k], &views[k], NULL), RC_OK);
    }
    for (size_t i = 0; i < n; i++) {
        size_t g = 0;
        for (; g < m.groups; g++) {
            size_t k = 0;
            while (k < n_keys && same_value(&views[k], (size_t)m.firsts[g], i)) {
                k++;
            }
            if (k == n_keys) {
                break;
            }
        }
        if (g == m.groups) {
            m.firsts[m.groups++] = i;
        }
        m.numbers[i] = (uint32_t)g;
        m.sizes[g]++;
    }
    return m;
}

static void release_model(model *m)
{
    free(m->numbers);
    free(m->firsts);
    free(m->sizes);
}

static void check_groups(const rc_store *store, const char *const *keys, size_t n_keys,
                         unsigned threads)
{
    rc_error err = RC_ERROR_INIT;
    model m = make_model(store, keys, n_keys);
    size_t n = rc_store_length(store), count = 99;
    rc_grouping *g = rc_store_group(store, keys, n_keys, GROUP(0, threads), &err);
    ck_assert_msg(g != NULL, "%s: %s", keys[0], err.message);
    ck_assert_uint_eq(rc_grouping_length(g), n);
    ck_assert_msg(rc_grouping_count(g) == m.groups, "%s: %zu groups, expected %zu", keys[0],
                  rc_grouping_count(g), m.groups);
    for (size_t i = 0; i < n; i++) {
        ck_assert_msg(rc_grouping_numbers(g)[i] == m.numbers[i], "%s: record %zu", keys[0], i);
    }
    for (size_t i = 0; i < m.groups; i++) {
        ck_assert_uint_eq(rc_grouping_firsts(g)[i], m.firsts[i]);
        ck_assert_uint_eq(rc_grouping_sizes(g)[i], m.sizes[i]);
    }
    rc_grouping_free(g);
    ck_assert_int_eq(rc_store_distinct(store, keys, n_keys, &count, GROUP(0, threads), &err),
                     RC_OK);
    ck_assert_uint_eq(count, m.groups);
    release_model(&m);
}

static bool can_be_key(const char *path)
{
    return path[0] != 'c'; /* c8, c16 */
}

static const size_t lengths[] = {0, 1, 2, 15, 64, 300};

START_TEST(each_field)
{
    test_random random = {(uint64_t)_i + 70};
    rc_store *store = test_store(&random, lengths[(size_t)_i / 2], _i % 2 ? RC_ROWS : RC_COLUMNS);
    rc_store *turned = rc_store_reversed(store, NULL);
    for (size_t k = 0; k < test_n_paths; k++) {
        if (can_be_key(test_paths[k])) {
            check_groups(store, &test_paths[k], 1, 1);
            check_groups(turned, &test_paths[k], 1, 2);
        }
    }
    rc_store_unref(turned);
    rc_store_unref(store);
}
END_TEST

START_TEST(several_keys)
{
    test_random random = {(uint64_t)_i + 700};
    rc_store *store = test_store(&random, 200, _i % 2 ? RC_ROWS : RC_COLUMNS);
    for (unsigned round = 0; round < 20; round++) {
        const char *keys[MAX_KEYS];
        size_t n = 2 + test_below(&random, MAX_KEYS - 1);
        for (size_t k = 0; k < n; k++) {
            do {
                keys[k] = test_paths[test_below(&random, test_n_paths)];
            } while (!can_be_key(keys[k]));
        }
        check_groups(store, keys, n, 1 + round % 3);
    }
    rc_store_unref(store);
}
END_TEST

/* ------------------------------------------------------------- many records */

/* Keys of many forms: direct, narrow, wide, text; packed, joined and encoded ones. */
static const struct {
    const char *dtype;
    unsigned bits; /* of the random numbers that the fields have */
    const char *keys[4];
    size_t n_keys;
} forms[] = {
    {"a:i4, b:i2", 31, {"a"}, 1},
    {"a:i4, b:i2", 10, {"a"}, 1},
    {"a:>i4, b:i2", 18, {"a"}, 1},
    {"a:i8, b:i2", 63, {"a"}, 1},
    {"a:u8?, b:i2", 64, {"a"}, 1},
    {"a:u8?, b:i2", 12, {"a"}, 1},
    {"a:f8, b:f4", 16, {"a"}, 1},
    {"a:f8, b:f4?", 20, {"b"}, 1},
    {"a:i8, b:u4?", 14, {"a", "b"}, 2},
    {"a:i8, b:u4?, c:i8", 8, {"a", "b", "c"}, 3},
    {"a:u8, b:u8?, c:i8?", 64, {"a", "b", "c"}, 3},
    {"a:u8?, b:S12, c:i8", 5, {"a", "b", "c"}, 3},
    {"a:S6, b:i1", 14, {"a"}, 1},
    {"a:S20?, b:i1", 14, {"a", "b"}, 2},
    {"a:U4, b:i1", 14, {"b", "a"}, 2},
    {"a:str, b:i1", 17, {"a"}, 1},
    {"a:str?, b:str, c:bool?", 5, {"a", "b", "c"}, 3},
    {"a:V9, b:M8[s]?", 6, {"b", "a"}, 2},
    {"a:bool, b:i1?", 8, {"a", "b"}, 2},
};

static rc_status set_random(const rc_field *field, size_t i, uint64_t x)
{
    char text[40];
    rc_value value;
    rc_kind kind = rc_dtype_kind(field->dtype);
    if (field->valid && x % 7 == 0) {
        return rc_field_set_null(field, i, NULL);
    }
    if (kind == RC_STR || kind == RC_BYTES || kind == RC_UCS4) {
        size_t most = kind == RC_STR ? 30 : rc_dtype_length(field->dtype);
        int n = snprintf(text, sizeof text, "%llx text after a number",
                         (unsigned long long)(x & 0xFFFFFFF));
        if (kind != RC_STR || x % 2) {
            n = n < (int)most ? n : (int)most;
            n = x % 3 ? n : 4 < (int)most ? 4 : (int)most;
        }
        value = rc_value_string_n(text, (size_t)n);
        return rc_field_set(field, i, &value, NULL);
    }
    if (kind == RC_F4 || kind == RC_F8) {
        value = rc_value_float(x % 100 == 0   ? (double)NAN
                               : x % 100 == 1 ? -0.0
                               : x % 100 == 2 ? 0.0
                                              : (double)x / 4);
        return rc_field_set(field, i, &value, NULL);
    }
    x = kind == RC_BOOL ? x & 1 : x;
    memcpy(field->data + (ptrdiff_t)i * field->stride, &x,
           rc_dtype_itemsize(field->dtype) < 8 ? rc_dtype_itemsize(field->dtype) : 8);
    return RC_OK;
}

static rc_store *random_store(const char *text, size_t n, unsigned bits, rc_layout layout,
                              uint64_t seed)
{
    test_random random = {seed};
    rc_dtype *dtype = test_dtype(text);
    rc_store *store = rc_store_zeros(dtype, n, layout, NULL);
    size_t wrong = 0;
    for (size_t k = 0; k < rc_dtype_nfields(dtype); k++) {
        rc_field field;
        ck_assert_int_eq(rc_store_field_at(store, k, &field, NULL), RC_OK);
        for (size_t i = 0; i < n; i++) {
            wrong += set_random(&field, i, test_next(&random) >> (64 - bits)) != RC_OK;
        }
    }
    ck_assert_uint_eq(wrong, 0);
    rc_dtype_unref(dtype);
    return store;
}

/* The groups of records in order, by sorting: each has one number, and the first record of it is
   the first in the order, which is stable. */
static void check_by_sorting(const rc_store *store, const char *const *keys, size_t n_keys,
                             const rc_grouping *g)
{
    size_t n = rc_store_length(store), groups, wrong = 0;
    uint64_t *indices = calloc(n, sizeof *indices), *starts = calloc(n, sizeof *starts);
    rc_sort_key sort[4];
    for (size_t k = 0; k < n_keys; k++) {
        sort[k] = (rc_sort_key){keys[k], 0};
    }
    ck_assert_int_eq(rc_store_argsort(store, sort, n_keys, indices, NULL, NULL), RC_OK);
    ck_assert_int_eq(rc_store_groups(store, sort, n_keys, indices, n, starts, &groups, NULL),
                     RC_OK);
    ck_assert_uint_eq(rc_grouping_count(g), groups);
    for (size_t k = 0; k < groups; k++) {
        size_t end = k + 1 < groups ? (size_t)starts[k + 1] : n;
        uint32_t number = rc_grouping_numbers(g)[indices[starts[k]]];
        wrong += number >= groups || rc_grouping_firsts(g)[number] != indices[starts[k]] ||
                 rc_grouping_sizes(g)[number] != end - starts[k];
        for (size_t i = (size_t)starts[k]; i < end; i++) {
            wrong += rc_grouping_numbers(g)[indices[i]] != number;
        }
    }
    ck_assert_uint_eq(wrong, 0);
    for (size_t k = 1; k < groups; k++) {
        wrong += rc_grouping_firsts(g)[k - 1] >= rc_grouping_firsts(g)[k];
    }
    ck_assert_uint_eq(wrong, 0);
    free(indices);
    free(starts);
}

START_TEST(many_records)
{
    enum { MANY = 140001 };
    const char *const *keys = forms[_i].keys;
    size_t n_keys = forms[_i].n_keys;
    rc_store *store = random_store(forms[_i].dtype, MANY, forms[_i].bits,
                                   _i % 2 ? RC_COLUMNS : RC_ROWS, (uint64_t)_i);
    static const unsigned threads[] = {1, 2, 7};
    for (size_t k = RUNNER_LESS(0, N(threads) - 1); k < N(threads); k++) {
        rc_error err = RC_ERROR_INIT;
        size_t count = 0;
        rc_grouping *g = rc_store_group(store, keys, n_keys, GROUP(0, threads[k]), &err);
        ck_assert_msg(g != NULL, "%s", err.message);
        check_by_sorting(store, keys, n_keys, g);
        ck_assert_int_eq(rc_store_distinct(store, keys, n_keys, &count, GROUP(0, threads[k]), &err),
                         RC_OK);
        ck_assert_uint_eq(count, rc_grouping_count(g));
        rc_grouping_free(g);
    }
    rc_store_unref(store);
}
END_TEST

/* Numbers that differ in a few bits of 64, at any place. */
START_TEST(patterns)
{
    enum { MANY = 20000 };
    rc_dtype *dtype = test_dtype("x:u8");
    rc_store *store = rc_store_zeros(dtype, MANY, RC_COLUMNS, NULL);
    const char *keys[] = {"x"};
    rc_field field;
    rc_grouping *g;
    ck_assert_int_eq(rc_store_field(store, "x", &field, NULL), RC_OK);
    for (size_t i = 0; i < MANY; i++) {
        uint64_t x = i % 5000 << _i;
        memcpy(field.data + 8 * i, &x, sizeof x);
    }
    g = rc_store_group(store, keys, 1, NULL, NULL);
    ck_assert_ptr_nonnull(g);
    check_by_sorting(store, keys, 1, g);
    rc_grouping_free(g);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* ---------------------------------------------------------------- estimate */

/* Fields of n different values, whose number is known. */
START_TEST(estimates)
{
    static const size_t distinct[] = {0, 1, 2, 100, 5000, 20000, 100000, 300000};
    size_t n = distinct[_i], records = n + n / 3, wrong = 0;
    rc_dtype *dtype = test_dtype("i:i4, d:f8?, s:str, t:S4");
    rc_store *store = rc_store_zeros(dtype, records, _i % 2 ? RC_ROWS : RC_COLUMNS, NULL);
    static const char *const keys[] = {"i", "d", "s", "t"};
    rc_field field[4];
    for (size_t k = 0; k < 4; k++) {
        ck_assert_int_eq(rc_store_field(store, keys[k], &field[k], NULL), RC_OK);
    }
    for (size_t i = 0; i < records; i++) {
        char text[40];
        int32_t x = (int32_t)(i < n ? i : i - n);
        int length = snprintf(text, sizeof text, "%d%s", x, x % 2 ? "" : " is an even number");
        rc_value value = rc_value_string_n(text, (size_t)length), real = rc_value_float(x);
        memcpy(field[0].data + (ptrdiff_t)i * field[0].stride, &x, sizeof x);
        memcpy(field[3].data + (ptrdiff_t)i * field[3].stride, &x, sizeof x);
        wrong += rc_field_set(&field[2], i, &value, NULL) != RC_OK;
        wrong += (x > 0 ? rc_field_set(&field[1], i, &real, NULL)
                        : rc_field_set_null(&field[1], i, NULL)) != RC_OK;
    }
    ck_assert_uint_eq(wrong, 0);
    for (size_t k = 0; k < 6; k++) {
        double one = -1, more = -1;
        const char *const *from = k < 4 ? &keys[k] : &keys[0];
        size_t n_keys = k < 4 ? 1 : k - 2;
        ck_assert_int_eq(rc_store_distinct_estimate(store, from, n_keys, &one, GROUP(0, 1), NULL),
                         RC_OK);
        ck_assert_msg(fabs(one - (double)n) <= 0.025 * (double)n + 0.01, "%zu: %g, expected %zu", k,
                      one, n);
        for (unsigned threads = 2; threads <= 3; threads++) {
            ck_assert_int_eq(
                rc_store_distinct_estimate(store, from, n_keys, &more, GROUP(0, threads), NULL),
                RC_OK);
            ck_assert_mem_eq(&one, &more, sizeof one);
        }
    }
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* ------------------------------------------------------------------ memory */

static rc_status group_many(void *context)
{
    static const char *const keys[] = {"a", "b"};
    rc_error err = RC_ERROR_INIT;
    rc_grouping *g = rc_store_group(context, keys, 2, GROUP(0, 2), &err);
    rc_grouping_free(g);
    return err.status;
}

/* Tables that grow, and several ranges. */
START_TEST(refused_memory_of_many)
{
    rc_store *store = random_store("a:i8, b:S9", 140000, 12, RC_COLUMNS, 3);
    faulty_alloc_each(group_many, store);
    rc_store_unref(store);
}
END_TEST

Suite *suite_compute_group(void)
{
    Suite *suite = suite_create("compute/group");
    TCase *tcase = tcase_create("group"), *large = tcase_create("large");
    tcase_set_timeout(tcase, 300);
    tcase_set_timeout(large, 300);
    tcase_add_loop_test(tcase, each_field, 0, 2 * (int)N(lengths));
    tcase_add_loop_test(tcase, several_keys, 0, 4);
    tcase_add_loop_test(tcase, patterns, 0, 51);
    tcase_set_tags(large, "threads");
    tcase_add_loop_test(large, many_records, 0, (int)N(forms));
    tcase_add_loop_test(large, estimates, 0, 8);
    tcase_add_test(large, refused_memory_of_many);
    suite_add_tcase(suite, large);
    suite_add_tcase(suite, tcase);
    return suite;
}
