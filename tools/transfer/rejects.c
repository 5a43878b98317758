/* transfer/rejects.c - bad records that are skipped: options, files and counts. */
#include "transfer/rejects.h"

#include "options/arguments.h"
#include "report/advice.h"
#include "report/event.h"
#include "report/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Kinds that are printed. */
enum { MOST_LINES = 20 };

/* --------------------------------------------------------------------- options */

/* "N" or "N%", which may have a decimal point. */
static int set_limit(rejects *bad, const char *argument)
{
    size_t length = strlen(argument);
    uint64_t number = 0;
    bad->limit = argument;
    bad->is_share = length > 0 && argument[length - 1] == '%';
    if (!bad->is_share) {
        int status = parse_number(bad->command, "max-rejects", argument, &number);
        bad->most = (double)number;
        return status;
    }
    if (strspn(argument, "0123456789.") + 1 != length ||
        !read_real(argument, length - 1, &bad->most) || bad->most > 100) {
        return report_usage(bad->command,
                            "--max-rejects %s: not a percentage from 0%% to 100%%, such as 0.1%%",
                            argument);
    }
    return 0;
}

int rejects_set(rejects *bad, int id, const char *argument)
{
    static const char *const choices[] = {"fail", "skip", NULL};
    int choice = 0, status = 0;
    switch (id) {
    case OPTION_ON_ERROR:
        status = parse_choice(bad->command, "on-error", argument, choices, &choice);
        bad->fail = choice == 0;
        bad->skip = choice == 1;
        break;
    case OPTION_REJECTS:
        bad->path = argument;
        break;
    case OPTION_REJECTS_RAW:
        bad->raw_path = argument;
        break;
    case OPTION_MAX_REJECTS:
        status = set_limit(bad, argument);
        break;
    default:
        return -1;
    }
    bad->skip = bad->skip || bad->path || bad->raw_path || bad->limit;
    return status;
}

static bool is_same(const char *path, const char *other)
{
    return path && other && strcmp(path, other) == 0;
}

int rejects_check(const rejects *bad, const char *output)
{
    const char *twice = is_same(bad->path, output) || is_same(bad->path, bad->raw_path) ? bad->path
                        : is_same(bad->raw_path, output)                                ? output
                                                                                        : NULL;
    if (bad->fail && bad->skip) {
        return report_usage(bad->command, "--on-error fail contradicts %s",
                            bad->path       ? "--rejects"
                            : bad->raw_path ? "--rejects-raw"
                                            : "--max-rejects");
    }
    if (twice) {
        return report_usage(bad->command,
                            "%s is named twice: the output and the files of bad "
                            "records must differ",
                            strcmp(twice, "-") == 0 ? "standard output (-)" : twice);
    }
    return 0;
}

/* ----------------------------------------------------------------------- files */

rc_status rejects_open(rejects *bad, rc_checkpoint *checkpoint, rc_error *err)
{
    if (bad->path || bad->raw_path) {
        bad->log = checkpoint ? rc_checkpoint_reject_log(checkpoint, bad->path, bad->raw_path, err)
                              : rc_reject_log_open(bad->path, bad->raw_path, err);
        return bad->log ? RC_OK : err->status;
    }
    return RC_OK;
}

/* A limit of records is kept as they come; one of a share when their number is known. */
static rc_status too_many(const rejects *bad, const rc_error *error, rc_error *err)
{
    *err = *error;
    err->hint = RC_HINT_NONE;
    err->status = RC_ELIMIT;
    snprintf(err->message, sizeof err->message,
             "%.400s (more bad records than --max-rejects %.64s)", error->message, bad->limit);
    return RC_ELIMIT;
}

static rc_status no_memory(rc_error *err)
{
    err->status = RC_ENOMEM;
    return RC_ENOMEM;
}

/* The error as it is printed, without the field, which has a column of its own. */
static char *copy_first(const rc_error *error)
{
    rc_error plain = *error;
    char line[1024];
    plain.hint = RC_HINT_NONE;
    plain.field[0] = '\0';
    rc_error_print(&plain, line, sizeof line);
    return strdup(line);
}

static rc_status add_kind(rejects *bad, const rc_error *error, rc_error *err)
{
    reject_kind one = {.status = error->status, .count = 1};
    if (!bad->kinds) {
        bad->kinds = calloc(REJECT_KINDS, sizeof *bad->kinds);
    }
    one.field = strdup(error->field);
    one.first = copy_first(error);
    if (!bad->kinds || !one.field || !one.first) {
        free(one.field);
        free(one.first);
        return no_memory(err);
    }
    bad->kinds[bad->n_kinds++] = one;
    return RC_OK;
}

static bool is_kind(const reject_kind *kind, const rc_error *error)
{
    return kind->status == error->status && strcmp(kind->field, error->field) == 0;
}

static rc_status count(rejects *bad, const rc_error *error, rc_error *err)
{
    size_t i = bad->last; /* bad records of one kind often come in a row */
    if (bad->n_kinds > 0 && !is_kind(&bad->kinds[i], error)) {
        for (i = 0; i < bad->n_kinds && !is_kind(&bad->kinds[i], error);) {
            i++;
        }
    }
    if (i < bad->n_kinds) {
        bad->kinds[i].count++;
        bad->last = i;
        return RC_OK;
    }
    if (bad->n_kinds < REJECT_KINDS) {
        return add_kind(bad, error, err);
    }
    bad->others++;
    return RC_OK;
}

rc_status rejects_add(void *context, const rc_bad_record *record, rc_error *err)
{
    rejects *bad = context;
    rc_bad_record shown = *record;
    rc_error adapted;
    rc_status status;
    if (bad->limit && !bad->is_share && (double)bad->count >= bad->most) {
        return too_many(bad, record->error, err);
    }
    bad->count++;
    shown.error = advice_adapt(record->error, bad->without_str, &adapted);
    status = count(bad, shown.error, err);
    if (status == RC_OK && bad->log) {
        status = rc_reject_log_add(bad->log, &shown, err);
    }
    return status;
}

rc_status rejects_finish(rejects *bad, uint64_t records, rc_error *err)
{
    double all = (double)records + (double)bad->count;
    if (bad->is_share && (double)bad->count * 100 > bad->most * all) {
        err->status = RC_ELIMIT;
        snprintf(err->message, sizeof err->message,
                 "%" PRIu64 " of %.0f records are bad: more than --max-rejects %.64s", bad->count,
                 all, bad->limit);
        return RC_ELIMIT;
    }
    return bad->log ? rc_reject_log_finish(bad->log, err) : RC_OK;
}

void rejects_close(rejects *bad)
{
    rc_reject_log_close(bad->log);
    bad->log = NULL;
}

/* ---------------------------------------------------------------------- report */

/* The most frequent first; equal ones in the order in which they came. */
static int compare(const void *a, const void *b)
{
    const reject_kind *const *left = a, *const *right = b;
    if ((*left)->count != (*right)->count) {
        return (*left)->count < (*right)->count ? 1 : -1;
    }
    return *left < *right ? -1 : 1;
}

void rejects_report(const rejects *bad)
{
    const reject_kind *order[REJECT_KINDS];
    uint64_t others = bad->others;
    int wide = 5, wide_field = 5;
    for (size_t i = 0; i < bad->n_kinds; i++) {
        order[i] = &bad->kinds[i];
    }
    qsort(order, bad->n_kinds, sizeof *order, compare);
    for (size_t i = 0; i < bad->n_kinds && i < MOST_LINES; i++) {
        int length = (int)strlen(order[i]->field),
            digits = snprintf(NULL, 0, "%" PRIu64, order[i]->count);
        wide = digits > wide ? digits : wide;
        wide_field = length > wide_field ? length : wide_field;
    }
    if (bad->n_kinds > 0 && !events_are_json) {
        report("%*s  %-9s  %-*s  first", wide, "count", "status", wide_field, "field");
    }
    for (size_t i = 0; i < bad->n_kinds; i++) {
        if (events_are_json) {
            event_rejects(order[i]->count, rc_status_name(order[i]->status), order[i]->field,
                          order[i]->first);
        } else if (i < MOST_LINES) {
            report("%*" PRIu64 "  %-9s  %-*s  %s", wide, order[i]->count,
                   rc_status_name(order[i]->status), wide_field,
                   order[i]->field[0] ? order[i]->field : "-", order[i]->first);
        } else {
            others += order[i]->count;
        }
    }
    if (others > 0 && events_are_json) {
        event_rejects(others, NULL, NULL, NULL);
    } else if (others > 0) {
        report("%*" PRIu64 "  others", wide, others);
    }
}

void rejects_release(rejects *bad)
{
    for (size_t i = 0; i < bad->n_kinds; i++) {
        free(bad->kinds[i].field);
        free(bad->kinds[i].first);
    }
    free(bad->kinds);
    bad->kinds = NULL;
    bad->n_kinds = 0;
}
