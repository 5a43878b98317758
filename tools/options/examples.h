/*
 * options/examples.h - command lines that the help of a command shows.
 */
#ifndef ROWCOL_TOOLS_OPTIONS_EXAMPLES_H
#define ROWCOL_TOOLS_OPTIONS_EXAMPLES_H

/* One example. The list of a command ends with an entry whose line is NULL. */
typedef struct example {
    const char *about; /* what it does */
    const char *line;  /* a command line for a shell; those after its first are indented */
} example;

/* The examples of the command of that name. NULL: it has none. */
const example *examples_of(const char *command);

#endif
