/*
 * format/clickhouse/row.h - records of RowBinary: value after value, without padding.
 *
 * A Nullable value has a byte before it, 1 for null, which is all that a null has. An Array has its
 * length before its elements. LowCardinality has no trace.
 */
#ifndef ROWCOL_FORMAT_CLICKHOUSE_ROW_H
#define ROWCOL_FORMAT_CLICKHOUSE_ROW_H

#include "format/clickhouse/columns.h"

/* Appends records first .. first + n - 1. On failure err->record counts from `first`. RC_OK;
   RC_ERANGE, RC_ENOMEM, RC_ELIMIT. */
rc_status rci_clickhouse_put_rows(const rci_clickhouse_columns *columns, const rc_store *store,
                                  size_t first, size_t n, rci_base_bytes *out, rc_error *err);

/* Whether each value of `n` records, whose cells are as they lie, is one of its type; `reading`: of
   its dtype. */
bool rci_clickhouse_check_rows(const rci_clickhouse_columns *columns, const rc_store *store,
                               size_t first, size_t n, bool reading);

/* Bytes that are read in order. */
typedef struct rci_clickhouse_bytes {
    const unsigned char *start, *at, *end;
    uint64_t place; /* of `start` in the input */
} rci_clickhouse_bytes;

/* Passes a record; the lengths of arrays that are not known become those that it has. `*at` is
   moved only by RC_OK. RC_OK; RC_END: it is longer than the bytes; RC_EFORMAT. */
rc_status rci_clickhouse_skip_row(const rci_clickhouse_columns *columns,
                                  rci_clickhouse_bytes *bytes, rc_error *err);
rc_status rci_clickhouse_skip_value(rci_clickhouse_type *type, rci_clickhouse_bytes *bytes,
                                    rc_error *err);

/* Reads at most `n` records into a store, from record 0 on, and sets its length. The bytes have
   whole records only. On failure the length is the number of records before the wrong one, which
   err->record counts. RC_OK; RC_EFORMAT, RC_ERANGE, RC_ESYNTAX, RC_ENOMEM, RC_ELIMIT. */
rc_status rci_clickhouse_take_rows(const rci_clickhouse_columns *columns,
                                   rci_clickhouse_bytes *bytes, rc_store *store, size_t n,
                                   rc_error *err);

#endif
