/*
 * notation/require.c - the first difference between two dtypes, as an error message.
 */
#include "dtype/dtype_impl.h"
#include "notation/code.h"

#include <stdio.h>
#include <string.h>

/* The dotted path of the field that is being compared, cut where it is too long. */
typedef struct trail {
    char text[256];
    size_t length;
} trail;

static size_t push(trail *path, const char *name)
{
    size_t before = path->length, space = sizeof path->text - before;
    int n = snprintf(path->text + before, space, "%s%s", before ? "." : "", name);
    path->length = n > 0 && (size_t)n < space ? before + (size_t)n : sizeof path->text - 1;
    return before;
}

static void pop(trail *path, size_t before)
{
    path->length = before;
    path->text[before] = '\0';
}

static rc_status fail(rc_error *err, const trail *path, const char *message)
{
    bool fresh = err && err->status == RC_OK;
    rci_base_fail(err, RC_ETYPE, "%s", message);
    if (fresh && path->length) {
        rci_base_error_field(err, path->text);
    }
    return RC_ETYPE;
}

static rc_status differ(rc_error *err, const trail *path, const char *what, const char *found,
                        const char *expected)
{
    char message[sizeof err->message];
    snprintf(message, sizeof message, "%s%s, expected %s", what, found, expected);
    return fail(err, path, message);
}

static rc_status differ_size(rc_error *err, const trail *path, const char *what, size_t found,
                             size_t expected)
{
    char a[24], b[24];
    snprintf(a, sizeof a, "%zu", found);
    snprintf(b, sizeof b, "%zu", expected);
    return differ(err, path, what, a, b);
}

/* A short name for a dtype: the code of a leaf, the name of any other kind. */
static const char *name_of(rci_notation_code *code, const rc_dtype *dtype)
{
    if (dtype->kind == RC_STRUCT || dtype->kind == RC_SUBARRAY || dtype->kind == RC_STR) {
        return rc_kind_name(dtype->kind);
    }
    return rci_notation_leaf_typestr(code, dtype);
}

static rc_status compare(const rc_dtype *found, const rc_dtype *expected, trail *path,
                         rc_error *err);

static rc_status compare_member(const rci_dtype_member *found, const rci_dtype_member *expected,
                                trail *path, rc_error *err)
{
    size_t before;
    rc_status status;
    if (found->name_length != expected->name_length ||
        memcmp(found->name, expected->name, found->name_length) != 0) {
        return differ(err, path, "the name of the field is ", found->name, expected->name);
    }
    before = push(path, found->name);
    if (found->offset != expected->offset) {
        return differ_size(err, path, "the offset is ", found->offset, expected->offset);
    }
    if (found->nullable != expected->nullable) {
        return differ(err, path, "the field is ", found->nullable ? "nullable" : "not nullable",
                      expected->nullable ? "nullable" : "not nullable");
    }
    status = compare(found->dtype, expected->dtype, path, err);
    pop(path, before);
    return status;
}

static rc_status compare_structs(const rc_dtype *found, const rc_dtype *expected, trail *path,
                                 rc_error *err)
{
    size_t i, n = found->nfields < expected->nfields ? found->nfields : expected->nfields;
    rc_status status = RC_OK;
    for (i = 0; i < n && status == RC_OK; i++) {
        status = compare_member(&found->members[i], &expected->members[i], path, err);
    }
    if (status == RC_OK && found->nfields != expected->nfields) {
        bool more = found->nfields > n;
        const rci_dtype_member *extra = more ? &found->members[n] : &expected->members[n];
        push(path, extra->name);
        return fail(err, path,
                    more ? "there is a field more than expected" : "the field is missing");
    }
    if (status == RC_OK && found->itemsize != expected->itemsize) {
        return differ_size(err, path, "the itemsize is ", found->itemsize, expected->itemsize);
    }
    return status;
}

static rc_status compare_subarrays(const rc_dtype *found, const rc_dtype *expected, trail *path,
                                   rc_error *err)
{
    size_t i;
    if (found->ndim != expected->ndim) {
        return differ_size(err, path, "the number of dimensions is ", found->ndim, expected->ndim);
    }
    for (i = 0; i < found->ndim; i++) {
        if (found->shape[i] != expected->shape[i]) {
            return differ_size(err, path, "the size of a dimension is ", found->shape[i],
                               expected->shape[i]);
        }
    }
    return compare(found->element, expected->element, path, err);
}

/* Recurses at most RC_MAX_DEPTH times. */
static rc_status compare(const rc_dtype *found, const rc_dtype *expected, trail *path,
                         rc_error *err)
{
    rci_notation_code a, b;
    if (rc_dtype_equal(found, expected)) {
        return RC_OK;
    }
    if (found->kind == RC_STRUCT && expected->kind == RC_STRUCT) {
        return compare_structs(found, expected, path, err);
    }
    if (found->kind == RC_SUBARRAY && expected->kind == RC_SUBARRAY) {
        return compare_subarrays(found, expected, path, err);
    }
    return differ(err, path, "the type is ", name_of(&a, found), name_of(&b, expected));
}

rc_status rc_dtype_require(const rc_dtype *found, const rc_dtype *expected, rc_error *err)
{
    trail path = {"", 0};
    if (!found || !expected) {
        return rci_dtype_fail_null(err, found ? "expected" : "found");
    }
    return compare(found, expected, &path, err);
}
