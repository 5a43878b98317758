/*
 * report/advice.h - suggestions of the library in terms of the command's options.
 */
#ifndef ROWCOL_TOOLS_REPORT_ADVICE_H
#define ROWCOL_TOOLS_REPORT_ADVICE_H

#include "base/command.h"

#include <rowcol.h>
#include <stdbool.h>

/* The command that runs, whose options are suggested; NULL: all options. */
extern const command *advice_command;

/* A suggestion such as " (add a field, or use --extra ignore)" for the error's hint, "" where the
   command has no option for it. `output` is the format of what is written to `path`, or both are
   NULL: not every format holds what would help. Returns `text`. */
const char *advice_text(const rc_error *err, const char *output, const char *path, char *text,
                        size_t size);

/* Whether the format `output` does not hold str; not if it is not known (NULL). */
bool advice_without_str(const char *output);

/* The error with the command's name of an option, and without the suggestion of str where the
   output does not hold it: in `adapted` if that is another message, else `err`. */
const rc_error *advice_adapt(const rc_error *err, bool without_str, rc_error *adapted);

#endif
