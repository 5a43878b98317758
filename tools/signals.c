/* signals.c - handlers for SIGINT, SIGTERM and SIGHUP. */
#include "signals.h"

#include "report.h"

#include <string.h>
#include <unistd.h>

enum { GRACE_SECONDS = 1 };

volatile sig_atomic_t stop_signal;

/* Calls only what is allowed in a signal handler. */
static void leave_at_once(void)
{
    static const char line[] = "rowcol: stopped by a signal while it waited\n";
    (void)!write(STDERR_FILENO, line, sizeof line - 1);
    _exit(EXIT_SIGNAL + (int)stop_signal);
}

static volatile sig_atomic_t held;

static void on_stop(int number)
{
    if (held && !stop_signal) {
        stop_signal = number;
        return;
    }
    if (stop_signal) {
        leave_at_once();
    }
    stop_signal = number;
    alarm(GRACE_SECONDS);
}

static void on_alarm(int number)
{
    (void)number;
    leave_at_once();
}

static void handle(int number, void (*handler)(int))
{
    struct sigaction before, action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
        sigaction(number, &action, NULL);
    }
}

void catch_stop_signals(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_alarm;
    sigemptyset(&action.sa_mask);
    sigaction(SIGALRM, &action, NULL);
    handle(SIGINT, on_stop);
    handle(SIGTERM, on_stop);
    handle(SIGHUP, on_stop);
}

void hold_stop_signals(void)
{
    held = 1;
    alarm(0);
}

int report_stop(void)
{
    report("stopped by signal %d (%s)", (int)stop_signal, strsignal((int)stop_signal));
    return EXIT_SIGNAL + (int)stop_signal;
}
