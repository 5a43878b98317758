/*
 * base/text_width.h - the columns that text takes on a terminal, whatever the locale.
 *
 * Characters of East Asian width W or F (Unicode's UAX 11) take two columns, combining marks and
 * format characters none, all others one. The text is one that can be printed (rc_text_printable).
 */
#ifndef ROWCOL_TOOLS_BASE_TEXT_WIDTH_H
#define ROWCOL_TOOLS_BASE_TEXT_WIDTH_H

#include <stddef.h>

/* The most columns that a terminal is taken to have. */
enum { MOST_COLUMNS = 100000 };

/* The columns of all of the text. */
size_t text_width(const char *text);

/* The bytes of the longest beginning of the text that takes `columns` at most, whole characters
   with their combining marks, and in `*used` the columns that it takes. */
size_t text_fitting(const char *text, size_t columns, size_t *used);

/* The same for the longest end of the text: the bytes before it. */
size_t text_before_end(const char *text, size_t columns, size_t *used);

/* The columns of the terminal on a descriptor: the environment variable COLUMNS, else what the
   terminal reports, else 80. */
size_t terminal_width(int fd);

#endif
