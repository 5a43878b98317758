/* infer_speed.c: how fast the dtype of a file is found, beside loading the file, in one run.
 *
 *     infer_speed FILE [THREADS] [LIBDUCKDB.SO]
 *
 * Prints the medians of some rounds, each of which does all in turn: rc_load with the dtype in
 * rows, rc_infer of all records, and DuckDB's (read_json with sample_size=-1, on the same number of
 * threads) if its library is given. The times are those of the process, user and system, for one
 * thread; else elapsed ones. */
#include <dlfcn.h>
#include <rowcol.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 7, MOST_SQL = 4096 };

typedef struct duck {
    int (*open)(const char *path, void **database);
    int (*connect)(void *database, void **connection);
    int (*query)(void *connection, const char *sql, void *result);
    void *connection;
} duck;

static const char *path;
static unsigned threads = 1;

static double now(void)
{
    struct timespec t;
    clock_gettime(threads == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fail(const char *what, const rc_error *err)
{
    fprintf(stderr, "infer_speed: %s: %s\n", what, err ? err->message : "failed");
    exit(1);
}

static rc_dtype *infer(void)
{
    rc_read_options read = RC_READ_OPTIONS_INIT;
    rc_infer_options options = RC_INFER_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype;
    options.text = RC_INFER_BYTES;
    read.threads = threads;
    dtype = rc_infer(&path, 1, &read, &options, NULL, &err);
    if (!dtype) {
        fail("rc_infer", &err);
    }
    return dtype;
}

static void load(const rc_dtype *dtype)
{
    rc_read_options read = RC_READ_OPTIONS_INIT;
    rc_error err = RC_ERROR_INIT;
    rc_store *store;
    read.dtype = dtype;
    read.threads = threads;
    read.missing = RC_MISSING_NULL;
    store = rc_load(path, &read, &err);
    if (!store) {
        fail("rc_load", &err);
    }
    rc_store_unref(store);
}

static int find(void *library, const char *name, void *function)
{
    void *symbol = dlsym(library, name);
    memcpy(function, &symbol, sizeof symbol);
    return symbol != NULL;
}

static void run_sql(const duck *d, const char *sql)
{
    char result[4096]; /* more than a duckdb_result; it is not released */
    memset(result, 0, sizeof result);
    if (d->query(d->connection, sql, result) != 0) {
        fail(sql, NULL);
    }
}

static void open_duckdb(duck *d, const char *name)
{
    char sql[64];
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL), *database;
    if (!library || !find(library, "duckdb_open", &d->open) ||
        !find(library, "duckdb_connect", &d->connect) ||
        !find(library, "duckdb_query", &d->query) || d->open(NULL, &database) != 0 ||
        d->connect(database, &d->connection) != 0) {
        fail(name, NULL);
    }
    snprintf(sql, sizeof sql, "set threads to %u", threads);
    run_sql(d, sql);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *times)
{
    qsort(times, ROUNDS, sizeof *times, compare);
    return times[ROUNDS / 2];
}

int main(int argc, char **argv)
{
    double loads[ROUNDS], infers[ROUNDS], ducks[ROUNDS] = {0}, start;
    char sql[MOST_SQL];
    duck d = {0};
    rc_dtype *dtype;
    if (argc < 2) {
        fprintf(stderr, "usage: infer_speed FILE [THREADS] [LIBDUCKDB.SO]\n");
        return 2;
    }
    path = argv[1];
    threads = argc > 2 ? (unsigned)atoi(argv[2]) : 1;
    if (argc > 3) {
        open_duckdb(&d, argv[3]);
    }
    snprintf(sql, sizeof sql,
             "describe select * from read_json('%s', format='newline_delimited', sample_size=-1)",
             path);
    dtype = infer();
    for (int i = 0; i < ROUNDS; i++) {
        start = now();
        load(dtype);
        loads[i] = now() - start;
        start = now();
        rc_dtype_unref(infer());
        infers[i] = now() - start;
        start = now();
        if (d.connection) {
            run_sql(&d, sql);
            ducks[i] = now() - start;
        }
    }
    rc_dtype_unref(dtype);
    printf("load %.1f ms, infer %.1f ms: %.2f times the speed of loading\n", 1e3 * median(loads),
           1e3 * median(infers), median(loads) / median(infers));
    if (d.connection) {
        printf("DuckDB %.1f ms: infer has %.1f times its speed\n", 1e3 * median(ducks),
               median(ducks) / median(infers));
    }
    return 0;
}
