/* report/advice.c - what to do about an error of the library, by its hint: the only place where it
 * is said. */
#include "report/advice.h"

#include "base/formats.h"

#include <stdio.h>
#include <string.h>

const command *advice_command;

/* Whether the command that runs has the option of that name. */
static bool has_option(const char *name)
{
    const option_spec *spec = advice_command ? advice_command->options : NULL;
    while (spec && spec->name && strcmp(spec->name, name) != 0) {
        spec++;
    }
    return !spec || spec->name;
}

/* A format that holds what the format of the output does not. */
static void advise_output(const char *format, const char *output, const char *path, char *text,
                          size_t size)
{
    const char *shown = path ? format_of_path(path) : NULL;
    const bool by_name = shown && output && strcmp(shown, output) == 0;
    snprintf(text, size, " (%suse %s%s)", has_option("dtype") ? "change the type, or " : "",
             by_name ? "-o NAME." : "-t ", format);
}

/* What is suggested for a hint in an option of the name `option`; NULL: it is no such hint. */
static const char *plain_advice(rc_hint hint, const char **option)
{
    switch (hint) {
    case RC_HINT_EXTRA:
        *option = "extra";
        return " (add a field, or use --extra ignore)";
    case RC_HINT_MISSING:
        *option = "missing";
        return " (drop the field, or use --missing zero)";
    case RC_HINT_MAX_RECORD:
        *option = "max-record";
        return " (use a larger --max-record if such a record is meant)";
    case RC_HINT_DUPLICATE:
        *option = "duplicate";
        return " (use --duplicate first or --duplicate last)";
    case RC_HINT_NONFINITE:
        *option = "nan";
        return " (use --nan null to write null)";
    case RC_HINT_HEADER:
        *option = "header";
        return " (use --header yes or --header no)";
    case RC_HINT_REJECT:
        *option = "on-error";
        return " (use --on-error skip to pass over such records)";
    case RC_HINT_CAST:
        *option = "round";
        return " (use --round)";
    case RC_HINT_MEMBER:
        *option = "member";
        return " (use --member NAME)";
    default:
        return NULL;
    }
}

const char *advice_text(const rc_error *err, const char *output, const char *path, char *text,
                        size_t size)
{
    const char *value = err->hint_value, *option = NULL;
    const char *plain = plain_advice(err->hint, &option);
    text[0] = '\0';
    if (plain && has_option(option)) {
        snprintf(text, size, "%s", plain);
    }
    switch (err->hint) {
    case RC_HINT_DTYPE:
        snprintf(text, size, " (use %s-d DTYPE, such as -d 'x:i4, y:f8')",
                 has_option("dtype") && has_option("extra") ? "" : "rowcol load with ");
        break;
    case RC_HINT_FORMAT:
        snprintf(text, size, " (use -f %s)", value[0] ? value : "FORMAT");
        break;
    case RC_HINT_ROOT:
        snprintf(text, size, " (use --root %s)", value);
        break;
    case RC_HINT_NULLS:
        snprintf(text, size, " (%suse --null %s)",
                 output && is_text_format(output) ? "add ? after its type, or " : "", value);
        break;
    case RC_HINT_ACCEPT:
        if (has_option("accept")) {
            snprintf(text, size, " (or use --accept %s)", value);
        }
        break;
    case RC_HINT_TIME:
        if (has_option("time")) {
            snprintf(text, size, " (or use --time %s)",
                     value[0] ? "epoch-s, epoch-ms, epoch-us or epoch-ns" : "FORMAT");
        }
        break;
    case RC_HINT_CSV:
        if (has_option(value)) {
            snprintf(text, size, " (or use --%s%s)", value, strcmp(value, "trim") == 0 ? "" : " ,");
        }
        break;
    case RC_HINT_OUTPUT:
        advise_output(value, output, path, text, size);
        break;
    default:
        break;
    }
    return text;
}

/* The library's name of an option becomes that of the command's option. */
static void rename_option(rc_error *err)
{
    static const char *const names[][2] = {
        {"added", "add"},
        {"compression", "compress"},
        {"csv", "delimiter (or the like)"},
        {"mapping", "dtype NAME=PLACE"},
        {"max_record", "max-record"},
        {"nonfinite", "nan"},
        {"nulls", "null"},
        {NULL, NULL},
    };
    char name[32], rest[sizeof err->message];
    int end = 0;
    if (sscanf(err->message, "option \"%31[a-z_]\"%n", name, &end) != 1 || end == 0) {
        return;
    }
    for (size_t i = 0; names[i][0]; i++) {
        if (strcmp(name, names[i][0]) == 0) {
            snprintf(name, sizeof name, "%s", names[i][1]);
        }
    }
    snprintf(rest, sizeof rest, "%s", err->message + end);
    snprintf(err->message, sizeof err->message, "--%.31s%.450s", name, rest);
}

/* Whether the message may begin with an option; nearly none does. */
static bool names_option(const rc_error *err)
{
    return err->message[0] == 'o' && strncmp(err->message, "option \"", 8) == 0;
}

/* The end of the message that suggests str; NULL: there is none. */
static const char *suggests_str(const rc_error *err)
{
    static const char *const ends[] = {" or str)", " (try str)"};
    const size_t length = strlen(err->message);
    if (length < 4 || memcmp(err->message + length - 4, "str)", 4) != 0) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const size_t n = strlen(ends[i]);
        if (length >= n && memcmp(err->message + length - n, ends[i], n) == 0) {
            return err->message + length - n;
        }
    }
    return NULL;
}

bool advice_without_str(const char *output)
{
    return output && !is_text_format(output);
}

const rc_error *advice_adapt(const rc_error *err, bool without_str, rc_error *adapted)
{
    const bool option = names_option(err);
    const char *str = without_str ? suggests_str(err) : NULL;
    if (!option && !str) {
        return err;
    }
    *adapted = *err;
    if (str) { /* "S3 or str)" becomes "S3)" */
        strcpy(adapted->message + (str - err->message), str[1] == 'o' ? ")" : "");
    }
    if (option) {
        rename_option(adapted);
    }
    return adapted;
}
