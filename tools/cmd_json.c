/* rowcol json: a store file to JSON text. */
#include "arguments.h"
#include "command.h"
#include "options.h"
#include "report.h"
#include "stats.h"
#include "transfer.h"

#include <stdbool.h>

enum { ARRAY = 256, VALUES, NAN_AS, STATS };

static const option_spec options[] = {
    {'o', "output", "OUT", "where to write (default: standard output)"},
    {'f', "from", "FORMAT", "of the store file, when its name does not tell: npy"},
    {ARRAY, "array", NULL, "one array of records instead of NDJSON"},
    {VALUES, "values", NULL, "records as arrays of values instead of objects"},
    {NAN_AS, "nan", "error|null",
     "what to do about NaN and infinities, which JSON\n"
     "cannot say (default: error)"},
    {'j', "threads", "N",
     "threads to use; 0, the default, means one for each\nprocessor available"},
    {STATS, "stats", NULL,
     "one line at the end: records, bytes, seconds, MB/s\n"
     "of output, peak and final memory, threads"},
    {0, NULL, NULL, NULL},
};

typedef struct json_settings {
    bool stats;
    transfer plan;
} json_settings;

static int set_option(json_settings *set, int id, const char *argument)
{
    static const char *const nans[] = {"error", "null", NULL};
    rc_write_options *write = &set->plan.write;
    int choice = 0, status = 0;
    switch (id) {
    case 'o':
        set->plan.output = argument;
        break;
    case 'f':
        set->plan.read.format = argument;
        break;
    case ARRAY:
        write->format = "json";
        break;
    case VALUES:
        write->values = 1;
        break;
    case NAN_AS:
        status = parse_choice(&json_command, "nan", argument, nans, &choice);
        write->nonfinite = choice ? RC_NONFINITE_NULL : RC_NONFINITE_ERROR;
        break;
    case 'j':
        status = parse_threads(&json_command, "threads", argument, &set->plan.threads);
        break;
    case STATS:
        set->stats = true;
        break;
    }
    return status;
}

static int run_json(int argc, char **argv)
{
    json_settings set = {.plan = {.output = "-", .write = {.format = "ndjson"}}};
    rc_pump_stats moved = {0, 0, 0, 0};
    double start = stats_clock();
    int status = 0;
    option_walk walk = options_begin(&json_command, argc, argv);
    while (status == 0 && options_next(&walk)) {
        status = set_option(&set, walk.id, walk.argument);
    }
    if (status != 0 || walk.finished) {
        return walk.finished ? walk.status : status;
    }
    set.plan.inputs = argv + walk.operands;
    set.plan.n_inputs = argc - walk.operands;
    if (set.plan.n_inputs != 1) {
        return report_usage(&json_command, "one STORE is needed, not %d", set.plan.n_inputs);
    }
    status = transfer_run(&set.plan, &moved);
    if (set.stats && (status == EXIT_ALL || status == EXIT_REJECTED)) {
        stats_report(&moved, moved.bytes_out, stats_clock() - start,
                     stats_threads(set.plan.threads));
    }
    return status;
}

const command json_command = {
    .name = "json",
    .operands = "STORE",
    .summary = "a store file to JSON text",
    .text = "Writes the records of a store file as JSON text: a record on each line (NDJSON), or\n"
            "one array. Numbers are written so that reading them gives the same value, in the\n"
            "shortest form.",
    .options = options,
    .run = run_json,
};
