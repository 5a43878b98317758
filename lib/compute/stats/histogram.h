/*
 * compute/stats/histogram.h - in which part of a range the numbers of a field are.
 */
#ifndef ROWCOL_COMPUTE_STATS_HISTOGRAM_H
#define ROWCOL_COMPUTE_STATS_HISTOGRAM_H

#include "compute/column.h"

#include <rowcol/stats.h>

/* The checks of rc_view_histogram. */
rc_status rci_stats_check_histogram(const rc_view *view, double low, double high, size_t bins,
                                    const uint64_t *counts, rc_error *err);

/* Counts the numbers of a column, in the histogram of the group of the record if there are groups:
   group g begins at counts[g * (bins + 2)]. */
void rci_stats_histogram(const rci_compute_column *column, double low, double high, size_t bins,
                         const uint32_t *groups, uint64_t *counts);

#endif
