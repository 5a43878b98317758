/*
 * archive.h - the arrays of an .npz archive.
 */
#ifndef ROWCOL_TOOLS_ARCHIVE_H
#define ROWCOL_TOOLS_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

/* The argument of --member that means every array. */
#define ALL_MEMBERS "*"

/* Whether the input is an archive by its format, or by its name if the format is NULL. Never
   standard input, which cannot be opened again for each array. */
bool is_archive(const char *path, const char *format);

/* The number of arrays in the archive; 0 if it cannot be opened (its reader reports why). */
size_t count_arrays(const char *path);

/* Prints name, number of records, itemsize and dtype of each array, as text or as a JSON object.
   Returns 0, or the exit status after a report. */
int show_arrays(const char *path, bool json);

#endif
