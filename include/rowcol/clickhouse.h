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

/**
 * The dtype with which records are loaded into a table that exists: that of its columns as
 * "native" is read, packed. `columns` are their names and types, with commas or line breaks between
 * the columns, as CREATE TABLE and DESCRIBE TABLE have them:
 *
 *     id UInt64, `first name` Nullable(String)
 *     day Date
 *
 * Names may be in quotes or backticks, with backslashes for what is special. The same text is
 * `columns` of rc_write_options: then the writer of "native" writes the fields of its dtype as the
 * columns of the same names, in the order of the fields; columns without a field are left out. A
 * field may be narrower than its column: integers, floats, bool as UInt8, M8[D] as Date, M8[s] as
 * DateTime, any text as String or Enum; nullable or not. A value that the type does not hold, such
 * as a null in a column that is not Nullable, a day after 2149 as Date, or a string that an Enum
 * does not have, is RC_ERANGE with its record and field. LowCardinality(T) is written as T, which
 * ClickHouse converts from version 22 on. Each block is given to rc_output in one call, and begins
 * with the number of columns and the number of records, each as LEB128. It has at most 1048576
 * records, 8 MiB of fields and 32 MiB of strings; the first ones are smaller.
 *
 * The caller owns the dtype (rc_dtype_unref). Any thread. NULL: RC_EARG (no columns), RC_EFORMAT
 * (not such text), RC_EUNSUPPORTED (a type that no dtype holds, or an Array, whose length the
 * type does not have; err->field is the column), RC_ENAME, RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_dtype *rc_clickhouse_dtype(const char *columns, rc_error *err);

#ifdef __cplusplus
}
#endif

#endif
