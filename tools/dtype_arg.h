/*
 * dtype_arg.h - a dtype given on the command line.
 */
#ifndef ROWCOL_TOOLS_DTYPE_ARG_H
#define ROWCOL_TOOLS_DTYPE_ARG_H

#include "command.h"

#include <rowcol.h>

/* The dtype that `text` describes in any notation; "@FILE" takes that of a store file or reads the
   text in another file, "@-" reads standard input. On failure it reports what is wrong, with the
   offending line and a caret under the byte, sets `*status` to the exit status, and returns NULL.
 */
rc_dtype *dtype_argument(const char *text, rc_align align, int *status);

#endif
