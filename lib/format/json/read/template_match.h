/*
 * format/json/read/template_match.h - reading records that have the form of a template.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_TEMPLATE_MATCH_H
#define ROWCOL_FORMAT_JSON_READ_TEMPLATE_MATCH_H

#include "format/json/read/decoder.h"
#include "format/json/read/template.h"

/* Reads records from *text on into the decoder's current record and those after it, `room` at most,
   until the text ends or one does not match, has a value that needs a closer look, or is longer
   than `longest` bytes: that one has to be decoded by the grammar. Moves *text to the first byte
   after them, the decoder to the record after them, and returns their number. decoder->stop is the
   last value that was not read, which may be one of an earlier record. */
typedef size_t rci_json_read_match(rci_json_read_template *template, rci_json_read_decoder *decoder,
                                   const char **text, size_t room, size_t longest);

/* The one for any machine, and the best for this one. */
rci_json_read_match rci_json_read_match_plain;
rci_json_read_match *rci_json_read_template_matcher(void);

#endif
