/*
 * store/copy_records.h - copies records between rows and columns in any combination.
 */
#ifndef ROWCOL_STORE_COPY_RECORDS_H
#define ROWCOL_STORE_COPY_RECORDS_H

#include "store/layout.h"

/* Records of one shape somewhere in memory. */
typedef struct rci_store_records {
    rc_layout layout;
    unsigned char *data;           /* rows: the first row */
    const rci_store_place *places; /* columns, strided */
    size_t first;   /* index of the first record, counted from the places or `data` */
    ptrdiff_t step; /* strided: from one record to the next; else 1 */
} rci_store_records;

/*
 * Copies the cells of `n` records that do not overlap; str cells as they are. Padding of rows at
 * `to` is zero afterwards; `zeroed` says that it is already.
 */
void rci_store_copy_records(const rci_store_schema *schema, const rci_store_records *to,
                            const rci_store_records *from, size_t n, bool zeroed);

#endif
