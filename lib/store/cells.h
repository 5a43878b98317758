/*
 * store/cells.h - the cells of one field in all records, in order: dimensions and
 * strides. The first dimension are the records; each subarray around the field adds one.
 */
#ifndef ROWCOL_STORE_CELLS_H
#define ROWCOL_STORE_CELLS_H

#include <rowcol/dtype.h>
#include <stdbool.h>

typedef struct rci_store_dimension {
    size_t n;
    ptrdiff_t stride; /* bytes from one to the next */
} rci_store_dimension;

typedef struct rci_store_cells {
    unsigned char *base;
    size_t n_dimensions;
    size_t total;      /* cells in all */
    size_t per_record; /* cells in a record */
    rci_store_dimension dimensions[RC_MAX_DEPTH + 2];
} rci_store_cells;

/* One cell in each of `n` records. */
rci_store_cells rci_store_cells_of(unsigned char *base, size_t n, size_t stride);

/* `n` cells, `stride` bytes from one to the next, in each cell. RC_OK; RC_ELIMIT (more than
   INT64_MAX in all). */
rc_status rci_store_cells_divide(rci_store_cells *cells, size_t n, size_t stride, rc_error *err);

/* The same for the elements of a subarray over its whole shape. */
rc_status rci_store_cells_enter(rci_store_cells *cells, const rc_dtype *subarray, rc_error *err);

/* Whether the cells, of `size` bytes, are one after the other. */
bool rci_store_cells_are_contiguous(const rci_store_cells *cells, size_t size);

/* `n` cells of which the first has the index `index`. */
typedef struct rci_store_cell_run {
    unsigned char *cell;
    size_t n;
    ptrdiff_t stride;
    size_t index;
} rci_store_cell_run;

typedef rc_status rci_store_cell_visitor(void *context, const rci_store_cell_run *run);

/* Visits all cells in order. Stops at the first status that is not RC_OK and returns it. */
rc_status rci_store_cells_each(const rci_store_cells *cells, rci_store_cell_visitor *visit,
                               void *context);

#endif
