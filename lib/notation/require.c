/* The first difference between two dtypes, in words. */
#include "dtype/dtype_impl.h"
#include "notation/code.h"

#include <stdio.h>
#include <string.h>

/* The way down to the field that is being compared, as a dotted path cut to its room. */
typedef struct trail {
    char text[256];
    size_t length;
} trail;

static size_t push(trail *path, const char *name)
{
    size_t before = path->length, room = sizeof path->text - before;
    int n = snprintf(path->text + before, room, "%s%s", before ? "." : "", name);
    path->length = n > 0 && (size_t)n < room ? before + (size_t)n : sizeof path->text - 1;
    return before;
}

static void pop(trail *path, size_t before)
{
    path->length = before;
    path->text[before] = '\0';
}

static rc_status differ(rc_error *err, const trail *path, const char *what, const char *found,
                        const char *wanted)
{
    bool fresh = err && err->status == RC_OK;
    rci_base_fail(err, RC_ETYPE, "%s%s, wanted %s", what, found, wanted);
    if (fresh && path->length) {
        rci_base_error_field(err, path->text);
    }
    return RC_ETYPE;
}

static rc_status differ_size(rc_error *err, const trail *path, const char *what, size_t found,
                             size_t wanted)
{
    char a[24], b[24];
    snprintf(a, sizeof a, "%zu", found);
    snprintf(b, sizeof b, "%zu", wanted);
    return differ(err, path, what, a, b);
}

/* A short name for a dtype: the code of a leaf, the word for anything else. */
static const char *name_of(rci_notation_code *code, const rc_dtype *dtype)
{
    if (dtype->kind == RC_STRUCT || dtype->kind == RC_SUBARRAY || dtype->kind == RC_STR) {
        return rc_kind_name(dtype->kind);
    }
    return rci_notation_leaf_typestr(code, dtype);
}

static rc_status compare(const rc_dtype *found, const rc_dtype *wanted, trail *path, rc_error *err);

static rc_status compare_member(const rci_dtype_member *found, const rci_dtype_member *wanted,
                                trail *path, rc_error *err)
{
    size_t before;
    rc_status status;
    if (found->name_length != wanted->name_length ||
        memcmp(found->name, wanted->name, found->name_length) != 0) {
        return differ(err, path, "field ", found->name, wanted->name);
    }
    before = push(path, found->name);
    if (found->offset != wanted->offset) {
        return differ_size(err, path, "at offset ", found->offset, wanted->offset);
    }
    if (found->nullable != wanted->nullable) {
        return differ(err, path, "", found->nullable ? "nullable" : "not nullable",
                      wanted->nullable ? "nullable" : "not nullable");
    }
    status = compare(found->dtype, wanted->dtype, path, err);
    pop(path, before);
    return status;
}

static rc_status compare_structs(const rc_dtype *found, const rc_dtype *wanted, trail *path,
                                 rc_error *err)
{
    size_t i, n = found->nfields < wanted->nfields ? found->nfields : wanted->nfields;
    rc_status status = RC_OK;
    for (i = 0; i < n && status == RC_OK; i++) {
        status = compare_member(&found->members[i], &wanted->members[i], path, err);
    }
    if (status == RC_OK && found->nfields != wanted->nfields) {
        bool more = found->nfields > n;
        const rci_dtype_member *extra = more ? &found->members[n] : &wanted->members[n];
        push(path, extra->name);
        return differ(err, path, "", more ? "a field more" : "no such field",
                      more ? "none of that name" : "one");
    }
    if (status == RC_OK && found->itemsize != wanted->itemsize) {
        return differ_size(err, path, "an itemsize of ", found->itemsize, wanted->itemsize);
    }
    return status;
}

static rc_status compare_subarrays(const rc_dtype *found, const rc_dtype *wanted, trail *path,
                                   rc_error *err)
{
    size_t i;
    if (found->ndim != wanted->ndim) {
        return differ_size(err, path, "dimensions: ", found->ndim, wanted->ndim);
    }
    for (i = 0; i < found->ndim; i++) {
        if (found->shape[i] != wanted->shape[i]) {
            return differ_size(err, path, "an extent of ", found->shape[i], wanted->shape[i]);
        }
    }
    return compare(found->element, wanted->element, path, err);
}

/* Recurses at most RC_MAX_DEPTH times. */
static rc_status compare(const rc_dtype *found, const rc_dtype *wanted, trail *path, rc_error *err)
{
    rci_notation_code a, b;
    if (rc_dtype_equal(found, wanted)) {
        return RC_OK;
    }
    if (found->kind == RC_STRUCT && wanted->kind == RC_STRUCT) {
        return compare_structs(found, wanted, path, err);
    }
    if (found->kind == RC_SUBARRAY && wanted->kind == RC_SUBARRAY) {
        return compare_subarrays(found, wanted, path, err);
    }
    return differ(err, path, "", name_of(&a, found), name_of(&b, wanted));
}

rc_status rc_dtype_require(const rc_dtype *found, const rc_dtype *wanted, rc_error *err)
{
    trail path = {"", 0};
    return compare(found, wanted, &path, err);
}
