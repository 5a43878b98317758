/*
 * clickhouse/query.h - readers of the inputs of a command: files, and what a ClickHouse server
 * answers.
 */
#ifndef ROWCOL_TOOLS_CLICKHOUSE_QUERY_H
#define ROWCOL_TOOLS_CLICKHOUSE_QUERY_H

#include "clickhouse/address.h"

/* As rc_reader_open; an address of a server is a reader of the query, or of the whole table, in the
   format "native". A query that fails, also in the middle of its answer, is an error with the words
   of the server. */
rc_reader *open_input(const char *path, const rc_read_options *options, rc_error *err);

/* After a reader of open_input has failed: a server that fails in the middle of its answer may have
   written the exception after the blocks, where the reader finds something else than a block. Then
   the error becomes that one. */
void explain_input(rc_error *err);

#endif
