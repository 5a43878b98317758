/* commands/json.c - rowcol json: a store file to JSON text. */
#include "report/report.h"
#include "transfer/conversion.h"

static const option_spec options[] = {
    {'o', "output", "OUT",
     "where to write (default: standard output); the ending of its name shows the format: .ndjson "
     "or .json"},
    {'f', "from", "FORMAT",
     "of the store file, if its name does not show it: npy, npz, arrow, arrows, "
     "rowbinary or native"},
    MEMBER_OPTION,
    {'t', "to", "FORMAT", "of the output, whatever its name shows: ndjson (the default) or json"},
    {OPTION_ARRAY, "array", NULL, "one array of records instead of NDJSON: the same as -t json"},
    TEXT_OPTIONS,
    SELECTION_OPTIONS,
    THREADS_OPTION,
    MESSAGE_OPTIONS,
    STATS_OPTION("output"),
    {0, NULL, NULL, NULL},
};

static int run_json(int argc, char **argv)
{
    conversion run = {
        .command = &json_command,
        .text_only = true,
        .plan = {.read = RC_READ_OPTIONS_INIT, .write = RC_WRITE_OPTIONS_INIT, .output = "-"},
        .moved = RC_PUMP_STATS_INIT};
    int status;
    if (conversion_read(&run, argc, argv, &status)) {
        status = run.plan.n_inputs == 1 ? choose_output_format(&run)
                                        : report_usage(&json_command, "one STORE is needed, not %d",
                                                       run.plan.n_inputs);
        if (status == 0) {
            status = conversion_run(&run, &run.moved.bytes_out);
        }
    }
    conversion_release(&run);
    return status;
}

const command json_command = {
    .name = "json",
    .operands = "STORE",
    .summary = "a store file to JSON text",
    .text =
        "Writes the records of a store file as JSON text: a record on each line (NDJSON), or one "
        "array. Numbers are written in the shortest form that reads back as the same value.",
    .options = options,
    .run = run_json,
};
