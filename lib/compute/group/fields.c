/*
 * compute/group/fields.c - names and dtypes of keys and aggregates.
 */
#include "compute/group/fields.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/error.h"
#include "compute/group/key.h"
#include "compute/stats/part.h"
#include "dtype/leaves.h"

#include <string.h>

/* ------------------------------------------------------------------- names */

static const char *const words[] = {
    [RC_AGGREGATE_RECORDS] = "records", [RC_AGGREGATE_COUNT] = "count",
    [RC_AGGREGATE_NULLS] = "nulls",     [RC_AGGREGATE_NANS] = "nans",
    [RC_AGGREGATE_MIN] = "min",         [RC_AGGREGATE_MAX] = "max",
    [RC_AGGREGATE_SUM] = "sum",         [RC_AGGREGATE_MEAN] = "mean"};

static rc_status join_name(rci_group_field *field, const char *first, const char *word,
                           rc_error *err)
{
    size_t a = strlen(first), b = strlen(word), bytes;
    char *text;
    if (rci_base_add_overflows(a, b + 2, &bytes)) {
        return rci_base_fail(err, RC_ELIMIT, "a name is too long");
    }
    text = rci_base_alloc(rc_get_allocator(), bytes, err);
    if (!text) {
        return RC_ENOMEM;
    }
    memcpy(text, first, a);
    text[a] = '_';
    memcpy(text + a + 1, word, b + 1);
    field->name = text;
    return RC_OK;
}

/* The last name of a path; NULL for the whole record. */
static rc_status last_name(const rc_store *store, const char *path, const char **name,
                           rc_error *err)
{
    rc_field_info info;
    rc_status status = RC_OK;
    *name = NULL;
    if (*path != '\0') {
        status = rc_dtype_find(rc_store_dtype(store), path, &info, err);
        *name = status == RC_OK ? info.name : NULL;
    }
    return status;
}

/* ------------------------------------------------------------------ dtypes */

static rc_status refuse(const rci_group_field *field, rc_error *err)
{
    const char *what = field->kind == 0 ? "cannot be keys (name a field of it)"
                       : field->kind == RC_AGGREGATE_MIN || field->kind == RC_AGGREGATE_MAX
                           ? "have no minimum and maximum"
                           : "have no sum and mean";
    rci_base_fail(err, RC_ETYPE, "values of %s %s", rc_kind_name(rc_dtype_kind(field->view.dtype)),
                  field->kind >= RC_AGGREGATE_COUNT && field->kind <= RC_AGGREGATE_NANS
                      ? "are not counted (name a field of it)"
                      : what);
    rci_base_error_field(err, field->path);
    return RC_ETYPE;
}

static rc_status leaf_dtype(rci_group_field *field, rc_kind kind, rc_error *err)
{
    field->dtype = rc_dtype_leaf(kind, err);
    return field->dtype ? RC_OK : RC_ENOMEM;
}

static rc_status dtype_of_sum(rci_group_field *field, rc_kind kind, rc_error *err)
{
    if (kind == RC_TIMEDELTA) {
        int32_t multiple;
        rc_unit unit = rc_dtype_unit(field->view.dtype, &multiple);
        field->dtype = rc_dtype_time(RC_TIMEDELTA, unit, multiple, err);
        return field->dtype ? RC_OK : RC_ENOMEM;
    }
    if (rci_stats_is_real(kind)) {
        return leaf_dtype(field, RC_F8, err);
    }
    if (rci_stats_is_unsigned(kind)) {
        return leaf_dtype(field, RC_U8, err);
    }
    return kind >= RC_I1 && kind <= RC_I8 ? leaf_dtype(field, RC_I8, err) : refuse(field, err);
}

static rc_status find_dtype(rci_group_field *field, rc_error *err)
{
    rc_kind kind = field->kind == RC_AGGREGATE_RECORDS ? RC_U8 : rc_dtype_kind(field->view.dtype);
    bool is_leaf = kind != RC_STRUCT && kind != RC_SUBARRAY;
    switch (field->kind) {
    case RC_AGGREGATE_RECORDS:
        return leaf_dtype(field, RC_U8, err);
    case RC_AGGREGATE_COUNT:
    case RC_AGGREGATE_NULLS:
    case RC_AGGREGATE_NANS:
        return is_leaf ? leaf_dtype(field, RC_U8, err) : refuse(field, err);
    case RC_AGGREGATE_MEAN:
        if (kind > RC_F8 && !rci_stats_is_time(kind)) {
            return refuse(field, err);
        }
        return leaf_dtype(field, RC_F8, err);
    case RC_AGGREGATE_SUM:
        return dtype_of_sum(field, kind, err);
    default: /* keys, minimum, maximum: that of the field */
        return rci_group_is_key(kind) ? RC_OK : refuse(field, err);
    }
}

/* ------------------------------------------------------------------ fields */

static rc_status find_view(rci_group_field *field, const rc_store *store, rc_error *err)
{
    rc_status status;
    if (field->kind == RC_AGGREGATE_RECORDS) {
        return RC_OK;
    }
    if (!field->path) {
        return rci_base_fail(err, RC_EARG,
                             field->kind ? "an aggregate has no path (NULL)"
                                         : "a key has no path (NULL)");
    }
    status = rc_store_view(store, field->path, &field->view, err);
    field->can_be_null = status == RC_OK && field->view.null_owner != RCI_DTYPE_NONE;
    return status;
}

static rc_status find_name(rci_group_field *field, const rc_store *store, const char *given,
                           rc_field_spec *spec, rc_error *err)
{
    const char *last = NULL;
    rc_status status = RC_OK;
    if (given) {
        spec->name = given;
        return RC_OK;
    }
    if (field->kind != RC_AGGREGATE_RECORDS) {
        status = last_name(store, field->path, &last, err);
    }
    if (status == RC_OK && field->kind == 0) {
        spec->name = last ? last : "value";
    } else if (status == RC_OK && last) {
        status = join_name(field, last, words[field->kind], err);
        spec->name = field->name;
    } else if (status == RC_OK) {
        spec->name = words[field->kind];
    }
    return status;
}

static rc_status add_field(rci_group_fields *fields, const rc_store *store,
                           const rc_aggregate *from, rc_field_spec *spec, rc_error *err)
{
    rci_group_field *field = &fields->field[fields->n++];
    rc_status status;
    field->kind = from->kind;
    field->path = from->kind == RC_AGGREGATE_RECORDS ? NULL : from->path;
    status = find_view(field, store, err);
    if (status == RC_OK) {
        status = find_dtype(field, err);
    }
    if (status == RC_OK) {
        status = find_name(field, store, from->name, spec, err);
    }
    spec->dtype = field->dtype ? field->dtype : field->view.dtype;
    spec->offset = RC_AUTO;
    spec->nullable = field->can_be_null && (field->kind == 0 || field->kind >= RC_AGGREGATE_MIN);
    return status;
}

static rc_status add_all(rci_group_fields *fields, const rc_store *store, const char *const *keys,
                         size_t n_keys, const rc_aggregate *aggregates, size_t n_aggregates,
                         rc_field_spec *specs, rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < n_keys && status == RC_OK; i++) {
        rc_aggregate key = {0, keys[i], NULL};
        status = add_field(fields, store, &key, &specs[i], err);
    }
    for (size_t i = 0; i < n_aggregates && status == RC_OK; i++) {
        rc_aggregate_kind kind = aggregates[i].kind;
        if (kind < RC_AGGREGATE_RECORDS || kind > RC_AGGREGATE_MEAN) {
            return rci_base_fail(err, RC_EARG, "an unknown aggregate: %d", (int)kind);
        }
        status = add_field(fields, store, &aggregates[i], &specs[n_keys + i], err);
    }
    if (status == RC_OK) {
        fields->dtype = rc_dtype_struct(
            specs, fields->n, rc_dtype_is_aligned(rc_store_dtype(store)) ? RC_ALIGNED : RC_PACKED,
            RC_AUTO, err);
        status = fields->dtype ? RC_OK : RC_ENAME;
    }
    return status;
}

rc_status rci_group_fields_init(rci_group_fields *fields, const rc_store *store,
                                const char *const *keys, size_t n_keys,
                                const rc_aggregate *aggregates, size_t n_aggregates, rc_error *err)
{
    enum { EACH = sizeof(rci_group_field) + sizeof(rc_field_spec) };
    size_t n;
    rc_status status;
    *fields = (rci_group_fields){.allocator = rc_get_allocator()};
    if (!store || !keys || n_keys == 0 || (!aggregates && n_aggregates > 0)) {
        return rci_base_fail(err, RC_EARG,
                             !store                 ? "no store (NULL)"
                             : !keys || n_keys == 0 ? "no keys to group by"
                                                    : "no aggregates (NULL)");
    }
    if (rci_base_add_overflows(n_keys, n_aggregates, &n) ||
        rci_base_mul_overflows(n, EACH, &fields->bytes)) {
        return rci_base_fail(err, RC_ELIMIT, "%zu aggregates are too many", n_aggregates);
    }
    fields->memory = rci_base_zalloc(fields->allocator, fields->bytes, err);
    if (!fields->memory) {
        return RC_ENOMEM;
    }
    fields->field = fields->memory;
    status = add_all(fields, store, keys, n_keys, aggregates, n_aggregates,
                     (rc_field_spec *)(void *)(fields->field + n), err);
    if (status != RC_OK) {
        rci_group_fields_release(fields);
    }
    return status;
}

void rci_group_fields_release(rci_group_fields *fields)
{
    for (size_t i = 0; i < fields->n; i++) {
        rci_group_field *field = &fields->field[i];
        rci_base_free(fields->allocator, field->name, field->name ? strlen(field->name) + 1 : 0);
        rc_dtype_unref(field->dtype);
    }
    rc_dtype_unref(fields->dtype);
    rci_base_free(fields->allocator, fields->memory, fields->bytes);
    *fields = (rci_group_fields){0};
}
