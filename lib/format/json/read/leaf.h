/*
 * format/json/read/leaf.h - the text of one value into the cell of one leaf.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_LEAF_H
#define ROWCOL_FORMAT_JSON_READ_LEAF_H

#include "format/json/read/decoder.h"

/* Decodes the value at p (no white space before it). Returns the byte after it; NULL after filling
   in the error with byte and field. */
const char *rci_json_read_leaf(rci_json_read_decoder *decoder, uint32_t index, unsigned char *cell,
                               const char *p);

#endif
