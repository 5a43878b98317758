/*
 * format/json/read/reader_impl.h - the parts of the bulk reader.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_READER_IMPL_H
#define ROWCOL_FORMAT_JSON_READ_READER_IMPL_H

#include "format/json/read/document.h"
#include "format/json/read/piece.h"
#include "stream/text/text.h"

typedef enum rci_json_read_stage {
    RCI_JSON_READ_STAGE_START,
    RCI_JSON_READ_STAGE_RECORDS,
    RCI_JSON_READ_STAGE_REST,
    RCI_JSON_READ_STAGE_END
} rci_json_read_stage;

typedef struct rci_json_read_reader {
    rci_stream_text_reader text;
    rci_record_plan *plan;
    rci_json_read_framing framing;
    bool is_document; /* one JSON text; else a record in each line */
    unsigned ways;    /* of decoding */
    rci_record_policies *policies;
    rci_record_totals totals; /* what is done about values is added to them */
    rci_json_read_stage stage;
    rci_json_read_document document;
} rci_json_read_reader;

/* After the array, whose bracket is the next byte of the input: the rest of the document. RC_END
   if it is good. */
rc_status rci_json_read_leave(rci_json_read_reader *reader, rc_error *err);

/* After records of the piece were decoded without an error. If these are all records of a range,
   and the array ends there, it makes the piece not done: what follows the array is checked when the
   piece is confirmed, by the next call of `decode`, without records. */
rc_status rci_json_read_end_piece(rci_json_read_piece *piece, rc_error *err);

/* Where the text can be cut. */
extern const rci_stream_text_syntax rci_json_read_syntax;

#endif
