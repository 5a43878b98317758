/*
 * format/npy/npy.h - the format "npy" for the list of formats.
 */
#ifndef ROWCOL_FORMAT_NPY_NPY_H
#define ROWCOL_FORMAT_NPY_NPY_H

#include "stream/format.h"

extern const rci_stream_format rci_npy_format;         /* "npy" */
extern const rci_stream_format rci_npy_archive_format; /* "npz" */

/* As rci_stream_format says. */
rc_reader *rci_npy_open_reader(rci_io_source *source, const rc_read_options *options,
                               rc_error *err);
rc_writer *rci_npy_open_writer(rci_io_output *output, const rc_dtype *dtype,
                               const rc_write_options *options, rc_error *err);

#endif
