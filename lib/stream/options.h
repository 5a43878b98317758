/*
 * stream/options.h - checked copies of the options of reading and writing.
 */
#ifndef ROWCOL_STREAM_OPTIONS_H
#define ROWCOL_STREAM_OPTIONS_H

#include <rowcol/stream.h>

/* Copies `given`, which may be NULL or of an older version, to `*options`; members that are not
   given have their defaults, and the layout is RC_ROWS or RC_COLUMNS. RC_OK; RC_EARG: an unknown
   size or enumerator. */
rc_status rci_stream_read_options(rc_read_options *options, const rc_read_options *given,
                                  rc_error *err);
rc_status rci_stream_write_options(rc_write_options *options, const rc_write_options *given,
                                   rc_error *err);

#endif
