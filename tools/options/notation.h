/*
 * options/notation.h - the notations of a dtype by their names on the command line.
 */
#ifndef ROWCOL_TOOLS_OPTIONS_NOTATION_H
#define ROWCOL_TOOLS_OPTIONS_NOTATION_H

#include <rowcol.h>

/* The names; the list ends with NULL. */
extern const char *const notation_names[];

/* The notation whose name is at `index` in the list. */
rc_notation notation_at(int index);

/* Prints the dtype and a newline; in the compact notation with the places of a mapping, which may
   be NULL. Returns 0, or the exit status after reporting that the notation cannot express it. */
int print_notation(const rc_dtype *dtype, const rc_mapping *mapping, rc_notation notation);

/* The same for the C header with this tag; NULL: "record". */
int print_c_header(const rc_dtype *dtype, const char *tag);

#endif
