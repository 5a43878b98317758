/* field_list.c - some fields of records, under other names. */
#include "field_list.h"

#include "report.h"

#include <stdlib.h>
#include <string.h>

/* ----------------------------------------------------------------- reading */

/* Removes the double quotes around a name and its backslashes, in place. */
static void unquote(char *name)
{
    char *to = name;
    if (*name != '"') {
        return;
    }
    for (const char *from = name + 1; *from && *from != '"'; from++) {
        from += *from == '\\' && from[1];
        *to++ = *from;
    }
    *to = '\0';
}

/* Cuts blanks off the end, and returns where others begin. */
static char *trim(char *text)
{
    char *end = text + strlen(text);
    while (end > text && end[-1] == ' ') {
        *--end = '\0';
    }
    return text + strspn(text, " ");
}

/* Divides an item into its name and its path. */
static int read_item(const command *cmd, const char *option, field_list *fields, char *item)
{
    char *equals = item + (skip_to(item, '=') - item);
    fields->paths[fields->n] = item;
    if (*equals) {
        *equals = '\0';
        fields->paths[fields->n] = trim(equals + 1);
        fields->names[fields->n] = trim(item);
        unquote(fields->names[fields->n]);
        if (!fields->paths[fields->n][0] || !fields->names[fields->n][0]) {
            return report_usage(cmd,
                                "--%s %s=%s: a name on both sides of = is needed, such as "
                                "new=old",
                                option, fields->names[fields->n], fields->paths[fields->n]);
        }
        fields->renamed = true;
    }
    fields->n++;
    return 0;
}

int parse_fields(const command *cmd, const char *name, const char *text, field_list *fields)
{
    int status = split_list(cmd, name, text, &fields->list);
    if (status != 0) {
        return status;
    }
    fields->paths = calloc(fields->list.n, sizeof *fields->paths);
    fields->names = calloc(fields->list.n, sizeof *fields->names);
    status = fields->paths && fields->names ? 0 : report_no_memory();
    for (size_t i = 0; i < fields->list.n && status == 0; i++) {
        status = read_item(cmd, name, fields, fields->list.items[i]);
    }
    if (status != 0) {
        field_list_release(fields);
    }
    return status;
}

int fields_of_paths(char *const *paths, size_t n, field_list *fields)
{
    bool good;
    fields->list.items = calloc(n + 1, sizeof *fields->list.items);
    fields->paths = calloc(n + 1, sizeof *fields->paths);
    fields->names = calloc(n + 1, sizeof *fields->names);
    good = fields->list.items && fields->paths && fields->names;
    for (size_t i = 0; i < n && good; i++) {
        fields->list.items[i] = fields->paths[i] = fields->names[i] = strdup(paths[i]);
        good = fields->paths[i] != NULL;
        fields->list.n += good;
    }
    fields->n = n;
    fields->renamed = true;
    if (!good) {
        field_list_release(fields);
        return report_no_memory();
    }
    return 0;
}

void field_list_release(field_list *fields)
{
    free(fields->paths);
    free(fields->names);
    comma_list_release(&fields->list);
    rc_dtype_unref(fields->dtype);
    *fields = (field_list){.n = 0};
}

/* ----------------------------------------------------------------- binding */

/* One field as a view of records that have nothing else. */
static const rc_store *select_one(const rc_store *records, const char *path, rc_error *err)
{
    const char *const paths[] = {path};
    return rc_store_select_const(records, paths, 1, err);
}

/* The only field of a dtype of one field, under the name of the list's item. */
static rc_status name_field(const field_list *fields, size_t i, const rc_dtype *one,
                            rc_field_spec *spec, rc_error *err)
{
    rc_field_info info;
    rc_status status = rc_dtype_field(one, 0, &info, err);
    if (status == RC_OK) {
        *spec = (rc_field_spec){fields->names[i] ? fields->names[i] : info.name, info.dtype,
                                RC_AUTO, info.nullable};
    }
    return status;
}

/* The dtype of the fields under their new names. `empty` is a store of no records. */
static rc_dtype *renamed_dtype(const field_list *fields, const rc_store *empty, rc_error *err)
{
    rc_field_spec *specs = calloc(fields->n, sizeof *specs);
    const rc_store **ones = calloc(fields->n, sizeof *ones); /* own what `specs` borrows */
    bool aligned = rc_dtype_is_aligned(rc_store_dtype(empty)) != 0;
    rc_dtype *dtype = NULL;
    bool good = specs && ones;
    if (!good) {
        err->status = RC_ENOMEM;
    }
    for (size_t i = 0; i < fields->n && good; i++) {
        ones[i] = select_one(empty, fields->paths[i], err);
        good = ones[i] && name_field(fields, i, rc_store_dtype(ones[i]), &specs[i], err) == RC_OK;
    }
    if (good) {
        dtype = rc_dtype_struct(specs, fields->n, aligned ? RC_ALIGNED : RC_PACKED, RC_AUTO, err);
    }
    for (size_t i = 0; ones && i < fields->n; i++) {
        rc_store_unref(ones[i]);
    }
    free(ones);
    free(specs);
    return dtype;
}

rc_status field_list_bind(field_list *fields, const rc_dtype *dtype, rc_error *err)
{
    rc_store *empty = rc_store_zeros(dtype, 0, RC_ROWS, err);
    const rc_store *some = NULL;
    if (empty && fields->renamed) {
        fields->dtype = renamed_dtype(fields, empty, err);
    } else if (empty) {
        some = rc_store_select_const(empty, (const char *const *)fields->paths, fields->n, err);
        fields->dtype = rc_dtype_ref(rc_store_dtype(some));
    }
    rc_store_unref(some);
    rc_store_unref(empty);
    return fields->dtype ? RC_OK : err->status;
}

/* ---------------------------------------------------------------- applying */

/* Copies one field of all records to the field at index `i` of `to`. */
static rc_status copy_field(const field_list *fields, size_t i, rc_store *to,
                            const rc_store *records, rc_error *err)
{
    rc_field_info field, source;
    const char *path;
    rc_store *one;
    rc_status status;
    const rc_store *from = select_one(records, fields->paths[i], err);
    if (!from) {
        return err->status;
    }
    rc_dtype_field(rc_store_dtype(from), 0, &source, NULL);
    rc_dtype_field(fields->dtype, i, &field, NULL);
    path = field.name;
    one = rc_store_select(to, &path, 1, err);
    status = one ? RC_OK : err->status;
    if (status == RC_OK && strcmp(field.name, source.name) != 0) {
        status = rc_store_rename_field(one, field.name, source.name, err);
    }
    if (status == RC_OK) {
        status = rc_store_copy(one, 0, from, 0, rc_store_length(from), err);
    }
    rc_store_unref(one);
    rc_store_unref(from);
    return status;
}

static const rc_store *copy_renamed(const field_list *fields, const rc_store *records,
                                    rc_error *err)
{
    rc_store *copy = rc_store_zeros(fields->dtype, rc_store_length(records), RC_ROWS, err);
    rc_status status = copy ? RC_OK : err->status;
    for (size_t i = 0; i < fields->n && status == RC_OK; i++) {
        status = copy_field(fields, i, copy, records, err);
    }
    if (status != RC_OK) {
        rc_store_unref(copy);
        return NULL;
    }
    return copy;
}

const rc_store *field_list_apply(const field_list *fields, const rc_store *records, rc_error *err)
{
    return fields->renamed
               ? copy_renamed(fields, records, err)
               : rc_store_select_const(records, (const char *const *)fields->paths, fields->n, err);
}
