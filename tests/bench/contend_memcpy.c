/* contend_memcpy.c: the physical limit: the same bytes moved and nothing done with them.
 *
 * Loading: the file read to its end into one buffer. Writing: as many bytes as the NDJSON takes,
 * from memory to a file. Work on a store: memcpy of its records to new memory, or, where a field is
 * only summed, of that field. */
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
    if (file < 0)
        bench_die("cannot read %s", job->file);
    for (ssize_t got; (got = read(file, block, BLOCK)) != 0;) {
        if (got < 0)
            bench_die("cannot read %s", job->file);
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

/* The size of the NDJSON is that of the text beside the .npy file, which the harness names by its
 * SIZE. */
static void write_file(const bench_job *job, void *state, bench_result *r)
{
    const char *size = getenv("BENCH_TEXT_BYTES");
    const char *block = state;
    uint64_t total = size != NULL ? strtoull(size, NULL, 10) : 0;
    if (total == 0)
        bench_die("BENCH_TEXT_BYTES is not set: how many bytes are to be written?");
    bench_start(r);
    int file = open(job->scratch, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    for (uint64_t left = total; left > 0;) {
        ssize_t put = write(file, block, left < BLOCK ? left : BLOCK);
        if (put <= 0)
            bench_die("cannot write %s", job->scratch);
        left -= (uint64_t)put;
    }
    close(file);
    bench_stop(r);
    r->bytes = total;
}

static void *read_points(const bench_job *job)
{
    return data_read_points(job->file, job->records);
}

static void copy(const void *from, size_t size, bench_result *r)
{
    bench_start(r);
    void *to = malloc(size);
    if (to == NULL)
        bench_die("no memory for %zu bytes", size);
    memcpy(to, from, size);
    BENCH_KEEP(to);
    bench_stop(r);
    r->bytes = size;
    if (memcmp(to, from, size) != 0)
        bench_die("the copy differs");
    free(to);
}

static void copy_records(const bench_job *job, void *state, bench_result *r)
{
    copy(state, job->records * sizeof(point), r);
}

static void copy_half(const bench_job *job, void *state, bench_result *r)
{
    copy(state, job->records / 2 * sizeof(point), r);
    r->records = job->records / 2;
}

/* clang-format off */
static const bench_work works[] = {
    {"load_points", 1, new_block, read_file, free},
    {"load_mixed", 1, new_block, read_file, free},
    {"load_points_array", 1, new_block, read_file, free},
    {"load_mixed_array", 1, new_block, read_file, free},
    {"load_quakes", 1, new_block, read_file, free},
    {"write_points", 1, new_block, write_file, free},
    {"write_mixed", 1, new_block, write_file, free},
    {"rows_to_columns", 1, read_points, copy_records, free},
    {"columns_to_rows", 1, read_points, copy_records, free},
    {"sort_rows", 1, read_points, copy_records, free},
    {"sort_columns", 1, read_points, copy_records, free},
    {"filter_rows", 1, read_points, copy_half, free},
    {"filter_columns", 1, read_points, copy_half, free},
    {"take_rows", 1, read_points, copy_half, free},
    {"take_columns", 1, read_points, copy_half, free},
    {0},
};
/* clang-format on */

int main(int argc, char **argv)
{
    static const bench_contender list[] = {{"memcpy", "limit", "the same bytes", works, NULL}};
    return bench_main(argc, argv, list, 1);
}
