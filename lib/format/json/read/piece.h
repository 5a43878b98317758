/*
 * format/json/read/piece.h - a run of whole records as text, and decoding it.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_PIECE_H
#define ROWCOL_FORMAT_JSON_READ_PIECE_H

#include "format/json/read/indexed.h"
#include "format/json/read/observe.h"
#include "format/json/read/template_match.h"
#include "stream/text/text.h"

/* How records are decoded; what none of these takes is decoded by the grammar. */
enum {
    RCI_JSON_READ_BY_TEMPLATE = 1,
    RCI_JSON_READ_BY_PLAIN_TEMPLATE = 2, /* without vector code */
    RCI_JSON_READ_BY_INDEX = 4,          /* on machines that can make one */
    RCI_JSON_READ_BY_NARROW_INDEX = 8    /* made without AVX-512 */
};

typedef struct rci_json_read_piece {
    rci_stream_text_piece text;
    /* set by cut */
    rci_json_read_framing framing;
    const char *why;         /* the format was chosen, for messages */
    bool pointed;            /* the option root was given */
    bool failed_in_document; /* outside of the records: an error's byte counts from the source */
    bool leaving;            /* next, the text after the array is checked */
    /* used by decode */
    bool skips_bad;    /* bad records are added to base.rejects, and decoding goes on */
    bool counts;       /* what is done about values is counted, in decoder.target.log */
    bool unsettled;    /* then: it has been decoded, in part at least, and not been settled */
    size_t bad_in_row; /* bad records since the last good one */
    bool bad_in_value; /* the last one was bad where the template stopped */
    rci_json_read_decoder decoder;
    rci_json_read_template template;
    rci_json_read_match *match; /* NULL: templates are not used */
    rci_json_read_indexed indexed;
    bool has_index;   /* it may be used */
    bool is_narrow;   /* and is made without AVX-512 */
    size_t matched;   /* records that matched the template, in a row of some that were tried */
    size_t missed;    /* and that did not */
    size_t learned;   /* and whose form has become part of it */
    bool learns_next; /* the last one that did not was good, and its form was not learned */
    rci_json_read_observer *observer; /* for inference: records are observed, not decoded */
    uint64_t most;                    /* records of the piece that are looked at */
    size_t run, left; /* records that are decoded otherwise before the template is tried again,
                         and those of them that are still to come */
} rci_json_read_piece;

/* The policies are borrowed. NULL: RC_ENOMEM. */
rci_json_read_piece *rci_json_read_piece_new(const rci_record_policies *policies, rc_error *err);
void rci_json_read_piece_free(rci_json_read_piece *piece);

/* The ways are all that the machine can take when the piece is new. */
void rci_json_read_piece_set_ways(rci_json_read_piece *piece, unsigned ways);

/* Decodes from the cursor on until the batch is full or the piece done. On failure the batch has
   the records before the one that failed, and err->byte counts from the start of the text. */
rc_status rci_json_read_piece_decode(rci_json_read_piece *piece, rc_store *batch, rc_error *err);

#endif
