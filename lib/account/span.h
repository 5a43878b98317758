/*
 * account/span.h - the peak of the process apart from the peaks of spans.
 *
 * The counters keep one peak. It is folded into the peak of the process and of each open span, and
 * begins anew, whenever a span begins or ends, and when a peak is asked for.
 */
#ifndef ROWCOL_ACCOUNT_SPAN_H
#define ROWCOL_ACCOUNT_SPAN_H

#include <stdint.h>

/* The peak of all kinds since the last reset. */
uint64_t rci_account_peak(void);
void rci_account_reset_peak(void);

#endif
