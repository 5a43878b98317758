/*
 * options/csv_options.h - the options of the command that say what CSV text looks like.
 */
#ifndef ROWCOL_TOOLS_OPTIONS_CSV_OPTIONS_H
#define ROWCOL_TOOLS_OPTIONS_CSV_OPTIONS_H

#include "base/command.h"

#include <rowcol/stream.h>
#include <stdbool.h>

enum {
    OPTION_CSV = 400, /* the first of them */
    OPTION_DELIMITER = OPTION_CSV,
    OPTION_HEADER,
    OPTION_COMMENT,
    OPTION_SKIP_LINES,
    OPTION_NULL_TEXT,
    OPTION_QUOTES,
    OPTION_DECIMAL,
    OPTION_THOUSANDS,
    OPTION_TRIM,
    OPTION_CSV_END
};

/* Of commands that read CSV text. */
#define CSV_INPUT_OPTIONS                                                                          \
    {OPTION_DELIMITER, "delimiter", "CHAR",                                                        \
     "CSV: between fields: a character, or tab (default: found in the text; .tsv: tab)"},          \
        {OPTION_HEADER, "header", "find|yes|no",                                                   \
         "CSV: whether the first record has the names of the columns; without it they are the "    \
         "fields of DTYPE in their order (default: find)"},                                        \
        {OPTION_COMMENT, "comment", "CHAR", "CSV: lines that begin with CHAR are skipped"},        \
        {OPTION_SKIP_LINES, "skip-lines", "N", "CSV: skip N lines before the header"},             \
        {OPTION_NULL_TEXT, "null-text", "LIST",                                                    \
         "CSV: the texts that stand for null, separated by commas: ',NA' is the empty text "       \
         "and NA (default: the empty text)"},                                                      \
        {OPTION_DECIMAL, "decimal", "CHAR",                                                        \
         "CSV: what is before the fraction of a number: . or , (default: .)"},                     \
        {OPTION_THOUSANDS, "thousands", "CHAR",                                                    \
         "CSV: what may be between groups of three digits: a comma, a point, ', _, a blank, or a " \
         "character outside ASCII (default: nothing)"},                                            \
    {                                                                                              \
        OPTION_TRIM, "trim", NULL, "CSV: blanks and tabs around fields do not belong to them"      \
    }

/* Of commands that write CSV text. */
#define CSV_OUTPUT_OPTIONS                                                                         \
    {OPTION_DELIMITER, "delimiter", "CHAR",                                                        \
     "CSV: between fields: a character, or tab (default: comma; .tsv: tab)"},                      \
        {OPTION_HEADER, "header", "yes|no", "CSV: whether the names are written (default: yes)"},  \
        {OPTION_QUOTES, "quotes", "minimal|all",                                                   \
         "CSV: which fields are put in quotes: those that need them, or all that are not null "    \
         "(default: minimal)"},                                                                    \
        {OPTION_NULL_TEXT, "null-text", "TEXT",                                                    \
         "CSV: what is written for null (default: nothing)"},                                      \
    {                                                                                              \
        OPTION_DECIMAL, "decimal", "CHAR",                                                         \
            "CSV: what is before the fraction of a number: . or ,; a comma needs another "         \
            "--delimiter (default: .)"                                                             \
    }

/* Sets one option of `csv`, which begins as all zeros, for reading or writing. Returns 0, or
 * EXIT_USAGE after a report. */
int csv_option_set(const command *cmd, rc_csv_dialect *csv, bool writes, int id,
                   const char *argument);

#endif
