/*
 * report/signals.h - stops the program cleanly on SIGINT, SIGTERM and SIGHUP; SIGUSR1 shows the
 * progress.
 */
#ifndef ROWCOL_TOOLS_REPORT_SIGNALS_H
#define ROWCOL_TOOLS_REPORT_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/* The number of the first of these signals that arrived, or 0. Used as the cancel flag of a pump.
 */
extern volatile sig_atomic_t stop_signal;

/* Whether one has arrived. Any thread. */
bool is_stopped(void);

/* Installs the handlers: of the signals that set stop_signal, and of SIGUSR1. Signals that are
   ignored stay ignored (nohup, background jobs of a shell). A reader that progress_watch knows is
   canceled. A program that waits for something else does not look at the flag: it is ended one
   second later, or by the next signal. */
void catch_stop_signals(void);

/* From now on these signals have no effect: the output is complete. */
void ignore_stop_signals(void);

/* Reports that the program was stopped, after how many records, and that nothing was written to the
   path `output`; NULL: there is no output. Returns the exit status. */
int report_stop(const char *output);

#endif
