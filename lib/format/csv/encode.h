/*
 * format/csv/encode.h - single fields of a store as CSV text, and the header.
 */
#ifndef ROWCOL_FORMAT_CSV_ENCODE_H
#define ROWCOL_FORMAT_CSV_ENCODE_H

#include "format/csv/columns.h"
#include "format/csv/dialect.h"
#include "record/place.h"

#include <rowcol/store.h>

typedef struct rci_csv_encoder {
    const rci_record_plan *plan; /* borrowed */
    rci_csv_dialect dialect;
    rci_csv_columns columns; /* `leaves` are written */
    bool plain_numbers;      /* the text of a number never needs quotes */
    bool plain_texts;        /* text needs quotes for its bytes only, or if it is empty */
    rci_base_bytes slots;    /* of rows.h */
    size_t row_width;        /* of all slots */
    size_t block_records;    /* in a block of rows.h, a multiple of RCI_RECORD_COLUMN_STEP */
} rci_csv_encoder;

/* RC_OK; RC_EARG, RC_EUNSUPPORTED, RC_ELIMIT, RC_ENOMEM; release the encoder then too. */
rc_status rci_csv_encoder_init(rci_csv_encoder *encoder, const rci_record_plan *plan,
                               const rc_csv_dialect *dialect, bool tabs, rc_error *err);
void rci_csv_encoder_release(rci_csv_encoder *encoder);

/* Appends the header. RC_OK; RC_ENOMEM. */
rc_status rci_csv_encode_header(const rci_csv_encoder *encoder, rci_base_bytes *out, rc_error *err);

/* Appends the field of leaf `i` in a record of `batch`, with the delimiter before it unless it is
   the first. Any thread. RC_OK; RC_ERANGE (text that is not UTF-8, or has a NUL), RC_EFORMAT (a
   U<n> with a number that is not a character), RC_ENOMEM. */
rc_status rci_csv_encode_field(const rci_csv_encoder *encoder, const rci_record_places *places,
                               const rc_store *batch, size_t record, size_t i,
                               rci_base_bytes *scratch, rci_base_bytes *out, rc_error *err);

#endif
