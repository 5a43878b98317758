/* conversion.c - the options and the run that rowcol load and rowcol json have in common. */
#include "conversion.h"

#include "arguments.h"
#include "options.h"
#include "stats.h"

/* Options that take one of a list of values. */
static int set_policy(conversion *run, int id, const char *argument)
{
    static const char *const extras[] = {"error", "ignore", NULL};
    static const char *const missings[] = {"error", "zero", NULL};
    static const char *const nans[] = {"error", "null", NULL};
    int other = 0, status = 0;
    switch (id) {
    case OPTION_EXTRA:
        status = parse_choice(run->command, "extra", argument, extras, &other);
        run->plan.read.extra = other ? RC_EXTRA_IGNORE : RC_EXTRA_ERROR;
        break;
    case OPTION_MISSING:
        status = parse_choice(run->command, "missing", argument, missings, &other);
        run->plan.read.missing = other ? RC_MISSING_ZERO : RC_MISSING_ERROR;
        break;
    case OPTION_NAN:
        status = parse_choice(run->command, "nan", argument, nans, &other);
        run->plan.write.nonfinite = other ? RC_NONFINITE_NULL : RC_NONFINITE_ERROR;
        break;
    }
    return status;
}

static int set_option(conversion *run, int id, const char *argument)
{
    switch (id) {
    case 'd':
        run->dtype = argument;
        return 0;
    case 'f':
        run->plan.read.format = argument;
        return 0;
    case 'j':
        return parse_threads(run->command, "threads", argument, &run->plan.threads);
    case 'o':
        run->plan.output = argument;
        return 0;
    case 'q':
        run->quiet = true;
        return 0;
    case 't':
        run->plan.write.format = argument;
        return 0;
    case OPTION_ALIGN:
        run->align = RC_ALIGNED;
        return 0;
    case OPTION_ARRAY:
        run->plan.write.format = "json";
        return 0;
    case OPTION_MAX_RECORD:
        return parse_size(run->command, "max-record", argument, &run->plan.read.max_record);
    case OPTION_MEMBER:
        run->plan.read.member = argument;
        return 0;
    case OPTION_ROOT:
        run->plan.read.root = argument;
        return 0;
    case OPTION_STATS:
        run->stats = true;
        return 0;
    case OPTION_VALUES:
        run->plan.write.values = 1;
        return 0;
    default:
        return set_policy(run, id, argument);
    }
}

bool conversion_read(conversion *run, int argc, char **argv, int *status)
{
    option_walk walk = options_begin(run->command, argc, argv);
    *status = 0;
    while (*status == 0 && options_next(&walk)) {
        *status = set_option(run, walk.id, walk.argument);
    }
    if (*status == 0 && walk.finished) {
        *status = walk.status;
        return false;
    }
    run->plan.inputs = argv + walk.operands;
    run->plan.n_inputs = argc - walk.operands;
    return *status == 0;
}

int conversion_run(conversion *run, const uint64_t *bytes)
{
    double start = stats_clock();
    int status = transfer_run(&run->plan, &run->moved);
    if (run->stats && (status == EXIT_ALL || status == EXIT_REJECTED)) {
        stats_report(&run->moved, *bytes, stats_clock() - start, stats_threads(run->plan.threads));
    }
    return status;
}
