/*
 * format/json/read/decoder.h - what decoding the records of one piece of text needs: the text, the
 * batch that is filled, and the template that is learned from the records.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_DECODER_H
#define ROWCOL_FORMAT_JSON_READ_DECODER_H

#include "base/bytes.h"
#include "format/json/text/fault.h"
#include "record/target.h"

#include <rowcol/stream.h>

struct rci_json_read_template;

/* A value that a template could not read, of a record whose text up to it has matched. */
typedef struct rci_json_read_stop {
    const char *at; /* NULL: none */
    uint32_t node;
    size_t shift; /* bytes from the first element of a subarray to this one */
} rci_json_read_stop;

/* One for each piece: it belongs to one thread at a time. */
typedef struct rci_json_read_decoder {
    rci_record_target target;
    /* the text being read; `end` is followed by RCI_JSON_TEXT_SLACK zero bytes */
    const char *text;
    const char *end;
    rci_json_text_fault fault;
    rci_base_bytes unescaped;
    rci_json_read_stop stop;
    bool plain_keys;    /* the text of each key is the key: it needs no escape */
    bool found_records; /* failed since an array of records is where a record should be */
    struct rci_json_read_template *learner; /* records what is decoded; NULL when nothing does */
} rci_json_read_decoder;

/* The policies are borrowed. RC_OK; RC_ENOMEM. */
rc_status rci_json_read_decoder_init(rci_json_read_decoder *decoder,
                                     const rci_record_policies *policies, rc_error *err);
void rci_json_read_decoder_release(rci_json_read_decoder *decoder);

static inline bool rci_json_read_ignores_extra(const rci_json_read_decoder *decoder)
{
    return decoder->target.policies->extra == RC_EXTRA_IGNORE;
}

/* What follows goes into this batch, and comes from this text. */
void rci_json_read_decoder_bind(rci_json_read_decoder *decoder, rc_store *batch, const char *text,
                                const char *end, rc_error *err);

/* The string between p and `close`, without its escapes if `escaped`: `*text` and `*n`, in the
   input or in the decoder's buffer. False after filling in the error: RC_ENOMEM. */
bool rci_json_read_unescape(rci_json_read_decoder *decoder, const char *p, const char *close,
                            bool escaped, const char **text, size_t *n);

#endif
