/*
 * format/json/read/observe_piece.h - observing the records of a piece, in blocks.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_OBSERVE_PIECE_H
#define ROWCOL_FORMAT_JSON_READ_OBSERVE_PIECE_H

#include "format/json/read/piece.h"

/* Some records from *p on, `room` at most. Moves *p and returns their number; 0 after filling in
   the error. */
size_t rci_json_read_observe_some(rci_json_read_piece *piece, const char **p, const char *end,
                                  size_t room);

/* Whether the failure of the last record is one of that record alone, after which the others can be
   observed. */
bool rci_json_read_observe_can_skip(const rci_json_read_piece *piece);

/* Whether `error`, which ends the inference, would be one of a record that is passed over if bad
   records were, and nothing else is suggested. */
bool rci_json_read_observe_could_skip(const rci_json_read_piece *piece, const rc_error *error);

/* Nothing is observed of the record that has failed; the next one begins at `next`. False after
   filling in the error. */
bool rci_json_read_observe_drop(rci_json_read_piece *piece, const char *next);

/* All records of the piece are observed: completes what is to be merged. RC_OK; RC_ENOMEM,
   RC_ELIMIT. */
rc_status rci_json_read_observe_end(rci_json_read_piece *piece, rc_error *err);

#endif
