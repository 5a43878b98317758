/*
 * format/clickhouse/columns.h - the columns of an input or output: their types, bound to a dtype.
 */
#ifndef ROWCOL_FORMAT_CLICKHOUSE_COLUMNS_H
#define ROWCOL_FORMAT_CLICKHOUSE_COLUMNS_H

#include "format/clickhouse/type.h"
#include "store/cells.h"

#include <rowcol/store.h>

typedef struct rci_clickhouse_columns {
    const rc_allocator *allocator;
    rci_clickhouse_type *root;
    size_t n_columns;
    size_t n_types;               /* in the tree */
    rci_clickhouse_type **leaves; /* of the store, in order; borrowed from the tree */
    size_t n_leaves;
    size_t row;       /* bytes of a record in RowBinary; 0: not each has the same number */
    bool as_they_lie; /* rows without padding are the bytes of RowBinary, but for what is checked */
} rci_clickhouse_columns;

/* The columns for a dtype, which must outlive them. Zeroed on failure. RC_OK; as
   rci_clickhouse_type_of. */
rc_status rci_clickhouse_columns_of(rci_clickhouse_columns *columns, const rc_dtype *dtype,
                                    rc_error *err);
/* Binds types that were read to a dtype, which must outlive them, and takes them over, also on
   failure. RC_OK; as rci_clickhouse_bind. */
rc_status rci_clickhouse_columns_bind(rci_clickhouse_columns *columns, rci_clickhouse_type *root,
                                      const rc_dtype *dtype, rc_error *err);
/* The columns that are given (rowcol/clickhouse.h), as far as the dtype, which must outlive them,
   has fields for them. RC_OK; RC_EUNSUPPORTED (the dtype does not fit), RC_EFORMAT, RC_ENAME,
   RC_ELIMIT, RC_ENOMEM. */
rc_status rci_clickhouse_columns_given(rci_clickhouse_columns *columns, const char *given,
                                       const rc_dtype *dtype, rc_error *err);
void rci_clickhouse_columns_release(rci_clickhouse_columns *columns);

/* The bytes of each value in RowBinary, if all have the same number and need no check of how many
   there are; else 0. */
size_t rci_clickhouse_fixed_size(const rci_clickhouse_type *type);

/* A leaf of a store: its cells, and the validity bitmap. */
typedef struct rci_clickhouse_spot {
    const rci_clickhouse_type *type;
    unsigned char *base; /* of the first record */
    ptrdiff_t stride;
    unsigned char *bits; /* NULL: not nullable */
    size_t bit0;         /* of the first record */
} rci_clickhouse_spot;

/* The spot of leaf `i` from record `first` on. */
rci_clickhouse_spot rci_clickhouse_spot_at(const rci_clickhouse_columns *columns,
                                           const rc_store *store, size_t i, size_t first);
/* Those of all leaves, to be released below. NULL: RC_ENOMEM. */
rci_clickhouse_spot *rci_clickhouse_spots(const rci_clickhouse_columns *columns,
                                          const rc_store *store, size_t first, rc_error *err);
void rci_clickhouse_free_spots(const rci_clickhouse_columns *columns, rci_clickhouse_spot *spots);

#endif
