/*
 * format/csv/texts.h - short strings of a column (S<n> and str) as fields.
 */
#ifndef ROWCOL_FORMAT_CSV_TEXTS_H
#define ROWCOL_FORMAT_CSV_TEXTS_H

#include "record/column.h"

/* Writes the text and the length of each string of a column, with quotes where it is empty or has a
   quote, a line break or the delimiter. The length is 0 where the text does not fit, is not UTF-8
   or has a NUL byte. */
typedef void rci_csv_texts(const rci_record_column *column, char delimiter);

/* The function for a leaf, and the `room` that it needs; NULL if there is none: without vector
   code, and for long cells. It is for dialects that put quotes around text for its bytes only. */
rci_csv_texts *rci_csv_texts_for(const rci_record_node *node, size_t *room);

#endif
