/*
 * scan.h - reads the chosen records of one input, for commands that look at them.
 *
 *     conversion run = scan_options(&table_command);
 *     record_scan scan;
 *     ... conversion_set(&run, ...) for each option ...
 *     status = scan_open(&scan, &run, path);
 *     if (status == 0) {
 *         status = scan_run(&scan, &sink);
 *     }
 *     scan_close(&scan);
 */
#ifndef ROWCOL_TOOLS_SCAN_H
#define ROWCOL_TOOLS_SCAN_H

#include "conversion.h"

typedef struct record_scan {
    rc_dtype *given; /* of -d, or NULL */
    rc_reader *reader;
    selector *selector;
} record_scan;

/* The options before any was given. */
conversion scan_options(const command *cmd);

/* Opens the input. Returns 0, or the exit status after a report. scan_close is needed after either.
 */
int scan_open(record_scan *scan, const conversion *run, const char *path);

/* The dtype of the chosen records, borrowed. */
const rc_dtype *scan_dtype(const record_scan *scan);

/* The number of records in the input, or RC_UNKNOWN. */
uint64_t scan_length(const record_scan *scan);

/* Passes all chosen records on. The sink may return RC_END to have no more. Returns 0, or the exit
   status after a report. */
int scan_run(record_scan *scan, const record_sink *sink);

/* All chosen records in one store, for rc_store_unref. NULL: sets `*status` after a report. */
rc_store *scan_collect(record_scan *scan, int *status);

void scan_close(record_scan *scan);

#endif
