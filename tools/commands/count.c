/* commands/count.c - rowcol count: how often each value of some fields occurs. */
#include "base/cell_text.h"
#include "base/grid.h"
#include "base/readable.h"
#include "base/value_json.h"
#include "look/value_counts.h"
#include "options/arguments.h"
#include "options/options.h"
#include "report/report.h"
#include "report/stats.h"
#include "transfer/scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { TOP = 512, JSON };

static const option_spec options[] = {
    {'n', "top", "N", "print only the N values that occur most often (default: all)"},
    {JSON, "json", NULL, "print a JSON object"},
    WIDTH_OPTION,
    WHERE_OPTION,
    SAMPLE_OPTIONS,
    INPUT_OPTIONS,
    {0, NULL, NULL, NULL},
};

typedef struct request {
    conversion input;
    char *const *fields; /* as given; n_fields is 0 if the records have none */
    size_t n_fields;
    uint64_t top;
    bool json;
} request;

/* The views of the fields of all values, for free(). NULL: `err` is set. */
static rc_view *views_of(const value_counts *c, rc_error *err)
{
    rc_view *views = calloc(c->n_paths + 1, sizeof *views);
    rc_status status = views ? RC_OK : RC_ENOMEM;
    err->status = status;
    for (size_t i = 0; i < c->n_paths && status == RC_OK; i++) {
        status = rc_store_view(c->values, c->paths[i], &views[i], err);
    }
    if (status != RC_OK) {
        free(views);
        return NULL;
    }
    return views;
}

/* -------------------------------------------------------------------- text */

static void add_names(grid *g, const request *r, const value_counts *c, const rc_view *views)
{
    grid_add_safe(g, "count");
    grid_add_safe(g, "share");
    for (size_t i = 0; i < c->n_paths; i++) {
        grid_add_safe(g, r->n_fields ? r->fields[i] : "(record)");
    }
    for (size_t i = 0; i < g->n_columns && !g->failed; i++) {
        rc_kind kind = i < 2 ? RC_U8 : rc_dtype_kind(views[i - 2].dtype);
        g->right[i] = is_aligned_right(kind);
        g->whole[i] = is_shown_whole(kind);
    }
}

static rc_status add_value(grid *g, const value_counts *c, const rc_view *views, size_t value,
                           rc_error *err)
{
    char number[READABLE_SIZE];
    grid_add_safe(g, readable_count(c->counts[value], number));
    grid_add_format(g, "%.1f%%", 100 * (double)c->counts[value] / (double)c->records);
    for (size_t i = 0; i < c->n_paths; i++) {
        char *text = cell_text(&views[i], value, err);
        if (!text) {
            return err->status;
        }
        grid_add(g, text);
    }
    return RC_OK;
}

static rc_status print_text(const request *r, const value_counts *c, const rc_view *views,
                            const size_t *order, size_t n, rc_error *err)
{
    char records[READABLE_SIZE], different[READABLE_SIZE];
    grid g = grid_start(c->n_paths + 2);
    rc_status status = RC_OK;
    add_names(&g, r, c, views);
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        status = add_value(&g, c, views, order[i], err);
    }
    if (n < c->n) {
        g.gap = n + 1;
    }
    if (status == RC_OK && grid_print(&g, r->input.width) == 0) {
        err->status = status = RC_ENOMEM;
    }
    if (status == RC_OK) {
        printf("%s record%s, %s different value%s\n", readable_count(c->records, records),
               plural(c->records), readable_count(c->n, different), plural(c->n));
    }
    grid_release(&g);
    return status;
}

/* -------------------------------------------------------------------- JSON */

static rc_status put_values(const value_counts *c, const rc_view *views, size_t value,
                            rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < c->n_paths && status == RC_OK; i++) {
        rc_value one;
        fputs(i ? ", " : "", stdout);
        status = rc_view_get(&views[i], value, &one, err);
        if (status == RC_OK) {
            err->status = status = put_json_value(stdout, &one);
        }
    }
    return status;
}

static rc_status print_json_object(const request *r, const value_counts *c, const rc_view *views,
                                   const size_t *order, size_t n, rc_error *err)
{
    rc_status status = RC_OK;
    fputs("{\"fields\": [", stdout);
    for (size_t i = 0; i < r->n_fields; i++) {
        fputs(i ? ", " : "", stdout);
        put_json_string(stdout, r->fields[i]);
    }
    printf("], \"records\": %" PRIu64 ", \"distinct\": %zu, \"values\": [", c->records, c->n);
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        printf("%s{\"count\": %" PRIu64 ", \"values\": [", i ? ", " : "", c->counts[order[i]]);
        status = put_values(c, views, order[i], err);
        fputs(status == RC_OK ? "]}" : "", stdout);
    }
    if (status == RC_OK) {
        puts("]}");
    }
    return status;
}

/* ------------------------------------------------------------------------- */

static rc_status print_counts(const request *r, const value_counts *c, rc_error *err)
{
    size_t *order = counts_order(c), n = c->n < r->top ? c->n : (size_t)r->top;
    rc_view *views = views_of(c, err);
    rc_status status = err->status;
    if (!order) {
        err->status = status = RC_ENOMEM;
    }
    if (status == RC_OK) {
        status = (r->json ? print_json_object : print_text)(r, c, views, order, n, err);
    }
    free(order);
    free(views);
    return status;
}

static rc_status take(void *context, const rc_store *records, rc_error *err)
{
    return counts_add(context, records, err);
}

static int show(void *context, record_scan *scan)
{
    const request *r = context;
    rc_error err = RC_ERROR_INIT;
    value_counts c;
    record_sink sink = {take, &c};
    int status = 0;
    if (rc_dtype_kind(scan_dtype(scan)) == RC_STRUCT && r->n_fields == 0) {
        return report_usage(&count_command, "a FIELD is needed");
    }
    if (counts_start(&c, scan_dtype(scan), &err) != RC_OK) {
        status = report_error(&err);
    } else if (counts_finish(&c, &err) != RC_OK) {
        /* Without records: the fields are of kinds that cannot be counted. */
        report_error(&err);
        status = err.status == RC_ENOMEM ? EXIT_MEMORY : EXIT_USAGE;
    }
    status = status == 0 ? scan_run(scan, &sink) : status;
    if (status == 0 && (counts_finish(&c, &err) != RC_OK || print_counts(r, &c, &err) != RC_OK)) {
        status = report_error(&err);
    }
    counts_release(&c);
    return status;
}

static int set_option(void *context, int id, const char *argument)
{
    request *r = context;
    switch (id) {
    case 'n':
        return parse_number(&count_command, "top", argument, &r->top);
    case JSON:
        r->json = true;
        return 0;
    default:
        return conversion_set(&r->input, id, argument);
    }
}

static int run_count(int argc, char **argv)
{
    request r = {.input = scan_options(&count_command), .top = RC_UNKNOWN};
    option_walk walk = options_begin(&count_command, argc, argv);
    if (!options_read(&walk, set_option, &r)) {
        return walk.status;
    }
    if (walk.operands == argc) {
        return report_usage(&count_command, "a STORE and a FIELD are needed");
    }
    r.fields = argv + walk.operands + 1;
    r.n_fields = (size_t)(argc - walk.operands - 1);
    if (r.n_fields > 0) {
        r.input.chosen.paths = r.fields;
        r.input.chosen.n_paths = r.n_fields;
    }
    return scan_input(&r.input, argv[walk.operands], show, &r);
}

const command count_command = {
    .name = "count",
    .operands = "STORE [FIELD...]",
    .summary = "how often each value of some fields occurs",
    .text =
        "Prints each value of a field of a store file, or of JSON or CSV text, and how often it "
        "occurs, those that occur most often first; of several fields each combination. FIELD is "
        "left out if the records have no fields.",
    .options = options,
    .run = run_count,
};
