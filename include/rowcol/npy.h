/*
 * rowcol/npy.h - NumPy's .npy files (format versions 1.0, 2.0 and 3.0; NumPy Enhancement Proposal
 * 1, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 *
 * Readers and writers of rowcol/stream.h know the format as "npy". What is written is what
 * numpy.save writes for the same dtype and data, byte for byte, with zeros in all padding: the
 * oldest version that can say the dtype, and a header with room for the array to grow. What is read
 * is any array of one dimension; an array of several, as records that are subarrays of all
 * dimensions but the first; and shape (), as one record. Values are taken as they are: a bool may
 * hold any byte.
 *
 * Not held by the format, and refused with RC_EUNSUPPORTED: str and nullable fields (writing),
 * Python objects, fields with titles, Fortran order where it makes a difference (reading). A file
 * with more bytes behind its last record is refused as damaged, with RC_EFORMAT; so is one that
 * lacks some. A header may have 32 MiB, and a file without a byte in its records 16777216 of them
 * (RC_ELIMIT).
 *
 * The header tells how many records there are. An output that cannot be patched when that is known
 * (a pipe, a device, standard output) gets all at the end: until then the records wait in an
 * unnamed temporary file in $TMPDIR, else /var/tmp, else /tmp.
 */
#ifndef ROWCOL_NPY_H
#define ROWCOL_NPY_H

#include <rowcol/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The array of a .npy file as a rows store that looks straight into the file's pages: opening
 * costs the same whatever the size. The pages are private: writing to the store changes memory,
 * never the file. The file must not be shortened while the store lives (the system answers an
 * access to a vanished page with SIGBUS). The caller gives the store back with rc_store_unref; the
 * last store or slice that looks at the pages unmaps them. Any thread.
 * NULL: RC_EARG (no path), RC_EIO (also when `path` is no regular file), RC_EFORMAT (damaged;
 * err->byte tells where), RC_EUNSUPPORTED (Fortran order of more than one dimension, object
 * dtypes, a version to come), RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_store *rc_npy_map(const char *path, rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
