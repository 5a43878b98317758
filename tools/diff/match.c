/* diff/match.c - pairs the records of two stores by position or by key. */
#include "diff/match.h"

#include "dtype/leaves.h"
#include "select/field_list.h"

#include <stdio.h>
#include <stdlib.h>

static rc_status start(record_match *match, const rc_store *a, const rc_store *b, rc_error *err)
{
    size_t n_a = rc_store_length(a), n_b = rc_store_length(b);
    match->of_a = calloc(n_a + 1, sizeof *match->of_a);
    match->of_b = calloc(n_b + 1, sizeof *match->of_b);
    if (!match->of_a || !match->of_b) {
        err->status = RC_ENOMEM;
        return RC_ENOMEM;
    }
    for (size_t i = 0; i < n_a; i++) {
        match->of_a[i] = NO_PARTNER;
    }
    for (size_t i = 0; i < n_b; i++) {
        match->of_b[i] = NO_PARTNER;
    }
    return RC_OK;
}

void match_release(record_match *match)
{
    free(match->of_a);
    free(match->of_b);
    *match = (record_match){NULL, NULL};
}

rc_status match_by_position(record_match *match, const rc_store *a, const rc_store *b,
                            rc_error *err)
{
    rc_status status = start(match, a, b, err);
    size_t n_a = rc_store_length(a), n_b = rc_store_length(b);
    for (size_t i = 0; i < n_a && i < n_b && status == RC_OK; i++) {
        match->of_a[i] = i;
        match->of_b[i] = i;
    }
    return status;
}

/* ------------------------------------------------------------------ by key */

/* The key fields of all records under the names of their paths. */
static const rc_store *keys_of(const rc_store *records, char *const *paths, size_t n, rc_error *err)
{
    field_list fields = {.n = 0};
    const rc_store *keys = NULL;
    if (!fields_of_paths(paths, n, &fields)) {
        err->status = RC_ENOMEM;
        return NULL;
    }
    if (field_list_bind(&fields, rc_store_dtype(records), err) == RC_OK) {
        keys = field_list_apply(&fields, records, err);
    }
    field_list_release(&fields);
    return keys;
}

/* The keys in another dtype. A value that does not fit it is an error of the input at `path`. */
static rc_store *cast_keys(const rc_store *keys, const rc_dtype *dtype, const char *path,
                           rc_error *err)
{
    rc_store *cast = rc_store_cast(keys, dtype, RC_MATCH_NAME, RC_CAST_CHECKED, RC_COLUMNS, err);
    if (!cast) {
        snprintf(err->source, sizeof err->source, "%s", path);
    }
    return cast;
}

/* The keys of both, those of a first, in one store. */
static rc_store *join_keys(const rc_store *keys_a, const rc_store *keys_b,
                           const char *const inputs[2], rc_error *err)
{
    rc_dtype *common = rc_dtype_promote(rc_store_dtype(keys_a), rc_store_dtype(keys_b), err);
    rc_store *a = NULL, *b = NULL, *both = NULL;
    if (common) {
        a = cast_keys(keys_a, common, inputs[0], err);
        b = a ? cast_keys(keys_b, common, inputs[1], err) : NULL;
    }
    if (b) {
        const rc_store *const parts[] = {a, b};
        both = rc_store_concat(parts, 2, RC_COLUMNS, err);
    }
    rc_store_unref(a);
    rc_store_unref(b);
    rc_dtype_unref(common);
    return both;
}

/* Records with the same key: indices of `both` in ascending order, those below `n_a` are of a. */
static void match_group(record_match *match, const uint64_t *group, size_t n, size_t n_a)
{
    size_t of_a = 0, i = 0, k;
    while (of_a < n && group[of_a] < n_a) {
        of_a++;
    }
    for (k = of_a; i < of_a && k < n; i++, k++) {
        match->of_a[group[i]] = group[k] - n_a;
        match->of_b[group[k] - n_a] = group[i];
    }
}

static rc_status match_groups(record_match *match, const rc_store *both, size_t n_a,
                              const rc_sort_key *keys, size_t n_keys, rc_error *err)
{
    size_t length = rc_store_length(both), n_groups = 0;
    uint64_t *order = calloc(length + 1, sizeof *order),
             *starts = calloc(length + 1, sizeof *starts);
    rc_status status = order && starts ? RC_OK : RC_ENOMEM;
    err->status = status;
    if (status == RC_OK) {
        status = rc_store_argsort(both, keys, n_keys, order, NULL, err);
    }
    if (status == RC_OK) {
        status = rc_store_groups(both, keys, n_keys, order, length, starts, &n_groups, err);
    }
    for (size_t g = 0; g < n_groups && status == RC_OK; g++) {
        size_t end = g + 1 < n_groups ? (size_t)starts[g + 1] : length;
        match_group(match, order + starts[g], end - (size_t)starts[g], n_a);
    }
    free(order);
    free(starts);
    return status;
}

/* A key for each field of the store. */
static rc_status match_fields(record_match *match, const rc_store *both, size_t n_a, rc_error *err)
{
    size_t n = rc_dtype_nfields(rc_store_dtype(both));
    rc_sort_key *keys = calloc(n + 1, sizeof *keys);
    char **quoted = calloc(n + 1, sizeof *quoted);
    rc_status status = keys && quoted ? RC_OK : RC_ENOMEM;
    err->status = status;
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        rc_field_info info;
        rc_dtype_field(rc_store_dtype(both), i, &info, NULL);
        quoted[i] = field_path("", info.name);
        keys[i].path = quoted[i];
        if (!quoted[i]) {
            err->status = status = RC_ENOMEM;
        }
    }
    if (status == RC_OK) {
        status = match_groups(match, both, n_a, keys, n, err);
    }
    for (size_t i = 0; quoted && i < n; i++) {
        free(quoted[i]);
    }
    free(quoted);
    free(keys);
    return status;
}

rc_status match_by_key(record_match *match, const rc_store *a, const rc_store *b,
                       char *const *paths, size_t n, const char *const inputs[2], rc_error *err)
{
    const rc_store *keys_a = keys_of(a, paths, n, err);
    const rc_store *keys_b = keys_a ? keys_of(b, paths, n, err) : NULL;
    rc_store *both = keys_b ? join_keys(keys_a, keys_b, inputs, err) : NULL;
    rc_status status = both ? start(match, a, b, err) : err->status;
    if (status == RC_OK) {
        status = match_fields(match, both, rc_store_length(a), err);
    }
    rc_store_unref(keys_a);
    rc_store_unref(keys_b);
    rc_store_unref(both);
    return status;
}
