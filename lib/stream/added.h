/*
 * stream/added.h - fields that a reader adds to the records: the name of the input, the number of
 * the line.
 *
 * They are the last leaves of the reader's dtype. A format decodes its own leaves, which come
 * before them; then they are filled in.
 */
#ifndef ROWCOL_STREAM_ADDED_H
#define ROWCOL_STREAM_ADDED_H

#include "stream/reader_impl.h"

/* Gives the reader, which is new, the fields of the options. RC_OK; RC_EARG, RC_ENAME, RC_ETYPE,
   RC_ERANGE, RC_ELIMIT, RC_ENOMEM. */
rc_status rci_stream_add_fields(rc_reader *reader, const rc_read_options *options, rc_error *err);

/* Calls `decode` of the format, and fills in the added fields of the records. As decode. */
rc_status rci_stream_reader_decode(const rc_reader *reader, rci_stream_piece *piece,
                                   rc_store *batch, rc_error *err);

/* Whether the options add a field with the number of the line. */
bool rci_stream_adds_lines(const rc_read_options *options);

void rci_stream_added_free(rc_reader *reader);

#endif
