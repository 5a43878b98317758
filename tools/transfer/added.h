/*
 * transfer/added.h - fields that are added to the records of text: the name of the input, the line
 * (--add).
 */
#ifndef ROWCOL_TOOLS_TRANSFER_ADDED_H
#define ROWCOL_TOOLS_TRANSFER_ADDED_H

#include "base/command.h"

#include <rowcol.h>

#define ADD_OPTION                                                                                 \
    {                                                                                              \
        OPTION_ADD, "add", "LIST",                                                                 \
            "fields to add to each record of text, [NAME=]WHAT[:TYPE] with commas between them; "  \
            "WHAT is file, the name of the input, or line, the number of the line in which it "    \
            "begins (default types: str, for .npy S of the longest name; u8)"                      \
    }

/* Adds the fields of one --add, which stay until the program ends. Returns 0, or the exit status
   after a report. */
int added_set(const command *cmd, const char *argument, rc_read_options *read);

/* Chooses the types that were not given, for records that go to `format` (NULL: any). Likewise. */
int added_choose_types(rc_read_options *read, const char *format, char *const *inputs,
                       int n_inputs);

/* The dtype of a store that has the added fields, without them, for rc_dtype_unref; types that were
   not given become those of its fields. NULL: sets `*status` after a report. */
rc_dtype *added_remove(const rc_read_options *read, const rc_dtype *dtype, const char *path,
                       int *status);

#endif
