/*
 * look/field_stats.h - a line about the values of each field: counts, minimum, maximum, mean,
 * distinct.
 */
#ifndef ROWCOL_TOOLS_LOOK_FIELD_STATS_H
#define ROWCOL_TOOLS_LOOK_FIELD_STATS_H

#include <rowcol.h>

/* Prints a table with a row for each field that is not a struct. Returns 0, or the exit status
   after a report. */
int print_field_stats(const rc_store *records);

/* Prints the same as a JSON array, without a newline. */
int print_field_stats_json(const rc_store *records);

#endif
