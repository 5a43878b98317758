/* cmd_load.c - rowcol load: JSON text, or a store file, to a store file. */
#include "conversion.h"
#include "dtype_arg.h"
#include "report.h"
#include "stats.h"

#include <inttypes.h>

static const option_spec options[] = {
    {'d', "dtype", "DTYPE",
     "the fields of a record, in any notation, such as 'x:i4, y:i4'; @FILE reads it from a file, "
     "or takes that of a store file; needed unless the input has its own"},
    {OPTION_ALIGN, "align", NULL, "place the fields of DTYPE as a C compiler would"},
    {'o', "output", "OUTPUT",
     "where to write; the ending of its name shows the format; \"-\" is standard output; needed"},
    {'f', "from", "FORMAT",
     "of the inputs, if the file name does not show it: ndjson, json, npy, npz, arrow or arrows"},
    {'t', "to", "FORMAT",
     "of the output, whatever its name shows: npy, arrow, arrows, ndjson or json"},
    MEMBER_OPTION,
    {OPTION_ROOT, "root", "POINTER",
     "where the array of records is inside one JSON document (RFC 6901), such as /features"},
    {OPTION_EXTRA, "extra", "error|ignore", "a key that DTYPE does not have (default: error)"},
    {OPTION_MISSING, "missing", "error|zero|null",
     "a field that a record does not have; null for nullable fields only (default: error)"},
    {OPTION_NULL, "null", "error|nan|zero",
     "null for a field that is not nullable; nan for floats, complex numbers and dates only "
     "(default: error)"},
    {OPTION_MAX_RECORD, "max-record", "BYTES",
     "the longest text of one record; K, M and G may follow the number (default: 16M)"},
    REJECT_OPTIONS,
    ARROW_OPTIONS,
    WHERE_OPTION,
    SAMPLE_OPTIONS,
    SORT_OPTION,
    RANGE_OPTIONS,
    FIELDS_OPTION,
    THREADS_OPTION,
    STATS_OPTION("input"),
    QUIET_OPTION,
    {0, NULL, NULL, NULL},
};

static int check(const conversion *run)
{
    int status = conversion_check_paths(run);
    if (status == 0 && run->align == RC_ALIGNED && !run->dtype) {
        return report_usage(&load_command, "--align needs -d DTYPE, whose fields it places");
    }
    return status;
}

static int load(conversion *run)
{
    const rc_pump_stats *moved = &run->moved;
    int status = conversion_run(run, &moved->bytes_in);
    if ((status == EXIT_ALL || status == EXIT_REJECTED) && !run->stats && !run->quiet) {
        report("%" PRIu64 " record%s loaded, %" PRIu64 " rejected", moved->records,
               plural(moved->records), moved->rejected);
    }
    if (status == EXIT_REJECTED && !run->quiet) {
        rejects_report(&run->bad);
    }
    rejects_release(&run->bad);
    return status;
}

static int run_load(int argc, char **argv)
{
    conversion run = {.command = &load_command,
                      .align = RC_PACKED,
                      .plan = {.read = RC_READ_OPTIONS_INIT, .write = RC_WRITE_OPTIONS_INIT},
                      .moved = RC_PUMP_STATS_INIT};
    rc_dtype *dtype = NULL;
    int status;
    if (!conversion_read(&run, argc, argv, &status)) {
        return status;
    }
    status = check(&run);
    if (status == 0) {
        status = choose_output_format(&run);
    }
    if (status == 0 && run.dtype) {
        dtype = dtype_argument(run.dtype, run.align, &status);
        run.plan.read.dtype = dtype;
    }
    if (status == 0) {
        status = load(&run);
    }
    rc_dtype_unref(dtype);
    return status;
}

const command load_command = {
    .name = "load",
    .operands = "INPUT... -o OUTPUT",
    .summary = "JSON text to a store file, such as .npy or .arrow",
    .text =
        "Reads records from JSON text and writes them to a store file, which appears whole or not "
        "at all. Text is NDJSON (a record on each line) or one array of records; a record is an "
        "object, matched by name, or an array, matched by position. Several inputs are read one "
        "after the other; \"-\" is standard input. For store files see rowcol help convert.",
    .options = options,
    .run = run_load,
};
