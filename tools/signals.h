/*
 * signals.h - stopping cleanly on SIGINT, SIGTERM and SIGHUP.
 */
#ifndef ROWCOL_TOOLS_SIGNALS_H
#define ROWCOL_TOOLS_SIGNALS_H

#include <signal.h>

/* The first of these signals that came, 0 while none has: what a pump wants as its cancel flag. */
extern volatile sig_atomic_t stop_signal;

/* From now on they set stop_signal. Signals that are ignored stay so (nohup, a shell's background
   jobs). A program that waits for its input and cannot see the flag is ended a second later, or by
   the next signal. */
void catch_stop_signals(void);

/* Reports that the program was stopped. Returns the exit status. */
int report_stop(void);

#endif
