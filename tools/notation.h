/*
 * notation.h - the notations of a dtype by the names they have on the command line.
 */
#ifndef ROWCOL_TOOLS_NOTATION_H
#define ROWCOL_TOOLS_NOTATION_H

#include <rowcol.h>

/* Their names, ended by NULL. */
extern const char *const notation_names[];

/* The notation with the number that its name has in the list. */
rc_notation notation_at(int number);

/* Prints the dtype and a newline. Returns 0, or the exit status after reporting that the notation
   cannot say it. */
int print_notation(const rc_dtype *dtype, rc_notation notation);

#endif
