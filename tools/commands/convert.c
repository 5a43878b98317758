/* commands/convert.c - rowcol convert: store files to a file of another format. */
#include "commands/convert.h"

#include "options/dtype_arg.h"
#include "report/report.h"
#include "transfer/append.h"
#include "transfer/conversion.h"

const option_spec convert_options[] = {
    {'o', "output", "OUTPUT",
     "where to write; the ending of its name shows the format; \"-\" is standard output; needed"},
    {'f', "from", "FORMAT",
     "of the inputs, if the file name does not show it: npy, npz, arrow, arrows, "
     "rowbinary or native"},
    {'t', "to", "FORMAT",
     "of the output, whatever its name shows: npy, arrow, arrows, rowbinary, native, "
     "ndjson, json, csv or tsv"},
    {'d', "dtype", "DTYPE",
     "the fields of the output: those of the records, in any order, each with the type to which "
     "its "
     "values are converted; a value that does not fit exactly is an error; @FILE as for rowcol "
     "load (default: the dtype of the inputs)"},
    {OPTION_ROUND, "round", NULL,
     "with -d: numbers and times are rounded to the nearest value that the type has"},
    {OPTION_ALIGN, "align", NULL, "place the fields of DTYPE as a C compiler would"},
    MEMBER_OPTION,
    FILES_FROM_OPTION,
    APPEND_OPTION,
    SHARD_OPTIONS,
    ARROW_OPTIONS,
    TEXT_OPTIONS,
    CSV_OUTPUT_OPTIONS,
    SELECTION_OPTIONS,
    THREADS_OPTION,
    MESSAGE_OPTIONS,
    STATS_OPTION("input"),
    QUIET_OPTION,
    {0, NULL, NULL, NULL},
};

static int convert(conversion *run, const char *done)
{
    int status = conversion_run(run, &run->moved.bytes_in);
    if (status == EXIT_ALL) {
        conversion_report(run, run->plan.append ? "appended" : done, false);
    }
    return status;
}

/* -d and what goes with it. Returns 0, or the exit status after a report. */
static int read_dtype(conversion *run, given_dtype *given)
{
    int status;
    if (!run->dtype) {
        return run->rounds || run->align == RC_ALIGNED
                   ? report_usage(run->command, "--%s needs -d DTYPE",
                                  run->rounds ? "round" : "align")
                   : 0;
    }
    status = dtype_argument(run->dtype, run->align, given);
    if (status == 0 && rc_mapping_count(given->mapping) > 0) {
        return report_usage(run->command, "-d NAME=PLACE is for text: name fields with --fields");
    }
    run->chosen.cast = given->dtype;
    run->chosen.most = run->rounds ? RC_CAST_LOSSY : RC_CAST_CHECKED;
    return status == 0 ? conversion_check_selection(run) : status;
}

int convert_run(const command *cmd, int argc, char **argv, const char *done)
{
    given_dtype given = {NULL, NULL};
    conversion run = {.command = cmd,
                      .writes_csv = true,
                      .plan = {.read = RC_READ_OPTIONS_INIT, .write = RC_WRITE_OPTIONS_INIT},
                      .moved = RC_PUMP_STATS_INIT};
    int status;
    if (conversion_read(&run, argc, argv, &status)) {
        status = conversion_check_paths(&run);
        if (status == 0) {
            status = read_dtype(&run, &given);
        }
        if (status == 0) {
            status = choose_output_format(&run);
        }
        if (status == 0) {
            status = conversion_prepare_shards(&run);
        }
        if (status == 0) {
            status = append_prepare(&run);
        }
        if (status == 0) {
            status = convert(&run, done);
        }
    }
    conversion_release(&run);
    given_dtype_release(&given);
    return status;
}

static int run_convert(int argc, char **argv)
{
    return convert_run(&convert_command, argc, argv, "converted");
}

const command convert_command = {
    .name = "convert",
    .operands = "INPUT... -o OUTPUT",
    .summary = "store files to another format, such as .npy to .arrow",
    .text =
        "Reads the records of store files, of any formats, and writes them to one file of any "
        "format, which appears whole or not at all. Several inputs are read one after the other; "
        "they need equal dtypes. With -d their values are converted to other types. \"-\" is "
        "standard input. JSON and CSV text, which have no dtype "
        "of their own, are read by rowcol load.",
    .options = convert_options,
    .run = run_convert,
};
