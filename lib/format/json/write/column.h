/*
 * format/json/write/column.h - the values of one field in a run of records as JSON text: the
 * formatters of record/column.h, and those of strings, which JSON puts in quotes.
 */
#ifndef ROWCOL_FORMAT_JSON_WRITE_COLUMN_H
#define ROWCOL_FORMAT_JSON_WRITE_COLUMN_H

#include "record/column.h"

/* The longest S<n> that has a formatter. */
enum { RCI_JSON_WRITE_SHORT_BYTES = 32 };

/* The formatter for a leaf, as rci_record_formatter_for chooses: the best for this processor; those
   for processors with AVX2, where RCI_BASE_HAVE_AVX2 is defined; those for every processor. Those
   of strings write length 0 for text that is not valid UTF-8 or too long for its place. */
rci_record_choose_formatter rci_json_write_formatter_for;
rci_record_choose_formatter rci_json_write_formatter_avx2;
rci_record_choose_formatter rci_json_write_formatter_plain;

/* For formatters: the string of record i, valid UTF-8 of RCI_JSON_WRITE_SHORT_BYTES at most, in
   quotes and with escape sequences. */
void rci_json_write_format_escaped(const rci_record_column *column, size_t i, const char *text,
                                   size_t n);

/* S<n> of up to RCI_JSON_WRITE_SHORT_BYTES bytes, on every processor. */
void rci_json_write_format_bytes(const rci_record_column *column);

#endif
