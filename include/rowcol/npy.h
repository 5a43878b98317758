/*
 * rowcol/npy.h - NumPy's .npy files (format versions 1.0, 2.0 and 3.0; NumPy Enhancement Proposal
 * 1, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 *
 * Readers and writers of rowcol/stream.h know the format as "npy". The output is what numpy.save
 * writes for the same dtype and data, byte for byte, with zeros in all padding: the oldest version
 * that can hold the dtype, and a header with space for the array to grow. The input is any array of
 * one dimension; an array of several dimensions, as records that are subarrays of all dimensions
 * but the first; or an array of shape (), as one record. Values are taken as they are: a bool may
 * hold any byte.
 *
 * The format cannot hold str and nullable fields (refused when writing). Python objects and fields
 * with titles cannot be read. All of these are RC_EUNSUPPORTED. An array in Fortran order is read
 * as the same records as in C order: from a regular file or memory part by part, from other input
 * after a copy to a temporary file. A file with more bytes after its last record, or with too few,
 * is refused as damaged, with RC_EFORMAT. A header may have 32 MiB, and a file whose records have 0
 * bytes may have 16777216 of them (RC_ELIMIT).
 *
 * The header holds the number of records. An output that cannot be patched when that is known (a
 * pipe, a device, standard output) gets everything at the end: until then the records are kept in
 * an unnamed temporary file in $TMPDIR, else /var/tmp, else /tmp.
 */
#ifndef ROWCOL_NPY_H
#define ROWCOL_NPY_H

#include <rowcol/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The array of a .npy file as a rows store whose memory is the mapped file: opening costs the same
 * for any size. The pages are private: writing to the store changes memory, never the file. The
 * file must not be shortened while the store exists (the system answers an access to a page that is
 * gone with SIGBUS). The caller releases the store with rc_store_unref; the last store or slice
 * that uses the pages unmaps them. Any thread.
 * NULL: RC_EARG (no path), RC_EIO (also when `path` is not a regular file), RC_EFORMAT (damaged;
 * err->byte says where), RC_EUNSUPPORTED (a compressed file, Fortran order of more than one
 * dimension, object dtypes, a later version of the format), RC_ELIMIT, RC_ENOMEM.
 */
RC_API rc_store *rc_npy_map(const char *path, rc_error *err);

/**
 * The first bytes of the .npy file of `records` records, as numpy.save writes them: the records
 * follow as packed rows with zeros in all padding. For programs that write the records themselves,
 * for example several processes one file. `*size` is set to the number of bytes, some of which are
 * NUL; it does not depend on `records`. The caller releases them with rc_text_free. Any thread.
 * NULL: RC_EARG, RC_EUNSUPPORTED (a dtype that the format cannot hold: err->field), RC_ELIMIT,
 * RC_ENOMEM.
 */
RC_API char *rc_npy_header(const rc_dtype *dtype, uint64_t records, size_t *size, rc_error *err);

/* ----------------------------------------------------------------- archives */

/**
 * The list of the arrays in an .npz archive (numpy.savez, numpy.savez_compressed): a zip archive
 * with a .npy file for each array, stored or deflated, with 64-bit sizes if need be. Readers know
 * the format as "npz": rc_read_options.member is the name of the array to read.
 * Other members, whose names do not end in ".npy", are left out.
 */
typedef struct rc_npz rc_npz;

/**
 * Opens an archive ("-" is standard input) to list its arrays; give it back with rc_npz_close. A
 * pipe is copied to an unnamed temporary file (see above). Any thread.
 * NULL: RC_EARG (no path), RC_EIO, RC_EFORMAT (not a zip archive, or a damaged one), RC_ENOMEM.
 */
RC_API rc_npz *rc_npz_open(const char *path, rc_error *err);

/** Closes it. NULL is allowed. */
RC_API void rc_npz_close(rc_npz *npz);

/** The number of arrays; 0 for NULL. */
RC_API size_t rc_npz_count(const rc_npz *npz);

/** The name of array i (UTF-8, without ".npy"), in the order of the archive; it lives as long as
 *  `npz`. NULL past the last, and for NULL. */
RC_API const char *rc_npz_name(const rc_npz *npz, size_t i);

#ifdef __cplusplus
}
#endif
#endif
