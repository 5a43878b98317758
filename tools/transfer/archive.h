/*
 * transfer/archive.h - the arrays of an .npz archive.
 */
#ifndef ROWCOL_TOOLS_TRANSFER_ARCHIVE_H
#define ROWCOL_TOOLS_TRANSFER_ARCHIVE_H

#include <stdbool.h>

/* The argument of --member that means every array. */
#define ALL_MEMBERS "*"

/* Whether the input is an archive by its format, or by its name if the format is NULL. Never
   standard input, which cannot be opened again for each array. */
bool is_archive(const char *path, const char *format);

/* Prints name, number of records, itemsize and dtype of each array, as text or as a JSON object,
   and sets `*status` to 0, or to the exit status after a report. False, and nothing is done: the
   archive has one array, so it is shown as a store file. */
bool show_arrays(const char *path, bool json, int *status);

#endif
