/* commands/infer.c - rowcol infer: the dtype of JSON or CSV text. */
#include "clickhouse/query.h"
#include "options/arguments.h"
#include "options/format_arg.h"
#include "options/notation.h"
#include "options/options.h"
#include "options/policies.h"
#include "report/event.h"
#include "report/report.h"
#include "transfer/conversion.h"
#include "transfer/inference.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SAMPLE = 512, DATES, FLATTEN, FOR, TO };

static const option_spec options[] = {
    {'f', "from", "FORMAT",
     "of the inputs, if the file name does not show it: ndjson, json, csv or tsv"},
    {OPTION_ROOT, "root", "POINTER",
     "where the array of records is inside one JSON document (RFC 6901), such as /features"},
    {SAMPLE, "sample", "N", "look only at the first N records (default: at all)"},
    {DATES, "dates", NULL,
     "a field in which all strings are ISO 8601 dates is M8 of the finest unit among them"},
    {FLATTEN, "flatten", NULL,
     "the fields of objects become fields of the record, with their paths as names: "
     "who.age=/who/age"},
    {FOR, "for", "FORMAT",
     "what the dtype is for: strings are S<n> for npy, str for others (default: str)"},
    {TO, "to", "NOTATION",
     "print only the dtype: compact, numpy, comma, dict, pep3118, json, "
     "json-schema or c"},
    {OPTION_MISSING, "missing", "error|zero|null",
     "how the records will be loaded: with zero, absent fields are not nullable"},
    {OPTION_NULL, "null", "error|nan|zero|skip", "likewise for fields that are null"},
    {OPTION_DUPLICATE, "duplicate", "error|first|last",
     "likewise for a key that an object gives again: which of its values stays"},
    {OPTION_MAX_RECORD, "max-record", "BYTES",
     "the longest text of one record; K, M and G may follow the number (default: 16M)"},
    CSV_INPUT_OPTIONS,
    {OPTION_ON_ERROR, "on-error", "fail|skip",
     "what to do about a record whose text is malformed: skip passes over it, counts it, and the "
     "exit status is 1 (default: fail)"},
    REJECT_FILE_OPTIONS,
    FILES_FROM_OPTION,
    THREADS_OPTION,
    MESSAGE_OPTIONS,
    {0, NULL, NULL, NULL},
};

typedef struct infer_settings {
    conversion run;
    inference in;
    int notation; /* its index, or -1: with comments */
} infer_settings;

static int set_option(void *context, int id, const char *argument)
{
    infer_settings *set = context;
    const char *format = NULL;
    int status;
    switch (id) {
    case SAMPLE:
        return parse_count(&infer_command, "sample", argument, &set->in.options.sample);
    case DATES:
        set->in.options.dates = 1;
        return 0;
    case FLATTEN:
        set->in.flatten = true;
        return 0;
    case FOR:
        status = parse_format(&infer_command, "for", argument, FORMAT_WRITE, &format);
        set->in.options.text =
            status == 0 && strcmp(format, "npy") == 0 ? RC_INFER_BYTES : RC_INFER_STR;
        return status;
    case TO:
        return parse_choice(&infer_command, "to", argument, notation_names, &set->notation);
    default:
        return conversion_set(&set->run, id, argument);
    }
}

/* The text with comments; it has the fields without a conflict. */
static int print_long(const inference *in)
{
    rc_error err = RC_ERROR_INIT;
    char *text = in->flatten ? rc_inference_flat_text(in->report, &err)
                             : rc_inference_text(in->report, &err);
    if (!text) {
        return report_error(&err);
    }
    fputs(text, stdout);
    rc_text_free(text);
    return 0;
}

static int print(const infer_settings *set)
{
    if (set->notation < 0) {
        return set->in.report ? print_long(&set->in) : 0;
    }
    if (!set->in.dtype) {
        return 0;
    }
    return notation_at(set->notation) == RC_NOTATION_C
               ? print_c_header(set->in.dtype, NULL)
               : print_notation(set->in.dtype, set->in.mapping, notation_at(set->notation));
}

/* The records that were passed over: how many, and of each sort where the first is. */
static void report_rejects(const inference *in)
{
    const uint64_t bad = in->bad.count, records = rc_inference_records(in->report);
    if (events_are_json && in->dtype) {
        event_done(records, bad);
    }
    if (!events_are_json && bad > 0) {
        report("%" PRIu64 " of %" PRIu64 " records passed over", bad, records + bad);
    }
    rejects_report(&in->bad);
}

/* What a query of a server has: its dtype is that of the answer. */
static int infer_query(const infer_settings *set)
{
    rc_error err = RC_ERROR_INIT;
    rc_reader *reader = open_input(set->run.files.paths[0], &set->run.plan.read, &err);
    int status;
    if (!reader) {
        return report_error(&err);
    }
    status =
        set->notation >= 0 && notation_at(set->notation) == RC_NOTATION_C
            ? print_c_header(rc_reader_dtype(reader), NULL)
            : print_notation(rc_reader_dtype(reader), NULL,
                             set->notation < 0 ? RC_NOTATION_COMPACT : notation_at(set->notation));
    rc_reader_close(reader);
    return status;
}

/* Queries are not looked at together with text. */
static int check_queries(const infer_settings *set)
{
    const bool asked = set->in.options.sample || set->in.options.dates || set->in.flatten;
    if (asked && is_clickhouse(set->run.files.paths[0])) {
        return report_usage(&infer_command, "--sample, --dates and --flatten are for text: a query "
                                            "has a dtype of its own");
    }
    for (int i = 0; i < set->run.files.n; i++) {
        if (is_clickhouse(set->run.files.paths[i]) && set->run.files.n > 1) {
            return report_usage(&infer_command,
                                "%s: a query has a dtype of its own: look at it "
                                "alone",
                                set->run.files.paths[i]);
        }
    }
    return 0;
}

static int infer(infer_settings *set)
{
    int status, printed;
    const uint64_t *bad = &set->in.bad.count;
    set->in.inputs = set->run.files.paths;
    set->in.n_inputs = set->run.files.n;
    set->in.read = set->run.plan.read;
    set->in.read.threads = set->run.plan.threads;
    set->in.progress = set->run.plan.progress;
    set->in.asked = &set->run.bad;
    set->in.alone = true;
    status = inference_run(&set->in);
    for (int i = 0; i < set->in.n_inputs && !set->in.read.format; i++) {
        const char *format = rc_inference_format(set->in.report, (size_t)i);
        if (format) {
            report_form(set->in.inputs[i], format);
        }
    }
    printed = status == 0 || !set->in.dtype ? print(set) : 0;
    if (set->in.report) {
        report_rejects(&set->in);
    }
    status = status ? status : printed ? printed : *bad ? EXIT_REJECTED : 0;
    inference_release(&set->in);
    return status;
}

static int run_infer(int argc, char **argv)
{
    infer_settings set = {
        .run = {.command = &infer_command,
                .bad = {.command = &infer_command},
                .plan = {.read = RC_READ_OPTIONS_INIT, .write = RC_WRITE_OPTIONS_INIT}},
        .in = {.options = RC_INFER_OPTIONS_INIT},
        .notation = -1};
    option_walk walk = options_begin(&infer_command, argc, argv);
    int status;
    if (!options_read(&walk, set_option, &set)) {
        return walk.status;
    }
    status = input_list_make(&set.run.files, &infer_command, argv + walk.operands,
                             argc - walk.operands, set.run.files_from);
    if (status == 0 && set.run.files.n == 0) {
        status = report_usage(&infer_command, "no INPUT is given; \"-\" is standard input");
    }
    if (status == 0) {
        status = rejects_check(&set.run.bad, NULL);
    }
    if (status == 0 && policies_need_dtype(&set.run.plan.read)) {
        status = report_usage(&infer_command,
                              "--null: only error, nan, zero and skip are for rowcol infer");
    }
    if (status == 0) {
        status = check_queries(&set);
    }
    if (status == 0) {
        status = is_clickhouse(set.run.files.paths[0]) ? infer_query(&set) : infer(&set);
    }
    conversion_release(&set.run);
    return status;
}

const command infer_command = {
    .name = "infer",
    .operands = "INPUT...",
    .summary = "the dtype of JSON or CSV text",
    .text =
        "Reads records from JSON or CSV text and prints the narrowest dtype that holds every value "
        "exactly, a line for each field with what was found, which can be edited and given to -d "
        "@FILE. Fields whose values have no common type are reported with two places, and are only "
        "in comments; the exit status is 3 then. Records in which a field is absent are loaded "
        "with --missing null.",
    .options = options,
    .run = run_infer,
};
