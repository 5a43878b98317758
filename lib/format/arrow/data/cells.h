/*
 * format/arrow/data/cells.h - the cells of one field in all records, in order: dimensions and
 * strides. The first dimension are the records; each subarray around the field adds one.
 */
#ifndef ROWCOL_FORMAT_ARROW_DATA_CELLS_H
#define ROWCOL_FORMAT_ARROW_DATA_CELLS_H

#include <rowcol/dtype.h>
#include <stdbool.h>

typedef struct rci_arrow_data_dimension {
    size_t n;
    ptrdiff_t stride; /* bytes from one to the next */
} rci_arrow_data_dimension;

typedef struct rci_arrow_data_cells {
    unsigned char *base;
    size_t n_dimensions;
    size_t total;      /* cells in all */
    size_t per_record; /* cells in a record */
    rci_arrow_data_dimension dimensions[RC_MAX_DEPTH + 2];
} rci_arrow_data_cells;

/* One cell in each of `n` records. */
rci_arrow_data_cells rci_arrow_data_cells_of(unsigned char *base, size_t n, size_t stride);

/* `n` cells, `stride` bytes from one to the next, in each cell. RC_OK; RC_ELIMIT (more than
   INT64_MAX in all). */
rc_status rci_arrow_data_cells_divide(rci_arrow_data_cells *cells, size_t n, size_t stride,
                                      rc_error *err);

/* The same for the elements of a subarray over its whole shape. */
rc_status rci_arrow_data_cells_enter(rci_arrow_data_cells *cells, const rc_dtype *subarray,
                                     rc_error *err);

/* Whether the cells, of `size` bytes, are one after the other. */
bool rci_arrow_data_cells_are_contiguous(const rci_arrow_data_cells *cells, size_t size);

/* `n` cells of which the first has the index `index`. */
typedef struct rci_arrow_data_run {
    unsigned char *cell;
    size_t n;
    ptrdiff_t stride;
    size_t index;
} rci_arrow_data_run;

typedef rc_status rci_arrow_data_visitor(void *context, const rci_arrow_data_run *run);

/* Visits all cells in order. Stops at the first status that is not RC_OK and returns it. */
rc_status rci_arrow_data_cells_each(const rci_arrow_data_cells *cells,
                                    rci_arrow_data_visitor *visit, void *context);

#endif
