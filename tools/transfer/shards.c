/* transfer/shards.c - outputs with a number in their name, among which records are divided. */
#include "transfer/shards.h"

#include "base/formats.h"
#include "options/arguments.h"
#include "report/event.h"
#include "report/report.h"
#include "report/stats.h"
#include "transfer/dry_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char mark[] = "{}";

int shards_set(shards *s, int id, const char *argument)
{
    switch (id) {
    case OPTION_SHARD_BY:
        s->by = argument;
        return 0;
    case OPTION_SHARDS:
        s->counted = true;
        return parse_count(s->command, "shards", argument, &s->n);
    default:
        return -1;
    }
}

bool shards_are_wanted(const shards *s)
{
    return s->by || s->counted;
}

/* The name of an output, for free(); NULL: no memory. */
static char *path_of(const char *pattern, uint64_t shard)
{
    const char *at = strstr(pattern, mark);
    size_t size = strlen(pattern) + 24;
    char *path = malloc(size);
    if (path) {
        snprintf(path, size, "%.*s%" PRIu64 "%s", (int)(at - pattern), pattern, shard,
                 at + strlen(mark));
    }
    return path;
}

static int check_options(const shards *s)
{
    const char *at = s->pattern ? strstr(s->pattern, mark) : NULL;
    if (!s->by) {
        return report_usage(s->command, "--shards needs --shard-by FIELD, by which the records are "
                                        "divided");
    }
    if (!s->counted) {
        return report_usage(s->command, "--shard-by needs --shards N, the number of outputs");
    }
    if (s->n > RC_MAX_SHARDS) {
        return report_usage(s->command, "--shards %" PRIu64 ": there can be 1 to %d", s->n,
                            RC_MAX_SHARDS);
    }
    if (!at || strstr(at + strlen(mark), mark)) {
        return report_usage(s->command,
                            "-o %s: with --shards the name has {} once, in the place of the "
                            "number, such as part-{}.npy",
                            s->pattern);
    }
    return 0;
}

static int check_path(const shards *s, const char *path, const char *const *others, size_t n)
{
    if (is_special(path)) {
        return report_usage(s->command, "--shards: %s is not a file, which could be replaced",
                            path);
    }
    for (size_t i = 0; i < n; i++) {
        if (others[i] && strcmp(others[i], path) == 0) {
            return report_usage(s->command,
                                "%s is named twice: the outputs and the files of bad records must "
                                "differ",
                                path);
        }
    }
    return 0;
}

int shards_prepare(shards *s, const char *output, const char *const *others, size_t n_others)
{
    int status;
    s->pattern = output;
    status = check_options(s);
    for (uint64_t k = 0; k < s->n && status == 0; k++) {
        char *path = path_of(output, k);
        status = path ? check_path(s, path, others, n_others) : report_no_memory();
        free(path);
    }
    if (status == 0) {
        s->records = calloc((size_t)s->n, sizeof *s->records);
        status = s->records ? 0 : report_no_memory();
    }
    return status;
}

static rc_writer *open_one(const shards *s, uint64_t k, const rc_dtype *dtype,
                           const rc_write_options *options, bool dry, rc_error *err)
{
    char *path = path_of(s->pattern, k);
    rc_writer *writer = NULL;
    if (path) {
        writer = dry ? dry_writer_open(path, dtype, options, err)
                     : rc_writer_open(path, dtype, options, err);
    } else {
        err->status = RC_ENOMEM;
    }
    free(path);
    return writer;
}

rc_writer *shards_open(const shards *s, const rc_dtype *dtype, const rc_write_options *options,
                       bool dry, rc_error *err)
{
    rc_writer **writers = calloc((size_t)s->n, sizeof(rc_writer *));
    rc_writer *all = NULL;
    bool good = writers != NULL;
    if (!writers) {
        err->status = RC_ENOMEM;
        return NULL;
    }
    for (uint64_t k = 0; k < s->n && good; k++) {
        writers[k] = open_one(s, k, dtype, options, dry, err);
        good = writers[k] != NULL;
    }
    if (good) {
        all = rc_writer_open_shards(writers, (size_t)s->n, s->by, err);
    }
    for (uint64_t k = 0; k < s->n && !all; k++) {
        rc_writer_close(writers[k]);
    }
    free(writers);
    return all;
}

void shards_note(shards *s, const rc_writer *writer)
{
    for (uint64_t k = 0; k < s->n; k++) {
        s->records[k] = rc_writer_shard_records(writer, (size_t)k);
    }
}

void shards_report(const shards *s)
{
    for (uint64_t k = 0; k < s->n && s->records; k++) {
        char *path = path_of(s->pattern, k);
        if (path && events_are_json) {
            event_shard(path, s->records[k]);
        } else if (path) {
            report("%s: %" PRIu64 " record%s", path, s->records[k], plural(s->records[k]));
        }
        free(path);
    }
}

void shards_release(shards *s)
{
    free(s->records);
    s->records = NULL;
}
