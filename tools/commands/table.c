/* commands/table.c - rowcol table: records as a table for people. */
#include "base/cell_text.h"
#include "base/grid.h"
#include "base/readable.h"
#include "dtype/leaves.h"
#include "options/arguments.h"
#include "options/options.h"
#include "report/report.h"
#include "report/stats.h"
#include "transfer/scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { DEFAULT_ROWS = 10 };

static const option_spec options[] = {
    {OPTION_HEAD, "head", "N", "show the first N records (default: 10, and the last 10)"},
    {OPTION_TAIL, "tail", "N", "show the last N records"},
    {OPTION_SLICE, "slice", "RANGE",
     "show the records of Python's START:STOP:STEP, such as 10:20 or ::-1"},
    {'a', "all", NULL, "show all records"},
    WHERE_OPTION,
    SAMPLE_OPTIONS,
    SORT_OPTION,
    FIELDS_OPTION,
    WIDTH_OPTION,
    INPUT_OPTIONS,
    {0, NULL, NULL, NULL},
};

/* What is shown, and what has been found of it. */
typedef struct shown {
    conversion input;
    uint64_t head; /* RC_UNKNOWN: all records */
    uint64_t tail;
    bool all;
    bool has_head;
    bool has_tail;
    bool has_slice;
    rc_store *first; /* records of the head */
    rc_store *last;  /* records after these, at least those of the tail */
    uint64_t records;
    bool cut; /* there may be more records than `records` */
} shown;

/* -------------------------------------------------------------- collecting */

/* Keeps the last records; the others are dropped now and then. */
static rc_status keep_last(shown *s, const rc_store *records, size_t from, rc_error *err)
{
    size_t n = rc_store_length(records) - from, length, most;
    rc_status status = RC_OK;
    if (n > s->tail) {
        from += n - (size_t)s->tail;
        n = (size_t)s->tail;
    }
    status = rc_store_append_range(s->last, records, from, n, err);
    length = rc_store_length(s->last);
    most = (size_t)s->tail;
    if (status == RC_OK && length > 4096 && length / 2 > most) {
        status = rc_store_remove(s->last, 0, length - most, err);
    }
    return status;
}

static rc_status take(void *context, const rc_store *records, rc_error *err)
{
    shown *s = context;
    size_t n = rc_store_length(records), have = rc_store_length(s->first);
    size_t more = s->head - have < n ? (size_t)(s->head - have) : n;
    rc_status status = rc_store_append_range(s->first, records, 0, more, err);
    if (status == RC_OK && more < n && s->tail == 0) {
        s->records += more;
        s->cut = true;
        return RC_END;
    }
    s->records += n;
    if (status == RC_OK && more < n) {
        status = keep_last(s, records, more, err);
    }
    return status;
}

static int collect(shown *s, record_scan *scan)
{
    rc_error err = RC_ERROR_INIT;
    record_sink sink = {take, s};
    s->first = rc_store_zeros(scan_dtype(scan), 0, RC_ROWS, &err);
    s->last = s->first ? rc_store_zeros(scan_dtype(scan), 0, RC_ROWS, &err) : NULL;
    return s->last ? scan_run(scan, &sink) : report_error(&err);
}

/* ----------------------------------------------------------------- showing */

/* The cells of one record. */
static rc_status add_record(grid *g, const rc_view *views, size_t n, size_t record, rc_error *err)
{
    for (size_t i = 0; i < n; i++) {
        char *text = cell_text(&views[i], record, err);
        if (!text) {
            return err->status;
        }
        grid_add(g, text);
    }
    return RC_OK;
}

/* The records of a store from `from` on. */
static rc_status add_records(grid *g, const leaf_list *leaves, const rc_store *store, size_t from,
                             rc_error *err)
{
    rc_view *views = calloc(leaves->n, sizeof *views);
    rc_status status = views ? RC_OK : RC_ENOMEM;
    err->status = status;
    for (size_t i = 0; i < leaves->n && status == RC_OK; i++) {
        status = rc_store_view(store, leaves->leaves[i].path, &views[i], err);
    }
    for (size_t i = from; i < rc_store_length(store) && status == RC_OK; i++) {
        status = add_record(g, views, leaves->n, i, err);
    }
    free(views);
    return status;
}

static void add_names(grid *g, const leaf_list *leaves)
{
    for (size_t i = 0; i < leaves->n; i++) {
        const rc_dtype *dtype = leaves->leaves[i].dtype;
        grid_add(g, leaf_name(&leaves->leaves[i]));
        if (!g->failed) {
            g->right[i] = is_aligned_right(rc_dtype_kind(dtype));
            g->whole[i] = is_shown_whole(rc_dtype_kind(dtype));
        }
    }
}

/* The line under the table: how many records there are, and the fields that are not printed. */
static void print_footer(const shown *s, const grid *g, size_t printed, size_t rows)
{
    char some[READABLE_SIZE], all[READABLE_SIZE];
    readable_count(rows, some);
    readable_count(s->records, all);
    if (s->cut) {
        printf("the first %s record%s", some, plural(rows));
    } else if (rows < s->records) {
        printf("%s of %s records", some, all);
    } else {
        printf("%s record%s", all, plural(s->records));
    }
    if (printed < g->n_columns) {
        printf(", %zu of %zu fields; not shown:", printed, g->n_columns);
        for (size_t i = printed; i < g->n_columns; i++) {
            printf(" %s%s", g->cells[i], i + 1 < g->n_columns ? "," : "");
        }
    }
    putchar('\n');
}

static int print_shown(const shown *s, const leaf_list *leaves)
{
    rc_error err = RC_ERROR_INIT;
    size_t kept = rc_store_length(s->last), from = kept > s->tail ? kept - (size_t)s->tail : 0;
    size_t rows = rc_store_length(s->first) + kept - from, printed;
    grid g = grid_start(leaves->n);
    rc_status status;
    add_names(&g, leaves);
    status = add_records(&g, leaves, s->first, 0, &err);
    if (rows < s->records || s->cut) {
        g.gap = rc_store_length(s->first) + 1;
    }
    if (status == RC_OK) {
        status = add_records(&g, leaves, s->last, from, &err);
    }
    if (status != RC_OK) {
        grid_release(&g);
        return report_error(&err);
    }
    printed = grid_print(&g, s->input.width);
    if (printed > 0) {
        print_footer(s, &g, printed, rows);
    }
    grid_release(&g);
    return printed > 0 ? 0 : report_no_memory();
}

static int show(void *context, record_scan *scan)
{
    shown *s = context;
    leaf_list leaves;
    int status = find_leaves(&leaves, scan_dtype(scan));
    if (status != 0) {
        return status;
    }
    status = collect(s, scan);
    if (status == 0 && leaves.n == 0) {
        printf("%" PRIu64 " record%s without fields\n", s->records, plural(s->records));
    } else if (status == 0) {
        status = print_shown(s, &leaves);
    }
    rc_store_unref(s->first);
    rc_store_unref(s->last);
    leaves_release(&leaves);
    return status;
}

/* ----------------------------------------------------------------- options */

static int set_option(void *context, int id, const char *argument)
{
    shown *s = context;
    switch (id) {
    case OPTION_HEAD:
        s->has_head = true;
        return parse_number(&table_command, "head", argument, &s->head);
    case OPTION_TAIL:
        s->has_tail = true;
        return parse_number(&table_command, "tail", argument, &s->tail);
    case OPTION_SLICE:
        s->has_slice = true;
        return conversion_set(&s->input, id, argument);
    case 'a':
        s->all = true;
        return 0;
    default:
        return conversion_set(&s->input, id, argument);
    }
}

/* The records that are shown: both ends, or those that were asked for. */
static int choose_rows(shown *s)
{
    const char *other = s->has_head ? "head" : s->has_tail ? "tail" : NULL;
    if ((s->all || s->has_slice) && other) {
        return report_usage(&table_command, "--%s and --%s exclude each other",
                            s->all ? "all" : "slice", other);
    }
    if (s->all || s->has_slice) {
        s->head = RC_UNKNOWN;
    } else if (!s->has_head && !s->has_tail) {
        s->head = s->tail = DEFAULT_ROWS;
    }
    return 0;
}

static int run_table(int argc, char **argv)
{
    shown s = {.input = scan_options(&table_command)};
    int status;
    option_walk walk = options_begin(&table_command, argc, argv);
    if (!options_read(&walk, set_option, &s)) {
        return walk.status;
    }
    if (argc - walk.operands != 1) {
        return report_usage(&table_command, "one STORE is needed, not %d", argc - walk.operands);
    }
    status = choose_rows(&s);
    return status == 0 ? scan_input(&s.input, argv[walk.operands], show, &s) : status;
}

const command table_command = {
    .name = "table",
    .operands = "STORE",
    .summary = "records as a table for people",
    .text =
        "Prints the first and the last records of a store file, or of JSON or CSV text, as a "
        "table that fits the screen: numbers are aligned right, nested fields have dotted names, "
        "of subarrays the first elements are shown.",
    .options = options,
    .run = run_table,
};
