/* commands/diff.c - rowcol diff: how the records of two stores differ. */
#include "base/formats.h"
#include "diff/report.h"
#include "options/arguments.h"
#include "options/comma_list.h"
#include "options/options.h"
#include "report/report.h"
#include "transfer/scan.h"

#include <stdio.h>
#include <string.h>

enum { KEY = 512, TOLERANCE, RELATIVE, MOST, JSON, DEFAULT_MOST = 20 };

static const option_spec options[] = {
    {'k', "key", "FIELDS",
     "records with equal values of these fields are compared (default: those at the same "
     "position)"},
    {TOLERANCE, "tolerance", "X", "floats may be X apart (default: 0)"},
    {RELATIVE, "relative", "X", "or X times the larger one of the two apart (default: 0)"},
    {MOST, "max", "N", "list N records at most (default: 20)"},
    {JSON, "json", NULL, "print a JSON object"},
    WHERE_OPTION,
    FIELDS_OPTION,
    INPUT_OPTIONS,
    {0, NULL, NULL, NULL},
};

typedef struct request {
    conversion input;
    const char *key; /* as given, or NULL */
    comma_list keys;
    diff diff;
} request;

/* A number from 0, not NaN or infinite. */
static int parse_tolerance(const char *name, const char *text, double *x)
{
    if (!read_real(text, strlen(text), x)) {
        return report_usage(&diff_command, "--%s %s: a number from 0 is needed, such as 1e-9", name,
                            text);
    }
    return 0;
}

static int set_option(void *context, int id, const char *argument)
{
    request *r = context;
    switch (id) {
    case 'k':
        r->key = argument;
        return 0;
    case TOLERANCE:
        return parse_tolerance("tolerance", argument, &r->diff.within.absolute);
    case RELATIVE:
        return parse_tolerance("relative", argument, &r->diff.within.relative);
    case MOST:
        return parse_number(&diff_command, "max", argument, &r->diff.most);
    case JSON:
        r->diff.json = true;
        return 0;
    default:
        return conversion_set(&r->input, id, argument);
    }
}

/* Reads all chosen records of one input into a store. */
static int collect(void *records, record_scan *scan)
{
    int status = 0;
    *(rc_store **)records = scan_collect(scan, &status);
    return status;
}

/* Whether the paths of the key are wrong, or their dtypes: not a value of a record. */
static bool is_of_key(const rc_error *err)
{
    return err->record == RC_NOWHERE &&
           (err->status == RC_ENAME || err->status == RC_ESYNTAX || err->status == RC_ETYPE);
}

/* An error of the key is one of the command line. */
static int report_key(rc_error *err)
{
    if (!is_of_key(err)) {
        return report_error(err);
    }
    snprintf(err->source, sizeof err->source, "--key");
    err->byte = RC_NOWHERE; /* it counts from the beginning of a path */
    report_error(err);
    return EXIT_USAGE;
}

static int compare(request *r)
{
    diff *d = &r->diff;
    const char *const inputs[] = {d->path_a, d->path_b};
    rc_error err = RC_ERROR_INIT;
    int status = pair_fields(&d->fields, d->a, d->b);
    if (status != 0) {
        return status;
    }
    d->key = r->keys.items;
    d->n_key = r->keys.n;
    if (d->n_key > 0) {
        if (match_by_key(&d->match, d->a, d->b, d->key, d->n_key, inputs, &err) != RC_OK) {
            return report_key(&err);
        }
    } else if (match_by_position(&d->match, d->a, d->b, &err) != RC_OK) {
        return report_error(&err);
    }
    if (diff_print(d, &err) != RC_OK) {
        return report_error(&err);
    }
    return diff_found(d) ? EXIT_REJECTED : EXIT_ALL;
}

/* Whether an input has a dtype of its own: then options about text are not for it. */
static bool is_store(const char *path)
{
    const char *format = format_of_input(path);
    return format && !is_text_format(format);
}

/* The options of one input, the other of which is `other`: a store may be compared with text. */
static conversion options_of(const request *r, const char *path, const char *other)
{
    conversion input = r->input;
    const rc_read_options given = input.plan.read, none = RC_READ_OPTIONS_INIT;
    if (given.format || is_store(path) == is_store(other)) {
        return input;
    }
    if (is_store(path)) {
        input.plan.read = none;
        input.plan.read.member = given.member;
    } else {
        input.plan.read.member = NULL;
    }
    return input;
}

static int collect_input(const request *r, const char *path, const char *other, rc_store **records)
{
    const conversion input = options_of(r, path, other);
    return scan_input(&input, path, collect, records);
}

static int run_request(request *r, char **paths)
{
    int status = 0;
    rc_store *a = NULL, *b = NULL;
    if (strcmp(paths[0], "-") == 0 && strcmp(paths[1], "-") == 0) {
        return report_usage(&diff_command, "standard input can be read only once");
    }
    if (r->key) {
        status = split_list(&diff_command, "key", r->key, &r->keys);
    }
    if (status == 0) {
        status = collect_input(r, paths[0], paths[1], &a);
    }
    if (status == 0) {
        status = collect_input(r, paths[1], paths[0], &b);
    }
    if (status == 0) {
        r->diff.path_a = paths[0];
        r->diff.path_b = paths[1];
        r->diff.a = a;
        r->diff.b = b;
        status = compare(r);
    }
    pairs_release(&r->diff.fields);
    match_release(&r->diff.match);
    comma_list_release(&r->keys);
    rc_store_unref(a);
    rc_store_unref(b);
    return status;
}

static int run_diff(int argc, char **argv)
{
    request r = {.input = scan_options(&diff_command), .diff = {.most = DEFAULT_MOST}};
    option_walk walk = options_begin(&diff_command, argc, argv);
    if (!options_read(&walk, set_option, &r)) {
        return walk.status;
    }
    if (argc - walk.operands != 2) {
        return report_usage(&diff_command, "two inputs are needed, not %d", argc - walk.operands);
    }
    return run_request(&r, argv + walk.operands);
}

const command diff_command = {
    .name = "diff",
    .operands = "A B",
    .summary = "how the records of two stores differ",
    .text = "Prints the records that only one of two store files has (or of JSON or CSV text, with "
            "-d), the "
            "fields that differ in the others, and a summary. Fields are matched by name, also if "
            "their dtypes differ. Exit status: 0 if all is equal, 1 if not.",
    .options = options,
    .run = run_diff,
};
