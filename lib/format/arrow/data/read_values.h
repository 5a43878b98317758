/*
 * format/arrow/data/read_values.h - the values of an imported array into the cells of a field.
 */
#ifndef ROWCOL_FORMAT_ARROW_DATA_READ_VALUES_H
#define ROWCOL_FORMAT_ARROW_DATA_READ_VALUES_H

#include "format/arrow/data/owner.h"
#include "format/arrow/data/part.h"
#include "store/cells.h"

/* Cells of a store that is being filled. */
typedef struct rci_arrow_data_target {
    rc_store *store;
    const rc_dtype *dtype; /* not a struct or subarray */
    const rci_store_cells *cells;
    rci_arrow_data_owner **owner; /* NULL: text is copied; else it is used in place, and *owner,
                                     NULL until there is one, gets a reference for it */
} rci_arrow_data_target;

/* The address of the values of a part, if they are a range whose bytes are the cells of `dtype`, at
   an address that suits it, else NULL. */
const unsigned char *rci_arrow_data_shared_values(const rci_arrow_data_part *part,
                                                  const rc_dtype *dtype);

/* Writes every cell: numbers, times, bools, fixed-size binary. The cells may be the values
   themselves. RC_OK; RC_ERANGE. */
rc_status rci_arrow_data_read_values(const rci_arrow_data_part *part,
                                     const rci_arrow_data_target *target, rc_error *err);

/* The same for strings of variable length, for str and U<n>. RC_OK; RC_EFORMAT, RC_ERANGE,
   RC_ELIMIT, RC_ENOMEM. */
rc_status rci_arrow_data_read_text(const rci_arrow_data_part *part,
                                   const rci_arrow_data_target *target, rc_error *err);

#endif
