/* Aggregates against the statistics of the records of each group. */
#include "test_compute.h"

#include "faulty_alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* -------------------------------------------------------------- statistics */

static bool same_result(const rc_value *a, const rc_value *b)
{
    return a->type == b->type && (a->type == RC_VALUE_NULL || test_order(a, b) == 0);
}

/* The records of each group in a store of their own. */
static rc_store *records_of(const rc_store *store, const rc_grouping *g, size_t group)
{
    size_t n = 0;
    uint64_t *indices = calloc(rc_store_length(store) + 1, sizeof *indices);
    rc_store *taken;
    for (size_t i = 0; i < rc_grouping_length(g); i++) {
        if (rc_grouping_numbers(g)[i] == group) {
            indices[n++] = i;
        }
    }
    taken = rc_store_take(store, indices, n, NULL, NULL);
    ck_assert_ptr_nonnull(taken);
    free(indices);
    return taken;
}

static void check_stats(const rc_stats *found, const rc_stats *expected, const char *path)
{
    ck_assert_msg(found->records == expected->records && found->nulls == expected->nulls &&
                      found->nans == expected->nans && found->count == expected->count,
                  "%s: counts", path);
    ck_assert_msg(same_result(&found->min, &expected->min), "%s: minimum", path);
    ck_assert_msg(same_result(&found->max, &expected->max), "%s: maximum", path);
    ck_assert_msg(found->sum_high == expected->sum_high && found->sum_low == expected->sum_low,
                  "%s: exact sum", path);
    ck_assert_int_eq(found->sum.type, expected->sum.type);
    if (found->sum.type == RC_VALUE_FLOAT) {
        double a = found->sum.as.f, b = expected->sum.as.f;
        ck_assert_msg(a == b || (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-12 * fabs(b) + 1e287,
                      "%s: sum %g, expected %g", path, a, b);
    } else {
        ck_assert_msg(same_result(&found->sum, &expected->sum), "%s: sum", path);
        ck_assert(found->mean == expected->mean || (isnan(found->mean) && isnan(expected->mean)));
    }
}

START_TEST(statistics)
{
    test_random random = {(uint64_t)_i + 7000};
    rc_store *store = test_store(&random, 150, _i % 2 ? RC_ROWS : RC_COLUMNS);
    const char *keys[] = {"u1", "b"};
    rc_grouping *g = rc_store_group(store, keys, 2, NULL, NULL);
    size_t groups = rc_grouping_count(g);
    rc_stats *stats = calloc(groups, sizeof *stats);
    ck_assert_uint_gt(groups, 3);
    stats[0].size = sizeof *stats;
    for (size_t k = 0; k < test_n_paths; k++) {
        rc_error err = RC_ERROR_INIT;
        rc_view view;
        ck_assert_int_eq(rc_store_view(store, test_paths[k], &view, NULL), RC_OK);
        ck_assert_msg(rc_grouping_stats(g, &view, stats, NULL, &err) == RC_OK, "%s: %s",
                      test_paths[k], err.message);
        for (size_t i = 0; i < groups; i++) {
            rc_store *taken = records_of(store, g, i);
            rc_stats expected = RC_STATS_INIT;
            ck_assert_int_eq(rc_store_stats(taken, test_paths[k], &expected, NULL, NULL), RC_OK);
            check_stats(&stats[i], &expected, test_paths[k]);
            rc_store_unref(taken);
        }
    }
    free(stats);
    rc_grouping_free(g);
    rc_store_unref(store);
}
END_TEST

START_TEST(histograms)
{
    test_random random = {90};
    rc_store *store = test_store(&random, 200, RC_ROWS);
    const char *keys[] = {"n4"};
    rc_grouping *g = rc_store_group(store, keys, 1, NULL, NULL);
    size_t groups = rc_grouping_count(g);
    uint64_t *counts = calloc(groups * 6, sizeof *counts), expected[6];
    rc_view view;
    ck_assert_int_eq(rc_store_view(store, "f4", &view, NULL), RC_OK);
    ck_assert_int_eq(rc_grouping_histogram(g, &view, -2, 2, 4, counts, NULL), RC_OK);
    for (size_t i = 0; i < groups; i++) {
        rc_store *taken = records_of(store, g, i);
        rc_view part;
        ck_assert_int_eq(rc_store_view(taken, "f4", &part, NULL), RC_OK);
        ck_assert_int_eq(rc_view_histogram(&part, -2, 2, 4, expected, NULL), RC_OK);
        ck_assert_mem_eq(counts + 6 * i, expected, sizeof expected);
        rc_store_unref(taken);
    }
    ck_assert_int_eq(rc_grouping_histogram(g, &view, 2, 2, 4, counts, NULL), RC_EARG);
    ck_assert_int_eq(rc_grouping_histogram(g, &view, 1, 2, SIZE_MAX - 1, counts, NULL), RC_ELIMIT);
    ck_assert_int_eq(rc_grouping_histogram(g, &view, 1, 2, SIZE_MAX / 16, counts, NULL), RC_ELIMIT);
    view.n--;
    ck_assert_int_eq(rc_grouping_histogram(g, &view, 1, 2, 4, counts, NULL), RC_EARG);
    free(counts);
    rc_grouping_free(g);
    rc_store_unref(store);
}
END_TEST

/* Sums of floats that depend on the order of additions: the same for any number of threads. */
START_TEST(threads_agree)
{
    enum { MANY = 300001, GROUPS = 1000 };
    test_random random = {(uint64_t)_i};
    static const char *const dtypes[] = {"k:u2, x:f8, y:i4", "k:u2, x:f4?, y:u8",
                                         "k:u2, x:>f8?, y:i8?"};
    static const rc_aggregate aggregates[] = {{RC_AGGREGATE_SUM, "x", NULL},
                                              {RC_AGGREGATE_MIN, "y", NULL},
                                              {RC_AGGREGATE_MEAN, "y", NULL},
                                              {RC_AGGREGATE_RECORDS, NULL, NULL}};
    const char *keys[] = {"k"};
    rc_dtype *dtype = test_dtype(dtypes[_i]);
    rc_store *store = rc_store_zeros(dtype, MANY, RC_COLUMNS, NULL), *one = NULL;
    rc_field k, x, y;
    size_t wrong = 0;
    ck_assert_int_eq(rc_store_field(store, "k", &k, NULL), RC_OK);
    ck_assert_int_eq(rc_store_field(store, "x", &x, NULL), RC_OK);
    ck_assert_int_eq(rc_store_field(store, "y", &y, NULL), RC_OK);
    for (size_t i = 0; i < MANY; i++) {
        uint64_t noise = test_next(&random);
        rc_value value =
            rc_value_float((double)(float)ldexp((double)(noise >> 40), (int)(noise % 60)));
        uint16_t group = (uint16_t)(noise % GROUPS);
        memcpy(k.data + (ptrdiff_t)i * k.stride, &group, sizeof group);
        wrong += rc_field_set(&x, i, &value, NULL) != RC_OK;
        memcpy(y.data + (ptrdiff_t)i * y.stride, &noise, rc_dtype_itemsize(y.dtype) / 2);
        if (x.valid && noise % 11 == 0) {
            wrong += rc_field_set_null(&x, i, NULL) != RC_OK;
        }
    }
    ck_assert_uint_eq(wrong, 0);
    for (unsigned threads = 1; threads <= 5; threads += 2) {
        rc_error err = RC_ERROR_INIT;
        rc_store *result =
            rc_store_group_by(store, keys, 1, aggregates, N(aggregates), GROUP(0, threads), &err);
        ck_assert_msg(result != NULL, "%s", err.message);
        ck_assert_uint_eq(rc_store_length(result), GROUPS);
        if (!one) {
            one = rc_store_ref(result);
        }
        ck_assert(rc_store_equal(one, result)); /* floats by their bits */
        rc_store_unref(result);
    }
    rc_store_unref(one);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* ---------------------------------------------------------------- group by */

static const rc_aggregate_kind all_kinds[] = {
    RC_AGGREGATE_RECORDS, RC_AGGREGATE_COUNT, RC_AGGREGATE_NULLS, RC_AGGREGATE_NANS,
    RC_AGGREGATE_MIN,     RC_AGGREGATE_MAX,   RC_AGGREGATE_SUM,   RC_AGGREGATE_MEAN};

static rc_value expected_value(rc_aggregate_kind kind, const rc_stats *stats)
{
    switch (kind) {
    case RC_AGGREGATE_RECORDS:
        return rc_value_uint(stats->records);
    case RC_AGGREGATE_COUNT:
        return rc_value_uint(stats->count);
    case RC_AGGREGATE_NULLS:
        return rc_value_uint(stats->nulls);
    case RC_AGGREGATE_NANS:
        return rc_value_uint(stats->nans);
    case RC_AGGREGATE_MIN:
        return stats->min;
    case RC_AGGREGATE_MAX:
        return stats->max;
    case RC_AGGREGATE_SUM:
        return stats->sum;
    default:
        return rc_value_float(stats->mean);
    }
}

static bool fits_result(const rc_value *expected, const rc_value *found)
{
    if (expected->type == RC_VALUE_NULL || test_is_nan(expected)) {
        return found->type == RC_VALUE_NULL || test_is_nan(found);
    }
    if (expected->type == RC_VALUE_FLOAT) {
        double a = found->as.f, b = expected->as.f;
        return found->type == RC_VALUE_FLOAT && (a == b || fabs(a - b) <= 1e-12 * fabs(b) + 1e287);
    }
    return test_order(expected, found) == 0;
}

static bool is_refused(rc_aggregate_kind kind, rc_kind of)
{
    bool number = of <= RC_F8,
         text = of == RC_BYTES || of == RC_UCS4 || of == RC_RAW || of == RC_STR;
    if (kind == RC_AGGREGATE_SUM) {
        return !number && of != RC_TIMEDELTA;
    }
    if (kind == RC_AGGREGATE_MEAN) {
        return !number && of != RC_TIMEDELTA && of != RC_DATETIME;
    }
    return kind >= RC_AGGREGATE_MIN && !number && !text && of != RC_TIMEDELTA && of != RC_DATETIME;
}

static void check_aggregate(const rc_store *store, const rc_grouping *g, const char *path,
                            rc_aggregate_kind kind, rc_layout layout)
{
    rc_error err = RC_ERROR_INIT;
    rc_aggregate aggregate = {kind, path, "result"};
    const char *keys[] = {"note", "n4"};
    rc_view view, out;
    rc_store *result;
    rc_stats *stats = calloc(rc_grouping_count(g), sizeof *stats);
    bool too_large = false;
    stats[0].size = sizeof *stats;
    ck_assert_int_eq(rc_store_view(store, path, &view, NULL), RC_OK);
    ck_assert_int_eq(rc_grouping_stats(g, &view, stats, NULL, NULL), RC_OK);
    for (size_t i = 0; i < rc_grouping_count(g) && kind == RC_AGGREGATE_SUM; i++) {
        too_large |= stats[i].count > 0 && stats[i].sum.type == RC_VALUE_NULL;
        too_large |= stats[i].sum.type == RC_VALUE_UINT && rc_dtype_kind(view.dtype) == RC_I8;
    }
    result = rc_store_group_by(store, keys, 2, &aggregate, 1, GROUP(layout, 2), &err);
    if (is_refused(kind, rc_dtype_kind(view.dtype))) {
        ck_assert_int_eq(err.status, RC_ETYPE);
        ck_assert_str_eq(err.field, path);
    } else if (too_large) {
        ck_assert_int_eq(err.status, RC_ERANGE);
        ck_assert_str_eq(err.field, path);
    } else {
        ck_assert_msg(result != NULL, "%s: %s", path, err.message);
        ck_assert_int_eq(rc_store_layout(result), layout);
        ck_assert_uint_eq(rc_store_length(result), rc_grouping_count(g));
        ck_assert_int_eq(rc_store_view(result, "result", &out, NULL), RC_OK);
        for (size_t i = 0; i < out.n; i++) {
            rc_value found, expected = expected_value(kind, &stats[i]);
            ck_assert_int_eq(rc_view_get(&out, i, &found, NULL), RC_OK);
            ck_assert_msg(fits_result(&expected, &found), "%s: kind %d of group %zu", path,
                          (int)kind, i);
        }
        for (size_t k = 0; k < 2; k++) {
            rc_view from;
            ck_assert_int_eq(rc_store_view(store, keys[k], &from, NULL), RC_OK);
            ck_assert_int_eq(rc_store_view(result, keys[k], &out, NULL), RC_OK);
            for (size_t i = 0; i < out.n; i++) {
                rc_value a, b;
                ck_assert_int_eq(rc_view_get(&out, i, &a, NULL), RC_OK);
                ck_assert_int_eq(rc_view_get(&from, (size_t)rc_grouping_firsts(g)[i], &b, NULL),
                                 RC_OK);
                ck_assert(same_result(&a, &b));
            }
        }
    }
    rc_store_unref(result);
    free(stats);
}

START_TEST(each_aggregate)
{
    test_random random = {(uint64_t)_i + 300};
    rc_store *store = test_store(&random, 120, _i % 2 ? RC_ROWS : RC_COLUMNS);
    const char *keys[] = {"note", "n4"};
    rc_grouping *g = rc_store_group(store, keys, 2, NULL, NULL);
    for (size_t k = 0; k < test_n_paths; k++) {
        for (size_t i = 0; i < N(all_kinds); i++) {
            check_aggregate(store, g, test_paths[k], all_kinds[i], i % 2 ? RC_ROWS : RC_COLUMNS);
        }
    }
    rc_grouping_free(g);
    rc_store_unref(store);
}
END_TEST

START_TEST(names_and_dtypes)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype =
        test_dtype("id:i4, in:{name:str, x:>i2}?, s:S3, b:bool, u:u2?, f:>f4, d:M8[D], m:m8[25s]");
    rc_dtype *expected = test_dtype(
        "name:str?, s:S3, records:u8, x_sum:i8?, x_count:u8, least:S3, b_sum:u8, u_sum:u8?, "
        "u_nulls:u8, f_sum:f8, f_max:>f4, f_nans:u8, d_mean:f8, m_sum:m8[25s], d_min:M8[D], "
        "x_max:>i2?");
    static const rc_aggregate aggregates[] = {
        {RC_AGGREGATE_RECORDS, NULL, NULL}, {RC_AGGREGATE_SUM, "in.x", NULL},
        {RC_AGGREGATE_COUNT, "in.x", NULL}, {RC_AGGREGATE_MIN, "s", "least"},
        {RC_AGGREGATE_SUM, "b", NULL},      {RC_AGGREGATE_SUM, "u", NULL},
        {RC_AGGREGATE_NULLS, "u", NULL},    {RC_AGGREGATE_SUM, "f", NULL},
        {RC_AGGREGATE_MAX, "f", NULL},      {RC_AGGREGATE_NANS, "f", NULL},
        {RC_AGGREGATE_MEAN, "d", NULL},     {RC_AGGREGATE_SUM, "m", NULL},
        {RC_AGGREGATE_MIN, "d", NULL},      {RC_AGGREGATE_MAX, "in.x", NULL}};
    const char *keys[] = {"in.name", "s"};
    rc_store *store = rc_store_zeros(dtype, 3, RC_ROWS, NULL);
    rc_store *result = rc_store_group_by(store, keys, 2, aggregates, N(aggregates), NULL, &err);
    ck_assert_msg(result != NULL, "%s", err.message);
    ck_assert_msg(rc_dtype_require(rc_store_dtype(result), expected, &err) == RC_OK, "%s: %s",
                  err.field, err.message);
    ck_assert_int_eq(rc_store_layout(result), RC_ROWS);
    ck_assert_uint_eq(rc_store_length(result), 1);
    rc_store_unref(result);
    /* Distinct keys only; a store of one leaf. */
    result = rc_store_group_by(store, keys, 2, NULL, 0, NULL, &err);
    ck_assert_uint_eq(rc_dtype_nfields(rc_store_dtype(result)), 2);
    rc_store_unref(result);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    rc_dtype_unref(expected);
    dtype = test_dtype("i4");
    expected = test_dtype("value:i4, sum:i8");
    store = rc_store_zeros(dtype, 3, RC_COLUMNS, NULL);
    keys[0] = "";
    result = rc_store_group_by(store, keys, 1, &(rc_aggregate){RC_AGGREGATE_SUM, "", NULL}, 1, NULL,
                               &err);
    ck_assert_msg(result != NULL, "%s", err.message);
    ck_assert(rc_dtype_equal(rc_store_dtype(result), expected));
    ck_assert_int_eq(rc_store_layout(result), RC_COLUMNS);
    rc_store_unref(result);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    rc_dtype_unref(expected);
}
END_TEST

/* A group without values. */
START_TEST(nothing_to_aggregate)
{
    rc_dtype *dtype = test_dtype("k:i1, i:i4?, f:f8, t:m8[s], g:f2?, s:str?");
    rc_store *store = rc_store_zeros(dtype, 2, RC_COLUMNS, NULL), *result;
    static const rc_aggregate aggregates[] = {
        {RC_AGGREGATE_SUM, "i", NULL},  {RC_AGGREGATE_MAX, "f", NULL},
        {RC_AGGREGATE_SUM, "f", NULL},  {RC_AGGREGATE_SUM, "t", NULL},
        {RC_AGGREGATE_MEAN, "g", NULL}, {RC_AGGREGATE_MIN, "s", NULL},
        {RC_AGGREGATE_MEAN, "t", NULL}};
    const char *keys[] = {"k"};
    rc_value nan = rc_value_float((double)NAN), nat = rc_value_timedelta(RC_NAT, RC_UNIT_s, 1);
    rc_value null = rc_value_null(), value;
    for (size_t i = 0; i < 2; i++) {
        ck_assert_int_eq(rc_store_set(store, i, "i", &null, NULL), RC_OK);
        ck_assert_int_eq(rc_store_set(store, i, "s", &null, NULL), RC_OK);
        ck_assert_int_eq(rc_store_set(store, i, "f", &nan, NULL), RC_OK);
        ck_assert_int_eq(rc_store_set(store, i, "g", &nan, NULL), RC_OK);
        ck_assert_int_eq(rc_store_set(store, i, "t", &nat, NULL), RC_OK);
    }
    result = rc_store_group_by(store, keys, 1, aggregates, N(aggregates), NULL, NULL);
    ck_assert_ptr_nonnull(result);
    for (size_t k = 0; k < N(aggregates); k++) {
        static const char *const names[] = {"i_sum",  "f_max", "f_sum", "t_sum",
                                            "g_mean", "s_min", "t_mean"};
        bool is_null = k == 0 || k == 4 || k == 5;
        ck_assert_int_eq(rc_store_get(result, 0, names[k], &value, NULL), RC_OK);
        ck_assert_msg(is_null ? value.type == RC_VALUE_NULL : test_is_nan(&value), "%s", names[k]);
    }
    rc_store_unref(result);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(large_sums)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = test_dtype("k:i1, u:u8, i:i8, m:m8[s], h:u4");
    rc_store *store = rc_store_zeros(dtype, 4, RC_ROWS, NULL), *result;
    const char *keys[] = {"k"};
    static const char *const paths[] = {"u", "i", "m"};
    rc_value u = rc_value_uint(UINT64_MAX), i = rc_value_int(INT64_MIN),
             h = rc_value_uint(UINT32_MAX);
    rc_value one = rc_value_int(1), m = rc_value_timedelta(INT64_MIN / 2, RC_UNIT_s, 1), value;
    for (size_t k = 1; k < 4; k++) {
        ck_assert_int_eq(rc_store_set(store, k, "k", &one, NULL), RC_OK);
        ck_assert_int_eq(rc_store_set(store, k, "m", &m, NULL), RC_OK);
        ck_assert_int_eq(rc_store_set(store, k, "h", &h, NULL), RC_OK);
    }
    ck_assert_int_eq(rc_store_set(store, 1, "u", &u, NULL), RC_OK);
    ck_assert_int_eq(rc_store_set(store, 1, "i", &i, NULL), RC_OK);
    /* The greatest sums that fit. */
    for (size_t k = 0; k < 2; k++) {
        rc_aggregate sum = {RC_AGGREGATE_SUM, paths[k], "sum"};
        result = rc_store_group_by(store, keys, 1, &sum, 1, NULL, &err);
        ck_assert_ptr_nonnull(result);
        ck_assert_int_eq(rc_store_get(result, 1, "sum", &value, NULL), RC_OK);
        ck_assert(k == 0 ? value.as.u == UINT64_MAX : value.as.i == INT64_MIN);
        rc_store_unref(result);
    }
    result = rc_store_group_by(store, keys, 1, &(rc_aggregate){RC_AGGREGATE_SUM, "h", "sum"}, 1,
                               NULL, &err);
    ck_assert_int_eq(rc_store_get(result, 1, "sum", &value, NULL), RC_OK);
    ck_assert_uint_eq(value.as.u, 3 * (uint64_t)UINT32_MAX);
    rc_store_unref(result);
    /* One more. */
    i = rc_value_int(-1);
    ck_assert_int_eq(rc_store_set(store, 2, "u", &one, NULL), RC_OK);
    ck_assert_int_eq(rc_store_set(store, 2, "i", &i, NULL), RC_OK);
    for (size_t k = 0; k < 3; k++) {
        rc_aggregate sum = {RC_AGGREGATE_SUM, paths[k], "sum"};
        rc_error_clear(&err);
        ck_assert_ptr_null(rc_store_group_by(store, keys, 1, &sum, 1, NULL, &err));
        ck_assert_int_eq(err.status, RC_ERANGE);
        ck_assert_str_eq(err.field, paths[k]);
        ck_assert_uint_eq(err.record, 1);
    }
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(wrong_arguments)
{
    static const struct {
        const char *key;
        rc_aggregate aggregate;
        rc_status status;
    } cases[] = {
        {"c", {RC_AGGREGATE_RECORDS, NULL, NULL}, RC_ETYPE},
        {"in", {RC_AGGREGATE_RECORDS, NULL, NULL}, RC_ETYPE},
        {"two", {RC_AGGREGATE_RECORDS, NULL, NULL}, RC_ETYPE},
        {"none", {RC_AGGREGATE_RECORDS, NULL, NULL}, RC_ENAME},
        {"i.", {RC_AGGREGATE_RECORDS, NULL, NULL}, RC_ESYNTAX},
        {NULL, {RC_AGGREGATE_RECORDS, NULL, NULL}, RC_EARG},
        {"i", {RC_AGGREGATE_SUM, NULL, NULL}, RC_EARG},
        {"i", {RC_AGGREGATE_SUM, "none", NULL}, RC_ENAME},
        {"i", {RC_AGGREGATE_COUNT, "in", NULL}, RC_ETYPE},
        {"i", {RC_AGGREGATE_MEAN, "two", NULL}, RC_ETYPE},
        {"i", {(rc_aggregate_kind)0, "i", NULL}, RC_EARG},
        {"i", {(rc_aggregate_kind)9, "i", NULL}, RC_EARG},
        {"i", {RC_AGGREGATE_SUM, "i", "i"}, RC_ENAME},
        {"i", {RC_AGGREGATE_COUNT, "c", NULL}, RC_OK},
    };
    rc_dtype *dtype = test_dtype("i:i4, c:c8, in:{x:i4}, two:2i4");
    rc_store *store = rc_store_zeros(dtype, 5, RC_ROWS, NULL);
    for (size_t i = 0; i < N(cases); i++) {
        rc_error err = RC_ERROR_INIT;
        rc_store *result =
            rc_store_group_by(store, &cases[i].key, 1, &cases[i].aggregate, 1, NULL, &err);
        ck_assert_msg(err.status == cases[i].status, "case %zu: %s", i, err.message);
        ck_assert((result != NULL) == (cases[i].status == RC_OK));
        rc_store_unref(result);
        if (i < 6) {
            size_t count;
            double estimate;
            ck_assert_ptr_null(rc_store_group(store, &cases[i].key, 1, NULL, NULL));
            ck_assert_int_eq(rc_store_distinct(store, &cases[i].key, 1, &count, NULL, NULL),
                             cases[i].status);
            ck_assert_int_eq(
                rc_store_distinct_estimate(store, &cases[i].key, 1, &estimate, NULL, NULL),
                cases[i].status);
        }
    }
    ck_assert_ptr_null(rc_store_group(store, &cases[6].key, 0, NULL, NULL));
    ck_assert_ptr_null(rc_store_group(store, &cases[6].key, 1, GROUP((rc_layout)3, 1), NULL));
    ck_assert_ptr_null(rc_store_group(store, &cases[6].key, 1, &(rc_group_options){1, 0, 1}, NULL));
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(statistics_of_other_stores)
{
    rc_dtype *dtype = test_dtype("i:i4");
    rc_store *store = rc_store_zeros(dtype, 5, RC_ROWS, NULL);
    rc_store *longer = rc_store_zeros(dtype, 6, RC_ROWS, NULL);
    rc_store *empty = rc_store_zeros(dtype, 0, RC_ROWS, NULL);
    const char *keys[] = {"i"};
    rc_grouping *g = rc_store_group(store, keys, 1, NULL, NULL), *none;
    rc_stats stats = RC_STATS_INIT;
    rc_view view;
    ck_assert_int_eq(rc_store_view(longer, "i", &view, NULL), RC_OK);
    ck_assert_int_eq(rc_grouping_stats(g, &view, &stats, NULL, NULL), RC_EARG);
    ck_assert_int_eq(rc_store_view(store, "", &view, NULL), RC_OK);
    ck_assert_int_eq(rc_grouping_stats(g, &view, &stats, NULL, NULL), RC_ETYPE);
    ck_assert_int_eq(rc_store_view(store, "i", &view, NULL), RC_OK);
    stats.size = 8;
    ck_assert_int_eq(rc_grouping_stats(g, &view, &stats, NULL, NULL), RC_EARG);
    none = rc_store_group(empty, keys, 1, NULL, NULL);
    ck_assert_uint_eq(rc_grouping_count(none), 0);
    ck_assert_int_eq(rc_store_view(empty, "i", &view, NULL), RC_OK);
    ck_assert_int_eq(rc_grouping_stats(none, &view, &stats, NULL, NULL), RC_OK);
    rc_grouping_free(none);
    rc_grouping_free(NULL);
    ck_assert_uint_eq(rc_grouping_count(NULL) + rc_grouping_length(NULL), 0);
    ck_assert_ptr_null(rc_grouping_numbers(NULL));
    ck_assert_ptr_null(rc_grouping_firsts(NULL));
    ck_assert_ptr_null(rc_grouping_sizes(NULL));
    rc_grouping_free(g);
    rc_store_unref(store);
    rc_store_unref(longer);
    rc_store_unref(empty);
    rc_dtype_unref(dtype);
}
END_TEST

/* ------------------------------------------------------------------ memory */

static const char *const memory_keys[] = {"note", "j8", "u8", "e", "i8"};

static rc_status group(void *context)
{
    rc_error err = RC_ERROR_INIT;
    rc_grouping *g = rc_store_group(context, memory_keys, 5, GROUP(0, 2), &err);
    rc_grouping_free(g);
    return err.status;
}

static rc_status group_stats(void *context)
{
    rc_error err = RC_ERROR_INIT;
    rc_grouping *g = rc_store_group(context, memory_keys, 1, NULL, &err);
    rc_stats *stats = calloc(200, sizeof *stats);
    rc_view view;
    stats[0].size = sizeof *stats;
    if (g && rc_store_view(context, "f8", &view, &err) == RC_OK) {
        rc_grouping_stats(g, &view, stats, NULL, &err);
    }
    rc_grouping_free(g);
    free(stats);
    return err.status;
}

static rc_status group_by(void *context)
{
    static const rc_aggregate aggregates[] = {{RC_AGGREGATE_MAX, "name", NULL},
                                              {RC_AGGREGATE_SUM, "i2", NULL},
                                              {RC_AGGREGATE_NULLS, "in.b.x", "none"}};
    rc_error err = RC_ERROR_INIT;
    rc_store *result = rc_store_group_by(context, memory_keys, 2, aggregates, 3, NULL, &err);
    rc_store_unref(result);
    return err.status;
}

static rc_status distinct(void *context)
{
    size_t count;
    return rc_store_distinct(context, memory_keys, 3, &count, NULL, NULL);
}

static rc_status estimate(void *context)
{
    double found;
    return rc_store_distinct_estimate(context, memory_keys, 5, &found, NULL, NULL);
}

START_TEST(refused_memory)
{
    static rc_status (*const bodies[])(void *context) = {group, group_stats, group_by, distinct,
                                                         estimate};
    test_random random = {5};
    rc_store *store = test_store(&random, 200, _i % 2 ? RC_ROWS : RC_COLUMNS);
    faulty_alloc_each(bodies[_i / 2], store);
    rc_store_unref(store);
}
END_TEST

Suite *suite_compute_group_by(void)
{
    Suite *suite = suite_create("compute/group_by");
    TCase *tcase = tcase_create("group_by"), *large = tcase_create("large");
    tcase_set_timeout(tcase, 300);
    tcase_add_loop_test(tcase, statistics, 0, 4);
    tcase_add_test(tcase, histograms);
    tcase_add_loop_test(tcase, each_aggregate, 0, 2);
    tcase_add_test(tcase, names_and_dtypes);
    tcase_add_test(tcase, nothing_to_aggregate);
    tcase_add_test(tcase, large_sums);
    tcase_add_test(tcase, wrong_arguments);
    tcase_add_test(tcase, statistics_of_other_stores);
    tcase_add_loop_test(tcase, refused_memory, 0, 10);
    tcase_set_tags(large, "threads");
    tcase_add_loop_test(large, threads_agree, 0, 3);
    suite_add_tcase(suite, large);
    suite_add_tcase(suite, tcase);
    return suite;
}
