/*
 * format/json/read/document.h - finding an array inside a document, by an RFC 6901 pointer, and
 * checking the text before and after it. Serial, in memory that holds one token.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_DOCUMENT_H
#define ROWCOL_FORMAT_JSON_READ_DOCUMENT_H

#include "stream/text/input.h"

typedef struct rci_json_read_document {
    const rc_allocator *allocator;
    rci_stream_text_input *input; /* borrowed */
    size_t max_token;
    char *pointer; /* as given, for messages */
    size_t length;
    rci_base_bytes tokens; /* each token, unescaped, with its length before it (size_t) */
    size_t ntokens;
    uint64_t *is_object; /* a bit for each level the pointer leads through */
    rci_base_bytes text; /* of a key without its escapes */
    /* lines met here, for the place of an error */
    uint64_t newlines;
    uint64_t line_start; /* offset after the last of them, or RC_NOWHERE */
    uint64_t counted;    /* all before this offset are counted */
} rci_json_read_document;

/* NULL `pointer` is the whole document. RC_OK; RC_ESYNTAX (not a pointer), RC_ELIMIT, RC_ENOMEM. */
rc_status rci_json_read_document_init(rci_json_read_document *document,
                                      rci_stream_text_input *input, const char *pointer,
                                      size_t max_token, rc_error *err);
void rci_json_read_document_release(rci_json_read_document *document);

/* The next byte that is not white space, which stays unread, or '\0' at the end of the input. */
rc_status rci_json_read_document_peek(rci_json_read_document *document, char *c, rc_error *err);

/* Goes to the value that the pointer names: it is the next to be read. RC_OK; RC_ESYNTAX,
   RC_EMISSING, RC_ETYPE, RC_ELIMIT, RC_EIO, RC_ENOMEM. err->byte counts from the source's start. */
rc_status rci_json_read_document_enter(rci_json_read_document *document, rc_error *err);

/* Checks the rest after that value up to the end of the input, where a second key of the same name
   is refused. As rci_json_read_document_enter. */
rc_status rci_json_read_document_leave(rci_json_read_document *document, rc_error *err);

/* Counts the lines up to `to`, which is in the window or at its start. */
void rci_json_read_document_count(rci_json_read_document *document, const char *to);

#endif
