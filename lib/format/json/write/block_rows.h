/*
 * format/json/write/block_rows.h - a block of records: its values are formatted field by field, its
 * text is written record by record.
 */
#ifndef ROWCOL_FORMAT_JSON_WRITE_BLOCK_ROWS_H
#define ROWCOL_FORMAT_JSON_WRITE_BLOCK_ROWS_H

#include "format/json/write/encode_impl.h"

typedef struct rci_json_write_rows {
    unsigned char *memory;
    size_t size;
    char *texts;     /* a row of slots for each record */
    size_t *lengths; /* likewise: of the text in each slot; 0 where the value is not in it */
} rci_json_write_rows;

/* Memory for blocks of a run of `n` records, with the literals in it. RC_OK; RC_ENOMEM. */
rc_status rci_json_write_rows_init(rci_json_write_rows *rows, const rci_json_write_encoder *encoder,
                                   size_t n, rc_error *err);
void rci_json_write_rows_release(rci_json_write_rows *rows, const rci_json_write_encoder *encoder);

/* Formats `n` records of the batch, slots.records at most, starting with run->record. */
void rci_json_write_rows_fill(const rci_json_write_rows *rows, const rci_json_write_encoding *run,
                              size_t n);

/* Appends these records to the output, each between the bytes `before` and `after`; a NUL is not
   written. Returns true with run->record at the next record; false with run->record at the record
   that cannot be written. */
bool rci_json_write_rows_join(const rci_json_write_rows *rows, rci_json_write_encoding *run,
                              size_t n, char before, char after);

#endif
