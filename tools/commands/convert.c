/* commands/convert.c - rowcol convert: store files to a file of another format. */
#include "commands/convert.h"

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
    MEMBER_OPTION,
    FILES_FROM_OPTION,
    APPEND_OPTION,
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

int convert_run(const command *cmd, int argc, char **argv, const char *done)
{
    conversion run = {.command = cmd,
                      .writes_csv = true,
                      .plan = {.read = RC_READ_OPTIONS_INIT, .write = RC_WRITE_OPTIONS_INIT},
                      .moved = RC_PUMP_STATS_INIT};
    int status;
    if (conversion_read(&run, argc, argv, &status)) {
        status = conversion_check_paths(&run);
        if (status == 0) {
            status = choose_output_format(&run);
        }
        if (status == 0) {
            status = append_prepare(&run);
        }
        if (status == 0) {
            status = convert(&run, done);
        }
    }
    conversion_release(&run);
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
        "they need equal dtypes. \"-\" is standard input. JSON and CSV text, which have no dtype "
        "of their own, are read by rowcol load.",
    .options = convert_options,
    .run = run_convert,
};
