/*
 * table.h - a dtype as a table of its fields, for people.
 */
#ifndef ROWCOL_TOOLS_TABLE_H
#define ROWCOL_TOOLS_TABLE_H

#include <rowcol.h>

/* Prints one line for each field, nested ones by their dotted path, and a line about the whole
   record. Returns 0, or the exit status after reporting a failure. */
int print_table(const rc_dtype *dtype);

/* Bytes of a record that belong to no field. */
size_t padding_bytes(const rc_dtype *dtype);

#endif
