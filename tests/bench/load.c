/* load.c: reads a file of JSON text in blocks or whole, hands it to a contender's parser, and
 * checks the arrays.
 *
 * NDJSON is read in blocks of whole lines into one buffer that stays in the processor's cache,
 * which serves every parser better than a buffer of the whole file. With threads, each takes one
 * stretch of the file and fills an array of its own; all are made for all records, since memory
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

typedef struct record_kind {
    size_t size; /* of one record */
    size_t (*lines)(void *parser, char *text, size_t length, void *out, size_t room);
} record_kind;

typedef struct stretch {
    const record_kind *kind;
    int file;
    off_t begin, end; /* lines that begin in here */
    char *out;
    size_t room, count;
    pthread_t thread;
} stretch;

void load_string(char *cell, size_t size, const char *text, size_t length)
{
    if (length > size)
        bench_die("a string of %zu bytes does not fit %zu", length, size);
    memcpy(cell, text, length);
}

static int open_file(const char *path, off_t *size)
{
    struct stat info;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &info) != 0)
        bench_die("cannot read %s", path);
    *size = info.st_size;
    return file;
}

static size_t read_at(int file, char *to, size_t length, off_t offset)
{
    size_t got = 0;
    while (got < length) {
        ssize_t step = pread(file, to + got, length - got, offset + (off_t)got);
        if (step < 0)
            bench_die("cannot read the data");
        if (step == 0)
            break;
        got += (size_t)step;
    }
    return got;
}

/* The first line that begins at or after `offset`. */
static off_t line_start(int file, off_t offset, off_t size)
{
    char probe[4096];
    if (offset == 0)
        return 0;
    for (offset--; offset < size;) {
        size_t got = read_at(file, probe, sizeof probe, offset);
        char *newline = memchr(probe, '\n', got);
        if (newline != NULL)
            return offset + (newline - probe) + 1;
        offset += (off_t)got;
    }
    return size;
}

static void *load_stretch(void *argument)
{
    stretch *s = argument;
    void *parser = the_loader.parser_new != NULL ? the_loader.parser_new(BLOCK) : NULL;
    char *buffer = bench_alloc(BLOCK + LOAD_PADDING, 1);
    off_t at = s->begin;
    while (at < s->end) {
        size_t want = s->end - at < BLOCK ? (size_t)(s->end - at) : BLOCK;
        size_t got = read_at(s->file, buffer, want, at);
        char *newline = memrchr(buffer, '\n', got);
        if (newline == NULL)
            bench_die("a line without an end at byte %lld", (long long)at);
        size_t length = (size_t)(newline - buffer) + 1;
        memset(buffer + length, 0, LOAD_PADDING);
        s->count += s->kind->lines(parser, buffer, length, s->out + s->count * s->kind->size,
                                   s->room - s->count);
        at += (off_t)length;
    }
    free(buffer);
    if (the_loader.parser_free != NULL)
        the_loader.parser_free(parser);
    return NULL;
}

/* Fills one array for each thread; the caller frees them. */
static void load_lines(const bench_job *job, const record_kind *kind, stretch *stretches,
                       bench_result *result)
{
    off_t size;
    int threads = job->threads;
    bench_start(result);
    int file = open_file(job->file, &size);
    for (int t = 0; t < threads; t++) {
        stretch *s = &stretches[t];
        memset(s, 0, sizeof *s);
        s->kind = kind;
        s->file = file;
        s->begin = line_start(file, size / threads * t, size);
        s->end = t + 1 == threads ? size : line_start(file, size / threads * (t + 1), size);
        s->room = job->records;
        s->out = bench_alloc(s->room, kind->size);
        if (t > 0 && pthread_create(&s->thread, NULL, load_stretch, s) != 0)
            bench_die("cannot start a thread");
    }
    load_stretch(&stretches[0]);
    for (int t = 1; t < threads; t++)
        pthread_join(stretches[t].thread, NULL);
    close(file);
    bench_stop(result);
    result->bytes = (uint64_t)size;
}

static size_t point_lines(void *parser, char *text, size_t length, void *out, size_t room)
{
    return the_loader.point_lines(parser, text, length, out, room);
}

static size_t mixed_lines(void *parser, char *text, size_t length, void *out, size_t room)
{
    return the_loader.mixed_lines(parser, text, length, out, room);
}

void load_points(const bench_job *job, void *state, bench_result *result)
{
    static const record_kind points = {sizeof(point), point_lines};
    stretch stretches[LOAD_MAX_THREADS];
    point_sums sums = {0};
    (void)state;
    load_lines(job, &points, stretches, result);
    for (int t = 0; t < job->threads; t++) {
        const point *rows = (const void *)stretches[t].out;
        for (size_t i = 0; i < stretches[t].count; i++)
            data_add_point(&sums, rows[i]);
        free(stretches[t].out);
    }
    data_check_points(result, &sums, 0);
}

void load_mixed(const bench_job *job, void *state, bench_result *result)
{
    static const record_kind mixeds = {sizeof(mixed), mixed_lines};
    stretch stretches[LOAD_MAX_THREADS];
    mixed_sums sums = {0};
    (void)state;
    load_lines(job, &mixeds, stretches, result);
    for (int t = 0; t < job->threads; t++) {
        const mixed *rows = (const void *)stretches[t].out;
        for (size_t i = 0; i < stretches[t].count; i++)
            data_add_mixed(&sums, &rows[i]);
        free(stretches[t].out);
    }
    data_check_mixed(result, &sums);
}

/* ---- one document ---- */

static char *read_whole(const char *path, size_t *length)
{
    off_t size;
    int file = open_file(path, &size);
    char *text = malloc((size_t)size + LOAD_PADDING);
    if (text == NULL)
        bench_die("no memory for %s", path);
    *length = read_at(file, text, (size_t)size, 0);
    memset(text + *length, 0, LOAD_PADDING);
    close(file);
    return text;
}

typedef struct document {
    char *text;
    size_t length;
    void *parser;
} document;

static document open_document(const bench_job *job, bench_result *result)
{
    document d;
    d.text = read_whole(job->file, &d.length);
    d.parser = the_loader.parser_new != NULL ? the_loader.parser_new(d.length) : NULL;
    result->bytes = d.length;
    return d;
}

static void close_document(document d)
{
    free(d.text);
    if (the_loader.parser_free != NULL)
        the_loader.parser_free(d.parser);
}

void load_point_array(const bench_job *job, void *state, bench_result *result)
{
    (void)state;
    bench_start(result);
    document d = open_document(job, result);
    point *rows = bench_alloc(job->records, sizeof *rows);
    size_t n = the_loader.point_array(d.parser, d.text, d.length, rows, job->records);
    close_document(d);
    bench_stop(result);
    data_check_point_rows(result, rows, n, 0);
    free(rows);
}

void load_mixed_array(const bench_job *job, void *state, bench_result *result)
{
    mixed_sums sums = {0};
    (void)state;
    bench_start(result);
    document d = open_document(job, result);
    mixed *rows = bench_alloc(job->records, sizeof *rows);
    size_t n = the_loader.mixed_array(d.parser, d.text, d.length, rows, job->records);
    close_document(d);
    bench_stop(result);
    for (size_t i = 0; i < n; i++)
        data_add_mixed(&sums, &rows[i]);
    data_check_mixed(result, &sums);
    free(rows);
}

void load_quakes(const bench_job *job, void *state, bench_result *result)
{
    quake_sums sums = {0};
    (void)state;
    bench_start(result);
    document d = open_document(job, result);
    quake *rows = bench_alloc(job->records, sizeof *rows);
    size_t n = the_loader.quakes(d.parser, d.text, d.length, rows, job->records);
    close_document(d);
    bench_stop(result);
    for (size_t i = 0; i < n; i++)
        data_add_quake(&sums, &rows[i]);
    data_check_quakes(result, &sums);
    free(rows);
}
