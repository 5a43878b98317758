/*
 * transfer/scan.h - reads the chosen records of one input, for commands that look at them.
 *
 *     conversion run = scan_options(&table_command);
 *     ... conversion_set(&run, ...) for each option ...
 *     status = scan_input(&run, path, show, &request);
 *
 *     in show: status = scan_run(scan, &sink);
 */
#ifndef ROWCOL_TOOLS_TRANSFER_SCAN_H
#define ROWCOL_TOOLS_TRANSFER_SCAN_H

#include "options/dtype_arg.h"
#include "transfer/conversion.h"

typedef struct record_scan {
    const command *command;
    const char *path;
    given_dtype given; /* of -d, or what was found in text, or nothing */
    rc_reader *reader;
    selector *selector;
} record_scan;

/* The options before any was given; the width is that of the terminal. */
conversion scan_options(const command *cmd);

/* Opens the input at `path`, calls `show`, which returns an exit status, and closes the input.
   Returns what `show` returned, or the exit status after a report. */
int scan_input(const conversion *run, const char *path,
               int (*show)(void *request, record_scan *scan), void *request);

/* The dtype of the chosen records, borrowed. */
const rc_dtype *scan_dtype(const record_scan *scan);

/* Passes all chosen records on. The sink may return RC_END to have no more. Returns 0, or the exit
   status after a report. */
int scan_run(record_scan *scan, const record_sink *sink);

/* All chosen records in one store, for rc_store_unref. NULL: sets `*status` after a report. */
rc_store *scan_collect(record_scan *scan, int *status);

#endif
