/* select/selection.c - reads the options that choose records and fields. */
#include "select/selection.h"

#include "options/arguments.h"
#include "report/report.h"

static int set_range(selection *chosen, int id, const char *name, const char *argument)
{
    uint64_t n = 0;
    int status = parse_number(chosen->command, name, argument, &n);
    int64_t count = n > INT64_MAX ? INT64_MAX : (int64_t)n;
    if (status != 0) {
        return status;
    }
    chosen->slice = slice_all;
    if (id == OPTION_TAIL && count > 0) {
        chosen->slice.has_start = true;
        chosen->slice.start = -count;
    } else {
        chosen->slice.has_stop = true;
        chosen->slice.stop = count;
    }
    return 0;
}

int selection_set(selection *chosen, int id, const char *argument)
{
    switch (id) {
    case OPTION_WHERE:
        chosen->where = argument;
        return 0;
    case OPTION_SORT:
        chosen->sort = argument;
        return 0;
    case OPTION_FIELDS:
        chosen->fields = argument;
        return 0;
    case OPTION_SAMPLE:
        chosen->sampled = true;
        return parse_number(chosen->command, "sample", argument, &chosen->sample);
    case OPTION_SEED:
        chosen->seeded = true;
        return parse_number(chosen->command, "seed", argument, &chosen->seed);
    case OPTION_HEAD:
    case OPTION_TAIL:
    case OPTION_SLICE:
        chosen->ranges += chosen->range != id;
        chosen->range = id;
        return id == OPTION_HEAD ? set_range(chosen, id, "head", argument)
               : id == OPTION_TAIL
                   ? set_range(chosen, id, "tail", argument)
                   : parse_slice(chosen->command, "slice", argument, &chosen->slice);
    default:
        return -1;
    }
}

int selection_check(const selection *chosen)
{
    if (chosen->ranges > 1) {
        return report_usage(chosen->command,
                            "--head, --tail and --slice exclude each other: give one of them");
    }
    if (chosen->seeded && !chosen->sampled) {
        return report_usage(chosen->command, "--seed needs --sample");
    }
    return 0;
}

bool selection_is_given(const selection *chosen)
{
    return chosen->where || chosen->sort || chosen->fields || chosen->sampled || chosen->ranges ||
           chosen->cast;
}
