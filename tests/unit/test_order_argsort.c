/* Tests of argsort, parts of it, sort, sorted_until, groups and unique: compared with the model for
 * every kind, pattern, layout, direction and place of nulls, and for every number of threads. */
#include "dtype_random.h"
#include "test_order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};
static const unsigned thread_counts[] = {1, 2, 3, 7, 0};

enum { LAYOUTS = 2, THREAD_COUNTS = 5 };

static rc_order_options with_threads(unsigned threads)
{
    rc_order_options options = RC_ORDER_OPTIONS_INIT;
    options.threads = threads;
    return options;
}

static void check_same(const uint64_t *found, const uint64_t *expected, size_t n, const char *what)
{
    for (size_t i = 0; i < n; i++) {
        if (!(found[i] == expected[i])) {
            ck_abort_msg("%s: rank %zu of %zu is record %llu, expected %llu", what, i, n,
                         (unsigned long long)found[i], (unsigned long long)expected[i]);
        }
    }
}

/* argsort with each number of threads, and some parts of it. */
static void check_argsort(const rc_store *store, const rc_sort_key *keys, size_t n_keys,
                          const uint64_t *expected, const char *what)
{
    size_t n = rc_store_length(store);
    uint64_t *found = calloc(n + 1, sizeof *found), state = n + 1;
    rc_error err = RC_ERROR_INIT;
    for (size_t i = 0; i < THREAD_COUNTS; i++) {
        rc_order_options options = with_threads(thread_counts[i]);
        memset(found, 0xFF, n * sizeof *found);
        REQUIRE(rc_store_argsort(store, keys, n_keys, found, &options, &err) == RC_OK);
        check_same(found, expected, n, what);
    }
    for (size_t i = 0; i < 6; i++) {
        size_t first = random_next(&state) % (n + 1),
               length = random_next(&state) % (n - first + 1);
        length = i % 2 && length > 3 ? 3 : length;
        first = i == 0 ? 0 : first;
        REQUIRE(rc_store_argsort_part(store, keys, n_keys, first, length, found, NULL, &err) ==
                RC_OK);
        check_same(found, expected + first, length, what);
    }
    free(found);
}

/* Where groups begin in the sorted records, and their first records. */
static void check_groups(const rc_store *store, const rc_sort_key *keys, size_t n_keys,
                         const uint64_t *sorted, const char *what)
{
    size_t n = rc_store_length(store), count = 0, n_groups = SIZE_MAX, n_unique = SIZE_MAX;
    uint64_t *starts = calloc(n + 1, sizeof *starts), *unique = calloc(n + 1, sizeof *unique);
    uint64_t *found = calloc(n + 1, sizeof *found);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || model_compare(store, sorted[i - 1], store, sorted[i], keys, n_keys) != 0) {
            starts[count] = i;
            unique[count++] = sorted[i];
        }
    }
    REQUIRE(rc_store_groups(store, keys, n_keys, sorted, n, found, &n_groups, NULL) == RC_OK);
    ck_assert_msg(n_groups == count, "%s: %zu groups, expected %zu", what, n_groups, count);
    check_same(found, starts, count, what);
    REQUIRE(rc_store_unique(store, keys, n_keys, found, &n_unique, NULL, NULL) == RC_OK);
    ck_assert_uint_eq(n_unique, count);
    check_same(found, unique, count, what);
    free(starts);
    free(unique);
    free(found);
}

/* The store sorted in place is the one that is taken; it is sorted, and the other one is sorted up
   to the first record that is before the previous one. */
static void check_sort(const rc_store *store, const rc_sort_key *keys, size_t n_keys,
                       const uint64_t *expected, const char *what)
{
    size_t n = rc_store_length(store), end = SIZE_MAX, wrong = 1, n_groups;
    uint64_t *starts = calloc(n + 1, sizeof *starts);
    rc_store *copy = rc_store_convert(store, n % 2 ? RC_ROWS : RC_COLUMNS, NULL);
    rc_store *taken = rc_store_take(store, expected, n, NULL, NULL);
    REQUIRE(copy != NULL && taken != NULL);
    REQUIRE(rc_store_sort(copy, keys, n_keys, NULL, NULL) == RC_OK);
    ck_assert_msg(rc_store_equal(copy, taken), "%s: sort is not argsort and take", what);
    REQUIRE(rc_store_sorted_until(copy, keys, n_keys, &end, NULL) == RC_OK);
    ck_assert_msg(end == n, "%s: sorted until %zu of %zu", what, end, n);
    while (wrong < n && model_compare(store, wrong - 1, store, wrong, keys, n_keys) <= 0) {
        wrong++;
    }
    wrong = wrong < n ? wrong : n;
    REQUIRE(rc_store_sorted_until(store, keys, n_keys, &end, NULL) == RC_OK);
    ck_assert_msg(end == wrong, "%s: sorted until %zu, expected %zu", what, end, wrong);
    REQUIRE(rc_store_groups(taken, keys, n_keys, NULL, n, starts, &n_groups, NULL) == RC_OK);
    REQUIRE(n == 0 || (n_groups >= 1 && starts[0] == 0));
    free(starts);
    rc_store_unref(copy);
    rc_store_unref(taken);
}

static void check_order(const rc_store *store, const rc_sort_key *keys, size_t n_keys,
                        const char *what)
{
    uint64_t *expected = model_argsort(store, keys, n_keys);
    check_argsort(store, keys, n_keys, expected, what);
    if (rc_store_length(store) < 5000) {
        check_groups(store, keys, n_keys, expected, what);
        check_sort(store, keys, n_keys, expected, what);
    }
    free(expected);
}

/* ----------------------------------------------------------------- one key */

static const char *const kinds[] = {
    "bool", "i1",    "i2",     "i4",      "i8",  "u1",   "u2",     "u4",   "u8",
    "f2",   "f4",    "f8",     ">i2",     ">i4", ">i8",  ">u4",    ">f2",  ">f4",
    ">f8",  "M8[s]", "m8[ms]", ">M8[ns]", "S1",  "S8",   "S40",    "U1",   "U3",
    ">U20", "str",   "S0",     "i4?",     "f8?", "str?", "M8[D]?", "S12?", "bool?",
};
enum { KINDS = sizeof kinds / sizeof *kinds };

START_TEST(one_key_of_each_kind)
{
    static const size_t lengths[] = {0,  1,  2,   3,    16,   17,   31,  32,
                                     33, 64, 300, 1023, 1024, 1025, 1600};
    char dtype[64], what[128];
    snprintf(dtype, sizeof dtype, "a:u1, k:%s, z:u2", kinds[_i]);
    for (int pattern = 0; pattern < PATTERNS; pattern++) {
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
            rc_store *store =
                order_store(dtype, lengths[i], layouts[i % LAYOUTS], (order_pattern)pattern, i + 7);
            rc_sort_key key = {"k", (unsigned)(i + (size_t)pattern) % 4};
            snprintf(what, sizeof what, "%s, %s, %zu records, flags %u", kinds[_i],
                     order_pattern_names[pattern], lengths[i], key.flags);
            check_order(store, &key, 1, what);
            rc_store_unref(store);
        }
    }
}
END_TEST

/* Enough for several tasks and for parts that are divided again. */
START_TEST(many_records)
{
    static const char *const some[] = {"i4", "u8", "f4", "f8?", "S12", "str", ">U4", "M8[ns]"};
    char dtype[64], what[128];
    snprintf(dtype, sizeof dtype, "k:%s, z:u1", some[_i]);
    for (int pattern = 0; pattern < PATTERNS; pattern++) {
        size_t n = pattern % 4 ? 40000 : 270001;
        rc_store *store =
            order_store(dtype, n, layouts[pattern / 2 % 2], (order_pattern)pattern, 3);
        rc_sort_key key = {"k", (unsigned)pattern / 2 % 4};
        snprintf(what, sizeof what, "%s, %s, %zu records", some[_i], order_pattern_names[pattern],
                 n);
        check_order(store, &key, 1, what);
        rc_store_unref(store);
    }
}
END_TEST

/* Thirds of the records, which are whole shares of tasks, that differ only from each other, or of
   which only one has records that repeat: what the tasks find out has to be joined. */
START_TEST(shares_differ_from_each_other)
{
    enum { PIECES = 3, EACH = 128 * 1024, MANY = PIECES * EACH };
    static const rc_sort_key keys[] = {{"k", 0}, {"z", RC_SORT_DESCENDING}};
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("k:u4, z:u4", &err);
    rc_store *store = rc_store_zeros(dtype, MANY, layouts[_i % 2], &err);
    uint64_t *expected = malloc(MANY * sizeof *expected);
    rc_u4_field k, z;
    ck_assert_int_eq(rc_store_u4(store, "k", &k, &err), RC_OK);
    ck_assert_int_eq(rc_store_u4(store, "z", &z, &err), RC_OK);
    for (size_t i = 0; i < MANY; i++) {
        /* The pieces in another order; or all ascending, and those of the last piece in pairs. */
        size_t piece = i / EACH, pair = i & ~(size_t)1;
        bool repeats = _i / 2 == 1;
        rc_u4_set(k, i, (uint32_t)(!repeats ? piece * 2 % PIECES : piece < PIECES - 1 ? i : pair));
        rc_u4_set(z, i, (uint32_t)(!repeats ? MANY - i : i));
        expected[repeats ? (piece < PIECES - 1 ? i : i ^ 1)
                         : piece * 2 % PIECES * EACH + i % EACH] = i;
    }
    check_argsort(store, keys, 2, expected, "pieces");
    free(expected);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* ------------------------------------------------------------- several keys */

START_TEST(several_keys)
{
    static const char dtype[] =
        "b:bool, s:S3, i:i4?, f:f8, t:str, n:{x:i2?, y:{z:u8}}?, d:M8[s]?, u:U2";
    static const char *const paths[] = {"b", "s", "i", "f", "t", "n.x", "n.y.z", "d", "u"};
    uint64_t state = (uint64_t)_i * 977 + 5;
    char what[128];
    for (int round = 0; round < 24; round++) {
        rc_sort_key keys[6];
        size_t n_keys = 1 + random_next(&state) % 6;
        size_t n = round == 23 ? 40000 : random_next(&state) % 700;
        order_pattern pattern = (order_pattern)(random_next(&state) % PATTERNS);
        rc_store *store = order_store(dtype, n, layouts[round % LAYOUTS], pattern, state);
        uint64_t fill = state;
        for (size_t k = 0; k < n_keys; k++) {
            keys[k].path = paths[random_next(&state) % 9];
            keys[k].flags = (unsigned)(random_next(&state) % 4);
            if (k + 1 < n_keys) { /* so that the later keys matter */
                order_fill(store, keys[k].path, PATTERN_FEW, &fill);
            }
        }
        snprintf(what, sizeof what, "round %d: %zu keys, %zu records, %s, first %s", round, n_keys,
                 n, order_pattern_names[pattern], keys[0].path);
        check_order(store, keys, n_keys, what);
        rc_store_unref(store);
    }
}
END_TEST

/* One word has at most 16 parts: these have more. */
START_TEST(many_keys_of_one_bit)
{
    char dtype[400] = "", path[30][4];
    rc_sort_key keys[30];
    rc_store *store;
    for (size_t i = 0; i < 30; i++) {
        snprintf(path[i], sizeof path[i], "b%zu", i);
        snprintf(dtype + strlen(dtype), sizeof dtype - strlen(dtype), "%s%s:bool", i ? ", " : "",
                 path[i]);
        keys[i] = (rc_sort_key){path[i], i % 3 == 0 ? RC_SORT_DESCENDING : 0};
    }
    store = order_store(dtype, 3000, layouts[_i], PATTERN_RANDOM, 11);
    check_order(store, keys, 30, "30 bools");
    rc_store_unref(store);
}
END_TEST

/* Strings of which each is the beginning of the next: one round sorts few of them. */
START_TEST(strings_that_begin_with_each_other)
{
    enum { N = 700 };
    char text[N];
    rc_dtype *dtype = rc_dtype_parse("k:str", NULL);
    rc_store *store = rc_store_zeros(dtype, N, layouts[_i], NULL);
    rc_str_field field;
    rc_sort_key key = {"k", 0};
    memset(text, 'a', sizeof text);
    REQUIRE(rc_store_str(store, "k", &field, NULL) == RC_OK);
    for (size_t i = 0; i < N; i++) {
        REQUIRE(rc_str_set(field, i, text, i * 37 % N, NULL) == RC_OK);
    }
    check_order(store, &key, 1, "beginnings");
    key.flags = RC_SORT_DESCENDING;
    check_order(store, &key, 1, "beginnings, descending");
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* --------------------------------------------------------- views and others */

START_TEST(slices_are_sorted_by_themselves)
{
    rc_store *store = order_store("a:i1, k:i4?, s:str", 1000, layouts[_i], PATTERN_FEW, 5);
    rc_store *before = rc_store_convert(store, RC_ROWS, NULL);
    rc_store *slice = rc_store_slice(store, 123, 500, NULL), *part;
    rc_sort_key keys[] = {{"k", RC_SORT_DESCENDING}, {"s", 0}};
    uint64_t *expected = model_argsort(slice, keys, 2);
    check_order(slice, keys, 2, "slice");
    part = rc_store_take(slice, expected, 500, NULL, NULL);
    REQUIRE(rc_store_sort(slice, keys, 2, NULL, NULL) == RC_OK);
    REQUIRE(rc_store_equal(slice, part)); /* the store sees it, and its other records stay */
    for (size_t i = 0; i < 1000; i++) {
        bool inside = i >= 123 && i < 623;
        rc_store *from = inside ? part : before;
        size_t at = inside ? i - 123 : i;
        rc_sort_key all[] = {{"a", 0}, {"k", 0}, {"s", 0}};
        REQUIRE(model_compare(store, i, from, at, all, 3) == 0);
    }
    free(expected);
    rc_store_unref(part);
    rc_store_unref(slice);
    rc_store_unref(before);
    rc_store_unref(store);
}
END_TEST

/* Views have strides and bits with a step, which may be negative. */
START_TEST(views_are_sorted)
{
    static const char dtype[] = "a:i1, k:i4?, n:{s:str, f:f8?}?, z:S3";
    static const char *const some[] = {"k", "n"};
    rc_sort_key keys[] = {{"k", RC_SORT_DESCENDING}, {"n.s", 0}, {"n.f", RC_SORT_NULLS_FIRST}};
    for (int kind = 0; kind < 3; kind++) {
        rc_store *store = order_store(dtype, 1000, layouts[_i], PATTERN_FEW, 5);
        rc_store *view = kind == 0   ? rc_store_reversed(store, NULL)
                         : kind == 1 ? rc_store_slice_step(store, 990, 300, -3, NULL)
                                     : rc_store_select(store, some, 2, NULL);
        ck_assert_ptr_nonnull(view);
        check_order(view, keys, 3, "view");
        {
            uint64_t *order = model_argsort(view, keys, 3);
            rc_store *copy = rc_store_take(view, order, rc_store_length(view), NULL, NULL);
            ck_assert_int_eq(rc_store_sort(view, keys, 3, NULL, NULL), RC_OK);
            REQUIRE(rc_store_equal(view, copy));
            for (size_t i = 0; i < rc_store_length(view); i++) {
                order[i] = rc_store_length(view) - 1 - i;
            }
            REQUIRE(rc_store_put(view, order, rc_store_length(view), copy, NULL, NULL) == RC_OK);
            for (size_t i = 0; i < rc_store_length(view); i++) {
                REQUIRE(model_compare(view, order[i], copy, i, keys, 3) == 0);
            }
            rc_store_unref(copy);
            free(order);
        }
        rc_store_unref(view);
        rc_store_unref(store);
    }
}
END_TEST

START_TEST(a_store_without_fields_is_a_key)
{
    rc_dtype *dtype = rc_dtype_parse("i2", NULL);
    rc_store *store = rc_store_zeros(dtype, 100, layouts[_i], NULL);
    rc_sort_key key = {"", RC_SORT_DESCENDING};
    for (size_t i = 0; i < 100; i++) {
        rc_value value = rc_value_int((int64_t)(i * 37 % 100) / 2);
        REQUIRE(rc_store_set(store, i, "", &value, NULL) == RC_OK);
    }
    check_order(store, &key, 1, "whole record");
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* The names and flags of what is refused. */
START_TEST(wrong_keys_are_refused)
{
    static const struct {
        rc_sort_key key;
        size_t n;
        rc_status status;
        const char *message;
    } cases[] = {
        {{"c", 0}, 1, RC_ETYPE, "values of complex128 have no order (name a field of it)"},
        {{"n", 0}, 1, RC_ETYPE, "values of struct have no order (name a field of it)"},
        {{"a", 0}, 1, RC_ETYPE, "values of subarray have no order (name a field of it)"},
        {{"zz", 0}, 1, RC_ENAME, NULL},
        {{"n.", 0}, 1, RC_ESYNTAX, NULL},
        {{NULL, 0}, 1, RC_EARG, "a sort key has no path (NULL)"},
        {{"i", 4}, 1, RC_EARG, "a sort key has unknown flags (0x4)"},
        {{"i", 0}, 0, RC_EARG, "no keys to order by"},
    };
    rc_dtype *dtype = rc_dtype_parse("c:c16, n:{x:i4}, a:3i4, i:i4", NULL);
    rc_store *store = rc_store_zeros(dtype, 4, RC_ROWS, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rc_error err = RC_ERROR_INIT;
        uint64_t out[4];
        ck_assert_int_eq(rc_store_argsort(store, &cases[i].key, cases[i].n, out, NULL, &err),
                         cases[i].status);
        ck_assert_int_eq(err.status, cases[i].status);
        if (cases[i].message) {
            ck_assert_str_eq(err.message, cases[i].message);
        }
    }
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(ranks_past_the_end_are_refused)
{
    rc_store *store = order_store("k:i4", 10, RC_ROWS, PATTERN_RANDOM, 1);
    rc_sort_key key = {"k", 0};
    rc_error err = RC_ERROR_INIT;
    uint64_t out[10];
    rc_order_options options = RC_ORDER_OPTIONS_INIT;
    REQUIRE(rc_store_argsort_part(store, &key, 1, 10, 0, out, NULL, &err) == RC_OK);
    ck_assert_int_eq(rc_store_argsort_part(store, &key, 1, 10, 1, out, NULL, &err), RC_EINDEX);
    ck_assert_str_eq(err.message, "1 ranks from 10 on in a store of 10 records");
    ck_assert_int_eq(rc_store_argsort_part(store, &key, 1, SIZE_MAX, 2, out, NULL, NULL),
                     RC_EINDEX);
    options.size = 4;
    ck_assert_int_eq(rc_store_argsort(store, &key, 1, out, &options, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_sort(store, &key, 1, &options, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_unique(store, &key, 1, out, &options.size, &options, NULL), RC_EARG);
    rc_store_unref(store);
}
END_TEST

START_TEST(groups_check_their_indices)
{
    rc_store *store = order_store("k:i4", 5, RC_COLUMNS, PATTERN_FEW, 1);
    rc_sort_key key = {"k", 0};
    uint64_t indices[] = {0, 1, 5}, starts[6];
    size_t n_groups = 77;
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rc_store_groups(store, &key, 1, indices, 3, starts, &n_groups, &err),
                     RC_EINDEX);
    ck_assert_str_eq(err.message, "index 2 of the array is 5, expected less than 5");
    ck_assert_int_eq(rc_store_groups(store, &key, 1, NULL, 6, starts, &n_groups, NULL), RC_EINDEX);
    ck_assert_uint_eq(n_groups, 77);
    REQUIRE(rc_store_groups(store, &key, 1, NULL, 0, NULL, &n_groups, NULL) == RC_OK);
    ck_assert_uint_eq(n_groups, 0);
    rc_store_unref(store);
}
END_TEST

Suite *suite_order_argsort(void)
{
    Suite *suite = suite_create("order order");
    TCase *one = tcase_create("one key"), *several = tcase_create("several keys");
    TCase *other = tcase_create("other"), *large = tcase_create("large");
    tcase_add_loop_test(one, one_key_of_each_kind, 0, KINDS);
    tcase_set_tags(large, "threads");
    tcase_add_loop_test(large, many_records, 0, 8);
    tcase_add_loop_test(large, shares_differ_from_each_other, 0, 4);
    suite_add_tcase(suite, large);
    tcase_add_loop_test(several, several_keys, 0, 6);
    tcase_add_loop_test(several, many_keys_of_one_bit, 0, LAYOUTS);
    tcase_add_loop_test(several, strings_that_begin_with_each_other, 0, LAYOUTS);
    tcase_add_loop_test(other, slices_are_sorted_by_themselves, 0, LAYOUTS);
    tcase_add_loop_test(other, views_are_sorted, 0, LAYOUTS);
    tcase_add_loop_test(other, a_store_without_fields_is_a_key, 0, LAYOUTS);
    tcase_add_test(other, wrong_keys_are_refused);
    tcase_add_test(other, ranks_past_the_end_are_refused);
    tcase_add_test(other, groups_check_their_indices);
    suite_add_tcase(suite, one);
    suite_add_tcase(suite, several);
    suite_add_tcase(suite, other);
    return suite;
}
