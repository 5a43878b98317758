/* commands/hist.c - rowcol hist: a histogram of one field. */
#include "base/cell_text.h"
#include "base/grid.h"
#include "base/readable.h"
#include "base/terminal.h"
#include "base/value_json.h"
#include "look/histogram.h"
#include "options/arguments.h"
#include "options/options.h"
#include "report/report.h"
#include "report/stats.h"
#include "transfer/scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BINS = 512, JSON, DEFAULT_BINS = 20, MOST_BINS = 100000 };

/* The columns of the longest bar: at least these; and on a screen of any width. */
enum { SHORTEST_BAR = 10, LONGEST_BAR = 100 };

static const option_spec options[] = {
    {BINS, "bins", "N",
     "the most parts, of equal width (default: 20; the ends of floats are round numbers then)"},
    {JSON, "json", NULL, "print a JSON object"},
    WIDTH_OPTION,
    WHERE_OPTION,
    SAMPLE_OPTIONS,
    INPUT_OPTIONS,
    {0, NULL, NULL, NULL},
};

typedef struct request {
    conversion input;
    const char *field; /* NULL: the records have no fields */
    uint64_t bins;     /* 0: the default */
    bool json;
} request;

/* -------------------------------------------------------------------- text */

static size_t digits_of(uint64_t n)
{
    char text[READABLE_SIZE];
    return strlen(readable_count(n, text));
}

static uint64_t most_in_one(const histogram *h)
{
    uint64_t most = 0;
    for (size_t i = 0; i < h->bins; i++) {
        most = h->counts[i] > most ? h->counts[i] : most;
    }
    return most;
}

/* A bar of `n` of at most `most` values; one value is at least one character. */
static char *bar_text(uint64_t n, uint64_t most, size_t longest)
{
    size_t length = most ? (size_t)((double)n / (double)most * (double)longest + 0.5) : 0;
    char *text;
    length = n > 0 && length == 0 ? 1 : length;
    text = malloc(length + 1);
    if (text) {
        memset(text, '#', length);
        text[length] = '\0';
    }
    return text;
}

/* The columns of the longest end of a part, under its name. */
static size_t widest_end(const histogram *h, const char *name,
                         rc_value (*end)(const histogram *h, size_t i))
{
    size_t widest = strlen(name);
    for (size_t i = 0; i < h->bins; i++) {
        rc_value value = end(h, i);
        size_t length = rc_value_print(&value, NULL, 0);
        widest = length > widest ? length : widest;
    }
    return widest;
}

static void add_end(grid *g, rc_value value)
{
    grid_add(g, value_text(&value));
}

/* False when out of memory. */
static bool print_bars(const request *r, const histogram *h)
{
    size_t width = r->input.width, used;
    uint64_t most = most_in_one(h);
    size_t counts = digits_of(most) > strlen("count") ? digits_of(most) : strlen("count");
    const char *to = h->whole ? "to" : "below";
    char number[READABLE_SIZE];
    grid g = grid_start(4);
    bool good;
    used = widest_end(h, "from", histogram_from) + widest_end(h, to, histogram_to) + counts + 6;
    used = width == 0 ? LONGEST_BAR : width > used + SHORTEST_BAR ? width - used : SHORTEST_BAR;
    grid_add_safe(&g, "from");
    grid_add_safe(&g, to);
    grid_add_safe(&g, "count");
    grid_add_safe(&g, "");
    for (size_t i = 0; i < h->bins; i++) {
        add_end(&g, histogram_from(h, i));
        add_end(&g, histogram_to(h, i));
        grid_add_safe(&g, readable_count(h->counts[i], number));
        grid_add(&g, bar_text(h->counts[i], most, used));
    }
    for (size_t i = 0; i < 3 && !g.failed; i++) {
        g.right[i] = g.whole[i] = true;
    }
    good = grid_print(&g, 0) > 0;
    grid_release(&g);
    return good;
}

static void put_count(const char *before, uint64_t n, const char *after)
{
    char text[READABLE_SIZE];
    printf("%s%s%s", before, readable_count(n, text), after);
}

static int print_text(const request *r, const histogram *h)
{
    put_safe(r->field ? r->field : "(record)", stdout);
    put_count(": ", h->stats.count, h->stats.count == 1 ? " value" : " values");
    put_count(", ", h->stats.nulls, " null");
    if (!h->whole || h->stats.nans) {
        put_count(", ", h->stats.nans, h->whole ? " NaT" : " NaN");
    }
    if (h->below || h->above) {
        put_count(", ", h->below, " -inf");
        put_count(", ", h->above, " inf");
    }
    putchar('\n');
    return h->bins == 0 || print_bars(r, h) ? 0 : report_no_memory();
}

/* -------------------------------------------------------------------- JSON */

static int print_json_object(const request *r, const histogram *h)
{
    rc_status status;
    rc_value end;
    fputs("{\"field\": ", stdout);
    put_json_string(stdout, r->field ? r->field : "");
    printf(", \"records\": %" PRIu64 ", \"count\": %" PRIu64 ", \"nulls\": %" PRIu64
           ", \"nans\": %" PRIu64 ", \"infinities\": [%" PRIu64 ", %" PRIu64 "]",
           h->stats.records, h->stats.count, h->stats.nulls, h->stats.nans, h->below, h->above);
    status = put_json_member(stdout, "min", &h->stats.min);
    status = status == RC_OK ? put_json_member(stdout, "max", &h->stats.max) : status;
    fputs(status == RC_OK ? ", \"bins\": [" : "", stdout);
    for (size_t i = 0; i < h->bins && status == RC_OK; i++) {
        printf("%s{\"count\": %" PRIu64, i ? ", " : "", h->counts[i]);
        end = histogram_from(h, i);
        status = put_json_member(stdout, "from", &end);
        end = histogram_to(h, i);
        status = status == RC_OK ? put_json_member(stdout, "to", &end) : status;
        fputs(status == RC_OK ? "}" : "", stdout);
    }
    if (status != RC_OK) {
        return report_no_memory();
    }
    puts("]}");
    return 0;
}

/* ------------------------------------------------------------------------- */

/* Only numbers and times have a range. */
static int check_kind(const request *r, rc_kind kind)
{
    if ((kind >= RC_BOOL && kind <= RC_F8) || kind == RC_DATETIME || kind == RC_TIMEDELTA) {
        return 0;
    }
    return report_usage(&hist_command, "field \"%s\": a histogram needs numbers or times, not %s%s",
                        r->field ? r->field : "", rc_kind_name(kind),
                        kind == RC_BYTES || kind == RC_UCS4 || kind == RC_STR
                            ? " (see how often each value occurs: rowcol count)"
                            : "");
}

/* The dtype of the values: of the only field, or of records without fields. */
static const rc_dtype *value_dtype(const request *r, const rc_dtype *dtype)
{
    rc_field_info field;
    if (!r->field) {
        return dtype;
    }
    rc_dtype_field(dtype, 0, &field, NULL);
    return field.dtype;
}

static int print_histogram(const request *r, const rc_store *records)
{
    rc_error err = RC_ERROR_INIT;
    rc_view view;
    histogram h;
    int status;
    if ((r->field ? rc_store_view_at(records, 0, &view, &err)
                  : rc_store_view(records, "", &view, &err)) != RC_OK) {
        return report_error(&err);
    }
    status = histogram_make(&h, &view, r->bins ? (size_t)r->bins : DEFAULT_BINS, r->bins == 0,
                            &err) != RC_OK
                 ? report_error(&err)
             : r->json ? print_json_object(r, &h)
                       : print_text(r, &h);
    histogram_release(&h);
    return status;
}

static int show(void *context, record_scan *scan)
{
    const request *r = context;
    const rc_dtype *dtype = scan_dtype(scan);
    rc_store *records;
    int status;
    if (rc_dtype_kind(dtype) == RC_STRUCT && !r->field) {
        return report_usage(&hist_command, "a FIELD is needed");
    }
    status = check_kind(r, rc_dtype_kind(value_dtype(r, dtype)));
    if (status != 0) {
        return status;
    }
    records = scan_collect(scan, &status);
    if (records) {
        status = print_histogram(r, records);
    }
    rc_store_unref(records);
    return status;
}

static int set_option(void *context, int id, const char *argument)
{
    request *r = context;
    int status;
    switch (id) {
    case BINS:
        status = parse_number(&hist_command, "bins", argument, &r->bins);
        if (status == 0 && (r->bins == 0 || r->bins > MOST_BINS)) {
            return report_usage(&hist_command, "--bins %s: a number from 1 to %d is needed",
                                argument, MOST_BINS);
        }
        return status;
    case JSON:
        r->json = true;
        return 0;
    default:
        return conversion_set(&r->input, id, argument);
    }
}

static int run_hist(int argc, char **argv)
{
    request r = {.input = scan_options(&hist_command)};
    int n;
    option_walk walk = options_begin(&hist_command, argc, argv);
    if (!options_read(&walk, set_option, &r)) {
        return walk.status;
    }
    n = argc - walk.operands;
    if (n != 1 && n != 2) {
        return report_usage(&hist_command, "a STORE and a FIELD are needed, not %d operands", n);
    }
    if (n == 2) {
        r.field = argv[walk.operands + 1];
        r.input.chosen.paths = argv + walk.operands + 1;
        r.input.chosen.n_paths = 1;
    }
    return scan_input(&r.input, argv[walk.operands], show, &r);
}

const command hist_command = {
    .name = "hist",
    .operands = "STORE [FIELD]",
    .summary = "a histogram of one field",
    .text =
        "Prints how many values of a field of numbers or times are in each of some parts of its "
        "range, which are of equal width. Nulls, NaN and infinities are counted apart. FIELD is "
        "left out if the records have no fields.",
    .options = options,
    .run = run_hist,
};
