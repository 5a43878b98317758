/* options/format_arg.c - formats given on the command line, and messages about formats. */
#include "options/format_arg.h"

#include "base/closest.h"
#include "report/report.h"

#include <rowcol.h>
#include <string.h>

static int refuse(const command *cmd, const char *option, const char *text, format_use use)
{
    char list[128], guess[96];
    closest search = {.typed = text};
    const char *name;
    for (size_t i = 0; (name = format_name(i, use)) != NULL; i++) {
        closest_consider(&search, name);
    }
    return report_usage(cmd, "--%s %s: one of these is needed: %s%s", option, text,
                        format_list(use, list, sizeof list),
                        closest_text(&search, "", guess, sizeof guess));
}

int parse_format(const command *cmd, const char *option, const char *text, format_use use,
                 const char **format)
{
    *format = format_by_name(text, use);
    return *format ? 0 : refuse(cmd, option, text, use);
}

void report_form(const char *input, const char *read)
{
    const char *shown = rc_format_of_input(input);
    if (!is_json_text(read) || strcmp(read, shown ? shown : "ndjson") == 0) {
        return;
    }
    report("%s: by its content %s: read with -f %s",
           strcmp(input, "-") == 0 ? "standard input" : input,
           strcmp(read, "json") == 0 ? "one JSON document" : "a record in each line", read);
}
