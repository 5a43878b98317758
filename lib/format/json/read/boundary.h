/*
 * format/json/read/boundary.h - where a run of JSON text can be cut between records, found without
 * decoding it: brackets are counted outside strings, 64 bytes at a time (after G. Langdale and
 * D. Lemire, "Parsing Gigabytes of JSON per Second", 2019, section 3.1). On well-formed text the
 * result is exact; on other text it is some place, and the decoder finds the fault.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_BOUNDARY_H
#define ROWCOL_FORMAT_JSON_READ_BOUNDARY_H

#include "base/bytes.h"

typedef enum rci_json_read_framing {
    RCI_JSON_READ_LINES,    /* a record in each line */
    RCI_JSON_READ_ELEMENTS, /* the elements of an array */
    RCI_JSON_READ_SEQUENCE  /* one after the other, with or without white space between them */
} rci_json_read_framing;

typedef struct rci_json_read_boundary {
    size_t after;  /* just after the last separator between records; 0 when there is none */
    size_t close;  /* ELEMENTS: the bracket that ends the array, or SIZE_MAX */
    size_t looked; /* bytes that were looked at, some of them after text[n - 1]; 0 for LINES, */
    size_t lines;  /* and the newlines in them */
} rci_json_read_boundary;

/* Looks at text[0 .. n), which begins between records; RCI_JSON_TEXT_SLACK bytes after it must be
   readable. `scratch` is working memory, kept from call to call. RC_OK; RC_ENOMEM. */
rc_status rci_json_read_find_boundary(rci_json_read_framing framing, const char *text, size_t n,
                                      rci_base_bytes *scratch, rci_json_read_boundary *boundary,
                                      rc_error *err);

/* The same, but boundary->after is the first place at or after text[from] where the text can be
   cut; 0 when there is none before the array ends, or in the text. `from` is 1 at least. */
rc_status rci_json_read_find_boundary_from(rci_json_read_framing framing, const char *text,
                                           size_t n, size_t from, rci_base_bytes *scratch,
                                           rci_json_read_boundary *boundary, rc_error *err);

/* Sets `*lines` to the newlines in text[0 .. n), from what the search has counted. False if it did
   not look that far. Those after n are taken off the count: they are few. */
bool rci_json_read_counted_lines(const rci_json_read_boundary *boundary, const char *text, size_t n,
                                 size_t *lines);

/* The newlines in text[0 .. n). */
size_t rci_json_read_count_lines(const char *text, size_t n);

#endif
