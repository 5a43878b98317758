/* commands/convert.h - store files to one file, as rowcol convert does, for rowcol cat, too. */
#ifndef ROWCOL_TOOLS_COMMANDS_CONVERT_H
#define ROWCOL_TOOLS_COMMANDS_CONVERT_H

#include "base/command.h"

/* The options of both. */
extern const option_spec convert_options[];

/* Reads the command line and converts. `done` is the word for what was done with the records.
   Returns the exit status. */
int convert_run(const command *cmd, int argc, char **argv, const char *done);

#endif
