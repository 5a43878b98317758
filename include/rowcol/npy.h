/*
 * rowcol/npy.h - NumPy's .npy files (format versions 1.0, 2.0 and 3.0; NumPy Enhancement Proposal
 * 1, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
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
 * access to a vanished page with SIGBUS). An array of several dimensions is read as records that
 * are subarrays; shape () is one record.
 * NULL: RC_EIO (also when `path` is no regular file), RC_EFORMAT (damaged; err->byte tells where),
 * RC_EUNSUPPORTED (Fortran order of more than one dimension, object dtypes), RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_store *rc_npy_map(const char *path, rc_error *err);

#ifdef __cplusplus
}
#endif
#endif
