/* size/load_command.h - the command line that makes a store file of a smaller dtype. */
#ifndef ROWCOL_TOOLS_SIZE_LOAD_COMMAND_H
#define ROWCOL_TOOLS_SIZE_LOAD_COMMAND_H

#include "size/file_size.h"

/* Sets file->command, for a POSIX shell, or file->why when there is none. Returns 0, or the exit
   status after a report. */
int make_load_command(file_size *file);

/* The command, divided into lines. It exists. NULL: out of memory. */
char *load_command_lines(const file_size *file);

#endif
