/*
 * report/stats.h - how much a run moved, how long it took, and how much memory it needed.
 */
#ifndef ROWCOL_TOOLS_REPORT_STATS_H
#define ROWCOL_TOOLS_REPORT_STATS_H

#include <rowcol.h>

/* The ending of a noun after the number `n`: "" for 1, else "s". */
const char *plural(uint64_t n);

/* Seconds on the monotonic clock. */
double stats_clock(void);

/* The number of threads that the pump runs for the argument of -j: at most one for each processor
   that this process may use; 0 means that number. */
unsigned stats_threads(unsigned asked);

/* Prints the line of --stats on standard error. The MB/s are those of `bytes`, the bytes of text.
 */
void stats_report(const rc_pump_stats *moved, uint64_t bytes, double seconds, unsigned threads);

#endif
