/*
 * options/format_arg.h - formats given on the command line, or found although none was given.
 */
#ifndef ROWCOL_TOOLS_OPTIONS_FORMAT_ARG_H
#define ROWCOL_TOOLS_OPTIONS_FORMAT_ARG_H

#include "base/command.h"
#include "base/formats.h"

/* Sets `*format` to what format_by_name returns for `text`. Returns 0, or EXIT_USAGE after
   reporting that there is no such format. `option` is the name of the option. */
int parse_format(const command *cmd, const char *option, const char *text, format_use use,
                 const char **format);

/* Reports that an input of JSON text is in another form than its name shows, or, if that shows
   none, than a record in each line. `read` is the format that was found. */
void report_form(const char *input, const char *read);

#endif
