/* size/size_file.h - what a store file takes on disk and in memory, and a smaller dtype for it. */
#ifndef ROWCOL_TOOLS_SIZE_SIZE_FILE_H
#define ROWCOL_TOOLS_SIZE_SIZE_FILE_H

#include <rowcol.h>
#include <stdbool.h>

/* Reads the file at `path` ("-": standard input) batch by batch, and prints it. Returns the exit
   status. */
int show_file(const char *path, const rc_read_options *options, bool json);

#endif
