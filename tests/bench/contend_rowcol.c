/* contend_rowcol.c: rowcol on text and files, through its public interface: stores of rows
 * ("rowcol") and of columns ("rowcol columns"). */
#define _GNU_SOURCE
#include "rowcol_use.h"

#include <sys/stat.h>

static uint64_t file_size(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        bench_die("cannot read %s", path);
    }
    return (uint64_t)info.st_size;
}

/* ---- loading */

typedef void checker(bench_result *r, rc_store *store);

static void load(const bench_job *job, bench_result *r, rc_read_options options, const char *spec,
                 checker *check)
{
    rc_error err = RC_ERROR_INIT;
    rowcol_keep_to_processors(job);
    bench_start(r);
    rc_dtype *dtype = rowcol_dtype(spec);
    options.dtype = dtype;
    options.layout = rowcol_layout(job);
    rc_store *store = rc_load(job->file, &options, &err);
    bench_stop(r);
    if (store == NULL) {
        rowcol_refuse(&err);
    }
    r->bytes = file_size(job->file);
    check(r, store);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}

static void load_points(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    load(job, r, (rc_read_options){.size = sizeof(rc_read_options), .format = "ndjson"},
         POINT_DTYPE, rowcol_check_points);
}

static void load_mixed(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    load(job, r, (rc_read_options){.size = sizeof(rc_read_options), .format = "ndjson"},
         MIXED_DTYPE, rowcol_check_mixed);
}

static void load_points_csv(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    load(job, r, (rc_read_options){.size = sizeof(rc_read_options), .format = "csv"}, POINT_DTYPE,
         rowcol_check_points);
}

static void load_mixed_csv(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    load(job, r, (rc_read_options){.size = sizeof(rc_read_options), .format = "csv"}, MIXED_DTYPE,
         rowcol_check_mixed);
}

static void load_point_array(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    load(job, r, (rc_read_options){.size = sizeof(rc_read_options), .format = "json"}, POINT_DTYPE,
         rowcol_check_points);
}

static void load_mixed_array(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    load(job, r, (rc_read_options){.size = sizeof(rc_read_options), .format = "json"}, MIXED_DTYPE,
         rowcol_check_mixed);
}

static void load_quakes(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    load(job, r,
         (rc_read_options){.size = sizeof(rc_read_options),
                           .format = "json",
                           .root = "/features",
                           .extra = RC_EXTRA_IGNORE},
         QUAKE_DTYPE, rowcol_check_quakes);
}

/* ---- loading what is irregular, and real files */

static void load_kind(const bench_job *job, bench_result *r, rc_read_options options,
                      const char *spec, const record_kind *kind, int nested)
{
    rc_error err = RC_ERROR_INIT;
    rowcol_keep_to_processors(job);
    bench_start(r);
    rc_dtype *dtype = rowcol_dtype(spec);
    options.dtype = dtype;
    options.layout = rowcol_layout(job);
    rc_store *store = rc_load(job->file, &options, &err);
    bench_stop(r);
    if (store == NULL) {
        rowcol_refuse(&err);
    }
    r->bytes = file_size(job->file);
    rowcol_check_kind(r, store, kind, nested);
    rc_store_unref(store);
    rc_dtype_unref(dtype);
}

static const rc_read_options loose = {.size = sizeof(rc_read_options),
                                      .format = "ndjson",
                                      .extra = RC_EXTRA_IGNORE,
                                      .missing = RC_MISSING_ZERO};

static void load_flat(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    load_kind(job, r, loose, FLAT_DTYPE, &kind_reading, 0);
}

static void load_nested(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    load_kind(job, r, loose, NESTED_DTYPE, &kind_reading, 1);
}

static void load_flights(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    load_kind(job, r, (rc_read_options){.size = sizeof(rc_read_options), .format = "json"},
              FLIGHT_DTYPE, &kind_flight, 0);
}

static void load_tweets(const bench_job *job, void *state, bench_result *r)
{
    rc_read_options options = {.size = sizeof(rc_read_options),
                               .format = "json",
                               .root = "/statuses",
                               .extra = RC_EXTRA_IGNORE,
                               .missing = RC_MISSING_ZERO};
    (void)state;
    load_kind(job, r, options, TWEET_DTYPE, &kind_tweet, 1);
}

static void load_phones(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    load_kind(job, r, (rc_read_options){.size = sizeof(rc_read_options), .format = "ndjson"},
              PHONE_DTYPE, &kind_phone, 0);
}

/* ---- writing */

static void write_as(const bench_job *job, void *state, bench_result *r, const char *format)
{
    rc_error err = RC_ERROR_INIT;
    bench_start(r);
    rowcol_must(rc_save(state, job->scratch,
                        &(rc_write_options){.size = sizeof(rc_write_options), .format = format},
                        &err),
                &err);
    bench_stop(r);
    r->bytes = file_size(job->scratch);
    r->output = format;
}

static void write_store(const bench_job *job, void *state, bench_result *r)
{
    write_as(job, state, r, "ndjson");
}

static void write_csv(const bench_job *job, void *state, bench_result *r)
{
    write_as(job, state, r, "csv");
}

/* ---- file to file */

static void pump(const bench_job *job, const rc_read_options *from, const char *format)
{
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = rc_reader_open(job->file, from, &err);
    if (reader == NULL) {
        rowcol_refuse(&err);
    }
    rc_writer *writer = rc_writer_open(
        job->scratch, rc_reader_dtype(reader),
        &(rc_write_options){.size = sizeof(rc_write_options), .format = format}, &err);
    if (writer == NULL) {
        rowcol_refuse(&err);
    }
    rowcol_must(rc_pump(reader, writer,
                        &(rc_pump_options){.size = sizeof(rc_pump_options),
                                           .threads = (unsigned)job->threads},
                        NULL, &err),
                &err);
    rowcol_must(rc_writer_finish(writer, &err), &err);
    rc_writer_close(writer);
    rc_reader_close(reader);
}

static void convert(const bench_job *job, bench_result *r, const char *spec, const char *format)
{
    rowcol_keep_to_processors(job);
    bench_start(r);
    rc_dtype *dtype = rowcol_dtype(spec);
    pump(job,
         &(rc_read_options){.size = sizeof(rc_read_options), .format = "ndjson", .dtype = dtype},
         format);
    rc_dtype_unref(dtype);
    bench_stop(r);
    r->bytes = file_size(job->file);
    r->output = format;
}

static void convert_points(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    convert(job, r, POINT_DTYPE, "npy");
}

static void convert_mixed(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    convert(job, r, MIXED_DTYPE, "npy");
}

static void rewrite_points(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    convert(job, r, POINT_DTYPE, "ndjson");
}

static void rewrite_mixed(const bench_job *job, void *state, bench_result *r)
{
    (void)state;
    convert(job, r, MIXED_DTYPE, "ndjson");
}

/* ---- the contenders */

enum { MANY = 16 };

/* clang-format off */
#define IRREGULAR_AND_REAL                                  \
    {"load_regular", MANY, NULL, load_flat, NULL},          \
    {"load_escapes", MANY, NULL, load_flat, NULL},          \
    {"load_nested", MANY, NULL, load_nested, NULL},         \
    {"load_shuffled", MANY, NULL, load_flat, NULL},         \
    {"load_absent", MANY, NULL, load_flat, NULL},           \
    {"load_extra", MANY, NULL, load_flat, NULL},            \
    {"load_extra_shuffled", MANY, NULL, load_flat, NULL},   \
    {"load_spaces", MANY, NULL, load_flat, NULL},           \
    {"load_nested_shuffled", MANY, NULL, load_nested, NULL}, \
    {"load_two_shapes", MANY, NULL, load_flat, NULL},       \
    {"load_events", MANY, NULL, load_flat, NULL},           \
    {"load_everything", MANY, NULL, load_nested, NULL},     \
    {"load_moved", MANY, NULL, load_flat, NULL},            \
    {"load_blank", MANY, NULL, load_flat, NULL},            \
    {"load_blank_tenth", MANY, NULL, load_flat, NULL},      \
    {"load_absent_tenth", MANY, NULL, load_flat, NULL},     \
    {"load_shape_tenth", MANY, NULL, load_flat, NULL},      \
    {"load_renamed", MANY, NULL, load_flat, NULL},          \
    {"load_flights", MANY, NULL, load_flights, NULL},       \
    {"load_tweets", MANY, NULL, load_tweets, NULL},         \
    {"load_phones", MANY, NULL, load_phones, NULL}
/* clang-format on */

static const bench_workload workloads[] = {
    {"load_points", MANY, NULL, load_points, NULL},
    {"load_mixed", MANY, NULL, load_mixed, NULL},
    {"load_points_array", MANY, NULL, load_point_array, NULL},
    {"load_mixed_array", MANY, NULL, load_mixed_array, NULL},
    {"load_quakes", MANY, NULL, load_quakes, NULL},
    {"load_points_csv", MANY, NULL, load_points_csv, NULL},
    {"load_mixed_csv", MANY, NULL, load_mixed_csv, NULL},
    IRREGULAR_AND_REAL,
    {"write_points", MANY, rowcol_read_store, write_store, rowcol_drop_store},
    {"write_mixed", MANY, rowcol_read_store, write_store, rowcol_drop_store},
    {"write_points_csv", MANY, rowcol_read_store, write_csv, rowcol_drop_store},
    {"write_mixed_csv", MANY, rowcol_read_store, write_csv, rowcol_drop_store},
    {"convert_points", MANY, NULL, convert_points, NULL},
    {"convert_mixed", MANY, NULL, convert_mixed, NULL},
    {"rewrite_points", MANY, NULL, rewrite_points, NULL},
    {"rewrite_mixed", MANY, NULL, rewrite_mixed, NULL},
    {0},
};

static const bench_workload column_workloads[] = {
    {"load_points", MANY, NULL, load_points, NULL},
    {"load_mixed", MANY, NULL, load_mixed, NULL},
    {"load_points_array", MANY, NULL, load_point_array, NULL},
    {"load_mixed_array", MANY, NULL, load_mixed_array, NULL},
    {"load_quakes", MANY, NULL, load_quakes, NULL},
    {"load_points_csv", MANY, NULL, load_points_csv, NULL},
    {"load_mixed_csv", MANY, NULL, load_mixed_csv, NULL},
    IRREGULAR_AND_REAL,
    {"write_points", MANY, rowcol_read_columns, write_store, rowcol_drop_store},
    {"write_mixed", MANY, rowcol_read_columns, write_store, rowcol_drop_store},
    {"write_points_csv", MANY, rowcol_read_columns, write_csv, rowcol_drop_store},
    {"write_mixed_csv", MANY, rowcol_read_columns, write_csv, rowcol_drop_store},
    {0},
};

int main(int argc, char **argv)
{
    const bench_contender list[] = {
        {"rowcol", "self", rc_version(), workloads, NULL},
        {"rowcol columns", "self", rc_version(), column_workloads, NULL},
    };
    return bench_main(argc, argv, list, sizeof list / sizeof *list);
}
