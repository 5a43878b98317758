/*
 * format/json/read/reader.h - opening the bulk readers of JSON text.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_READER_H
#define ROWCOL_FORMAT_JSON_READ_READER_H

#include "format/json/read/template_match.h"
#include "io/source.h"
#include "stream/format.h"

#include <rowcol/stream.h>

/* A record in each line. On success the reader owns the source. NULL: RC_EARG, RC_ELIMIT,
   RC_ENOMEM. */
rc_reader *rci_json_read_open_lines(rci_io_source *source, const rc_read_options *options,
                                    rc_error *err);

/* One document: an array of records, or records one after the other. Likewise. */
rc_reader *rci_json_read_open_document(rci_io_source *source, const rc_read_options *options,
                                       rc_error *err);

/* The same for inference: the records are not decoded, but observed: into `state`, with places in
   file `file`. The reader's batches are of no use. At most `sample` records are looked at, by one
   thread. */
rc_reader *rci_json_read_observe_lines(rci_io_source *source, const rc_read_options *options,
                                       const rci_stream_observing *how, rc_error *err);
rc_reader *rci_json_read_observe_document(rci_io_source *source, const rc_read_options *options,
                                          const rci_stream_observing *how, rc_error *err);

/* For tests, before anything is read: pieces of about `piece_bytes`, 1 at least, decoded in these
   ways and by the grammar. See rci_stream_text_set_serial, too. */
void rci_json_read_set_pieces(rc_reader *reader, size_t piece_bytes, unsigned ways);

#endif
