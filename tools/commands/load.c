/* commands/load.c - rowcol load: JSON or CSV text, or a store file, to a store file. */
#include "commands/load.h"

#include "base/formats.h"
#include "options/dtype_arg.h"
#include "options/policies.h"
#include "report/report.h"
#include "report/stats.h"
#include "transfer/added.h"
#include "transfer/append.h"
#include "transfer/inference.h"
#include "transfer/table_output.h"

#include <inttypes.h>

static const option_spec options[] = {
    DTYPE_OPTIONS,
    {'o', "output", "OUTPUT",
     "where to write; the ending of its name shows the format; \"-\" is standard output; needed"},
    {'f', "from", "FORMAT",
     "of the inputs, if the file name does not show it: ndjson, json, csv, tsv, npy, npz, arrow, "
     "arrows, rowbinary or native"},
    {'t', "to", "FORMAT",
     "of the output, whatever its name shows: npy, arrow, arrows, rowbinary, native, "
     "ndjson, json, csv or tsv"},
    MEMBER_OPTION,
    {OPTION_ROOT, "root", "POINTER",
     "where the array of records is inside one JSON document (RFC 6901), such as /features"},
    {OPTION_EXTRA, "extra", "error|ignore", "a key that DTYPE does not have (default: error)"},
    {OPTION_MISSING, "missing", "error|zero|null",
     "a field that a record does not have; null for nullable fields only (default: error)"},
    {OPTION_NULL, "null", "WHAT",
     "null for a field that is not nullable: error, nan (floats, complex numbers and dates only), "
     "zero, skip (the record is left out), or a value, text in double quotes; FIELD=WHAT is for "
     "FIELD and what is in it (default: error)"},
    {OPTION_DUPLICATE, "duplicate", "error|first|last",
     "a key that a record gives again: which of its values stays (default: error)"},
    {OPTION_ACCEPT, "accept", "LIST",
     "values of another form than that of the field, names with commas between them: quoted "
     "(numbers and bools in quotes), text (numbers and bools for text), zero-one (for bool), "
     "integral (1.0 and 1e2 for integers), nonfinite (NaN, Infinity, -Infinity), cut (text that "
     "is too long); FIELD=LIST is for FIELD and what is in it, too"},
    {OPTION_TIME, "time", "FORMAT",
     "how datetimes are written: epoch-s, epoch-ms, epoch-us or epoch-ns for numbers, or a format "
     "as strptime has it, such as '%d.%m.%Y %H:%M'; FIELD=FORMAT is for FIELD and what is in it "
     "(default: ISO 8601)"},
    {OPTION_MAX_RECORD, "max-record", "BYTES",
     "the longest text of one record, or block of native; K, M and G may follow the number "
     "(default: 16M, of native 256M)"},
    CSV_INPUT_OPTIONS,
    REJECT_OPTIONS,
    ADD_OPTION,
    FILES_FROM_OPTION,
    APPEND_OPTION,
    SHARD_OPTIONS,
    RESUME_OPTIONS,
    {OPTION_CONNECTIONS, "connections", "N",
     "into a table of ClickHouse: how many insert at the same time (default: 4)"},
    {OPTION_RETRIES, "retries", "N",
     "into a table of ClickHouse: how often a request that failed is made again, where that cannot "
     "insert a record twice (default: 5)"},
    {OPTION_DRY_RUN, "dry-run", NULL,
     "read and encode everything, and write no output: what would fail fails"},
    ARROW_OPTIONS,
    SELECTION_OPTIONS,
    THREADS_OPTION,
    MESSAGE_OPTIONS,
    STATS_OPTION("input"),
    QUIET_OPTION,
    {0, NULL, NULL, NULL},
};

/* Options that say how the dtype is found, which is not to be found. */
static int refuse_options(const conversion *run, const char *why)
{
    return run->dates || run->infer_sample
               ? report_usage(run->command, "--%s: %s", run->dates ? "dates" : "infer-sample", why)
               : 0;
}

static int check(const conversion *run)
{
    int status = conversion_check_paths(run);
    if (status == 0 && run->align == RC_ALIGNED && !run->dtype) {
        return report_usage(run->command, "--align needs -d DTYPE, whose fields it places");
    }
    if (status == 0 && run->dtype) {
        return refuse_options(run, "the dtype is given by -d");
    }
    return status;
}

/* ------------------------------------------------------------- without dtype */

/* Whether no input has a dtype of its own. Standard input may have become a temporary file. */
static bool needs_inference(const conversion *run, int *status)
{
    input_dtype found = INPUT_NEEDS_DTYPE;
    for (int i = 0; i < run->plan.n_inputs && found == INPUT_NEEDS_DTYPE; i++) {
        found = conversion_may_be_text(run, run->plan.inputs[i]) ? found : INPUT_HAS_DTYPE;
    }
    if (found == INPUT_NEEDS_DTYPE) {
        *status = make_readable_twice(run->plan.inputs, run->plan.n_inputs);
    }
    for (int i = 0; i < run->plan.n_inputs && *status == 0 && found == INPUT_NEEDS_DTYPE; i++) {
        found = dtype_of_input(run->plan.inputs[i], &run->plan.read);
    }
    if (*status == 0 && found == INPUT_HAS_DTYPE) {
        *status = run->flatten
                      ? report_usage(run->command, "--flatten: the input has a dtype of its own: "
                                                   "--fields takes fields out of structs")
                      : refuse_options(run, "the input has a dtype of its own");
    }
    return *status == 0 && found == INPUT_NEEDS_DTYPE;
}

/* Of a dtype that was found, absent fields are nullable. */
static void accept_absent(conversion *run)
{
    if (run->plan.read.missing == RC_MISSING_ERROR) {
        run->plan.read.missing = RC_MISSING_NULL;
    }
}

/* Finds the dtype of inputs that have none. Returns 0, or the exit status after a report. */
static int find_dtype(conversion *run, inference *in)
{
    const bool npy = strcmp(run->plan.write.format, "npy") == 0;
    int status = 0;
    in->inputs = run->plan.inputs;
    in->n_inputs = run->plan.n_inputs;
    if (!needs_inference(run, &status)) {
        return status;
    }
    in->read = run->plan.read;
    in->read.threads = run->plan.threads;
    in->progress = run->plan.progress;
    in->options.dates = run->dates;
    in->options.sample = run->infer_sample;
    in->options.text = npy ? RC_INFER_BYTES : RC_INFER_STR;
    in->flatten = run->flatten;
    in->asked = &run->bad;
    status = inference_for_reading(in, run->command);
    if (status == 0 && npy) {
        status = refuse_nullable(in);
    }
    if (status == 0) {
        run->plan.read.dtype = in->dtype;
        run->plan.read.mapping = in->mapping;
        accept_absent(run);
    }
    return status;
}

/* The first records did not show the dtype of all: this is it. */
static void report_whole_dtype(const conversion *run, const inference *sampled)
{
    inference in = *sampled;
    char *text;
    in.dtype = NULL;
    in.mapping = NULL;
    in.report = NULL;
    in.bad = (rejects){.command = NULL};
    in.options.sample = 0;
    rewind_standard_input();
    if (inference_run(&in) == 0) {
        text = rc_dtype_text_mapped(in.dtype, in.mapping, NULL);
        report("the first %" PRIu64 " record%s did not show the dtype of all: use -d '%s'%s, or "
               "leave out --infer-sample",
               run->infer_sample, plural(run->infer_sample), text ? text : "",
               run->plan.read.missing == RC_MISSING_NULL ? " --missing null" : "");
        rc_text_free(text);
    }
    inference_release(&in);
}

/* What was loaded, what was done about values that do not fit, and what was rejected. */
static void report_done(const conversion *run, const char *done, bool counted)
{
    const rc_pump_stats *moved = &run->moved;
    conversion_report(run, done, true);
    if (counted) {
        policies_report(run->plan.read.counts, moved->records);
    }
    if (moved->rejected) {
        rejects_report(&run->bad);
    }
}

/* Whether what is done about values is to be reported: not if nothing was asked for. Then absent
   fields are null, as the dtype that was found has it. */
static bool wants_counts(const conversion *run)
{
    const rc_read_options *read = &run->plan.read;
    return !run->quiet && (run->dtype || read->extra != RC_EXTRA_ERROR ||
                           read->missing != RC_MISSING_ERROR || read->nulls != RC_NULLS_ERROR);
}

/* Counts what is done about values. RC_OK; RC_ENOMEM, RC_EIO. */
static rc_status open_counts(conversion *run, rc_error *err)
{
    rc_read_counts *counts = rc_read_counts_new(run->plan.read.dtype, err);
    run->plan.read.counts = counts;
    if (!counts) {
        return RC_ENOMEM;
    }
    return run->plan.resumed ? rc_checkpoint_counts(run->plan.resumed->checkpoint, counts, err)
                             : RC_OK;
}

static int load(conversion *run, const char *done, bool counted, bool reported)
{
    const rc_pump_stats *moved = &run->moved;
    rc_error err = RC_ERROR_INIT;
    int status;
    if (run->plan.read.dtype && counted && open_counts(run, &err) != RC_OK) {
        status = report_error(&err);
    } else {
        status = conversion_run(run, &moved->bytes_in);
    }
    if ((status == EXIT_ALL || status == EXIT_REJECTED) && !run->quiet) {
        report_done(run, done, reported);
    }
    rejects_release(&run->bad);
    rc_read_counts_free(run->plan.read.counts);
    return status;
}

/* The dtype that the interrupted run has found. */
static int continue_dtype(conversion *run, given_dtype *given)
{
    const int status = dtype_argument(resume_dtype(&run->resumed), RC_PACKED, given);
    run->plan.read.dtype = given->dtype;
    run->plan.read.mapping = given->mapping;
    accept_absent(run);
    return status;
}

/* The dtype of text whose records are added to an output: that of it, without the added fields. */
static rc_dtype *dtype_of_output(const conversion *run, int *status)
{
    rc_dtype *whole = run->table ? table_dtype(run, status) : append_dtype(run, status);
    rc_dtype *left = whole ? added_remove(&run->plan.read, whole, run->plan.output, status) : NULL;
    rc_dtype_unref(whole);
    return left;
}

static bool any_may_be_text(const conversion *run)
{
    for (int i = 0; i < run->plan.n_inputs; i++) {
        if (conversion_may_be_text(run, run->plan.inputs[i])) {
            return true;
        }
    }
    return false;
}

/* The options are good. */
static int find_dtype_and_load(conversion *run, const char *done)
{
    inference in = {.options = RC_INFER_OPTIONS_INIT};
    given_dtype given = {NULL, NULL};
    const bool reported = wants_counts(run), counted = reported || run->resumed.wanted;
    int status = 0;
    if (!run->dtype && resume_dtype(&run->resumed)) {
        status = continue_dtype(run, &given);
    } else if (run->dtype) {
        status = dtype_argument(run->dtype, run->align, &given);
        if (status == 0 && run->flatten) {
            status = given_dtype_flatten(&given);
        }
        run->plan.read.dtype = given.dtype;
        run->plan.read.mapping = given.mapping;
    } else if (run->plan.append || (run->table && any_may_be_text(run))) {
        status = run->flatten ? report_usage(run->command,
                                             "--flatten: the dtype is that of the output: give "
                                             "-d DTYPE with the places of its fields")
                              : refuse_options(run, "the dtype is that of the output");
        given.dtype = status == 0 ? dtype_of_output(run, &status) : NULL;
        run->plan.read.dtype = given.dtype;
    } else {
        status = find_dtype(run, &in);
    }
    if (status == 0) {
        status = added_choose_types(&run->plan.read, run->plan.write.format, run->plan.inputs,
                                    run->plan.n_inputs);
    }
    if (status == 0) {
        status = resume_keep_dtype(&run->resumed, run->plan.read.dtype, run->plan.read.mapping,
                                   !run->dtype);
    }
    if (status == 0) {
        status = load(run, done, counted, reported);
        table_report(run, status);
        if (status == EXIT_DATA && in.dtype && run->infer_sample) {
            report_whole_dtype(run, &in);
        }
    }
    inference_release(&in);
    given_dtype_release(&given);
    return status;
}

/* The word for what was done with the records. */
static const char *word_for(const conversion *run, const char *done)
{
    if (run->plan.dry && run->plan.output) {
        return run->plan.append ? "would be appended" : "would be loaded";
    }
    return run->plan.append ? "appended" : done;
}

/* --resume goes with options that change nothing about what was written before. */
static int check_resumed(const conversion *run)
{
    const selection *chosen = &run->chosen;
    const char *why = run->append     ? "--append: write to another file, and rowcol cat both"
                      : run->plan.dry ? "--dry-run, which writes nothing"
                      : chosen->sort || chosen->sampled || chosen->ranges
                          ? "--sort, --sample, --head, --tail or --slice, which keep records in "
                            "memory: choose the records from the output, with rowcol convert"
                          : NULL;
    if (why) {
        return report_usage(run->command, "--resume does not go with %s", why);
    }
    if (is_special(run->plan.output)) {
        return report_usage(run->command, "--resume: -o %s is not a file that could be continued",
                            run->plan.output);
    }
    for (int i = 0; i < run->plan.n_inputs; i++) {
        if (!conversion_may_be_text(run, run->plan.inputs[i])) {
            return report_usage(run->command,
                                "--resume is for JSON and CSV text: %s is a store "
                                "file, which is converted fast: leave --resume out",
                                run->plan.inputs[i]);
        }
    }
    return 0;
}

static int open_resumed(conversion *run)
{
    int status = run->resumed.wanted ? check_resumed(run) : 0;
    if (status == 0) {
        status = resume_open(&run->resumed, run->plan.output, (const char *const *)run->plan.inputs,
                             (size_t)run->plan.n_inputs);
    }
    run->plan.resumed = run->resumed.checkpoint ? &run->resumed : NULL;
    return status;
}

int load_run(conversion *run, int argc, char **argv, const char *done)
{
    int status;
    if (conversion_read(run, argc, argv, &status)) {
        status = check(run);
        if (status == 0 && run->plan.output) {
            status = choose_output_format(run);
        }
        if (status == 0 && run->plan.output) {
            status = conversion_prepare_shards(run);
        }
        if (status == 0) {
            status = table_prepare(run);
        }
        if (status == 0 && !run->table) {
            status = append_prepare(run);
        }
        if (status == 0) {
            status = open_resumed(run);
        }
        if (status == 0) {
            status = find_dtype_and_load(run, word_for(run, done));
        }
    }
    table_release(run);
    conversion_release(run);
    return status;
}

static int run_load(int argc, char **argv)
{
    conversion run = {.command = &load_command,
                      .align = RC_PACKED,
                      .plan = {.read = RC_READ_OPTIONS_INIT, .write = RC_WRITE_OPTIONS_INIT},
                      .moved = RC_PUMP_STATS_INIT};
    return load_run(&run, argc, argv, "loaded");
}

const command load_command = {
    .name = "load",
    .operands = "INPUT... -o OUTPUT",
    .summary = "JSON or CSV text to a store file, such as .npy or .arrow",
    .text =
        "Reads records from JSON or CSV text and writes them to a store file, which appears whole "
        "or not "
        "at all. Text is NDJSON (a record on each line) or one array of records; a record is an "
        "object, matched by name, or an array, matched by position. CSV and TSV have a column for "
        "each field: pos.x for a field of a struct, v[0] for an element. Several inputs are read "
        "one "
        "after the other; \"-\" is standard input. For store files see rowcol help convert.",
    .options = options,
    .run = run_load,
};
