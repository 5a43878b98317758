/* look/histogram.c - divides the range of a field in parts and counts the values in each. */
#include "look/histogram.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void histogram_release(histogram *h)
{
    free(h->counts);
    free(h->ends);
    h->counts = NULL;
    h->ends = NULL;
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
    if (h->ends) {
        return float_like(h, h->ends[i]);
    }
    if (!h->whole) {
        return i == 0 ? h->first : float_like(h, h->low * (1 - part) + h->high * part);
    }
    return integer_like(&h->first, bits_of(&h->first) + i * h->width);
}

rc_value histogram_to(const histogram *h, size_t i)
{
    uint64_t bits;
    if (h->ends) {
        return float_like(h, h->ends[i + 1]);
    }
    if (i + 1 == h->bins) {
        return h->last;
    }
    if (!h->whole) {
        return histogram_from(h, i + 1);
    }
    bits = bits_of(&h->first) + (i + 1) * h->width - 1;
    return integer_like(&h->first, bits);
}

/* -------------------------------------------------------------------- ends */

static bool is_infinite(const rc_value *value)
{
    return value->type == RC_VALUE_FLOAT && isinf(value->as.f);
}

/* The least and the greatest finite float, and how many infinities there are. */
static rc_status find_finite(histogram *h, const rc_view *view, rc_error *err)
{
    rc_status status = RC_OK;
    h->first = h->last = rc_value_null();
    for (size_t i = 0; i < view->n && status == RC_OK; i++) {
        rc_value value;
        status = rc_view_get(view, i, &value, err);
        if (status != RC_OK || value.type != RC_VALUE_FLOAT || isnan(value.as.f)) {
            continue;
        }
        if (isinf(value.as.f)) {
            *(value.as.f < 0 ? &h->below : &h->above) += 1;
            continue;
        }
        if (h->first.type == RC_VALUE_NULL || value.as.f < h->first.as.f) {
            h->first = value;
        }
        if (h->last.type == RC_VALUE_NULL || value.as.f > h->last.as.f) {
            h->last = value;
        }
    }
    return status;
}

/* Infinities are not in the parts. */
static rc_status find_ends(histogram *h, const rc_view *view, rc_error *err)
{
    h->first = h->stats.min;
    h->last = h->stats.max;
    return is_infinite(&h->first) || is_infinite(&h->last) ? find_finite(h, view, err) : RC_OK;
}

/* --------------------------------------------------------------- counting */

/* Parts of whole numbers that are as wide as they must be. */
static void divide_whole(histogram *h, size_t bins)
{
    uint64_t span = bits_of(&h->last) - bits_of(&h->first);
    h->width = span / bins + 1; /* 0 is 2^64: one part has all numbers */
    h->bins = h->width ? (size_t)(span / h->width) + 1 : 1;
}

static void divide_floats(histogram *h, size_t bins)
{
    h->low = h->first.as.f;
    h->high = h->last.as.f;
    h->bins = h->low < h->high ? bins : 1;
}

/* ------------------------------------------------------------- round numbers */

/* Doubles hold these powers of ten, and whole numbers up to 2^53, exactly: then a quotient or a
   product is the double next to the decimal. */
enum { MOST_EXPONENT = 22 };
#define MOST_WHOLE 9007199254740992.0

static double power_of_ten(int exponent)
{
    double power = 1;
    for (; exponent > 0; exponent--) {
        power *= 10;
    }
    return power;
}

/* `n` times ten to the power of `exponent`. */
static double decimal(double n, int exponent)
{
    return exponent < 0 ? n / power_of_ten(-exponent) : n * power_of_ten(exponent);
}

/* Sets the ends to multiples of unit * 10^exponent, and h->bins. False: they would be too many, or
   not be exact. */
static bool divide_at(histogram *h, double unit, int exponent, size_t bins)
{
    const double step = decimal(unit, exponent);
    double first = floor(h->low / step);
    size_t n = 0;
    first -= decimal(first * unit, exponent) > h->low;
    first += decimal((first + 1) * unit, exponent) <= h->low;
    if (fabs(first * unit) + (double)(bins + 1) * unit >= MOST_WHOLE) {
        return false;
    }
    do {
        h->ends[n] = decimal((first + (double)n) * unit, exponent);
        n++;
    } while (h->ends[n - 1] <= h->high && n <= bins + 1);
    h->bins = n - 1;
    return h->ends[n - 1] > h->high && h->bins <= bins;
}

/* The shortest parts of round numbers, `bins` at most. False: there are none, or no memory. */
static bool divide_round(histogram *h, size_t bins)
{
    static const double units[] = {1, 2, 5};
    const double least = (h->high - h->low) / (double)bins;
    int exponent = isfinite(least) && least > 0 ? (int)floor(log10(least)) : MOST_EXPONENT;
    h->ends = calloc(bins + 2, sizeof *h->ends);
    for (int tries = 0; h->ends && tries < 2 && abs(exponent) < MOST_EXPONENT;
         tries++, exponent++) {
        for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
            if (decimal(units[i], exponent) >= least && divide_at(h, units[i], exponent, bins)) {
                return true;
            }
        }
    }
    free(h->ends);
    h->ends = NULL;
    return false;
}

/* The part of a value that is in one of them. */
static size_t part_of(const histogram *h, double value)
{
    size_t low = 0, high = h->bins;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        *(value < h->ends[middle] ? &high : &low) = middle;
    }
    return low;
}

static rc_status count_round(histogram *h, const rc_view *view, rc_error *err)
{
    rc_status status = RC_OK;
    for (size_t i = 0; i < view->n && status == RC_OK; i++) {
        rc_value value;
        status = rc_view_get(view, i, &value, err);
        if (status == RC_OK && value.type == RC_VALUE_FLOAT && isfinite(value.as.f)) {
            h->counts[part_of(h, value.as.f)]++;
        }
    }
    return status;
}

/* ------------------------------------------------------------------- counting */

/* Whether the value is neither null nor NaT. */
static bool is_counted(const rc_value *value)
{
    bool time = value->type == RC_VALUE_DATETIME || value->type == RC_VALUE_TIMEDELTA;
    return value->type != RC_VALUE_NULL && !(time && value->as.i == RC_NAT);
}

static rc_status count_whole(histogram *h, const rc_view *view, rc_error *err)
{
    uint64_t first = bits_of(&h->first);
    rc_status status = RC_OK;
    for (size_t i = 0; i < view->n && status == RC_OK; i++) {
        rc_value value;
        status = rc_view_get(view, i, &value, err);
        if (status == RC_OK && is_counted(&value)) {
            h->counts[h->width ? (bits_of(&value) - first) / h->width : 0]++;
        }
    }
    return status;
}

/* `counts` has two elements more, for what is outside of the parts. */
static rc_status count_floats(histogram *h, const rc_view *view, rc_error *err)
{
    rc_status status;
    if (!(h->low < h->high)) {
        h->counts[0] = h->stats.count - h->below - h->above;
        return RC_OK;
    }
    status = rc_view_histogram(view, h->low, h->high, h->bins, h->counts, err);
    memmove(h->counts, h->counts + 1, h->bins * sizeof *h->counts);
    return status;
}

rc_status histogram_make(histogram *h, const rc_view *view, size_t bins, bool round, rc_error *err)
{
    rc_kind kind = rc_dtype_kind(view->dtype);
    rc_status status;
    *h = (histogram){.stats = RC_STATS_INIT, .whole = kind < RC_F2 || kind > RC_F8};
    status = rc_view_stats(view, &h->stats, NULL, err);
    status = status == RC_OK ? find_ends(h, view, err) : status;
    if (status != RC_OK || h->first.type == RC_VALUE_NULL) {
        return status;
    }
    (h->whole ? divide_whole : divide_floats)(h, bins);
    if (round && !h->whole && h->bins > 1 && !divide_round(h, bins)) {
        h->bins = bins;
    }
    h->counts = calloc(h->bins + 2, sizeof *h->counts);
    if (!h->counts) {
        err->status = RC_ENOMEM;
        return RC_ENOMEM;
    }
    return (h->whole ? count_whole : h->ends ? count_round : count_floats)(h, view, err);
}
