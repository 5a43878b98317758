/*
 * format/csv/encode.h - records of a store as CSV text.
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
} rci_csv_encoder;

/* RC_OK; RC_EARG, RC_EUNSUPPORTED, RC_ELIMIT, RC_ENOMEM; release the encoder then too. */
rc_status rci_csv_encoder_init(rci_csv_encoder *encoder, const rci_record_plan *plan,
                               const rc_csv_dialect *dialect, bool tabs, rc_error *err);
void rci_csv_encoder_release(rci_csv_encoder *encoder);

/* Appends the header. RC_OK; RC_ENOMEM. */
rc_status rci_csv_encode_header(const rci_csv_encoder *encoder, rci_base_bytes *out, rc_error *err);

/* Appends records first .. first + n - 1 of `batch`. Any thread. RC_OK; RC_ERANGE (text that is not
   UTF-8, or has a NUL), RC_EFORMAT (a U<n> with a number that is not a character), RC_ENOMEM:
   err->record counts from `first`. */
rc_status rci_csv_encode(const rci_csv_encoder *encoder, const rc_store *batch, size_t first,
                         size_t n, rci_base_bytes *out, rc_error *err);

#endif
