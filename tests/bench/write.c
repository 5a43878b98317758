/* write.c: passes blocks of records to a contender's formatter and writes its text to a file.
 *
 * The threads work in step: each formats one block, all compute the positions of their texts in the
 * file, and each writes its own. */
#define _GNU_SOURCE
#include "write.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { BLOCK = 4096 };

typedef struct team team;

typedef struct member {
    team *team;
    int number;
    char *text;
    size_t length;
    pthread_t thread;
} member;

struct team {
    const char *rows; /* of points, or of mixed records */
    size_t row_size, n;
    char *(*format)(char *to, const void *rows, size_t n);
    int file, threads;
    pthread_barrier_t barrier;
    member members[WRITE_MAX_THREADS];
};

static char *format_points(char *to, const void *rows, size_t n)
{
    return the_formatter.points(to, rows, n);
}

static char *format_mixeds(char *to, const void *rows, size_t n)
{
    return the_formatter.mixeds(to, rows, n);
}

static void write_at(int file, const char *text, size_t length, off_t at)
{
    while (length > 0) {
        ssize_t step = pwrite(file, text, length, at);
        if (step <= 0) {
            bench_die("cannot write the output");
        }
        text += step;
        at += step;
        length -= (size_t)step;
    }
}

static void *work(void *argument)
{
    member *self = argument;
    team *t = self->team;
    off_t at = 0;
    for (size_t first = 0; first < t->n; first += (size_t)t->threads * BLOCK) {
        size_t begin = first + (size_t)self->number * BLOCK;
        size_t left = begin < t->n ? t->n - begin : 0;
        size_t count = left < BLOCK ? left : BLOCK;
        self->length =
            (size_t)(t->format(self->text, t->rows + begin * t->row_size, count) - self->text);
        pthread_barrier_wait(&t->barrier);
        off_t mine = at;
        for (int i = 0; i < t->threads; i++) {
            if (i < self->number) {
                mine += (off_t)t->members[i].length;
            }
            at += (off_t)t->members[i].length;
        }
        write_at(t->file, self->text, self->length, mine);
        pthread_barrier_wait(&t->barrier);
    }
    return NULL;
}

static void write_rows(const bench_job *job, team *t, bench_result *result)
{
    t->n = job->records;
    t->threads = job->threads;
    bench_start(result);
    t->file = open(job->scratch, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (t->file < 0) {
        bench_die("cannot write %s", job->scratch);
    }
    pthread_barrier_init(&t->barrier, NULL, (unsigned)t->threads);
    for (int i = 0; i < t->threads; i++) {
        member *m = &t->members[i];
        m->team = t;
        m->number = i;
        m->text = bench_alloc(BLOCK, WRITE_ROOM);
        if (i > 0 && pthread_create(&m->thread, NULL, work, m) != 0) {
            bench_die("cannot start a thread");
        }
    }
    work(&t->members[0]);
    for (int i = 1; i < t->threads; i++) {
        pthread_join(t->members[i].thread, NULL);
    }
    off_t size = lseek(t->file, 0, SEEK_END);
    close(t->file);
    bench_stop(result);
    for (int i = 0; i < t->threads; i++) {
        free(t->members[i].text);
    }
    pthread_barrier_destroy(&t->barrier);
    result->bytes = (uint64_t)size;
    result->output = "ndjson";
}

void *write_setup_points(const bench_job *job)
{
    return data_read_points(job->file, job->records);
}

void *write_setup_mixed(const bench_job *job)
{
    return data_read_mixed(job->file, job->records);
}

void write_points(const bench_job *job, void *state, bench_result *result)
{
    team t = {.rows = state, .row_size = sizeof(point), .format = format_points};
    write_rows(job, &t, result);
}

void write_mixed(const bench_job *job, void *state, bench_result *result)
{
    team t = {.rows = state, .row_size = sizeof(mixed), .format = format_mixeds};
    write_rows(job, &t, result);
}
