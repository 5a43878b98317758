/*
 * report.h - what the program says on standard error, and the status it exits with.
 */
#ifndef ROWCOL_TOOLS_REPORT_H
#define ROWCOL_TOOLS_REPORT_H

#include "command.h"

#include <rowcol.h>

/* The exit status that stands for a status of the library: the only place where it is decided. */
int exit_status(rc_status status);

/* "rowcol: " and a line, on standard error. Control characters are shown as \xNN, so that it is one
   line whatever names it holds. */
void report(const char *format, ...) RC_PRINTF(1, 2);

/* Reports an error of the library. Returns its exit status. */
int report_error(const rc_error *err);

/* Reports a wrong command line and where to read on. Returns EXIT_USAGE. */
int report_usage(const command *cmd, const char *format, ...) RC_PRINTF(2, 3);

/* Reports that memory ran out outside the library. Returns EXIT_MEMORY. */
int report_no_memory(void);

/* Writes out what standard output still buffers and closes it. Returns `status`, or EXIT_IO, with a
   report, when not all of it could be written. */
int close_stdout(int status);

#endif
