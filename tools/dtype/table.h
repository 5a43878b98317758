/*
 * dtype/table.h - a dtype as a table of its fields, for people.
 */
#ifndef ROWCOL_TOOLS_DTYPE_TABLE_H
#define ROWCOL_TOOLS_DTYPE_TABLE_H

#include <rowcol.h>

/* Prints one line for each field, nested ones by their dotted path, and a line about the whole
   record. Returns 0, or the exit status after reporting a failure. */
int print_table(const rc_dtype *dtype);

/* The bytes of a field in its struct. */
typedef struct field_place {
    size_t offset;
    size_t end;
    size_t index;   /* of the field */
    size_t padding; /* bytes up to the next field, or to the end of the struct */
} field_place;

/* The places of a struct's fields, by index, for free(), and in `*leading` the bytes before the
   first field. NULL: out of memory. */
field_place *find_places(const rc_dtype *dtype, size_t *leading);

/* Bytes of a record that belong to no field. */
size_t padding_bytes(const rc_dtype *dtype);

#endif
