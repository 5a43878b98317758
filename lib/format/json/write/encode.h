/*
 * format/json/write/encode.h - records of a store as JSON text.
 */
#ifndef ROWCOL_FORMAT_JSON_WRITE_ENCODE_H
#define ROWCOL_FORMAT_JSON_WRITE_ENCODE_H

#include "base/bytes.h"
#include "format/json/write/slots.h"
#include "record/place.h"
#include "stream/writer_impl.h"

#include <rowcol/stream.h>

typedef struct rci_json_write_encoder {
    const rci_record_plan *plan;
    bool values; /* structs as arrays */
    rc_nonfinite nonfinite;
    rci_base_bytes keys; /* `,"name":` of each node, one after the other */
    size_t *key_start;   /* where that of each node starts in `keys`, and the end of the last */
    rci_json_write_slots slots;
    size_t
        most; /* bytes of the longest record, without its strings, and of what is written past it */
} rci_json_write_encoder;

/* The plan is borrowed. RC_OK; RC_ENOMEM, RC_ELIMIT. */
rc_status rci_json_write_encoder_init(rci_json_write_encoder *encoder, const rci_record_plan *plan,
                                      bool values, rc_nonfinite nonfinite, rc_error *err);
void rci_json_write_encoder_release(rci_json_write_encoder *encoder);

/* Appends records first .. first + n - 1 of `batch`, each between the bytes `before` and `after`; a
   NUL is not written. Any thread. RC_OK; RC_ERANGE (a value that JSON cannot hold),
   RC_EFORMAT (a U<n> with a number that is not a character), RC_ENOMEM: err->record counts from
   `first`. */
rc_status rci_json_write_encode(const rci_json_write_encoder *encoder, const rc_store *batch,
                                size_t first, size_t n, char before, char after,
                                rci_base_bytes *out, rc_error *err);

/* Appends one record that is not in a store, in the same way; see encode_values of
   rci_stream_writer_ops. RC_OK; RC_ENOMEM, RC_ELIMIT. */
rc_status rci_json_write_encode_values(const rci_json_write_encoder *encoder,
                                       const rci_stream_value *values, char before, char after,
                                       rci_base_bytes *out, rc_error *err);

#endif
