/*
 * format/json/read/template.h - the forms of records, cached for the records that come after them.
 *
 * Records that come from one program look alike: the same keys in the same order with the same
 * white space. A template is the text between the values of a previous record, byte for byte, and
 * the place that each value went to. A record whose text between the values is the same again has
 * passed the grammar, has each key once and no others; only its values are left to read.
 *
 * Records of several forms make a tree, whose paths are the forms: where two differ, one step has
 * several literals, which are tried in turn.
 *
 * Values that are ignored become part of that text when they have been the same for some records in
 * a row: a run of them is confirmed by one comparison together with the text around them. Of an
 * array or object that is ignored, the values in it are skipped one by one.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_TEMPLATE_H
#define ROWCOL_FORMAT_JSON_READ_TEMPLATE_H

#include "base/bytes.h"
#include "format/json/read/action.h"
#include "record/target.h"

/* Of all forms, but for a single one. */
enum { RCI_JSON_READ_STEPS = 1024 };

/* A literal of at most 16 bytes and the value after it. A longer literal is several steps. */
typedef struct rci_json_read_step {
    char head[16]; /* the literal, then zeros */
    char mask[16]; /* all ones for each of its bytes */
    uint32_t length;
    uint32_t text; /* offset of the literal in the template's text */
    uint8_t action;
    /* Values that are skipped: */
    bool same;        /* the value is in the text too, and each that came was the same */
    uint32_t changes; /* of its length */
    uint32_t walked;  /* how often its end was found by the grammar only */
    uint32_t usual;   /* its length, last time */
    /* To the literal of the step `run` steps on, values are skipped and seldom change: from this
       literal to the end of that one it is run_length bytes. 0: no such step. */
    uint32_t run;
    uint32_t run_length;
    uint32_t other;                /* the step that is tried if this one does not match; 0: none */
    uint32_t first_gap, ngaps;     /* of RCI_JSON_READ_END_RECORD */
    uint32_t first_extra, nextras; /* likewise */
    uint64_t matches; /* likewise: records that have matched to here, since they were counted */
    uint32_t node;
    uint32_t leaf;
    size_t size;         /* of the leaf's value */
    size_t offset;       /* within the leaf */
    unsigned char *base; /* bound to a batch: of record 0 */
    size_t stride;
} rci_json_read_step;

/* RCI_JSON_READ_MOST_ZEROS: of one field. */
#define RCI_JSON_READ_NO_GAP     UINT32_MAX
#define RCI_JSON_READ_MOST_ZEROS (1 << 16)

/* A field that the record does not have, and that becomes zero or null. */
typedef struct rci_json_read_gap {
    uint32_t node;
    uint32_t zeros; /* bytes that become zero, if that is all there is to do; else 0, or
                       RCI_JSON_READ_NO_GAP if the one before does it */
    bool first;     /* of its form */
    size_t shift;
    unsigned char *base; /* bound to a batch: of record 0 */
    size_t stride;
} rci_json_read_gap;

typedef struct rci_json_read_template {
    rci_base_bytes steps;  /* rci_json_read_step each */
    rci_base_bytes gaps;   /* rci_json_read_gap each */
    rci_base_bytes text;   /* of the record, without the values that are read */
    rci_base_bytes extras; /* uint32_t each: the struct that has an ignored value */
    size_t nsteps;
    size_t ngaps;
    size_t nextras;
    size_t ntext;      /* bytes of the text that belong to steps */
    size_t most_steps; /* after so many, no further form is learned */
    unsigned watched;  /* records still to come before watching ends */
    /* learning: */
    const char *from; /* the byte after the last value */
    uint32_t at;      /* the step that the next one is compared with, while the form is a known one;
                         else RCI_RECORD_NONE */
    uint32_t fork;    /* the step whose `other` the first new one is, or RCI_RECORD_NONE */
    bool learning;    /* a record is being learned, and nothing prevents it so far */
    /* of all forms: */
    bool skips; /* some step skips a value */
    bool usable;
    bool slow;     /* values are skipped by walking through them: an index is faster */
    bool one_line; /* a value with a newline in it is left to the grammar */
} rci_json_read_template;

void rci_json_read_template_init(rci_json_read_template *template);
void rci_json_read_template_release(rci_json_read_template *template);

/* Forgets all forms. */
void rci_json_read_template_clear(rci_json_read_template *template);

/* Whether no further form is learned. */
static inline bool rci_json_read_template_is_full(const rci_json_read_template *template)
{
    return template->nsteps >= template->most_steps;
}

/* Learning: begin at the first byte of a record, add each value and gap while it is decoded, end at
   the byte where the next record begins. Nothing is added for a record that is too long, and when
   memory runs out. `converted`: the value has another form than its field has as a rule. */
void rci_json_read_learn_begin(rci_json_read_template *template, const char *p);
void rci_json_read_learn_value(rci_json_read_template *template, const rci_record_node *node,
                               uint32_t index, size_t shift, const char *p, const char *after,
                               bool converted);
/* An ignored value of struct `index`. */
void rci_json_read_learn_extra(rci_json_read_template *template, uint32_t index, const char *p,
                               const char *after);
void rci_json_read_learn_gap(rci_json_read_template *template, uint32_t index, size_t shift);
/* The record being learned gives no template. */
void rci_json_read_learn_cancel(rci_json_read_template *template);
/* Whether the form was not known before; then its steps are pointed at the batch. */
bool rci_json_read_learn_end(rci_json_read_template *template, const char *p,
                             const rci_record_target *target);

/* Decides about the values that were watched. */
void rci_json_read_template_settle(rci_json_read_template *template);

/* A record has matched; after enough of them the watching ends. */
static inline void rci_json_read_template_matched(rci_json_read_template *template)
{
    if (template->watched != 0 && --template->watched == 0) {
        rci_json_read_template_settle(template);
    }
}

/* Adds what the records that have matched since the last call have given and not given. */
void rci_json_read_template_count(rci_json_read_template *template, rci_record_log *log);

/* Points the steps at the batch. */
void rci_json_read_template_bind(rci_json_read_template *template, const rci_record_target *target);

#endif
