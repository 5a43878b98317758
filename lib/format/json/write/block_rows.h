/*
 * format/json/write/block_rows.h - a block of records: filled field by field, written record by
 * record.
 */
#ifndef ROWCOL_FORMAT_JSON_WRITE_BLOCK_ROWS_H
#define ROWCOL_FORMAT_JSON_WRITE_BLOCK_ROWS_H

#include "format/json/write/encode_impl.h"

typedef struct rci_json_write_rows {
    unsigned char *memory;
    size_t size;
    char *texts;     /* the rows of slots */
    size_t *lengths; /* of what is in them: a row of numbers for each record; 0 for what is not */
} rci_json_write_rows;

/* Memory for blocks of `n` records in all, and the literals in it. RC_OK; RC_ENOMEM. */
rc_status rci_json_write_rows_init(rci_json_write_rows *rows, const rci_json_write_encoder *encoder,
                                   size_t n, rc_error *err);
void rci_json_write_rows_release(rci_json_write_rows *rows, const rci_json_write_encoder *encoder);

/* Formats `n` records of the batch from run->record on, slots.records at most. */
void rci_json_write_rows_fill(const rci_json_write_rows *rows, const rci_json_write_encoding *run,
                              size_t n);

/* Appends them to the output, each between `before` and `behind` unless these are NUL; run->record
   moves on, and stays at a record that cannot be written: then false. */
bool rci_json_write_rows_join(const rci_json_write_rows *rows, rci_json_write_encoding *run,
                              size_t n, char before, char behind);

#endif
