/*
 * compute/stats/part.h - the statistics of some records of a field, before they are values.
 */
#ifndef ROWCOL_COMPUTE_STATS_PART_H
#define ROWCOL_COMPUTE_STATS_PART_H

#include "compute/column.h"
#include "value/wide.h"

#include <rowcol/stats.h>

/* A sum with the error of its additions (Neumaier, Rundungsfehleranalyse einiger Verfahren zur
   Summation endlicher Summen, ZAMM 54, 1974). */
typedef struct rci_stats_sum {
    double sum, error;
} rci_stats_sum;

void rci_stats_add_real(rci_stats_sum *to, double x);

typedef struct rci_stats_part {
    uint64_t nulls, nans, count;
    int64_t min, max; /* integers, bools, times; as rci_stats_whole_block */
    rci_value_wide sum;
    double real_min, real_max;
    rci_stats_sum real;
    const unsigned char *first, *last; /* text: the cells of minimum and maximum */
} rci_stats_part;

static inline bool rci_stats_is_unsigned(rc_kind kind)
{
    return kind == RC_BOOL || (kind >= RC_U1 && kind <= RC_U8);
}

static inline bool rci_stats_is_time(rc_kind kind)
{
    return kind == RC_DATETIME || kind == RC_TIMEDELTA;
}

static inline bool rci_stats_is_real(rc_kind kind)
{
    return kind == RC_F2 || kind == RC_F4 || kind == RC_F8;
}

/* Whether a part of a complex number is NaN. */
bool rci_stats_complex_is_nan(const rci_compute_column *column, const unsigned char *cell);

/* RC_OK, or RC_ETYPE for a field without statistics, or with `numbers` for one that has neither
   numbers nor times. */
rc_status rci_stats_check_kind(const rc_view *view, bool numbers, rc_error *err);

/* Adds the statistics of the records after those of `to`. */
void rci_stats_join(const rci_compute_column *column, rci_stats_part *to,
                    const rci_stats_part *from);

/* The statistics of `records` records of a view as a caller gets them. RC_OK; RC_EFORMAT (text that
   is not valid). */
rc_status rci_stats_result(const rc_view *view, const rci_compute_column *column,
                           const rci_stats_part *total, uint64_t records, rc_stats *stats,
                           rc_error *err);

#endif
