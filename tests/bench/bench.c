/* bench.c: command line, clock and result lines of the C and C++ contenders. */
#define _GNU_SOURCE
#include "bench.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

void bench_die(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("error: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

void *bench_alloc(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size);
    if (memory == NULL) {
        bench_die("no memory for %zu records of %zu bytes", count, size);
    }
    return memory;
}

double bench_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void bench_start(bench_result *result)
{
    result->begun = bench_now();
}

/* The value of a line such as "AnonHugePages:    4096 kB", in bytes. */
static int64_t rollup_value(const char *text, const char *name)
{
    const char *line = strstr(text, name);
    return line != NULL ? strtoll(line + strlen(name), NULL, 10) * 1024 : -1;
}

/* How much memory this process has, and how much of it is in large pages. Asked once: walking
 * through the pages takes time. */
static void note_pages(bench_result *result)
{
    static int64_t anonymous, huge;
    static int is_known;
    if (!is_known) {
        char text[4096];
        FILE *file = fopen("/proc/self/smaps_rollup", "r");
        size_t length = file != NULL ? fread(text, 1, sizeof text - 1, file) : 0;
        if (file != NULL) {
            fclose(file);
        }
        text[length] = '\0';
        anonymous = rollup_value(text, "Anonymous:");
        huge = rollup_value(text, "AnonHugePages:");
        is_known = 1;
    }
    result->anonymous = anonymous;
    result->huge = huge;
}

void bench_stop(bench_result *result)
{
    result->seconds = bench_now() - result->begun;
    note_pages(result);
}

static bench_value *next_check(bench_result *result, const char *name)
{
    if (result->checks == BENCH_MAX_CHECKS) {
        bench_die("more than %d check values", BENCH_MAX_CHECKS);
    }
    bench_value *value = &result->check[result->checks++];
    value->name = name;
    return value;
}

void bench_check_int(bench_result *result, const char *name, int64_t value)
{
    bench_value *slot = next_check(result, name);
    slot->is_real = 0;
    slot->integer = value;
}

void bench_check_real(bench_result *result, const char *name, double value)
{
    bench_value *slot = next_check(result, name);
    slot->is_real = 1;
    slot->real = value;
}

int64_t bench_resident(void)
{
    long long total = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL) {
        return -1;
    }
    int got = fscanf(file, "%lld %lld", &total, &resident);
    fclose(file);
    return got == 2 ? (int64_t)resident * sysconf(_SC_PAGESIZE) : -1;
}

void bench_print_checks(FILE *file, const bench_result *result)
{
    putc('{', file);
    for (size_t i = 0; i < result->checks; i++) {
        const bench_value *v = &result->check[i];
        fprintf(file, "%s\"%s\":", i > 0 ? "," : "", v->name);
        if (v->is_real) {
            fprintf(file, "%.17g", v->real);
        } else {
            fprintf(file, "%lld", (long long)v->integer);
        }
    }
    putc('}', file);
}

static void print_list(const bench_contender *c)
{
    printf("{\"contender\":\"%s\",\"role\":\"%s\",\"version\":\"%s\",\"workloads\":{", c->name,
           c->role, c->version);
    for (const bench_workload *w = c->workloads; w->name != NULL; w++) {
        printf("%s\"%s\":%d", w == c->workloads ? "" : ",", w->name, w->max_threads);
    }
    printf("},\"todo\":\"%s\"}\n", c->todo != NULL ? c->todo : "");
}

/* The most memory this process has had. */
static long long peak_bytes(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (long long)used.ru_maxrss * 1024;
}

static void print_result(const bench_contender *c, const bench_job *job, const bench_result *r)
{
    printf("{\"workload\":\"%s\",\"contender\":\"%s\",\"threads\":%d,\"seconds\":%.9f,\"records\":%"
           "llu,"
           "\"bytes\":%llu",
           job->workload, c->name, job->threads, r->seconds, (unsigned long long)r->records,
           (unsigned long long)r->bytes);
    printf(",\"peak\":%lld", peak_bytes());
    if (r->huge >= 0) {
        printf(",\"anonymous\":%lld,\"huge\":%lld", (long long)r->anonymous, (long long)r->huge);
    }
    if (r->resident >= 0) {
        printf(",\"resident\":%lld", (long long)r->resident);
    }
    if (r->output != NULL) {
        printf(",\"output\":\"%s\"", r->output);
    }
    printf(",\"check\":");
    bench_print_checks(stdout, r);
    printf("}\n");
    fflush(stdout);
}

static unsigned long long number(const char *text, const char *what)
{
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0') {
        bench_die("%s is \"%s\", not a number", what, text);
    }
    return value;
}

static const bench_workload *find_workload(const bench_contender *c, const char *name)
{
    for (const bench_workload *w = c->workloads; w->name != NULL; w++) {
        if (strcmp(w->name, name) == 0) {
            return w;
        }
    }
    bench_die("%s does no workload \"%s\"", c->name, name);
}

/* After so many seconds no further repetition begins. */
static double turn_seconds(void)
{
    const char *text = getenv("BENCH_SECONDS");
    char *end = NULL;
    double seconds = text != NULL ? strtod(text, &end) : HUGE_VAL;
    if (text != NULL && (end == text || *end != '\0')) {
        bench_die("BENCH_SECONDS is \"%s\", not a number", text);
    }
    return seconds;
}

int bench_main(int argc, char **argv, const bench_contender *list, size_t count)
{
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        for (size_t i = 0; i < count; i++) {
            print_list(&list[i]);
        }
        return 0;
    }
    if (argc != 8) {
        bench_die("usage: %s CONTENDER WORKLOAD FILE RECORDS THREADS REPS SCRATCH, or --list",
                  argv[0]);
    }
    const bench_contender *contender = NULL;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].name, argv[1]) == 0) {
            contender = &list[i];
        }
    }
    if (contender == NULL) {
        bench_die("there is no contender \"%s\" here", argv[1]);
    }

    bench_job job = {0};
    job.contender = argv[1];
    job.workload = argv[2];
    job.file = argv[3];
    job.records = (size_t)number(argv[4], "RECORDS");
    job.threads = (int)number(argv[5], "THREADS");
    job.reps = (int)number(argv[6], "REPS");
    job.scratch = argv[7];
    const bench_workload *workload = find_workload(contender, job.workload);
    if (job.threads < 1 || job.threads > workload->max_threads) {
        bench_die("%s does %s with at most %d threads", contender->name, workload->name,
                  workload->max_threads);
    }

    void *state = workload->setup != NULL ? workload->setup(&job) : NULL;
    double over = bench_now() + turn_seconds();
    for (int rep = 0; rep < job.reps && (rep == 0 || bench_now() < over); rep++) {
        bench_result result = {0};
        unlink(job.scratch); /* replacing a file takes time, which is not to be measured */
        result.resident = result.huge = -1;
        result.records = job.records;
        workload->run(&job, state, &result);
        print_result(contender, &job, &result);
    }
    if (workload->teardown != NULL) {
        workload->teardown(state);
    }
    return 0;
}
