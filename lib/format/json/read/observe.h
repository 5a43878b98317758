/*
 * format/json/read/observe.h - records for inference: their values are observed (infer/state.h),
 * not stored.
 *
 * A record is walked over by the grammar; what it looks like becomes a form: the constant text
 * between its values, and the node of each. Records that follow and have the form are observed
 * value by value, without looking at keys. Others are walked over by a structural index, if all of
 * their fields are known, on machines that can make one. Anything unexpected: the grammar.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_OBSERVE_H
#define ROWCOL_FORMAT_JSON_READ_OBSERVE_H

#include "format/json/read/decoder.h"
#include "format/json/read/index.h"
#include "format/json/read/observe_keys.h"
#include "infer/blocks.h"

/* What a value in a form was. Any value may be null. */
typedef enum rci_json_read_observed {
    RCI_JSON_READ_OBSERVED_NULL, /* and has to be */
    RCI_JSON_READ_OBSERVED_BOOL,
    RCI_JSON_READ_OBSERVED_INTEGER,
    RCI_JSON_READ_OBSERVED_FLOAT, /* or an integer that a double holds exactly */
    RCI_JSON_READ_OBSERVED_TEXT,
    RCI_JSON_READ_OBSERVED_END /* not a value: the record ends */
} rci_json_read_observed;

/* The text before a value, and the value. */
typedef struct rci_json_read_observed_step {
    char head[16]; /* of the text; the mask has zeros after its end */
    char mask[16];
    uint32_t text; /* all of it, in the form's texts */
    uint32_t length;
    uint32_t kind;
    uint32_t nulls; /* values that were null, of the records that are not counted yet */
    rci_infer_node *node;
} rci_json_read_observed_step;

/* An array or object of the form. */
typedef struct rci_json_read_observed_part {
    rci_infer_node *node;
    size_t size; /* of an array; SIZE_MAX: an object */
} rci_json_read_observed_part;

typedef struct rci_json_read_form {
    rci_base_bytes steps; /* rci_json_read_observed_step each */
    rci_base_bytes texts;
    rci_base_bytes parts; /* rci_json_read_observed_part each */
    bool usable;
    size_t hits, misses; /* records that had it, and those for which it was tried in vain */
} rci_json_read_form;

/* Forms that are known at the same time. */
enum { RCI_JSON_READ_FORMS = 8 };

/* What a value of a record looks like that is walked over by an index. */
typedef enum rci_json_read_observed_look {
    RCI_JSON_READ_LOOKS_INTEGER, /* or like anything else */
    RCI_JSON_READ_LOOKS_FLOAT,   /* a number, of a field that has had some with a fraction */
    RCI_JSON_READ_LOOKS_TEXT,
    RCI_JSON_READ_LOOKS_WORD,
    RCI_JSON_READ_LOOKS
} rci_json_read_observed_look;

typedef struct rci_json_read_observed_value {
    rci_infer_node *node;
    uint32_t at;     /* its token */
    uint32_t length; /* to the next token */
} rci_json_read_observed_value;

/* Values with one look, and parts, of one record: those with more are observed by the grammar. */
enum { RCI_JSON_READ_OBSERVED_VALUES = 256, RCI_JSON_READ_OBSERVED_PARTS = 256 };

typedef struct rci_json_read_observer {
    rci_infer_state state; /* of one block of a piece */
    rci_infer_blocks blocks;
    rci_json_read_decoder *decoder;
    const char *end;  /* where reading has to stop, after the text of the piece */
    rc_status failed; /* why the last record has failed, if not by the grammar: RC_ELIMIT (too deep)
                         or RC_EDUPLICATE; RC_ENOMEM: what is in the error, which is not about the
                         record alone */
    bool unsettled;   /* what was observed is not merged yet */
    uint64_t mark;    /* of the last object */
    rci_json_read_form forms[RCI_JSON_READ_FORMS];
    unsigned current;            /* the form that was right last */
    const char *ended;           /* the record that did not have it, after others that had */
    rci_json_read_form *learner; /* that is made of the record; NULL: none is */
    const char *literal;         /* where its next literal begins */
    size_t skip, next_skip;      /* records without a form until one becomes a form again */
    size_t pause, next_pause;    /* records until forms are tried again */
    /* since they were looked at last */
    size_t matched, missed; /* records that had a form, and had none */
    size_t useful, wasted;  /* values of records that had the form, and had not */
    bool plain;             /* no vector code */
    rci_json_read_observed_keys keys;
    /* records that have no form */
    bool has_index;
    rci_json_read_index index;
    rci_json_read_framing framing;
    bool last;      /* the last record of the text need not be followed by a separator */
    size_t longest; /* record, with the white space after it */
    rci_json_read_observed_value values[RCI_JSON_READ_LOOKS][RCI_JSON_READ_OBSERVED_VALUES];
    rci_json_read_observed_part parts[RCI_JSON_READ_OBSERVED_PARTS];
} rci_json_read_observer;

/* For the pieces of one reader; the decoder is that of the piece. NULL: RC_ENOMEM. */
rci_json_read_observer *rci_json_read_observer_new(rci_json_read_decoder *decoder, bool dates,
                                                   rc_error *err);
/* NULL is allowed. */
void rci_json_read_observer_free(rci_json_read_observer *observer);

/* The decoder is bound to its text. `longest` and `last` as in the observer. */
void rci_json_read_observer_bind(rci_json_read_observer *observer, rci_json_read_framing framing,
                                 size_t longest, bool last);

/* Before the first record of a piece. RC_OK; RC_ENOMEM. */
rc_status rci_json_read_observer_begin(rci_json_read_observer *observer, rc_error *err);

/* Before the first record of a block: forgets what was observed. Nodes and forms are kept, unless
   there are many nodes, or `forget` is set. RC_OK; RC_ENOMEM. */
rc_status rci_json_read_observer_clear(rci_json_read_observer *observer, bool forget,
                                       rc_error *err);

/* Then: some of its records are observed once more. */
void rci_json_read_observer_go_back(rci_json_read_observer *observer);

/* The record at p, by the grammar, up to decoder->end; a form is made of it if `learn`. Returns the
   byte after it; NULL after filling in the error. */
const char *rci_json_read_observe(rci_json_read_observer *observer, const char *p, bool learn);

/* After that: the next record begins at p. If a form is made of the record, it is complete, unless
   p is the end of the text. */
void rci_json_read_observe_next(rci_json_read_observer *observer, const char *p);

/* Up to `room` records of a known form from *text on. Moves *text. Returns their number. */
size_t rci_json_read_observe_alike(rci_json_read_observer *observer, const char **text,
                                   size_t room);

/* The record at *text has no form, or forms are of little use. Whether it is to become a form, by
   the grammar. Else some records may be observed by an index, `*room` at most. */
bool rci_json_read_observe_learns(rci_json_read_observer *observer, size_t *room);

/* Up to `room` records of any form, of known fields, from *text on, up to the first that it does
   not take. Moves *text. Returns their number. */
size_t rci_json_read_observe_indexed(rci_json_read_observer *observer, const char **text,
                                     size_t room);

/* The string whose opening quote is at p[-1]: observed without being counted. Its closing quote, or
   NULL if it is not a string. */
const char *rci_json_read_observe_string(rci_json_read_observer *observer, rci_infer_node *node,
                                         const char *p);

#endif
