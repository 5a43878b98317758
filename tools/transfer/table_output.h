/*
 * transfer/table_output.h - a table of a ClickHouse server as the output of rowcol load.
 */
#ifndef ROWCOL_TOOLS_TRANSFER_TABLE_OUTPUT_H
#define ROWCOL_TOOLS_TRANSFER_TABLE_OUTPUT_H

#include "transfer/conversion.h"

/* Whether the output of a run is a table. */
bool table_is_output(const conversion *run);

/* Refuses options that a table has no use for, asks the server for the table, and prepares
   run->plan. Does nothing for another output. Returns 0, or the exit status after a report. */
int table_prepare(conversion *run);

/* The dtype of the table. NULL: `*status` is the exit status after a report. */
rc_dtype *table_dtype(const conversion *run, int *status);

/* After a run that failed or was stopped, whose exit status this is: what is in the table. */
void table_report(const conversion *run, int status);

void table_release(conversion *run);

#endif
