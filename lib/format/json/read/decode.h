/*
 * format/json/read/decode.h - the text of one record into its place in a batch, by the grammar.
 *
 * There are two ways to decode a record. This one knows every case and words every error. The other
 * compares the record with a template (template.h) of the previous one; whatever the template does
 * not match is decoded here.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_DECODE_H
#define ROWCOL_FORMAT_JSON_READ_DECODE_H

#include "format/json/read/decoder.h"

/* Decodes the value at p (no white space before it) into the current record. Returns the byte after
   it; NULL after filling in the error (byte offset from `text`, and field). */
const char *rci_json_read_decode(rci_json_read_decoder *decoder, const char *p);

/* The same for a value of the record, of node `index`, whose text up to p has matched a template:
   the result is that of the whole record if it is NULL. */
const char *rci_json_read_value(rci_json_read_decoder *decoder, uint32_t index, size_t shift,
                                const char *p);

/* Decodes the value of a field that is not in a subarray, and of all nodes of its chain,
   without an error. */
const char *rci_json_read_quiet_field(rci_json_read_decoder *decoder, uint32_t index,
                                      const char *p);

#endif
