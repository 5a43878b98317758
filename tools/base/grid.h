/*
 * base/grid.h - text in rows and aligned columns, for people.
 *
 * Cells are added row by row; the first row has the names of the columns. Columns that are too wide
 * together are made narrower, if they may be cut, and then left out from the end.
 */
#ifndef ROWCOL_TOOLS_BASE_GRID_H
#define ROWCOL_TOOLS_BASE_GRID_H

#include <stdbool.h>
#include <stddef.h>

typedef struct grid {
    size_t n_columns;
    size_t n_rows; /* whole ones */
    char **cells;  /* row by row */
    size_t n;      /* of cells */
    size_t capacity;
    bool *right; /* by column: aligned right */
    bool *whole; /* by column: never cut, only its name */
    size_t gap;  /* a line of dots is before this row, or at the end; 0: there is none */
    bool failed; /* out of memory */
} grid;

/* A grid without rows. Out of memory: `failed` is set. */
grid grid_start(size_t n_columns);

/* Adds a cell of text that can be printed, and takes it over, to be released with free. NULL: out
   of memory. */
void grid_add(grid *g, char *text);

/* Adds a cell with a copy of text from outside, escaped. */
void grid_add_safe(grid *g, const char *text);

/* Adds a cell with formatted text that needs no escapes. */
void grid_add_format(grid *g, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints the grid in `width` columns, 0 for any number. Returns how many columns of the grid are
   printed, or 0 if the grid has failed. */
size_t grid_print(const grid *g, size_t width);

void grid_release(grid *g);

#endif
