/*
 * compute/column.h - one field of a store as the functions of this folder read it: cells at a
 * stride, and the validity bitmaps of the field and of the nullable fields around it.
 */
#ifndef ROWCOL_COMPUTE_COLUMN_H
#define ROWCOL_COMPUTE_COLUMN_H

#include "compute/tasks.h"

#include <rowcol/store.h>
#include <stdbool.h>

typedef struct rci_compute_bitmap {
    const unsigned char *bits;
    size_t bit0;    /* the bit of record 0 */
    ptrdiff_t step; /* from one record to the next */
} rci_compute_bitmap;

typedef struct rci_compute_column {
    const rc_store *store;
    const rc_dtype *dtype;
    rc_kind kind;
    const unsigned char *data; /* record 0; NULL for a struct in columns */
    ptrdiff_t stride;
    size_t size; /* of a cell */
    size_t n;
    bool swapped; /* numbers of more than one byte in the other byte order than the host's */
    size_t n_bitmaps;
    rci_compute_bitmap bitmaps[RC_MAX_DEPTH + 1];
} rci_compute_column;

void rci_compute_column_of(rci_compute_column *column, const rc_view *view);

/* The field at a path. RC_OK; as rc_store_view. */
rc_status rci_compute_column_find(rci_compute_column *column, const rc_store *store,
                                  const char *path, rc_error *err);

static inline const unsigned char *rci_compute_cell(const rci_compute_column *column, size_t i)
{
    return column->data + (ptrdiff_t)i * column->stride;
}

/* The validity of records first .. first + n - 1 as words of bits; unused bits are 0. Returns
   whether all are valid. */
bool rci_compute_column_valid(const rci_compute_column *column, size_t first, size_t n,
                              uint64_t *words);

/* Enough for a block of cells of up to 8 bytes. */
typedef union rci_compute_block {
    unsigned char bytes[8 * RCI_COMPUTE_BLOCK];
    uint64_t align[RCI_COMPUTE_BLOCK];
} rci_compute_block;

/* The cells of up to RCI_COMPUTE_BLOCK records of a column of numbers of 1, 2, 4 or 8 bytes, one
   after the other in the byte order of the host: in the column itself, or copied to `block`. */
const void *rci_compute_column_load(const rci_compute_column *column, size_t first, size_t n,
                                    rci_compute_block *block);

/* The same for a column of f2 or f4, as f4. */
const void *rci_compute_column_load_f4(const rci_compute_column *column, size_t first, size_t n,
                                       rci_compute_block *block);

/* The order of two cells of text or bytes: negative, 0, positive. */
int rci_compute_cell_order(const rci_compute_column *column, const unsigned char *a,
                           const unsigned char *b);

#endif
