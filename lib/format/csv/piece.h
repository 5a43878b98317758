/*
 * format/csv/piece.h - a run of whole records as text, and decoding or observing it.
 */
#ifndef ROWCOL_FORMAT_CSV_PIECE_H
#define ROWCOL_FORMAT_CSV_PIECE_H

#include "format/csv/fill.h"
#include "format/csv/observe.h"
#include "stream/text/text.h"

typedef struct rci_csv_piece {
    rci_stream_text_piece text;
    rci_csv_decoder decoder;
    rci_csv_filler filler;
    bool fills;                 /* plain records are decoded many at a time */
    bool skips_bad;             /* bad records are added to the list, and decoding goes on */
    bool counts;                /* what is done about values */
    bool unsettled;             /* what was counted is not added to that of the reader yet */
    uint64_t most;              /* records of the piece that are looked at */
    rci_csv_observer *observer; /* for inference: records are observed, not decoded */
} rci_csv_piece;

/* How records are decoded; for tests. */
typedef enum rci_csv_way {
    RCI_CSV_FAST,
    RCI_CSV_PLAIN, /* without vector code */
    RCI_CSV_EXACT  /* one by one */
} rci_csv_way;

/* The plan and the layout are borrowed. NULL: RC_ENOMEM. */
rci_csv_piece *rci_csv_piece_new(const rci_record_policies *policies, const rci_csv_layout *layout,
                                 rci_csv_way way, rc_error *err);
void rci_csv_piece_free(rci_csv_piece *piece);

/* Decodes from the cursor on until the batch is full or the piece done. On failure the batch has
   the records before the one that failed, and err->byte counts from the start of the text. */
rc_status rci_csv_piece_decode(rci_csv_piece *piece, rc_store *batch, rc_error *err);

#endif
