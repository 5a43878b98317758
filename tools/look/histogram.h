/*
 * look/histogram.h - the parts of a range of values, and how many values are in each.
 */
#ifndef ROWCOL_TOOLS_LOOK_HISTOGRAM_H
#define ROWCOL_TOOLS_LOOK_HISTOGRAM_H

#include <rowcol.h>
#include <stdbool.h>

typedef struct histogram {
    rc_stats stats;   /* of all values; texts are not possible */
    uint64_t below;   /* values that are -infinity */
    uint64_t above;   /* values that are infinity */
    bool whole;       /* the parts are whole numbers of units: both ends belong to a part */
    size_t bins;      /* 0: there are no finite values */
    uint64_t *counts; /* of each part; for free() */
    rc_value first;   /* the least finite value */
    rc_value last;    /* the greatest one */
    uint64_t width;   /* of a part, if `whole`; 0: one part has all numbers of 64 bits */
    double low, high; /* if not */
    double *ends;     /* of parts whose ends are round numbers, one more than parts; else NULL; for
                         free() */
} histogram;

/* Counts the values of a field in `bins` parts at most: whole numbers exactly; floats as
   rc_view_histogram does, or, if `round` is set, in parts whose ends are multiples of 1, 2 or 5
   times a power of ten, where doubles tell those apart. RC_OK; RC_ETYPE (not a field of numbers or
   times), RC_ENOMEM. */
rc_status histogram_make(histogram *h, const rc_view *view, size_t bins, bool round, rc_error *err);

/* The ends of part `i`. */
rc_value histogram_from(const histogram *h, size_t i);
rc_value histogram_to(const histogram *h, size_t i);

void histogram_release(histogram *h);

#endif
