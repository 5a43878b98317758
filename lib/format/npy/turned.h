/*
 * format/npy/turned.h - arrays of several dimensions in Fortran order, whose records are not in one
 * piece each.
 *
 * The first index varies fastest in the file. So it is a sequence of columns: each holds, for one
 * element of the record, the values of all records.
 */
#ifndef ROWCOL_FORMAT_NPY_TURNED_H
#define ROWCOL_FORMAT_NPY_TURNED_H

#include "format/npy/header.h"

/* How many records are best read at a time, 1 at least. */
size_t rci_npy_turned_records(const rci_npy_header *header);

/* Reads `n` records from `first` on, column by column, from a source that can be read at any
   position: n * itemsize bytes. `start` is the position of the first record. RC_OK; RC_EIO,
   RC_EFORMAT. */
rc_status rci_npy_turned_read(const rci_io_source *source, const rci_npy_header *header,
                              uint64_t start, uint64_t first, size_t n, unsigned char *columns,
                              rc_error *err);

/* The same records as rows. */
void rci_npy_turned_to_rows(const rci_npy_header *header, size_t n, const unsigned char *columns,
                            unsigned char *rows);

#endif
