/* Tests of checkpoints: runs that stop at each checkpoint and go on, in pieces of some bytes, on
   several threads; damaged files; wrong use; failures of memory. */
#include "test_stream.h"

#include "faulty_alloc.h"
#include "format/csv/reader.h"
#include "format/json/read/piece.h"
#include "format/json/read/reader.h"
#include "scratch.h"
#include "stream/crew.h"
#include "stream/text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { INPUTS = 3, RECORDS = 120 };

/* The dtype, the formats, and how the inputs are read. */
typedef struct run_case {
    const char *name, *dtype, *input, *output;
    bool serial, rejects;
    size_t piece_bytes;
    unsigned threads;
} run_case;

#define ALL                                                                                        \
    "i:i4?, f:>f8, s:str, u:U3, b:bool, t:M8[ms]?, a:{p:2<i2, q:str?}, v:2str, d:m8[s], h:f2, "    \
    "c:S5"

static const run_case cases[] = {
    {"npy", "i:i4, c:S5", "lines.ndjson", "out.npy", false, true, 40, 1},
    {"npy, 2 threads", "i:i4, c:S5", "lines.ndjson", "out.npy", false, true, 100, 2},
    {"npy, 7 threads", "i:i4, c:S5", "lines.ndjson", "out.npy", false, true, 64, 7},
    {"npy, read in order", "i:i4, c:S5", "lines.ndjson", "out.npy", true, true, 90, 2},
    {"arrow", ALL, "lines.ndjson", "out.arrow", false, true, 700, 2},
    {"arrows", ALL, "lines.ndjson", "out.arrows", true, false, 700, 1},
    {"array", ALL, "array.json", "out.ndjson", false, false, 300, 7},
    {"array, read in order", ALL, "array.json", "out.json", true, false, 300, 2},
    {"csv", "i:i4?, s:str", "lines.csv", "out.csv", false, true, 30, 2},
    {"csv, read in order", "i:i4?, s:str", "lines.csv", "out.csv", true, true, 30, 1},
    {"one byte", "i:i4, c:S5", "lines.ndjson", "out.npy", false, true, 1, 2},
};

/* Where the files are; the folder has no other path than this. */
typedef struct paths {
    char in[INPUTS][512], out[512], bad[512], raw[512];
    const char *inputs[INPUTS];
} paths;

static void set_paths(paths *p, const run_case *c)
{
    for (size_t i = 0; i < INPUTS; i++) {
        char name[64];
        snprintf(name, sizeof name, "%zu-%s", i, c->input);
        snprintf(p->in[i], sizeof p->in[i], "%s", scratch_path(name));
        p->inputs[i] = p->in[i];
    }
    snprintf(p->out, sizeof p->out, "%s", scratch_path(c->output));
    snprintf(p->bad, sizeof p->bad, "%s", scratch_path("bad.ndjson"));
    snprintf(p->raw, sizeof p->raw, "%s", scratch_path("bad.raw"));
}

static void put_record(FILE *file, const run_case *c, int n)
{
    if (strstr(c->input, "csv")) {
        fprintf(file, n % 9 ? "%d,\"a\n,%d\"\n" : "%dx,bad %d\n", n, n * n);
    } else if (strcmp(c->dtype, ALL) != 0) {
        fprintf(file, n % 9 ? "{\"i\":%d,\"c\":\"%d\"}" : "{\"i\":%d.5,\"c\":\"%d\"}", n, n % 77);
    } else {
        fprintf(file,
                "{\"i\":%s,\"f\":%d.25,\"s\":\"text %d of some length\",\"u\":\"\u00e9%d\","
                "\"b\":%s,\"t\":%s,\"a\":{\"p\":[%d,2],\"q\":%s},\n\"v\":[\"%d\",\"\"],\"d\":%d,"
                "\"h\":0.5,\"c\":\"%d\"}",
                n % 3 ? "7" : "null", n, n, n % 10, n % 2 ? "true" : "false",
                n % 4 ? "\"2024-01-02T03:04:05.678\"" : "null", n, n % 5 ? "\"q\"" : "null", n, n,
                n);
    }
}

/* The inputs have different lengths; of lines the records have no line breaks. */
static void write_inputs(const run_case *c, const paths *p)
{
    const bool lines = strstr(c->input, "ndjson"), array = strstr(c->input, "array");
    for (size_t i = 0; i < INPUTS; i++) {
        char *text = NULL;
        size_t size = 0;
        FILE *file = open_memstream(&text, &size);
        fputs(array ? "[\n" : lines ? "" : "i,s\n", file);
        for (int n = 1; i != 1 && n <= RECORDS + 10 * (int)i; n++) {
            fputs(array && n > 1 ? ",\n" : "", file);
            put_record(file, c, n);
            fputs(lines ? "\n" : "", file);
        }
        fputs(array ? "\n]\n" : "", file);
        fclose(file);
        for (char *at = text; lines && (at = strstr(at, ",\n")) != NULL; at++) {
            at[1] = ' ';
        }
        scratch_write(strrchr(p->in[i], '/') + 1, text, size);
        free(text);
    }
}

static void set_ways(const run_case *c, rc_reader *reader)
{
    if (strstr(c->input, "csv")) {
        rci_csv_set_pieces(reader, c->piece_bytes, RCI_CSV_FAST);
        if (c->serial) {
            rci_stream_text_set_serial(reader);
        }
    } else {
        rci_json_read_set_pieces(reader, c->piece_bytes,
                                 RCI_JSON_READ_BY_TEMPLATE | RCI_JSON_READ_BY_INDEX);
        if (c->serial) {
            rci_stream_text_set_serial(reader);
        }
    }
}

/* What one run has. */
typedef struct one_run {
    const run_case *c;
    const paths *p;
    rc_dtype *dtype;
    rc_checkpoint *checkpoint; /* NULL: without */
    rc_reject_log *log;
    rc_writer *writer;
    rc_read_counts *counts;
    rc_pump_stats moved;
    uint64_t every;
    size_t stop; /* after so many checkpoints */
    size_t seen;
} one_run;

static rc_status stop_after(void *context, rc_checkpoint *checkpoint, const rc_pump_stats *moved,
                            rc_error *err)
{
    one_run *run = context;
    char text[64];
    snprintf(text, sizeof text, "%llu", (unsigned long long)(run->moved.records + moved->records));
    if (run->seen++ == run->stop) {
        return RC_ECANCELED;
    }
    return rc_checkpoint_set(checkpoint, "records", text, strlen(text), err);
}

static rc_status open_checkpoint(one_run *run, rc_error *err)
{
    const char *records;
    run->checkpoint = rc_checkpoint_open(run->p->out, 0, err);
    if (!run->checkpoint) {
        return err->status;
    }
    records = rc_checkpoint_get(run->checkpoint, "records", NULL);
    run->moved.records = records ? strtoull(records, NULL, 10) : 0;
    if (rc_checkpoint_every(run->checkpoint, run->every, 0, err) != RC_OK ||
        rc_checkpoint_inputs(run->checkpoint, run->p->inputs, INPUTS, err) != RC_OK) {
        return err->status;
    }
    return rc_checkpoint_counts(run->checkpoint, run->counts, err);
}

static rc_status open_run(one_run *run, bool resumed, rc_error *err)
{
    rc_status status;
    run->dtype = rc_dtype_parse(run->c->dtype, err);
    run->counts = run->dtype ? rc_read_counts_new(run->dtype, err) : NULL;
    if (!run->counts) {
        return err->status;
    }
    status = resumed ? open_checkpoint(run, err) : RC_OK;
    if (status != RC_OK) {
        return status;
    }
    run->log = resumed ? rc_checkpoint_reject_log(run->checkpoint, run->p->bad, run->p->raw, err)
                       : rc_reject_log_open(run->p->bad, run->p->raw, err);
    if (!run->log) {
        return err->status;
    }
    run->writer = resumed ? rc_checkpoint_writer(run->checkpoint, run->dtype, NULL, err)
                          : rc_writer_open(run->p->out, run->dtype, NULL, err);
    return run->writer ? RC_OK : err->status;
}

static rc_status pump_input(one_run *run, size_t i, rc_error *err)
{
    rc_read_options read = RC_READ_OPTIONS_INIT;
    rc_pump_options options = RC_PUMP_OPTIONS_INIT;
    rc_reader *reader;
    rc_status status = RC_OK;
    read.dtype = run->dtype;
    read.reject = run->c->rejects ? rc_reject_log_add : NULL;
    read.reject_context = run->log;
    read.counts = run->counts;
    reader = rc_reader_open(run->p->inputs[i], &read, err);
    if (!reader) {
        return err->status;
    }
    set_ways(run->c, reader);
    options.threads = run->c->threads;
    if (run->checkpoint) {
        status = rc_checkpoint_reader(run->checkpoint, reader, i, err);
        options.checkpoint = run->checkpoint;
        options.save = stop_after;
        options.save_context = run;
    }
    if (status == RC_OK) {
        status = rc_pump(reader, run->writer, &options, &run->moved, err);
    }
    rc_reader_close(reader);
    return status;
}

static rc_status finish_run(one_run *run, rc_error *err)
{
    rc_status status = rc_reject_log_finish(run->log, err);
    if (status == RC_OK) {
        status = rc_writer_finish(run->writer, err);
    }
    if (status == RC_OK) {
        rc_checkpoint_remove(run->checkpoint);
    }
    return status;
}

/* All of a run, up to checkpoint number `stop`, of which there is one after `every` bytes and one
   at the end of each input. */
static rc_status do_run(const run_case *c, const paths *p, uint64_t every, size_t stop,
                        rc_pump_stats *moved, rc_error *err)
{
    const bool resumed = every > 0;
    one_run run = {.c = c, .p = p, .every = every, .stop = stop, .moved = RC_PUMP_STATS_INIT};
    rc_status status = open_run(&run, resumed, err);
    for (size_t i = rc_checkpoint_input(run.checkpoint); i < INPUTS && status == RC_OK; i++) {
        status = pump_input(&run, i, err);
    }
    if (status == RC_OK) {
        status = finish_run(&run, err);
    }
    *moved = run.moved;
    rc_writer_close(run.writer);
    rc_reject_log_close(run.log);
    rc_checkpoint_close(run.checkpoint);
    rc_read_counts_free(run.counts);
    rc_dtype_unref(run.dtype);
    return status;
}

/* The three files of a run. */
typedef struct result {
    char *data[3];
    size_t size[3];
} result;

static result take_result(const paths *p)
{
    const char *names[] = {p->out, p->bad, p->raw};
    result r;
    for (size_t i = 0; i < 3; i++) {
        r.data[i] = scratch_read(names[i], &r.size[i]);
        unlink(names[i]);
    }
    return r;
}

static void expect_result(const result *wanted, const paths *p, const char *what, size_t n)
{
    result found = take_result(p);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_msg(found.size[i] == wanted->size[i] &&
                          memcmp(found.data[i], wanted->data[i], found.size[i]) == 0,
                      "%s, %zu: file %zu differs", what, n, i);
        free(found.data[i]);
    }
}

static void release_result(result *r)
{
    for (size_t i = 0; i < 3; i++) {
        free(r->data[i]);
    }
}

/* A run that stops at checkpoint `stop`, one that stops at its first, one at its second; then the
   rest. */
static rc_status run_with_stops(const run_case *c, const paths *p, uint64_t every, size_t stop,
                                rc_pump_stats *moved, bool *stopped)
{
    const size_t stops[] = {stop, 0, 1, SIZE_MAX};
    rc_error err = RC_ERROR_INIT;
    rc_status status = RC_ECANCELED;
    for (size_t i = 0; i < 4 && status == RC_ECANCELED; i++) {
        rc_error_clear(&err);
        status = do_run(c, p, every, stops[i], moved, &err);
        *stopped = *stopped || (i == 0 && status != RC_OK);
    }
    ck_assert_msg(status == RC_OK, "%s, %zu: %s", c->name, stop, err.message);
    return status;
}

/* The checkpoints are at other places for each stop. */
START_TEST(runs_that_stop_go_on)
{
    const run_case *c = &cases[_i];
    paths p;
    rc_error err = RC_ERROR_INIT;
    rc_pump_stats whole = RC_PUMP_STATS_INIT, moved;
    result wanted;
    size_t stop = 0, entries;
    bool stopped = true;
    rci_stream_pump_set_processors(c->threads);
    set_paths(&p, c);
    write_inputs(c, &p);
    entries = scratch_entries();
    ck_assert_msg(do_run(c, &p, 0, SIZE_MAX, &whole, &err) == RC_OK, "%s", err.message);
    ck_assert_uint_gt(whole.records, RECORDS);
    wanted = take_result(&p);
    for (; stopped; stop++) {
        stopped = false;
        run_with_stops(c, &p, whole.bytes_in / 4 + 13 * stop, stop, &moved, &stopped);
        ck_assert_msg(moved.records == whole.records, "%s, %zu: %llu", c->name, stop,
                      (unsigned long long)moved.records);
        expect_result(&wanted, &p, c->name, stop);
        ck_assert_uint_eq(scratch_entries(), entries);
    }
    ck_assert_uint_gt(stop, 3);
    release_result(&wanted);
    rci_stream_pump_set_processors(0);
}
END_TEST

/* ------------------------------------------------------------------- damage */

START_TEST(each_byte_of_a_checkpoint_counts)
{
    const run_case *c = &cases[0];
    const char *file;
    paths p;
    rc_error err = RC_ERROR_INIT;
    rc_pump_stats moved;
    char *good;
    size_t size;
    set_paths(&p, c);
    write_inputs(c, &p);
    ck_assert_int_eq(do_run(c, &p, 100, 5, &moved, &err), RC_ECANCELED);
    file = scratch_path(".out.npy.rowcol-resume");
    good = scratch_read(file, &size);
    for (size_t i = 0; i <= 8 * size; i++) {
        rc_checkpoint *checkpoint;
        rc_error_clear(&err);
        good[i / 8] ^= (char)(i < 8 * size ? 1 << i % 8 : 0);
        scratch_write(".out.npy.rowcol-resume", good, i < 8 * size ? size : size / 2);
        checkpoint = rc_checkpoint_open(p.out, 0, &err);
        ck_assert_msg(!checkpoint && err.status == RC_EIO, "byte %zu, bit %zu", i / 8, i % 8);
        good[i / 8] ^= (char)(i < 8 * size ? 1 << i % 8 : 0);
    }
    free(good);
}
END_TEST

/* The checksum is right, and what it has is not: a file of another version, and one that nobody
   writes. */
START_TEST(other_versions_are_refused)
{
    static const struct {
        const char *text;
        rc_status status;
        const char *message;
    } files[] = {
        {"rowcol checkpoint 999.0\nend 8ba83a79dc5c504e\n", RC_EARG, "was written by rowcol 999.0"},
        {"end cbf29ce484222325\n", RC_EIO, "damaged"},
        {"rowcol checkpoint 999.0\nend 8ba83a79dc5c504f\n", RC_EIO, "damaged"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        rc_error err = RC_ERROR_INIT;
        scratch_write(".out.npy.rowcol-resume", files[i].text, strlen(files[i].text));
        ck_assert_ptr_null(rc_checkpoint_open(scratch_path("out.npy"), 0, &err));
        ck_assert_int_eq(err.status, files[i].status);
        ck_assert_msg(strstr(err.message, files[i].message), "%s", err.message);
    }
}
END_TEST

/* ---------------------------------------------------------------- wrong use */

START_TEST(wrong_use_is_refused)
{
    static const char *const names[] = {"", "Name", "a_b", "rowcol.writer",
                                        "a-name-of-more-than-31-characters"};
    const char *input = scratch_write("a.ndjson", "{\"x\":1}\n", 8);
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4", &err);
    rc_checkpoint *checkpoint = rc_checkpoint_open(scratch_path("out.npy"), 0, &err);
    rc_read_options read = RC_READ_OPTIONS_INIT;
    rc_pump_options options = RC_PUMP_OPTIONS_INIT;
    rc_writer *writer, *other;
    rc_reader *reader;
    size_t size = 1;
    ck_assert_ptr_nonnull(checkpoint);
    ck_assert_int_eq(rc_checkpoint_found(checkpoint), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        ck_assert_int_eq(rc_checkpoint_set(checkpoint, names[i], "", 0, NULL), RC_EARG);
    }
    ck_assert_int_eq(rc_checkpoint_set(checkpoint, "a", NULL, 1, NULL), RC_EARG);
    ck_assert_int_eq(rc_checkpoint_set(checkpoint, "a", NULL, 0, NULL), RC_OK);
    ck_assert_ptr_nonnull(rc_checkpoint_get(checkpoint, "a", &size));
    ck_assert_uint_eq(size, 0);
    ck_assert_ptr_null(rc_checkpoint_get(checkpoint, "b", &size));
    ck_assert_int_eq(rc_checkpoint_every(checkpoint, 0, 0, NULL), RC_EARG);
    ck_assert_int_eq(rc_checkpoint_every(checkpoint, 1, -1, NULL), RC_EARG);
    ck_assert_int_eq(rc_checkpoint_write(checkpoint, NULL), RC_EARG);
    ck_assert_ptr_null(rc_checkpoint_open(scratch_path("out.npy"), 1, NULL)); /* it is locked */
    writer = rc_checkpoint_writer(checkpoint, dtype, NULL, &err);
    other = rc_writer_open(scratch_path("other.npy"), dtype, NULL, &err);
    ck_assert_ptr_null(rc_checkpoint_writer(checkpoint, dtype, NULL, NULL));
    read.dtype = dtype;
    reader = rc_reader_open(input, &read, &err);
    options.checkpoint = checkpoint;
    ck_assert_int_eq(rc_pump(reader, writer, &options, NULL, NULL), RC_EARG); /* not given to it */
    ck_assert_int_eq(rc_checkpoint_reader(checkpoint, reader, 0, &err), RC_OK);
    ck_assert_int_eq(rc_pump(reader, other, &options, NULL, NULL), RC_EARG);
    options.checkpoint = NULL;
    options.save = stop_after;
    ck_assert_int_eq(rc_pump(reader, writer, &options, NULL, NULL), RC_EARG);
    rc_reader_close(reader);
    ck_assert_int_eq(rc_writer_finish(other, &err), RC_OK);
    reader = rc_reader_open(scratch_path("other.npy"), NULL, &err);
    ck_assert_int_eq(rc_checkpoint_reader(checkpoint, reader, 0, NULL), RC_EUNSUPPORTED);
    rc_reader_close(reader);
    rc_writer_close(other);
    rc_writer_close(writer);
    rc_checkpoint_close(checkpoint);
    rc_dtype_unref(dtype);
    ck_assert_uint_eq(scratch_entries(), 2); /* a.ndjson, other.npy: nothing was kept */
}
END_TEST

START_TEST(only_files_are_continued)
{
    rc_error err = RC_ERROR_INIT;
    rc_checkpoint *checkpoint;
    const char *const inputs[] = {"-"};
    ck_assert_ptr_null(rc_checkpoint_open("/dev/stdout", 0, &err));
    ck_assert_int_eq(err.status, RC_EARG);
    checkpoint = rc_checkpoint_open(scratch_path("x.npy"), 0, NULL);
    ck_assert_int_eq(rc_checkpoint_inputs(checkpoint, inputs, 1, NULL), RC_EARG);
    rc_checkpoint_close(checkpoint);
    ck_assert_uint_eq(scratch_entries(), 0);
}
END_TEST

/* ------------------------------------------------------------------- memory */

static const paths *memory_paths;

/* Until it is done, however often memory is refused. */
static rc_status run_without_memory(void *context)
{
    rc_error err = RC_ERROR_INIT;
    rc_pump_stats moved;
    const rc_status status = do_run(context, memory_paths, 6000, SIZE_MAX, &moved, &err);
    return status == RC_OK || err.status != RC_OK ? status : RC_EIO;
}

START_TEST(memory_may_run_out)
{
    run_case c = _i ? cases[4] : cases[0];
    paths p;
    rc_error err = RC_ERROR_INIT;
    rc_pump_stats moved;
    result wanted;
    c.threads = 1;
    c.piece_bytes = 2000;
    set_paths(&p, &c);
    write_inputs(&c, &p);
    memory_paths = &p;
    ck_assert_int_eq(do_run(&c, &p, 0, SIZE_MAX, &moved, &err), RC_OK);
    wanted = take_result(&p);
    faulty_alloc_each(run_without_memory, &c);
    expect_result(&wanted, &p, c.name, 0);
    release_result(&wanted);
}
END_TEST

Suite *suite_stream_checkpoint(void)
{
    Suite *suite = suite_create("checkpoint");
    TCase *threads = tcase_create("threads"), *plain = tcase_create("files");
    tcase_set_tags(threads, "threads");
    tcase_set_timeout(threads, 120);
    tcase_set_timeout(plain, 120);
    tcase_add_checked_fixture(threads, scratch_setup, scratch_teardown);
    tcase_add_checked_fixture(plain, scratch_setup, scratch_teardown);
    tcase_add_loop_test(threads, runs_that_stop_go_on, 0, sizeof cases / sizeof cases[0]);
    tcase_add_test(plain, each_byte_of_a_checkpoint_counts);
    tcase_add_test(plain, other_versions_are_refused);
    tcase_add_test(plain, wrong_use_is_refused);
    tcase_add_test(plain, only_files_are_continued);
    tcase_add_loop_test(plain, memory_may_run_out, 0, 2);
    suite_add_tcase(suite, threads);
    suite_add_tcase(suite, plain);
    return suite;
}
