/*
 * format/json/write/encode_impl.h - one call of rci_json_write_encode. For the encoder's own files
 * only.
 */
#ifndef ROWCOL_FORMAT_JSON_WRITE_ENCODE_IMPL_H
#define ROWCOL_FORMAT_JSON_WRITE_ENCODE_IMPL_H

#include "format/json/write/encode.h"

/* How much of a key is copied at least: what is readable behind the last key, and room for it in
   the output, follows from it. */
enum { RCI_JSON_WRITE_KEY_BLOCK = 16 };

/* `p` is where the next byte goes; there is always room for encoder->most bytes, which is what a
   record takes at most without its texts, and each text makes room for itself. */
typedef struct rci_json_write_encoding {
    const rci_json_write_encoder *encoder;
    const rci_record_plan *plan;
    const rc_store *batch;
    rci_record_places places;
    size_t record;
    rci_base_bytes *out;
    char *p;
    rc_error *err;
} rci_json_write_encoding;

/* Room for `n` bytes and for encoder->most behind them; false for an error. */
bool rci_json_write_make_room(rci_json_write_encoding *run, size_t n);

/* Writes the value of a node in record run->record; false for an error. `shift` is how far the
   element of a subarray is from the first. */
bool rci_json_write_encode_value(rci_json_write_encoding *run, uint32_t number, size_t shift);

#endif
