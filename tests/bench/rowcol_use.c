/* rowcol_use.c: dtypes, stores, checks and errors for the programs that measure rowcol. */
#define _GNU_SOURCE
#include "rowcol_use.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void rowcol_refuse(const rc_error *err)
{
    char text[1024];
    rc_error_print(err, text, sizeof text);
    bench_die("rowcol: %s", text);
}

void rowcol_must(rc_status status, const rc_error *err)
{
    if (status != RC_OK) {
        rowcol_refuse(err);
    }
}

rc_dtype *rowcol_dtype(const char *text)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(text, &err);
    if (dtype == NULL) {
        rowcol_refuse(&err);
    }
    return dtype;
}

rc_layout rowcol_layout(const bench_job *job)
{
    return strcmp(job->contender, "rowcol columns") == 0 ? RC_COLUMNS : RC_ROWS;
}

void rowcol_keep_to_processors(const bench_job *job)
{
    cpu_set_t all, some;
    int left = job->threads;
    CPU_ZERO(&some);
    if (sched_getaffinity(0, sizeof all, &all) != 0) {
        bench_die("cannot ask for the processors");
    }
    for (size_t cpu = 0; cpu < CPU_SETSIZE && left > 0; cpu++) {
        if (CPU_ISSET(cpu, &all)) {
            CPU_SET(cpu, &some);
            left--;
        }
    }
    if (sched_setaffinity(0, sizeof some, &some) != 0) {
        bench_die("cannot keep to %d processors", job->threads);
    }
}

rc_i4_field rowcol_int_field(rc_store *store, const char *path)
{
    rc_error err = RC_ERROR_INIT;
    rc_i4_field field;
    rowcol_must(rc_store_i4(store, path, &field, &err), &err);
    return field;
}

static rc_field any_field(rc_store *store, const char *path)
{
    rc_error err = RC_ERROR_INIT;
    rc_field field;
    rowcol_must(rc_store_field(store, path, &field, &err), &err);
    return field;
}

/* Copies the field of one record, whatever its kind. */
static void get_bytes(rc_field field, size_t i, void *to, size_t size)
{
    memcpy(to, field.data + (ptrdiff_t)i * field.stride, size);
}

/* ---- checks */

point_sums rowcol_sum_points(rc_store *store)
{
    point_sums sums = {0};
    rc_i4_field x = rowcol_int_field(store, "x"), y = rowcol_int_field(store, "y"),
                z = rowcol_int_field(store, "z");
    for (size_t i = 0; i < rc_store_length(store); i++) {
        data_add_point(&sums, (point){rc_i4_get(x, i), rc_i4_get(y, i), rc_i4_get(z, i)});
    }
    return sums;
}

void rowcol_check_points(bench_result *r, rc_store *store)
{
    point_sums sums = rowcol_sum_points(store);
    data_check_points(r, &sums, 0);
}

void rowcol_check_mixed(bench_result *r, rc_store *store)
{
    mixed_sums sums = {0};
    rc_field id = any_field(store, "id"), name = any_field(store, "name"),
             city = any_field(store, "city");
    rc_field level = any_field(store, "level"), score = any_field(store, "score"),
             ok = any_field(store, "ok");
    for (size_t i = 0; i < rc_store_length(store); i++) {
        mixed m;
        get_bytes(id, i, &m.id, sizeof m.id);
        get_bytes(name, i, m.name, sizeof m.name);
        get_bytes(city, i, m.city, sizeof m.city);
        get_bytes(level, i, &m.level, sizeof m.level);
        get_bytes(score, i, &m.score, sizeof m.score);
        get_bytes(ok, i, &m.ok, sizeof m.ok);
        data_add_mixed(&sums, &m);
    }
    data_check_mixed(r, &sums);
}

void rowcol_check_quakes(bench_result *r, rc_store *store)
{
    quake_sums sums = {0};
    rc_field id = any_field(store, "id"), mag = any_field(store, "properties.mag");
    rc_field place = any_field(store, "properties.place"),
             time = any_field(store, "properties.time");
    rc_field sig = any_field(store, "properties.sig");
    rc_field coordinates = any_field(store, "geometry.coordinates");
    for (size_t i = 0; i < rc_store_length(store); i++) {
        quake q;
        get_bytes(id, i, q.id, sizeof q.id);
        get_bytes(mag, i, &q.mag, sizeof q.mag);
        get_bytes(place, i, q.place, sizeof q.place);
        get_bytes(time, i, &q.time, sizeof q.time);
        get_bytes(sig, i, &q.sig, sizeof q.sig);
        get_bytes(coordinates, i, q.coordinates, sizeof q.coordinates);
        data_add_quake(&sums, &q);
    }
    data_check_quakes(r, &sums);
}

void rowcol_check_kind(bench_result *r, rc_store *store, const record_kind *kind, int nested)
{
    kind_sums sums = {0};
    rc_field fields[KIND_MAX_FIELDS];
    char *record = bench_alloc(1, kind->size);
    for (size_t k = 0; k < kind->count; k++) {
        fields[k] = any_field(store, nested ? kind->fields[k].path : kind->fields[k].name);
    }
    for (size_t i = 0; i < rc_store_length(store); i++) {
        for (size_t k = 0; k < kind->count; k++) {
            get_bytes(fields[k], i, record + kind->fields[k].offset, kind->fields[k].size);
        }
        kind_add(&sums, kind, record, 1);
    }
    kind_check(r, kind, &sums);
    free(record);
}

/* ---- a store in memory */

void *rowcol_read_store(const bench_job *job)
{
    rc_error err = RC_ERROR_INIT;
    rowcol_keep_to_processors(job);
    rc_store *store =
        rc_load(job->file,
                &(rc_read_options){
                    .size = sizeof(rc_read_options), .format = "npy", .layout = rowcol_layout(job)},
                &err);
    if (store == NULL) {
        rowcol_refuse(&err);
    }
    return store;
}

void *rowcol_read_rows(const bench_job *job)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store = rowcol_read_store(job);
    rc_store *rows = rc_store_convert(store, RC_ROWS, &err);
    rc_store_unref(store);
    if (rows == NULL) {
        rowcol_refuse(&err);
    }
    return rows;
}

void *rowcol_read_columns(const bench_job *job)
{
    rc_error err = RC_ERROR_INIT;
    rc_store *store = rowcol_read_store(job);
    rc_store *made = rc_store_convert(store, RC_COLUMNS, &err);
    rc_store_unref(store);
    if (made == NULL) {
        rowcol_refuse(&err);
    }
    return made;
}

void rowcol_drop_store(void *state)
{
    rc_store_unref(state);
}
