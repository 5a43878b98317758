/* select/field_list.c - some fields of records, under other names. */
#include "select/field_list.h"

#include "dtype/leaves.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

/* ----------------------------------------------------------------- reading */

/* Removes the double quotes around a name and its backslashes, in place. False: text follows the
   second quote. */
static bool unquote(char *name)
{
    char *to = name;
    const char *from = name + 1;
    if (*name != '"') {
        return true;
    }
    for (; *from && *from != '"'; from++) {
        from += *from == '\\' && from[1];
        *to++ = *from;
    }
    if (from[0] && from[1]) {
        return false;
    }
    *to = '\0';
    return true;
}

/* Divides an item into its name and its path. */
static int read_item(const command *cmd, const char *option, field_list *fields, char *item)
{
    char *equals = item + (skip_to(item, '=') - item);
    fields->paths[fields->n] = item;
    if (*equals) {
        *equals = '\0';
        fields->paths[fields->n] = trim_blanks(equals + 1);
        fields->names[fields->n] = trim_blanks(item);
        if (!unquote(fields->names[fields->n])) {
            return report_usage(cmd,
                                "--%s: text follows the double quote that ends the new name of "
                                "%s: write it in the quotes",
                                option, fields->paths[fields->n]);
        }
        if (!fields->paths[fields->n][0] || !fields->names[fields->n][0]) {
            return report_usage(cmd,
                                "--%s %s=%s: a name on both sides of = is needed, such as "
                                "new=old",
                                option, fields->names[fields->n], fields->paths[fields->n]);
        }
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
    fields->lifted = calloc(fields->list.n, sizeof *fields->lifted);
    status = fields->paths && fields->names && fields->lifted ? 0 : report_no_memory();
    for (size_t i = 0; i < fields->list.n && status == 0; i++) {
        status = read_item(cmd, name, fields, fields->list.items[i]);
    }
    if (status != 0) {
        field_list_release(fields);
    }
    return status;
}

bool fields_of_paths(char *const *paths, size_t n, field_list *fields)
{
    bool good;
    fields->list.items = calloc(n + 1, sizeof *fields->list.items);
    fields->paths = calloc(n + 1, sizeof *fields->paths);
    fields->names = calloc(n + 1, sizeof *fields->names);
    fields->lifted = calloc(n + 1, sizeof *fields->lifted);
    good = fields->list.items && fields->paths && fields->names && fields->lifted;
    for (size_t i = 0; i < n && good; i++) {
        fields->list.items[i] = fields->paths[i] = fields->names[i] = strdup(paths[i]);
        good = fields->paths[i] != NULL;
        fields->list.n += good;
    }
    fields->n = n;
    if (!good) {
        field_list_release(fields);
    }
    return good;
}

void field_list_release(field_list *fields)
{
    free(fields->paths);
    free(fields->names);
    free(fields->lifted);
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

/* What the list's item `i` becomes. Notes whether it is lifted out of a nullable struct. */
static rc_status bind_field(field_list *fields, size_t i, const rc_store *empty,
                            rc_field_spec *spec, rc_error *err)
{
    rc_error lifted = RC_ERROR_INIT;
    rc_field_info info;
    rc_status status = rc_dtype_find(rc_store_dtype(empty), fields->paths[i], &info, err);
    const rc_store *one;
    if (status != RC_OK) {
        return status;
    }
    one = select_one(empty, fields->paths[i], &lifted);
    rc_store_unref(one);
    if (!one && lifted.status != RC_EUNSUPPORTED) {
        *err = lifted;
        return err->status;
    }
    fields->lifted[i] = !one;
    fields->copied = fields->copied || fields->lifted[i] || fields->names[i];
    *spec = (rc_field_spec){fields->names[i] ? fields->names[i] : info.name, info.dtype, RC_AUTO,
                            info.nullable || fields->lifted[i]};
    return RC_OK;
}

rc_status field_list_bind(field_list *fields, const rc_dtype *dtype, rc_error *err)
{
    rc_align align = rc_dtype_is_aligned(dtype) ? RC_ALIGNED : RC_PACKED;
    rc_store *empty = rc_store_zeros(dtype, 0, RC_ROWS, err);
    rc_field_spec *specs = calloc(fields->n, sizeof *specs);
    rc_status status = empty ? RC_OK : err->status;
    if (!specs) {
        err->status = status = RC_ENOMEM;
    }
    for (size_t i = 0; i < fields->n && status == RC_OK; i++) {
        status = bind_field(fields, i, empty, &specs[i], err);
    }
    if (status == RC_OK) {
        fields->dtype = rc_dtype_struct(specs, fields->n, align, RC_AUTO, err);
        status = fields->dtype ? RC_OK : err->status;
    }
    free(specs);
    rc_store_unref(empty);
    return status;
}

/* ---------------------------------------------------------------- applying */

static rc_status copy_value(const rc_view *from, const rc_field *to, size_t record, rc_error *err);

/* The parts of a value that is a struct or a subarray. */
static rc_status copy_parts(const rc_view *from, const rc_field *to, size_t record, rc_error *err)
{
    bool fields = rc_dtype_kind(from->dtype) == RC_STRUCT;
    size_t n = fields ? rc_dtype_nfields(from->dtype) : 1;
    rc_status status = RC_OK;
    for (size_t d = 0; d < rc_dtype_ndim(from->dtype); d++) {
        n *= rc_dtype_shape(from->dtype)[d];
    }
    for (size_t k = 0; k < n && status == RC_OK; k++) {
        rc_view part;
        rc_field place;
        status = fields ? rc_view_child(from, k, &part, err) : rc_view_element(from, k, &part, err);
        if (status == RC_OK) {
            status =
                fields ? rc_field_child(to, k, &place, err) : rc_field_element(to, k, &place, err);
        }
        status = status == RC_OK ? copy_value(&part, &place, record, err) : status;
    }
    return status;
}

static rc_status copy_value(const rc_view *from, const rc_field *to, size_t record, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(from->dtype);
    rc_value value;
    rc_status status;
    if (rc_view_is_null(from, record)) {
        return rc_field_set_null(to, record, err);
    }
    if (kind == RC_STRUCT || kind == RC_SUBARRAY) {
        return copy_parts(from, to, record, err);
    }
    status = rc_view_get(from, record, &value, err);
    return status == RC_OK ? rc_field_set(to, record, &value, err) : status;
}

/* Copies a field out of a nullable struct: it is null where that is. */
static rc_status copy_lifted(const field_list *fields, size_t i, rc_store *to,
                             const rc_store *records, rc_error *err)
{
    rc_view from;
    rc_field place;
    rc_status status = rc_store_view(records, fields->paths[i], &from, err);
    status = status == RC_OK ? rc_store_field_at(to, i, &place, err) : status;
    for (size_t record = 0; record < rc_store_length(records) && status == RC_OK; record++) {
        status = copy_value(&from, &place, record, err);
    }
    return status;
}

/* Copies one field of all records to the field at index `i` of `to`. */
static rc_status copy_field(const field_list *fields, size_t i, rc_store *to,
                            const rc_store *records, rc_error *err)
{
    rc_field_info field, source;
    char *path;
    rc_store *one;
    rc_status status;
    const rc_store *from = select_one(records, fields->paths[i], err);
    if (!from) {
        return err->status;
    }
    rc_dtype_field(rc_store_dtype(from), 0, &source, NULL);
    rc_dtype_field(fields->dtype, i, &field, NULL);
    path = field_path("", field.name);
    one = path ? rc_store_select(to, (const char *const *)&path, 1, err) : NULL;
    err->status = path ? err->status : RC_ENOMEM;
    free(path);
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

static const rc_store *copy_fields(const field_list *fields, const rc_store *records, rc_error *err)
{
    rc_store *copy = rc_store_zeros(fields->dtype, rc_store_length(records), RC_ROWS, err);
    rc_status status = copy ? RC_OK : err->status;
    for (size_t i = 0; i < fields->n && status == RC_OK; i++) {
        status = (fields->lifted[i] ? copy_lifted : copy_field)(fields, i, copy, records, err);
    }
    if (status != RC_OK) {
        rc_store_unref(copy);
        return NULL;
    }
    return copy;
}

const rc_store *field_list_apply(const field_list *fields, const rc_store *records, rc_error *err)
{
    return fields->copied
               ? copy_fields(fields, records, err)
               : rc_store_select_const(records, (const char *const *)fields->paths, fields->n, err);
}
