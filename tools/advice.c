/* advice.c - what to do about an error of the library, by its hint: the only place where it is
 * said. */
#include "advice.h"

#include "formats.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const char *advice_text(const rc_error *err, const char *output, char *text, size_t size)
{
    const char *value = err->hint_value;
    text[0] = '\0';
    switch (err->hint) {
    case RC_HINT_NONE:
        break;
    case RC_HINT_DTYPE:
        snprintf(text, size, " (use -d DTYPE, such as -d 'x:i4, y:f8')");
        break;
    case RC_HINT_FORMAT:
        snprintf(text, size, " (use -f %s)", value[0] ? value : "FORMAT");
        break;
    case RC_HINT_ROOT:
        snprintf(text, size, " (use --root %s)", value);
        break;
    case RC_HINT_EXTRA:
        snprintf(text, size, " (add a field, or use --extra ignore)");
        break;
    case RC_HINT_MISSING:
        snprintf(text, size, " (drop the field, or use --missing zero)");
        break;
    case RC_HINT_MAX_RECORD:
        snprintf(text, size, " (use a larger --max-record if such a record is meant)");
        break;
    case RC_HINT_NONFINITE:
        snprintf(text, size, " (use --nan null to write null)");
        break;
    case RC_HINT_MEMBER:
        snprintf(text, size, " (use --member NAME)");
        break;
    case RC_HINT_NULLS:
        snprintf(text, size, " (%suse --null %s)",
                 output && is_json_text(output) ? "add ? after its type, or " : "", value);
        break;
    }
    return text;
}

/* Cuts `end` off the message and puts `instead` there. False if it does not end so. */
static bool replace_end(rc_error *err, const char *end, const char *instead)
{
    size_t length = strlen(err->message), n = strlen(end);
    char *at = err->message + length - n;
    if (length < n || strcmp(at, end) != 0) {
        return false;
    }
    memcpy(at, instead, strlen(instead) + 1);
    return true;
}

void advice_adapt(rc_error *err, const char *output)
{
    if (output && !is_json_text(output) && !replace_end(err, " (try str)", "")) {
        replace_end(err, " or str)", ")");
    }
}
