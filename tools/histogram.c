/* histogram.c - divides the range of a field in parts and counts the values in each. */
#include "histogram.h"

#include "leaves.h"

#include <math.h>
#include <stdlib.h>

void histogram_release(histogram *h)
{
    free(h->counts);
    h->counts = NULL;
}

/* A value with the bits of an integer, of the type of another one. */
static rc_value integer_like(const rc_value *like, uint64_t bits)
{
    rc_value value = *like;
    if (like->type == RC_VALUE_BOOL) {
        return rc_value_bool(bits != 0);
    }
    if (like->type == RC_VALUE_INT && like->as.i < 0) {
        return rc_value_int((int64_t)bits);
    }
    if (like->type == RC_VALUE_INT || like->type == RC_VALUE_UINT) {
        return rc_value_uint(bits);
    }
    value.as.i = (int64_t)bits;
    return value;
}

/* The bits of an integer, or of the count of a time. */
static uint64_t bits_of(const rc_value *value)
{
    return value->type == RC_VALUE_BOOL   ? (uint64_t)value->as.boolean
           : value->type == RC_VALUE_UINT ? value->as.u
                                          : (uint64_t)value->as.i;
}

static rc_value float_like(const histogram *h, double x)
{
    rc_value value = h->first;
    value.as.f = x;
    value.precision = 8;
    return value;
}

rc_value histogram_from(const histogram *h, size_t i)
{
    double part = (double)i / (double)h->bins;
    if (!h->whole) {
        return i == 0 ? h->first : float_like(h, h->low * (1 - part) + h->high * part);
    }
    return integer_like(&h->first, bits_of(&h->first) + i * h->width);
}

rc_value histogram_to(const histogram *h, size_t i)
{
    uint64_t bits;
    if (i + 1 == h->bins) {
        return h->last;
    }
    if (!h->whole) {
        return histogram_from(h, i + 1);
    }
    bits = bits_of(&h->first) + (i + 1) * h->width - 1;
    return integer_like(&h->first, bits);
}

/* --------------------------------------------------------------- counting */

static double number_of(const rc_value *value)
{
    switch (value->type) {
    case RC_VALUE_FLOAT:
        return value->as.f;
    case RC_VALUE_BOOL:
        return value->as.boolean;
    case RC_VALUE_UINT:
        return (double)value->as.u;
    default:
        return (double)value->as.i;
    }
}

/* Parts of whole numbers that are as wide as they must be. */
static void divide_whole(histogram *h, size_t bins)
{
    uint64_t span = bits_of(&h->last) - bits_of(&h->first);
    h->width = span / bins + 1;
    h->bins = (size_t)(span / h->width) + 1;
    /* Between two numbers, so that none is at the end of a part. */
    h->low = number_of(&h->first) - 0.5;
    h->high = h->low + (double)h->bins * (double)h->width;
}

static void divide_floats(histogram *h, size_t bins)
{
    h->low = h->first.as.f;
    h->high = h->last.as.f;
    h->bins = h->low < h->high ? bins : 1;
}

static rc_status count(histogram *h, const rc_view *view, rc_error *err)
{
    uint64_t *counts = calloc(h->bins + 2, sizeof *counts);
    rc_status status = RC_OK;
    h->counts = counts;
    if (!counts) {
        err->status = RC_ENOMEM;
        return RC_ENOMEM;
    }
    if (h->low < h->high) {
        status = rc_view_histogram(view, h->low, h->high, h->bins, counts, err);
    } else {
        counts[1] = h->stats.count - h->below - h->above;
    }
    if (h->whole && status == RC_OK) {
        /* Numbers over 2^53 are rounded; the ends of the range are values. */
        counts[1] += counts[0];
        counts[h->bins] += counts[h->bins + 1];
    }
    for (size_t i = 0; i < h->bins; i++) {
        counts[i] = counts[i + 1];
    }
    return status;
}

/* The records whose value is finite. */
static rc_store *finite_records(const rc_store *records, rc_error *err)
{
    rc_field_info info = {"", NULL, 0, 0};
    bool named = rc_dtype_field(rc_store_dtype(records), 0, &info, NULL) == RC_OK;
    char *path = named ? field_path("", info.name) : calloc(1, 1);
    rc_value low = rc_value_float(-HUGE_VAL), high = rc_value_float(HUGE_VAL);
    rc_predicate *above = NULL, *below = NULL, *both = NULL;
    rc_store *finite = NULL;
    if (!path) {
        err->status = RC_ENOMEM;
        return NULL;
    }
    above = rc_predicate_compare(path, RC_COMPARE_GREATER, &low, err);
    below = above ? rc_predicate_compare(path, RC_COMPARE_LESS, &high, err) : NULL;
    both = below ? rc_predicate_and(above, below, err) : NULL;
    finite = both ? rc_store_filter(records, both, NULL, err) : NULL;
    rc_predicate_unref(both);
    rc_predicate_unref(below);
    rc_predicate_unref(above);
    free(path);
    return finite;
}

/* The view of the only field, or of a record without fields. */
static rc_status view_of(const rc_store *records, rc_view *view, rc_error *err)
{
    return rc_dtype_kind(rc_store_dtype(records)) == RC_STRUCT
               ? rc_store_view_at(records, 0, view, err)
               : rc_store_view(records, "", view, err);
}

/* The least and the greatest finite value, and how many infinities there are. */
static rc_status find_ends(histogram *h, const rc_store *records, rc_error *err)
{
    rc_stats stats = RC_STATS_INIT;
    rc_store *finite;
    rc_view view;
    rc_status status;
    h->first = h->stats.min;
    h->last = h->stats.max;
    if (h->whole || h->stats.count == 0 || (isfinite(h->first.as.f) && isfinite(h->last.as.f))) {
        return RC_OK;
    }
    finite = finite_records(records, err);
    status = finite ? view_of(finite, &view, err) : err->status;
    status = status == RC_OK ? rc_view_stats(&view, &stats, NULL, err) : status;
    rc_store_unref(finite);
    h->first = stats.min;
    h->last = stats.max;
    return status;
}

/* Infinities are not in the parts. */
static rc_status count_infinities(histogram *h, const rc_view *view, rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < view->n && status == RC_OK; i++) {
        rc_value value;
        status = rc_view_get(view, i, &value, err);
        if (status == RC_OK && value.type == RC_VALUE_FLOAT && isinf(value.as.f)) {
            *(value.as.f < 0 ? &h->below : &h->above) += 1;
        }
    }
    return status;
}

rc_status histogram_make(histogram *h, const rc_store *records, const rc_view *view, size_t bins,
                         rc_error *err)
{
    rc_kind kind = rc_dtype_kind(view->dtype);
    rc_status status;
    *h = (histogram){.stats = RC_STATS_INIT, .whole = kind < RC_F2 || kind > RC_F8};
    status = rc_view_stats(view, &h->stats, NULL, err);
    status = status == RC_OK ? find_ends(h, records, err) : status;
    if (status == RC_OK && !h->whole && h->stats.count > 0 &&
        (isinf(h->stats.min.as.f) || isinf(h->stats.max.as.f))) {
        status = count_infinities(h, view, err);
    }
    if (status != RC_OK || h->first.type == RC_VALUE_NULL) {
        return status;
    }
    (h->whole ? divide_whole : divide_floats)(h, bins);
    return count(h, view, err);
}
