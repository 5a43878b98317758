/* Aggregates of many groups, whose tables are made by several threads and then joined: each form of
   key against totals that are added here, record by record. */
#include "test_compute.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS = 330001 };

/* How the key of a group is made from its number. */
typedef enum form { DENSE, SPREAD, TEXT } form;

static const struct {
    const char *dtype;
    form form;
    uint32_t groups;
} cases[] = {
    {"k:u2, g:u4, x:i4", DENSE, 1000},    {"k:i4, g:u4, x:i4", DENSE, 3},
    {"k:u4, g:u4, x:i4", DENSE, 120000},  {"k:>u4, g:u4, x:i4", DENSE, 9000},
    {"k:i4, g:u4, x:i4", SPREAD, 60000},  {"k:u8?, g:u4, x:i4", SPREAD, 200},
    {"k:i8, g:u4, x:i4", SPREAD, 150000}, {"k:f8, g:u4, x:i4", DENSE, 50000},
    {"k:S20, g:u4, x:i4", TEXT, 40000},   {"k:str, g:u4, x:i4", TEXT, 90000},
    {"k:str?, g:u4, x:i4", TEXT, 500},
};

typedef struct group {
    uint64_t records, first;
    int64_t sum, min, max;
} group;

typedef struct expected {
    group *groups;   /* by their number */
    uint32_t *order; /* of first records */
    size_t n;
} expected;

static rc_status set_key(const rc_field *field, size_t i, form kind, uint32_t g)
{
    char text[40];
    rc_value value;
    if (field->valid && g == 7) {
        return rc_field_set_null(field, i, NULL);
    }
    if (kind == TEXT) {
        (void)snprintf(text, sizeof text, "%x of a group", g * UINT32_C(2654435761));
        value = rc_value_string(text);
    } else if (rc_dtype_kind(field->dtype) == RC_F8) {
        value = rc_value_float((double)g / 8);
    } else if (kind == SPREAD && rc_dtype_itemsize(field->dtype) == 8) {
        value = rc_value_int((int64_t)((g * UINT64_C(0x9E3779B97F4A7C15)) >> 1));
    } else {
        value = rc_value_int(kind == SPREAD ? (int64_t)(int32_t)(g * UINT32_C(2654435761)) : g);
    }
    return rc_field_set(field, i, &value, NULL);
}

static void add(expected *to, uint32_t g, size_t record, int64_t x)
{
    group *all = &to->groups[g];
    if (all->records == 0) {
        *all = (group){0, record, 0, x, x};
        to->order[to->n++] = g;
    }
    all->records++;
    all->sum += x;
    all->min = x < all->min ? x : all->min;
    all->max = x > all->max ? x : all->max;
}

/* More groups come the further the records are, so that each range of records has new ones. One is
   in the first and in the last range only. */
static rc_store *make(size_t which, expected *to)
{
    test_random random = {which + 1};
    rc_dtype *dtype = test_dtype(cases[which].dtype);
    rc_store *store = rc_store_zeros(dtype, RECORDS, which % 2 ? RC_ROWS : RC_COLUMNS, NULL);
    rc_field k, g, x;
    size_t wrong = 0;
    ck_assert_int_eq(rc_store_field(store, "k", &k, NULL), RC_OK);
    ck_assert_int_eq(rc_store_field(store, "g", &g, NULL), RC_OK);
    ck_assert_int_eq(rc_store_field(store, "x", &x, NULL), RC_OK);
    for (size_t i = 0; i < RECORDS; i++) {
        uint64_t noise = test_next(&random), most = 1 + (uint64_t)i * cases[which].groups / RECORDS;
        uint32_t number = (uint32_t)(noise % most);
        int32_t value = (int32_t)(noise >> 32);
        number = i == 5 || i == RECORDS - 5 ? cases[which].groups - 1 : number;
        wrong += set_key(&k, i, cases[which].form, number) != RC_OK;
        memcpy(g.data + (ptrdiff_t)i * g.stride, &number, sizeof number);
        memcpy(x.data + (ptrdiff_t)i * x.stride, &value, sizeof value);
        add(to, number, i, value);
    }
    ck_assert_uint_eq(wrong, 0);
    rc_dtype_unref(dtype);
    return store;
}

/* Whether record `i` of the result is the group. */
static bool is_group(const rc_store *result, size_t i, const rc_store *store, const group *all,
                     uint32_t number)
{
    static const char *const names[] = {"records", "g_min", "g_max", "x_sum", "x_min", "x_max"};
    const int64_t numbers[] = {(int64_t)all->records, number, number, all->sum, all->min, all->max};
    rc_value key, same, value;
    bool good = rc_store_get(result, i, "k", &key, NULL) == RC_OK &&
                rc_store_get(store, (size_t)all->first, "k", &same, NULL) == RC_OK &&
                key.type == same.type &&
                (key.type == RC_VALUE_NULL || test_order(&key, &same) == 0);
    for (size_t k = 0; k < N(names); k++) {
        good = good && rc_store_get(result, i, names[k], &value, NULL) == RC_OK &&
               (value.type == RC_VALUE_UINT ? value.as.u == (uint64_t)numbers[k]
                                            : value.as.i == numbers[k]);
    }
    return good;
}

START_TEST(many_groups)
{
    static const rc_aggregate aggregates[] = {
        {RC_AGGREGATE_RECORDS, NULL, "records"}, {RC_AGGREGATE_MIN, "g", "g_min"},
        {RC_AGGREGATE_MAX, "g", "g_max"},        {RC_AGGREGATE_SUM, "x", "x_sum"},
        {RC_AGGREGATE_MIN, "x", "x_min"},        {RC_AGGREGATE_MAX, "x", "x_max"}};
    static const char *const keys[] = {"k"};
    expected all = {calloc(cases[_i].groups, sizeof *all.groups),
                    calloc(cases[_i].groups, sizeof *all.order), 0};
    rc_store *store = make((size_t)_i, &all);
    for (unsigned threads = RUNNER_LESS(1, 5); threads <= 5; threads += 2) {
        rc_error err = RC_ERROR_INIT;
        size_t wrong = 0;
        rc_store *result =
            rc_store_group_by(store, keys, 1, aggregates, N(aggregates), GROUP(0, threads), &err);
        ck_assert_msg(result != NULL, "%s", err.message);
        ck_assert_uint_eq(rc_store_length(result), all.n);
        for (size_t i = 0; i < all.n; i++) {
            wrong += !is_group(result, i, store, &all.groups[all.order[i]], all.order[i]);
        }
        ck_assert_msg(wrong == 0, "%u threads: %zu of %zu groups", threads, wrong, all.n);
        rc_store_unref(result);
    }
    rc_store_unref(store);
    free(all.groups);
    free(all.order);
}
END_TEST

Suite *suite_compute_group_many(void)
{
    Suite *suite = suite_create("compute/group_many");
    TCase *tcase = tcase_create("many");
    tcase_set_timeout(tcase, 300);
    tcase_set_tags(tcase, "threads");
    tcase_add_loop_test(tcase, many_groups, 0, (int)N(cases));
    suite_add_tcase(suite, tcase);
    return suite;
}
