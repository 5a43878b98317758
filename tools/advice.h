/*
 * advice.h - suggestions of the library in terms of the command's options.
 */
#ifndef ROWCOL_TOOLS_ADVICE_H
#define ROWCOL_TOOLS_ADVICE_H

#include "command.h"

#include <rowcol.h>

/* The command that runs, whose options are suggested; NULL: all options. */
extern const command *advice_command;

/* A suggestion such as " (add a field, or use --extra ignore)" for the error's hint, "" where the
   command has no option for it. `output` is the format of what is written to `path`, or both are
   NULL: not every format holds what would help. Returns `text`. */
const char *advice_text(const rc_error *err, const char *output, const char *path, char *text,
                        size_t size);

/* The error without the suggestion of a kind that the format `output` does not hold, and with the
   command's name of an option: in `adapted` where that is another message, else `err`. */
const rc_error *advice_adapt(const rc_error *err, const char *output, rc_error *adapted);

#endif
