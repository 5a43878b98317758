/*
 * base/closest.h - "did you mean": the name in a list that is most like a mistyped one.
 */
#ifndef ROWCOL_TOOLS_BASE_CLOSEST_H
#define ROWCOL_TOOLS_BASE_CLOSEST_H

#include <stddef.h>

/* A search through the names of a list. Start from {.typed = ...}. */
typedef struct closest {
    const char *typed;
    const char *name; /* the best name so far, or NULL */
    size_t distance;  /* its distance */
} closest;

/* Considers another name. Names that differ too much from `typed` are not taken. */
void closest_consider(closest *search, const char *name);

/* A suggestion for the end of a message, ` (did you mean "load"?)`, or "" without a name. `prefix`
   is put before the name. Returns `text`. */
const char *closest_text(const closest *search, const char *prefix, char *text, size_t size);

#endif
