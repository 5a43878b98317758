/*
 * format/clickhouse/lengths.h - the lengths of arrays, which types do not have and dtypes need: of
 * a dtype that was given, or of the first record; and the limit of a record.
 */
#ifndef ROWCOL_FORMAT_CLICKHOUSE_LENGTHS_H
#define ROWCOL_FORMAT_CLICKHOUSE_LENGTHS_H

#include "format/clickhouse/type.h"

#include <rowcol/stream.h>

/* Whether a length is not known. */
bool rci_clickhouse_lacks_lengths(const rci_clickhouse_type *root);
/* After the first record: arrays that were in arrays of no elements have none. */
void rci_clickhouse_end_lengths(rci_clickhouse_type *root);
/* Fails with RC_EARG and the hint RC_HINT_DTYPE, since no record shows the lengths. */
rc_status rci_clickhouse_fail_unknown(const rci_clickhouse_type *root, rc_error *err);

/* The length of an array, at byte `at`, is that of the type, or becomes it. RC_OK; RC_EFORMAT. */
rc_status rci_clickhouse_check_length(rci_clickhouse_type *type, uint64_t n, uint64_t at,
                                      rc_error *err);

#endif
