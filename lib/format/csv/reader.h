/*
 * format/csv/reader.h - opening the readers of CSV text.
 */
#ifndef ROWCOL_FORMAT_CSV_READER_H
#define ROWCOL_FORMAT_CSV_READER_H

#include "format/csv/piece.h"
#include "stream/format.h"

/* The delimiter is found, or a tab. On success the reader owns the source. NULL: RC_EARG,
   RC_EUNSUPPORTED, RC_ELIMIT, RC_ENOMEM. */
rc_reader *rci_csv_open(rci_io_source *source, const rc_read_options *options, rc_error *err);
rc_reader *rci_csv_open_tabs(rci_io_source *source, const rc_read_options *options, rc_error *err);

/* The same for inference. */
rc_reader *rci_csv_open_observer(rci_io_source *source, const rc_read_options *options,
                                 const rci_stream_observing *how, rc_error *err);
rc_reader *rci_csv_open_tabs_observer(rci_io_source *source, const rc_read_options *options,
                                      const rci_stream_observing *how, rc_error *err);

/* For tests, before anything is read: pieces of about `piece_bytes`, 1 at least; the way of
   decoding. See rci_stream_text_set_serial, too. */
void rci_csv_set_pieces(rc_reader *reader, size_t piece_bytes, rci_csv_way way);

#endif
