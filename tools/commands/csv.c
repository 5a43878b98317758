/* commands/csv.c - rowcol csv: a store file to CSV text. */
#include "base/formats.h"
#include "report/report.h"
#include "transfer/conversion.h"

#include <string.h>

static const option_spec options[] = {
    {'o', "output", "OUT",
     "where to write (default: standard output); the ending of its name shows the format: .csv or "
     ".tsv"},
    {'f', "from", "FORMAT",
     "of the store file, if its name does not show it: npy, npz, arrow, arrows, "
     "rowbinary or native"},
    MEMBER_OPTION,
    {'t', "to", "FORMAT", "of the output, whatever its name shows: csv (the default) or tsv"},
    CSV_OUTPUT_OPTIONS,
    SELECTION_OPTIONS,
    THREADS_OPTION,
    MESSAGE_OPTIONS,
    STATS_OPTION("output"),
    {0, NULL, NULL, NULL},
};

static bool is_csv(const char *format)
{
    return strcmp(format, "csv") == 0 || strcmp(format, "tsv") == 0;
}

/* That of -t, else the one that the name of the output shows, else csv. */
static int choose_csv_format(conversion *run)
{
    const char *shown = format_of_path(run->plan.output);
    if (run->format && !is_csv(run->format)) {
        return report_usage(&csv_command, "--to %s: rowcol csv writes CSV text: csv or tsv",
                            run->format);
    }
    if (!run->format && shown && !is_csv(shown)) {
        return report_usage(&csv_command,
                            "%s: the name shows %s, but CSV text is to be written: use another "
                            "name, or -t csv",
                            run->plan.output, shown);
    }
    run->plan.write.format = run->format ? run->format : shown ? shown : "csv";
    return 0;
}

static int run_csv(int argc, char **argv)
{
    conversion run = {
        .command = &csv_command,
        .writes_csv = true,
        .plan = {.read = RC_READ_OPTIONS_INIT, .write = RC_WRITE_OPTIONS_INIT, .output = "-"},
        .moved = RC_PUMP_STATS_INIT};
    int status;
    if (conversion_read(&run, argc, argv, &status)) {
        status = run.plan.n_inputs == 1
                     ? choose_csv_format(&run)
                     : report_usage(&csv_command, "one STORE is needed, not %d", run.plan.n_inputs);
        if (status == 0) {
            status = conversion_run(&run, &run.moved.bytes_out);
        }
    }
    conversion_release(&run);
    return status;
}

const command csv_command = {
    .name = "csv",
    .operands = "STORE",
    .summary = "a store file to CSV text",
    .text =
        "Writes the records of a store file as CSV text (RFC 4180): a header, and a record on each "
        "line. A field of a struct becomes the column pos.x, an element of a subarray v[0]. "
        "Numbers are written in the shortest form that reads back as the same value.",
    .options = options,
    .run = run_csv,
};
