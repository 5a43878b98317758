/*
 * format/csv/decoder.h - what decoding the records of one piece of text needs.
 */
#ifndef ROWCOL_FORMAT_CSV_DECODER_H
#define ROWCOL_FORMAT_CSV_DECODER_H

#include "format/csv/columns.h"
#include "format/csv/dialect.h"
#include "record/target.h"

/* What all pieces of a reader share; it does not change after the header was read. */
typedef struct rci_csv_layout {
    rci_csv_dialect dialect;
    rci_csv_chars chars;
    rci_csv_columns columns;
    size_t ncolumns; /* of a record */
    bool found;      /* the columns are known */
} rci_csv_layout;

/* One for each piece: it belongs to one thread at a time. */
typedef struct rci_csv_decoder {
    rci_record_target target;
    const rci_csv_layout *layout; /* borrowed */
    const char *text;
    const char *end; /* followed by RCI_STREAM_TEXT_SLACK readable bytes */
    rci_csv_record record;
    rci_base_bytes scratch;
} rci_csv_decoder;

/* The text between `start` and `end`, with its quotes, into the leaf of a column, in the current
   record. RC_OK, or a failure that is in target.err, which may be NULL, with byte and field. */
rc_status rci_csv_put(rci_csv_decoder *decoder, const rci_csv_column *column, const char *start,
                      const char *end);

/* The record at p, which is not an empty line nor a comment. `decoder->record` has its end. RC_OK,
   or a failure that is in target.err, with byte and field. */
rc_status rci_csv_decode(rci_csv_decoder *decoder, const char *p);

/* What no column has, in the current record. RC_OK. */
rc_status rci_csv_fill_missing(rci_csv_decoder *decoder);

/* The record has not as many fields as there are columns. Sets err and returns its status. */
rc_status rci_csv_fail_count(const rci_csv_decoder *decoder);

#endif
