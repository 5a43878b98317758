/* select/slice.c - Python's slices:
 * https://docs.python.org/3/library/stdtypes.html#common-sequence-operations
 */
#include "select/slice.h"

#include "report/report.h"

#include <rowcol/base.h>

const slice slice_all = {false, false, 0, 0, 1};

/* Reads a number that may be left out. False when there is something else. */
static bool take_number(const char **text, bool *given, int64_t *number)
{
    const char *p = *text;
    bool negative = *p == '-';
    int64_t n = 0;
    p += negative;
    *given = *p >= '0' && *p <= '9';
    for (; *p >= '0' && *p <= '9'; p++) {
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *p - '0', &n)) {
            n = INT64_MAX;
        }
    }
    *number = negative ? -n : n;
    if (negative && !*given) {
        return false;
    }
    *text = p;
    return true;
}

int parse_slice(const command *cmd, const char *name, const char *text, slice *s)
{
    const char *p = text;
    bool has_step = false, good = take_number(&p, &s->has_start, &s->start) && *p == ':';
    s->step = 1;
    if (good) {
        p++;
        good = take_number(&p, &s->has_stop, &s->stop);
    }
    if (good && *p == ':') {
        p++;
        good = take_number(&p, &has_step, &s->step);
        s->step = has_step ? s->step : 1;
    }
    if (!good || *p) {
        return report_usage(cmd, "--%s %s: START:STOP or START:STOP:STEP is needed, such as 10:20",
                            name, text);
    }
    if (s->step == 0) {
        return report_usage(cmd, "--%s %s: the step must not be 0", name, text);
    }
    return 0;
}

bool slice_needs_end(const slice *s)
{
    return s->step < 0 || (s->has_start && s->start < 0) || (s->has_stop && s->stop < 0);
}

/* An index as it was given, brought into least .. most. */
static int64_t clamp(int64_t index, int64_t length, int64_t least, int64_t most)
{
    index = index < 0 ? index + length : index;
    return index < least ? least : index > most ? most : index;
}

slice_range slice_resolve(const slice *s, uint64_t length)
{
    int64_t n = (int64_t)length, start, stop, distance, step = s->step;
    slice_range range = {0, 0, step};
    if (step > 0) {
        start = s->has_start ? clamp(s->start, n, 0, n) : 0;
        stop = s->has_stop ? clamp(s->stop, n, 0, n) : n;
        distance = stop - start;
    } else {
        start = s->has_start ? clamp(s->start, n, -1, n - 1) : n - 1;
        stop = s->has_stop ? clamp(s->stop, n, -1, n - 1) : -1;
        distance = start - stop;
        step = -step;
    }
    if (distance > 0) {
        range.first = (uint64_t)start;
        range.n = (uint64_t)((distance - 1) / step + 1);
    }
    return range;
}

uint64_t slice_most_first(const slice *s)
{
    return s->has_stop && !slice_needs_end(s) ? (uint64_t)s->stop : RC_UNKNOWN;
}

uint64_t slice_most_last(const slice *s)
{
    bool from_end = s->has_start && s->start < 0 && (!s->has_stop || s->stop < 0);
    return from_end && s->step > 0 ? (uint64_t)-s->start : RC_UNKNOWN;
}
