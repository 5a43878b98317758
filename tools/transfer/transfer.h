/*
 * transfer/transfer.h - records from one or more inputs to one output.
 */
#ifndef ROWCOL_TOOLS_TRANSFER_TRANSFER_H
#define ROWCOL_TOOLS_TRANSFER_TRANSFER_H

#include "report/progress.h"
#include "select/selection.h"
#include "transfer/rejects.h"
#include "transfer/resume.h"
#include "transfer/shards.h"

#include <rowcol.h>

struct insertion; /* clickhouse/insert.h */

typedef struct transfer {
    char *const *inputs; /* paths; "-" is standard input */
    int n_inputs;        /* at least 1 */
    const char *output;  /* path; "-" is standard output; NULL with `dry`: records are only read */
    bool dry;            /* nothing is written */
    bool quiet;          /* the form of inputs is not reported */
    bool append;         /* after the records that the output has; not with `chosen` */
    rc_read_options read;
    rc_write_options write;
    unsigned threads; /* as rc_pump_options */
    progress_kind progress;
    const char *doing;           /* the command, for progress */
    const selection *chosen;     /* NULL: all records and fields */
    rejects *bad;                /* NULL: a bad record ends the transfer */
    shards *shards;              /* NULL: one output. Not with `append`, `resumed` or `insertion` */
    resume *resumed;             /* NULL: it is not to be continued. Not with `dry` or `append` */
    struct insertion *insertion; /* of the output if it is a table of a server; else NULL */
} transfer;

/* Does the transfer; the output is written whole or not at all. Adds to `*moved`. Returns the exit
   status, after reporting a failure or a signal. */
int transfer_run(const transfer *plan, rc_pump_stats *moved);

#endif
