/* diff/fields.c - pairs the fields of two stores by their names, and compares records. */
#include "diff/fields.h"

#include "base/grow.h"
#include "dtype/leaves.h"
#include "report/report.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ----------------------------------------------------------------- pairing */

/* Takes over the path. */
static int add_note(field_pairs *fields, char *path, const rc_dtype *a, const rc_dtype *b,
                    bool compared)
{
    field_note *notes =
        path ? grow(fields->notes, fields->n_notes, &fields->notes_capacity, sizeof *notes) : NULL;
    if (!notes) {
        free(path);
        return report_no_memory();
    }
    fields->notes = notes;
    fields->notes[fields->n_notes++] = (field_note){path, a, b, compared};
    return 0;
}

/* Whether values with the same bytes are equal. */
static bool has_equal_bytes(const rc_view *a, const rc_view *b)
{
    return a->data && b->data && rc_dtype_kind(a->dtype) != RC_STRUCT &&
           rc_dtype_equal(a->dtype, b->dtype) && !has_str(a->dtype);
}

/* Takes over the path. */
static int add_pair(field_pairs *fields, char *path, const rc_view *a, const rc_view *b)
{
    field_pair *pairs =
        path ? grow(fields->pairs, fields->n, &fields->pairs_capacity, sizeof *pairs) : NULL;
    if (!pairs) {
        free(path);
        return report_no_memory();
    }
    fields->pairs = pairs;
    fields->pairs[fields->n++] = (field_pair){path, *a, *b, has_equal_bytes(a, b), 0, 0};
    return 0;
}

static bool same_shape(const rc_dtype *a, const rc_dtype *b)
{
    size_t n = rc_dtype_ndim(a);
    return n == rc_dtype_ndim(b) &&
           memcmp(rc_dtype_shape(a), rc_dtype_shape(b), n * sizeof(size_t)) == 0;
}

/* Whether all parts of the values can be compared, in structs by name. */
static bool are_comparable(const rc_dtype *a, const rc_dtype *b)
{
    rc_kind kind = rc_dtype_kind(a);
    if (kind == RC_SUBARRAY) {
        return rc_dtype_kind(b) == RC_SUBARRAY && same_shape(a, b) &&
               are_comparable(rc_dtype_element(a), rc_dtype_element(b));
    }
    if (kind != RC_STRUCT) {
        return kinds_are_comparable(kind, rc_dtype_kind(b));
    }
    if (rc_dtype_kind(b) != RC_STRUCT || rc_dtype_nfields(a) != rc_dtype_nfields(b)) {
        return false;
    }
    for (size_t i = 0; i < rc_dtype_nfields(a); i++) {
        rc_field_info one, other;
        size_t k;
        rc_dtype_field(a, i, &one, NULL);
        if (rc_dtype_field_index(b, one.name, &k, NULL) != RC_OK) {
            return false;
        }
        rc_dtype_field(b, k, &other, NULL);
        if (!are_comparable(one.dtype, other.dtype)) {
            return false;
        }
    }
    return true;
}

static int pair_structs(field_pairs *fields, const char *parent, const rc_view *a,
                        const rc_view *b);

/* Two fields of one name. Takes over the path. */
static int pair_field(field_pairs *fields, char *path, const rc_view *a, const rc_view *b)
{
    bool structs = rc_dtype_kind(a->dtype) == RC_STRUCT && rc_dtype_kind(b->dtype) == RC_STRUCT;
    size_t at = fields->n;
    int status = 0;
    if (!path) {
        return report_no_memory();
    }
    if (structs) {
        if (a->valid || b->valid) {
            status = add_pair(fields, strdup(path), a, b);
        }
        status = status == 0 ? pair_structs(fields, path, a, b) : status;
        if (status == 0 && (a->valid || b->valid)) {
            fields->pairs[at].inside = fields->n - at - 1;
        }
    } else if (!are_comparable(a->dtype, b->dtype)) {
        status = add_note(fields, strdup(path), a->dtype, b->dtype, false);
    } else {
        if (!rc_dtype_equivalent(a->dtype, b->dtype)) {
            status = add_note(fields, strdup(path), a->dtype, b->dtype, true);
        }
        status = status == 0 ? add_pair(fields, strdup(path), a, b) : status;
    }
    free(path);
    return status;
}

static int pair_structs(field_pairs *fields, const char *parent, const rc_view *a, const rc_view *b)
{
    int status = 0;
    for (size_t i = 0; i < rc_dtype_nfields(a->dtype) && status == 0; i++) {
        rc_field_info info;
        rc_view one, other;
        size_t k;
        rc_dtype_field(a->dtype, i, &info, NULL);
        if (rc_dtype_field_index(b->dtype, info.name, &k, NULL) != RC_OK) {
            status = add_note(fields, field_path(parent, info.name), info.dtype, NULL, false);
            continue;
        }
        rc_view_child(a, i, &one, NULL);
        rc_view_child(b, k, &other, NULL);
        status = pair_field(fields, field_path(parent, info.name), &one, &other);
    }
    for (size_t i = 0; i < rc_dtype_nfields(b->dtype) && status == 0; i++) {
        rc_field_info info;
        size_t k;
        rc_dtype_field(b->dtype, i, &info, NULL);
        if (rc_dtype_field_index(a->dtype, info.name, &k, NULL) != RC_OK) {
            status = add_note(fields, field_path(parent, info.name), NULL, info.dtype, false);
        }
    }
    return status;
}

int pair_fields(field_pairs *fields, const rc_store *a, const rc_store *b)
{
    rc_error err = RC_ERROR_INIT;
    rc_view one, other;
    *fields = (field_pairs){.n = 0};
    if (rc_store_view(a, "", &one, &err) != RC_OK || rc_store_view(b, "", &other, &err) != RC_OK) {
        return report_error(&err);
    }
    return pair_field(fields, strdup(""), &one, &other);
}

void pairs_release(field_pairs *fields)
{
    for (size_t i = 0; i < fields->n; i++) {
        free(fields->pairs[i].path);
    }
    for (size_t i = 0; i < fields->n_notes; i++) {
        free(fields->notes[i].path);
    }
    free(fields->pairs);
    free(fields->notes);
    *fields = (field_pairs){.n = 0};
}

/* --------------------------------------------------------------- comparing */

/* Two records that are compared. */
typedef struct comparison {
    const field_pair *pair;
    size_t i;
    size_t k;
    const tolerance *within;
    rc_status (*visit)(void *context, const difference *found, rc_error *err);
    void *context;
    bool differs;
} comparison;

static rc_status report_difference(comparison *c, const char *element, const rc_view *a,
                                   const rc_view *b, rc_error *err)
{
    difference found = {c->pair, element, *a, *b};
    c->differs = true;
    return c->visit ? c->visit(c->context, &found, err) : RC_OK;
}

static rc_status get_equal(const comparison *c, const rc_view *a, const rc_view *b, bool *equal,
                           rc_error *err)
{
    rc_value one, other;
    rc_status status = rc_view_get(a, c->i, &one, err);
    status = status == RC_OK ? rc_view_get(b, c->k, &other, err) : status;
    *equal = status == RC_OK && values_are_equal(&one, a->dtype, &other, b->dtype, c->within);
    return status;
}

static rc_status compare_leaves(comparison *c, const char *element, const rc_view *a,
                                const rc_view *b, rc_error *err)
{
    bool equal;
    rc_status status = get_equal(c, a, b, &equal, err);
    return status == RC_OK && !equal ? report_difference(c, element, a, b, err) : status;
}

static rc_status compare_views(comparison *c, const char *element, const rc_view *a,
                               const rc_view *b, rc_error *err);

/* The path of an element, or of a field of one, is added to `element`. */
static rc_status compare_part(comparison *c, const char *element, const char *part,
                              const rc_view *a, const rc_view *b, rc_error *err)
{
    char *path;
    rc_status status;
    if (asprintf(&path, "%s%s", element, part) < 0) {
        err->status = RC_ENOMEM;
        return RC_ENOMEM;
    }
    status = compare_views(c, path, a, b, err);
    free(path);
    return status;
}

/* "[2][0]" for element `e` of `n`. */
static void print_index(char index[RC_MAX_NDIM * 22 + 1], const rc_dtype *dtype, size_t e, size_t n)
{
    size_t used = 0, ndim = rc_dtype_ndim(dtype);
    for (size_t d = 0; d < ndim; d++) {
        n /= rc_dtype_shape(dtype)[d];
        used += (size_t)sprintf(index + used, "[%zu]", e / n);
        e %= n;
    }
}

static rc_status compare_elements(comparison *c, const char *element, const rc_view *a,
                                  const rc_view *b, rc_error *err)
{
    size_t n = 1, ndim = rc_dtype_ndim(a->dtype);
    const size_t *shape = rc_dtype_shape(a->dtype);
    rc_status status = RC_OK;
    for (size_t d = 0; d < ndim; d++) {
        n *= shape[d];
    }
    for (size_t e = 0; e < n && status == RC_OK; e++) {
        char index[RC_MAX_NDIM * 22 + 1];
        bool equal = false;
        rc_view one, other;
        status = rc_view_element(a, e, &one, err);
        status = status == RC_OK ? rc_view_element(b, e, &other, err) : status;
        if (status == RC_OK && rc_dtype_kind(one.dtype) != RC_STRUCT) {
            status = get_equal(c, &one, &other, &equal, err);
        }
        if (status == RC_OK && !equal) {
            print_index(index, a->dtype, e, n);
            status = compare_part(c, element, index, &one, &other, err);
        }
    }
    return status;
}

/* The fields of structs in a subarray, by name. */
static rc_status compare_structs(comparison *c, const char *element, const rc_view *a,
                                 const rc_view *b, rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t f = 0; f < rc_dtype_nfields(a->dtype) && status == RC_OK; f++) {
        rc_field_info info;
        rc_view one, other;
        char *part;
        size_t k;
        rc_dtype_field(a->dtype, f, &info, NULL);
        status = rc_dtype_field_index(b->dtype, info.name, &k, err);
        status = status == RC_OK ? rc_view_child(a, f, &one, err) : status;
        status = status == RC_OK ? rc_view_child(b, k, &other, err) : status;
        if (status != RC_OK) {
            break;
        }
        part = field_path(".", info.name); /* ".." and the name */
        if (!part) {
            err->status = RC_ENOMEM;
            return RC_ENOMEM;
        }
        status = compare_part(c, element, part + 1, &one, &other, err);
        free(part);
    }
    return status;
}

static rc_status compare_views(comparison *c, const char *element, const rc_view *a,
                               const rc_view *b, rc_error *err)
{
    bool null_a = rc_view_is_null(a, c->i) != 0, null_b = rc_view_is_null(b, c->k) != 0;
    if (null_a || null_b) {
        return null_a && null_b ? RC_OK : report_difference(c, element, a, b, err);
    }
    switch (rc_dtype_kind(a->dtype)) {
    case RC_SUBARRAY:
        return compare_elements(c, element, a, b, err);
    case RC_STRUCT:
        /* Of pairs, only whether the struct is null: its fields are pairs, too. */
        return element[0] ? compare_structs(c, element, a, b, err) : RC_OK;
    default:
        return compare_leaves(c, element, a, b, err);
    }
}

/* Whether both values are there, and have the same bytes. */
static bool same_bytes(const field_pair *pair, size_t i, size_t k)
{
    const rc_view *a = &pair->a, *b = &pair->b;
    return !rc_view_is_null(a, i) && !rc_view_is_null(b, k) &&
           memcmp(a->data + (ptrdiff_t)i * a->stride, b->data + (ptrdiff_t)k * b->stride,
                  rc_dtype_itemsize(a->dtype)) == 0;
}

rc_status compare_records(field_pairs *fields, size_t i, size_t k, const tolerance *within,
                          rc_status (*visit)(void *context, const difference *found, rc_error *err),
                          void *context, bool *differs, rc_error *err)
{
    comparison c = {.i = i, .k = k, .within = within, .visit = visit, .context = context};
    rc_status status = RC_OK;
    *differs = false;
    for (size_t p = 0; p < fields->n && status == RC_OK; p++) {
        field_pair *pair = &fields->pairs[p];
        c.pair = pair;
        c.differs = false;
        if (pair->has_equal_bytes && same_bytes(pair, i, k)) {
            continue;
        }
        status = compare_views(&c, "", &pair->a, &pair->b, err);
        pair->differ += c.differs;
        *differs = *differs || c.differs;
        if (pair->inside && (rc_view_is_null(&pair->a, i) || rc_view_is_null(&pair->b, k))) {
            p += pair->inside;
        }
    }
    return status;
}
