/* contend_memcpy.c: the physical limit: the same bytes are moved and not used.
 *
 * Loading: the file is read to its end into one buffer. Writing: as many bytes as the NDJSON has go
 * from memory to a file. Workloads on a store: memcpy of its records, to memory that was used
 * before
 * ("memcpy") or to new memory ("memcpy new"). */
#define _GNU_SOURCE
#include "data.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 1 << 20 };

static void read_file(const bench_job *job, void *state, bench_result *r)
{
    char *block = state;
    bench_start(r);
    int file = open(job->file, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        bench_die("cannot read %s", job->file);
    }
    for (ssize_t got; (got = read(file, block, BLOCK)) != 0;) {
        if (got < 0) {
            bench_die("cannot read %s", job->file);
        }
        BENCH_KEEP(block);
        r->bytes += (uint64_t)got;
    }
    close(file);
    bench_stop(r);
}

static void *new_block(const bench_job *job)
{
    (void)job;
    return memset(bench_alloc(BLOCK, 1), 1, BLOCK);
}

/* The harness says in BENCH_TEXT_BYTES how long the NDJSON of the records is. */
static void write_file(const bench_job *job, void *state, bench_result *r)
{
    const char *size = getenv("BENCH_TEXT_BYTES");
    const char *block = state;
    uint64_t total = size != NULL ? strtoull(size, NULL, 10) : 0;
    if (total == 0) {
        bench_die("BENCH_TEXT_BYTES is not set: how many bytes are to be written?");
    }
    bench_start(r);
    int file = open(job->scratch, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    for (uint64_t left = total; left > 0;) {
        ssize_t put = write(file, block, left < BLOCK ? left : BLOCK);
        if (put <= 0) {
            bench_die("cannot write %s", job->scratch);
        }
        left -= (uint64_t)put;
    }
    close(file);
    bench_stop(r);
    r->bytes = total;
}

typedef struct copying {
    void *from;
    size_t size, records;
    void *reused; /* where to, or NULL: to new memory each time */
} copying;

static copying *new_copying(const bench_job *job, size_t records)
{
    copying *c = bench_alloc(1, sizeof *c);
    c->from = data_read_points(job->file, job->records);
    c->records = records;
    c->size = records * sizeof(point);
    if (strcmp(job->contender, "memcpy") == 0) {
        c->reused = memset(bench_alloc(c->size, 1), 1, c->size);
    }
    return c;
}

static void *setup_all(const bench_job *job)
{
    return new_copying(job, job->records);
}

static void *setup_half(const bench_job *job)
{
    return new_copying(job, job->records / 2);
}

static void copy(const bench_job *job, void *state, bench_result *r)
{
    const copying *c = state;
    (void)job;
    bench_start(r);
    void *to = c->reused != NULL ? c->reused : malloc(c->size);
    if (to == NULL) {
        bench_die("no memory for %zu bytes", c->size);
    }
    memcpy(to, c->from, c->size);
    BENCH_KEEP(to);
    bench_stop(r);
    r->records = c->records;
    r->bytes = c->size;
    if (memcmp(to, c->from, c->size) != 0) {
        bench_die("the copy differs");
    }
    if (c->reused == NULL) {
        free(to);
    }
}

static void end_copying(void *state)
{
    copying *c = state;
    free(c->from);
    free(c->reused);
    free(c);
}

/* clang-format off */
#define COPIES                                                        \
    {"rows_to_columns", 1, setup_all, copy, end_copying},             \
    {"columns_to_rows", 1, setup_all, copy, end_copying},             \
    {"sort_rows", 1, setup_all, copy, end_copying},                   \
    {"sort_columns", 1, setup_all, copy, end_copying},                \
    {"filter_rows", 1, setup_half, copy, end_copying},                \
    {"filter_columns", 1, setup_half, copy, end_copying},             \
    {"take_rows", 1, setup_half, copy, end_copying},                  \
    {"take_columns", 1, setup_half, copy, end_copying}

#define READS(name) {name, 1, new_block, read_file, free}

static const bench_workload workloads[] = {
    READS("load_points"),
    READS("load_mixed"),
    READS("load_points_array"),
    READS("load_mixed_array"),
    READS("load_quakes"),
    READS("load_regular"),
    READS("load_escapes"),
    READS("load_nested"),
    READS("load_shuffled"),
    READS("load_absent"),
    READS("load_extra"),
    READS("load_extra_shuffled"),
    READS("load_spaces"),
    READS("load_nested_shuffled"),
    READS("load_two_shapes"),
    READS("load_events"),
    READS("load_everything"),
    READS("load_moved"),
    READS("load_blank"),
    READS("load_blank_tenth"),
    READS("load_absent_tenth"),
    READS("load_shape_tenth"),
    READS("load_renamed"),
    READS("load_flights"),
    READS("load_tweets"),
    READS("load_phones"),
    {"write_points", 1, new_block, write_file, free},
    {"write_mixed", 1, new_block, write_file, free},
    COPIES,
    {0},
};

static const bench_workload new_workloads[] = {COPIES, {0}};
/* clang-format on */

int main(int argc, char **argv)
{
    static const bench_contender list[] = {
        {"memcpy", "limit", "the same bytes", workloads, NULL},
        {"memcpy new", "limit", "to new memory", new_workloads, NULL},
    };
    return bench_main(argc, argv, list, sizeof list / sizeof *list);
}
