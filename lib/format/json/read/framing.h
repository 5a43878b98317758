/*
 * format/json/read/framing.h - errors that come from reading text in the wrong format, or from the
 * wrong place in a document: what was assumed and why is added to the message, and the option that
 * reads the text as a hint.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_FRAMING_H
#define ROWCOL_FORMAT_JSON_READ_FRAMING_H

#include "format/json/read/boundary.h"
#include "format/json/read/decoder.h"

typedef struct rci_json_read_assumed {
    rci_json_read_framing framing;
    const char *why; /* the format was chosen: "as asked for" and so on; borrowed */
    bool pointed;    /* the option root was given */
    bool first;      /* the text is the first of the input */
} rci_json_read_assumed;

/* Explains the error `err`, which decoding record `record` of the text has filled in; the record
   begins at `p`. Does nothing when the framing is not to blame. */
void rci_json_read_explain(const rci_json_read_decoder *decoder,
                           const rci_json_read_assumed *assumed, size_t record, const char *p,
                           rc_error *err);

#endif
