/*
 * format/clickhouse/header.h - the header of RowBinaryWithNamesAndTypes: the number of columns,
 * their names, their types; and the names and types in the blocks of Native.
 */
#ifndef ROWCOL_FORMAT_CLICKHOUSE_HEADER_H
#define ROWCOL_FORMAT_CLICKHOUSE_HEADER_H

#include "format/clickhouse/columns.h"
#include "format/clickhouse/input.h"

/* The most bytes of a header, and of the name or type of a column. */
#define RCI_CLICKHOUSE_MAX_HEADER ((size_t)16 << 20)
#define RCI_CLICKHOUSE_MAX_NAME   ((size_t)1 << 20)

/* Reads a number from `ahead` at `*at`, which is moved after it. Needs more input: it is read.
   RC_OK; RC_EFORMAT (it ends there, or has more than 64 bits), RC_EIO, RC_ENOMEM. */
rc_status rci_clickhouse_read_size(rci_clickhouse_input *input, size_t *at, uint64_t *number,
                                   rc_error *err);
/* The same for a string of at most RCI_CLICKHOUSE_MAX_NAME bytes: its place in `ahead`, and its
   length. */
rc_status rci_clickhouse_read_name(rci_clickhouse_input *input, size_t *at, size_t *place,
                                   size_t *length, rc_error *err);
/* A new column from a name and a type in `ahead`, each a place and a length. NULL: as
   rci_clickhouse_type_parse. */
rci_clickhouse_type *rci_clickhouse_read_column(const rci_clickhouse_input *input,
                                                const size_t name[2], const size_t type[2],
                                                rc_error *err);
/* A root without columns. NULL: RC_ENOMEM. */
rci_clickhouse_type *rci_clickhouse_new_root(rc_error *err);
/* RC_EFORMAT: the input ends too early, after what is in `ahead`. */
rc_status rci_clickhouse_fail_end(const rci_clickhouse_input *input, const char *inside,
                                  rc_error *err);

/* Reads the header of RowBinary; `ahead` begins with the first record then. NULL: RC_EFORMAT,
   RC_EUNSUPPORTED, RC_ELIMIT, RC_ENAME, RC_EIO, RC_ENOMEM. */
rci_clickhouse_type *rci_clickhouse_header_read(rci_clickhouse_input *input, rc_error *err);
/* Appends it. RC_OK; RC_ENOMEM, RC_ELIMIT. */
rc_status rci_clickhouse_header_write(const rci_clickhouse_columns *columns, rci_base_bytes *out,
                                      rc_error *err);

/* Appends the length of a string, and the string. */
rc_status rci_clickhouse_put_name(const char *text, size_t n, rci_base_bytes *out, rc_error *err);
/* Appends the text of a type with its length. */
rc_status rci_clickhouse_put_type(const rci_clickhouse_type *type, rci_base_bytes *out,
                                  rc_error *err);

#endif
