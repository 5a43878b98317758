/*
 * format/npy/header.h - the header of a .npy file: magic, version, and a dictionary in Python's
 * notation with the dtype, the order of the dimensions and the shape (NumPy Enhancement Proposal 1,
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 *
 * An array of several dimensions is seen as records that are subarrays of all dimensions but the
 * first, and an array of shape () as one record.
 */
#ifndef ROWCOL_FORMAT_NPY_HEADER_H
#define ROWCOL_FORMAT_NPY_HEADER_H

#include "base/bytes.h"
#include "io/source.h"

#include <rowcol/dtype.h>

/* The longest header that is read or written, magic included. */
#define RCI_NPY_MAX_HEADER ((size_t)32 << 20)

/* The most records of 0 bytes: the header of a file of a hundred bytes can claim any number. */
#define RCI_NPY_MAX_EMPTY_RECORDS ((uint64_t)1 << 24)

typedef struct rci_npy_header {
    rc_dtype *dtype;  /* of a record; a reference */
    uint64_t records; /* how many follow */
    uint64_t bytes;   /* in all of them; fits int64_t */
    /* In Fortran order: so many of the first dimensions of the record, and the number of records,
       are in reverse order in the file (the first index varies fastest). Else 0. */
    size_t turned;
} rci_npy_header;

/*
 * Reads a header from the start of the source, which is left at the first record. err->byte counts
 * bytes of the source. Where the source knows its size, it must hold the records and nothing else.
 * RC_OK (the caller releases the dtype); RC_EFORMAT, RC_EUNSUPPORTED, RC_ELIMIT, RC_EIO,
 * RC_ENOMEM.
 */
rc_status rci_npy_header_read(rci_io_source *source, rci_npy_header *header, rc_error *err);

/* Whether the source, where it knows its size, holds the records and nothing else. `start` is the
   position of the first. RC_OK; RC_EFORMAT, RC_EIO. */
rc_status rci_npy_check_size(const rci_io_source *source, const rci_npy_header *header,
                             uint64_t start, rc_error *err);
/* The error of a source with more bytes after its last record, which ends at byte `end`; the first
   `n` of them are known: RC_EFORMAT. */
rc_status rci_npy_trailing(uint64_t end, const unsigned char *bytes, size_t n, rc_error *err);
/* The error of a source that ends too early, at byte `end`: RC_EFORMAT. */
rc_status rci_npy_truncated(const rci_npy_header *header, uint64_t start, uint64_t end,
                            rc_error *err);

/* Whether the format can hold such records. RC_OK; RC_EUNSUPPORTED, with the field. */
rc_status rci_npy_can_hold(const rc_dtype *dtype, rc_error *err);

/*
 * Appends the header that numpy.save writes, byte for byte. Its length does not depend on the
 * number of records. RC_OK; RC_EUNSUPPORTED (a dtype that NumPy's notation cannot express),
 * RC_ELIMIT, RC_ENOMEM.
 */
rc_status rci_npy_header_write(rci_base_bytes *out, const rc_dtype *dtype, uint64_t records,
                               rc_error *err);

/* The first six bytes of every .npy file. */
#define RCI_NPY_MAGIC      "\x93NUMPY"
#define RCI_NPY_MAGIC_SIZE ((size_t)6)

#endif
