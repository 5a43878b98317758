/*
 * format/clickhouse/given.h - the columns of a table that exists, from their text
 * (rowcol/clickhouse.h).
 */
#ifndef ROWCOL_FORMAT_CLICKHOUSE_GIVEN_H
#define ROWCOL_FORMAT_CLICKHOUSE_GIVEN_H

#include "format/clickhouse/type.h"

/* The columns for the fields of a dtype, in their order; types that are not needed may be unknown.
   NULL: RC_EUNSUPPORTED (a field has no column, or the type of one has no dtype), RC_EFORMAT (not
   such text), RC_ENAME, RC_ELIMIT, RC_ENOMEM. */
rci_clickhouse_type *rci_clickhouse_given_for(const char *given, const rc_dtype *dtype,
                                              rc_error *err);

#endif
