/*
 * format/json/read/template.h - a record's shape learnt by heart.
 *
 * Records that come from one program look alike: the same keys in the same order with the same
 * white space. A template is the text between the values of the record before, byte for byte, and
 * the place that each value went to. A record whose text between the values is the same again has
 * passed the grammar, has each key once and none too many; only its values are left to read.
 *
 * Values that nobody wants are part of that text once they have come the same for some records in a
 * row: a run of them is confirmed by one comparison with the text around them.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_TEMPLATE_H
#define ROWCOL_FORMAT_JSON_READ_TEMPLATE_H

#include "format/json/read/decode.h"

/* What to do with the value behind a literal. The integer actions are for little-endian leaves on a
   little-endian machine; every other leaf goes the way of leaf.c. */
enum rci_json_read_action {
    READ_LEAF = 0,
    READ_I1,
    READ_I2,
    READ_I4,
    READ_I8,
    READ_U1,
    READ_U2,
    READ_U4,
    READ_U8,
    READ_F4,
    READ_F8,
    READ_BOOL,
    READ_BYTES,
    READ_NULLABLE,
    READ_NOTHING, /* the literal goes on */
    END_RECORD,
    SKIP_VALUE,
    SKIP_STEADY, /* most often as long as the last one */
    WATCH_VALUE  /* skipped, and watched for what it will be: one of the two before, or in a run */
};

/* A literal of at most 16 bytes and the value behind it. A longer literal is several steps. */
typedef struct rci_json_read_step {
    char head[16]; /* the literal, zeros behind it */
    char mask[16]; /* all ones for each of its bytes */
    uint32_t length;
    uint32_t text; /* where in the template's text the literal is */
    uint8_t action;
    /* Values that are skipped: */
    bool same;        /* the value is in the text too, and each that came was the same */
    uint32_t changes; /* of its length */
    uint32_t usual;   /* its length, last time */
    /* To the literal of the step `run` steps on, values are skipped and seldom change: from this
       literal to the end of that one it is run_length bytes. 0: no such step. */
    uint32_t run;
    uint32_t run_length;
    uint32_t node;
    uint32_t leaf;
    size_t size;         /* of the leaf's value */
    size_t offset;       /* within the leaf */
    unsigned char *base; /* bound to a batch: of record 0 */
    size_t stride;
} rci_json_read_step;

/* A field that the record left out and that is to be zero. */
typedef struct rci_json_read_gap {
    uint32_t node;
    size_t shift;
} rci_json_read_gap;

typedef struct rci_json_read_template {
    rci_base_bytes steps; /* rci_json_read_step each */
    rci_base_bytes gaps;  /* rci_json_read_gap each */
    rci_base_bytes text;  /* of the record, without the values that are read */
    size_t nsteps;
    size_t ngaps;
    unsigned watched; /* records still to come before watching ends */
    const char *from; /* learning: the byte behind the last value */
    bool learning;    /* nothing has gone wrong so far */
    bool skips;       /* some step skips a value */
    bool usable;
    bool one_line; /* a value with a newline in it is for the grammar to judge */
} rci_json_read_template;

void rci_json_read_template_init(rci_json_read_template *template);
void rci_json_read_template_release(rci_json_read_template *template);

/* Learning: begin at the first byte of a record, tell each value and gap while it is decoded, end
   at the byte where the next record begins. What is too long or finds no memory is not learnt. */
void rci_json_read_learn_begin(rci_json_read_template *template, const char *p);
void rci_json_read_learn_value(rci_json_read_template *template,
                               const rci_json_read_decoder *decoder, uint32_t node, size_t shift,
                               const char *p, const char *after);
void rci_json_read_learn_skip(rci_json_read_template *template, const char *p, const char *after);
void rci_json_read_learn_gap(rci_json_read_template *template, uint32_t node, size_t shift);
void rci_json_read_learn_end(rci_json_read_template *template, const char *p);

/* After each record that was matched: draws the sum of what was watched, when enough of them came.
 */
void rci_json_read_template_settle(rci_json_read_template *template);

static inline void rci_json_read_template_matched(rci_json_read_template *template)
{
    if (template->watched != 0 && --template->watched == 0) {
        rci_json_read_template_settle(template);
    }
}

/* Points the steps at the decoder's batch. */
void rci_json_read_template_bind(rci_json_read_template *template,
                                 const rci_json_read_decoder *decoder);

/* Reads records from *text on into the decoder's current record and those behind it, `room` at
   most, until the text ends or one does not look as expected, has a value that is not plainly right
   or takes more than `longest` bytes: that has to be decoded by the grammar. Moves *text to the
   first byte behind them, decoder->record to the record behind them, and returns their number. */
typedef size_t rci_json_read_match(rci_json_read_template *template, rci_json_read_decoder *decoder,
                                   const char **text, size_t room, size_t longest);

/* The one for any machine, and the best for this one. */
rci_json_read_match rci_json_read_match_plain;
rci_json_read_match *rci_json_read_template_matcher(void);

#endif
