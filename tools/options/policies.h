/*
 * options/policies.h - options that say what is done about values that do not fit, for all fields
 * or one; and the report of what was done.
 */
#ifndef ROWCOL_TOOLS_OPTIONS_POLICIES_H
#define ROWCOL_TOOLS_OPTIONS_POLICIES_H

#include "base/command.h"

#include <rowcol.h>
#include <stdbool.h>

/* Sets --null: [FIELD=]error|nan|zero|skip|VALUE. The options of fields stay until the program
   ends. Returns 0, or the exit status after a report. */
int policies_set_null(const command *cmd, const char *argument, rc_read_options *read);

/* Sets --accept: a list of names with commas between them. Likewise. */
int policies_set_accept(const command *cmd, const char *argument, rc_read_options *read);

/* The name in it of the flag 1 << i; NULL: there is none. */
const char *policies_accept_name(unsigned i);

/* Sets --time: [FIELD=]FORMAT. Likewise. */
int policies_set_time(const command *cmd, const char *argument, rc_read_options *read);

/* Whether an option needs a dtype that is given, since it is about one field, or a value in it. */
bool policies_need_dtype(const rc_read_options *read);

/* Reports what was done about the values of each field, on standard error, and which fields none of
   the `records` that were loaded has had. */
void policies_report(const rc_read_counts *counts, uint64_t records);

#endif
