/*
 * options/input_list.h - the inputs of a command: its operands, and the names in a file
 * (--files-from).
 */
#ifndef ROWCOL_TOOLS_OPTIONS_INPUT_LIST_H
#define ROWCOL_TOOLS_OPTIONS_INPUT_LIST_H

#include "base/command.h"

enum { OPTION_FILES_FROM = 380 };

#define FILES_FROM_OPTION                                                                          \
    {                                                                                              \
        OPTION_FILES_FROM, "files-from", "FILE",                                                   \
            "read further inputs from FILE, a name on each line, or with a NUL after each, as "    \
            "find -print0 writes them; \"-\" is standard input"                                    \
    }

typedef struct input_list {
    char **paths;
    int n;
    char *text; /* of the file, which the last paths point into */
} input_list;

/* Makes the list of `n` operands and of the names in the file `from`, or NULL. Returns 0, or the
   exit status after a report; in both cases the list is to be released. */
int input_list_make(input_list *list, const command *cmd, char *const *operands, int n,
                    const char *from);
void input_list_release(input_list *list);

#endif
