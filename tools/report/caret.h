/* report/caret.h - shows where text of the command line is wrong. */
#ifndef ROWCOL_TOOLS_REPORT_CARET_H
#define ROWCOL_TOOLS_REPORT_CARET_H

#include <stddef.h>

/* Prints on standard error the line of `text`, which ends with NUL, that has the byte at `at`, and
   a caret under it. A long line is cut on both sides. Each character counts as one column. */
void show_caret(const char *text, size_t length, size_t at);

#endif
