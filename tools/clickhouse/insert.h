/*
 * clickhouse/insert.h - inserts records into a table of a ClickHouse server.
 *
 * Each block of Native is a request of its own: the server refuses a block that is cut off, so it
 * takes all of its records or none. Some connections insert at the same time; what waits for them
 * is bounded. Blocks depend on the records only, and so do their tokens: where the table drops what
 * it has already, a request is repeated if its result is not known, and so may be the whole load.
 */
#ifndef ROWCOL_TOOLS_CLICKHOUSE_INSERT_H
#define ROWCOL_TOOLS_CLICKHOUSE_INSERT_H

#include "clickhouse/table.h"

#include <stdint.h>

typedef struct insertion insertion;

typedef struct insertion_options {
    unsigned connections; /* at least 1 */
    unsigned retries;     /* of a request */
    const char *const *inputs;
    int n_inputs; /* their names make the tokens of this load differ from those of another */
} insertion_options;

/* How many records are where. */
typedef struct insertion_counts {
    uint64_t confirmed; /* the server has said that they are in the table */
    uint64_t unsure;    /* they may be there */
    uint64_t retries;   /* requests that were made again */
} insertion_counts;

/* The table must exist as long as it. NULL: RC_ENOMEM. */
insertion *insertion_open(const clickhouse_table *table, const insertion_options *options,
                          rc_error *err);
/* The writer of its records, which is to be closed before it; only one. The table has all of them
   when rc_writer_finish has succeeded. NULL: as rc_writer_open. */
rc_writer *insertion_writer(insertion *in, const rc_dtype *dtype, rc_error *err);
/* Ends all requests. NULL is allowed. */
void insertion_close(insertion *in);

/* After the writer was closed. */
insertion_counts insertion_count(const insertion *in);

#endif
