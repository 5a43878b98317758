/* options/policies.c - options about values that do not fit, and the report of what was done. */
#include "options/policies.h"

#include "options/arguments.h"
#include "options/comma_list.h"
#include "report/report.h"
#include "report/stats.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------ of one field */

/* The options of fields of the command line, for all inputs. */
static rc_field_options *given_fields;
static size_t n_given_fields;

/* A copy of text, without the double quotes around it. NULL: out of memory. */
static char *unquoted(const char *text, size_t length)
{
    const bool quoted = length >= 2 && text[0] == '"' && text[length - 1] == '"';
    return strndup(text + quoted, length - 2 * (size_t)quoted);
}

/* Further options of a field, all of them defaults. NULL: out of memory. */
static rc_field_options *add_field(const char *name, size_t length, rc_read_options *read)
{
    const rc_field_options none = RC_FIELD_OPTIONS_INIT;
    rc_field_options *more = reallocarray(given_fields, n_given_fields + 1, sizeof *given_fields);
    if (!more) {
        return NULL;
    }
    given_fields = more;
    more += n_given_fields;
    *more = none;
    more->field = unquoted(name, length);
    if (!more->field) {
        return NULL;
    }
    read->fields = given_fields;
    read->nfields = ++n_given_fields;
    return more;
}

/* ------------------------------------------------------------------ --null */

/* Whether text is letters only, and not a word for a value: then it is a mistyped policy. */
static bool is_word(const char *text)
{
    const char *p = text;
    while (isalpha((unsigned char)*p)) {
        p++;
    }
    return !*p && strcmp(text, "true") != 0 && strcmp(text, "false") != 0;
}

/* What null becomes: one of the words, or a value. */
static int parse_null(const command *cmd, const char *text, rc_nulls *nulls, const char **value)
{
    static const char *const words[] = {"error", "nan", "zero", "skip", NULL};
    int word = 0;
    *value = NULL;
    if (is_word(text)) {
        const int status = parse_choice(cmd, "null", text, words, &word);
        *nulls = (rc_nulls)word; /* in the order of the enum */
        return status;
    }
    *nulls = RC_NULLS_VALUE;
    *value = unquoted(text, strlen(text));
    return *value ? 0 : report_no_memory();
}

int policies_set_null(const command *cmd, const char *argument, rc_read_options *read)
{
    static const char *given_value; /* stays until the program ends */
    const char *equals = skip_to(argument, '=');
    rc_field_options *field;
    int status;
    if (!equals) {
        return report_usage(cmd, "--null %s: a double quote is not closed", argument);
    }
    if (!*equals) {
        free((void *)(uintptr_t)given_value);
        status = parse_null(cmd, argument, &read->nulls, &given_value);
        read->null_value = given_value;
        return status;
    }
    field = add_field(argument, (size_t)(equals - argument), read);
    return field ? parse_null(cmd, equals + 1, &field->nulls, &field->null_value)
                 : report_no_memory();
}

/* ------------------------------------------------------------ --accept, --time */

/* In the order of the flags. */
static const char *const accept_names[] = {"quoted",    "text", "zero-one", "integral",
                                           "nonfinite", "cut",  NULL};

const char *policies_accept_name(unsigned i)
{
    return i < sizeof accept_names / sizeof *accept_names ? accept_names[i] : NULL;
}

/* The flags of the names in a list. */
static int parse_accept(const command *cmd, const char *text, unsigned *flags)
{
    comma_list list;
    int status = split_list(cmd, "accept", text, &list);
    *flags = 0;
    for (size_t i = 0; i < list.n && status == 0; i++) {
        int which = 0;
        status = parse_choice(cmd, "accept", list.items[i], accept_names, &which);
        *flags |= 1u << which;
    }
    comma_list_release(&list);
    return status;
}

int policies_set_accept(const command *cmd, const char *argument, rc_read_options *read)
{
    const char *equals = skip_to(argument, '=');
    rc_field_options *field;
    if (!equals || !*equals) {
        return parse_accept(cmd, argument, &read->accept);
    }
    field = add_field(argument, (size_t)(equals - argument), read);
    return field ? parse_accept(cmd, equals + 1, &field->accept) : report_no_memory();
}

/* Where the format begins: after FIELD=, unless the = is in the format itself. */
static const char *format_in(const char *argument)
{
    const char *equals = skip_to(argument, '=');
    const char *percent = strchr(argument, '%');
    return equals && *equals && (!percent || equals < percent) ? equals + 1 : argument;
}

int policies_set_time(const command *cmd, const char *argument, rc_read_options *read)
{
    const char *format = format_in(argument);
    rc_field_options *field;
    (void)cmd;
    if (format == argument) {
        read->time = argument;
        return 0;
    }
    field = add_field(argument, (size_t)(format - 1 - argument), read);
    if (!field) {
        return report_no_memory();
    }
    field->time = format;
    return 0;
}

bool policies_need_dtype(const rc_read_options *read)
{
    return read->nfields > 0 || read->nulls == RC_NULLS_VALUE || read->time;
}

/* ------------------------------------------------------------------ report */

/* The parts of a line, with commas between them. */
typedef struct done_line {
    char text[320];
    size_t length;
} done_line;

static void add_part(done_line *line, uint64_t n, const char *one, const char *many)
{
    const size_t room = sizeof line->text - line->length;
    int used;
    if (n == 0) {
        return;
    }
    used = snprintf(line->text + line->length, room, "%s%" PRIu64 " %s", line->length ? ", " : "",
                    n, n == 1 ? one : many);
    line->length += used > 0 && (size_t)used < room ? (size_t)used : 0;
}

/* Whether what follows a path is that of the field itself (an element), or of one in it. */
static bool is_in(const char *path, const char *outer)
{
    const size_t n = strlen(outer);
    return n > 0 && strncmp(path, outer, n) == 0 && (path[n] == '.' || path[n] == '\0');
}

/* The counts of a field, with those of its elements if it is a subarray. */
static rc_field_counts whole_field(const rc_read_counts *counts, size_t *i)
{
    rc_field_counts sum = *rc_read_counts_field(counts, *i);
    const rc_field_counts *next;
    while ((next = rc_read_counts_field(counts, *i + 1)) != NULL && *next->path &&
           strcmp(next->path, sum.path) == 0) {
        sum.nulls += next->nulls;
        sum.missing += next->missing;
        sum.extra += next->extra;
        sum.converted += next->converted;
        sum.cut += next->cut;
        sum.skipped += next->skipped;
        ++*i;
    }
    return sum;
}

void policies_report(const rc_read_counts *counts, uint64_t records)
{
    const char *unseen = "";
    for (size_t i = 0; i < rc_read_counts_count(counts); i++) {
        const rc_field_counts field = whole_field(counts, &i);
        done_line line = {"", 0};
        const bool is_unseen = records > 0 && !field.seen && *field.path;
        add_part(&line, field.nulls, "null replaced", "nulls replaced");
        add_part(&line, is_unseen ? 0 : field.missing, "absent value filled in",
                 "absent values filled in");
        add_part(&line, field.extra, "extra value ignored", "extra values ignored");
        add_part(&line, field.duplicates, "value given twice", "values given twice");
        add_part(&line, field.converted, "value converted", "values converted");
        add_part(&line, field.cut, "text cut", "texts cut");
        add_part(&line, field.skipped, "record left out because of its null",
                 "records left out because of its null");
        if (line.length > 0 && *field.path) {
            report("field \"%s\": %s", field.path, line.text);
        } else if (line.length > 0) {
            report("in records: %s", line.text);
        }
        if (is_unseen && !is_in(field.path, unseen)) {
            report("field \"%s\": no loaded record has it", field.path);
            unseen = field.path;
        }
    }
}
