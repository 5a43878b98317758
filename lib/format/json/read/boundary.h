/*
 * format/json/read/boundary.h - where a run of JSON text can be cut between records, found without
 * decoding it: brackets are counted outside strings, 64 bytes at a time (after G. Langdale and
 * D. Lemire, "Parsing Gigabytes of JSON per Second", 2019, section 3.1). On well-formed text the
 * result is exact; on other text it is some place, and the decoder finds the fault.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_BOUNDARY_H
#define ROWCOL_FORMAT_JSON_READ_BOUNDARY_H

#include "base/bytes.h"
#include "stream/text/lines.h"

typedef enum rci_json_read_framing {
    RCI_JSON_READ_LINES,    /* a record in each line */
    RCI_JSON_READ_ELEMENTS, /* the elements of an array */
    RCI_JSON_READ_SEQUENCE  /* one after the other, with or without white space between them */
} rci_json_read_framing;

/* Looks at text[0 .. n), which begins between records; RCI_JSON_TEXT_SLACK bytes after it must be
   readable. `scratch` is working memory, kept from call to call. RC_OK; RC_ENOMEM. */
rc_status rci_json_read_find_boundary(rci_json_read_framing framing, const char *text, size_t n,
                                      rci_base_bytes *scratch, rci_stream_text_boundary *boundary,
                                      rc_error *err);

/* The same, but boundary->after is the first place at or after text[from] where the text can be
   cut; 0 when there is none before the array ends, or in the text. `from` is 1 at least. */
rc_status rci_json_read_find_boundary_from(rci_json_read_framing framing, const char *text,
                                           size_t n, size_t from, rci_base_bytes *scratch,
                                           rci_stream_text_boundary *boundary, rc_error *err);

#endif
