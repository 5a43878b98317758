/*
 * format/csv/rows.h - a block of records as CSV text: numbers and short texts are formatted column
 * by column into slots of a fixed width, then the slots of each record are joined. So no branch
 * depends on the length of a field. A field that has no slot, or does not fit it, is left to
 * encode.c.
 */
#ifndef ROWCOL_FORMAT_CSV_ROWS_H
#define ROWCOL_FORMAT_CSV_ROWS_H

#include "format/csv/encode.h"
#include "format/csv/texts.h"

/* For one leaf of the encoder: the delimiter before its field, and space for the field. */
typedef struct rci_csv_slot {
    rci_record_formatter *format; /* of numbers and bools */
    rci_csv_texts *texts;         /* of short strings; never together with `format` */
    size_t width;                 /* a multiple of RCI_CSV_SLOT_UNIT */
} rci_csv_slot;

enum { RCI_CSV_SLOT_UNIT = 32 }; /* bytes that are copied at a time */

/* Adds a slot for each leaf to the encoder. `plain`: without vector code, for tests. RC_OK;
   RC_ENOMEM. */
rc_status rci_csv_slots_init(rci_csv_encoder *encoder, bool plain, rc_error *err);

/* Appends records first .. first + n - 1 of `batch`. Any thread. RC_OK; what rci_csv_encode_field
   returns: err->record counts from `first`. */
rc_status rci_csv_encode(const rci_csv_encoder *encoder, const rc_store *batch, size_t first,
                         size_t n, rci_base_bytes *out, rc_error *err);

#endif
