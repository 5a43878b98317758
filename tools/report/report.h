/*
 * report/report.h - messages on standard error, and the exit status.
 */
#ifndef ROWCOL_TOOLS_REPORT_REPORT_H
#define ROWCOL_TOOLS_REPORT_REPORT_H

#include "base/command.h"

#include <rowcol.h>
#include <stdbool.h>

/* The exit status for a status of the library. No other place decides it. */
int exit_status(rc_status status);

/* Prints "rowcol: " and a line on standard error. What a terminal would obey is escaped, so that a
   message is always one line. */
void report(const char *format, ...) RC_PRINTF(1, 2);

/* Whether a write to a pipe that nobody reads ends the program without a message, as SIGPIPE does:
   not when the program was started with SIGPIPE ignored. */
extern bool quiet_on_closed_pipe;

/* Reports an error of the library. Returns its exit status. */
int report_error(const rc_error *err);

/* The same, while records are written to `path` in the format `output`. */
int report_transfer_error(const rc_error *err, const char *output, const char *path);

/* Reports a wrong command line, with the help command to read. Returns EXIT_USAGE. */
int report_usage(const command *cmd, const char *format, ...) RC_PRINTF(2, 3);

/* Reports that memory ran out outside the library. Returns EXIT_MEMORY. */
int report_no_memory(void);

/* Writes what standard output still buffers and closes it. Returns `status`, or EXIT_IO after
   reporting that not all of it could be written. */
int close_stdout(int status);

#endif
