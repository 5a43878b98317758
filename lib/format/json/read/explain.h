/*
 * format/json/read/explain.h - an error whose cause is that the text was read in another framing
 * than it has: an array as lines, lines as one document, a document without the pointer to its
 * records. The message gets the format that was assumed and why, the hint what reads the text.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_EXPLAIN_H
#define ROWCOL_FORMAT_JSON_READ_EXPLAIN_H

#include "format/json/read/piece.h"

/* Looks at the text of the record that `err` is about, and sets err->hint if another framing fits
   it. `record` is the first byte of the record, which is in the piece. */
void rci_json_read_explain(const rci_json_read_piece *piece, const char *record, rc_error *err);

/* The same for a bad record that is skipped: what the message says depends on its line only. */
void rci_json_read_explain_skipped(const rci_json_read_piece *piece, rc_error *err);

/* The same for text after an array that was taken for the whole document: it begins with `c`. `why`
   is why the format was chosen. */
void rci_json_read_explain_rest(char c, const char *why, rc_error *err);

#endif
