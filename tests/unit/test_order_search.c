/* Tests of the search of values and of records, compared with counting. */
#include "dtype_random.h"
#include "test_order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const rc_layout layouts[] = {RC_ROWS, RC_COLUMNS};
enum { LAYOUTS = 2 };

/* Number of records of `store` that are before record i of `queries`, or not after it. */
static size_t count_before(const rc_store *store, const rc_store *queries, size_t i,
                           const rc_sort_key *keys, size_t n_keys, rc_side side)
{
    size_t count = 0;
    for (size_t k = 0; k < rc_store_length(store); k++) {
        int order = model_compare(store, k, queries, i, keys, n_keys);
        count += side == RC_SIDE_LEFT ? order < 0 : order <= 0;
    }
    return count;
}

static void check_search(const rc_store *sorted, const rc_store *queries, const rc_sort_key *keys,
                         size_t n_keys, const char *what)
{
    size_t n = rc_store_length(queries), refused = 0;
    uint64_t *found = calloc(n + 1, sizeof *found);
    for (int side = RC_SIDE_LEFT; side <= RC_SIDE_RIGHT; side++) {
        REQUIRE(rc_store_search_all(sorted, keys, n_keys, queries, (rc_side)side, found, NULL,
                                    NULL) == RC_OK);
        for (size_t i = 0; i < n; i++) {
            size_t expected = count_before(sorted, queries, i, keys, n_keys, (rc_side)side);
            rc_value value;
            if (found[i] != expected) {
                ck_abort_msg("%s: query %zu is at %llu, expected %zu", what, i,
                             (unsigned long long)found[i], expected);
            }
            if (n_keys == 1) {
                size_t index = SIZE_MAX;
                rc_status status;
                REQUIRE(rc_store_get(queries, i, keys[0].path, &value, NULL) == RC_OK);
                status = rc_store_search(sorted, keys, &value, (rc_side)side, &index, NULL);
                /* Longer strings than the field has are refused. */
                if (status != RC_ERANGE && (status != RC_OK || index != expected)) {
                    ck_abort_msg("%s: value %zu: status %d, at %zu, expected %zu", what, i,
                                 (int)status, index, expected);
                }
                refused += status == RC_ERANGE;
            }
        }
    }
    ck_assert_msg(refused == 0 || strstr(what, "S40") || strstr(what, "U20"), "%s: refused", what);
    free(found);
}

START_TEST(each_kind_is_found)
{
    static const char *const kinds[][2] = {
        {"bool", "bool"}, {"i1", "i1?"},  {"i4", ">i4"},      {"u8?", "u8?"},      {"f4", "f4"},
        {"f8?", ">f8"},   {">f2", "f2"},  {"M8[s]", "M8[s]"}, {"m8[h]?", "m8[h]"}, {"S12", "S40"},
        {"S3?", "S3"},    {"U2", ">U20"}, {"str", "str?"},    {"str?", "str"},     {"i8", "i8"},
    };
    enum { KINDS = sizeof kinds / sizeof *kinds };
    ck_assert_uint_eq(KINDS, 15);
    for (int pattern = 0; pattern < PATTERNS; pattern++) {
        static const size_t lengths[] = {0, 1, 2, 3, 31, 90};
        for (size_t i = 0; i < 6; i++) {
            char dtype[64], what[128];
            rc_sort_key key = {"k", (unsigned)(i + (size_t)pattern) % 4};
            rc_store *store, *queries;
            snprintf(dtype, sizeof dtype, "a:u1, k:%s", kinds[_i][0]);
            store = order_store(dtype, lengths[i], layouts[i % 2], (order_pattern)pattern, 3);
            snprintf(dtype, sizeof dtype, "k:%s, z:S3", kinds[_i][1]);
            queries = order_store(dtype, 40, layouts[i / 2 % 2], (order_pattern)pattern, 4);
            REQUIRE(rc_store_sort(store, &key, 1, NULL, NULL) == RC_OK);
            snprintf(what, sizeof what, "%s in %s, %s, %zu records, flags %u", kinds[_i][1],
                     kinds[_i][0], order_pattern_names[pattern], lengths[i], key.flags);
            check_search(store, queries, &key, 1, what);
            rc_store_unref(store);
            rc_store_unref(queries);
        }
    }
}
END_TEST

START_TEST(several_keys_are_found)
{
    static const char dtype[] = "a:i2?, s:str, f:f4";
    rc_sort_key keys[] = {{"a", RC_SORT_DESCENDING}, {"s", RC_SORT_NULLS_FIRST}, {"f", 0}};
    rc_store *store = order_store(dtype, 200, layouts[_i], PATTERN_FEW, 1);
    rc_store *queries = order_store(dtype, 50, RC_COLUMNS, PATTERN_FEW, 2);
    REQUIRE(rc_store_sort(store, keys, 3, NULL, NULL) == RC_OK);
    check_search(store, queries, keys, 3, "three keys");
    check_search(store, queries, keys, 2, "two keys");
    rc_store_unref(store);
    rc_store_unref(queries);
}
END_TEST

START_TEST(many_queries)
{
    enum { N = 300000 };
    rc_store *store = order_store("k:u4", 5000, RC_ROWS, PATTERN_RANDOM, 1);
    rc_store *queries = order_store("k:u4", N, RC_COLUMNS, PATTERN_RANDOM, 2);
    uint64_t *found[2] = {calloc(N, sizeof **found), calloc(N, sizeof **found)};
    rc_sort_key key = {"k", 0};
    rc_u4_view k, q;
    REQUIRE(rc_store_sort(store, &key, 1, NULL, NULL) == RC_OK);
    REQUIRE(rc_store_u4_view(store, "k", &k, NULL) == RC_OK);
    REQUIRE(rc_store_u4_view(queries, "k", &q, NULL) == RC_OK);
    for (unsigned threads = 1; threads <= 3; threads += 2) {
        rc_order_options options = RC_ORDER_OPTIONS_INIT;
        options.threads = threads;
        for (int right = 0; right < 2; right++) {
            REQUIRE(rc_store_search_all(store, &key, 1, queries,
                                        right ? RC_SIDE_RIGHT : RC_SIDE_LEFT, found[right],
                                        &options, NULL) == RC_OK);
        }
        for (size_t i = 0; i < N; i++) {
            uint64_t left = found[0][i], right = found[1][i];
            uint32_t query = rc_u4_view_get(q, i);
            if (left > right || right > k.n || (left > 0 && rc_u4_view_get(k, left - 1) >= query) ||
                (left < right && rc_u4_view_get(k, left) != query) ||
                (left < right && rc_u4_view_get(k, right - 1) != query) ||
                (right < k.n && rc_u4_view_get(k, right) <= query)) {
                ck_abort_msg("query %zu, %u: %llu to %llu", i, query, (unsigned long long)left,
                             (unsigned long long)right);
            }
        }
    }
    free(found[0]);
    free(found[1]);
    rc_store_unref(store);
    rc_store_unref(queries);
}
END_TEST

START_TEST(wrong_queries_are_refused)
{
    rc_store *store = order_store("i:i2, t:M8[s], s:S3, l:S300", 3, RC_ROWS, PATTERN_CONSTANT, 1);
    rc_store *others = order_store("i:i4, t:M8[ms], s:str", 3, RC_ROWS, PATTERN_CONSTANT, 1);
    rc_sort_key i = {"i", 0}, t = {"t", 0}, s = {"s", 0}, l = {"l", 0};
    rc_value value = rc_value_int(70000);
    uint64_t out[3];
    size_t index = 9;
    rc_error err = RC_ERROR_INIT;
    ck_assert_int_eq(rc_store_search_all(store, &i, 1, others, RC_SIDE_LEFT, out, NULL, &err),
                     RC_ETYPE);
    ck_assert_str_eq(err.message,
                     "the field of the queries is int32, expected int16 as in the store");
    ck_assert_str_eq(err.field, "i");
    rc_error_clear(&err);
    ck_assert_int_eq(rc_store_search_all(store, &t, 1, others, RC_SIDE_LEFT, out, NULL, &err),
                     RC_ETYPE);
    ck_assert_str_eq(err.message,
                     "the field of the queries is datetime64, expected datetime64 with "
                     "the same unit as in the store");
    ck_assert_int_eq(rc_store_search_all(store, &s, 1, others, RC_SIDE_LEFT, out, NULL, NULL),
                     RC_ETYPE);
    ck_assert_int_eq(rc_store_search_all(store, &s, 1, store, (rc_side)0, out, NULL, NULL),
                     RC_EARG);
    rc_error_clear(&err);
    ck_assert_int_eq(rc_store_search(store, &i, &value, RC_SIDE_LEFT, &index, &err), RC_ERANGE);
    ck_assert_str_eq(err.field, "i");
    ck_assert_int_eq(rc_store_search(store, &i, &value, (rc_side)3, &index, NULL), RC_EARG);
    value = rc_value_string("four");
    ck_assert_int_eq(rc_store_search(store, &s, &value, RC_SIDE_LEFT, &index, NULL), RC_ERANGE);
    ck_assert_int_eq(rc_store_search(store, &i, &value, RC_SIDE_LEFT, &index, NULL), RC_ESYNTAX);
    ck_assert_uint_eq(index, 9);
    REQUIRE(rc_store_search(store, &l, &value, RC_SIDE_LEFT, &index, NULL) == RC_OK);
    ck_assert_uint_eq(index, 3);
    rc_store_unref(store);
    rc_store_unref(others);
}
END_TEST

Suite *suite_order_search(void)
{
    Suite *suite = suite_create("order search");
    TCase *tcase = tcase_create("search"), *large = tcase_create("large");
    tcase_add_loop_test(tcase, each_kind_is_found, 0, 15);
    tcase_add_loop_test(tcase, several_keys_are_found, 0, LAYOUTS);
    tcase_set_tags(large, "threads");
    tcase_add_test(large, many_queries);
    suite_add_tcase(suite, large);
    tcase_add_test(tcase, wrong_queries_are_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}
