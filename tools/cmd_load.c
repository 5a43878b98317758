/* rowcol load: JSON text, or a store file, to a store file. */
#include "arguments.h"
#include "command.h"
#include "dtype_arg.h"
#include "options.h"
#include "report.h"
#include "stats.h"
#include "transfer.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

enum { ROOT = 256, EXTRA, MISSING, ALIGN, MAX_RECORD, STATS };

static const option_spec options[] = {
    {'d', "dtype", "DTYPE",
     "what a record is made of, in any notation, such as\n"
     "'x:i4, y:i4'; @FILE takes it from a file; needed\n"
     "unless the input carries its own"},
    {ALIGN, "align", NULL, "place the fields of DTYPE as a C compiler would"},
    {'o', "output", "OUTPUT", "where to write; \"-\" is standard output; needed"},
    {'f', "from", "FORMAT", "of the inputs, when their names do not tell:\nndjson, json or npy"},
    {'t', "to", "FORMAT", "of the output, when its name does not tell"},
    {ROOT, "root", "POINTER",
     "where the array of records is inside one JSON\n"
     "document (RFC 6901), such as /features"},
    {EXTRA, "extra", "error|ignore", "a key that DTYPE does not have (default: error)"},
    {MISSING, "missing", "error|zero", "a field that a record does not have (default:\nerror)"},
    {MAX_RECORD, "max-record", "BYTES",
     "the longest text of one record; K, M and G may\n"
     "follow the number (default: 16M)"},
    {'j', "threads", "N",
     "threads to use; 0, the default, means one for each\nprocessor available"},
    {STATS, "stats", NULL,
     "one line at the end: records, bytes, seconds, MB/s\n"
     "of input, peak and final memory, threads"},
    {'q', "quiet", NULL, "do not report the counts of records"},
    {0, NULL, NULL, NULL},
};

typedef struct load_settings {
    const char *dtype; /* as given */
    rc_align align;
    bool stats;
    bool quiet;
    transfer plan;
} load_settings;

static int set_option(load_settings *set, int id, const char *argument)
{
    static const char *const extras[] = {"error", "ignore", NULL};
    static const char *const missings[] = {"error", "zero", NULL};
    rc_read_options *read = &set->plan.read;
    int choice = 0, status = 0;
    switch (id) {
    case 'd':
        set->dtype = argument;
        break;
    case ALIGN:
        set->align = RC_ALIGNED;
        break;
    case 'o':
        set->plan.output = argument;
        break;
    case 'f':
        read->format = argument;
        break;
    case 't':
        set->plan.write.format = argument;
        break;
    case ROOT:
        read->root = argument;
        break;
    case EXTRA:
        status = parse_choice(&load_command, "extra", argument, extras, &choice);
        read->extra = choice ? RC_EXTRA_IGNORE : RC_EXTRA_ERROR;
        break;
    case MISSING:
        status = parse_choice(&load_command, "missing", argument, missings, &choice);
        read->missing = choice ? RC_MISSING_ZERO : RC_MISSING_ERROR;
        break;
    case MAX_RECORD:
        status = parse_size(&load_command, "max-record", argument, &read->max_record);
        break;
    case 'j':
        status = parse_threads(&load_command, "threads", argument, &set->plan.threads);
        break;
    case STATS:
        set->stats = true;
        break;
    case 'q':
        set->quiet = true;
        break;
    }
    return status;
}

static int check(const load_settings *set)
{
    int standard_inputs = 0;
    if (set->plan.n_inputs == 0) {
        return report_usage(&load_command, "no INPUT is given; \"-\" is standard input");
    }
    if (!set->plan.output) {
        return report_usage(&load_command, "-o OUTPUT is needed; \"-\" is standard output");
    }
    for (int i = 0; i < set->plan.n_inputs; i++) {
        standard_inputs += strcmp(set->plan.inputs[i], "-") == 0;
    }
    if (standard_inputs > 1) {
        return report_usage(&load_command, "standard input can be read only once");
    }
    if (set->align == RC_ALIGNED && !set->dtype) {
        return report_usage(&load_command, "--align says how to lay out -d DTYPE: give both");
    }
    return 0;
}

static int load(load_settings *set)
{
    rc_pump_stats moved = {0, 0, 0, 0};
    double start = stats_clock();
    int status = transfer_run(&set->plan, &moved);
    if (status != EXIT_ALL && status != EXIT_REJECTED) {
        return status;
    }
    if (set->stats) {
        stats_report(&moved, moved.bytes_in, stats_clock() - start,
                     stats_threads(set->plan.threads));
    } else if (!set->quiet) {
        report("%" PRIu64 " record%s loaded, %" PRIu64 " rejected", moved.records,
               plural(moved.records), moved.rejected);
    }
    return status;
}

static int run_load(int argc, char **argv)
{
    load_settings set = {.align = RC_PACKED};
    rc_dtype *dtype = NULL;
    int status = 0;
    option_walk walk = options_begin(&load_command, argc, argv);
    while (status == 0 && options_next(&walk)) {
        status = set_option(&set, walk.id, walk.argument);
    }
    if (status != 0 || walk.finished) {
        return walk.finished ? walk.status : status;
    }
    set.plan.inputs = argv + walk.operands;
    set.plan.n_inputs = argc - walk.operands;
    status = check(&set);
    if (status == 0 && set.dtype) {
        dtype = dtype_argument(set.dtype, set.align, &status);
        set.plan.read.dtype = dtype;
    }
    if (status == 0) {
        status = load(&set);
    }
    rc_dtype_unref(dtype);
    return status;
}

const command load_command = {
    .name = "load",
    .operands = "INPUT... -o OUTPUT",
    .summary = "JSON text to a store file, such as .npy",
    .text = "Reads records from JSON text and writes them to a store file, which appears whole or\n"
            "not at all. Text is NDJSON (a record on each line) or one array of records; a record\n"
            "is an object, matched by name, or an array, matched by position. Several inputs are\n"
            "read one after the other; \"-\" is standard input.",
    .options = options,
    .run = run_load,
};
