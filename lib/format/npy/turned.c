/*
 * format/npy/turned.c - records of an array in Fortran order.
 */
#include "format/npy/turned.h"

#include "store/transpose.h"

/* Elements of a record that the order of dimensions is about. */
static size_t count_elements(const rci_npy_header *header)
{
    const size_t *shape = rc_dtype_shape(header->dtype);
    size_t n = 1;
    for (size_t d = 0; d < header->turned; d++) {
        n *= shape[d];
    }
    return n;
}

static size_t element_size(const rci_npy_header *header)
{
    return rc_dtype_itemsize(header->dtype) / count_elements(header);
}

/* The position within a record of the element that the column is about: the indices of the first
   dimensions vary fastest in `column`, those of the last in the result. */
static size_t element_of(const rci_npy_header *header, size_t column)
{
    const size_t *shape = rc_dtype_shape(header->dtype);
    size_t element = 0;
    for (size_t d = 0; d < header->turned; d++) {
        element = element * shape[d] + column % shape[d];
        column /= shape[d];
    }
    return element;
}

/* Enough for the parts of columns to be read in large steps, as long as memory stays small. */
size_t rci_npy_turned_records(const rci_npy_header *header)
{
    enum { LEAST_STEP = 1 << 14, LEAST_BYTES = 1 << 19, MOST_BYTES = 1 << 26 };
    const size_t itemsize = rc_dtype_itemsize(header->dtype), size = element_size(header);
    size_t n = LEAST_STEP / (size ? size : 1), least, most;
    if (itemsize == 0) {
        return LEAST_BYTES;
    }
    least = LEAST_BYTES / itemsize;
    most = MOST_BYTES / itemsize;
    n = n < least ? least : n;
    n = n > most ? most : n;
    return n ? n : 1;
}

rc_status rci_npy_turned_read(const rci_io_source *source, const rci_npy_header *header,
                              uint64_t start, uint64_t first, size_t n, unsigned char *columns,
                              rc_error *err)
{
    const size_t size = element_size(header), all = count_elements(header);
    const bool whole = n == header->records; /* then the columns follow each other */
    const size_t step = whole ? n * size * all : n * size;
    for (size_t column = 0; column < (whole ? 1 : all); column++) {
        const uint64_t at = start + (column * header->records + first) * size;
        size_t got;
        rc_status status =
            rci_io_source_read_at(source, at, columns + column * step, step, &got, err);
        if (status == RC_OK && got < step) {
            status = rci_npy_truncated(header, start, at + got, err);
        }
        if (status != RC_OK) {
            return status;
        }
    }
    return RC_OK;
}

void rci_npy_turned_to_rows(const rci_npy_header *header, size_t n, const unsigned char *columns,
                            unsigned char *rows)
{
    const size_t itemsize = rc_dtype_itemsize(header->dtype), size = element_size(header);
    const size_t all = count_elements(header);
    for (size_t column = 0; column < all; column++) {
        rci_store_copy_cells(rows + element_of(header, column) * size, (ptrdiff_t)itemsize,
                             columns + column * n * size, (ptrdiff_t)size, size, n);
    }
}
