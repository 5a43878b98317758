/* stream/format_options.c - checks the options of a reader or writer against what its format uses.
 */
#include "base/error.h"
#include "stream/format.h"

#include <stdio.h>

/* The names of all formats that use an option, as "a, b". */
static const char *formats_with(rci_stream_option option, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (const rci_stream_format *const *format = rci_stream_formats; *format && used < size;
         format++) {
        if ((*format)->options & option) {
            int n = snprintf(text + used, size - used, "%s%s", used ? ", " : "", (*format)->name);
            used += n > 0 ? (size_t)n : 0;
        }
    }
    return text;
}

/* The only format that uses an option, if it may read the input of `format`, too: formats that
   share options read the same kind of text. Else NULL. */
static const rci_stream_format *alternative(const rci_stream_format *format,
                                            rci_stream_option option)
{
    const rci_stream_format *found = NULL;
    for (const rci_stream_format *const *other = rci_stream_formats; *other; other++) {
        if ((*other)->options & option) {
            if (found) {
                return NULL;
            }
            found = *other;
        }
    }
    return found && found->options & format->options ? found : NULL;
}

/* Refuses an option that is set and that the format does not use. */
static rc_status check(const rci_stream_format *format, rci_stream_option option, const char *name,
                       bool is_set, rc_error *err)
{
    char formats[128];
    if (!is_set || format->options & option) {
        return RC_OK;
    }
    return rci_base_fail(err, RC_EARG, "option \"%s\" does not apply to the format %s, only to %s",
                         name, format->name, formats_with(option, formats, sizeof formats));
}

rc_status rci_stream_check_read_options(const rci_stream_format *format,
                                        const rc_read_options *options, rc_error *err)
{
    const struct {
        rci_stream_option option;
        const char *name;
        bool is_set;
    } table[] = {
        {RCI_STREAM_ROOT, "root", options->root != NULL},
        {RCI_STREAM_EXTRA, "extra", options->extra != RC_EXTRA_ERROR},
        {RCI_STREAM_MISSING, "missing", options->missing != RC_MISSING_ERROR},
        {RCI_STREAM_NULLS, "nulls", options->nulls != RC_NULLS_ERROR},
        {RCI_STREAM_MAX_RECORD, "max_record", options->max_record != 0},
        {RCI_STREAM_MEMBER, "member", options->member != NULL},
        {RCI_STREAM_REJECT, "reject", options->reject != NULL},
        {RCI_STREAM_MAPPING, "mapping", rc_mapping_count(options->mapping) > 0},
        {RCI_STREAM_CSV, "csv", options->csv != NULL},
        {RCI_STREAM_NULLS, "null_value", options->null_value != NULL},
        {RCI_STREAM_DUPLICATE, "duplicate", options->duplicate != RC_DUPLICATE_ERROR},
        {RCI_STREAM_ACCEPT, "accept", options->accept != 0},
        {RCI_STREAM_TIME, "time", options->time != NULL},
        {RCI_STREAM_FIELDS, "fields", options->nfields > 0},
        {RCI_STREAM_ADDED, "added", options->nadded > 0},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (check(format, table[i].option, table[i].name, table[i].is_set, err) != RC_OK) {
            const rci_stream_format *other = alternative(format, table[i].option);
            if (other) {
                rci_base_error_hint(err, RC_HINT_FORMAT, other->name);
            }
            return RC_EARG;
        }
    }
    return RC_OK;
}

rc_status rci_stream_check_write_options(const rci_stream_format *format,
                                         const rc_write_options *options, rc_error *err)
{
    rc_status status = check(format, RCI_STREAM_VALUES, "values", options->values != 0, err);
    if (status == RC_OK) {
        status = check(format, RCI_STREAM_NONFINITE, "nonfinite",
                       options->nonfinite != RC_NONFINITE_ERROR, err);
    }
    if (status == RC_OK) {
        status = check(format, RCI_STREAM_COMPRESSION, "compression",
                       options->compression != RC_COMPRESSION_NONE, err);
    }
    if (status == RC_OK) {
        status = check(format, RCI_STREAM_STRINGS, "strings",
                       options->strings != RC_STRINGS_DEFAULT, err);
    }
    if (status == RC_OK) {
        status = check(format, RCI_STREAM_CSV, "csv", options->csv != NULL, err);
    }
    if (status == RC_OK) {
        status = check(format, RCI_STREAM_COLUMNS, "columns", options->columns != NULL, err);
    }
    return status;
}
