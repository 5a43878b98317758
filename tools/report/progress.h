/*
 * report/progress.h - shows how far a run has come, and wakes a read that waits when the run is
 * stopped.
 *
 * A thread of its own shows the progress: on a terminal a line that is rewritten four times a
 * second, for programs a JSON object on a line of its own each second, and one line more for each
 * SIGUSR1. All of it is written to standard error.
 *
 *     progress_begin(kind, "load", inputs, n_inputs);
 *     read.progress = progress_note;
 *     progress_watch(reader); ... progress_watch(NULL);
 *     progress_end();
 */
#ifndef ROWCOL_TOOLS_REPORT_PROGRESS_H
#define ROWCOL_TOOLS_REPORT_PROGRESS_H

#include <rowcol.h>

typedef enum progress_kind {
    PROGRESS_AUTO, /* a line if standard error is a terminal */
    PROGRESS_LINE,
    PROGRESS_JSON,
    PROGRESS_NONE
} progress_kind;

/* Starts the thread. `doing` is the command; the inputs show how much there is to
   read. If there is no thread to be had, no progress is shown. */
void progress_begin(progress_kind kind, const char *doing, const char *const *inputs, int n_inputs);

/* An rc_progress_report; `context` is not used. The inputs come one after the other. */
rc_status progress_note(void *context, const rc_progress *progress, rc_error *err);

/* The reader that a signal which stops the program cancels from now on; NULL: none. */
void progress_watch(rc_reader *reader);

/* Removes the line and ends the thread; with JSON, after a last object. Does nothing without
   progress_begin. */
void progress_end(void);

/* For signal handlers: the thread looks at stop_signal; if `asked`, it shows one line. */
void progress_wake(int asked);

/* The records, bad records, bytes of text and stored bytes of the inputs before the current one,
   for a run that is continued; after progress_begin, before the first input. */
enum { PROGRESS_EARLIER = 4 };
void progress_get_earlier(uint64_t earlier[PROGRESS_EARLIER]);
void progress_set_earlier(const uint64_t earlier[PROGRESS_EARLIER]);

/* The records that were read, of all inputs since progress_begin. */
uint64_t progress_records(void);

#endif
