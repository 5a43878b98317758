/*
 * format/json/read/after.h - what follows a record in its piece, and the errors of what must not.
 *
 * p is the byte after the record. The functions return the start of the next record, or the end of
 * the text; NULL after filling in the error.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_AFTER_H
#define ROWCOL_FORMAT_JSON_READ_AFTER_H

#include "format/json/read/piece.h"

/* In lines decoder->end is the end of the line. */
const char *rci_json_read_end_record(rci_json_read_piece *piece, const char *p, const char *end);
const char *rci_json_read_end_line(rci_json_read_piece *piece, const char *p, const char *line_end,
                                   const char *end);
const char *rci_json_read_end_element(rci_json_read_piece *piece, const char *p, const char *end);

/* These return NULL always. */
const char *rci_json_read_expected_after(rci_json_read_piece *piece, const char *at,
                                         const char *end, const char *what);
const char *rci_json_read_too_long(rci_json_read_piece *piece, const char *record);
const char *rci_json_read_bracket_after_comma(rci_json_read_piece *piece, const char *at);

#endif
