/*
 * format/csv/columns.h - which field of the dtype each column of the text belongs to.
 *
 * A column is a leaf: a field by its name; a field of a struct by a dotted name, "pos.x"; an
 * element of a subarray by its index, "v[0]" or "m[1][2]". Without a header the columns are the
 * leaves in the order of the dtype.
 */
#ifndef ROWCOL_FORMAT_CSV_COLUMNS_H
#define ROWCOL_FORMAT_CSV_COLUMNS_H

#include "base/bytes.h"
#include "format/csv/split.h"
#include "record/plan.h"

#include <rowcol/stream.h>

typedef struct rci_csv_column {
    uint32_t node; /* a leaf, or RCI_RECORD_NONE: the column is ignored */
    size_t shift;  /* bytes from the first element of a subarray to its element */
} rci_csv_column;

typedef struct rci_csv_columns {
    rci_base_bytes all;     /* rci_csv_column each, in the order of the text */
    rci_base_bytes missing; /* likewise: leaves that no column has */
    rci_base_bytes leaves;  /* likewise: all leaves in the order of the dtype */
} rci_csv_columns;

static inline size_t rci_csv_column_count(const rci_base_bytes *columns)
{
    return columns->length / sizeof(rci_csv_column);
}

static inline const rci_csv_column *rci_csv_column_at(const rci_base_bytes *columns, size_t i)
{
    return (const rci_csv_column *)(const void *)columns->data + i;
}

/* The leaves of the plan. RC_OK; RC_EUNSUPPORTED (a nullable struct or
   subarray), RC_ELIMIT (too many), RC_ENOMEM; release the columns then too. */
rc_status rci_csv_columns_init(rci_csv_columns *columns, const rci_record_plan *plan,
                               rc_error *err);
void rci_csv_columns_release(rci_csv_columns *columns);

/* The leaf of a name; false: there is none. */
bool rci_csv_columns_find(const rci_record_plan *plan, const char *name, size_t n,
                          rci_csv_column *column);

/* The columns are those of a header. `text` is where err->byte counts from. RC_OK; RC_EEXTRA,
   RC_EDUPLICATE, RC_EMISSING, RC_ESYNTAX (not UTF-8), RC_ENOMEM. */
rc_status rci_csv_columns_by_name(rci_csv_columns *columns, const rci_record_plan *plan,
                                  const rci_csv_record *header, const char *text, rc_extra extra,
                                  rc_missing missing, rci_base_bytes *scratch, rc_error *err);

/* The columns are all leaves. RC_OK; RC_ENOMEM. */
rc_status rci_csv_columns_by_position(rci_csv_columns *columns, rc_error *err);

/* The name of a leaf as a header has it. RC_OK; RC_ENOMEM. */
rc_status rci_csv_column_name(const rci_record_plan *plan, const rci_csv_column *column,
                              rci_base_bytes *name, rc_error *err);

#endif
