/*
 * format/json/write/encode_impl.h - one call of rci_json_write_encode. For the encoder's own files
 * only.
 */
#ifndef ROWCOL_FORMAT_JSON_WRITE_ENCODE_IMPL_H
#define ROWCOL_FORMAT_JSON_WRITE_ENCODE_IMPL_H

#include "format/json/write/encode.h"

/* Bytes of a key that are copied at least: so many are readable after the last key, and are free
   in the output. */
enum { RCI_JSON_WRITE_KEY_COPY = 16 };

/* `p` is where the next byte is written. At the start of a record encoder->most bytes are free,
   which are enough for all but its strings; each string and each element of a subarray that is not
   flattened makes sure that so many are free after it. */
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

/* Makes sure that `n` bytes and encoder->most after them are free; false for an error. */
bool rci_json_write_make_room(rci_json_write_encoding *run, size_t n);

/* Writes the value of a node in record run->record; false for an error. `shift` is the distance in
   bytes from the first element of a subarray to the one that is meant. */
bool rci_json_write_encode_value(rci_json_write_encoding *run, uint32_t index, size_t shift);

#endif
