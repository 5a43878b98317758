/* report/report.c - messages on standard error, and the exit status for each status of the library.
 */
#include "report/report.h"

#include "base/terminal.h"
#include "report/advice.h"
#include "report/event.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The longest line: an rc_error in full, or a file name of a good length. */
enum { LINE_SIZE = 8192 };

int exit_status(rc_status status)
{
    switch (status) {
    case RC_OK:
    case RC_END:
        return EXIT_ALL;
    case RC_ENOMEM:
        return EXIT_MEMORY;
    case RC_EARG:
        return EXIT_USAGE;
    case RC_EIO:
        return EXIT_IO;
    case RC_EINDEX:
    case RC_ENAME:
    case RC_ETYPE:
    case RC_ERANGE:
    case RC_ESYNTAX:
    case RC_EMISSING:
    case RC_EEXTRA:
    case RC_EDUPLICATE:
    case RC_EFORMAT:
    case RC_ELIMIT:
    case RC_EUNSUPPORTED:
    case RC_ECANCELED:
        break;
    }
    return EXIT_DATA;
}

static void put_line(const char *text)
{
    if (events_are_json) {
        event_message(text);
        return;
    }
    fputs("rowcol: ", stderr);
    put_safe(text, stderr);
    fputc('\n', stderr);
}

void report(const char *format, ...)
{
    char line[LINE_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    put_line(line);
}

bool quiet_on_closed_pipe;

static bool is_quiet(int error)
{
    return error == EPIPE && quiet_on_closed_pipe;
}

int report_transfer_error(const rc_error *err, const char *output, const char *path)
{
    char line[LINE_SIZE];
    rc_error plain; /* without the suggestion for users of the library */
    size_t used;
    if (err->status == RC_EIO && is_quiet(err->sys)) {
        return EXIT_PIPE;
    }
    if (err->status == RC_ENOMEM && !err->message[0]) {
        return report_no_memory();
    }
    if (advice_adapt(err, advice_without_str(output), &plain) == err) {
        plain = *err;
    }
    plain.hint = RC_HINT_NONE;
    if (events_are_json) {
        event_error(&plain, advice_text(err, output, path, line, sizeof line),
                    exit_status(err->status));
        return exit_status(err->status);
    }
    used = rc_error_print(&plain, line, sizeof line);
    if (used < sizeof line) {
        advice_text(err, output, path, line + used, sizeof line - used);
    }
    put_line(line);
    return exit_status(err->status);
}

int report_error(const rc_error *err)
{
    return report_transfer_error(err, NULL, NULL);
}

int report_usage(const command *cmd, const char *format, ...)
{
    char line[LINE_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (events_are_json) {
        event_usage(line);
        return EXIT_USAGE;
    }
    report("%s (see: rowcol help%s%s)", line, cmd ? " " : "", cmd ? cmd->name : "");
    return EXIT_USAGE;
}

int report_no_memory(void)
{
    report("out of memory");
    return EXIT_MEMORY;
}

int close_stdout(int status)
{
    int failed_before = ferror(stdout);
    errno = 0;
    if (fclose(stdout) != 0 || failed_before) {
        if (is_quiet(errno)) {
            return EXIT_PIPE;
        }
        report("standard output: cannot write%s%s", errno ? ": " : "",
               errno ? strerror(errno) : "");
        return EXIT_IO;
    }
    return status;
}
