/* options/csv_options.c - reads the options for CSV text. */
#include "options/csv_options.h"

#include "options/arguments.h"
#include "report/report.h"

#include <string.h>

/* A character, by itself or by name. */
static int parse_character(const command *cmd, const char *name, const char *text, char *c)
{
    static const struct {
        const char *name;
        char c;
    } names[] = {{"tab", '\t'}, {"\\t", '\t'}, {"comma", ','}, {"semicolon", ';'}, {"bar", '|'}};
    if (text[0] && !text[1]) {
        *c = text[0];
        return 0;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i].name, text) == 0) {
            *c = names[i].c;
            return 0;
        }
    }
    return report_usage(cmd, "--%s %s: one character is needed, or tab, comma, semicolon or bar",
                        name, text);
}

static int parse_decimal(const command *cmd, const char *text, char *c)
{
    if ((text[0] == '.' || text[0] == ',') && !text[1]) {
        *c = text[0];
        return 0;
    }
    return report_usage(cmd, "--decimal %s: a point or a comma is needed", text);
}

int csv_option_set(const command *cmd, rc_csv_dialect *csv, bool writes, int id,
                   const char *argument)
{
    static const rc_csv_dialect defaults = RC_CSV_DIALECT_INIT;
    static const char *const find_headers[] = {"find", "yes", "no", NULL};
    const char *const *headers = writes ? find_headers + 1 : find_headers;
    static const char *const quotes[] = {"minimal", "all", NULL};
    int choice = 0, status;
    if (csv->size == 0) {
        *csv = defaults;
    }
    switch (id) {
    case OPTION_DELIMITER:
        return parse_character(cmd, "delimiter", argument, &csv->delimiter);
    case OPTION_COMMENT:
        return parse_character(cmd, "comment", argument, &csv->comment);
    case OPTION_HEADER:
        status = parse_choice(cmd, "header", argument, headers, &choice);
        csv->header = (rc_csv_header)(choice + writes); /* in the order of the enum */
        return status;
    case OPTION_QUOTES:
        status = parse_choice(cmd, "quotes", argument, quotes, &choice);
        csv->quotes = (rc_csv_quotes)choice; /* in the order of the enum */
        return status;
    case OPTION_SKIP_LINES:
        return parse_number(cmd, "skip-lines", argument, &csv->skip_lines);
    case OPTION_DECIMAL:
        return parse_decimal(cmd, argument, &csv->decimal);
    case OPTION_THOUSANDS:
        csv->thousands = argument;
        return argument[0] ? 0 : report_usage(cmd, "--thousands: a character is needed");
    case OPTION_TRIM:
        csv->trim = 1;
        return 0;
    default:
        csv->nulls = argument;
        return 0;
    }
}
