/* report/progress_text.c - the words of a line of progress. */
#include "report/progress_text.h"

#include "base/readable.h"
#include "report/stats.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A line that is put together from parts with commas between them. */
typedef struct parts {
    char *text;
    size_t used, width; /* width: 0: any */
    const char *before; /* the next part */
} parts;

/* Adds a part if it fits. */
static void add(parts *line, const char *format, ...) RC_PRINTF(2, 3);

static void add(parts *line, const char *format, ...)
{
    char part[128];
    size_t length, most = line->width ? line->width : PROGRESS_TEXT_SIZE;
    va_list args;
    va_start(args, format);
    vsnprintf(part, sizeof part, format, args);
    va_end(args);
    length = strlen(line->before) + strlen(part);
    if (line->used + length < most && line->used + length < PROGRESS_TEXT_SIZE) {
        line->used += (size_t)snprintf(line->text + line->used, PROGRESS_TEXT_SIZE - line->used,
                                       "%s%s", line->before, part);
    }
    line->before = ", ";
}

static void add_time(parts *line, double seconds)
{
    const double most = 99.0 * 3600;
    unsigned left = (unsigned)((seconds < most ? seconds : most) + 0.5);
    if (left >= 3600) {
        add(line, "%u h %u min left", left / 3600, left / 60 % 60);
    } else if (left >= 60) {
        add(line, "%u min %u s left", left / 60, left % 60);
    } else {
        add(line, "%u s left", left);
    }
}

static bool is_known(const progress_state *state)
{
    return state->total != RC_UNKNOWN && state->total > 0 && state->stored <= state->total;
}

const char *progress_line(const progress_state *state, size_t width, char text[PROGRESS_TEXT_SIZE])
{
    parts line = {.text = text, .width = width, .before = ""};
    char a[READABLE_SIZE], b[READABLE_SIZE];
    const bool known = is_known(state);
    text[0] = '\0';
    add(&line, "rowcol %s: ", state->doing);
    line.before = "";
    if (known) {
        add(&line, "%.0f %%", (double)state->stored / (double)state->total * 100);
        add(&line, "%s of %s", readable_bytes(state->stored, a), readable_bytes(state->total, b));
    } else {
        add(&line, "%s", readable_bytes(state->bytes, a));
    }
    add(&line, "%s record%s", readable_count(state->records, a), plural(state->records));
    add(&line, "%.0f MB/s", state->rate / 1e6);
    if (known && state->stored_rate > 0) {
        add_time(&line, (double)(state->total - state->stored) / state->stored_rate);
    }
    if (state->rejected) {
        add(&line, "%s rejected", readable_count(state->rejected, a));
    }
    return text;
}

const char *progress_json(const progress_state *state, bool last, char text[PROGRESS_TEXT_SIZE])
{
    char total[READABLE_SIZE] = "null";
    if (state->total != RC_UNKNOWN) {
        snprintf(total, sizeof total, "%" PRIu64, state->total);
    }
    snprintf(text, PROGRESS_TEXT_SIZE,
             "{\"event\":\"progress\",\"command\":\"%s\",\"records\":%" PRIu64
             ",\"rejected\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"stored\":%" PRIu64
             ",\"total\":%s,\"seconds\":%.3f,\"bytes_per_second\":%.0f,\"last\":%s}",
             state->doing, state->records, state->rejected, state->bytes, state->stored, total,
             state->seconds,
             last && state->seconds > 0 ? (double)state->bytes / state->seconds : state->rate,
             last ? "true" : "false");
    return text;
}
