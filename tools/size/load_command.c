/* size/load_command.c - the command line that makes a store file of a smaller dtype. */
#include "size/load_command.h"

#include "base/formats.h"
#include "dtype/leaves.h"
#include "options/policies.h"
#include "report/report.h"
#include "size/better_dtype.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether a shell takes the word as it is. */
static bool is_plain(const char *word)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "_./:=,-";
    return word[0] && word[strspn(word, plain)] == '\0';
}

/* What is inside of single quotes. */
static void put_inside(FILE *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\'') {
            fputs("'\\''", out);
        } else {
            fputc(text[i], out);
        }
    }
}

/* A word for a shell: the first `length` bytes of `word`, between two words that are plain. */
static void put_parts(FILE *out, const char *before, const char *word, size_t length,
                      const char *after)
{
    const char *quote = is_plain(word) ? "" : "'";
    fprintf(out, "%s%s", quote, before);
    put_inside(out, word, length);
    fprintf(out, "%s%s", after, quote);
}

static void put_word(FILE *out, const char *word)
{
    put_parts(out, "", word, strlen(word), "");
}

/* A path that begins with a dash is not taken for an option. */
static const char *path_prefix(const char *path)
{
    return path[0] == '-' && path[1] ? "./" : "";
}

static void put_path(FILE *out, const char *path)
{
    fputc(' ', out);
    put_parts(out, path_prefix(path), path, strlen(path), "");
}

static void put_option(FILE *out, const char *name, const char *argument)
{
    if (argument) {
        fprintf(out, " %s ", name);
        put_word(out, argument);
    }
}

static bool is_nullable(const rc_dtype *dtype)
{
    for (size_t i = 0; i < rc_dtype_nfields(dtype); i++) {
        rc_field_info field;
        rc_dtype_field(dtype, i, &field, NULL);
        if (field.nullable || is_nullable(field.dtype)) {
            return true;
        }
    }
    return false;
}

/* That of the file, or, if it is not written, one that holds the dtype. */
static const char *output_format(const file_size *file)
{
    if (!is_text_format(file->format) && strcmp(file->format, "npz") != 0) {
        return file->format;
    }
    return has_str(file->better) || is_nullable(file->better) ? "arrow" : "npy";
}

/* " points.small.npy". The name of a format is an ending, too. */
static void put_output(FILE *out, const file_size *file)
{
    const char *path = file->path, *ending = ending_of_path(path);
    size_t length = strlen(path) - (ending ? strlen(ending) + 1 : 0);
    char end[32];
    snprintf(end, sizeof end, ".small.%s", output_format(file));
    fputc(' ', out);
    put_parts(out, path_prefix(path), path, length, end);
}

/* A character as the command line has it. */
static void put_character(FILE *out, const char *name, char c)
{
    const char text[] = {c, '\0'};
    put_option(out, name, c == '\t' ? "tab" : c ? text : NULL);
}

/* What the CSV text looks like. */
static void put_csv_options(FILE *out, const rc_csv_dialect *csv)
{
    static const char *const headers[] = {NULL, "yes", "no"}; /* in the order of the enum */
    put_character(out, "--delimiter", csv->delimiter);
    put_option(out, "--header", headers[csv->header]);
    put_character(out, "--comment", csv->comment);
    if (csv->skip_lines) {
        fprintf(out, " --skip-lines %" PRIu64, csv->skip_lines);
    }
    put_option(out, "--null-text", csv->nulls);
    put_character(out, "--decimal", csv->decimal);
    put_option(out, "--thousands", csv->thousands);
    fputs(csv->trim ? " --trim" : "", out);
}

/* "--null FIELD=WHAT" and likewise, for a field or, if that is NULL, for all. A value is in double
   quotes, by which it differs from a word. */
static void put_policy(FILE *out, const char *option, const char *field, const char *what,
                       bool is_value)
{
    const char *quote = is_value ? "\"" : "";
    if (!field && !is_value) {
        put_option(out, option, what);
        return;
    }
    fprintf(out, " %s '", option);
    if (field) {
        fputc('"', out);
        put_inside(out, field, strlen(field));
        fputs("\"=", out);
    }
    fputs(quote, out);
    put_inside(out, what, strlen(what));
    fprintf(out, "%s'", quote);
}

static void put_null(FILE *out, const char *field, rc_nulls nulls, const char *value)
{
    static const char *const words[] = {NULL, "nan", "zero", "skip"}; /* in the order of the enum */
    if (nulls == RC_NULLS_VALUE) {
        put_policy(out, "--null", field, value, true);
    } else if (nulls != RC_NULLS_ERROR) {
        put_policy(out, "--null", field, words[nulls], false);
    }
}

static void put_time(FILE *out, const char *field, const char *time)
{
    if (time) {
        put_policy(out, "--time", field, time, false);
    }
}

static void put_accept(FILE *out, const char *field, unsigned accept)
{
    char list[64] = "";
    for (unsigned i = 0; policies_accept_name(i); i++) {
        if (accept >> i & 1) {
            strcat(strcat(list, *list ? "," : ""), policies_accept_name(i));
        }
    }
    if (accept) {
        put_policy(out, "--accept", field, list, false);
    }
}

/* What is done about values that do not fit. */
static void put_policies(FILE *out, const rc_read_options *options)
{
    put_option(out, "--duplicate",
               options->duplicate == RC_DUPLICATE_FIRST  ? "first"
               : options->duplicate == RC_DUPLICATE_LAST ? "last"
                                                         : NULL);
    put_accept(out, NULL, options->accept);
    put_null(out, NULL, options->nulls, options->null_value);
    put_time(out, NULL, options->time);
    for (size_t i = 0; i < options->nfields; i++) {
        const rc_field_options *field = &options->fields[i];
        put_null(out, field->field, field->nulls, field->null_value);
        put_time(out, field->field, field->time);
        put_accept(out, field->field, field->accept);
    }
}

/* The options of the run that the load needs, too. */
static void put_read_options(FILE *out, const rc_read_options *options)
{
    put_option(out, "-f", options->format);
    put_option(out, "--root", options->root);
    put_option(out, "--extra", options->extra == RC_EXTRA_IGNORE ? "ignore" : NULL);
    put_option(out, "--missing",
               options->missing == RC_MISSING_ZERO   ? "zero"
               : options->missing == RC_MISSING_NULL ? "null"
                                                     : NULL);
    put_policies(out, options);
    if (options->max_record) {
        fprintf(out, " --max-record %zu", options->max_record);
    }
    if (options->csv) {
        put_csv_options(out, options->csv);
    }
}

/* The values stay the same when they are rounded: they fit. */
static void put_command(FILE *out, const file_size *file, const char *dtype, const char *joint)
{
    if (is_text_format(file->format)) {
        fputs("rowcol load", out);
        put_read_options(out, file->options);
    } else {
        fputs("rowcol convert", out);
        put_option(out, "-f", file->options->format);
        put_option(out, "--member", file->options->member);
        fputs(rc_dtype_can_cast(file->dtype, file->better) == RC_CAST_LOSSY ? " --round" : "", out);
    }
    put_path(out, file->path);
    fprintf(out, "%s-d ", joint);
    put_word(out, dtype);
    fprintf(out, "%s-o", joint);
    put_output(out, file);
}

/* ------------------------------------------------------------------------- */

static char *command_text(const file_size *file, const char *joint)
{
    rc_error err = RC_ERROR_INIT;
    char *dtype = rc_dtype_text_mapped(file->better, file->options->mapping, &err), *text = NULL;
    size_t size;
    FILE *out = dtype ? open_memstream(&text, &size) : NULL;
    if (out) {
        put_command(out, file, dtype, joint);
        if (fclose(out) != 0) {
            free(text);
            text = NULL;
        }
    }
    rc_text_free(dtype);
    return text;
}

/* The path of a U field with code points that no conversion takes; NULL: there is none. */
static const char *find_not_characters(const field_node *node)
{
    const char *found = NULL;
    if (rc_dtype_kind(node->dtype) == RC_UCS4 && node->facts.not_text) {
        return node->path;
    }
    for (size_t i = 0; i < node->n_children && !found; i++) {
        found = find_not_characters(&node->children[i]);
    }
    return found;
}

int make_load_command(file_size *file)
{
    const char *why = "standard input cannot be read again: give a file";
    const char *path = find_not_characters(&file->root);
    size_t length;
    if (path) {
        why = "it has code points that are not characters";
    } else if (strcmp(file->path, "-") != 0) {
        file->command = command_text(file, " ");
        if (!file->command) {
            return report_no_memory();
        }
        length = strlen(file->command);
        if (rc_text_printable(file->command, length, NULL, 0) == length) {
            return 0;
        }
        free(file->command);
        file->command = NULL;
        why = "a name with control characters cannot be shown";
    }
    if (asprintf(&file->why, "%s%s%s", path ? path : "", path && *path ? ": " : "", why) < 0) {
        file->why = NULL;
        return report_no_memory();
    }
    return 0;
}

char *load_command_lines(const file_size *file)
{
    return command_text(file, " \\\n    ");
}
