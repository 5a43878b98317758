/*
 * format/csv/writer.h - opening the writers of CSV text.
 */
#ifndef ROWCOL_FORMAT_CSV_WRITER_H
#define ROWCOL_FORMAT_CSV_WRITER_H

#include "stream/format.h"

/* With commas, or with tabs, unless the options say another delimiter. On success the writer owns
   the output. NULL: RC_EARG, RC_EUNSUPPORTED, RC_ELIMIT, RC_EIO, RC_ENOMEM. */
rc_writer *rci_csv_write(rci_io_output *output, const rc_dtype *dtype,
                         const rc_write_options *options, rc_error *err);
rc_writer *rci_csv_write_tabs(rci_io_output *output, const rc_dtype *dtype,
                              const rc_write_options *options, rc_error *err);

#endif
