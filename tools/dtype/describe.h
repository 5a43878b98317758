/*
 * dtype/describe.h - a dtype as a JSON object, for programs.
 */
#ifndef ROWCOL_TOOLS_DTYPE_DESCRIBE_H
#define ROWCOL_TOOLS_DTYPE_DESCRIBE_H

#include <jansson.h>
#include <rowcol.h>

/* Adds to `object`: names and offsets (null for a dtype that is not a struct), itemsize,
   alignment, and descr, NumPy's list of [name, format] or [name, format, shape] (null where NumPy
   cannot express the dtype). Returns 0, or the exit status after reporting a failure. */
int describe_dtype(json_t *object, const rc_dtype *dtype);

/* A path as a JSON string; null if it is not UTF-8. NULL: out of memory. */
json_t *json_path(const char *path);

/* The text of the object on one line, for free(), with the characters escaped that a terminal would
   obey. Releases the object. NULL: out of memory. */
char *json_text(json_t *object);

/* Prints the object on one line and releases it. Returns 0, or the exit status after a report. */
int print_json(json_t *object);

#endif
