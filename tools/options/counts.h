/* options/counts.h - a list of numbers of records on the command line, such as 1e6,2500000. */
#ifndef ROWCOL_TOOLS_OPTIONS_COUNTS_H
#define ROWCOL_TOOLS_OPTIONS_COUNTS_H

#include "base/command.h"

#include <stdint.h>

enum { MOST_COUNTS = 64 };

typedef struct counts {
    uint64_t n[MOST_COUNTS];
    size_t length;
} counts;

/* Reads the argument of the option `name`: whole numbers of 1 or more, with commas between them.
   1e6 is 1000000, 2.5e6 is 2500000. Returns 0, or EXIT_USAGE after a report. */
int parse_counts(const command *cmd, const char *name, const char *text, counts *list);

#endif
