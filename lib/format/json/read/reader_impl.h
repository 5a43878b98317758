/*
 * format/json/read/reader_impl.h - the bulk reader's parts: how the input is divided into pieces,
 * and where in it an error is.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_READER_IMPL_H
#define ROWCOL_FORMAT_JSON_READ_READER_IMPL_H

#include "format/json/read/document.h"
#include "format/json/read/piece.h"

typedef enum rci_json_read_stage {
    RCI_JSON_READ_STAGE_START,
    RCI_JSON_READ_STAGE_RECORDS,
    RCI_JSON_READ_STAGE_REST,
    RCI_JSON_READ_STAGE_END
} rci_json_read_stage;

/* Where in an input that can be addressed the pieces are (range.c). */
typedef struct rci_json_read_ranges {
    bool used;
    uint64_t start; /* of the first record */
    uint64_t size;  /* of the source */
    uint64_t next;  /* from here on no range is assigned yet */
    size_t step;    /* bytes of a range */
    bool guessing;  /* for tests: only the first range begins at a known place */
    uint64_t cuts, confirmed;
    uint64_t end;        /* of the last piece that was confirmed */
    bool closed;         /* the array ended in it */
    size_t record_bytes; /* of a record in it, about; 0: not known */
} rci_json_read_ranges;

typedef struct rci_json_read_reader {
    rc_reader base;
    rci_record_plan *plan;
    rci_json_read_framing framing;
    bool is_document; /* one JSON text; else a record in each line */
    const char *why;  /* the format was chosen, for messages */
    size_t piece_bytes;
    unsigned ways; /* of decoding */
    rc_extra extra;
    rc_missing missing;
    rc_nulls nulls;
    size_t max_record;
    /* the cutting side */
    rci_json_read_stage stage;
    rci_json_read_input input;
    rci_json_read_document document;
    rci_base_bytes scratch;
    bool after_separator; /* the last piece ended with a comma */
    rci_json_read_ranges ranges;
    /* the settling side: of all pieces settled */
    uint64_t lines;
    uint64_t line_start; /* in the source, of the line that is open */
    uint64_t records;
    /* for inference */
    rci_infer_state *state; /* what is observed, or NULL: records are decoded */
    size_t file;            /* of the places in it */
    uint64_t sample;        /* records that are looked at */
    rc_error *failure;      /* of merging */
    bool merge_failed;      /* read while other threads work */
} rci_json_read_reader;

/* ------------------------------------------------------- in order (serial.c) */

/* Takes the next records of an input that is read from its start to its end. */
rc_status rci_json_read_cut_serial(rci_json_read_reader *reader, rci_json_read_piece *piece,
                                   rc_error *err);

/* After the array, whose bracket is the next byte of the input: the rest of the document. RC_END
   if it is good. */
rc_status rci_json_read_leave(rci_json_read_reader *reader, rc_error *err);

/* The first byte from p on that is not space, or NUL. */
char rci_json_read_next_byte(const char *p, const char *end);

/* --------------------------------------------------------- ranges (range.c) */

/* Whether the input can be divided into ranges. The records begin at the next byte of the input. */
bool rci_json_read_ranges_begin(rci_json_read_reader *reader);

/* Assigns the next range to the piece. RC_OK; RC_END. A few instructions. */
rc_status rci_json_read_cut_range(rci_json_read_reader *reader, rci_json_read_piece *piece);

/* Reads the range and finds the records that begin in it. Any thread. */
rc_status rci_json_read_fetch_range(const rci_json_read_reader *reader, rci_json_read_piece *piece,
                                    rc_error *err);

/* Whether the piece begins where the one before it ended; in order. If not, it has been corrected
   and is to be fetched again. */
bool rci_json_read_confirm_range(rci_json_read_reader *reader, rci_json_read_piece *piece);

/* After records of the piece were decoded without an error. If these are all records of a range,
   and the array ends there, it makes the piece not done: what follows the array is checked when the
   piece is confirmed, by the next call of `decode`, without records. */
rc_status rci_json_read_end_piece(rci_json_read_piece *piece, rc_error *err);

/* ---------------------------------------------------------- places (place.c) */

/* Adds a piece to what is settled. */
void rci_json_read_count_piece(rci_json_read_reader *reader, const rci_json_read_piece *piece);

/* Completes the place of an error in the piece or, outside of the records, in the document. */
void rci_json_read_place_error(const rci_json_read_reader *reader, const rci_json_read_piece *piece,
                               rc_error *err);

/* The same for a bad record of the piece, in the order of the records. */
void rci_json_read_place_reject(const rci_json_read_reader *reader, rci_json_read_piece *piece,
                                rc_error *err);

/* ------------------------------------------------------ inference (settle.c) */

/* Merges what was observed of the piece, which is about to be counted. */
void rci_json_read_merge_piece(rci_json_read_reader *reader, const rci_json_read_piece *piece);

#endif
