/*
 * stats.h - what a run moved, how long it took, and what memory it needed.
 */
#ifndef ROWCOL_TOOLS_STATS_H
#define ROWCOL_TOOLS_STATS_H

#include <rowcol.h>

/* What stands behind a number of things that is `n`: "s", or nothing for one. */
const char *plural(uint64_t n);

/* Seconds on a clock that only goes forward. */
double stats_clock(void);

/* The threads that the pump runs for the argument of -j: 0 means the processors this process may
   use. */
unsigned stats_threads(unsigned asked);

/* The line of --stats, on standard error; MB/s counts `bytes`, those of the text. */
void stats_report(const rc_pump_stats *moved, uint64_t bytes, double seconds, unsigned threads);

#endif
