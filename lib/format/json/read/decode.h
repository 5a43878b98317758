/*
 * format/json/read/decode.h - the text of one record into its place in a batch.
 *
 * Two ways lead there. decode.c goes by the grammar, knows every case and words every error. The
 * template (template.h) is the way taken before, learnt by heart: it goes first, and whatever it
 * does not recognise is done again by the grammar.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_DECODE_H
#define ROWCOL_FORMAT_JSON_READ_DECODE_H

#include "base/bytes.h"
#include "format/json/text/scan.h"
#include "record/plan.h"

#include <rowcol/stream.h>

struct rci_json_read_template;

typedef struct rci_json_read_place {
    unsigned char *base;
    size_t stride;
} rci_json_read_place;

typedef struct rci_json_read_bits {
    unsigned char *bits;
    size_t bit0;
} rci_json_read_bits;

/* One for each piece: it belongs to one thread at a time. */
typedef struct rci_json_read_decoder {
    const rci_record_plan *plan;
    rc_extra extra;
    rc_missing missing;
    /* the batch being filled */
    rc_store *batch;
    rci_json_read_place *places; /* of each leaf */
    rci_json_read_bits *nulls;   /* of each null node */
    size_t record;
    /* the text being read; `end` is followed by RCI_JSON_TEXT_SLACK zero bytes */
    const char *text;
    const char *end;
    rc_error *err;
    rci_json_text_fault fault;
    /* which fields the record has given: those whose mark is that of their struct */
    uint64_t *marks;
    uint64_t last_mark;
    rci_base_bytes unescaped;
    struct rci_json_read_template *learner; /* told of what decode does, or NULL */
} rci_json_read_decoder;

/* RC_OK; RC_ENOMEM. The plan is borrowed. */
rc_status rci_json_read_decoder_init(rci_json_read_decoder *decoder, const rci_record_plan *plan,
                                     rc_extra extra, rc_missing missing, rc_error *err);
void rci_json_read_decoder_release(rci_json_read_decoder *decoder);

/* What follows goes into this batch, and comes from this text. */
void rci_json_read_decoder_bind(rci_json_read_decoder *decoder, rc_store *batch, const char *text,
                                const char *end, rc_error *err);

/* Decodes the value at p (no white space before it) into the current record. Returns the byte
   behind it; NULL after filling in the error (byte offset from `text`, and field). */
const char *rci_json_read_decode(rci_json_read_decoder *decoder, const char *p);

/* As rci_json_read_decode, for one field that is in no subarray. */
const char *rci_json_read_decode_field(rci_json_read_decoder *decoder, uint32_t node,
                                       const char *p);

/* Zeroes a field (and marks it valid, and all in it). `shift` is that of the subarray elements it
   is in. */
void rci_json_read_zero(const rci_json_read_decoder *decoder, uint32_t node, size_t shift);
void rci_json_read_set_valid(const rci_json_read_decoder *decoder, uint32_t null_node, bool valid);

static inline unsigned char *rci_json_read_cell(const rci_json_read_decoder *decoder,
                                                const rci_record_node *node, size_t shift)
{
    const rci_json_read_place *place = &decoder->places[node->leaf];
    return place->base + decoder->record * place->stride + node->offset + shift;
}

/* leaf.c: the text at p into the cell of a leaf. As rci_json_read_decode. */
const char *rci_json_read_leaf(rci_json_read_decoder *decoder, uint32_t node, unsigned char *cell,
                               const char *p);

/* Records an error at `at`, in a field. Each returns NULL. */
const char *rci_json_read_fail(rci_json_read_decoder *decoder, uint32_t node, const char *at,
                               rc_status status, const char *format, ...) RC_PRINTF(5, 6);
const char *rci_json_read_fail_fault(rci_json_read_decoder *decoder, uint32_t node);
const char *rci_json_read_fail_kind(rci_json_read_decoder *decoder, uint32_t node, const char *p);

#endif
