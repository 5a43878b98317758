/*
 * options/dtype_arg.h - a dtype given on the command line.
 */
#ifndef ROWCOL_TOOLS_OPTIONS_DTYPE_ARG_H
#define ROWCOL_TOOLS_OPTIONS_DTYPE_ARG_H

#include "base/command.h"

#include <rowcol.h>

typedef struct given_dtype {
    rc_dtype *dtype;
    rc_mapping *mapping; /* where the fields come from in JSON text */
} given_dtype;

/* The dtype that `text` describes in any notation; "@FILE" takes that of a store file or reads the
   text in another file, "@-" reads standard input. Returns 0, or the exit status after reporting
   what is wrong, with the offending line and a caret under the byte. given_dtype_release is needed
   after either. */
int dtype_argument(const char *text, rc_align align, given_dtype *given);

/* The fields of structs become fields of the record. Returns 0, or the exit status after a report.
 */
int given_dtype_flatten(given_dtype *given);

/* Of all bytes zero, too. */
void given_dtype_release(given_dtype *given);

#endif
