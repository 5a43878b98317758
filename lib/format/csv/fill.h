/*
 * format/csv/fill.h - many records at a time: the separators of a run of text are found first, then
 * the values of each column are read one column after the other, so that no branch depends on the
 * length of a field. What is not plain is left to rci_csv_decode.
 */
#ifndef ROWCOL_FORMAT_CSV_FILL_H
#define ROWCOL_FORMAT_CSV_FILL_H

#include "format/csv/run.h"

/* Decodes records at *text into the batch, from the decoder's current record on. Returns their
   number and moves *text; 0: the record there has to be decoded by rci_csv_decode. */
size_t rci_csv_fill(rci_csv_filler *filler, rci_csv_decoder *decoder, const char **text,
                    size_t room, size_t longest);

/* Whether the record at p is a bad one of the run that was decoded last. */
bool rci_csv_is_bad(const rci_csv_filler *filler, const rci_csv_decoder *decoder, const char *p);

/* What is wrong with that record, in target.err, as rci_csv_decode would say it; decoder->record
   has its end. RC_OK: its values are good when they are read again. */
rc_status rci_csv_fail_bad(const rci_csv_filler *filler, rci_csv_decoder *decoder);

#endif
