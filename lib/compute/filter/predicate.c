/*
 * compute/filter/predicate.c - makes and releases predicates.
 */
#include "compute/filter/predicate.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/error.h"

#include <string.h>

enum { DEPTH = RC_MAX_PREDICATE_DEPTH };

static rc_status fail_null(rc_error *err, const char *argument)
{
    return rci_base_fail(err, RC_EARG, "the argument %s is NULL", argument);
}

/* ---------------------------------------------------------------- values */

/* Bytes of text that a value borrows. RC_OK; RC_EARG. */
static rc_status text_size(const rc_value *value, size_t *size, rc_error *err)
{
    bool data = true;
    *size = 0;
    switch (value->type) {
    case RC_VALUE_NULL:
        return rci_base_fail(err, RC_EARG,
                             "a comparison with null matches nothing (use rc_predicate_is_null)");
    case RC_VALUE_TEXT:
    case RC_VALUE_BYTES:
        *size = value->as.text.length;
        data = value->as.text.data != NULL;
        break;
    case RC_VALUE_UCS4:
        data = value->as.ucs4.data != NULL;
        if (rci_base_mul_overflows(value->as.ucs4.length, 4, size)) {
            return rci_base_fail(err, RC_EARG, "a value of %zu code points", value->as.ucs4.length);
        }
        break;
    default:
        if (value->type < RC_VALUE_NULL || value->type > RC_VALUE_TIMEDELTA) {
            return rci_base_fail(err, RC_EARG, "unknown type of value: %d", (int)value->type);
        }
        break;
    }
    return data || *size == 0 ? RC_OK
                              : rci_base_fail(err, RC_EARG, "a value with a length and no data");
}

/* Copies the text of a value to `*space`. */
static rc_value own_value(const rc_value *value, char **space)
{
    rc_value copy = *value;
    size_t size = 0;
    if (value->type == RC_VALUE_TEXT || value->type == RC_VALUE_BYTES) {
        size = value->as.text.length;
        memcpy(*space, size ? value->as.text.data : "", size);
        copy.as.text.data = *space;
    } else if (value->type == RC_VALUE_UCS4) {
        size = 4 * value->as.ucs4.length;
        memcpy(*space, size ? value->as.ucs4.data : "", size);
        copy.as.ucs4.data = *space;
    }
    *space += size;
    return copy;
}

/* ---------------------------------------------------------------- making */

static rc_predicate *new_block(size_t extra, rc_error *err)
{
    const rc_allocator *allocator = rc_get_allocator();
    size_t size;
    rc_predicate *predicate;
    if (rci_base_add_overflows(sizeof *predicate, extra, &size)) {
        rci_base_fail(err, RC_ELIMIT, "a predicate with too many values");
        return NULL;
    }
    predicate = rci_base_zalloc_as(allocator, RC_MEMORY_PLAN, size, err);
    if (predicate) {
        atomic_init(&predicate->refs, 1);
        predicate->allocator = allocator;
        predicate->block_size = size;
        predicate->depth = 1;
    }
    return predicate;
}

/* The bytes after the structure: values, path, text. RC_OK; RC_EARG, RC_ELIMIT. */
static rc_status measure(const char *path, const rc_value *values, size_t n, size_t *size,
                         rc_error *err)
{
    bool too_many = rci_base_mul_overflows(n, sizeof *values, size) ||
                    rci_base_add_overflows(*size, strlen(path) + 1, size);
    for (size_t i = 0; i < n && !too_many; i++) {
        size_t text;
        rc_status status = text_size(&values[i], &text, err);
        if (status != RC_OK) {
            return status;
        }
        too_many = rci_base_add_overflows(*size, text, size);
    }
    return too_many ? rci_base_fail(err, RC_ELIMIT, "a predicate with too many values") : RC_OK;
}

rc_predicate *rci_filter_predicate_test(rci_filter_form form, rc_compare compare, const char *path,
                                        const rc_value *values, size_t n, rc_error *err)
{
    rc_predicate *predicate;
    rc_value *own;
    char *space;
    size_t size;
    if (!path || (!values && n > 0)) {
        fail_null(err, !path ? "path" : n == 1 ? "value" : "values");
        return NULL;
    }
    if (measure(path, values, n, &size, err) != RC_OK) {
        return NULL;
    }
    predicate = new_block(size, err);
    if (!predicate) {
        return NULL;
    }
    own = (rc_value *)(void *)(predicate + 1);
    space = (char *)(own + n);
    for (size_t i = 0; i < n; i++) {
        own[i] = own_value(&values[i], &space);
    }
    memcpy(space, path, strlen(path) + 1);
    predicate->form = form;
    predicate->compare = compare;
    predicate->path = space;
    predicate->values = own;
    predicate->n_values = n;
    return predicate;
}

rc_predicate *rci_filter_predicate_join(rci_filter_form form, rc_predicate *left,
                                        rc_predicate *right, rc_error *err)
{
    rc_predicate *joined = NULL;
    unsigned depth = left ? left->depth : 0;
    depth = right && right->depth > depth ? right->depth : depth;
    if (left && (right || form == RCI_FILTER_NOT)) {
        if (depth < DEPTH) {
            joined = new_block(0, err);
        } else {
            rci_base_fail(err, RC_ELIMIT, "a predicate of more than %d levels", (int)DEPTH);
        }
    }
    if (!joined) {
        rc_predicate_unref(left);
        rc_predicate_unref(right);
        return NULL;
    }
    joined->form = form;
    joined->depth = depth + 1;
    joined->left = left;
    joined->right = right;
    return joined;
}

rc_predicate *rc_predicate_ref(const rc_predicate *predicate)
{
    rc_predicate *same = (rc_predicate *)(uintptr_t)predicate;
    if (same) {
        atomic_fetch_add_explicit(&same->refs, 1, memory_order_relaxed);
    }
    return same;
}

void rc_predicate_unref(const rc_predicate *predicate)
{
    rc_predicate *same = (rc_predicate *)(uintptr_t)predicate;
    if (!same || atomic_fetch_sub_explicit(&same->refs, 1, memory_order_acq_rel) > 1) {
        return;
    }
    rc_predicate_unref(same->left);
    rc_predicate_unref(same->right);
    rci_base_free_as(same->allocator, RC_MEMORY_PLAN, same, same->block_size);
}

/* ---------------------------------------------------------------- public */

rc_predicate *rc_predicate_compare(const char *path, rc_compare compare, const rc_value *value,
                                   rc_error *err)
{
    if ((int)compare < RC_COMPARE_EQUAL || (int)compare > RC_COMPARE_GREATER_OR_EQUAL) {
        rci_base_fail(err, RC_EARG, "unknown comparison: %d", (int)compare);
        return NULL;
    }
    return rci_filter_predicate_test(RCI_FILTER_COMPARE, compare, path, value, 1, err);
}

rc_predicate *rc_predicate_between(const char *path, const rc_value *low, const rc_value *high,
                                   rc_error *err)
{
    rc_value values[2];
    if (!low || !high) {
        fail_null(err, !low ? "low" : "high");
        return NULL;
    }
    values[0] = *low;
    values[1] = *high;
    return rci_filter_predicate_test(RCI_FILTER_BETWEEN, RC_COMPARE_EQUAL, path, values, 2, err);
}

rc_predicate *rc_predicate_in(const char *path, const rc_value *values, size_t n, rc_error *err)
{
    return rci_filter_predicate_test(RCI_FILTER_IN, RC_COMPARE_EQUAL, path, values, n, err);
}

rc_predicate *rc_predicate_is_null(const char *path, rc_error *err)
{
    return rci_filter_predicate_test(RCI_FILTER_IS_NULL, RC_COMPARE_EQUAL, path, NULL, 0, err);
}

rc_predicate *rc_predicate_starts_with(const char *path, const rc_value *prefix, rc_error *err)
{
    if (prefix && prefix->type != RC_VALUE_TEXT && prefix->type != RC_VALUE_BYTES) {
        rci_base_fail(err, RC_EARG, "a prefix is text or bytes");
        return NULL;
    }
    return rci_filter_predicate_test(RCI_FILTER_STARTS_WITH, RC_COMPARE_EQUAL, path, prefix, 1,
                                     err);
}

static rc_predicate *join(rci_filter_form form, const rc_predicate *a, const rc_predicate *b,
                          rc_error *err)
{
    if (!a || !b) {
        fail_null(err, !a ? "a" : "b");
        return NULL;
    }
    return rci_filter_predicate_join(form, rc_predicate_ref(a), rc_predicate_ref(b), err);
}

rc_predicate *rc_predicate_and(const rc_predicate *a, const rc_predicate *b, rc_error *err)
{
    return join(RCI_FILTER_AND, a, b, err);
}

rc_predicate *rc_predicate_or(const rc_predicate *a, const rc_predicate *b, rc_error *err)
{
    return join(RCI_FILTER_OR, a, b, err);
}

rc_predicate *rc_predicate_not(const rc_predicate *a, rc_error *err)
{
    if (!a) {
        fail_null(err, "a");
        return NULL;
    }
    return rci_filter_predicate_join(RCI_FILTER_NOT, rc_predicate_ref(a), NULL, err);
}
