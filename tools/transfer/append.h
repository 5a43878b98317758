/*
 * transfer/append.h - records after those that a store file has. The file is written anew and
 * replaced when it is complete: whole or not at all.
 */
#ifndef ROWCOL_TOOLS_TRANSFER_APPEND_H
#define ROWCOL_TOOLS_TRANSFER_APPEND_H

#include "transfer/conversion.h"

#define APPEND_OPTION                                                                              \
    {                                                                                              \
        OPTION_APPEND, "append", NULL,                                                             \
            "add the records after those that OUTPUT has, a file of the same dtype, which is "     \
            "replaced when all is written; one that does not exist is made"                        \
    }

/* With --append: checks the output, locks it until conversion_release unless the run is dry, and
   sets plan.append if it exists. The format of the output has been chosen. Returns 0, or the exit
   status after a report.
 */
int append_prepare(conversion *run);

/* The dtype of the output, to which is appended; the caller releases it. NULL: `*status` is the
   exit status after a report. */
rc_dtype *append_dtype(const conversion *run, int *status);

#endif
