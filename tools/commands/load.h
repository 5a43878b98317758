/* commands/load.h - reading records as rowcol load does, for rowcol check, too. */
#ifndef ROWCOL_TOOLS_COMMANDS_LOAD_H
#define ROWCOL_TOOLS_COMMANDS_LOAD_H

#include "transfer/conversion.h"

/* Entries of the tables of options: how the dtype is found. */
#define DTYPE_OPTIONS                                                                              \
    {'d', "dtype", "DTYPE",                                                                        \
     "the fields of a record, in any notation, such as 'x:i4, y:i4'; lat=/pos/0:f8 takes a field " \
     "from elsewhere (RFC 6901); @FILE reads it from a file, or takes that of a store file "       \
     "(default: that of the input, or the narrowest that holds all values, as rowcol infer finds " \
     "it)"},                                                                                       \
        {OPTION_DATES, "dates", NULL, "without -d: strings that are ISO 8601 dates become M8"},    \
        {OPTION_INFER_SAMPLE, "infer-sample", "N",                                                 \
         "without -d: the dtype is found from the first N records (default: from all)"},           \
        {OPTION_FLATTEN, "flatten", NULL,                                                          \
         "the fields of objects become fields of the record, with their paths as names, such as "  \
         "who.age"},                                                                               \
    {                                                                                              \
        OPTION_ALIGN, "align", NULL, "place the fields of DTYPE as a C compiler would"             \
    }

/* Reads the command line, and loads or checks. `done` is the word for what was done with the
   records. Returns the exit status. */
int load_run(conversion *run, int argc, char **argv, const char *done);

#endif
