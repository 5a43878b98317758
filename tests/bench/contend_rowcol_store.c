/* contend_rowcol_store.c: rowcol on stores in memory, through its public interface: with the typed
 * get and set ("rowcol"), with the plain pointers it offers ("rowcol pointers"), and on columns
 * ("rowcol columns"). */
#define _GNU_SOURCE
#include "rowcol_use.h"

#include <rowcol/filter.h>
#include <rowcol/npy.h>
#include <rowcol/order.h>
#include <rowcol/take.h>
#include <stdlib.h>

/* ---- layouts and access */

static void change_layout(const bench_job *job, rc_store *store, rc_layout layout, bench_result *r)
{
    rc_error err = RC_ERROR_INIT;
    bench_start(r);
    rc_store *made = rc_store_convert(store, layout, &err);
    bench_stop(r);
    if (made == NULL) {
        rowcol_refuse(&err);
    }
    r->bytes = job->records * sizeof(point);
    rowcol_check_points(r, made);
    rc_store_unref(made);
}

static void rows_to_columns(const bench_job *job, void *state, bench_result *r)
{
    change_layout(job, state, RC_COLUMNS, r);
}

static void columns_to_rows(const bench_job *job, void *state, bench_result *r)
{
    change_layout(job, state, RC_ROWS, r);
}

static void sum_field(const bench_job *job, void *state, bench_result *r)
{
    int64_t sum = 0;
    bench_start(r);
    rc_i4_field x = rowcol_int_field(state, "x");
    for (size_t i = 0; i < x.n; i++) {
        sum += rc_i4_get(x, i);
    }
    bench_stop(r);
    r->bytes = job->records * sizeof(int32_t);
    bench_check_int(r, "x", sum);
}

/* The same through a plain pointer, as the library offers it for either layout. */
static void sum_row_pointer(const bench_job *job, void *state, bench_result *r)
{
    int64_t sum = 0;
    bench_start(r);
    const point *rows = rc_store_data(state);
    for (size_t i = 0, n = rc_store_length(state); i < n; i++) {
        sum += rows[i].x;
    }
    bench_stop(r);
    r->bytes = job->records * sizeof(int32_t);
    bench_check_int(r, "x", sum);
}

static void sum_column_pointer(const bench_job *job, void *state, bench_result *r)
{
    int64_t sum = 0;
    bench_start(r);
    rc_i4_field field = rowcol_int_field(state, "x");
    const int32_t *x = rc_i4_data(field);
    if (x == NULL) {
        bench_die("rowcol: the column is not a plain array");
    }
    for (size_t i = 0; i < field.n; i++) {
        sum += x[i];
    }
    bench_stop(r);
    r->bytes = job->records * sizeof(int32_t);
    bench_check_int(r, "x", sum);
}

static void random_reads(const bench_job *job, void *state, bench_result *r)
{
    int64_t total = 0;
    uint32_t *picks = bench_alloc(DATA_RANDOM_READS, sizeof *picks);
    for (size_t k = 0; k < DATA_RANDOM_READS; k++) {
        picks[k] = (uint32_t)data_pick(k, job->records);
    }
    rc_i4_field x = rowcol_int_field(state, "x"), y = rowcol_int_field(state, "y"),
                z = rowcol_int_field(state, "z");
    bench_start(r);
    for (size_t k = 0; k < DATA_RANDOM_READS; k++) {
        size_t i = picks[k];
        total += (int64_t)rc_i4_get(x, i) + rc_i4_get(y, i) + rc_i4_get(z, i);
    }
    bench_stop(r);
    free(picks);
    r->records = DATA_RANDOM_READS;
    r->bytes = DATA_RANDOM_READS * sizeof(point);
    bench_check_int(r, "total", total);
}

/* ---- sort, filter, take */

/* Checks and releases what was made, also in which order. */
static void finish_points(const bench_job *job, rc_store *made, int sorted, bench_result *r)
{
    point_sums sums = rowcol_sum_points(made);
    r->bytes = job->records * sizeof(point);
    data_check_points(r, &sums, sorted);
    rc_store_unref(made);
}

static void sort_points(const bench_job *job, void *state, bench_result *r)
{
    const rc_sort_key key = {"x", 0};
    rc_error err = RC_ERROR_INIT;
    rc_store *sorted = NULL;
    size_t n = rc_store_length(state);
    bench_start(r);
    uint64_t *order = malloc(n * sizeof *order);
    if (order != NULL && rc_store_argsort(state, &key, 1, order, NULL, &err) == RC_OK) {
        sorted = rc_store_take(state, order, n, NULL, &err);
    }
    free(order);
    bench_stop(r);
    if (sorted == NULL) {
        rowcol_refuse(&err);
    }
    finish_points(job, sorted, 1, r);
}

static void filter_points(const bench_job *job, void *state, bench_result *r)
{
    const rc_value least = rc_value_int(DATA_FILTER_X);
    rc_error err = RC_ERROR_INIT;
    bench_start(r);
    rc_predicate *predicate = rc_predicate_compare("x", RC_COMPARE_GREATER_OR_EQUAL, &least, &err);
    rc_store *kept = predicate ? rc_store_filter(state, predicate, NULL, &err) : NULL;
    rc_predicate_unref(predicate);
    bench_stop(r);
    if (kept == NULL) {
        rowcol_refuse(&err);
    }
    finish_points(job, kept, 0, r);
}

static void take_points(const bench_job *job, void *state, bench_result *r)
{
    rc_error err = RC_ERROR_INIT;
    size_t n = job->records / 2;
    uint64_t *picks = bench_alloc(n, sizeof *picks);
    for (size_t k = 0; k < n; k++) {
        picks[k] = data_pick(k, job->records);
    }
    bench_start(r);
    rc_store *taken = rc_store_take(state, picks, n, NULL, &err);
    bench_stop(r);
    free(picks);
    if (taken == NULL) {
        rowcol_refuse(&err);
    }
    finish_points(job, taken, 1, r);
    r->records = n;
    r->bytes = n * sizeof(point);
}

/* ---- group */

/* The columns, and the key as one more. */
static rc_store *with_key(const bench_job *job, int part)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store = rowcol_read_columns(job);
    rc_dtype *dtype = rowcol_dtype("i4");
    rc_field_spec key = {"key", dtype, RC_AUTO, 0};
    if (rc_store_add_field(store, &key, RC_AUTO, &err) != RC_OK) {
        rowcol_refuse(&err);
    }
    rc_i4_field x = rowcol_int_field(store, "x"), to = rowcol_int_field(store, "key");
    for (size_t i = 0; i < job->records; i++) {
        rc_i4_set(to, i, (rc_i4_get(x, i) + DATA_GROUP_LOW) / part);
    }
    rc_dtype_unref(dtype);
    return store;
}

static void *with_few(const bench_job *job)
{
    return with_key(job, DATA_GROUP_FEW);
}

static void *with_many(const bench_job *job)
{
    return with_key(job, DATA_GROUP_MANY);
}

static void group_points(const bench_job *job, void *state, bench_result *r)
{
    static const char *const keys[] = {"key"};
    static const rc_aggregate sum = {RC_AGGREGATE_SUM, "y", "sum"};
    rc_error err = RC_ERROR_INIT;
    rc_view view;
    bench_start(r);
    rc_store *made = rc_store_group_by(state, keys, 1, &sum, 1, NULL, &err);
    bench_stop(r);
    if (made == NULL || rc_store_view(made, "sum", &view, &err) != RC_OK) {
        rowcol_refuse(&err);
    }
    r->bytes = job->records * 2 * sizeof(int32_t);
    data_check_groups(r, (const int64_t *)(const void *)view.data, view.n);
    rc_store_unref(made);
}

/* ---- memory and files */

static rc_store *new_store(const bench_job *job, const rc_dtype *dtype)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store = rc_store_zeros(dtype, job->records, rowcol_layout(job), &err);
    if (store == NULL) {
        rowcol_refuse(&err);
    }
    return store;
}

static void finish_made(const bench_job *job, rc_store *store, rc_dtype *dtype, bench_result *r)
{
    point_sums sums = rowcol_sum_points(store);
    data_check_memory(r, &sums);
    r->bytes = job->records * sizeof(point);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}

static void zeros(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    rc_dtype *dtype = rowcol_dtype(POINT_DTYPE);
    bench_start(r);
    rc_store *store = new_store(job, dtype);
    bench_stop(r);
    finish_made(job, store, dtype, r);
}

static void memory(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    int64_t before = bench_resident();
    bench_start(r);
    rc_dtype *dtype = rowcol_dtype(POINT_DTYPE);
    rc_store *store = new_store(job, dtype);
    rc_i4_field x = rowcol_int_field(store, "x"), y = rowcol_int_field(store, "y"),
                z = rowcol_int_field(store, "z");
    for (size_t i = 0; i < job->records; i++) {
        rc_i4_set(x, i, (int32_t)i);
        rc_i4_set(y, i, (int32_t)i + 1);
        rc_i4_set(z, i, (int32_t)i + 2);
    }
    bench_stop(r);
    r->resident = bench_resident() - before;
    finish_made(job, store, dtype, r);
}

static rc_store *map_file(const bench_job *job)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store = rc_npy_map(job->file, &err);
    if (store == NULL) {
        rowcol_refuse(&err);
    }
    return store;
}

static void open_npy(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    bench_start(r);
    rc_store *store = map_file(job);
    size_t last = rc_store_length(store) - 1;
    int64_t sum = (int64_t)rc_i4_get(rowcol_int_field(store, "x"), last) +
                  rc_i4_get(rowcol_int_field(store, "y"), last) +
                  rc_i4_get(rowcol_int_field(store, "z"), last);
    bench_stop(r);
    r->bytes = job->records * sizeof(point);
    bench_check_int(r, "records", (int64_t)rc_store_length(store));
    bench_check_int(r, "last", sum);
    rc_store_unref(store);
}

static void sum_npy(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    int64_t sum = 0;
    bench_start(r);
    rc_store *store = map_file(job);
    rc_i4_field x = rowcol_int_field(store, "x");
    for (size_t i = 0; i < x.n; i++) {
        sum += rc_i4_get(x, i);
    }
    rc_store_unref(store);
    bench_stop(r);
    r->bytes = job->records * sizeof(point);
    bench_check_int(r, "x", sum);
}

/* ---- the contenders */

static const bench_workload workloads[] = {
    {"rows_to_columns", 1, rowcol_read_rows, rows_to_columns, rowcol_drop_store},
    {"columns_to_rows", 1, rowcol_read_columns, columns_to_rows, rowcol_drop_store},
    {"sum_rows", 1, rowcol_read_rows, sum_field, rowcol_drop_store},
    {"sum_columns", 1, rowcol_read_columns, sum_field, rowcol_drop_store},
    {"random_rows", 1, rowcol_read_rows, random_reads, rowcol_drop_store},
    {"random_columns", 1, rowcol_read_columns, random_reads, rowcol_drop_store},
    {"sort_rows", 1, rowcol_read_rows, sort_points, rowcol_drop_store},
    {"sort_columns", 16, rowcol_read_columns, sort_points, rowcol_drop_store},
    {"filter_rows", 1, rowcol_read_rows, filter_points, rowcol_drop_store},
    {"filter_columns", 16, rowcol_read_columns, filter_points, rowcol_drop_store},
    {"take_rows", 1, rowcol_read_rows, take_points, rowcol_drop_store},
    {"take_columns", 16, rowcol_read_columns, take_points, rowcol_drop_store},
    {"group_few_columns", 16, with_few, group_points, rowcol_drop_store},
    {"group_many_columns", 16, with_many, group_points, rowcol_drop_store},
    {"zeros", 1, NULL, zeros, NULL},
    {"open_npy", 1, NULL, open_npy, NULL},
    {"sum_npy", 1, NULL, sum_npy, NULL},
    {"memory", 1, NULL, memory, NULL},
    {0},
};

static const bench_workload column_workloads[] = {
    {"zeros", 1, NULL, zeros, NULL},
    {"memory", 1, NULL, memory, NULL},
    {0},
};

static const bench_workload pointer_workloads[] = {
    {"sum_rows", 1, rowcol_read_rows, sum_row_pointer, rowcol_drop_store},
    {"sum_columns", 1, rowcol_read_columns, sum_column_pointer, rowcol_drop_store},
    {0},
};

int main(int argc, char **argv)
{
    const bench_contender list[] = {
        {"rowcol", "self", rc_version(), workloads, NULL},
        {"rowcol columns", "self", rc_version(), column_workloads, NULL},
        {"rowcol pointers", "self", rc_version(), pointer_workloads, NULL},
    };
    return bench_main(argc, argv, list, sizeof list / sizeof *list);
}
