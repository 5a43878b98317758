/*
 * clickhouse/table.h - a table of a server: its columns, and whether it drops what is inserted
 * again.
 */
#ifndef ROWCOL_TOOLS_CLICKHOUSE_TABLE_H
#define ROWCOL_TOOLS_CLICKHOUSE_TABLE_H

#include "clickhouse/http.h"

typedef struct clickhouse_table {
    clickhouse_address address;
    char *name;          /* for SQL */
    char *columns;       /* those that can be inserted, as rc_write_options.columns */
    unsigned version[2]; /* of the server: 22, 2 */
    bool has_tokens;     /* the server knows insert_deduplication_token */
    bool deduplicates;   /* the table drops a block that it has already, with that token or, if the
                            server knows none, that content */
} clickhouse_table;

/* Asks the server. `table` is released in any case. RC_OK; RC_EARG (the address), RC_EIO,
   RC_EUNSUPPORTED, RC_ENOMEM, RC_ECANCELED. */
rc_status clickhouse_table_open(const char *path, clickhouse_table *table, rc_error *err);
void clickhouse_table_release(clickhouse_table *table);

/* The columns of a table or, in parentheses, of a query, but for those that are computed, as
   rc_clickhouse_dtype reads them, for free(). NULL: RC_EIO, RC_ENOMEM, RC_ECANCELED. */
char *clickhouse_columns(clickhouse_http *http, const char *name, rc_error *err);

#endif
