/* look/field_stats.c - a line about the values of each field. */
#include "look/field_stats.h"

#include "base/cell_text.h"
#include "base/grid.h"
#include "base/readable.h"
#include "base/text_width.h"
#include "base/value_json.h"
#include "dtype/leaves.h"
#include "report/report.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is printed of one field. */
typedef struct field_line {
    const leaf *field;
    rc_stats stats;
    double distinct; /* NaN: not known */
} field_line;

/* -------------------------------------------------------------- collecting */

static bool is_subarray(const leaf *field)
{
    return rc_dtype_kind(field->dtype) == RC_SUBARRAY;
}

/* Only nulls are counted. */
static void count_nulls(const rc_view *view, rc_stats *stats)
{
    stats->records = view->n;
    for (size_t i = 0; i < view->n; i++) {
        stats->nulls += rc_view_is_null(view, i) != 0;
    }
    stats->count = stats->records - stats->nulls;
    stats->mean = (double)NAN;
}

/* The different values that are neither null nor NaN. */
static rc_status estimate(const rc_store *records, field_line *line, rc_error *err)
{
    const char *path = line->field->path;
    const rc_stats *stats = &line->stats;
    double all = 0;
    rc_status status = rc_store_distinct_estimate(records, &path, 1, &all, NULL, err);
    if (status != RC_OK) {
        return status;
    }
    all -= (stats->nulls > 0) + (stats->nans > 0);
    line->distinct = all < 1 ? stats->count > 0 : floor(all + 0.5);
    return RC_OK;
}

static rc_status collect(const rc_store *records, const leaf *field, field_line *line,
                         rc_error *err)
{
    rc_kind kind = rc_dtype_kind(field->dtype);
    rc_view view;
    rc_status status = rc_store_view(records, field->path, &view, err);
    *line = (field_line){field, RC_STATS_INIT, (double)NAN};
    if (status != RC_OK) {
        return status;
    }
    if (is_subarray(field)) {
        count_nulls(&view, &line->stats);
        return RC_OK;
    }
    status = rc_view_stats(&view, &line->stats, NULL, err);
    return status == RC_OK && kind != RC_C8 && kind != RC_C16 ? estimate(records, line, err)
                                                              : status;
}

/* The mean of times, which is between them: as a double it may be rounded to 2^63. */
static int64_t mean_time(double mean)
{
    const double limit = 9223372036854775808.0;
    return mean >= limit ? INT64_MAX : mean <= -limit ? -INT64_MAX : (int64_t)llround(mean);
}

/* The mean as text: a date for dates, with its unit for durations; for free(), "" where there is
   none. NULL: out of memory. */
static char *mean_text(const field_line *line)
{
    const rc_dtype *dtype = line->field->dtype;
    int32_t multiple;
    rc_unit unit = rc_dtype_unit(dtype, &multiple);
    rc_value value = rc_value_float(line->stats.mean);
    char one[32], *number, *text;
    if (line->stats.count == 0 || isnan(line->stats.mean)) {
        return calloc(1, 1);
    }
    if (rc_dtype_kind(dtype) == RC_DATETIME) {
        value = rc_value_datetime(mean_time(line->stats.mean), unit, multiple);
    }
    if (rc_dtype_kind(dtype) != RC_TIMEDELTA) {
        return value_text(&value);
    }
    /* Durations are shown in units, without the multiple. */
    value.as.f *= multiple;
    number = value_text(&value);
    value = rc_value_timedelta(1, unit, 1);
    rc_value_print(&value, one, sizeof one);
    if (!number || asprintf(&text, "%s%s", number, one + 1) < 0) {
        text = NULL;
    }
    free(number);
    return text;
}

/* -------------------------------------------------------------------- text */

static void add_count(grid *g, uint64_t n)
{
    char text[READABLE_SIZE];
    grid_add_safe(g, readable_count(n, text));
}

/* A minimum or maximum; only the beginning of long text. */
static void add_end(grid *g, const rc_value *value, rc_kind kind)
{
    enum { MOST = 24, DOTS = 3 };
    char *text = value->type == RC_VALUE_NULL ? calloc(1, 1) : value_text(value);
    if (text && !is_shown_whole(kind) && text_width(text) > MOST) {
        size_t used, length = text_fitting(text, MOST - DOTS, &used);
        memcpy(text + length, "...", DOTS + 1);
    }
    grid_add(g, text);
}

static void add_line(grid *g, const field_line *line)
{
    const rc_stats *stats = &line->stats;
    rc_kind kind = rc_dtype_kind(line->field->dtype);
    grid_add(g, leaf_name(line->field));
    grid_add(g, field_type(line->field->dtype, line->field->nullable));
    add_count(g, stats->count);
    add_count(g, stats->nulls);
    add_count(g, stats->nans);
    add_end(g, &stats->min, kind);
    add_end(g, &stats->max, kind);
    grid_add(g, mean_text(line));
    if (isnan(line->distinct)) {
        grid_add_safe(g, "");
    } else {
        add_count(g, (uint64_t)line->distinct);
    }
}

static void add_names(grid *g)
{
    static const char *const names[] = {"field", "type", "count", "nulls",   "nans",
                                        "min",   "max",  "mean",  "distinct"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        grid_add_safe(g, names[i]);
        if (!g->failed) {
            g->right[i] = i >= 2;
        }
    }
}

int print_field_stats(const rc_store *records)
{
    rc_error err = RC_ERROR_INIT;
    rc_status status = RC_OK;
    leaf_list leaves;
    grid g = grid_start(9);
    int result = find_leaves(&leaves, rc_store_dtype(records));
    add_names(&g);
    for (size_t i = 0; result == 0 && i < leaves.n && status == RC_OK; i++) {
        field_line line;
        status = collect(records, &leaves.leaves[i], &line, &err);
        if (status == RC_OK) {
            add_line(&g, &line);
        }
    }
    if (status != RC_OK) {
        result = report_error(&err);
    } else if (result == 0 && grid_print(&g, 0) == 0) {
        result = report_no_memory();
    }
    grid_release(&g);
    leaves_release(&leaves);
    return result;
}

/* -------------------------------------------------------------------- JSON */

/* A number for numbers; dates and durations as text. */
static rc_status put_mean(const field_line *line)
{
    rc_kind kind = rc_dtype_kind(line->field->dtype);
    rc_value value = rc_value_float(line->stats.mean);
    char *text;
    if (line->stats.count == 0 || isnan(line->stats.mean)) {
        value = rc_value_null();
    } else if (kind == RC_DATETIME || kind == RC_TIMEDELTA) {
        text = mean_text(line);
        if (!text) {
            return RC_ENOMEM;
        }
        put_json_string(stdout, text);
        free(text);
        return RC_OK;
    }
    return put_json_value(stdout, &value);
}

static rc_status put_line(const field_line *line)
{
    const rc_stats *stats = &line->stats;
    char *type = field_type(line->field->dtype, line->field->nullable);
    rc_status status;
    if (!type) {
        return RC_ENOMEM;
    }
    fputs("{\"field\": ", stdout);
    put_json_string(stdout, line->field->path);
    fputs(", \"type\": ", stdout);
    put_json_string(stdout, type);
    free(type);
    printf(", \"count\": %" PRIu64 ", \"nulls\": %" PRIu64 ", \"nans\": %" PRIu64, stats->count,
           stats->nulls, stats->nans);
    status = put_json_member(stdout, "min", &stats->min);
    status = status == RC_OK ? put_json_member(stdout, "max", &stats->max) : status;
    if (status == RC_OK) {
        fputs(", \"mean\": ", stdout);
        status = put_mean(line);
    }
    if (status == RC_OK && isnan(line->distinct)) {
        fputs(", \"distinct\": null}", stdout);
    } else if (status == RC_OK) {
        printf(", \"distinct\": %.0f}", line->distinct);
    }
    return status;
}

int print_field_stats_json(const rc_store *records)
{
    rc_error err = RC_ERROR_INIT;
    rc_status status = RC_OK;
    leaf_list leaves;
    int result = find_leaves(&leaves, rc_store_dtype(records));
    if (result != 0) {
        return result;
    }
    putchar('[');
    for (size_t i = 0; i < leaves.n && status == RC_OK; i++) {
        field_line line;
        status = collect(records, &leaves.leaves[i], &line, &err);
        if (status == RC_OK) {
            fputs(i ? ", " : "", stdout);
            err.status = status = put_line(&line);
        }
    }
    leaves_release(&leaves);
    if (status != RC_OK) {
        return report_error(&err);
    }
    putchar(']');
    return 0;
}
