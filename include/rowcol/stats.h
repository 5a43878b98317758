/*
 * rowcol/stats.h - what the values of one field are: count, nulls, minimum, maximum, sum, mean,
 * histogram.
 *
 * Errors: a NULL pointer is RC_EARG. err->field is the field.
 *
 * Threads: a large store is worked on by several threads (rc_stats_options.threads); the result is
 * the same, to the last bit, for any number. The store must not change meanwhile.
 */
#ifndef ROWCOL_STATS_H
#define ROWCOL_STATS_H

#include <rowcol/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The statistics of a field. records = nulls + nans + count.
 *
 *   field        minimum, maximum               sum                            mean
 *   -----------  -----------------------------  -----------------------------  ------------------
 *   bool         BOOL                           the number of true values      of 0 and 1
 *   integers     INT, UINT                      exact, see below               yes
 *   floats       FLOAT, infinities too          see below                      yes
 *   complex      none                           none                           none
 *   S, U, str    the first such text            none                           none
 *   V            the first such bytes           none                           none
 *   M8           DATETIME                       none                           of the counts
 *   m8           TIMEDELTA                      TIMEDELTA, exact               of the counts
 *
 * The sum of integers and timedeltas is exact: it has 128 bits, which no store can exceed. The sum
 * of floats is rounded: the values are added as doubles in 16 interleaved partial sums for each
 * 2048 records, and these are added with compensation (Neumaier's form of Kahan's summation), in
 * the order of the records. Its error is at most about 130 units in the last place of the sum of
 * the absolute values, however many there are. A sum that exceeds the range of doubles on its way
 * is an infinity or NaN.
 */
typedef struct rc_stats {
    size_t size;      /**< sizeof(rc_stats), from RC_STATS_INIT */
    uint64_t records; /**< of the store */
    uint64_t nulls;   /**< null, or inside a null struct */
    uint64_t nans;    /**< NaN or NaT; complex numbers with a part that is NaN */
    uint64_t count;   /**< all others: the values that the rest is about */
    rc_value min;     /**< RC_VALUE_NULL if there are no values; text is borrowed from the store */
    rc_value max;
    rc_value sum; /**< INT, UINT, FLOAT or TIMEDELTA; RC_VALUE_NULL if there is none, or if it does
                       not fit 64 bits: then it is in sum_high and sum_low */
    int64_t sum_high; /**< the exact sum of integers and timedeltas is sum_high * 2^64 + sum_low */
    uint64_t sum_low;
    double mean; /**< NaN if there is none; within one unit in the last place of sum / count */
} rc_stats;

#define RC_STATS_INIT                                                                              \
    {                                                                                              \
        sizeof(rc_stats), 0, 0, 0, 0, {RC_VALUE_NULL, {0}, RC_UNIT_GENERIC, 0, 0},                 \
            {RC_VALUE_NULL, {0}, RC_UNIT_GENERIC, 0, 0},                                           \
            {RC_VALUE_NULL, {0}, RC_UNIT_GENERIC, 0, 0}, 0, 0, 0                                   \
    }

/** Options. The size comes first: start from the initializer. */
typedef struct rc_stats_options {
    size_t size;      /**< sizeof(rc_stats_options) */
    unsigned threads; /**< at most so many are used; 0 is rc_get_threads() */
} rc_stats_options;

#define RC_STATS_OPTIONS_INIT                                                                      \
    {                                                                                              \
        sizeof(rc_stats_options), 0                                                                \
    }

/**
 * The statistics of a leaf field into `*stats`, whose size is set (RC_STATS_INIT). The memory of
 * the field is read once, at about the speed of the memory for numbers in columns. `options` may be
 * NULL. RC_OK; RC_ETYPE (a struct or subarray), RC_EARG (another size, options), RC_EFORMAT (a U<n>
 * cell with an invalid code point that is the minimum or maximum), RC_ENOMEM.
 */
RC_API rc_status rc_view_stats(const rc_view *view, rc_stats *stats,
                               const rc_stats_options *options, rc_error *err);

/** The same for the field at a path. RC_OK; as rc_store_view and rc_view_stats. */
RC_API rc_status rc_store_stats(const rc_store *store, const char *path, rc_stats *stats,
                                const rc_stats_options *options, rc_error *err);

/**
 * How many values of a field of numbers or times are in each of `bins` equal parts of low .. high.
 * Times are their counts. `counts` has bins + 2 elements: counts[0] is the number of values below
 * `low`, counts[i] that of low + (i - 1) * width up to low + i * width, the upper end not included
 * except in the last part (ends are exact to the rounding of a double), and counts[bins + 1] that
 * of values above `high`. Nulls, NaN and NaT are not counted. RC_OK; RC_ETYPE (another kind),
 * RC_EARG (no bins, low and high not finite or not low < high).
 */
RC_API rc_status rc_view_histogram(const rc_view *view, double low, double high, size_t bins,
                                   uint64_t *counts, rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
