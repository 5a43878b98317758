/* transfer/added.c - fields that are added to the records of text (--add). */
#include "transfer/added.h"

#include "options/arguments.h"
#include "options/comma_list.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

/* Those of the command line, for all inputs. */
static rc_added_field *given;
static size_t n_given;

/* A field of all defaults. NULL: out of memory. */
static rc_added_field *one_more(rc_read_options *read)
{
    const rc_added_field none = RC_ADDED_FIELD_INIT;
    rc_added_field *more = reallocarray(given, n_given + 1, sizeof *given);
    if (!more) {
        return NULL;
    }
    given = more;
    more[n_given] = none;
    read->added = given;
    read->nadded = n_given + 1;
    return &more[n_given++];
}

static int set_type(const char *item, const char *type, rc_added_field *field)
{
    rc_error err = RC_ERROR_INIT;
    field->dtype = rc_dtype_parse(type, &err);
    if (!field->dtype) {
        report("--add %s: %s", item, err.message);
        return EXIT_USAGE;
    }
    return 0;
}

/* [NAME=]WHAT[:TYPE]; the item is written to. */
static int set_item(const command *cmd, const char *item, char *text, rc_read_options *read)
{
    static const char *const whats[] = {"file", "line", NULL};
    char *what = strchr(text, '='), *type;
    rc_added_field *field = one_more(read);
    int choice = 0, status;
    if (!field) {
        return report_no_memory();
    }
    if (what) {
        *what++ = '\0';
    } else {
        what = text;
    }
    what = trim_blanks(what);
    type = strchr(what, ':');
    if (type) {
        *type++ = '\0';
    }
    what = trim_blanks(what);
    status = parse_choice(cmd, "add", what, whats, &choice);
    field->what = (rc_added)choice; /* in the order of the enum */
    field->name = strdup(trim_blanks(text));
    if (status == 0 && !field->name) {
        return report_no_memory();
    }
    if (status == 0 && !*field->name) {
        return report_usage(cmd, "--add %s: the name before = is missing", item);
    }
    return status == 0 && type ? set_type(item, trim_blanks(type), field) : status;
}

int added_set(const command *cmd, const char *argument, rc_read_options *read)
{
    comma_list list;
    int status = split_list(cmd, "add", argument, &list);
    for (size_t i = 0; i < list.n && status == 0; i++) {
        char *copy = strdup(list.items[i]);
        status = copy ? set_item(cmd, list.items[i], copy, read) : report_no_memory();
        free(copy);
    }
    comma_list_release(&list);
    return status;
}

/* ------------------------------------------------------------------- types */

static size_t longest_name(char *const *inputs, int n_inputs)
{
    size_t longest = 1;
    for (int i = 0; i < n_inputs; i++) {
        const size_t length = strlen(strcmp(inputs[i], "-") == 0 ? "standard input" : inputs[i]);
        longest = length > longest ? length : longest;
    }
    return longest;
}

int added_choose_types(rc_read_options *read, const char *format, char *const *inputs, int n_inputs)
{
    const bool npy = format && strcmp(format, "npy") == 0;
    rc_error err = RC_ERROR_INIT;
    for (size_t i = 0; i < read->nadded; i++) {
        rc_added_field *field = &given[i];
        if (!field->dtype) {
            field->dtype = field->what == RC_ADDED_LINE ? rc_dtype_leaf(RC_U8, &err)
                           : npy ? rc_dtype_sized(RC_BYTES, longest_name(inputs, n_inputs), &err)
                                 : rc_dtype_leaf(RC_STR, &err);
        }
        if (!field->dtype) {
            return report_error(&err);
        }
    }
    return 0;
}

rc_dtype *added_remove(const rc_read_options *read, const rc_dtype *dtype, const char *path,
                       int *status)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *left = rc_dtype_ref(dtype);
    for (size_t i = 0; i < read->nadded && left; i++) {
        const char *name = read->added[i].name;
        rc_dtype *before = left;
        rc_field_info info;
        size_t at;
        if (rc_dtype_field_index(left, name, &at, &err) != RC_OK) {
            report("%s: it has no field \"%s\", which --add would add", path, name);
            *status = EXIT_DATA;
            left = NULL;
        } else {
            (void)rc_dtype_field(left, at, &info, NULL);
            given[i].dtype = given[i].dtype ? given[i].dtype : rc_dtype_ref(info.dtype);
            left = rc_dtype_drop_fields(left, &name, 1, &err);
            *status = left ? 0 : report_error(&err);
        }
        rc_dtype_unref(before);
    }
    return left;
}
