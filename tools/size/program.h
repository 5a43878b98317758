/* size/program.h - runs another program as a filter: text in, text out. */
#ifndef ROWCOL_TOOLS_SIZE_PROGRAM_H
#define ROWCOL_TOOLS_SIZE_PROGRAM_H

#include <stddef.h>

/* Runs `argv[0]`, found through PATH, with `length` bytes at `input` as its standard input. Stores
   what it writes to standard output and standard error in `*output`, ending with NUL, for free(),
   and its exit status in `*exited`: 128 + N when signal N ended it. The program must read all of
   its input before it writes much. Returns 0, or errno: ENOENT when there is no such program.
   `*output` is NULL then. */
int program_run(char *const argv[], const char *input, size_t length, char **output, int *exited);

#endif
