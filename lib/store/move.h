/*
 * store/move.h - records from one place to another, whatever the layouts.
 */
#ifndef ROWCOL_STORE_MOVE_H
#define ROWCOL_STORE_MOVE_H

#include "store/layout.h"

/* Records of one shape somewhere in memory. */
typedef struct rci_store_records {
    rc_layout layout;
    unsigned char *data;           /* what the places count from; rows: the first row */
    const rci_store_place *places; /* columns */
    size_t first;                  /* of the records at `data`, the one meant */
} rci_store_records;

/*
 * Copies the cells of `n` records that do not overlap; str cells as they are. Padding of rows at
 * `to` is zero afterwards; `zeroed` says that it is already.
 */
void rci_store_move_records(const rci_store_shape *shape, const rci_store_records *to,
                            const rci_store_records *from, size_t n, bool zeroed);

#endif
