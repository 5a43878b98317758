/* contend_loops.c: what a C programmer writes by hand over an array of structs and over plain
 * arrays, one array a field. Every result goes to new memory, as it does for the other contenders.
 */
#define _GNU_SOURCE
#include "data.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct table {
    point *rows;
    columns columns;
    size_t n;
    uint32_t *picks; /* the records to be taken or read */
    size_t npicks;
} table;

static table *read_rows(const bench_job *job)
{
    table *t = bench_alloc(1, sizeof *t);
    t->n = job->records;
    t->rows = data_read_points(job->file, t->n);
    return t;
}

static columns split(const point *rows, size_t n)
{
    columns c = data_new_columns(n);
    for (size_t i = 0; i < n; i++) {
        c.x[i] = rows[i].x;
        c.y[i] = rows[i].y;
        c.z[i] = rows[i].z;
    }
    return c;
}

static void *setup_rows(const bench_job *job)
{
    return read_rows(job);
}

static void *setup_columns(const bench_job *job)
{
    table *t = read_rows(job);
    t->columns = split(t->rows, t->n);
    free(t->rows);
    t->rows = NULL;
    return t;
}

static void add_picks(table *t, size_t count)
{
    t->npicks = count;
    t->picks = bench_alloc(count, sizeof *t->picks);
    for (size_t i = 0; i < count; i++) {
        t->picks[i] = (uint32_t)data_pick(i, t->n);
    }
}

static void *setup_take_rows(const bench_job *job)
{
    table *t = setup_rows(job);
    add_picks(t, t->n / 2);
    return t;
}

static void *setup_take_columns(const bench_job *job)
{
    table *t = setup_columns(job);
    add_picks(t, t->n / 2);
    return t;
}

static void *setup_random_rows(const bench_job *job)
{
    table *t = setup_rows(job);
    add_picks(t, DATA_RANDOM_READS);
    return t;
}

static void *setup_random_columns(const bench_job *job)
{
    table *t = setup_columns(job);
    add_picks(t, DATA_RANDOM_READS);
    return t;
}

static void teardown(void *state)
{
    table *t = state;
    free(t->rows);
    data_free_columns(t->columns);
    free(t->picks);
    free(t);
}

/* ---- layouts ---- */

static void rows_to_columns(const bench_job *job, void *state, bench_result *r)
{
    const table *t = state;
    bench_start(r);
    columns c = split(t->rows, t->n);
    bench_stop(r);
    r->bytes = job->records * sizeof(point);
    data_check_point_columns(r, c, t->n, 0);
    data_free_columns(c);
}

static void columns_to_rows(const bench_job *job, void *state, bench_result *r)
{
    const table *t = state;
    bench_start(r);
    point *rows = bench_alloc(t->n, sizeof *rows);
    for (size_t i = 0; i < t->n; i++) {
        rows[i].x = t->columns.x[i];
        rows[i].y = t->columns.y[i];
        rows[i].z = t->columns.z[i];
    }
    bench_stop(r);
    r->bytes = job->records * sizeof(point);
    data_check_point_rows(r, rows, t->n, 0);
    free(rows);
}

/* ---- reading ---- */

static void sum_rows(const bench_job *job, void *state, bench_result *r)
{
    const table *t = state;
    int64_t sum = 0;
    bench_start(r);
    for (size_t i = 0; i < t->n; i++) {
        sum += t->rows[i].x;
    }
    bench_stop(r);
    r->bytes = job->records * sizeof(int32_t);
    bench_check_int(r, "x", sum);
}

static void sum_columns(const bench_job *job, void *state, bench_result *r)
{
    const table *t = state;
    int64_t sum = 0;
    bench_start(r);
    for (size_t i = 0; i < t->n; i++) {
        sum += t->columns.x[i];
    }
    bench_stop(r);
    r->bytes = job->records * sizeof(int32_t);
    bench_check_int(r, "x", sum);
}

static void random_rows(const bench_job *job, void *state, bench_result *r)
{
    const table *t = state;
    int64_t total = 0;
    (void)job;
    bench_start(r);
    for (size_t k = 0; k < t->npicks; k++) {
        const point *p = &t->rows[t->picks[k]];
        total += (int64_t)p->x + p->y + p->z;
    }
    bench_stop(r);
    r->records = t->npicks;
    r->bytes = t->npicks * sizeof(point);
    bench_check_int(r, "total", total);
}

static void random_columns(const bench_job *job, void *state, bench_result *r)
{
    const table *t = state;
    int64_t total = 0;
    (void)job;
    bench_start(r);
    for (size_t k = 0; k < t->npicks; k++) {
        size_t i = t->picks[k];
        total += (int64_t)t->columns.x[i] + t->columns.y[i] + t->columns.z[i];
    }
    bench_stop(r);
    r->records = t->npicks;
    r->bytes = t->npicks * sizeof(point);
    bench_check_int(r, "total", total);
}

/* ---- group: an array of sums, for keys whose range is known ---- */

static void *setup_keys(const bench_job *job, int part)
{
    table *t = setup_columns(job);
    for (size_t i = 0; i < t->n; i++) {
        t->columns.z[i] = (t->columns.x[i] + DATA_GROUP_LOW) / part;
    }
    return t;
}

static void *setup_few(const bench_job *job)
{
    return setup_keys(job, DATA_GROUP_FEW);
}

static void *setup_many(const bench_job *job)
{
    return setup_keys(job, DATA_GROUP_MANY);
}

/* Keys without records have no group: a bit for each tells them. */
static void group_columns(const bench_job *job, void *state, bench_result *r)
{
    const table *t = state;
    size_t n = 0;
    bench_start(r);
    int64_t *sums = bench_alloc(DATA_GROUP_KEYS, sizeof *sums);
    unsigned char *is_there = bench_alloc(DATA_GROUP_KEYS, 1);
    for (size_t i = 0; i < t->n; i++) {
        sums[t->columns.z[i]] += t->columns.y[i];
        is_there[t->columns.z[i]] = 1;
    }
    for (size_t key = 0; key < DATA_GROUP_KEYS; key++) {
        sums[n] = sums[key];
        n += is_there[key];
    }
    bench_stop(r);
    r->bytes = job->records * 2 * sizeof(int32_t);
    data_check_groups(r, sums, n);
    free(sums);
    free(is_there);
}

/* ---- sort, filter, take ---- */

static int compare_rows(const void *a, const void *b)
{
    const point *p = a, *q = b;
    return (p->x > q->x) - (p->x < q->x);
}

static void sort_rows(const bench_job *job, void *state, bench_result *r)
{
    const table *t = state;
    bench_start(r);
    point *sorted = bench_alloc(t->n, sizeof *sorted);
    memcpy(sorted, t->rows, t->n * sizeof *sorted);
    qsort(sorted, t->n, sizeof *sorted, compare_rows);
    bench_stop(r);
    r->bytes = job->records * sizeof(point);
    data_check_point_rows(r, sorted, t->n, 1);
    free(sorted);
}

static void filter_rows(const bench_job *job, void *state, bench_result *r)
{
    const table *t = state;
    size_t kept = 0;
    bench_start(r);
    point *out = bench_alloc(t->n, sizeof *out);
    for (size_t i = 0; i < t->n; i++) {
        out[kept] = t->rows[i];
        kept += t->rows[i].x >= DATA_FILTER_X;
    }
    bench_stop(r);
    r->bytes = job->records * sizeof(point);
    data_check_point_rows(r, out, kept, 0);
    free(out);
}

static void filter_columns(const bench_job *job, void *state, bench_result *r)
{
    const table *t = state;
    size_t kept = 0;
    bench_start(r);
    columns out = data_new_columns(t->n);
    for (size_t i = 0; i < t->n; i++) {
        out.x[kept] = t->columns.x[i];
        out.y[kept] = t->columns.y[i];
        out.z[kept] = t->columns.z[i];
        kept += t->columns.x[i] >= DATA_FILTER_X;
    }
    bench_stop(r);
    r->bytes = job->records * sizeof(point);
    data_check_point_columns(r, out, kept, 0);
    data_free_columns(out);
}

static void take_rows(const bench_job *job, void *state, bench_result *r)
{
    const table *t = state;
    (void)job;
    bench_start(r);
    point *out = bench_alloc(t->npicks, sizeof *out);
    for (size_t k = 0; k < t->npicks; k++) {
        out[k] = t->rows[t->picks[k]];
    }
    bench_stop(r);
    r->records = t->npicks;
    r->bytes = t->npicks * sizeof(point);
    data_check_point_rows(r, out, t->npicks, 1);
    free(out);
}

static void take_columns(const bench_job *job, void *state, bench_result *r)
{
    const table *t = state;
    (void)job;
    bench_start(r);
    columns out = data_new_columns(t->npicks);
    for (size_t k = 0; k < t->npicks; k++) {
        size_t i = t->picks[k];
        out.x[k] = t->columns.x[i];
        out.y[k] = t->columns.y[i];
        out.z[k] = t->columns.z[i];
    }
    bench_stop(r);
    r->records = t->npicks;
    r->bytes = t->npicks * sizeof(point);
    data_check_point_columns(r, out, t->npicks, 1);
    data_free_columns(out);
}

/* ---- memory and files ---- */

static void zeros(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    bench_start(r);
    point *rows = calloc(job->records, sizeof *rows);
    BENCH_KEEP(rows);
    bench_stop(r);
    if (rows == NULL) {
        bench_die("no memory for %zu records", job->records);
    }
    point_sums sums = {0};
    for (size_t i = 0; i < job->records; i++) {
        data_add_point(&sums, rows[i]);
    }
    r->bytes = job->records * sizeof(point);
    data_check_memory(r, &sums);
    free(rows);
}

typedef struct mapping {
    unsigned char *bytes;
    size_t size;
    const unsigned char *records;
} mapping;

static mapping map_npy(const char *path)
{
    struct stat info;
    mapping m;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &info) != 0) {
        bench_die("cannot read %s", path);
    }
    m.size = (size_t)info.st_size;
    m.bytes = mmap(NULL, m.size, PROT_READ, MAP_PRIVATE, file, 0);
    if (m.bytes == MAP_FAILED) {
        bench_die("cannot map %s", path);
    }
    close(file);
    m.records = m.bytes + data_npy_start(m.bytes);
    return m;
}

static point mapped_point(const mapping *m, size_t i)
{
    point p;
    memcpy(&p, m->records + i * sizeof p, sizeof p);
    return p;
}

static void open_npy(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    bench_start(r);
    mapping m = map_npy(job->file);
    point last = mapped_point(&m, job->records - 1);
    bench_stop(r);
    r->bytes = job->records * sizeof(point);
    bench_check_int(r, "records", (int64_t)job->records);
    bench_check_int(r, "last", (int64_t)last.x + last.y + last.z);
    munmap(m.bytes, m.size);
}

static void sum_npy(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    bench_start(r);
    mapping m = map_npy(job->file);
    int64_t sum = 0;
    for (size_t i = 0; i < job->records; i++) {
        sum += mapped_point(&m, i).x;
    }
    munmap(m.bytes, m.size);
    bench_stop(r);
    r->bytes = job->records * sizeof(point);
    bench_check_int(r, "x", sum);
}

static void memory(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    int64_t before = bench_resident();
    bench_start(r);
    point *rows = bench_alloc(job->records, sizeof *rows);
    for (size_t i = 0; i < job->records; i++) {
        rows[i] = (point){(int32_t)i, (int32_t)i + 1, (int32_t)i + 2};
    }
    BENCH_KEEP(rows);
    bench_stop(r);
    r->resident = bench_resident() - before;
    r->bytes = job->records * sizeof(point);
    point_sums sums = {0};
    for (size_t i = 0; i < job->records; i++) {
        data_add_point(&sums, rows[i]);
    }
    data_check_memory(r, &sums);
    free(rows);
}

static const bench_workload workloads[] = {
    {"rows_to_columns", 1, setup_rows, rows_to_columns, teardown},
    {"columns_to_rows", 1, setup_columns, columns_to_rows, teardown},
    {"sum_rows", 1, setup_rows, sum_rows, teardown},
    {"sum_columns", 1, setup_columns, sum_columns, teardown},
    {"random_rows", 1, setup_random_rows, random_rows, teardown},
    {"random_columns", 1, setup_random_columns, random_columns, teardown},
    {"sort_rows", 1, setup_rows, sort_rows, teardown},
    {"filter_rows", 1, setup_rows, filter_rows, teardown},
    {"filter_columns", 1, setup_columns, filter_columns, teardown},
    {"take_rows", 1, setup_take_rows, take_rows, teardown},
    {"take_columns", 1, setup_take_columns, take_columns, teardown},
    {"group_few_columns", 1, setup_few, group_columns, teardown},
    {"group_many_columns", 1, setup_many, group_columns, teardown},
    {"zeros", 1, NULL, zeros, NULL},
    {"open_npy", 1, NULL, open_npy, NULL},
    {"sum_npy", 1, NULL, sum_npy, NULL},
    {"memory", 1, NULL, memory, NULL},
    {0},
};

int main(int argc, char **argv)
{
    static const bench_contender list[] = {
        {"C loop", "limit", "structs and arrays", workloads, NULL}};
    return bench_main(argc, argv, list, 1);
}
