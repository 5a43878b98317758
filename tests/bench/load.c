/* load.c: reads a file of JSON text in blocks or whole, passes it to a contender's parser, and
 * checks the arrays.
 *
 * NDJSON is read in blocks of whole lines into one buffer that stays in the processor's cache,
 * which serves every parser better than a buffer of the whole file. With threads, each takes one
 * part of the file and fills an array of its own; each array has room for all records, since memory
 * that is not touched costs nothing. */
#define _GNU_SOURCE
#include "load.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 1 << 20 };

/* ---- the sums of each kind of record */

typedef union sums {
    point_sums point;
    mixed_sums mixed;
    quake_sums quake;
    kind_sums kind;
} sums;

typedef struct target {
    size_t size; /* of one record */
    const record_kind *kind;
    void (*add)(sums *s, const void *records, size_t n);
    void (*check)(bench_result *result, const sums *s);
} target;

static void add_points(sums *s, const void *records, size_t n)
{
    const point *p = records;
    for (size_t i = 0; i < n; i++) {
        data_add_point(&s->point, p[i]);
    }
}

static void check_points(bench_result *result, const sums *s)
{
    data_check_points(result, &s->point, 0);
}

static void add_mixeds(sums *s, const void *records, size_t n)
{
    const mixed *m = records;
    for (size_t i = 0; i < n; i++) {
        data_add_mixed(&s->mixed, &m[i]);
    }
}

static void check_mixeds(bench_result *result, const sums *s)
{
    data_check_mixed(result, &s->mixed);
}

static void add_quakes(sums *s, const void *records, size_t n)
{
    const quake *q = records;
    for (size_t i = 0; i < n; i++) {
        data_add_quake(&s->quake, &q[i]);
    }
}

static void check_quakes(bench_result *result, const sums *s)
{
    data_check_quakes(result, &s->quake);
}

static const target points = {sizeof(point), NULL, add_points, check_points};
static const target mixeds = {sizeof(mixed), NULL, add_mixeds, check_mixeds};
static const target quakes = {sizeof(quake), NULL, add_quakes, check_quakes};
static const target readings = {sizeof(reading), &kind_reading, NULL, NULL};
static const target flights = {sizeof(flight), &kind_flight, NULL, NULL};
static const target tweets = {sizeof(tweet), &kind_tweet, NULL, NULL};
static const target phones = {sizeof(phone), &kind_phone, NULL, NULL};

static void add(const target *t, sums *s, const void *records, size_t n)
{
    if (t->kind != NULL) {
        kind_add(&s->kind, t->kind, records, n);
    } else {
        t->add(s, records, n);
    }
}

static void check(const target *t, bench_result *result, const sums *s)
{
    if (t->kind != NULL) {
        kind_check(result, t->kind, &s->kind);
    } else {
        t->check(result, s);
    }
}

/* ---- the workloads */

typedef struct task {
    const char *workload;
    const target *target;
    size_t parse; /* where its function is in a loader */
    int is_document;
} task;

static const task tasks[] = {
    {"load_points", &points, offsetof(loader, point_lines), 0},
    {"load_mixed", &mixeds, offsetof(loader, mixed_lines), 0},
    {"load_points_csv", &points, offsetof(loader, point_csv), 0},
    {"load_mixed_csv", &mixeds, offsetof(loader, mixed_csv), 0},
    {"load_points_array", &points, offsetof(loader, point_array), 1},
    {"load_mixed_array", &mixeds, offsetof(loader, mixed_array), 1},
    {"load_quakes", &quakes, offsetof(loader, quakes), 1},
    {"load_nested", &readings, offsetof(loader, nested), 0},
    {"load_nested_shuffled", &readings, offsetof(loader, nested), 0},
    {"load_everything", &readings, offsetof(loader, nested), 0},
    {"load_flights", &flights, offsetof(loader, flights), 1},
    {"load_tweets", &tweets, offsetof(loader, tweets), 1},
    {"load_phones", &phones, offsetof(loader, phones), 0},
};

static const task flat_task = {"", &readings, offsetof(loader, flat), 0};

static const task *find_task(const char *workload)
{
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
        if (strcmp(tasks[i].workload, workload) == 0) {
            return &tasks[i];
        }
    }
    return &flat_task; /* all other irregular files */
}

static load_parse *find_parse(const loader *l, const task *t)
{
    load_parse *parse;
    memcpy(&parse, (const char *)l + t->parse, sizeof parse);
    return parse;
}

/* ---- files */

static int open_file(const char *path, size_t *size)
{
    struct stat info;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &info) != 0) {
        bench_die("cannot read %s", path);
    }
    *size = (size_t)info.st_size;
    return file;
}

static size_t read_at(int file, char *to, size_t length, size_t offset)
{
    size_t got = 0;
    while (got < length) {
        ssize_t step = pread(file, to + got, length - got, (off_t)(offset + got));
        if (step < 0) {
            bench_die("cannot read the data");
        }
        if (step == 0) {
            break;
        }
        got += (size_t)step;
    }
    return got;
}

/* The first line that begins at or after `offset`. */
static size_t line_start(int file, size_t offset, size_t size)
{
    char probe[4096];
    if (offset == 0) {
        return 0;
    }
    for (offset--; offset < size;) {
        size_t got = read_at(file, probe, sizeof probe, offset);
        char *newline = memchr(probe, '\n', got);
        if (newline != NULL) {
            return offset + (size_t)(newline - probe) + 1;
        }
        offset += got;
    }
    return size;
}

/* ---- parsers and buffers: kept from one repetition to the next, or new in each */

typedef struct tools {
    void *parser;
    char *buffer; /* with LOAD_PADDING bytes after `size` */
    size_t size;
} tools;

static tools new_tools(const loader *l, size_t size)
{
    tools t;
    t.size = size;
    t.buffer = malloc(size + LOAD_PADDING);
    if (t.buffer == NULL) {
        bench_die("no memory for %zu bytes of text", size);
    }
    t.parser = l->parser_new != NULL ? l->parser_new(size) : NULL;
    return t;
}

static void free_tools(const loader *l, tools t)
{
    free(t.buffer);
    if (l->parser_free != NULL) {
        l->parser_free(t.parser);
    }
}

typedef struct kept {
    const loader *loader;
    int threads;
    tools tools[LOAD_MAX_THREADS];
} kept;

static int ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static size_t block_size(size_t text)
{
    return text < BLOCK ? text : BLOCK;
}

void *load_setup(const bench_job *job)
{
    size_t size;
    kept *k;
    if (!ends_with(job->contender, " kept")) {
        return NULL;
    }
    k = bench_alloc(1, sizeof *k);
    k->loader = load_find(job->contender);
    k->threads = job->threads;
    close(open_file(job->file, &size));
    if (!find_task(job->workload)->is_document) {
        size = block_size(size);
    }
    for (int i = 0; i < k->threads; i++) {
        k->tools[i] = new_tools(k->loader, size);
    }
    return k;
}

void load_teardown(void *state)
{
    kept *k = state;
    for (int i = 0; k != NULL && i < k->threads; i++) {
        free_tools(k->loader, k->tools[i]);
    }
    free(k);
}

/* ---- NDJSON */

typedef struct part {
    const loader *loader;
    load_parse *parse;
    const tools *kept; /* or NULL */
    size_t record_size;
    int file;
    size_t begin, end; /* the lines that begin in here */
    char *out;
    size_t room, count;
    pthread_t thread;
} part;

static void *load_part(void *argument)
{
    part *p = argument;
    tools t = p->kept != NULL ? *p->kept : new_tools(p->loader, block_size(p->end - p->begin));
    size_t at = p->begin;
    while (at < p->end) {
        size_t wanted = block_size(p->end - at);
        size_t got = read_at(p->file, t.buffer, wanted, at);
        char *newline = memrchr(t.buffer, '\n', got);
        if (newline == NULL) {
            bench_die("a line without an end at byte %zu", at);
        }
        size_t length = (size_t)(newline - t.buffer) + 1;
        memset(t.buffer + length, 0, LOAD_PADDING);
        p->count += p->parse(t.parser, t.buffer, length, p->out + p->count * p->record_size,
                             p->room - p->count);
        at += length;
    }
    if (p->kept == NULL) {
        free_tools(p->loader, t);
    }
    return NULL;
}

static void load_lines(const bench_job *job, const task *what, const kept *reuse,
                       bench_result *result)
{
    const loader *l = load_find(job->contender);
    part parts[LOAD_MAX_THREADS];
    sums s;
    size_t size, threads = (size_t)job->threads;
    bench_start(result);
    int file = open_file(job->file, &size);
    for (size_t t = 0; t < threads; t++) {
        part *p = &parts[t];
        *p = (part){.loader = l,
                    .parse = find_parse(l, what),
                    .kept = reuse != NULL ? &reuse->tools[t] : NULL,
                    .record_size = what->target->size,
                    .file = file,
                    .begin = line_start(file, size / threads * t, size),
                    .room = job->records};
        p->end = t + 1 == threads ? size : line_start(file, size / threads * (t + 1), size);
        p->out = bench_alloc(p->room, p->record_size);
        if (t > 0 && pthread_create(&p->thread, NULL, load_part, p) != 0) {
            bench_die("cannot start a thread");
        }
    }
    load_part(&parts[0]);
    for (size_t t = 1; t < threads; t++) {
        pthread_join(parts[t].thread, NULL);
    }
    close(file);
    bench_stop(result);
    result->bytes = size;
    memset(&s, 0, sizeof s);
    for (size_t t = 0; t < threads; t++) {
        add(what->target, &s, parts[t].out, parts[t].count);
        free(parts[t].out);
    }
    check(what->target, result, &s);
}

/* ---- one document */

static void load_document(const bench_job *job, const task *what, const kept *reuse,
                          bench_result *result)
{
    const loader *l = load_find(job->contender);
    sums s;
    size_t size;
    bench_start(result);
    int file = open_file(job->file, &size);
    tools t = reuse != NULL ? reuse->tools[0] : new_tools(l, size);
    size_t length = read_at(file, t.buffer, size, 0);
    close(file);
    memset(t.buffer + length, 0, LOAD_PADDING);
    void *out = bench_alloc(job->records, what->target->size);
    size_t n = find_parse(l, what)(t.parser, t.buffer, length, out, job->records);
    if (reuse == NULL) {
        free_tools(l, t);
    }
    bench_stop(result);
    result->bytes = length;
    memset(&s, 0, sizeof s);
    add(what->target, &s, out, n);
    check(what->target, result, &s);
    free(out);
}

void load_run(const bench_job *job, void *state, bench_result *result)
{
    const task *t = find_task(job->workload);
    if (t->is_document) {
        load_document(job, t, state, result);
    } else {
        load_lines(job, t, state, result);
    }
}
