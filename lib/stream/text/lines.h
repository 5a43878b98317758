/*
 * stream/text/lines.h - where text can be cut, and the lines in it.
 */
#ifndef ROWCOL_STREAM_TEXT_LINES_H
#define ROWCOL_STREAM_TEXT_LINES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct rci_stream_text_boundary {
    size_t after;  /* just after the last separator between records; 0 when there is none */
    size_t close;  /* the byte that ends the records, or SIZE_MAX */
    size_t looked; /* bytes that were looked at, some of them after text[n - 1]; 0: not counted */
    size_t lines;  /* and the newlines in them */
} rci_stream_text_boundary;

/* Sets `*lines` to the newlines in text[0 .. n), from what the search has counted. False if it did
   not look that far. Those after n are taken off the count: they are few. */
bool rci_stream_text_counted_lines(const rci_stream_text_boundary *boundary, const char *text,
                                   size_t n, size_t *lines);

/* The newlines in text[0 .. n). */
size_t rci_stream_text_count_lines(const char *text, size_t n);

/* How many newlines are before each of some places in text. */
typedef struct rci_stream_text_marks {
    size_t step; /* from one place to the next, from the first byte on; 0: nothing is known */
    size_t before[64];
} rci_stream_text_marks;

/* The newlines in text[0 .. n), of which the marks are set. */
size_t rci_stream_text_mark_lines(rci_stream_text_marks *marks, const char *text, size_t n);

/* The newlines in text[0 .. at), at most the n that the marks were set of; there are `lines` in
   text[0 .. counted), which is not more. */
size_t rci_stream_text_lines_before(const rci_stream_text_marks *marks, const char *text, size_t at,
                                    size_t counted, size_t lines);

/* The first byte from p on that is not space, or NUL. */
char rci_stream_text_next_byte(const char *p, const char *end);

#endif
