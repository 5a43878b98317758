/*
 * stream/text/text.h - what the readers of all text formats have in common: how the input is
 * divided into pieces of whole records, how pieces that were read at the same time are put in
 * order, and where in the input an error is.
 *
 * A format puts rci_stream_text_reader first in its reader and rci_stream_text_piece first in its
 * piece, and gives the few functions that know its syntax.
 */
#ifndef ROWCOL_STREAM_TEXT_TEXT_H
#define ROWCOL_STREAM_TEXT_TEXT_H

#include "infer/state.h"
#include "stream/format.h"
#include "stream/reader_impl.h"
#include "stream/text/input.h"
#include "stream/text/lines.h"

struct rci_stream_text_reader;

typedef struct rci_stream_text_piece {
    rci_stream_piece base;
    /* set by cut and fetch */
    rci_base_bytes buffer; /* the text, then RCI_STREAM_TEXT_SLACK zero bytes */
    size_t length;         /* of the text */
    bool counted;          /* the newlines in it are known: */
    size_t lines;
    uint64_t first_byte;  /* where in the source it begins */
    bool after_separator; /* there is a record before it in the input */
    bool last;            /* the records end with it, at a byte that follows (boundary->close) */
    char next;            /* the first byte after that byte but for space, or NUL: not known */
    bool unclosed;        /* the input ends here, without such a byte */
    bool too_long;        /* its only record continues after the text, over max_record */
    bool failed_in_cut;   /* while the text was read: an error's byte counts from the source */
    size_t max_record;
    /* of an input that can be addressed */
    bool is_range;         /* records that begin in the bytes from .. to - 1 of the source */
    bool known;            /* where the first of them begins: the range before is confirmed */
    bool has_shrunk;       /* the source is shorter than it was */
    bool found;            /* a record that begins in the range */
    uint64_t from, to;     /* the range */
    size_t window;         /* bytes to look at to find that record, at least */
    size_t tail;           /* bytes to read after the range at first */
    rci_base_bytes memory; /* what was read; `buffer` is a part of it */
    rci_base_bytes states; /* working memory */
    size_t last_line;      /* where in the text the line begins that is open at its end, if it has
                              lines */
    rci_stream_text_marks marks;
    /* used in order, to place the errors of bad records */
    size_t placed; /* bytes whose newlines are counted: */
    size_t placed_lines;
    size_t placed_start; /* where the last of these lines begins, if there are any */
    /* the lines of records, if they are to be noted */
    bool notes_lines;
    uint64_t noted_lines; /* newlines in the input before byte `noted` of the text */
    size_t noted;
    /* set by decode */
    size_t cursor;    /* the text before it is decoded */
    uint64_t records; /* decoded so far, with those that are bad */
} rci_stream_text_piece;

/* What a format knows about its text. Any thread. */
typedef struct rci_stream_text_syntax {
    /* The first place after text[0] that is probably between records, in text that begins
       anywhere, or SIZE_MAX. At least `window` bytes are looked at if there are so many. */
    size_t (*guess)(const struct rci_stream_text_reader *reader, const char *text, size_t n,
                    size_t window);
    /* Where text[0 .. n), which begins between records, can be cut: at the last place if `from` is
       0, else at the first place at or after text[from]. `scratch` is working memory, kept from
       call to call. RC_OK; RC_ENOMEM. */
    rc_status (*find_boundary)(const struct rci_stream_text_reader *reader, const char *text,
                               size_t n, size_t from, rci_base_bytes *scratch,
                               rci_stream_text_boundary *boundary, rc_error *err);
    /* Prepares a piece for the text that will be read into it. NULL: there is nothing to do. */
    void (*begin)(const struct rci_stream_text_reader *reader, rci_stream_text_piece *piece);
} rci_stream_text_syntax;

/* Where in an input that can be addressed the pieces are (range.c). */
typedef struct rci_stream_text_ranges {
    bool used;
    uint64_t start; /* of the first record */
    uint64_t size;  /* of the source */
    uint64_t next;  /* from here on no range is assigned yet */
    size_t step;    /* bytes of a range */
    bool guessing;  /* for tests: only the first range begins at a known place */
    uint64_t cuts, confirmed;
    uint64_t end;        /* of the last piece that was confirmed */
    bool closed;         /* the records ended in it */
    size_t record_bytes; /* of a record in it, about; 0: not known */
} rci_stream_text_ranges;

typedef struct rci_stream_text_reader {
    rc_reader base;
    const rci_stream_text_syntax *syntax;
    size_t piece_bytes;
    size_t max_record;
    bool has_close; /* the records end with a byte of their own, not with the input */
    /* the cutting side */
    rci_stream_text_input input;
    rci_base_bytes scratch;
    bool after_separator; /* there is a record before the next piece */
    rci_stream_text_ranges ranges;
    rci_stream_position go_on; /* if it has begun: where the first cut goes on */
    bool has_cut;              /* if the lines of records are noted: a piece, and */
    uint64_t cut_lines;        /* the lines of all that were cut, and before them */
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
} rci_stream_text_reader;

/* ------------------------------------------------------------- one reader */

/* After rci_stream_reader_new: the input, the limits and the size of pieces. */
void rci_stream_text_reader_init(rci_stream_text_reader *reader,
                                 const rci_stream_text_syntax *syntax,
                                 const rc_read_options *options);
/* Of all bytes zero, too. */
void rci_stream_text_reader_release(rci_stream_text_reader *reader);

/* The records are observed, not decoded. */
void rci_stream_text_observe(rci_stream_text_reader *reader, const rci_stream_observing *how);

/* Pieces of about `piece_bytes`, 1 at least. Before anything is read. */
void rci_stream_text_set_pieces(rci_stream_text_reader *reader, size_t piece_bytes);

/* Skips a byte order mark at the very start, which has no meaning in UTF-8. RC_OK; RC_EIO,
   RC_ENOMEM. */
rc_status rci_stream_text_skip_mark(rci_stream_text_reader *reader, rc_error *err);

/* The buffers of a new piece, whose bytes are zero. */
void rci_stream_text_piece_init(rci_stream_text_piece *piece);
void rci_stream_text_piece_release(rci_stream_text_piece *piece);

/* The message about a record that is longer than the limit. RC_ELIMIT. */
rc_status rci_stream_text_too_long(size_t max_record, rc_error *err);

/* --------------------------------------------- operations of readers (ops.c) */

/* The beginning of `cut`. `*most`: records of the piece that are looked at. False: there is nothing
   more to cut. */
bool rci_stream_text_begin_cut(const rci_stream_text_reader *reader, rci_stream_text_piece *piece,
                               uint64_t *most);

/* `fetch`, `confirm`, `place_reject` and `set_position` of rci_stream_reader_ops. */
rc_status rci_stream_text_fetch(const rc_reader *base, rci_stream_piece *piece, rc_error *err);
bool rci_stream_text_confirm(rc_reader *base, rci_stream_piece *piece);
void rci_stream_text_place(rc_reader *base, rci_stream_piece *piece, rc_error *err);
void rci_stream_text_set_position(rc_reader *base, const rci_stream_position *at);

/* For tests, before anything is read: an input that can be addressed is read as one that cannot;
   the start of each piece but the first is guessed, as if other threads were still working on those
   before it. */
void rci_stream_text_set_serial(rc_reader *base);
void rci_stream_text_set_guessing(rc_reader *base);

/* ------------------------------------------------------- in order (serial.c) */

/* Takes the next records of an input that is read from its start to its end. RC_OK; RC_END at
   the end of the text, unless the records had to end before it; RC_EIO, RC_ENOMEM. */
rc_status rci_stream_text_cut_serial(rci_stream_text_reader *reader, rci_stream_text_piece *piece,
                                     rc_error *err);

/* --------------------------------------------------------- ranges (range.c) */

/* Whether the input can be divided into ranges. The records begin at the next byte of the input. */
bool rci_stream_text_ranges_begin(rci_stream_text_reader *reader);

/* Assigns the next range to the piece. RC_OK; RC_END. A few instructions. */
rc_status rci_stream_text_cut_range(rci_stream_text_reader *reader, rci_stream_text_piece *piece);

/* Reads the range and finds the records that begin in it. Any thread. */
rc_status rci_stream_text_fetch_range(const rci_stream_text_reader *reader,
                                      rci_stream_text_piece *piece, rc_error *err);

/* Whether the piece begins where the one before it ended; in order. If not, it has been corrected
   and is to be fetched again. */
bool rci_stream_text_confirm_range(rci_stream_text_reader *reader, rci_stream_text_piece *piece);

/* ------------------------------------------------------ continuing (position.c) */

/* Where the reader is, all of whose pieces are settled. */
void rci_stream_text_get_position(const rci_stream_text_reader *reader, rci_stream_position *at);

/* Goes on at reader->go_on. What comes before the records was read, and ranges were begun if there
   are any; nothing was cut. RC_OK; RC_EIO, RC_EFORMAT, RC_ENOMEM. */
rc_status rci_stream_text_go_on(rci_stream_text_reader *reader, rc_error *err);

/* ---------------------------------------------------------- places (place.c) */

/* Adds a piece to what is settled. */
void rci_stream_text_count_piece(rci_stream_text_reader *reader,
                                 const rci_stream_text_piece *piece);

/* Completes the place of an error in the piece. */
void rci_stream_text_place_error(const rci_stream_text_reader *reader,
                                 const rci_stream_text_piece *piece, rc_error *err);

/* The same for a bad record of the piece, in the order of the records. */
void rci_stream_text_place_reject(const rci_stream_text_reader *reader,
                                  rci_stream_text_piece *piece, rc_error *err);

/* Notes the lines of `n` records that were decoded, in piece->base.record_lines: the first begins
   at `from`, and the text after the last one at `to`. With n > 1 each is one line. RC_OK;
   RC_ENOMEM. */
rc_status rci_stream_text_note_lines(rci_stream_text_piece *piece, const char *from, size_t n,
                                     const char *to, rc_error *err);

/* ------------------------------------------------------ inference (settle.c) */

/* Merges what was observed of the piece, which is about to be counted. */
void rci_stream_text_merge_piece(rci_stream_text_reader *reader, const rci_stream_text_piece *piece,
                                 const rci_infer_state *observed);

#endif
