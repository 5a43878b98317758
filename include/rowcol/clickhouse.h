/*
 * rowcol/clickhouse.h - ClickHouse (https://clickhouse.com/docs): tables for records of a dtype.
 *
 * Readers and writers of rowcol/stream.h know its formats RowBinaryWithNamesAndTypes and Native as
 * "rowbinary" and "native". doc/clickhouse.md has the type of each dtype.
 */
#ifndef ROWCOL_CLICKHOUSE_H
#define ROWCOL_CLICKHOUSE_H

#include <rowcol/dtype.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The statement CREATE TABLE for records of a dtype, as a new NUL-terminated string, which the
 * caller releases with rc_text_free: the columns and types with which the formats are written, a
 * line each, the engine MergeTree, and ORDER BY tuple(): without an order. `table` is the name, of
 * any characters: a database is not part of it. The statement ends with a line break, without a
 * semicolon. Any thread.
 * NULL: RC_EARG (no dtype, no or an empty name), RC_EUNSUPPORTED (a field has no type there;
 * err->field is the field, and the message has a way out), RC_ENOMEM.
 */
RC_API char *rc_clickhouse_table(const rc_dtype *dtype, const char *table, rc_error *err);

#ifdef __cplusplus
}
#endif

#endif
