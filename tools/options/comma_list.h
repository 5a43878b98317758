/* options/comma_list.h - a list with commas in an argument: names of fields and the like. */
#ifndef ROWCOL_TOOLS_OPTIONS_COMMA_LIST_H
#define ROWCOL_TOOLS_OPTIONS_COMMA_LIST_H

#include "base/command.h"

typedef struct comma_list {
    char **items; /* each ends with NUL */
    size_t n;
} comma_list;

/* Splits the argument of the option `name` at its commas; those in double quotes, where a backslash
   takes the next character as it is, do not count. Blanks around an item are removed. An item that
   is empty is refused. Returns 0, or the exit status after a report. */
int split_list(const command *cmd, const char *name, const char *text, comma_list *list);

/* Cuts the blanks and tabs off the end of a string, and returns where others begin. */
char *trim_blanks(char *text);

void comma_list_release(comma_list *list);

/* The end of the part of `text` before the first `stop` outside of double quotes, or of all of it.
   NULL: a quote is not closed. */
const char *skip_to(const char *text, char stop);

#endif
