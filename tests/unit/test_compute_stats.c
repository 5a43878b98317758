/* Statistics against sums and comparisons of one value after the other. */
#include "test_compute.h"

#include "faulty_alloc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide;

/* The statistics by the simplest means. */
typedef struct expected {
    uint64_t nulls, nans, count;
    rc_value min, max;
    wide sum;
    long double real;
} expected;

static bool is_nan(const rc_value *value)
{
    return (value->type == RC_VALUE_FLOAT && isnan(value->as.f)) ||
           (value->type == RC_VALUE_COMPLEX && (isnan(value->as.c.re) || isnan(value->as.c.im))) ||
           (value->type >= RC_VALUE_DATETIME && value->as.i == RC_NAT);
}

static expected simple(const rc_view *view)
{
    expected e = {0, 0, 0, rc_value_null(), rc_value_null(), 0, 0};
    for (size_t i = 0; i < view->n; i++) {
        rc_value value;
        ck_assert_int_eq(rc_view_get(view, i, &value, NULL), RC_OK);
        if (value.type == RC_VALUE_NULL) {
            e.nulls++;
            continue;
        }
        if (is_nan(&value)) {
            e.nans++;
            continue;
        }
        e.count++;
        if (value.type == RC_VALUE_COMPLEX) {
            continue;
        }
        if (e.count == 1 || test_order(&value, &e.min) < 0) {
            e.min = value;
        }
        if (e.count == 1 || test_order(&value, &e.max) > 0) {
            e.max = value;
        }
        switch (value.type) {
        case RC_VALUE_BOOL:
            e.sum += value.as.boolean;
            break;
        case RC_VALUE_UINT:
            e.sum += value.as.u;
            break;
        case RC_VALUE_FLOAT:
            e.real += (long double)value.as.f;
            break;
        case RC_VALUE_INT:
        case RC_VALUE_TIMEDELTA:
            e.sum += value.as.i;
            break;
        default:
            break;
        }
    }
    return e;
}

static bool same(const rc_value *a, const rc_value *b)
{
    return a->type == b->type && (a->type == RC_VALUE_NULL || test_order(a, b) == 0);
}

static void check(const rc_view *view, unsigned threads, const char *name)
{
    rc_error err = RC_ERROR_INIT;
    rc_stats stats = RC_STATS_INIT;
    expected e = simple(view);
    ck_assert_msg(rc_view_stats(view, &stats, STATS(threads), &err) == RC_OK, "%s: %s", name,
                  err.message);
    ck_assert_uint_eq(stats.records, view->n);
    ck_assert_msg(stats.nulls == e.nulls && stats.nans == e.nans && stats.count == e.count,
                  "%s: counts", name);
    ck_assert_msg(same(&stats.min, &e.min), "%s: minimum", name);
    ck_assert_msg(same(&stats.max, &e.max), "%s: maximum", name);
    if (e.min.type == RC_VALUE_FLOAT) {
        double sum = (double)e.real;
        ck_assert_int_eq(stats.sum.type, RC_VALUE_FLOAT);
        ck_assert_msg(stats.sum.as.f == sum || (isnan(sum) && isnan(stats.sum.as.f)) ||
                          fabs(stats.sum.as.f - sum) <= 1e-13 * fabs(sum) + 1e287,
                      "%s: sum %g, expected %g", name, stats.sum.as.f, sum);
    } else if (e.min.type != RC_VALUE_NULL &&
               (e.min.type <= RC_VALUE_UINT || e.min.type == RC_VALUE_TIMEDELTA)) {
        ck_assert_msg(stats.sum_low == (uint64_t)e.sum && stats.sum_high == (int64_t)(e.sum >> 64),
                      "%s: sum", name);
        ck_assert(fabs(stats.mean - (double)e.sum / (double)e.count) <= 1e-15 * fabs(stats.mean));
        if (e.sum == (int64_t)e.sum && e.sum != RC_NAT) {
            ck_assert_int_eq(stats.sum.type,
                             e.min.type == RC_VALUE_TIMEDELTA ? RC_VALUE_TIMEDELTA : RC_VALUE_INT);
            ck_assert_int_eq(stats.sum.as.i, (int64_t)e.sum);
        }
    } else {
        ck_assert_int_eq(stats.sum.type, RC_VALUE_NULL);
    }
}

START_TEST(each_field)
{
    static const size_t lengths[] = {0, 1, 15, 64, 500};
    test_random random = {(uint64_t)_i + 40};
    rc_store *store = test_store(&random, lengths[_i / 2], _i % 2 ? RC_ROWS : RC_COLUMNS);
    rc_store *turned = rc_store_reversed(store, NULL);
    for (size_t k = 0; k < test_n_paths; k++) {
        rc_view view;
        ck_assert_int_eq(rc_store_view(store, test_paths[k], &view, NULL), RC_OK);
        check(&view, 1, test_paths[k]);
        ck_assert_int_eq(rc_store_view(turned, test_paths[k], &view, NULL), RC_OK);
        check(&view, 2, test_paths[k]);
    }
    rc_store_unref(turned);
    rc_store_unref(store);
}
END_TEST

/* Random bits of each kind in more than a chunk, with and without nulls. */
static const char *const kinds[] = {
    "bool",  "i1",     "u1",  "i2",  "u2",  ">i2",     "i4",   "u4",    ">u4", "i8",
    "u8",    ">i8",    "f2",  "f4",  ">f4", "f8",      ">f8",  "c8",    "S3",  "V2",
    "M8[s]", "m8[ns]", "i4?", "u1?", "f8?", "M8[ms]?", ">i8?", "bool?", "f2?"};

START_TEST(many_records)
{
    enum { MANY = 133001 };
    test_random random = {(uint64_t)_i};
    char text[32];
    rc_dtype *dtype;
    snprintf(text, sizeof text, "x:%s, y:i1", kinds[_i]);
    dtype = test_dtype(text);
    for (int layout = RC_ROWS; layout <= RC_COLUMNS; layout++) {
        rc_store *store = rc_store_zeros(dtype, MANY, (rc_layout)layout, NULL);
        rc_stats one = RC_STATS_INIT, three = RC_STATS_INIT;
        rc_field field;
        rc_view view;
        ck_assert_int_eq(rc_store_field(store, "x", &field, NULL), RC_OK);
        for (size_t i = 0; i < MANY; i++) {
            uint64_t noise = test_next(&random);
            if (i % 1000 == 7) {
                noise = rc_dtype_order(field.dtype) == RC_ORDER_BIG ? 0x80 : UINT64_C(1) << 63;
            }
            if (rc_dtype_kind(field.dtype) == RC_F8) {
                rc_value value =
                    rc_value_float(noise % 50 ? (double)(int64_t)noise * 0x1p-40 : (double)NAN);
                ck_assert_int_eq(rc_field_set(&field, i, &value, NULL), RC_OK);
            } else {
                memcpy(field.data + (ptrdiff_t)i * field.stride, &noise,
                       rc_dtype_itemsize(field.dtype));
            }
            if (field.valid && i > 5000 && noise % 3 == 0) {
                ck_assert_int_eq(rc_field_set_null(&field, i, NULL), RC_OK);
            }
        }
        view = rc_field_view(&field);
        check(&view, 2, text);
        ck_assert_int_eq(rc_view_stats(&view, &one, STATS(1), NULL), RC_OK);
        ck_assert_int_eq(rc_view_stats(&view, &three, STATS(3), NULL), RC_OK);
        ck_assert_mem_eq(&one.sum.as, &three.sum.as, sizeof one.sum.as);
        ck_assert_mem_eq(&one.mean, &three.mean, sizeof one.mean);
        rc_store_unref(store);
    }
    rc_dtype_unref(dtype);
}
END_TEST

/* A sum that naive addition gets wrong. */
START_TEST(compensated)
{
    enum { MANY = 8192 };
    rc_dtype *dtype = test_dtype("x:f8");
    rc_store *store = rc_store_zeros(dtype, MANY, RC_COLUMNS, NULL);
    rc_stats stats = RC_STATS_INIT;
    double *x;
    rc_view view;
    ck_assert_int_eq(rc_store_view(store, "x", &view, NULL), RC_OK);
    x = (double *)(uintptr_t)view.data;
    x[0] = 1e100;
    x[2048] = 1;
    x[4096] = -1e100;
    x[6500] = 1;
    ck_assert_int_eq(rc_store_stats(store, "x", &stats, STATS(1), NULL), RC_OK);
    ck_assert(stats.sum.as.f == 2.0);
    x[0] = (double)INFINITY;
    ck_assert_int_eq(rc_store_stats(store, "x", &stats, STATS(1), NULL), RC_OK);
    ck_assert(isinf(stats.sum.as.f) && isinf(stats.mean) && isinf(stats.max.as.f));
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* Sums over 64 bits. */
START_TEST(large_sums)
{
    rc_dtype *dtype = test_dtype("u:u8, i:i8, m:m8[s]");
    rc_store *store = rc_store_zeros(dtype, 3, RC_ROWS, NULL);
    rc_stats stats = RC_STATS_INIT;
    rc_value u = rc_value_uint(UINT64_MAX), i = rc_value_int(INT64_MIN);
    for (size_t k = 0; k < 2; k++) {
        ck_assert_int_eq(rc_store_set(store, k, "u", &u, NULL), RC_OK);
        ck_assert_int_eq(rc_store_set(store, k, "i", &i, NULL), RC_OK);
    }
    ck_assert_int_eq(rc_store_stats(store, "u", &stats, STATS(1), NULL), RC_OK);
    ck_assert_int_eq(stats.sum.type, RC_VALUE_NULL);
    ck_assert_int_eq(stats.sum_high, 1);
    ck_assert_uint_eq(stats.sum_low, UINT64_MAX - 1);
    ck_assert_int_eq(rc_store_stats(store, "i", &stats, STATS(1), NULL), RC_OK);
    ck_assert_int_eq(stats.sum.type, RC_VALUE_NULL);
    ck_assert_int_eq(stats.sum_high, -1);
    ck_assert_uint_eq(stats.sum_low, 0);
    u = rc_value_int(0);
    ck_assert_int_eq(rc_store_set(store, 1, "u", &u, NULL), RC_OK);
    ck_assert_int_eq(rc_store_stats(store, "u", &stats, STATS(1), NULL), RC_OK);
    ck_assert_int_eq(stats.sum.type, RC_VALUE_UINT);
    ck_assert_uint_eq(stats.sum.as.u, UINT64_MAX);
    for (size_t k = 0; k < 2; k++) { /* -2^63 is NaT, 2^63 is not an int64 */
        static const int64_t halves[] = {INT64_MIN / 2, INT64_MAX / 2 + 1};
        rc_value m = rc_value_timedelta(halves[k], RC_UNIT_s, 1);
        ck_assert_int_eq(rc_store_set(store, 0, "m", &m, NULL), RC_OK);
        ck_assert_int_eq(rc_store_set(store, 1, "m", &m, NULL), RC_OK);
        ck_assert_int_eq(rc_store_stats(store, "m", &stats, STATS(1), NULL), RC_OK);
        ck_assert_int_eq(stats.sum.type, RC_VALUE_NULL);
        ck_assert_int_eq(stats.sum_high, k == 0 ? -1 : 0);
        ck_assert_uint_eq(stats.sum_low, UINT64_C(1) << 63);
    }
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* Only one part of the records, which is worked on by one thread, has values. */
START_TEST(values_in_one_part)
{
    enum { MANY = 300001 };
    rc_dtype *dtype = test_dtype("x:f8?, i:i4?, s:S3?");
    rc_store *store = rc_store_zeros(dtype, MANY, _i / 2 % 2 ? RC_ROWS : RC_COLUMNS, NULL);
    size_t at = _i % 2 ? 3 : MANY - 3;
    int sign = _i / 4 ? -1 : 1;
    static const char *const names[] = {"x", "i", "s"};
    rc_value text = rc_value_string("abc");
    rc_stats stats = RC_STATS_INIT;
    for (size_t k = 0; k < N(names); k++) {
        rc_field field;
        size_t wrong = 0;
        ck_assert_int_eq(rc_store_field(store, names[k], &field, NULL), RC_OK);
        for (size_t i = 0; i < MANY; i++) {
            wrong += rc_field_set_null(&field, i, NULL) != RC_OK;
        }
        ck_assert_uint_eq(wrong, 0);
    }
    for (size_t k = 0; k < 2; k++) {
        for (int i = 0; i < 2; i++) {
            rc_value value = rc_value_int(sign * (7 + i));
            ck_assert_int_eq(rc_store_set(store, at + (size_t)i, names[k], &value, NULL), RC_OK);
        }
    }
    ck_assert_int_eq(rc_store_set(store, at, "s", &text, NULL), RC_OK);
    for (size_t k = 0; k < 2; k++) {
        int64_t least = sign > 0 ? 7 : -8;
        ck_assert_int_eq(rc_store_stats(store, names[k], &stats, STATS(3), NULL), RC_OK);
        ck_assert_uint_eq(stats.count, 2);
        ck_assert_uint_eq(stats.nulls, MANY - 2);
        ck_assert(k == 0 ? stats.min.as.f == (double)least : stats.min.as.i == least);
        ck_assert(k == 0 ? stats.max.as.f == (double)(least + 1) : stats.max.as.i == least + 1);
    }
    ck_assert_int_eq(rc_store_stats(store, "s", &stats, STATS(3), NULL), RC_OK);
    ck_assert_uint_eq(stats.count, 1);
    ck_assert_uint_eq(stats.min.as.text.length, 3);
    ck_assert_mem_eq(stats.max.as.text.data, "abc", 3);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

/* The extremes of f4 are printed as f4. */
START_TEST(precision)
{
    rc_dtype *dtype = test_dtype("x:f4");
    rc_store *store = rc_store_zeros(dtype, 1, RC_ROWS, NULL);
    rc_value value = rc_value_float((double)0.1f);
    rc_stats stats = RC_STATS_INIT;
    char text[32];
    ck_assert_int_eq(rc_store_set(store, 0, "x", &value, NULL), RC_OK);
    ck_assert_int_eq(rc_store_stats(store, "x", &stats, STATS(1), NULL), RC_OK);
    rc_value_print(&stats.min, text, sizeof text);
    ck_assert_str_eq(text, "0.1");
    rc_value_print(&stats.max, text, sizeof text);
    ck_assert_str_eq(text, "0.1");
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(histograms)
{
    rc_dtype *dtype = test_dtype("x:f8?, b:bool, d:>M8[D], s:S1");
    rc_store *store = rc_store_zeros(dtype, 10, RC_ROWS, NULL);
    static const double values[] = {-1, 0, 0.5, 1, 2.5, 4.9, 5, 5.1, (double)NAN};
    uint64_t counts[7];
    rc_error err = RC_ERROR_INIT;
    rc_field field;
    rc_view view;
    ck_assert_int_eq(rc_store_field(store, "x", &field, NULL), RC_OK);
    for (size_t i = 0; i < 9; i++) {
        rc_value value = rc_value_float(values[i]);
        ck_assert_int_eq(rc_field_set(&field, i, &value, NULL), RC_OK);
    }
    ck_assert_int_eq(rc_field_set_null(&field, 9, NULL), RC_OK);
    view = rc_field_view(&field);
    ck_assert_int_eq(rc_view_histogram(&view, 0, 5, 5, counts, &err), RC_OK);
    ck_assert_uint_eq(counts[0], 1);
    ck_assert_uint_eq(counts[1], 2);
    ck_assert_uint_eq(counts[2], 1);
    ck_assert_uint_eq(counts[3], 1);
    ck_assert_uint_eq(counts[4], 0);
    ck_assert_uint_eq(counts[5], 2);
    ck_assert_uint_eq(counts[6], 1);
    ck_assert_int_eq(rc_view_histogram(&view, -1.5e308, 1.5e308, 2, counts, &err), RC_OK);
    ck_assert_uint_eq(counts[0] + counts[3], 0);
    ck_assert_uint_eq(counts[2], 8); /* -1 is not different from the middle */
    ck_assert_int_eq(rc_view_histogram(&view, 5, 5, 5, counts, &err), RC_EARG);
    rc_error_clear(&err);
    ck_assert_int_eq(rc_view_histogram(&view, 0, 5, 0, counts, &err), RC_EARG);
    rc_error_clear(&err);
    ck_assert_int_eq(rc_view_histogram(&view, 0, (double)INFINITY, 1, counts, &err), RC_EARG);
    rc_error_clear(&err);
    ck_assert_int_eq(rc_store_field(store, "d", &field, NULL), RC_OK);
    for (size_t i = 0; i < 3; i++) {
        rc_value value = rc_value_datetime(i == 1 ? RC_NAT : 5, RC_UNIT_D, 1);
        ck_assert_int_eq(rc_field_set(&field, i, &value, NULL), RC_OK);
    }
    view = rc_field_view(&field);
    ck_assert_int_eq(rc_view_histogram(&view, 1, 10, 1, counts, &err), RC_OK);
    ck_assert_uint_eq(counts[0], 7); /* the zeros, without the NaT */
    ck_assert_uint_eq(counts[1], 2);
    ck_assert_uint_eq(counts[2], 0);
    ck_assert_int_eq(rc_store_view(store, "s", &view, NULL), RC_OK);
    ck_assert_int_eq(rc_view_histogram(&view, 0, 1, 1, counts, &err), RC_ETYPE);
    ck_assert_str_eq(err.field, "s");
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(wrong_fields)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = test_dtype("a:{x:i4}, k:2i4");
    rc_store *store = rc_store_zeros(dtype, 1, RC_ROWS, NULL);
    rc_stats stats = RC_STATS_INIT;
    ck_assert_int_eq(rc_store_stats(store, "a", &stats, STATS(1), &err), RC_ETYPE);
    ck_assert_str_eq(err.field, "a");
    rc_error_clear(&err);
    ck_assert_int_eq(rc_store_stats(store, "k", &stats, STATS(1), &err), RC_ETYPE);
    rc_error_clear(&err);
    stats.size = 8;
    ck_assert_int_eq(rc_store_stats(store, "a.x", &stats, STATS(1), &err), RC_EARG);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}
END_TEST

static rc_status ask(void *context)
{
    rc_stats stats = RC_STATS_INIT;
    return rc_store_stats(context, "in.b.x", &stats, STATS(1), NULL);
}

START_TEST(refused_memory)
{
    test_random random = {5};
    rc_store *store = test_store(&random, 100, RC_ROWS);
    faulty_alloc_each(ask, store);
    rc_store_unref(store);
}
END_TEST

Suite *suite_compute_stats(void)
{
    Suite *suite = suite_create("compute/stats");
    TCase *tcase = tcase_create("stats"), *large = tcase_create("large");
    tcase_set_timeout(tcase, 300);
    tcase_add_loop_test(tcase, each_field, 0, 10);
    tcase_add_test(tcase, compensated);
    tcase_add_test(tcase, large_sums);
    tcase_add_test(tcase, precision);
    tcase_add_test(tcase, histograms);
    tcase_add_test(tcase, wrong_fields);
    tcase_add_test(tcase, refused_memory);
    tcase_set_tags(large, "threads");
    tcase_add_loop_test(large, many_records, 0, (int)N(kinds));
    tcase_add_loop_test(large, values_in_one_part, 0, 8);
    suite_add_tcase(suite, large);
    suite_add_tcase(suite, tcase);
    return suite;
}
